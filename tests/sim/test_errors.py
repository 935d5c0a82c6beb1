"""Errors hold every problem, in two languages, and survive a trip between processes."""

import pickle

import pytest

from sim.errors import EssaimageError, InputError, ParameterError, StoreError, Text, nearest, unknown

ONE, TWO = Text("one is wrong", "un est faux"), Text("two is wrong", "deux est faux")


def test_all_problems_are_said_one_a_line_in_each_language():
    error = InputError(ONE, TWO)

    assert str(error) == "one is wrong\ntwo is wrong"
    assert error.text("en") == str(error)
    assert error.text("fr") == "un est faux\ndeux est faux"


@pytest.mark.parametrize("kind", [EssaimageError, InputError, ParameterError, StoreError])
def test_errors_survive_pickling(kind):
    back = pickle.loads(pickle.dumps(kind(ONE, TWO)))

    assert type(back) is kind
    assert back.problems == (ONE, TWO)


@pytest.mark.parametrize(
    ("kind", "base"), [(InputError, ValueError), (ParameterError, ValueError), (StoreError, RuntimeError)]
)
def test_errors_are_of_this_project_and_of_the_usual_kind(kind, base):
    assert issubclass(kind, EssaimageError)
    assert issubclass(kind, base)


def test_nearest_finds_a_misspelling_and_admits_when_nothing_is_near():
    assert nearest("fund_peple", ["fund_people", "catalysis"]) == "fund_people"
    assert nearest("zzz", ["fund_people", "catalysis"]) is None


def test_unknown_names_value_place_nearest_and_known_in_both_languages():
    said = unknown(
        Text("policy", "politique"), "seed_onyl", ["seed_only", "none"], Text("override", "surcharge")
    )

    assert said.en == "Unknown policy 'seed_onyl' (override). Did you mean seed_only? Known: none, seed_only."
    assert "« seed_onyl » (surcharge)" in said.fr
    assert "Vouliez-vous dire seed_only ?" in said.fr


def test_unknown_without_any_known_name_says_none():
    said = unknown(Text("run", "simulation"), "x", [], Text("folder", "dossier"))

    assert said.en.endswith("Known: none.")
    assert said.fr.endswith("Connus : aucun.")
