"""Attractiveness by its parts, and the months a place is left behind."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.processes.attract import AttractParams, step
from sim.space import near_places

ALONE = {"wellbeing": 0.0, "services": 0.0, "assets": 0.0, "jobs": 0.01}


def made(state, **params):
    step(state, AttractParams(**params))
    return state.places.attractiveness


def test_attractiveness_is_the_weighted_mean_of_its_four_parts(bare):
    state = bare.world()
    places = state.places
    places.wellbeing[:], places.access[0], places.access[1], places.assets[:] = 0.5, 0.8, 0.4, 0.3
    places.unemployment[:] = 0.10

    expected = 0.4 * 0.5 + 0.25 * 0.6 + 0.15 * 0.3 + 0.2 * 0.6
    assert made(state, worst_unemployment=0.25) == pytest.approx(np.full(6, expected))


def test_well_being_is_a_geometric_mean_so_that_no_domain_makes_up_for_another(bare):
    state = bare.world()
    state.places.wellbeing[:] = 0.81
    state.places.wellbeing[0] = 0.1

    level = made(state, **(ALONE | {"wellbeing": 1.0, "jobs": 0.01}), worst_unemployment=0.01)
    assert level * 1.01 == pytest.approx(np.full(6, (0.1 * 0.81**10) ** (1 / 11)))


def test_posts_in_sites_are_jobs(bare):
    """Ten posts of 1,000 active people take a point off unemployment, in their place only."""
    state = bare.world()
    state.places.population[:], state.places.unemployment[:] = 2_000.0, 0.11
    before = made(state, **ALONE, active_share=0.5, worst_unemployment=0.2).copy()
    bare.add_sites(state, place=1, posts=6.0, funded=4.0)
    after = made(state, **ALONE, active_share=0.5, worst_unemployment=0.2)

    assert after[1] - before[1] == pytest.approx(0.01 / 0.2)
    assert np.array_equal(np.delete(after, 1), np.delete(before, 1))


@given(st.integers(0, 2**32 - 1))
def test_attractiveness_stays_between_0_and_1_and_never_falls_with_a_part(bare, luck):
    state, rng = bare.world(), np.random.default_rng(luck)
    places = state.places
    for name in ("wellbeing", "access", "assets", "unemployment"):
        column = getattr(places, name)
        column[:] = rng.uniform(0, 1, column.shape)
    before = made(state).copy()
    assert (before >= 0).all() and (before <= 1).all()
    for name in ("wellbeing", "access", "assets"):
        column = getattr(places, name)
        column[:] += rng.uniform(0, 1 - column)
    assert (made(state) >= before - 1e-12).all()


def behind(bare):
    """Return ten places in a row, 5 km apart, worse off one after the other, a site at the first."""
    state = bare.world(places=10, citizens=300)
    state.places.x[:], state.places.y[:] = 5.0 * np.arange(10), 0.0
    state.near = near_places(state.places.x, state.places.y, 40.0, 12.0)
    state.places.wellbeing[:] = np.linspace(0.9, 0.2, 10)
    bare.add_sites(state, place=0)
    return state


def test_months_behind_count_the_worst_off_places_without_a_site_in_reach(bare):
    """The two worst of ten, both beyond 12 km, wait; a site 10 km away ends the wait of one; better off, none waits."""
    state = behind(bare)
    for _ in range(25):
        made(state)
    assert state.places.behind.tolist() == [0] * 8 + [25, 25]
    row = bare.add_sites(state, place=6)
    made(state)
    assert state.places.behind.tolist() == [0] * 9 + [26]
    state.projects.closed[row] = 3
    made(state)
    assert state.places.behind.tolist() == [0] * 8 + [1, 27]
    state.places.wellbeing[:] = 0.5
    made(state)
    assert not state.places.behind.any()
