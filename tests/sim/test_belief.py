"""Beta beliefs against SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.belief import convinced, posterior_mean


@pytest.mark.parametrize("certainty", [0.8, 0.95, 0.999])
def test_conviction_is_the_tail_of_a_beta(certainty):
    """Every count up to 60 successes and 60 failures."""
    s, f = np.meshgrid(np.arange(61.0), np.arange(61.0))
    tail = stats.beta.sf(0.5, 1 + s, 1 + f)

    said = np.vectorize(lambda a, b: bool(convinced(a, b, certainty)))(s, f)

    assert np.array_equal(said, tail >= certainty)


@given(st.integers(0, 300), st.integers(0, 300))
def test_conviction_holds_for_many_trials(s, f):
    tail = stats.beta.sf(0.5, 1 + s, 1 + f)

    assert bool(convinced(float(s), float(f), 0.95)) == (tail >= 0.95)


@given(st.integers(0, 80), st.integers(0, 80))
def test_one_more_success_never_shakes_a_conviction(s, f):
    assert convinced(s + 1.0, float(f), 0.95) >= convinced(float(s), float(f), 0.95)
    assert convinced(float(s), f + 1.0, 0.95) <= convinced(float(s), float(f), 0.95)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_posterior_mean_is_that_of_the_beta(s, f):
    mean = posterior_mean(np.array([float(s)]), np.array([float(f)]))

    assert mean[0] == pytest.approx(stats.beta.mean(1 + s, 1 + f))
