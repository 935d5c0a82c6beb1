"""Indicators of public money: budgeted, committed, paid, left (argent public)."""
from sim.errors import Text
from sim.ledger import BUDGETED, COMMITTED, PAID, RELEASED
from sim.measures.view import EUROS, Indicator, View


def _budget(v: View, plus: tuple[int, ...], minus: tuple[int, ...] = ()) -> float:
    totals = v.state.ledger.totals.tolist()
    return float(sum(totals[flow] for flow in plus) - sum(totals[flow] for flow in minus))


OF_MONEY: dict[str, Indicator] = {
    "ordinary_support": Indicator(EUROS, Text("Ordinary public support", "Soutien public ordinaire"),
        Text("Support every site has under every policy, added up.", "Soutien que chaque site reçoit sous toute politique, cumulé."),
        lambda v: float(v.state.projects.support[: v.state.n_projects].sum())),
    "money_budgeted": Indicator(EUROS, Text("Money budgeted", "Crédits ouverts"),
        Text("Policy budgets opened, added up.", "Budgets de la politique ouverts, cumulés."), lambda v: _budget(v, (BUDGETED,))),
    "money_committed": Indicator(EUROS, Text("Money committed", "Crédits engagés"),
        Text("Awards made less awards released, added up.", "Engagements nets des dégagements, cumulés."), lambda v: _budget(v, (COMMITTED,), (RELEASED,))),
    "money_paid": Indicator(EUROS, Text("Money paid", "Crédits payés"),
        Text("Paid to projects and places, added up.", "Versé aux projets et aux communes, cumulé."), lambda v: _budget(v, (PAID,))),
    "money_unspent": Indicator(EUROS, Text("Money not committed", "Crédits non engagés"),
        Text("Budgeted and not committed, net of releases.", "Ouverts et non engagés, dégagements déduits."),
        lambda v: _budget(v, (BUDGETED, RELEASED), (COMMITTED,))),
}  # fmt: skip
