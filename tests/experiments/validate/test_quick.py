"""The criteria about the whole model hold at their quick size; what they measure can fail."""

import pytest

from experiments.validate.criterion import PASS, REPORTED
from experiments.validate.registry import criteria


@pytest.mark.parametrize("name", ["V2", "V4", "V18", "V19", "V20", "V21", "V22", "V23", "P1", "P2", "P3"])
def test_the_model_keeps_what_is_judged(name):
    outcome = criteria()[name].run()
    assert outcome.verdict == PASS, outcome.sentence.en


def test_a_hold_out_is_reported_and_never_judged():
    """Every series, the model and four simple rules beside it; Brazil only where its files are."""
    outcome = criteria()["V24"].run()
    assert outcome.verdict == REPORTED
    assert len(outcome.checks) == 5 * len(outcome.figure) and len(outcome.figure) >= 2
    assert all(check.measured > 0 for check in outcome.checks)
    assert len(outcome.figure) == 3 or "brazilian" in outcome.note.en
