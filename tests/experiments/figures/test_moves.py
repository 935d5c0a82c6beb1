"""Slopes, exceedance and the S of diffusion: what is drawn is what the frame says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.colors import to_hex

from experiments.figures import Note, diffusion_curves, exceedance, slopegraph
from experiments.figures.diffusion import adoption_times
from experiments.figures.exceedance import reached
from experiments.figures.slope import spread
from experiments.figures.style import CYCLE, GREY
from experiments.words import NBSP
from tests.experiments.figures.tables import adoption
from tests.experiments.figures.worlds import THREE, ends

NOTE = Note(seeds=5, years=15, first_year=2025, version="0.2.0")
heights = arrays(float, st.integers(1, 12), elements=st.floats(-5, 5)).map(np.sort)


def by_gid(ax, gid):
    return [item for item in (*ax.lines, *ax.texts) if item.get_gid() == gid]


@given(heights, st.floats(0.01, 2.0))
def test_names_stand_apart_in_their_order_and_no_farther_than_needed(values, room):
    placed = spread(values, room)
    assert (np.diff(placed) >= room - 1e-9).all()
    assert placed.mean() == pytest.approx(values.mean(), abs=1e-9)
    if (np.diff(values) > room).all():
        assert placed == pytest.approx(values)


def test_a_slope_joins_the_means_at_each_setting():
    frame = ends()
    _, ax = slopegraph(frame, "en", NOTE, "Adopters", "share", ("people",))
    lines = by_gid(ax, "slope")
    means = frame.groupby(["policy", "at"])["value"].mean().unstack()
    assert sorted(tuple(line.get_ydata().round(9)) for line in lines) == sorted(map(tuple, means.to_numpy().round(9)))
    colours = [to_hex(line.get_color()).upper() for line in lines]
    assert colours.count(GREY.upper()) == 2 and colours[-1] == CYCLE[0]  # the stressed one is drawn last, over others


@pytest.mark.parametrize(("lang", "said"), [("en", "Posts that last  13.0%"), ("fr", f"Posts that last  13,0{NBSP}%")])
def test_each_end_of_a_slope_bears_its_name_and_number(lang, said):
    fig, ax = slopegraph(ends(), lang, NOTE, "Adopters", "share")
    fig.draw_without_rendering()
    texts = [text.get_text() for text in by_gid(ax, "end")]
    assert len(texts) == 2 * len(THREE) and said in texts
    boxes = [text.get_window_extent() for text in by_gid(ax, "end")]
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])


def test_worlds_that_reach_a_threshold_are_counted_by_their_means():
    _, axes = exceedance(ends(), "en", NOTE, "Adopters", "share", 0.35)
    assert [by_gid(ax, "count")[0].get_text() for ax in axes] == ["0/4", "0/4", "2/4"]
    assert reached(np.array([1.0, 2.0]), 2.0) == 1


def test_the_exceedance_curve_falls_from_all_to_none_where_the_worlds_stand():
    frame = ends()
    _, axes = exceedance(frame, "en", NOTE, "Adopters", "share")
    line = by_gid(axes[2], "reached")[0]
    means = frame[frame["policy"] == "walls"].groupby("world")["value"].mean()
    assert line.get_ydata().tolist() == [4, 4, 3, 2, 1, 0] and line.get_xdata()[1:-1] == pytest.approx(sorted(means))
    for x, worlds in zip(line.get_xdata()[1:-1], line.get_ydata()[1:-1], strict=True):
        assert worlds == (means >= x - 1e-12).sum()
    assert len(by_gid(axes[0], "reference")) == 0 and len(by_gid(axes[1], "reference")) == 1


def test_the_threshold_is_the_mean_of_the_reference_unless_given():
    fig, axes = exceedance(ends(), "en", NOTE, "Adopters", "share", reference="people")
    assert by_gid(axes[0], "threshold")[0].get_xdata()[0] == pytest.approx(0.13)
    words = [text.get_text().replace("\n", " ") for text in fig.axes[-1].get_legend().get_texts()]
    assert words[-1] == "threshold: 13.0%, mean of “Posts that last”"


def test_seeds_are_counted_where_there_is_one_world():
    frame = ends()
    fig, axes = exceedance(frame[frame["world"] == 0], "fr", NOTE, "Adoptants", "share", 0.13)
    assert [by_gid(ax, "count")[0].get_text() for ax in axes] == ["0/2", "1/2", "2/2"]
    assert "mondes" not in fig.get_suptitle() and "tirages" in fig.get_suptitle()


def test_adoption_times_are_read_between_the_dates():
    dates, shares = np.array([2025.0, 2026.0, 2027.0]), np.array([0.0, 0.2, 0.6])
    found = adoption_times(dates, shares, (0.1, 0.4, 0.6, 0.7))
    assert found[:3] == pytest.approx([2025.5, 2026.5, 2027.0]) and np.isnan(found[3])
    assert adoption_times(dates, shares + 0.3, (0.25,))[0] == 2025.0


@given(st.floats(0.1, 2.0), st.floats(3.0, 10.0))
def test_adoption_times_of_a_logistic_curve_are_those_of_its_formula(slope, middle):
    """A chord of a smooth curve misses it by at most step² max|f''| / 8, over the slope at the crossing."""
    dates = np.linspace(0.0, 40.0, 4001)
    found = adoption_times(dates, 1 / (1 + np.exp(-slope * (dates - middle))), (0.5, 0.75))
    assert found == pytest.approx([middle, middle + np.log(3) / slope], abs=1e-3)


@pytest.mark.parametrize(("lang", "unit"), [("en", "y"), ("fr", "ans")])
def test_the_s_marks_only_the_shares_reached_by_the_median(lang, unit):
    frame = adoption(lang, seeds=5)
    _, axes = diffusion_curves(frame, lang, NOTE, (0.1, 0.2, 0.9))
    for ax, policy in zip(axes, frame["policy"].unique(), strict=True):
        median = frame[frame["policy"] == policy].groupby("year")["value"].median()
        assert len(by_gid(ax, "time")) == sum(median.max() >= level for level in (0.1, 0.2, 0.9)) == 2
        assert all(text.get_text().endswith(f"{NBSP}{unit}") for text in by_gid(ax, "years"))
        assert len(by_gid(ax, "seed")) == 5


def test_one_seed_has_no_thin_curves():
    _, axes = diffusion_curves(adoption("en", seeds=1), "en", NOTE, (0.1,))
    assert not by_gid(axes[0], "seed") and len(by_gid(axes[0], "median")) == 1


def test_no_title_or_name_leaves_the_figure():
    for lang in ("en", "fr"):
        for fig, _ in (
            slopegraph(ends(), lang, NOTE, "Adopters", "share"),
            exceedance(ends(), lang, NOTE, "Adopters", "share"),
            diffusion_curves(adoption(lang, seeds=3), lang, NOTE),
        ):
            fig.draw_without_rendering()
            page = fig.bbox
            for text in fig.findobj(match=lambda artist: hasattr(artist, "get_fontsize")):
                if text.get_text() and text.get_visible():
                    box = text.get_window_extent()
                    assert box.x0 >= page.x0 - 1 and box.x1 <= page.x1 + 1, text.get_text()
