"""Figures of what a cabinet asks: what each group gets under each policy, and what another budget changes."""

import numpy as np
import pytest

from experiments.cabinet.ground import CLASSES
from experiments.figures import budget_effects, group_effects
from experiments.figures.caption import Note
from experiments.words import NBSP
from tests.experiments.figures import findings

NOTE = Note(seeds=30, years=15, first_year=2025, version="0.2.0")


def by_gid(axes, gid):
    return [line for ax in axes for line in ax.lines if line.get_gid() == gid]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_policy_has_a_panel_with_every_group_at_its_place(lang):
    frame = findings.by_group(lang)
    fig, axes = group_effects(frame, lang, NOTE, "Adopters", "", "None", "class")
    assert [ax.get_title(loc="left").replace("\n", " ") for ax in axes] == list(frame["label"].unique())
    marks = [text.get_text().replace("\n", " ") for text in axes[0].get_yticklabels()]
    assert marks == [f"{k} {CLASSES[k].in_(lang)}" + ("*" if k > "5" else "") for k in map(str, range(1, 8))]
    for ax, (_, mine) in zip(axes, frame.groupby("policy", sort=False), strict=True):
        points = by_gid([ax], "group")
        assert [(float(p.get_xdata()[0]), int(p.get_ydata()[0])) for p in points] == [
            (value, int(group) - 1) for value, group in zip(mine["estimate"], mine["group"], strict=True)
        ]
        hollow = [p.get_markerfacecolor() == "white" for p in points]
        assert hollow == list((mine["low"] <= 0) & (mine["high"] >= 0)) and any(hollow) and not all(hollow)
    said = fig._supxlabel.get_text().replace("\n", " ")
    assert ("villages fictifs" if lang == "fr" else "invented villages") in said and "30" in said


def test_groups_without_invented_villages_bear_no_star_and_no_warning():
    frame = findings.by_group("en").assign(invented=False)
    fig, axes = group_effects(frame, "en", NOTE, "Adopters", "", "None", "class")
    assert not any("*" in text.get_text() for text in axes[0].get_yticklabels())
    assert "invented" not in fig._supxlabel.get_text()


def test_a_group_without_a_value_keeps_its_line_empty():
    frame = findings.by_group("en")
    frame.loc[frame["group"] == "3", ["estimate", "low", "high"]] = np.nan
    _, axes = group_effects(frame, "en", NOTE, "Adopters", "", "None", "class")
    assert len(axes[0].get_yticks()) == 7
    assert sum(np.isfinite(p.get_xdata()[0]) for p in by_gid(axes[:1], "group")) == 6


def test_less_and_more_money_are_told_apart_by_colour_mark_and_height():
    frame = findings.budgets("fr")
    fig, ax = budget_effects(frame, "fr", NOTE, "Part", "share", 0.2)
    less, more = (by_gid([ax], side) for side in ("less", "more"))
    assert len(less) == len(more) == frame["policy"].nunique()
    for a, b in zip(less, more, strict=True):
        assert a.get_color() != b.get_color() and a.get_marker() != b.get_marker() and a.get_ydata() < b.get_ydata()
    for side, points in (("less", less), ("more", more)):
        mine = frame[frame["side"] == side]
        hollow = [p.get_markerfacecolor() == "white" for p in points]
        assert hollow == list((mine["low"] <= 0) & (mine["high"] >= 0)) and any(hollow) and not all(hollow)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == [f"budget \u221220{NBSP}%", f"budget +20{NBSP}%"]
    assert f"de 20{NBSP}%" in fig.get_suptitle()
