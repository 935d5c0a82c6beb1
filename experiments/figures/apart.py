"""Names beside points, moved so that none covers another (étiquettes qui ne se recouvrent pas)."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

STEP = 9  # points between two tries, about a line
TRIES = 8  # lines up or down at most


def set_apart(fig: Figure, names: Sequence[Annotation]) -> None:
    """Move each name up or down, to the right or the left of its point, to the nearest place that is free.

    names: annotations in points around their data; the first ones are placed first. A name for which there is no
    free place within the axes stays where it was. The figure must have its title and its caption already.
    """
    fig.draw_without_rendering()
    taken: list[Bbox] = []
    for name in names:
        start = name.get_position()
        for place, side in _places(float(start[0])):
            name.set_position((place[0], float(start[1]) + place[1]))
            name.set_horizontalalignment(side)
            box = name.get_window_extent()
            if _free(box, taken, name.axes.bbox if name.axes else fig.bbox):
                break
        else:
            name.set_position(start)
            name.set_horizontalalignment("left" if start[0] > 0 else "right")
            box = name.get_window_extent()
        taken.append(box)


def _places(across: float) -> list[tuple[tuple[float, float], str]]:
    """Return where to try, the nearest first: how many points across and up, and how the text is aligned."""
    right = abs(across) or 4.0
    heights = [0.0] + [float(sign * lines * STEP) for lines in range(1, TRIES) for sign in (1, -1)]
    return [((way * right, up), side) for up in heights for way, side in ((1, "left"), (-1, "right"))]


def _free(box: Bbox, taken: Sequence[Bbox], inside: Bbox) -> bool:
    """Say whether a box lies within the axes and covers none of those taken."""
    within = inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1
    return within and not any(box.overlaps(other) for other in taken)
