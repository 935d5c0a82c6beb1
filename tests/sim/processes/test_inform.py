"""Knowing: publicity and word of mouth."""

import math

import numpy as np
import pytest

from sim.names import AWARE, UNAWARE
from sim.processes.inform import InformParams, step


def test_publicity_informs_at_its_hazard(bare):
    """Each unaware hears within the month with 1 - exp(-h/12): binomial, 4 standard errors."""
    state = bare.world(places=4, citizens=20_000, concerned=0.5)
    chance = 1 - math.exp(-0.6 / 12)

    step(state, InformParams(publicity=0.6))

    n = state.audience.stage.size
    share = (state.audience.stage == AWARE).mean()
    assert abs(share - chance) < 4 * math.sqrt(chance * (1 - chance) / n)


def test_after_years_the_share_unaware_is_exponential(bare):
    state = bare.world(places=4, citizens=20_000, concerned=0.5)
    for _ in range(36):
        step(state, InformParams(publicity=0.3))

    left = math.exp(-0.9)
    share = (state.audience.stage == UNAWARE).mean()
    assert abs(share - left) < 4 * math.sqrt(left * (1 - left) / state.audience.stage.size)


def test_a_campaign_works_where_it_runs_and_half_is_forgotten_in_six_months(bare):
    state = bare.world(places=2, citizens=20_000, concerned=0.5)
    state.places.publicity[0, 0] = 3.0

    step(state, InformParams(publicity=0.3))

    known = state.places.counts[:, :, AWARE] / state.places.counts.sum(axis=2)
    chance = 1 - math.exp(-1.2 / 12)
    assert abs(known[0, 0] - chance) < 4 * math.sqrt(chance * (1 - chance) / state.places.counts[0, 0].sum())
    assert known[0, 0] > 2 * max(known[0, 1], known[1, 0], known[1, 1])
    for _ in range(5):
        step(state, InformParams())
    assert state.places.publicity[0, 0] == pytest.approx(1.5)


def test_without_publicity_and_adopters_nobody_hears(bare):
    state = bare.world()
    for _ in range(24):
        step(state, InformParams(publicity=0.0))

    assert (state.audience.stage == UNAWARE).all()


def test_word_of_mouth_reaches_contacts_only(bare):
    state = bare.world(places=2, citizens=3_000, concerned=0.3)
    some = state.audience.adopting
    some[::3] = 1
    state.audience.social[::3] = np.float32(1.0)  # as if every contact adopted

    for _ in range(6):
        step(state, InformParams(publicity=0.0, word_of_mouth=2.0))

    heard = state.audience.stage == AWARE
    chance = 1 - math.exp(-1.0)
    assert not heard[some == 0].any()
    assert abs(heard[some == 1].mean() - chance) < 4 * math.sqrt(chance * (1 - chance) / (some == 1).sum())
