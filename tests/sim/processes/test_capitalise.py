"""Knowledge and assets of places: where they come from, how they go, and that they stay within their bounds."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.processes.capitalise import CapitaliseParams, step

share = st.floats(0.0, 1.0)


def years(state, number, **params):
    """Let some years pass with nothing but knowledge moving."""
    for _ in range(round(12 * number)):
        state.step += 1
        step(state, CapitaliseParams(**params))


def test_written_knowledge_comes_to_hand_nearby_as_readily_as_people_go_there(bare):
    """At reading r and no ageing, a place holds (1 - exp(-r t)) x written x exp(-d/12), nothing beyond 40 km."""
    state = bare.world(places=30)
    bare.add_sites(state, place=4, codified=0.8)

    years(state, 2, reading=0.5, ageing=0.0)

    places = state.places
    km = np.hypot(places.x - places.x[4], places.y - places.y[4])
    expected = (1 - math.exp(-1.0)) * 0.8 * np.where(km <= 40.0, np.exp(-km / 12.0), 0.0)
    np.testing.assert_allclose(places.codified[0], expected)
    assert not places.codified[1].any()


def test_many_who_write_the_same_add_nothing(bare):
    one, many = bare.world(), bare.world()
    bare.add_sites(one, codified=0.6)
    bare.add_sites(many, 50, codified=0.6)

    for state in (one, many):
        years(state, 3)

    assert np.array_equal(one.places.codified, many.places.codified)


def test_tacit_knowledge_stays_where_the_team_works_and_asks_for_skill_and_output(bare):
    state = bare.world()
    bare.add_sites(state, place=2, skill=0.6, output=0.5)

    years(state, 40)

    assert state.places.tacit[0, 2] == pytest.approx(0.3, abs=1e-6)
    assert np.count_nonzero(state.places.tacit) == 1


def test_what_closes_unwritten_is_lost_and_what_is_written_slowly_ages(bare):
    """Ten years after a site closed: tacit x exp(-.7 x 10), written x exp(-.05 x 10)."""
    state = bare.world()
    row = bare.add_sites(state, codified=0.7, skill=0.9, output=1.0)
    years(state, 30)
    state.projects.closed[row] = state.step
    before = state.places.codified[0, 0], state.places.tacit[0, 0]
    assert before[0] > 0.6 and before[1] > 0.85

    years(state, 10)

    assert state.places.codified[0, 0] == pytest.approx(before[0] * math.exp(-0.5))
    assert state.places.tacit[0, 0] == pytest.approx(before[1] * math.exp(-7.0))


@pytest.mark.parametrize("cause", ["reliance", "animation", "cluster"])
def test_resources_become_assets_where_they_are_made_use_of(bare, cause):
    """Sites that rely on them, catalysts and clusters each do; nothing else does, and nowhere else."""
    state = bare.world()
    rows = bare.add_sites(state, place=3, output=1.0)
    if cause == "reliance":
        state.innovations.reliance[0] = 0.3
    elif cause == "animation":
        state.places.animation[3] = 1e9
    else:
        state.actors.cluster[state.projects.actor[rows]] = 0

    years(state, 1, animation=0.3, clustered=0.3, fading=0.0, activation=0.5)

    assert state.places.assets[3] == pytest.approx(0.5 * (1 - math.exp(-0.5 * 0.3)))
    assert np.count_nonzero(state.places.assets) == 1


def test_without_anyone_to_use_them_no_resource_wakes_and_assets_fade(bare):
    state = bare.world()
    bare.add_sites(state)
    state.places.assets[1] = 0.4

    years(state, 5, fading=0.1)

    assert state.places.assets[1] == pytest.approx(0.4 * math.exp(-0.5))
    assert np.count_nonzero(state.places.assets) == 1


@given(latent=share, assets=share, reliance=share, output=st.floats(0, 1.3), animation=st.floats(0, 50),
       skill=share, codified=share, activation=st.floats(0, 12), reading=st.floats(0, 12))  # fmt: skip
def test_assets_stay_between_nothing_and_what_is_latent_and_knowledge_between_0_and_1(
    bare, latent, assets, reliance, output, animation, skill, codified, activation, reading
):
    state = bare.world()
    places = state.places
    bare.add_sites(state, 2, skill=skill, codified=codified, output=output)
    state.innovations.reliance[:], places.animation[:] = reliance, animation
    places.latent[:], places.assets[:] = latent, min(assets, latent)

    years(state, 0.25, activation=activation, reading=reading, practice=reading)

    assert (places.assets >= 0.0).all() and (places.assets <= latent * (1 + 1e-12)).all()
    for stock in (places.codified, places.tacit):
        assert (stock >= 0.0).all() and (stock <= 1.0).all()


@given(one=share, two=share)
def test_more_skill_and_more_written_never_leave_a_place_with_less(bare, one, two):
    low, high = sorted((one, two))
    states = []
    for level in (low, high):
        state = bare.world()
        bare.add_sites(state, skill=level, codified=level, output=1.0)
        years(state, 0.5)
        states.append(state.places)

    assert (states[0].codified <= states[1].codified).all()
    assert (states[0].tacit <= states[1].tacit).all()
