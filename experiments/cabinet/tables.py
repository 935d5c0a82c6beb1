"""What a cabinet asks of a sweep: euros for 1,000 inhabitants, leverage, jobs that last, who gets it (cabinet)."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.cabinet.by_group import PER_THOUSAND, by_group, by_place, differences, invented_share, own
from experiments.cabinet.concentration import concentration
from experiments.cabinet.ground import GROUPINGS
from experiments.compare import summary
from experiments.costs import money_of
from experiments.results import Sweep
from experiments.vintage import no_local
from sim.errors import Text

KINDS = {  # measure -> label, how it is written
    "paid": (Text("euros paid, per 1,000 inh.", "euros payés, pour 1 000 hab."), "€"),
    "net": (Text("the same, net of repayments", "de même, nets des remboursements"), "€"),
    "adopters": (Text("adopters, per 1,000 inh.", "adoptants, pour 1 000 hab."), ""),
    "sites": (Text("open sites, per 1,000 inh.", "sites ouverts, pour 1 000 hab."), ""),
    "jobs": (Text("jobs (FTE), per 1,000 inh.", "emplois (ETP), pour 1 000 hab."), ""),
    "leverage": (Text("leverage: others' € per public €", "levier : € d'autres par € public"), ""),
    "jobs_after_12": (Text("funded jobs left 12 months on", "emplois financés restants à 12 mois"), "share"),
    "jobs_after_24": (Text("funded jobs left 24 months on", "emplois financés restants à 24 mois"), "share"),
    "aid_gini": (Text("Gini of euros by inhabitant, places", "Gini des euros par habitant, communes"), "0 to 1"),
    "aid_top_tenth": (Text("euros to the first tenth of places", "euros au premier dixième des communes"), "share"),
}
ASKED = ("leverage", "jobs_after_12", "jobs_after_24")  # indicators of the model, as they are


@dataclass(frozen=True)
class Cabinet:
    """What a cabinet asks of a sweep, against one reference.

    measures: one row for each measure of KINDS and policy (the reference too: its own values), as compare.summary,
    with own, own_low, own_high. groups: by_group.differences, with grouping. invented: by grouping and group, the
    share of inhabitants in invented villages. lacking: why there is nothing by place, None where there is.
    """

    reference: str
    measures: pd.DataFrame
    groups: pd.DataFrame
    invented: dict[str, dict[str, float]]
    inhabitants: dict[str, dict[str, float]]
    lacking: Text | None = None

    def data(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "reference": self.reference, "measures": self.measures.to_dict("records"),
            "groups": self.groups.to_dict("records"), "invented": self.invented, "inhabitants": self.inhabitants,
            "lacking": self.lacking.en if self.lacking else None,
        }  # fmt: skip


def cabinet_of(sweep: Sweep, reference: str | None = None) -> Cabinet:
    """Return what a cabinet asks of a sweep, each policy against ``reference`` on common seeds."""
    base, plan = sweep.base(reference), sweep.plan
    values = [_per_thousand(sweep), *(_indicator(sweep, name) for name in ASKED)]
    if "local" not in sweep.store.table_names():
        return Cabinet(base, _measures(plan, pd.concat(values), base), pd.DataFrame(), {}, {},
                       no_local(str(sweep.folder)))  # fmt: skip
    table = by_place(sweep)
    values.append(concentration(table).melt("run_id", var_name="indicator").assign(step=0))
    groups, invented, people = [], {}, {}
    for grouping in GROUPINGS:
        sums = by_group(table, grouping)
        groups.append(differences(plan, sums, base).assign(grouping=grouping))
        invented[grouping] = invented_share(table, grouping)
        people[grouping] = {str(k): float(v) for k, v in sums.groupby("group")["inhabitants"].mean().items() if v > 0}
    return Cabinet(base, _measures(plan, pd.concat(values), base), pd.concat(groups, ignore_index=True), invented,
                   people)  # fmt: skip


def _measures(plan: pd.DataFrame, values: pd.DataFrame, base: str) -> pd.DataFrame:
    """Return each measure of each policy and its paired difference to the reference."""
    frames = []
    for name in KINDS:
        mine = values[values["indicator"] == name]
        if mine.empty:
            continue
        each = own(plan, mine, name)
        rows = summary(plan, mine, base, name)
        frames.append(each.join(rows.set_index("policy")).reset_index().assign(measure=name))
    return pd.concat(frames, ignore_index=True)


def _per_thousand(sweep: Sweep) -> pd.DataFrame:
    """Return euros paid, gross and net, and results for 1,000 inhabitants of each run, in the form of indicators."""
    plan = sweep.plan.drop_duplicates("run_id")
    last = sweep.territory["step"].max()
    people = sweep.territory[sweep.territory["step"] == last].groupby("run_id", observed=True)["population"].sum()
    paid, repaid = (money_of(plan, sweep.ledger, flow) for flow in ("paid", "repaid"))
    found = {"paid": paid, "net": paid - repaid}
    for name in set(PER_THOUSAND) - set(found):
        values = _indicator(sweep, name).set_index("run_id")["value"]
        found[name] = plan["run_id"].map(values).astype(float)
    thousands = plan["run_id"].map(people).astype(float) / 1_000.0
    frames = [
        pd.DataFrame({"run_id": plan["run_id"], "step": 0, "indicator": name, "value": column / thousands})
        for name, column in found.items()
    ]
    return pd.concat(frames, ignore_index=True)


def _indicator(sweep: Sweep, name: str) -> pd.DataFrame:
    """Return one indicator of the model at the end of each run."""
    found = sweep.indicators
    return found[(found["indicator"] == name) & (found["step"] == found["step"].max())].assign(step=0)
