"""Who can use what: access, demand, capacity, unmet need, against plain NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.names import ADOPTER, AWARE, LAPSED, RELAY, UNAWARE
from sim.service import serve


def reach_matrix(state):
    reach = np.zeros((state.places.code.size,) * 2)
    for p in range(state.places.code.size):
        row = slice(state.near.start[p], state.near.start[p + 1])
        reach[p, state.near.place[row]] = np.exp(-state.near.km[row] / 12.0)
    return reach


def served(bare, seed, sites):
    """Return a world with random sites and citizens at random stages, served."""
    rng = np.random.default_rng(seed)
    state = bare.world(1, places=7, citizens=700, layout=seed)
    state.places.counts[:] = rng.integers(0, 30, state.places.counts.shape)
    rows = bare.add_sites(
        state, sites, place=rng.integers(0, 7, sites), innovation=rng.integers(0, 2, sites),
        capacity=rng.uniform(0, 2_000, sites), skill=rng.uniform(0, 1, sites),
    ) if sites else np.zeros(0, np.int64)  # fmt: skip
    serve(state, rows)
    return state, rows


@given(st.integers(0, 500), st.integers(0, 9))
@settings(max_examples=40)
def test_access_and_service_equal_their_formulas(bare, seed, sites):
    state, rows = served(bare, seed, sites)
    p, reach = state.projects, reach_matrix(state)

    for i in range(2):
        mine = rows[p.innovation[rows] == i]
        pull = p.quality[mine][:, None] * reach[p.place[mine]]
        assert state.places.access[i] == pytest.approx(1 - np.prod(1 - pull, axis=0))
        weight = reach[p.place[mine]].sum(axis=0)
        mean = np.divide(pull.sum(axis=0), weight, out=np.zeros(7), where=weight > 0)
        assert state.places.service[i] == pytest.approx(mean)
    assert (state.places.access >= 0).all() and (state.places.access <= 1).all()


@given(st.integers(0, 500), st.integers(0, 9))
@settings(max_examples=40)
def test_demand_is_the_adopters_who_can_reach_a_site_and_users_fit_in(bare, seed, sites):
    state, rows = served(bare, seed, sites)
    p, reach = state.projects, reach_matrix(state)
    adopters = state.places.persons[0] * (state.places.counts[:, :, ADOPTER] + state.places.counts[:, :, RELAY])

    for i in range(2):
        mine = rows[p.innovation[rows] == i]
        reachable = reach[p.place[mine]].sum(axis=0) > 0
        assert p.demand[mine].sum() == pytest.approx(adopters[i, reachable].sum())
    assert (p.users[rows] <= p.capacity[rows]).all()
    assert (p.users[rows] <= p.demand[rows]).all()
    assert p.users[rows] == pytest.approx(np.minimum(p.demand[rows], p.capacity[rows]))


@given(st.integers(0, 500))
@settings(max_examples=30)
def test_quality_falls_with_crowding_and_rises_with_skill(bare, seed):
    state, rows = served(bare, seed, 6)
    p = state.projects

    demand = np.maximum(p.demand[rows], 1e-12)
    expected = np.minimum(1.0, p.capacity[rows] / demand) * (0.5 + 0.5 * p.skill[rows])

    assert p.quality[rows] == pytest.approx(np.where(p.demand[rows] > 0, expected, 0.5 + 0.5 * p.skill[rows]))


@given(st.integers(0, 500), st.integers(0, 9))
@settings(max_examples=30)
def test_unmet_is_the_share_of_reachable_need_without_capacity(bare, seed, sites):
    state, rows = served(bare, seed, sites)
    p, reach = state.projects, reach_matrix(state)
    concerned = state.places.persons[0] * state.places.counts.sum(axis=2)

    for i in range(2):
        mine = rows[p.innovation[rows] == i]
        supply = p.capacity[mine] @ reach[p.place[mine]]
        need = reach @ concerned[i]
        assert state.places.unmet[i] == pytest.approx(np.maximum(0.0, 1.0 - supply / need))


def test_need_follows_the_people(bare):
    """It is worked out again once people come or go, though not while they stay."""
    state, rows = served(bare, 3, 6)
    rest = state.places.unmet.copy()
    serve(state, rows)
    assert np.array_equal(state.places.unmet, rest)
    state.places.persons[2] *= 50.0
    serve(state, rows)
    found = state.places.unmet.copy()
    assert (found > rest).any()
    state.wanting[:] = np.nan  # as if never worked out
    serve(state, rows)
    assert np.array_equal(state.places.unmet, found)


def test_without_sites_nobody_has_access_and_all_need_is_unmet(bare):
    state, _ = served(bare, 3, 0)

    assert not state.places.access.any()
    assert not state.places.service.any()
    assert (state.places.unmet == 1.0).all()


def test_only_those_who_adopt_come(bare):
    state = bare.world(places=1, citizens=100)
    row = bare.add_sites(state)
    for stage in (UNAWARE, AWARE, LAPSED):
        state.places.counts[:] = 0
        state.places.counts[0, 0, stage] = 50
        serve(state, row)
        assert state.projects.demand[row] == 0.0
    state.places.counts[0, 0, RELAY] = 3
    serve(state, row)
    assert state.projects.demand[row] == pytest.approx(3 * state.places.persons[0])
