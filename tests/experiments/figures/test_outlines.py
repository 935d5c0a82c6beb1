"""Maps fill the outlines that are known, and keep discs for the other places."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from experiments.figures import Note, coverage_maps
from experiments.figures.ground import side_by_side
from experiments.figures.outlines import outlined

NOTE = Note(version="0.1.0", years=15, first_year=2025, source="Places: IGN.")


def square(x, y, half=2.0):
    return np.array([[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]])


@pytest.fixture
def ground():
    """Two near places with outlines, one of which has a hole; a disc; and an invented place with an outline."""
    x, y = np.array([0.0, 5.0, 10.0, 5.0]), np.array([0.0, 0.0, 0.0, 6.0])
    table = pd.DataFrame({"place": list("abcd"), "population": [100.0, 200, 50, 10], "x_km": x, "y_km": y,
                          "source": ["file", "file", "file", "synthetic"]})  # fmt: skip
    table["boundary"] = [(square(0, 0), square(0, 0, 1)[::-1]), (square(5, 0),), None, (square(5, 6),)]
    return table


def coverage(values):
    rows = [{"policy": "none", "label": "None", "seed": 1, "place": p, "innovation": "x", "coverage": v}
            for p, v in zip("abcd", values, strict=True)]  # fmt: skip
    return pd.DataFrame(rows)


def drawn(ax, gid):
    return [item for item in ax.collections if item.get_gid() == gid]


def test_outlines_are_filled_by_value_and_other_places_stay_discs(ground):
    fig, axes = coverage_maps(coverage([0.1, 0.5, 0.3, 0.2]), ground, "en", NOTE)
    fig.draw_without_rendering()
    (outlines,) = drawn(axes[0], "outlines")
    assert len(outlines.get_paths()) == 2 and len(drawn(axes[0], "filled")[0].get_offsets()) == 1
    assert len(drawn(axes[0], "hollow")[0].get_offsets()) == 1
    disc = drawn(axes[0], "filled")[0]
    expected = disc.get_cmap()(disc.norm(np.array([0.1, 0.5])))
    assert np.allclose(outlines.get_facecolors(), expected)


def test_a_hole_is_left_white(ground):
    fig, axes = coverage_maps(coverage([0.1, 0.5, 0.3, 0.2]), ground, "en", NOTE)
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    corner = drawn(axes[0], "outlines")[0].get_paths()[0].vertices[0]

    def colour(east, north):
        x, y = axes[0].transData.transform(corner + (east, north))
        return pixels[pixels.shape[0] - 1 - round(y), round(x), :3]

    assert (colour(2, 2) == 255).all() and not (colour(0.5, 2) == 255).all()


def test_outlines_move_with_their_cluster_and_fit_the_frame(ground):
    there = [None if b is None else tuple(ring + (300.0, 0.0) for ring in b) for b in ground["boundary"]]
    other = ground.assign(place=list("efgh"), x_km=ground["x_km"] + 300, boundary=there)
    far = pd.concat([ground, other], ignore_index=True)
    moved, breaks = side_by_side(far)
    assert len(breaks) == 1
    for _, place in moved[outlined(moved)].iterrows():
        assert place["boundary"][0].mean(axis=0) == pytest.approx((place["x"], place["y"]))
        assert place["left"] == pytest.approx(place["x"] - 2) and place["high"] == pytest.approx(place["y"] + 2)
    assert moved["left"].min() == pytest.approx(0)


def test_a_place_with_no_one_concerned_is_light_grey_and_the_key_says_so(ground):
    fig, axes = coverage_maps(coverage([np.nan, 0.5, 0.3, 0.2]), ground, "fr", NOTE)
    colours = drawn(axes[0], "outlines")[0].get_facecolors()
    assert np.allclose(colours[0][:3], 0xD9 / 255)
    said = [text.get_text() for ax in fig.axes if ax.get_legend() for text in ax.get_legend().get_texts()]
    assert any("personne de concerné" in text for text in said)


def test_where_all_are_outlines_no_disc_is_explained(ground):
    fig, _ = coverage_maps(coverage([0.1, 0.5, 0.3, 0.2]).iloc[:2], ground.iloc[:2], "en", NOTE)
    assert not [ax for ax in fig.axes if ax.get_legend()]


def test_without_outlines_nothing_changes(ground):
    plain = ground.drop(columns="boundary")
    _, axes = coverage_maps(coverage([0.1, 0.5, 0.3, 0.2]), plain, "en", NOTE)
    assert not drawn(axes[0], "outlines") and len(drawn(axes[0], "filled")[0].get_offsets()) == 3
