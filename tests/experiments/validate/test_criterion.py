"""Verdicts and sentences are made from the numbers and their bounds."""

import math

import pytest

from experiments.validate.criterion import (
    FAIL,
    LEFT_OUT,
    PASS,
    REPORTED,
    Criterion,
    Outcome,
    about,
    at_least,
    at_most,
    exactly,
    reported,
    within,
)
from experiments.validate.registry import chosen, criteria
from sim.errors import InputError, Text

GAP = Text("gap", "écart")


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        ((at_most(GAP, 0.02, 0.02),), PASS),
        ((at_most(GAP, 0.021, 0.02),), FAIL),
        ((at_most(GAP, 0.01, 0.02), exactly(GAP, 1, 100)), FAIL),
        ((reported(GAP, 3.0),), REPORTED),
        ((reported(GAP, 3.0), at_least(GAP, 4, 3)), PASS),
        ((about(GAP, 1.049, 1.0, 0.05), within(GAP, 0, -1, 1)), PASS),
        ((about(GAP, 0.949, 1.0, 0.05),), FAIL),
        ((at_most(GAP, math.nan, 0.02),), FAIL),
        ((), LEFT_OUT),
    ],
)
def test_a_verdict_is_that_of_its_checks(checks, verdict):
    assert Outcome(checks).verdict == verdict


def test_a_sentence_says_number_and_bounds_in_both_languages_failures_first():
    outcome = Outcome((at_most(GAP, 0.0113, 0.02), exactly(GAP, 1, 100)), note=Text("A note.", "Une note."))

    assert outcome.sentence.en == "gap: 1 (= 100); gap: 0.01130 (≤ 0.02000). A note."
    assert outcome.sentence.fr == "écart\u00a0: 1 (= 100) ; écart\u00a0: 0,01130 (≤ 0,02000). Une note."


def test_a_criterion_runs_at_the_size_asked_for_or_says_why_not():
    claim = Criterion("V99", GAP, GAP, lambda size: Outcome((reported(GAP, size),)), full=30, quick=3)
    assert claim.run().checks[0].measured == 3
    assert claim.run(full=True).checks[0].measured == 30

    long = Criterion("V99", GAP, GAP, lambda size: Outcome((reported(GAP, size),)), full=30)
    assert long.run().verdict == LEFT_OUT and "full size" in long.run().sentence.en

    absent = Criterion("V99", GAP, GAP, lambda _: Outcome(()), full=1, quick=1, lacking=lambda: Text("No data.", "X."))
    assert absent.run().sentence.en == "No data."


def test_the_registry_names_each_criterion_once_in_order():
    names = list(criteria())

    assert len(set(names)) == len(names)
    assert names == sorted(names, key=lambda name: ("VDPT".index(name[0]), int(name[1:])))
    with pytest.raises(InputError, match="Unknown criterion 'V999'"):
        chosen(("V999",))
