"""Names beside points: none covers another nor a named point, and those that need not move stay."""

from itertools import combinations

import numpy as np
from matplotlib.text import Text

from experiments.figures.apart import ACROSS, UP, name_beside, set_apart
from experiments.figures.style import Picture


def named(x, y):
    fig = Picture(figsize=(6.3, 4.0), layout="constrained")
    ax = fig.subplots()
    ax.plot(x, y, "o")
    ax.margins(0.4)
    names = [name_beside(ax, f"parameter.{k}", (a, b)) for k, (a, b) in enumerate(zip(x, y, strict=True))]
    set_apart(fig, names)
    return fig, ax, names


def test_names_of_neighbours_do_not_cover_one_another_nor_their_points():
    x = np.linspace(0, 1, 9)
    fig, ax, names = named(x, 0.02 * x)
    fig.draw_without_rendering()
    boxes = [Text.get_window_extent(name) for name in names]
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    points = ax.transData.transform(np.column_stack([x, 0.02 * x]))
    assert not any(box.contains(*point) for box in boxes for point in points)
    assert all(ax.bbox.x0 <= box.x0 and box.x1 <= ax.bbox.x1 for box in boxes)


def test_names_far_from_others_stay_beside_their_points():
    _, _, names = named([0.0, 0.5], [0.0, 1.0])
    assert [name.get_position() for name in names] == [(ACROSS, UP)] * 2
