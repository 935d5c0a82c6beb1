"""Indicators of what public money does: leverage, repayments, concentration, cost, what lasts (effets de l'argent)."""
import numpy as np

from sim.errors import Text
from sim.jit import jit
from sim.ledger import LOST, PAID, PRIVATE, REPAID
from sim.measures.people import OF_PEOPLE
from sim.measures.sites import OF_SITES
from sim.measures.view import EUROS, PERSONS, SHARE, SITES, UNIT, Indicator, View, gini
from sim.names import TAKEN_OVER
from sim.rows import records
from sim.service import comers, freed
from sim.state import State

NAN = float("nan")


def _total(v: View, flow: int) -> float:
    return float(v.state.ledger.totals[flow])


def _leverage(v: View) -> float:
    paid = _total(v, PAID)
    return _total(v, PRIVATE) / paid if paid > 0.0 else NAN


def _received(v: View) -> np.ndarray:
    received = v.state.projects.received[: v.state.n_projects]
    return received[received > 0.0]


def _gini(v: View) -> float:
    got = _received(v)
    return gini(got, np.ones(got.size)) if got.size else NAN


def _top_tenth(v: View) -> float:
    got = np.sort(_received(v))[::-1]
    return float(got[: -(-got.size // 10)].sum() / got.sum()) if got.size else NAN


@jit
def kept(p, n, step, months):
    """Return the share of funded posts kept; see ``jobs_left``."""
    most, left = 0.0, 0.0
    for row in range(n):
        end = p.ended[row] if p.ended[row] >= 0 else p.closed[row]
        if p.most_funded[row] == 0.0 or end < 0 or step - end < months:
            continue
        most += p.most_funded[row]
        posts = p.kept_12[row] if months == 12 else p.kept_24[row]
        if (p.closed[row] < 0 or p.closed[row] > end + months) and posts > 0.0:  # not where nobody noted any
            left += min(posts, p.most_funded[row])
    return left / most if most > 0.0 else np.nan


def jobs_left(state: State, months: int) -> float:
    """Return the share of funded posts, at their most, that sites still had 12 or 24 months after the funding ended.

    Over the sites whose funding ended that long ago, by its term or because they closed; a site counts at most the
    posts it was funded for, a site closed by then counts none. NaN if there is none.
    """
    return kept(records(state.projects), state.n_projects, state.step, months)


def displaced(v: View) -> float:
    """Return the users whom open sites without policy money would serve more, were those with it not there.

    This month, for the same adopters and capacities: demand is shared anew without the supported sites.
    """
    state, aided = v.state, v.state.projects.received[v.rows] > 0.0
    if not aided.any() or aided.all():
        return 0.0
    wanting = comers(state)
    zeros = np.zeros((2, *wanting.shape))
    return freed(v.rows, aided, records(state.projects), state.near, wanting, *zeros)


RESULTS = {  # what money is counted for: "per ...", "over ...", how many there are
    "adopter": (Text("per adopter", "par adoptant"), Text("adopters now", "nombre d'adoptants actuels"), OF_PEOPLE["adopters"].measure),
    "site": (Text("per surviving site", "par site survivant"), Text("open sites", "nombre de sites ouverts"), OF_SITES["sites"].measure),
    "job": (Text("per job", "par emploi"), Text("jobs in sites (FTE)", "nombre d'emplois dans les sites (ETP)"), OF_SITES["jobs"].measure),
    "thousand": (Text("per 1,000 inhabitants", "pour 1 000 habitants"), Text("thousands of inhabitants", "nombre de milliers d'habitants"),
        lambda v: v.inhabitants / 1_000.0),
}  # fmt: skip


def _cost(result: str, net: bool) -> Indicator:
    """Return the indicator of euros for one result, gross or net of repayments."""
    per, over, count = RESULTS[result]

    def measure(v: View) -> float:
        """Return euros for one; NaN before the first euro, or where there is none to count."""
        many = count(v)
        if _total(v, PAID) <= 0.0 or many <= 0.0:
            return NAN
        return (_total(v, PAID) - net * _total(v, REPAID)) / many

    less = Text(" less what was repaid", ", remboursements déduits,") if net else Text("", "")
    return Indicator(
        EUROS, Text(f"{'Net euros' if net else 'Euros'} {per.en}", f"Euros {'nets ' if net else ''}{per.fr}"),
        Text(f"Money paid so far{less.en}, over {over.en}; nothing before the first euro.",
             f"Total versé{less.fr} divisé par le {over.fr} ; rien avant le premier euro."), measure,
    )  # fmt: skip


OF_FINANCE: dict[str, Indicator] = {
    "private_money": Indicator(EUROS, Text("Private money", "Argent privé"),
        Text("Private and foundation money that came with awards, added up.", "Argent privé et de fondations venu avec les aides, cumulé."), lambda v: _total(v, PRIVATE)),
    "leverage": Indicator(Text("private € per public €", "€ privés par € public"), Text("Leverage", "Effet de levier"),
        Text("Private money brought over public money paid, both added up; what investors advance counts when it comes, what the public actor pays them back is public money.",
             "Argent privé apporté sur argent public versé, cumulés ; l'avance des investisseurs compte quand elle vient, ce que l'acteur public leur rend est de l'argent public."), _leverage),
    "money_repaid": Indicator(EUROS, Text("Money repaid", "Crédits remboursés"),
        Text("Repaid by projects to who paid them, added up.", "Rendus par les projets à qui les a payés, cumulés."), lambda v: _total(v, REPAID)),
    "money_lost": Indicator(EUROS, Text("Repayments lost", "Remboursements perdus"),
        Text("What projects that closed had still to repay, added up.", "Ce que les projets fermés devaient encore, cumulé."), lambda v: _total(v, LOST)),
    "money_gini": Indicator(UNIT, Text("Concentration of public money", "Concentration de l'argent public"),
        Text("Gini of what projects received, over those that received any.", "Gini des sommes reçues, entre les projets qui en ont reçu."), _gini),
    "money_top_tenth": Indicator(SHARE, Text("Public money of the top tenth", "Argent public du dixième le plus aidé"),
        Text("Share of the tenth of projects that received most, of those that received any.", "Part du dixième des projets qui a le plus reçu, parmi ceux qui ont reçu."), _top_tenth),
    "sites_taken_over": Indicator(SITES, Text("Sites taken over", "Sites repris par l'action publique"),
        Text("Open sites that a public actor has made its own.", "Sites ouverts qu'un acteur public a repris."), lambda v: float(v.sites[TAKEN_OVER])),
    "jobs_after_12": Indicator(SHARE, Text("Funded jobs left after 12 months", "Emplois financés restants après 12 mois"),
        Text("Posts of once funded sites 12 months after funding ended, over the most they were funded for, which is the most that counts.",
             "Postes des sites autrefois financés 12 mois après la fin, sur le maximum de postes financés, qui est le plus qui compte."), lambda v: jobs_left(v.state, 12)),
    "jobs_after_24": Indicator(SHARE, Text("Funded jobs left after 24 months", "Emplois financés restants après 24 mois"),
        Text("Posts of once funded sites 24 months after funding ended, over the most they were funded for, which is the most that counts.",
             "Postes des sites autrefois financés 24 mois après la fin, sur le maximum de postes financés, qui est le plus qui compte."), lambda v: jobs_left(v.state, 24)),
    "displaced": Indicator(PERSONS, Text("Users displaced", "Usagers déplacés"),
        Text("Users whom sites without policy money would serve more this month if those with it were not there.",
             "Usagers que les sites sans argent de la politique serviraient en plus ce mois si les sites aidés n'existaient pas."), displaced),
    **{f"{'net_' * net}euros_per_{result}": _cost(result, net) for result in RESULTS for net in (False, True)},
}  # fmt: skip
