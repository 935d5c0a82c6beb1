"""Every criterion holds at its quick size, or says why it is not judged."""

import numpy as np
import pytest

from experiments.validate import cascades, docking, theory
from experiments.validate.criterion import FAIL, LEFT_OUT, PASS, REPORTED
from experiments.validate.registry import criteria

QUICK = criteria()
EXPECTED = {"V7": LEFT_OUT, "V16": REPORTED, "V24": REPORTED, "T1": REPORTED}


@pytest.mark.parametrize("name", sorted(QUICK))
def test_criterion(name):
    criterion = QUICK[name]
    missing = criterion.lacking()
    if missing:
        pytest.skip(missing.en)
    outcome = criterion.run()

    assert outcome.verdict == EXPECTED.get(name, PASS), outcome.sentence.en
    for panel in outcome.figure:
        for series in panel.series:
            assert series.x.shape == series.y.shape and np.isfinite(series.y).all()
            assert all(band is None or band.shape == series.x.shape for band in (series.low, series.high))


def test_every_criterion_says_what_it_holds_against_in_both_languages():
    for criterion in QUICK.values():
        for text in (criterion.title, criterion.theory):
            assert text.en and text.fr and text.en != text.fr
        assert any(figure in criterion.theory.en for figure in "0123456789")


def test_watts_windows_are_the_roots_of_his_condition_and_cascades_fail_outside():
    """The full size takes 200 runs a degree; 20 runs of 1,000 people tell .8 and 7.5 from 3."""
    low, high = cascades.window(0.18)
    assert (round(low, 3), round(high, 3)) == (1.021, 5.765)
    few = cascades.Windows(20, 1_000)
    assert cascades._cascades(0.8, 0.18, few) == cascades._cascades(7.5, 0.18, few) == 0.0
    assert cascades._cascades(3.0, 0.18, few) >= 0.5


def test_a_wrong_fit_fails():
    """A criterion can fail: half the sales of every year give half of m."""
    name, (sold, wanted) = next(iter(theory.PUBLISHED.items()))
    theory.PUBLISHED[name] = (tuple(s / 2 for s in sold), wanted)
    try:
        assert theory.fitter(True).verdict == FAIL
    finally:
        theory.PUBLISHED[name] = (sold, wanted)


def test_without_ndlib_docking_is_left_out_and_says_so(monkeypatch):
    monkeypatch.setattr(docking, "SIModel", None)
    outcome = QUICK["D1"].run()

    assert outcome.verdict == LEFT_OUT and "NDlib is not installed" in outcome.sentence.en


def test_without_real_series_farmers_are_left_out_and_say_so(monkeypatch, tmp_path):
    monkeypatch.setenv("ESSAIMAGE_DATA", str(tmp_path))
    outcome = QUICK["V17"].run()

    assert outcome.verdict == LEFT_OUT and str(tmp_path) in outcome.sentence.fr


def test_a_hold_out_is_reported_and_never_judged():
    """Every series, the model and four simple rules beside it; Brazil only where its files are."""
    outcome = criteria()["V24"].run()
    assert outcome.verdict == REPORTED
    assert len(outcome.checks) == 5 * len(outcome.figure) and len(outcome.figure) >= 2
    assert all(check.measured > 0 for check in outcome.checks)
    assert len(outcome.figure) == 3 or "brazilian" in outcome.note.en
