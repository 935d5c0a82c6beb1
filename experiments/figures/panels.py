"""What a figure of a criterion shows: series on axes with their units, measured beside theory (panneaux)."""

from dataclasses import dataclass

import numpy as np

from sim.errors import Text


@dataclass(frozen=True, eq=False)
class Series:
    """One line, or one cloud of points, of a figure: shape (n,) each.

    kind: "measured", "theory" or "datum"; low, high: the band to draw around it (a tolerance, an interval), or None.
    """

    name: Text
    x: np.ndarray
    y: np.ndarray
    kind: str = "measured"
    low: np.ndarray | None = None
    high: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Panel:
    """What a figure of a criterion shows: axes with their units, and series."""

    x: Text
    y: Text
    series: tuple[Series, ...]
    title: Text | None = None
