"""Places brought side by side: clusters far apart drawn next to one another (mise en page d'un territoire)."""

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from experiments.figures.outlines import extent, moved

GAP = 40.0  # km, single linkage: places further apart than this stand in separate frames


def clusters(x_km: np.ndarray, y_km: np.ndarray, gap: float = GAP) -> np.ndarray:
    """Return the cluster of each place, 0 for the westernmost: places ``gap`` km apart or less are linked."""
    label, tree = np.full(x_km.size, -1), cKDTree(np.column_stack([x_km, y_km]))
    for first in np.argsort(x_km, kind="stable"):
        if label[first] >= 0:
            continue
        label[first] = number_of = label.max() + 1
        queue = [int(first)]
        while queue:
            near = np.array(tree.query_ball_point(tree.data[queue.pop()], gap))
            near = near[label[near] < 0]
            label[near] = number_of
            queue.extend(near.tolist())
    return label


def side_by_side(territory: pd.DataFrame) -> tuple[pd.DataFrame, list[float]]:
    """Return the territory with clusters moved next to one another (columns x, y in km), and where to break.

    Each cluster keeps its own shape and the common scale of kilometres; it is centred on the same height. Columns
    left, right, low and high bound each place: its outline (moved too), where it has one, else its point.
    """
    x, y = territory["x_km"].to_numpy(float), territory["y_km"].to_numpy(float)
    group = clusters(x, y)
    left, right, low, high = extent(territory, x, y)
    spans = [float(right[group == k].max() - left[group == k].min()) for k in range(group.max() + 1)]
    margin = 0.07 * max(sum(spans), 20.0)
    east, north, breaks, edge = np.empty(x.size), np.empty(x.size), [], 0.0
    for k, span in enumerate(spans):
        inside = group == k
        east[inside] = edge - left[inside].min()
        north[inside] = -(low[inside].min() + high[inside].max()) / 2
        edge += span + 2 * margin
        breaks.append(edge - margin)
    found = territory.assign(x=x + east, y=y + north, cluster=group)
    return moved(found, east, north), breaks[:-1]
