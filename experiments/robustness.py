"""How policies hold over the worlds tested: regret, worst world, thresholds met (robustesse)."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.compare import regret, regret_summary
from experiments.intervals import cube, interval, values_of

ALL = "(all)"


def robustness(plan: pd.DataFrame, indicators: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Return, per policy, mean and least value over worlds and its regret: mean, p90, max, worlds where it is best.

    The least of the largest regrets (minimax) comes first. Columns: policy, value, worst, regret_mean, regret_p90,
    regret_max, best, worlds. Worlds are cases and weigh the same.
    """
    by_world = regret(plan, indicators, indicator)
    groups = by_world.groupby("policy", sort=False)["value"]
    values = pd.DataFrame({"value": groups.mean(), "worst": groups.min()}).reset_index()
    names = {"mean": "regret_mean", "p90": "regret_p90", "max": "regret_max"}
    found = values.merge(regret_summary(by_world).rename(columns=names), on="policy")
    return found.sort_values("regret_max", kind="stable", ignore_index=True)


def satisficing(plan: pd.DataFrame, indicators: pd.DataFrame, thresholds: Mapping[str, float]) -> pd.DataFrame:
    """Return, per policy and threshold, in how many worlds it is met: the most often first, all thresholds last.

    Met: the 95% interval over seeds lies at the threshold or above; missed: below; unclear: it holds the threshold, or
    there is one seed. Columns: policy, indicator, threshold, met, missed, unclear, worlds. indicator "(all)": every
    threshold met at once; missed where one is.
    """
    met, missed, known = {}, {}, {}
    policies: list[str] = []
    for name, bar in thresholds.items():
        values, _, policies, _ = cube(plan, values_of(plan, indicators, name, None))
        _, low, high, count = interval(values)
        known[name], met[name], missed[name] = count > 0, low >= bar, high < bar
    if len(thresholds) > 1:
        known[ALL] = np.logical_and.reduce(list(known.values()))
        met[ALL] = np.logical_and.reduce([met[name] for name in thresholds])
        missed[ALL] = np.logical_or.reduce([missed[name] for name in thresholds])
    rows = [
        {
            "policy": policy, "indicator": name, "threshold": thresholds.get(name, np.nan),
            "met": int((met[name] & known[name])[place].sum()),
            "missed": int((missed[name] & known[name])[place].sum()),
            "worlds": int(known[name][place].sum()),
        }
        for name in known
        for place, policy in enumerate(policies)
    ]  # fmt: skip
    columns = ["policy", "indicator", "threshold", "met", "missed", "worlds"]
    found = pd.DataFrame(rows, columns=columns)
    found.insert(5, "unclear", found["worlds"] - found["met"] - found["missed"])
    order = {name: place for place, name in enumerate(known)}
    return found.sort_values(
        ["indicator", "met"], key=lambda c: c.map(order) if c.name == "indicator" else -c, kind="stable",
        ignore_index=True,
    )  # fmt: skip
