"""Figures of deep uncertainty: limits and trade-offs, scores, curves, ends, many columns, fronts, worth."""

import pytest

from experiments.figures import (
    Note,
    box_limits,
    front_scatter,
    information_bars,
    parallel,
    regional_curves,
    score_table,
    tornado,
)
from experiments.words import NBSP, forbidden
from tests.experiments.figures.worlds import CURVES, DISTANCES, ENDS, LIMITS, MIXES, PATH, SCORES, WORLDS, WORTH

NOTE = Note(seeds=5, years=15, first_year=2025, version="0.2.0", worlds=24, command="essaimage discover results/a")
DRAW = {
    "limits": lambda lang: box_limits(LIMITS, PATH, lang, NOTE), "scores": lambda lang: score_table(SCORES, lang, NOTE),
    "curves": lambda lang: regional_curves(CURVES, DISTANCES, lang, NOTE),
    "ends": lambda lang: tornado(ENDS, lang, NOTE, "Jobs", "share"),
    "mixes": lambda lang: front_scatter(MIXES, lang, NOTE, ("Adopters", "Jobs"), ("share", "FTE")),
    "worth": lambda lang: information_bars(WORTH, lang, NOTE, "Adopters", "share"),
    "worlds": lambda lang: parallel(WORLDS, ["operate.sigma", "start", "estimate"], lang, NOTE),
}  # fmt: skip


def marks(ax, gid):
    found = [line for line in [*ax.lines, *ax.patches, *ax.collections] if line.get_gid() == gid]
    assert found, gid
    return found


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", sorted(DRAW))
def test_every_figure_is_drawn_in_both_languages_with_its_caption(name, lang):
    fig, _ = DRAW[name](lang)
    fig.draw_without_rendering()
    caption = fig.get_supxlabel().replace("\n", " ")
    seeds = {"en": "5 common seeds", "fr": "5 tirages communs"}[lang]
    assert seeds in caption and "0.2.0" in caption and "essaimage discover results/a" in caption
    texts = [text.get_text() for ax in fig.axes for text in (*ax.texts, ax.xaxis.label, ax.yaxis.label)]
    assert not forbidden(" ".join([fig.get_suptitle(), caption, *texts]))


def test_the_box_is_drawn_where_its_limits_say_and_keeps_the_options_it_keeps():
    _, (left, right) = box_limits(LIMITS, PATH, "fr", NOTE)
    kept = marks(left, "kept")
    assert kept[0].get_xdata() == pytest.approx([(1.15 - 0.3) / 1.7, 1.0])
    assert len(kept) == 1 + 2  # the range, and two of three options
    assert [text.get_text() for text in left.texts if text.get_gid() == "limit"] == ["1,15"]
    chosen = marks(right, "chosen")[0].get_offsets()
    assert chosen.tolist() == [[0.6, 1.0]]
    assert "équipés" in {text.get_text() for text in left.texts}


def test_cells_that_luck_would_fill_are_hatched_and_dials_stand_by_their_largest_score():
    _, ax = score_table(SCORES, "en", NOTE)
    hatched = {p.get_gid() for p in ax.patches if p.get_hatch()}
    assert hatched == {"1,0", "0,1"}  # start for jobs, sigma for sites
    assert {"60%", "≈ 10%", "≈ 20%", "50%"} == {text.get_text() for text in ax.texts}
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["substitution σ", "sites start"]


def test_curves_rise_to_one_and_what_luck_does_is_marked():
    _, axes = regional_curves(CURVES, DISTANCES, "en", NOTE)
    assert marks(axes[0], "of_interest")[0].get_ydata()[-1] == 1.0
    assert axes[0].get_title("left") == "substitution σ" and axes[1].get_title("left") == "≈ sites start"
    assert [bar.get_height() for bar in marks(axes[1], "of_interest")] == [0.8, 0.2]


def test_bars_go_from_the_mean_of_all_worlds_to_each_end():
    _, ax = tornado(ENDS, "en", NOTE, "Jobs", "share")
    bar = marks(ax, "start high")[0]
    assert (bar.get_x(), bar.get_width()) == pytest.approx((-0.005, 0.055))
    names = [text.get_text() for text in ax.texts]
    assert names == ["staffed", "equipped", "2", "0.3"] and "(points)" in ax.get_xlabel()


def test_only_the_front_is_named_and_the_rest_is_hollow():
    _, ax = front_scatter(MIXES, "en", NOTE, ("Adopters", "Jobs"), ("share", "FTE"))
    assert [text.get_text() for text in ax.texts if text.get_gid() == "name"] == ["01", "02"]
    others = marks(ax, "others")[0]
    assert list(others.get_xdata()) == [0.25] and others.get_markerfacecolor() == "white"


def test_worth_is_pale_where_luck_does_as_well():
    fig, ax = information_bars(WORTH, "fr", NOTE, "Adoptants", "share")
    pale, clear = marks(ax, "operate.sigma")[0], marks(ax, "start")[0]
    assert min(pale.get_facecolor()[:3]) > 0.8 > min(clear.get_facecolor()[:3])
    assert ax.get_yticklabels()[0].get_text() == "toutes ensemble"
    assert f"Barre{NBSP}: estimation" in fig.get_supxlabel().replace("\n", " ")


def test_each_world_is_one_line_coloured_by_its_group():
    _, ax = parallel(WORLDS, ["operate.sigma", "start", "estimate"], "en", NOTE)
    line = marks(ax, "better")[0]
    assert line.get_ydata() == pytest.approx([0.0, 0.0, 1.0], abs=0.03) and len(marks(ax, "less good")) == 1
    assert {"0.3", "2", "equipped", "staffed"} <= {text.get_text() for text in ax.texts}
