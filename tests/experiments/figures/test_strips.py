"""Worlds drawn at random stand along each dial; worlds that are crossed are for the dial map."""

import numpy as np
import pytest

from experiments import drawing
from experiments.drawing import Album
from experiments.figures import Note, dial_strips
from experiments.figures.strips import crossed
from tests.experiments.figures.worlds import drawn, effects

NOTE = Note(seeds=30, years=15, first_year=2025, version="0.2.0")


def marks(ax, sign):
    return next(line for line in ax.lines if line.get_gid() == f"worlds {sign}")


def test_a_grid_is_crossed_with_or_without_a_few_worlds_and_a_draw_is_not():
    grid = effects()
    assert crossed(grid) and crossed(grid.iloc[::3]) and not crossed(drawn())


def test_each_world_stands_at_its_value_in_its_group():
    frame = drawn()
    fig, axes = dial_strips(frame, "en", NOTE, "Adopters", "share")
    fig.draw_without_rendering()
    assert [ax.get_title("left") for ax in axes] == ["sites start", "adopt.recruiting", "transferable share",
                                                     "substitution σ"]  # fmt: skip
    for sign, mine in ((1, frame["low"] > 0), (-1, frame["high"] < 0)):
        line = marks(axes[3], sign)
        assert line.get_xdata() == pytest.approx(frame.loc[mine, "operate.sigma"].to_numpy())
        assert line.get_ydata() == pytest.approx(frame.loc[mine, "estimate"].to_numpy())
    unclear = marks(axes[0], 0)
    assert len(unclear.get_xdata()) == ((frame["low"] <= 0) & (frame["high"] >= 0)).sum()
    assert unclear.get_markerfacecolor() == "white"


def test_the_worlds_of_an_option_stay_in_its_room():
    frame = drawn()
    _, axes = dial_strips(frame, "fr", NOTE)
    seen = np.concatenate([marks(axes[0], sign).get_xdata() for sign in (-1, 0, 1)])
    counts = np.bincount(np.round(seen).astype(int))
    assert sorted(counts) == sorted(frame["start"].value_counts())
    assert axes[0].get_xticklabels()[-1].get_text() == "dotés en\npostes"


@pytest.mark.parametrize(("frame", "expected"), [(effects(), "dial_map"), (drawn(), "dial_strips")])
def test_an_album_draws_the_one_that_fits(monkeypatch, frame, expected):
    album, called = object.__new__(Album), []
    album.lang = "fr"
    album.sweep = type("Sweep", (), {"versus": ("fund_people", "fund_investments"),
                                     "dial_effects": lambda *given: frame})()  # fmt: skip
    monkeypatch.setattr(Album, "everywhere", lambda self: NOTE)
    for name in ("dial_map", "dial_strips"):
        monkeypatch.setattr(drawing, name, lambda *given, name=name: called.append(name))
    album._dials("sites")
    assert called == [expected]
