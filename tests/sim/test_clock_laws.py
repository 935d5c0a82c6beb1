"""Laws of adoption by clocks: monotony, identity, Bass."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.validate.relabel import citizens_in_another_order
from sim.clock import advance_clocks, hear_neighbours, wind
from sim.draws import key
from sim.names import ADOPTER, AWARE, RELAY, UNAWARE
from sim.state import Contagion


def adoption_months(bare, state, base, slope, months=72):
    """Return the month each row first adopts (months + 1 where never)."""
    when = np.full(state.audience.stage.size, months + 1)
    for month in range(months):
        bare.both_drains(state, base, slope)
        now = np.isin(state.audience.stage, (ADOPTER, RELAY)) & (when > months)
        when[now] = month
    return when


@given(st.integers(0, 10_000), st.floats(0, 2), st.floats(0, 2), st.floats(0, 2))
@settings(max_examples=25)
def test_more_publicity_or_exposure_never_delays_an_adoption(bare, seed, publicity, word_of_mouth, contagion):
    """Fixed access and ties, nobody lapses: on one seed each adopts no later under more."""
    one, two = (bare.world(seed, places=3, citizens=300, concerned=0.5) for _ in range(2))
    base, slope = bare.hazards(one, np.random.default_rng(seed), lapse=0.0)
    more_base, more_slope = base.copy(), slope.copy()
    more_base[:, :, UNAWARE] *= 1.0 + publicity
    more_slope[:, :, UNAWARE] *= 1.0 + word_of_mouth
    more_slope[:, :, AWARE] *= 1.0 + contagion

    before, after = adoption_months(bare, one, base, slope), adoption_months(bare, two, more_base, more_slope)

    assert (after <= before).all()


@given(st.integers(0, 10_000), st.floats(0, 1), st.data())
@settings(max_examples=25)
def test_neighbours_who_know_earlier_never_delay_an_adoption(bare, seed, kept, data):
    """Exposure through others: where some hear of it earlier, nobody adopts later, they themselves included."""
    one, two = (bare.world(seed, places=3, citizens=300, concerned=0.5) for _ in range(2))
    base, slope = bare.hazards(one, np.random.default_rng(seed), lapse=0.0)
    early = data.draw(st.lists(st.integers(0, one.audience.stage.size - 1), min_size=1, max_size=20))
    two.audience.clock[early] *= np.float32(kept)

    before, after = adoption_months(bare, one, base, slope), adoption_months(bare, two, base, slope)

    assert (after <= before).all()


def test_more_publicity_brings_adoptions_forward(bare):
    """The law above is not empty: many do adopt earlier."""
    one, two = (bare.world(9, places=3, citizens=600, concerned=0.5) for _ in range(2))
    base, slope = bare.hazards(one, np.random.default_rng(9), lapse=0.0)
    more = base.copy()
    more[:, :, UNAWARE] *= 3.0

    before, after = adoption_months(bare, one, base, slope), adoption_months(bare, two, more, slope)

    assert (after < before).mean() > 0.2


@pytest.mark.parametrize("mixing", [0.0, 0.5])
def test_permuting_the_rows_of_citizens_changes_no_count(bare, mixing):
    one, two = (bare.world(6, places=4, citizens=1_500, concerned=0.4) for _ in range(2))
    rng = np.random.default_rng(6)
    two.citizens, two.audience = citizens_in_another_order(two, rng)
    wind(two.audience, two.citizens, two.innovations.code, two.places.code.size, UNAWARE, key(6, "adopt"))
    base, slope = bare.hazards(one, rng)
    for state in (one, two):
        state.places.mixing[:] = mixing
    assert not np.array_equal(one.citizens.code, two.citizens.code)

    for _ in range(48):
        bare.both_drains(one, base, slope)
        bare.both_drains(two, base, slope)
        assert np.array_equal(one.places.counts, two.places.counts)
    assert one.places.counts[:, :, RELAY].sum() > 50


def mixed_crowd(bare, n, seed, p, q):
    """Return one place of n citizens who all know, mix fully, have no thresholds; and the hazards of Bass."""
    state = bare.world(seed, places=1, citizens=n, kinds=1, concerned=0.001)
    rows = np.arange(n)
    audience = bare.audience_of(
        np.array([0, n]), rows.astype(np.int32), np.zeros(n + 1, np.int64), np.empty(0, np.int32)
    )
    wind(audience, state.citizens, state.innovations.code, 1, AWARE, key(seed, "adopt"))
    state.audience, state.contagion = audience, Contagion(q)
    state.citizens.threshold[:] = 0.0
    state.places.mixing[:] = 1.0
    state.places.counts[0, 0] = [0, n, 0, 0, 0]
    base, slope = np.zeros((2, 1, 1, 5))
    base[..., AWARE], slope[..., AWARE] = p, 1.0
    return state, base, slope


def test_one_mixed_place_follows_bass(bare):
    """Adopters of one mixed place against Bass (1969), month by month.

    The mean of the discrete process obeys F' = F + (1 - F)(1 - exp(-dt (p + q F))); deviations d obey
    d' = J d + noise, J the slope of that map, noise variance (1 - F) P (1 - P) / N: 4 of these standard
    errors, widened by half for looking at 180 correlated months. The closed form runs ahead of the
    recursion by at most the month in which exposure is held fixed, since the map lags by dt at most.
    """
    n, p, q, dt = 20_000, 0.03, 0.38, 1 / 12
    state, base, slope = mixed_crowd(bare, n, 2026, p, q)
    mean, variance = 0.0, 0.0
    closed = lambda t: (1 - math.exp(-(p + q) * t)) / (1 + q / p * math.exp(-(p + q) * t))  # noqa: E731
    for month in range(1, 181):
        chance = 1 - math.exp(-dt * (p + q * mean))
        slope_of_map = 1 - chance + (1 - mean) * dt * q * (1 - chance)
        variance = slope_of_map**2 * variance + (1 - mean) * chance * (1 - chance) / n
        mean += (1 - mean) * chance

        hear_neighbours(state)
        advance_clocks(state, base, slope)

        share = state.places.counts[0, 0, ADOPTER] / n
        tolerance = 6 * math.sqrt(variance)
        assert abs(share - mean) < tolerance
        assert closed((month - 1) * dt) - tolerance < share < closed(month * dt) + tolerance
    assert mean > 0.9
