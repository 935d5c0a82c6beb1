"""Which dials tell of an outcome: feature scores, distances, ends of ranges (scores, sensibilité régionale).

Each is held against what luck makes of the same worlds, all dials together, so that of dials that do nothing one set
in twenty shows any.

Source: Jaxa-Rozen & Kwakkel (2018) for extra trees; Kursa & Rudnicki (2010) for shuffled copies of the dials; Spear &
Hornberger (1980) for regional sensitivity.
"""

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments.discovery.boxes import quietly
from experiments.discovery.worlds import Worlds, is_choice, parts_of_dial
from experiments.figures.dial_words import in_order
from experiments.intervals import interval

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from ema_workbench.analysis.feature_scoring import RuleInductionType, get_ex_feature_scores

FORESTS = 20
TREES = 50
SHUFFLES = 499
USUAL = 95  # centile of what luck makes
SHADOW = "shuffled "


def feature_scores(dials: pd.DataFrame, outcomes: Mapping[str, np.ndarray], luck: int = 1) -> pd.DataFrame:
    """Return how much each dial tells of each outcome, and how much a shuffled copy of a dial tells at best.

    outcomes: by name, shape (worlds,). Columns: outcome, dial, score (share of what a forest of trees learns, mean of
    20 forests), luck (95th centile of the best shuffled copy), discernible. An outcome that never varies has none.
    """
    rows = []
    for outcome, values in outcomes.items():
        if np.ptp(values) == 0.0:
            continue
        draws, scores, best = np.random.default_rng(luck), [], []
        for k in range(FORESTS):
            copies = {f"{SHADOW}{name}": draws.permutation(dials[name].to_numpy()) for name in dials}
            both = pd.concat([dials, pd.DataFrame(copies, index=dials.index)], axis=1)
            with quietly():
                found, _ = get_ex_feature_scores(
                    both, values, mode=RuleInductionType.REGRESSION, nr_trees=TREES, random_state=luck + k
                )
            mine = found.iloc[:, 0]
            scores.append(mine.reindex(dials.columns).fillna(0.0))
            best.append(max(mine.get(name, 0.0) for name in copies))
        mean, bound = pd.concat(scores, axis=1).mean(axis=1), float(np.percentile(best, USUAL))
        rows += [
            {"outcome": outcome, "dial": dial, "score": float(mean[dial]), "luck": bound,
             "discernible": bool(mean[dial] > bound)}
            for dial in dials
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=["outcome", "dial", "score", "luck", "discernible"])


def regional(dials: pd.DataFrame, interest: np.ndarray, luck: int = 1) -> pd.DataFrame:
    """Return how far apart the worlds of interest and the others lie on each dial, the farthest first.

    Columns: dial, distance (Kolmogorov-Smirnov, 0 to 1; of a choice, the largest gap between two shares), luck (95th
    centile of the largest distance over the dials when outcomes are shuffled), discernible.
    """
    steps = {str(name): _steps(dials[name]) for name in dials}
    distance = {name: float(_distance(step, interest[None])[0]) for name, step in steps.items()}
    draws = np.random.default_rng(luck)
    shuffled = np.array([draws.permutation(interest) for _ in range(SHUFFLES)])
    bound = float(np.percentile(np.max([_distance(step, shuffled) for step in steps.values()], axis=0), USUAL))
    rows = [
        {"dial": name, "distance": gap, "luck": bound, "discernible": gap > bound} for name, gap in distance.items()
    ]
    return pd.DataFrame(rows).sort_values("distance", ascending=False, kind="stable", ignore_index=True)


def curves(dials: pd.DataFrame, interest: np.ndarray) -> pd.DataFrame:
    """Return, for each dial, the share of the worlds of interest and of the others up to each value.

    Columns: dial, value (a number, or an option), of_interest, others; the shares of a choice are not cumulated.
    """
    rows = []
    for dial in dials:
        column = dials[dial]
        choice = is_choice(column)
        for value in in_order(column.unique()):
            at = (column == value) if choice else column <= value
            shares = [float(at[interest == k].mean()) if (interest == k).any() else np.nan for k in (1, 0)]
            rows.append({"dial": dial, "value": value, "of_interest": shares[0], "others": shares[1]})
    return pd.DataFrame(rows, columns=["dial", "value", "of_interest", "others"])


def ends(worlds: Worlds) -> pd.DataFrame:
    """Return the mean difference where a dial is at its ends, the widest gap first: what a tornado shows.

    Columns: dial, end ("low" or "high": the parts of the dial where the mean is least and greatest), part_en, part_fr,
    estimate, low, high (95% by seeds, of the mean over the worlds of the part), worlds, gap.
    """
    rows = []
    for dial in worlds.dials:
        parts: list[dict[str, Any]] = []
        for part in parts_of_dial(worlds.dials[dial]):
            seeds = worlds.difference[part.inside]
            mean, low, high, _ = (float(x) for x in interval(seeds.mean(axis=0)))
            parts.append({
                "dial": dial, "part_en": part.label.en, "part_fr": part.label.fr, "estimate": mean, "low": low,
                "high": high, "worlds": int(part.inside.sum()),
            })  # fmt: skip
        least, most = min(parts, key=lambda p: p["estimate"]), max(parts, key=lambda p: p["estimate"])
        gap = most["estimate"] - least["estimate"]
        rows += [{**least, "end": "low", "gap": gap}, {**most, "end": "high", "gap": gap}]
    columns = ["dial", "end", "part_en", "part_fr", "estimate", "low", "high", "worlds", "gap"]
    return pd.DataFrame(rows, columns=columns).sort_values("gap", ascending=False, kind="stable", ignore_index=True)


def _steps(column: pd.Series) -> np.ndarray:
    """Return which worlds are at or below each value, or have each option: shape (values, worlds)."""
    own = column.to_numpy(object if is_choice(column) else float)
    values = np.array(sorted(set(own)), dtype=own.dtype)[:, None]
    return (own[None] == values if is_choice(column) else own[None] <= values).astype(float)


def _distance(steps: np.ndarray, interest: np.ndarray) -> np.ndarray:
    """Return the largest gap between the two groups over the values; interest: shape (draws, worlds)."""
    yes, no = interest.sum(axis=1), (1 - interest).sum(axis=1)
    if not (yes.all() and no.all()):
        return np.zeros(len(interest))
    return np.abs((steps @ interest.T) / yes - (steps @ (1 - interest).T) / no).max(axis=0)
