"""Values of the runs of a plan, and 95% intervals by seeds, for every comparison (intervalles)."""

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.errors import InputError, Text, unknown

LEVEL = 0.95
ROUNDING = 1e-12  # of a value: a few thousand times the spacing of doubles
BY = ["world", "policy", "seed"]


def student(count: np.ndarray, comparisons: int = 1) -> np.ndarray:
    """Return the half width, in standard errors, of a 95% interval on ``count`` replicates; NaN below two.

    comparisons: intervals read together, all of which hold in 95% of cases at least (Bonferroni).
    """
    count = np.asarray(count, dtype=float)
    side = 1.0 - (1.0 - LEVEL) / (2.0 * comparisons)
    return np.where(count >= 2, stdtrit(np.maximum(count - 1, 1), side), np.nan)


def interval(values: np.ndarray, comparisons: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return mean, low, high and count along the last axis, missing values left out.

    values: shape (..., replicates). Where all replicates are equal the interval is that value; with one
    replicate it is NaN, since one seed says nothing of chance. comparisons: as in ``student``.
    """
    present = np.isfinite(values)
    values = np.where(present, values, np.nan)
    count = present.sum(axis=-1)
    divisor = np.where(count > 0, count, 1)
    first = np.take_along_axis(values, np.argmax(present, axis=-1)[..., None], axis=-1)
    shifted = np.where(
        present, values - first, 0.0
    )  # around one value, so that equal values differ by exactly 0
    offset = shifted.sum(axis=-1) / divisor
    spread = np.where(present, (shifted - offset[..., None]) ** 2, 0.0).sum(axis=-1)
    error = np.sqrt(spread / np.maximum(count - 1, 1) / divisor)
    mean = np.where(count > 0, first[..., 0] + offset, np.nan)
    half = student(count, comparisons) * error
    return mean, mean - half, mean + half, count


def less(values: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Return values less base, NaN where either is; what lies within rounding of the two is exactly 0.

    The same persons summed in another order differ in the last bits: that is no difference.
    """
    difference = values - base
    rounding = ROUNDING * np.maximum(np.abs(values), np.abs(base))
    return np.where(np.abs(difference) <= rounding, 0.0, difference)


def verdict(low: np.ndarray, high: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Return "above", "below", "not discernible", "identical" (no seed differs), "one seed" or "no value"."""
    known = [count == 0, count == 1, (low == 0) & (high == 0), low > 0, high < 0]
    return np.select(known, ["no value", "one seed", "identical", "above", "below"], "not discernible")


def values_of(plan: pd.DataFrame, indicators: pd.DataFrame, indicator: str, step: int | None) -> pd.Series:
    """Return one indicator at one step (the last by default) for each row of the plan; NaN if a run failed.

    Raises InputError for an indicator or a step that the results do not hold.
    """
    rows = indicators[indicators["indicator"] == indicator]
    if rows.empty:
        where = Text("results", "résultats")
        names = indicators["indicator"].unique()
        raise InputError(unknown(Text("indicator", "indicateur"), indicator, map(str, names), where))
    chosen = rows["step"].max() if step is None else step
    rows = rows[rows["step"] == chosen]
    if rows.empty:
        steps = ", ".join(map(str, sorted(indicators["step"].unique())))
        raise InputError(
            Text(
                f"step {step} is not in the results; known (months): {steps}.",
                f"Le pas {step} n'est pas dans les résultats ; connus (mois) : {steps}.",
            )
        )
    found = rows.drop_duplicates("run_id").set_index("run_id")["value"]
    return plan["run_id"].map(found).astype(float).set_axis(plan.index)


def ended(plan: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the plan whose run ended; runs: the stored table, with run_id and status."""
    return plan[plan["run_id"].isin(runs.loc[runs["status"] == "done", "run_id"])]


def cube(plan: pd.DataFrame, values: pd.Series) -> tuple[np.ndarray, pd.Index, list[str], pd.Index]:
    """Return values as an array (policy, world, seed), with the worlds, policies and seeds of its axes."""
    policies = list(dict.fromkeys(plan["policy"]))
    rows = pd.Categorical(plan["policy"], policies).codes
    worlds, seeds = (
        pd.Index(plan["world"].unique()).sort_values(),
        pd.Index(plan["seed"].unique()).sort_values(),
    )
    out = np.full((len(policies), len(worlds), len(seeds)), np.nan)
    out[rows, worlds.get_indexer(plan["world"]), seeds.get_indexer(plan["seed"])] = values.to_numpy()
    return out, worlds, policies, seeds


def row_of(policies: list[str], policy: str) -> int:
    """Return the place of a policy. Raises InputError, with the nearest name, if it was not run."""
    if policy not in policies:
        where = Text("results", "résultats")
        raise InputError(unknown(Text("policy", "politique"), policy, policies, where))
    return policies.index(policy)


def over_worlds(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each seed's mean over worlds, and which worlds count. values: shape (world, seed).

    A world without any value is left out; then a seed that misses a world is NaN: means over different
    worlds would not be replicates of one thing.
    """
    used = np.isfinite(values).any(axis=1)
    kept = values[used]
    return (kept.mean(axis=0) if len(kept) else np.full(values.shape[1], np.nan)), used
