"""What support changes: sites that would not live without it, and those that would anyway (effet d'aubaine)."""

import numpy as np
import pandas as pd

from experiments.intervals import cube, interval, over_worlds, row_of


def additionality(plan: pd.DataFrame, projects: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Return, per policy, how many of the sites it supported live at the end and would not under ``reference``.

    Supported: the project received policy money at least once. Lives: open, past the idea, at the end of the run.
    Additional: no project of the same key lives under the reference in the same world, on the same seed; the others
    are windfall (effet d'aubaine): they would live anyway. projects: run_id, key, stage, closed, received.

    Columns: policy, supported, living, additional (means a run); additionality, low, high (share of those living, each
    seed averaged over worlds, 95% interval), windfall (its complement), seeds. NaN where no supported site lives.
    """
    counts = _counts(plan, projects, reference)
    living = counts["living"]
    share = np.divide(counts["additional"], living, out=np.full(len(plan), np.nan), where=living > 0)
    values, _, policies, _ = cube(plan, pd.Series(share, plan.index))
    means = counts.groupby(plan["policy"].to_numpy()).mean()
    rows = []
    for place, policy in enumerate(policies):
        if place == row_of(policies, reference):
            continue
        mean, low, high, seeds = interval(over_worlds(values[place])[0])
        rows.append(
            {
                "policy": policy,
                **{name: float(means[name][policy]) for name in ("supported", "living", "additional")},
                "additionality": float(mean),
                "low": float(low),
                "high": float(high),
                "windfall": 1.0 - float(mean),
                "seeds": int(seeds),
            }
        )
    return pd.DataFrame(rows)


def _counts(plan: pd.DataFrame, projects: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Return supported, living and additional sites of each row of the plan; NaN without a run of the reference."""
    base = plan.loc[plan["policy"] == reference].set_index(["world", "seed"])["run_id"]
    beside = base.reindex(pd.MultiIndex.from_frame(plan[["world", "seed"]])).to_numpy()
    open_ = projects[projects["closed"].isna() & (projects["stage"] != "idea")]
    keys = {str(run): set(group["key"]) for run, group in open_.groupby("run_id", observed=True)}
    supported = projects[projects["received"] > 0.0]
    found = supported.groupby("run_id", observed=True).size()
    mine = {str(run): set(group["key"]) for run, group in supported.groupby("run_id", observed=True)}
    rows = []
    for run, other in zip(plan["run_id"], beside, strict=True):
        living = mine.get(run, set()) & keys.get(run, set())
        new = living - keys.get(other, set())
        rows.append((found.get(run, 0), len(living), len(new)) if isinstance(other, str) else (np.nan,) * 3)
    return pd.DataFrame(rows, columns=["supported", "living", "additional"], dtype=float)
