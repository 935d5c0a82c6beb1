"""Curves fitted to counts: a curve of the family is found again, whatever its unit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.curves import (
    Bass,
    Logistic,
    bass_by_nls,
    bass_by_ols,
    bass_of_shares,
    logistic_of,
    r_squared,
    rogers,
)
from sim.errors import InputError


@given(st.floats(0.003, 0.05), st.floats(0.2, 0.8), st.floats(10, 1e6))
@settings(max_examples=15, deadline=None)
def test_the_fitter_finds_a_curve_again(p, q, m):
    found = bass_by_nls(Bass(p, q, m).sold(25))

    assert found == pytest.approx((p, q, m), rel=1e-3)


def test_the_peak_and_the_middle_are_those_of_the_curve():
    curve = Bass(0.03, 0.38, 1.0)
    t = np.linspace(0, 20, 200_001)

    assert t[np.argmax(np.gradient(curve.share(t), t))] == pytest.approx(curve.peak, abs=1e-3)
    assert curve.share(np.array(curve.half)) == pytest.approx(0.5)
    assert (round(curve.peak, 3), round(curve.half, 3)) == (6.193, 6.550)
    assert curve.share(np.array([-1.0, 0.0])).tolist() == [0.0, 0.0]


def test_shares_of_a_known_whole_are_fitted_without_a_ceiling():
    t = np.arange(0, 10, 0.25)
    found = bass_of_shares(t, Bass(0.02, 0.5, 1.0).share(t))

    assert found == pytest.approx((0.02, 0.5, 1.0), rel=1e-4)


def test_the_regression_of_1969_finds_a_discrete_curve_again():
    p, q, m, total, sold = 0.02, 0.4, 1_000.0, 0.0, []
    for _ in range(20):
        sold.append((p + q * total / m) * (m - total))
        total += sold[-1]

    assert bass_by_ols(np.array(sold)) == pytest.approx((p, q, m), rel=1e-6)
    with pytest.raises(InputError, match="no ceiling"):
        bass_by_ols(np.array([1.0, 2.0, 4.0, 8.0, 16.0]))


def test_a_logistic_curve_is_found_again():
    t = np.arange(2000.0, 2020.0)
    found = logistic_of(t, Logistic(2_000.0, 0.67, 2008.5).total(t))

    assert found == pytest.approx((2_000.0, 0.67, 2008.5), rel=1e-4)


def test_what_is_no_series_is_refused():
    for bad in ([1.0, 2.0], [0.0] * 9, [1.0, np.nan, 2.0, 3.0]):
        with pytest.raises(InputError, match="finite numbers"):
            bass_by_nls(np.array(bad))


def test_r_squared_is_one_for_a_perfect_fit_and_zero_for_the_mean():
    y = np.array([1.0, 2.0, 4.0])

    assert r_squared(y, y) == 1.0
    assert r_squared(y, np.full(3, y.mean())) == 0.0
    assert np.isnan(r_squared(np.ones(3), np.ones(3)))


def test_rogers_cuts_at_the_mean_and_one_or_two_deviations():
    times = np.array([0.0, 10.0, 10.0, 10.0, 10.0, 20.0])  # mean 10, sd 5.77

    assert rogers(times).tolist() == [1, 2, 2, 2, 2, 4]
