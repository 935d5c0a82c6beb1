"""Comparisons between policies on common seeds: differences, worlds where they hold, regret (comparaisons).

Seeds are the replicates: every interval is a 95% Student interval over seeds, of differences taken within a
seed (common random numbers). Worlds are cases, not a sample: they are counted, and averaged with equal
weights, never used to narrow an interval. Columns ``verdict`` say: above, below, not discernible (the
interval holds 0), identical (no seed differs), one seed (no interval), no value.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from experiments.additionality import additionality
from experiments.costs import costs, equal_cost
from experiments.design import dials_of
from experiments.intervals import cube, interval, less, over_worlds, row_of, values_of, verdict

__all__ = [
    "additionality",
    "costs",
    "dial_effects",
    "equal_cost",
    "paired",
    "regret",
    "regret_summary",
    "summary",
    "variance_ratio",
]


def paired(
    plan: pd.DataFrame, indicators: pd.DataFrame, reference: str, indicator: str, step: int | None = None
) -> pd.DataFrame:
    """Return the mean difference to ``reference`` on common seeds, per world and policy, with its interval.

    Columns: world, policy, dials, value, reference_value, estimate, low, high, seeds, verdict. Means are over
    the seeds where both have a value. Units: the indicator's.
    """
    values, worlds, policies, _ = cube(plan, values_of(plan, indicators, indicator, step))
    base = row_of(policies, reference)
    both = np.isfinite(values) & np.isfinite(values[base])
    difference = np.where(both, less(values, values[base]), np.nan)
    mean, low, high, count = interval(difference)
    own, _, _, _ = interval(np.where(both, values, np.nan))
    other, _, _, _ = interval(np.where(both, values[base], np.nan))
    columns = {
        "value": own,
        "reference_value": other,
        "estimate": mean,
        "low": low,
        "high": high,
        "seeds": count,
        "verdict": verdict(low, high, count),
    }
    table = _long(plan, columns, worlds, policies)
    return table[table["policy"] != reference].reset_index(drop=True)


def summary(
    plan: pd.DataFrame, indicators: pd.DataFrame, reference: str, indicator: str, step: int | None = None
) -> pd.DataFrame:
    """Return, per policy, the difference to ``reference`` averaged over worlds, and in how many it holds.

    Each seed's differences are first averaged over the worlds: the seeds, not the worlds, are the
    replicates. Columns: policy, value, reference_value, estimate, low, high, seeds, verdict; above, below,
    contains (worlds whose own interval is above 0, below 0, holds 0), no_interval, worlds (tested);
    lowest, highest (world estimates).
    """
    values, _, policies, _ = cube(plan, values_of(plan, indicators, indicator, step))
    base = row_of(policies, reference)
    rows = []
    for place, policy in enumerate(policies):
        if place == base:
            continue
        both = np.isfinite(values[place]) & np.isfinite(values[base])
        difference = np.where(both, less(values[place], values[base]), np.nan)
        by_seed, used = over_worlds(difference)
        counted = np.isfinite(by_seed)
        mean, low, high, count = interval(by_seed)
        rows.append(
            {
                "policy": policy,
                "value": _mean(values[place][used][:, counted]),
                "reference_value": _mean(values[base][used][:, counted]),
                "estimate": float(mean),
                "low": float(low),
                "high": float(high),
                "seeds": int(count),
                "verdict": str(verdict(low, high, count)),
                **_worlds(difference),
            }
        )
    return pd.DataFrame(rows)


def regret(
    plan: pd.DataFrame,
    indicators: pd.DataFrame,
    indicator: str,
    step: int | None = None,
    better: str = "high",
) -> pd.DataFrame:
    """Return, per world and policy, how far its mean stands from the best policy's mean in that world.

    Means are over the seeds where every policy that ran in that world has a value. better: "high" or "low".
    Columns: world, policy, dials, value, regret (0 or more), best (True for the best), seeds.
    """
    values, worlds, policies, _ = cube(plan, values_of(plan, indicators, indicator, step))
    ran = np.isfinite(values).any(axis=2)
    common = (np.isfinite(values) | ~ran[:, :, None]).all(axis=0) & ran.any(axis=0)[:, None]
    mean, _, _, count = interval(np.where(common, values, np.nan))
    sign = 1.0 if better == "high" else -1.0
    best = np.where(np.isfinite(mean), sign * mean, -np.inf).max(axis=0)
    gap = np.where(np.isfinite(mean), best - sign * mean, np.nan)
    return _long(plan, {"value": mean, "regret": gap, "best": gap == 0, "seeds": count}, worlds, policies)


def regret_summary(regrets: pd.DataFrame) -> pd.DataFrame:
    """Return, per policy, the regret over worlds: mean, p90, max, and in how many worlds it is the best."""
    groups = regrets.groupby("policy", sort=False)
    return pd.DataFrame(
        {
            "mean": groups["regret"].mean(),
            "p90": groups["regret"].quantile(0.9),
            "max": groups["regret"].max(),
            "best": groups["best"].sum(),
            "worlds": groups["regret"].count(),
        }
    ).reset_index()


def dial_effects(
    plan: pd.DataFrame, indicators: pd.DataFrame, a: str, b: str, indicator: str, step: int | None = None
) -> pd.DataFrame:
    """Return the difference a − b in each world, one row per world.

    Columns: world, dials, estimate, low, high, seeds, verdict.
    """
    for policy in (a, b):
        row_of(list(plan["policy"].unique()), policy)
    two = plan[plan["policy"].isin([a, b])]
    table = paired(two, indicators, b, indicator, step)
    if a == b:
        return table
    return table.drop(columns=["policy", "value", "reference_value"])


def variance_ratio(
    plan: pd.DataFrame, indicators: pd.DataFrame, reference: str, indicator: str, step: int | None = None
) -> pd.DataFrame:
    """Return what common random numbers gain: the variance of paired differences over independent ones.

    Columns: world, policy, dials, paired, independent (sum of the two policies' variances over seeds), ratio
    (below 1: pairing helps; NaN where nothing varies or with fewer than two seeds), seeds.
    """
    values, worlds, policies, _ = cube(plan, values_of(plan, indicators, indicator, step))
    base = row_of(policies, reference)
    both = np.isfinite(values) & np.isfinite(values[base])
    count = both.sum(axis=2)
    together = _variance(np.where(both, less(values, values[base]), np.nan), count)
    apart = _variance(np.where(both, values, np.nan), count) + _variance(
        np.where(both, values[base], np.nan), count
    )
    ratio = np.divide(together, apart, out=np.full_like(apart, np.nan), where=apart > 0)
    columns = {"paired": together, "independent": apart, "ratio": ratio, "seeds": count}
    table = _long(plan, columns, worlds, policies)
    return table[table["policy"] != reference].reset_index(drop=True)


def _worlds(difference: np.ndarray) -> dict[str, float]:
    """Return in how many worlds a difference holds, and its extremes. difference: shape (world, seed)."""
    mean, low, high, count = interval(difference)
    sign = verdict(low, high, count)
    return {
        "above": int((sign == "above").sum()),
        "below": int((sign == "below").sum()),
        "contains": int(np.isin(sign, ["not discernible", "identical"]).sum()),
        "no_interval": int(np.isin(sign, ["one seed", "no value"]).sum()),
        "worlds": len(difference),
        "lowest": _end(np.min, mean),
        "highest": _end(np.max, mean),
    }


def _variance(values: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Return the sample variance over the last axis, NaN below two values."""
    mean, _, _, _ = interval(values)
    spread = np.nansum((values - mean[..., None]) ** 2, axis=-1)
    return np.where(count >= 2, spread / np.maximum(count - 1, 1), np.nan)


def _long(
    plan: pd.DataFrame, columns: dict[str, np.ndarray], worlds: pd.Index, policies: list[str]
) -> pd.DataFrame:
    """Return arrays (policy, world) as rows per world and policy, with the dials of the world."""
    index = pd.MultiIndex.from_product([worlds, policies], names=["world", "policy"])
    table = pd.DataFrame(
        {name: values.T.ravel() for name, values in columns.items()}, index=index
    ).reset_index()
    dials = plan.drop_duplicates("world").set_index("world")[dials_of(plan)]
    for place, dial in enumerate(dials.columns):
        table.insert(2 + place, dial, table["world"].map(dials[dial]))
    ran = pd.MultiIndex.from_frame(plan[["world", "policy"]].drop_duplicates())
    return table[index.isin(ran)].reset_index(drop=True)


def _mean(values: np.ndarray) -> float:
    """Return a mean, NaN of nothing."""
    return float(values.mean()) if values.size else float("nan")


def _end(end: Callable[[np.ndarray], Any], values: np.ndarray) -> float:
    """Return the least or greatest of the values there are, NaN of nothing."""
    known = values[np.isfinite(values)]
    return float(end(known)) if known.size else float("nan")
