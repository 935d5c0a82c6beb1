"""Which uncertainty is worth measuring: what knowing a dial before choosing would gain (valeur de l'information).

Choose now, and take the policy that does best on the mean of the worlds; learn the value of a dial first, and take the
one that does best where the dial has that value: the gain is the expected value of partial perfect information. Worlds
weigh the same: it is a value under that assumption.

The estimator takes means over the worlds of each part of the dial (each value, or parts of equal counts). It is
biased upwards: the best of several noisy means is too high, as if luck were knowledge. Beside it stand the same with
the choice made on half of the seeds and judged on the other half, biased downwards where runs are few; and what a
shuffled dial, which teaches nothing, seems to be worth (95th centile).

Source: Raiffa & Schlaifer (1961); Strong & Oakley (2013) for partitions and their bias.
"""

import numpy as np
import pandas as pd

from experiments.discovery.worlds import parts_of_dial
from experiments.intervals import cube, values_of

SHUFFLES = 199
USUAL = 95
MOST_PARTS = 8
EVERYTHING = "(all)"


def information(
    plan: pd.DataFrame, indicators: pd.DataFrame, dials: pd.DataFrame, indicator: str, better: str = "high"
) -> pd.DataFrame:
    """Return what it would gain to know each dial, and all of them, before choosing; the largest first.

    plan: the policies to choose among; dials: one row for each world (``dials_table``). Columns: dial, value (in the
    unit of the indicator), cautious (choice and judgement on different seeds), luck, discernible, parts, worlds, policy
    (the one chosen without knowing). Only worlds where every policy has a value on a common seed count.
    """
    values, names, policies, _ = cube(plan, values_of(plan, indicators, indicator, None))
    seen = np.isfinite(values).all(axis=0)
    keep = seen.any(axis=1) & names.isin(dials.index)
    sign = 1.0 if better == "high" else -1.0
    values = np.where(seen[None], sign * values, np.nan)[:, keep]
    table = dials.loc[names[keep]]
    chosen = policies[int(np.nanmean(values, axis=2).mean(axis=1).argmax())] if keep.any() else ""
    rows = []
    if keep.any():
        most = min(MOST_PARTS, max(2, 2 * round(len(table) ** (1 / 3) / 2)))  # even, so that halves are told apart
        for dial in table:
            rows.append({"dial": dial, **_worth(values, [p.inside for p in parts_of_dial(table[dial], most)])})
        rows.append({"dial": EVERYTHING, **_worth(values, list(np.eye(len(table), dtype=bool)))})
    columns = ["dial", "value", "cautious", "luck", "discernible", "parts", "worlds"]
    found = pd.DataFrame(rows, columns=columns).assign(policy=chosen)
    return found.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def gain(means: np.ndarray, parts: list[np.ndarray]) -> float:
    """Return the gain of knowing in which part a world lies. means: shape (policies, worlds)."""
    return _judged(means, means, parts)


def _worth(values: np.ndarray, parts: list[np.ndarray]) -> dict[str, float | int | bool]:
    """Return the gain, its cautious estimate and what luck makes of it, for one partition of the worlds."""
    with np.errstate(invalid="ignore"):
        means = np.nanmean(values, axis=2)
    value = gain(means, parts)
    bound = np.nan
    if any(part.sum() > 1 for part in parts):
        draws = np.random.default_rng(1)
        bound = float(np.percentile([gain(means[:, draws.permutation(means.shape[1])], parts) for _ in range(SHUFFLES)],
                                    USUAL))  # fmt: skip
    return {
        "value": value, "cautious": _cautious(values, parts), "luck": bound,
        "discernible": bool(value > bound + 1e-12), "parts": len(parts), "worlds": means.shape[1],
    }  # fmt: skip


def _cautious(values: np.ndarray, parts: list[np.ndarray]) -> float:
    """Return the gain where choices are made on every other seed and judged on the rest, and the other way round."""
    halves = [values[:, :, k::2] for k in (0, 1)]
    if any(half.shape[2] == 0 or np.isnan(half).all(axis=2).any() for half in halves):
        return float("nan")
    first, second = (np.nanmean(half, axis=2) for half in halves)
    return 0.5 * (_judged(first, second, parts) + _judged(second, first, parts))


def _judged(choice: np.ndarray, judge: np.ndarray, parts: list[np.ndarray]) -> float:
    """Return what choosing by part gains over choosing once, by the means ``judge``; choices are made on ``choice``."""
    once = judge[int(choice.mean(axis=1).argmax())].mean()
    weights = np.array([part.mean() for part in parts])
    known = [judge[int(choice[:, part].mean(axis=1).argmax()), part].mean() for part in parts]
    return float(weights @ np.array(known) - once)

