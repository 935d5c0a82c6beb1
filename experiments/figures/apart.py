"""Names beside points, moved so that none covers another (étiquettes qui ne se recouvrent pas)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from experiments.figures.style import INK

ACROSS, UP = 5.0, 3.0  # points from the mark to the name
STEP = 8.0  # points between two tries, about a line
TRIES = 9  # lines up or down at most
LEFT = 2.5  # lines that a name goes up or down rather than to the left of its point
MARK = 3.0  # half the width of a point, in points


def name_beside(ax: Axes, name: str, at: tuple[float, float], size: float = 6.5) -> Annotation:
    """Write a name beside a point, tied to it by a thin line where `set_apart` moves it. size: of letters, points."""
    tie = {"arrowstyle": "-", "color": "#B5B5B5", "linewidth": 0.5, "shrinkA": 0.0, "shrinkB": 2.5}
    return ax.annotate(name, at, (ACROSS, UP), textcoords="offset points", fontsize=size, color=INK, arrowprops=tie,
                       gid="name")  # fmt: skip


def set_apart(fig: Figure, names: Sequence[Annotation]) -> None:
    """Move each name to the nearest place where it covers neither another name nor a named point.

    names: of `name_beside`; the first ones choose first. One for which the axes have no free place stays where it was.
    The figure must have its title and its caption already: they set the size of the axes.
    """
    fig.draw_without_rendering()
    half = MARK * fig.dpi / 72.0
    taken = [Bbox.from_extents(*(place - half), *(place + half)) for place in map(_point, names)]
    for name in names:
        for across, up in _places():
            _put(name, across, up)
            if _free(_box(name), taken, _axes(name).bbox):
                break
        else:
            _put(name, ACROSS, UP)
        taken.append(_box(name))


def _places() -> list[tuple[float, float]]:
    """Return where to try, points across and up, the nearest first; the left of a point only after some lines."""
    found = [(way, lines) for way in (1, -1) for lines in range(-TRIES, TRIES + 1)]
    found.sort(key=lambda place: (abs(place[1]) + LEFT * (place[0] < 0), place[1] < 0))
    return [(way * ACROSS, UP + STEP * lines) for way, lines in found]


def _put(name: Annotation, across: float, up: float) -> None:
    name.set_position((across, up))
    name.set_horizontalalignment("left" if across > 0 else "right")


def _axes(name: Annotation) -> Axes:
    assert name.axes is not None
    return name.axes  # type: ignore[return-value]


def _point(name: Annotation) -> np.ndarray:
    """Return where the point of a name stands, in pixels."""
    return np.asarray(_axes(name).transData.transform(name.xy))


def _box(name: Annotation) -> Bbox:
    """Return the box of the letters alone, without the tie, in pixels."""
    name.update_positions(name.get_figure(root=True)._get_renderer())  # type: ignore[union-attr]
    return Text.get_window_extent(name)


def _free(box: Bbox, taken: Sequence[Bbox], inside: Bbox) -> bool:
    """Say whether a box lies within the axes and covers none of those taken."""
    within = inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1
    return bool(within) and not any(box.overlaps(other) for other in taken)
