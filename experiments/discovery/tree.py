"""The worlds sorted by a few questions, one after the other: a classification tree (arbre de classification, CART)."""

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

from experiments.discovery.boxes import FEWEST, SMALLEST, Box, Limit, box_of
from experiments.discovery.worlds import is_choice

DEPTH = 3  # questions in a row; assumption: what a reader can follow
IS = "="


def leaves(dials: pd.DataFrame, interest: np.ndarray) -> list[Box]:
    """Return the leaves of the tree as boxes, the one that stands out most first.

    dials, interest: as ``discovery_boxes.boxes`` takes them. Source: Breiman et al. (1984), as in scikit-learn.
    """
    asked = _numbers(dials)
    fewest = max(FEWEST, int(np.ceil(SMALLEST * len(dials))))
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=fewest, random_state=0)
    nodes = tree.fit(asked.to_numpy(float), interest).tree_
    found = []

    def walk(node: int, limits: dict[str, Limit]) -> None:
        """Go down to the leaves, with the limits met on the way."""
        if nodes.children_left[node] < 0:
            found.append(box_of(tuple(limits.values()), dials, interest))
            return
        column, value = str(asked.columns[nodes.feature[node]]), float(nodes.threshold[node])
        for child, above in ((nodes.children_left[node], False), (nodes.children_right[node], True)):
            dial = column.partition(IS)[0]
            limit = _narrower(limits.get(dial, Limit(dial)), column, value, above, dials)
            walk(int(child), {**limits, dial: limit})

    walk(0, {})
    return sorted(found, key=lambda box: -box.score)


def _narrower(limit: Limit, column: str, value: float, above: bool, dials: pd.DataFrame) -> Limit:
    """Return a limit after one more question."""
    dial, is_choice, option = column.partition(IS)
    if not is_choice:
        return limit._replace(low=value) if above else limit._replace(high=value)
    known = limit.options or tuple(sorted(dials[dial].unique()))
    return limit._replace(options=(option,) if above else tuple(o for o in known if o != option))


def _numbers(dials: pd.DataFrame) -> pd.DataFrame:
    """Return the dials as numbers: a choice becomes a column for each option, 1 where it is the one."""
    columns: dict[str, pd.Series] = {}
    for dial in dials:
        if is_choice(dials[dial]):
            columns |= {f"{dial}{IS}{o}": (dials[dial] == o).astype(float) for o in sorted(dials[dial].unique())}
        else:
            columns[str(dial)] = dials[dial]
    return pd.DataFrame(columns)
