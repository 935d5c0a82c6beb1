"""The figures of results: what is written on them where the figure itself does not decide."""

from types import SimpleNamespace

import pytest

from experiments import drawing
from experiments.drawing import Album
from experiments.figures import Note
from experiments.words import NBSP
from tests.experiments.figures.worlds import effects


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", ("better with “Equipment and walls”", "better with “Posts that last”")),
        ("fr", ("mieux avec «_Du matériel et des murs_»", "mieux avec «_Des postes dans la durée_»")),
    ],
)
def test_the_sides_of_the_dial_map_fit_any_policy(monkeypatch, lang, expected):
    album = object.__new__(Album)
    album.lang = lang
    album.sweep = SimpleNamespace(versus=("fund_people", "fund_investments"), dial_effects=lambda *given: effects())
    monkeypatch.setattr(Album, "everywhere", lambda self: None)
    monkeypatch.setattr(drawing, "dial_map", lambda *given: given[-1])
    assert album._dials("sites") == tuple(side.replace("_", NBSP) for side in expected)


@pytest.mark.parametrize(
    ("pair", "title"),
    [
        (("fund_people", "fund_investments"), ""),  # the figure's own: the guiding question
        (("catalysis", "fund_people"), "“Catalysis” less “Posts that last”, world by world"),
    ],
)
def test_only_the_pair_of_the_guiding_question_bears_its_title(monkeypatch, pair, title):
    album = object.__new__(Album)
    album.lang = "en"
    album.sweep = SimpleNamespace(versus=pair, dial_effects=lambda *given: effects())
    monkeypatch.setattr(Album, "everywhere", lambda self: Note())
    monkeypatch.setattr(drawing, "dial_map", lambda *given: given[2].title)
    assert album._dials("sites") == title
