"""Slides: 16:9, letters of 18 points or more, no text cut and none over another, the title is the sentence."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text as Words

from experiments import brief
from experiments.figures.slides import (
    LEAST,
    ROWS,
    answer_slide,
    bars_slide,
    effects_slide,
    rows_that_fit,
)
from tests.experiments.figures.talks import LONG, SENTENCE, counts, names, note, pictures, summary

TITLE, NOTE = SENTENCE.fr, note("fr")


def seen(fig):
    """Return the texts that are drawn; ticks outside the axes are not."""
    hidden = set()
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            span = 1e-9 * (high - low)
            hidden |= {
                id(label)
                for tick in axis.get_major_ticks()
                for label in (tick.label1, tick.label2)
                if not (low - span <= tick.get_loc() <= high + span and label.get_visible() and axis.get_visible())
            }
        if ax.get_legend() is not None and not ax.get_legend().get_visible():
            hidden |= {id(text) for text in ax.get_legend().findobj(Words)}
    texts = fig.findobj(Words)
    return [t for t in texts if t.get_text().strip() and t.get_visible() and id(t) not in hidden]


def overlaps(fig):
    """Return the pairs of texts that cover one another, by the boxes of the renderer."""
    fig.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent().padded(-1.0)) for text in seen(fig)]
    return [(a, b) for (a, box), (b, other) in combinations(boxes, 2) if box.overlaps(other)]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_text_covers_another_or_leaves_the_slide(lang):
    for name, (fig, _) in pictures(lang).items():
        assert overlaps(fig) == [], name
        page = fig.bbox
        for text in seen(fig):
            box = text.get_window_extent()
            assert page.x0 <= box.x0 and box.x1 <= page.x1, (name, text.get_text())
            assert page.y0 <= box.y0 and box.y1 <= page.y1, (name, text.get_text())


def test_slides_are_16_by_9_with_letters_of_18_points_or_more():
    for name, (fig, _) in pictures("fr").items():
        fig.draw_without_rendering()
        assert fig.get_figwidth() / fig.get_figheight() == pytest.approx(16 / 9, abs=1e-3)
        assert min(text.get_fontsize() for text in seen(fig)) >= LEAST == 18, name


def test_the_title_is_the_sentence_and_the_command_stands_under_it():
    for fig, _ in pictures("fr").values():
        assert fig.get_suptitle().replace("\n", " ") == TITLE
        assert fig.get_supxlabel().replace("\n", " ").endswith(NOTE.command)


def test_texts_that_cover_one_another_are_found():
    fig, ax = bars_slide(summary(), "fr", NOTE, "share")
    ax.text(0.5, 0.5, "over", transform=ax.transAxes)
    ax.text(0.5, 0.5, "under", transform=ax.transAxes)
    assert ("over", "under") in overlaps(fig)


def test_fewer_rows_stand_on_a_slide_where_long_names_follow_one_another():
    assert rows_that_fit(names("fr")) == ROWS > rows_that_fit([LONG.fr, LONG.fr])
    table = summary().head(rows_that_fit([LONG.fr, LONG.fr])).assign(label=LONG.fr)
    assert overlaps(effects_slide(table, "fr", NOTE, "Adoptants : écart à « Le mélange actuel »", "share")[0]) == []


def test_the_bars_of_the_answer_are_the_worlds_counted():
    _, ax = answer_slide(counts(), "en", ("better with A", "better with B"), NOTE)
    for name in ("better", "even", "less"):
        assert [bar.get_width() for bar in ax.patches if bar.get_gid() == name] == counts()[name].tolist()


def test_an_estimate_is_hollow_exactly_where_its_interval_holds_zero():
    table = summary()
    _, ax = effects_slide(table, "en", NOTE, "Adopters", "share")
    hollow = [line.get_markerfacecolor() == "white" for line in ax.lines if line.get_gid() == "estimate"]
    assert hollow == ((table["low"] <= 0) & (table["high"] >= 0)).tolist() and any(hollow)


ROW = {"policy": "catalysis", "estimate": 0.05, "low": 0.01, "high": 0.09, "above": 18, "below": 2, "contains": 4,
       "no_interval": 0, "worlds": 24}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "lang", "expected"),
    [
        ({}, "en", "“Catalysis” against “The current mix”: +5.0 pts (1.0 to 9.0): more — mostly (in 18 of 24 worlds "
                   "tested)"),
        ({}, "fr", "«_Catalyse territoriale_» face à «_Le mélange actuel_»_: +5,0_points (de 1,0 à 9,0)_: plus — le "
                   "plus souvent (dans 18 des 24 mondes testés)"),
        ({"low": -0.01}, "en", "+5.0 pts (−1.0 to 9.0): no difference discernible"),
        ({"estimate": -0.05, "low": -0.09, "high": -0.01}, "en", "less — rarely (in 2 of 24 worlds tested)"),
        ({"low": np.nan, "high": np.nan, "no_interval": 24}, "fr", "(un seul tirage ne dit rien du hasard)"),
    ],
)  # fmt: skip
def test_the_sentence_of_an_effect_follows_its_interval(change, lang, expected):
    row = next(pd.DataFrame([ROW | change]).itertuples())
    said = brief.effect(row, "adopted_share", "current_mix", lang).replace("\u00a0", "_").replace("\u202f", "_")
    wanted = expected if lang == "fr" else expected.replace(" pts", "_pts")
    assert said.endswith(wanted)


def test_worlds_are_counted_once_each():
    verdicts = ["above", "above", "below", "not discernible", "identical", "one seed"]
    found = brief.tally(pd.DataFrame({"verdict": verdicts}))
    assert found == {"better": 2, "less": 1, "even": 2, "none": 1, "worlds": 6}


def test_prices_leave_out_what_costs_nothing_or_is_not_defined():
    costs = pd.DataFrame({"policy": ["none", "seed_only", "fund_people", "catalysis"], "per": "job",
                          "euros": [0.0, 7_312.0, np.nan, 42_040.0]})  # fmt: skip
    assert brief.price(costs, "job", "en") == (
        "One job (FTE): from €7,310 (“Seed grants only”) to €42,000 (“Catalysis”) of public money paid"
    )
    assert "no cost" in brief.price(costs.head(1), "job", "en")
