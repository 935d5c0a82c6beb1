"""Dials and their values are said in words, in both languages."""

import pytest

from experiments.catalogue import names
from experiments.expand import experiment_named
from experiments.figures.dial_words import NAMES, VALUES, dial_name, dial_value
from experiments.words import forbidden

CROSSED = [experiment_named(name).dials for name in names("experiment")]


def test_every_dial_of_a_packaged_experiment_has_a_short_name_in_both_languages():
    assert {dial for dials in CROSSED for dial in dials} <= NAMES.keys()
    for text in NAMES.values():
        assert 0 < len(text.en) <= 28 and 0 < len(text.fr) <= 32 and not forbidden(text.fr)
    assert dial_name("operate.wage", "fr") == "operate.wage"  # any other is called by its own name


def test_every_word_that_a_dial_takes_is_said():
    words = {str(v) for dials in CROSSED for values in dials.values() for v in values if isinstance(v, str)}
    assert words <= VALUES.keys()


@pytest.mark.parametrize(
    ("value", "lang", "written"),
    [(0.0045, "fr", "0,0045"), (1_000_000.0, "en", "1,000,000"), (100, "en", "100"), (0.0, "en", "0"),
     ("wages_first", "fr", "les salaires"), ("unheard", "en", "unheard")],
)  # fmt: skip
def test_values_are_written_without_needless_zeros(value, lang, written):
    assert dial_value(value, lang) == written
