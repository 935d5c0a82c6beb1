"""Measures of space: time to reach, gaps, likeness of neighbours."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures import INDICATORS
from sim.measures.territory import gap, moran, years_to
from sim.measures.view import view
from sim.space import near_places


@pytest.fixture(scope="module")
def chessboard():
    """Return a 6 x 6 board of places 1 km apart of which only side neighbours are near, and its colours."""
    x, y = np.divmod(np.arange(36), 6)
    return near_places(x.astype(float), y.astype(float), 1.1, 12.0), ((x + y) % 2).astype(float)


def test_moran_of_a_chessboard_is_minus_one_and_of_halves_nearly_one(chessboard):
    """Every neighbour is of the other colour: I = -1. Two halves: 6 of 60 links cross, I = 1 - 2 x 6 / 60."""
    near, colours = chessboard
    assert moran(colours, near) == pytest.approx(-1.0)
    assert moran((np.arange(36) < 18).astype(float), near) == pytest.approx(0.8)


@given(st.floats(-100, 100), st.floats(0.1, 50))
def test_moran_does_not_know_units(chessboard, shift, scale):
    near, _ = chessboard
    values = np.random.default_rng(1).uniform(0, 1, 36)
    assert moran(shift + scale * values, near) == pytest.approx(moran(values, near), abs=1e-6)


def test_moran_of_equals_is_not_defined(chessboard):
    assert np.isnan(moran(np.full(36, 0.3), chessboard[0]))


@given(st.lists(st.integers(-1, 180), min_size=1, max_size=40), st.sampled_from([0.25, 0.5, 0.75]))
def test_years_to_a_share_are_those_of_the_place_that_makes_it(reached, share):
    """As many places are reached by then as the share asks, and fewer a month before."""
    steps = np.array(reached)
    found = years_to(steps, share)
    by = lambda step: ((steps >= 0) & (steps <= step)).sum() / steps.size  # noqa: E731
    if np.isnan(found):
        assert by(10_000) < share
    else:
        assert by(round(12 * found)) >= share > by(round(12 * found) - 1)


def test_a_gap_is_a_difference_of_weighted_means():
    values, weights = np.array([0.2, 0.8, 0.5]), np.array([1.0, 3.0, 2.0])
    assert gap(values, weights, np.array([True, True, False])) == pytest.approx(0.65 - 0.5)
    assert np.isnan(gap(values, weights, np.zeros(3, bool)))


def test_rural_places_are_those_of_classes_5_to_7(bare):
    """Adoption in class 5 and above only: the gap is what they adopt."""
    state = bare.world(places=6)
    state.places.density[:] = [1, 4, 5, 7, 2, 6]
    rural = state.places.density >= 5
    state.places.counts[:, rural, 2] = state.places.counts[:, rural, 0]
    state.places.counts[:, rural, 0] = 0
    assert INDICATORS["rural_gap"].measure(view(state)) == pytest.approx(1.0)


def test_reach_counts_people(bare):
    state = bare.world(places=6)
    state.places.access[0, 2] = 0.5
    people = state.places.population
    assert INDICATORS["in_reach_share"].measure(view(state)) == pytest.approx(people[2] / people.sum())


def test_weights_choose_which_wellbeing_counts(bare):
    """Only opportunity weighs: domains of need no longer matter."""
    from sim.processes.wellbeing import WellbeingParams

    state = bare.world(places=6)
    state.weights = WellbeingParams(weight_needs=0.0, weight_foundations=0.0).weights
    seen = view(state)
    assert INDICATORS["wellbeing"].measure(seen) == INDICATORS["wellbeing_opportunity"].measure(seen)
    with pytest.raises(ValueError, match="all 0"):
        WellbeingParams(weight_needs=0.0, weight_foundations=0.0, weight_opportunity=0.0)
