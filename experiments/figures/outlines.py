"""Outlines of places on maps, each filled by its value (contours remplis)."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.path import Path

EDGE = "#FFFFFF"
EDGE_WIDTH = 0.35  # pt


def outlined(territory: pd.DataFrame) -> np.ndarray:
    """Return which places are drawn by their outline: those that have one, but for invented places."""
    if "boundary" not in territory:
        return np.zeros(len(territory), dtype=bool)
    there = np.array([boundary is not None for boundary in territory["boundary"]])
    return there & (territory["source"] != "synthetic").to_numpy()


def extent(territory: pd.DataFrame, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the west, east, south and north end of each place, km: its outline where it is drawn, else its point."""
    left, right, low, high = x.copy(), x.copy(), y.copy(), y.copy()
    for row in np.flatnonzero(outlined(territory)):
        points = np.concatenate(territory["boundary"].iloc[row])
        (left[row], low[row]), (right[row], high[row]) = points.min(axis=0), points.max(axis=0)
    return left, right, low, high


def moved(territory: pd.DataFrame, east: np.ndarray, north: np.ndarray) -> pd.DataFrame:
    """Return the territory with its outlines moved by so many km, and columns left, right, low and high."""
    x, y = territory["x"].to_numpy() - east, territory["y"].to_numpy() - north
    left, right, low, high = extent(territory, x, y)
    found = territory.assign(left=left + east, right=right + east, low=low + north, high=high + north)
    if "boundary" in territory:
        shifted = zip(territory["boundary"], east, north, strict=True)
        found["boundary"] = pd.Series(
            [None if rings is None else tuple(ring + (dx, dy) for ring in rings) for rings, dx, dy in shifted],
            index=found.index, dtype=object,
        )  # fmt: skip
    return found


def add_outlines(
    ax: Axes, ground: pd.DataFrame, values: np.ndarray, colours: Any, norm: Any, edge: str = EDGE
) -> np.ndarray:
    """Draw the outline of each place that has one, filled by its value; return which places were drawn."""
    drawn = outlined(ground)
    paths = [_path(rings) for rings in ground["boundary"][drawn]] if drawn.any() else []
    if paths:
        faces = colours(norm(np.ma.masked_invalid(values[drawn])))
        found = PathCollection(paths, facecolors=faces, edgecolors=edge, linewidths=EDGE_WIDTH, gid="outlines")
        ax.add_collection(found, autolim=False)
    return drawn


def _path(rings: tuple[np.ndarray, ...]) -> Path:
    """Return the rings of a place as one path: holes turn the other way, so filling leaves them empty."""
    closed = [np.concatenate([ring, ring[:1]]) for ring in rings]
    codes = [np.r_[Path.MOVETO, np.full(len(ring) - 2, Path.LINETO), Path.CLOSEPOLY] for ring in closed]
    return Path(np.concatenate(closed), np.concatenate(codes))
