"""Citizens: how many each place gets, and what they are like."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.draws import code_of
from sim.population import PopulationParams, citizens_of, share_out

people = st.floats(1, 1e6)


@given(arrays(float, st.integers(1, 60), elements=people), st.integers(0, 100_000))
def test_citizens_are_shared_out_exactly_and_within_one_of_their_share(population, citizens):
    counts = share_out(population, citizens)

    assert counts.sum() == citizens
    assert (np.abs(counts - population / population.sum() * citizens) < 1 + 1e-6).all()
    assert (counts >= 0).all()


def test_ties_go_to_the_first_place():
    assert share_out(np.ones(4), 6).tolist() == [2, 2, 1, 1]


def society(n=40_000, places=1, need=None, seed=5, **params):
    first = np.arange(places + 1) * (n // places)
    codes = np.array([code_of("p", p) for p in range(places)], np.uint64)
    need = np.full((11, places), 0.5) if need is None else need
    return citizens_of(codes, first, need, np.full(places, 1_000.0), PopulationParams(**params), seed)


def test_thresholds_follow_beta_2_5_but_for_those_without():
    """Beta(2, 5): mean 2/7, variance 10/392, fourth central moment 3 x 10/392^2 x (1 + excess/3), excess -.12.

    Tolerance 4 standard errors: sd/sqrt(n) for the mean, sqrt((mu4 - var^2)/n) for the variance.
    """
    theta = society().threshold.astype(float)
    some = theta[theta > 0]
    mean, var = 2 / 7, 10 / 392
    mu4 = var**2 * (3 - 0.12)

    assert abs((theta == 0).mean() - 0.3) < 4 * math.sqrt(0.3 * 0.7 / theta.size)
    assert abs(some.mean() - mean) < 4 * math.sqrt(var / some.size)
    assert abs(some.var() - var) < 4 * math.sqrt((mu4 - var**2) / some.size)
    assert some.max() < 1


def test_engagement_is_a_product_of_two_uniforms():
    """Mean 1/4, variance 1/9 - 1/16; 4 standard errors."""
    engagement = society().engagement.astype(float)

    assert abs(engagement.mean() - 0.25) < 4 * math.sqrt((1 / 9 - 1 / 16) / engagement.size)
    assert engagement.min() > 0
    assert engagement.max() < 1


def test_concern_follows_need_relative_to_its_mean():
    """Binomial shares .2 x need / mean need; 4.5 standard errors for 22 of them."""
    need = np.tile([0.25, 0.75], (11, 1))
    citizens = society(places=2, need=need)

    for p, expected in enumerate((0.1, 0.3)):
        here = citizens.concern[citizens.place == p]
        shares = np.array([(here >> d & 1).mean() for d in range(11)])
        assert np.abs(shares - expected).max() < 4.5 * math.sqrt(expected * (1 - expected) / here.size)


def test_concern_is_not_the_same_luck_for_two_domains():
    """Two independent domains share .2 x .2 of the citizens; 4 standard errors."""
    concern = society().concern
    both = ((concern & 1) & (concern >> 1 & 1)).mean()

    assert abs(both - 0.04) < 4 * math.sqrt(0.04 * 0.96 / concern.size)


def test_a_citizen_keeps_its_luck_whatever_the_other_places():
    alone = society(n=100)
    beside = society(n=200, places=2)

    for one, two in zip(alone, beside, strict=True):
        assert np.array_equal(one, two[:100])


def test_all_citizens_have_different_codes_and_another_seed_gives_others():
    first, second = society(n=5_000), society(n=5_000, seed=6)

    assert np.unique(first.code).size == 5_000
    assert not np.intersect1d(first.code, second.code).size


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_share_without_threshold_is_a_share(share):
    assert (society(n=1_000, without_threshold=share).threshold == 0).mean() == share
