"""What each density class or département gets and gives, for 1,000 inhabitants, policy by policy (par maille)."""

import numpy as np
import pandas as pd

from experiments.cabinet.ground import ground_of
from experiments.compare import summary
from experiments.intervals import cube, interval, over_worlds, values_of
from experiments.results import Sweep

COUNTS = ("inhabitants", "concerned", "adopters", "sites", "jobs", "paid", "repaid", "private")
PER_THOUSAND = ("adopters", "sites", "jobs", "paid", "net")  # measures shown for 1,000 inhabitants
KEY = ["run_id", "place"]


def by_place(sweep: Sweep) -> pd.DataFrame:
    """Return COUNTS of each place at the end of each run, with its density class and département.

    The row of place "" holds the euros that went to no place of its own. Raises InputError for results without
    euros by place.
    """
    plan = sweep.plan.drop_duplicates("run_id")
    last = sweep.territory["step"].max()
    people = sweep.territory[sweep.territory["step"] == last][[*KEY, "population"]]
    used = (
        sweep.places[sweep.places["step"] == last].groupby(KEY, observed=True)[["concerned", "adopters", "sites"]].sum()
    )
    local = sweep.local[[*KEY, "jobs", "paid", "repaid", "private"]]
    found = local.merge(people.rename(columns={"population": "inhabitants"}), on=KEY, how="left")
    found = found.merge(used.reset_index(), on=KEY, how="left")
    found = found.merge(plan[["run_id", "world"]], on="run_id")  # a run that did not end is not in the plan
    found = found.merge(_grounds(sweep, plan), on=["world", "place"], how="left")
    texts = dict.fromkeys(("density", "departement"), "")
    return found.fillna({**dict.fromkeys(COUNTS, 0.0), **texts, "stated": 0.0, "invented": 0.0})


def _grounds(sweep: Sweep, plan: pd.DataFrame) -> pd.DataFrame:
    """Return the ground of each world."""
    first = plan.drop_duplicates("world")
    frames = [
        ground_of(sweep.cell(str(run))).assign(world=world)
        for run, world in zip(first["run_id"], first["world"], strict=True)
    ]
    return pd.concat(frames, ignore_index=True)


def by_group(table: pd.DataFrame, grouping: str) -> pd.DataFrame:
    """Return the sums of COUNTS by run and group, and what is paid net of repayments: sums over groups are totals.

    table: by_place. grouping: "density" or "departement".
    """
    found = table.groupby(["run_id", grouping], observed=True)[[*COUNTS, "invented"]].sum().reset_index()
    return found.rename(columns={grouping: "group"}).assign(net=lambda t: t["paid"] - t["repaid"])


def measured(groups: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return a measure for 1,000 inhabitants of each group as indicators: run_id, step, indicator (the group), value.

    A group without inhabitants, such as what went to no place, has no value.
    """
    people = groups["inhabitants"].to_numpy()
    value = np.divide(1_000.0 * groups[measure], people, out=np.full(len(groups), np.nan), where=people > 0)
    return pd.DataFrame({"run_id": groups["run_id"], "step": 0, "indicator": groups["group"], "value": value})


def differences(plan: pd.DataFrame, groups: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Return the paired difference to the reference of each group, policy and measure, for 1,000 inhabitants.

    Columns: group, measure and those of compare.summary; own, own_low, own_high: the policy's own mean.
    """
    frames = []
    for measure in PER_THOUSAND:
        values = measured(groups, measure)
        for group in sorted(set(values.loc[values["value"].notna(), "indicator"])):
            rows = summary(plan, values, reference, str(group))
            frames.append(rows.assign(group=group, measure=measure).join(own(plan, values, str(group)), on="policy"))
    return pd.concat(frames, ignore_index=True)


def own(plan: pd.DataFrame, values: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Return each policy's own mean over worlds with its interval over seeds: own, own_low, own_high by policy."""
    found, _, policies, _ = cube(plan, values_of(plan, values, indicator, None))
    rows = [interval(over_worlds(mine)[0]) for mine in found]
    table = pd.DataFrame([[float(v) for v in row[:3]] for row in rows], columns=["own", "own_low", "own_high"])
    return table.set_index(pd.Index(policies, name="policy"))


def invented_share(table: pd.DataFrame, grouping: str) -> dict[str, float]:
    """Return the share of the inhabitants of each group who live in invented villages, 0 to 1."""
    once = table.drop_duplicates(["world", "place"]).groupby(grouping, observed=True)[["stated", "invented"]].sum()
    once = once[once["stated"] > 0.0]
    return {str(group): float(share) for group, share in (once["invented"] / once["stated"]).items()}
