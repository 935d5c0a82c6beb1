"""Adopting, passing on, giving up and coming back, at their hazards."""

import math

import numpy as np
import pytest

from sim.names import ADOPTER, AWARE, LAPSED, RELAY
from sim.processes.adopt import AdoptParams, step


def crowd(bare, stage, social=0.0):
    """Return a world whose citizens all stand at ``stage``, with pressure ``social`` and without contacts."""
    state = bare.world(places=2, citizens=20_000, concerned=0.5)
    n = state.audience.stage.size
    state.audience = bare.audience_of(
        state.audience.first, state.audience.citizen, np.zeros(n + 1, np.int64), np.empty(0, np.int32)
    )._replace(clock=state.audience.clock)
    state.audience.stage[:], state.audience.social[:] = stage, social
    state.places.counts[:] = 0
    state.places.counts[:, :, stage] = np.diff(state.audience.first).reshape(2, 2)
    return state


def share_at(state, stage):
    return (state.audience.stage == stage).mean()


def close_to(share, chance, n):
    """Binomial share within 4 standard errors."""
    return abs(share - chance) < 4 * math.sqrt(chance * (1 - chance) / n)


@pytest.mark.parametrize("access", [0.25, 1.0])
def test_the_aware_adopt_with_access_fit_advantage_and_recruiting(bare, access):
    state = crowd(bare, AWARE)
    state.places.access[:] = access

    step(state, AdoptParams(recruiting=2.0))

    chance = 1 - math.exp(-access * 0.6 * 2.0 / 12)
    assert close_to(share_at(state, ADOPTER), chance, state.audience.stage.size)


def test_what_contacts_add_weighs_like_recruiting(bare):
    state = crowd(bare, AWARE, social=3.0)
    state.places.access[:] = 1.0

    step(state, AdoptParams(recruiting=1.0))

    assert close_to(share_at(state, ADOPTER), 1 - math.exp(-0.6 * 4.0 / 12), state.audience.stage.size)


def test_nobody_adopts_without_access(bare):
    state = crowd(bare, AWARE, social=5.0)
    for _ in range(12):
        step(state, AdoptParams())

    assert share_at(state, AWARE) == 1.0


@pytest.mark.parametrize("stage", [ADOPTER, RELAY])
def test_users_lapse_by_what_quality_lacks(bare, stage):
    state = crowd(bare, stage)
    state.places.service[:] = 0.25

    step(state, AdoptParams(lapse=0.8, relay=0.0))

    assert close_to(share_at(state, LAPSED), 1 - math.exp(-0.8 * 0.75 / 12), state.audience.stage.size)


def test_nobody_lapses_from_a_perfect_service(bare):
    state = crowd(bare, RELAY)
    state.places.service[:] = 1.0
    for _ in range(12):
        step(state, AdoptParams())

    assert share_at(state, RELAY) == 1.0


def test_adopters_become_relays_by_their_engagement(bare):
    state = crowd(bare, ADOPTER, social=0.5)
    state.places.service[:] = 1.0

    step(state, AdoptParams(relay=1.2))

    assert close_to(share_at(state, RELAY), 1 - math.exp(-0.6 / 12), state.audience.stage.size)


def test_the_lapsed_come_back_at_a_share_of_the_adoption_hazard(bare):
    state = crowd(bare, LAPSED, social=2.0)
    state.places.access[:] = 1.0

    step(state, AdoptParams(recruiting=1.0, come_back=0.5))

    assert close_to(share_at(state, ADOPTER), 1 - math.exp(-0.6 * 0.5 * 3.0 / 12), state.audience.stage.size)


def test_places_act_apart(bare):
    state = crowd(bare, AWARE)
    state.places.access[1, 0] = 1.0

    for _ in range(12):
        step(state, AdoptParams(recruiting=1.0))

    adopters = state.places.counts[:, :, ADOPTER:].sum(axis=2)
    assert adopters[1, 0] > 100
    assert adopters.sum() == adopters[1, 0]
