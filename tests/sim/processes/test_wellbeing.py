"""Well-being follows needs met, work and trust."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.processes.wellbeing import SOCIAL_TIES, WORK, WellbeingParams, step

OTHER = 1  # a domain that neither work nor trust touches


@given(st.integers(0, 1_000), st.floats(0, 1), st.floats(0, 10), st.floats(0, 12))
@settings(max_examples=60)
def test_wellbeing_stays_between_0_and_1(bare, seed, effect, unemployment, speed):
    rng = np.random.default_rng(seed)
    state = bare.world(places=4, citizens=40)
    for name in ("need", "trust", "unemployment", "service", "wellbeing"):
        column = getattr(state.places, name)
        column[:] = rng.integers(0, 2, column.shape) if seed % 2 else rng.uniform(0, 1, column.shape)
    state.places.counts[:] = rng.integers(0, 9, state.places.counts.shape)

    for _ in range(3):
        step(state, WellbeingParams(effect=effect, unemployment=unemployment, speed=speed))

    assert state.places.wellbeing.min() >= 0.0
    assert state.places.wellbeing.max() <= 1.0


def still(bare):
    """Return a world whose well-being rests: no adopter, trust .5, nobody out of work."""
    state = bare.world(places=3, citizens=60)
    state.places.trust[:], state.places.unemployment[:] = 0.5, 0.0
    state.places.wellbeing[:] = 1.0 - state.places.need
    return state


def test_where_nothing_changes_wellbeing_rests(bare):
    state = still(bare)
    before = state.places.wellbeing.copy()

    step(state, WellbeingParams())

    assert state.places.wellbeing == pytest.approx(before)


def test_adopters_of_a_good_service_meet_their_domains_need(bare):
    state = still(bare)
    state.places.counts[1, 0] = [2, 0, 1, 1, 0]
    state.places.service[1, 0] = 0.8
    before = state.places.wellbeing.copy()

    step(state, WellbeingParams(effect=0.6, speed=0.5))

    gain = state.places.need[1, 0] * 0.6 * 0.5 * 0.8 * (1 - math.exp(-0.5 / 12))
    change = state.places.wellbeing - before
    assert change[1, 0] == pytest.approx(gain)
    change[1, 0] = 0.0
    assert np.abs(change).max() < 1e-12


def test_unemployment_weighs_on_work_and_trust_on_social_ties(bare):
    state = still(bare)
    state.places.unemployment[0], state.places.trust[1] = 0.1, 0.3
    state.places.need[:] = 0.4
    state.places.wellbeing[:] = 0.6
    for _ in range(600):
        step(state, WellbeingParams())

    assert state.places.wellbeing[WORK] == pytest.approx([0.4, 0.6, 0.6])
    assert state.places.wellbeing[SOCIAL_TIES] == pytest.approx([0.6, 0.5, 0.6])
    assert state.places.wellbeing[OTHER] == pytest.approx([0.6, 0.6, 0.6])


def test_two_innovations_of_one_domain_share_its_need(bare):
    state = still(bare)
    state.innovations.domain[:] = OTHER
    state.places.counts[:, 0], state.places.service[:, 0] = [0, 0, 1, 0, 0], 1.0
    for _ in range(600):
        step(state, WellbeingParams(effect=0.6))

    assert state.places.wellbeing[OTHER, 0] == pytest.approx(1 - state.places.need[OTHER, 0] * 0.4**2)
