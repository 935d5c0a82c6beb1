"""Who gets the money: Gini and first tenth of places, by inhabitant and for the whole (concentration des aides)."""

import numpy as np
import pandas as pd

from sim.measures.view import gini

TENTH = 0.1


def top_share(euros: np.ndarray, weights: np.ndarray, share: float = TENTH) -> float:
    """Return what part of the euros goes to the first ``share`` of the weights, best served first; NaN of no euros.

    euros: shape (n,), for each unit of weight; weights: shape (n,), such as 1 for places or inhabitants. The last one
    in counts for the part of it that is needed.
    """
    total = float((euros * weights).sum())
    if total <= 0.0:
        return float("nan")
    order = np.argsort(-euros, kind="stable")
    held = np.minimum(np.cumsum(weights[order]), share * weights.sum())
    return float((euros[order] * np.diff(held, prepend=0.0)).sum() / total)


def concentration(table: pd.DataFrame) -> pd.DataFrame:
    """Return, run by run, how concentrated the euros paid are over places.

    table: by_group.by_place. Columns: run_id, aid_gini (Gini of euros by inhabitant, places weighed by inhabitants),
    aid_top_tenth (share of the euros that the tenth of places with most received). NaN where nothing was paid to a
    place; places with nothing count.
    """
    rows = []
    there = table[table["inhabitants"] > 0.0]
    for run, mine in there.groupby("run_id", observed=True, sort=False):
        euros, people = mine["paid"].to_numpy(float), mine["inhabitants"].to_numpy(float)
        none = euros.sum() <= 0.0
        unequal = float("nan") if none else gini(euros / people, people)
        rows.append((run, unequal, top_share(euros, np.ones(euros.size))))
    return pd.DataFrame(rows, columns=["run_id", "aid_gini", "aid_top_tenth"])
