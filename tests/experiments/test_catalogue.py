"""What can be listed, by name, with labels in two languages."""

import pytest

from experiments.catalogue import LISTABLE, about, comment, label, listing, names
from experiments.measured import indicators
from sim.errors import InputError
from sim.measures import INDICATORS


@pytest.mark.parametrize("what", LISTABLE)
def test_every_list_gives_names_and_two_labels(what):
    rows = indicators() if what == "indicators" else listing(what)
    assert rows and len({row["name"] for row in rows}) == len(rows)
    for row in rows:
        assert list(row)[:3] == ["name", "label_fr", "label_en"] and row["label_fr"] and row["label_en"]


def test_indicators_are_those_measured_with_their_units():
    rows = {row["name"]: row for row in indicators()}
    assert list(rows) == list(INDICATORS)
    assert rows["sites"]["definition_fr"] == INDICATORS["sites"].definition.fr


def test_a_policy_says_its_shares_and_its_line():
    row = next(row for row in listing("policies") if row["name"] == "fund_people")
    assert row["shares"] == {"people_funding": 1.0} and row["label_fr"] == "Des postes dans la durée"
    assert row["line_en"] != row["line_fr"]


@pytest.mark.parametrize(
    ("asked", "near"), [("polices", "policies"), ("indicator", "indicators"), ("teritories", "territories")]
)
def test_an_unknown_list_is_told_the_nearest(asked, near):
    with pytest.raises(InputError, match=f"Did you mean {near}"):
        listing(asked)


def test_an_unknown_option_is_told_the_nearest():
    with pytest.raises(InputError, match="Did you mean fund_people"):
        about("policy", "fund_peopel")


def test_a_label_falls_back_on_the_name():
    assert label("policy", "my_own", "fr") == "my_own"
    assert label("instruments", "seed_grant", "fr") == "Amorçage"


def test_names_are_sorted_and_comments_say_what_a_file_is():
    assert names("start") == ("balanced", "equipped", "staffed")
    assert "GeoNames" not in comment("territory", "grid") and comment("territory", "grid").startswith("Invented")
