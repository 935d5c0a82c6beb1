"""Peers: same level, near for communes, the more alike the more they tell; territories are averaged by people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.names import COMMUNE, EPCI
from sim.peers import over_territories, peers_of, told_by_peers


@pytest.fixture
def state(bare):
    return bare.world(places=12, layout=3)


def pairs(peers):
    origin = np.repeat(np.arange(peers.start.size - 1), np.diff(peers.start))
    return list(zip(origin.tolist(), peers.peer.tolist(), strict=True))


def test_peers_are_others_of_the_same_level(state):
    found, level = pairs(peers_of(state, 12.0, 0.25)), state.authorities.level
    assert all(one != two and level[one] == level[two] for one, two in found)
    assert len(set(found)) == len(found)
    assert {(12, 13), (13, 12)} == {pair for pair in found if level[pair[0]] == EPCI}
    assert {level[one] for one, _ in found} == {COMMUNE, EPCI}  # the others are alone of their level


def test_communes_hear_those_near_them(state):
    places = state.places
    km = np.hypot(places.x[:, None] - places.x, places.y[:, None] - places.y)
    for reach in (0.0, 12.0, 35.0):
        found = {p for p in pairs(peers_of(state, reach, 0.25)) if p[0] < 12}
        assert found == {(a, b) for a in range(12) for b in range(12) if a != b and km[a, b] <= reach}


def test_likeness_is_one_of_twins_and_falls_with_the_difference(state):
    state.places.context[:] = 0.5
    assert (peers_of(state, 12.0, 0.25).likeness == 1.0).all()
    state.places.context[:, 0] = 0.75
    peers = peers_of(state, 12.0, 0.25)
    apart = np.array([0 in pair for pair in pairs(peers)]) & (np.array(pairs(peers)).max(axis=1) < 12)
    assert peers.likeness[apart] == pytest.approx(np.exp(-0.5))
    assert peers.total[0] == pytest.approx(np.exp(-0.5) * np.diff(peers.start)[0])


def test_the_leader_is_the_largest_peer_larger_than_oneself(state):
    peers, people = peers_of(state, 12.0, 0.25), state.authorities.population
    for row in range(people.size):
        around = peers.peer[peers.start[row] : peers.start[row + 1]]
        larger = around[people[around] > people[row]]
        assert peers.leader[row] == (larger[people[larger].argmax()] if larger.size else -1)
    assert (peers.leader >= 0).any() and (peers.leader == -1).any()


@settings(max_examples=20)
@given(seed=st.integers(0, 1_000))
def test_what_peers_tell_is_a_weighted_sum(bare, seed):
    """As a dense matrix product says, for any rows."""
    state, rng = bare.world(places=12, layout=3), np.random.default_rng(seed)
    peers, size = peers_of(state, 12.0, 0.3), state.authorities.code.size
    told, matrix = rng.random((size, 2, 3)), np.zeros((size, size))
    for (one, two), weight in zip(pairs(peers), peers.likeness, strict=True):
        matrix[one, two] = weight
    rows = rng.permutation(size)[:7]
    expected = np.tensordot(matrix[rows], told, axes=1)
    np.testing.assert_allclose(told_by_peers(peers, rows, told), expected, atol=1e-12)


@settings(max_examples=20)
@given(seed=st.integers(0, 1_000))
def test_a_territory_s_mean_is_by_people(bare, seed):
    """Between the extremes of its places; that of the State is the mean over everybody; constants stay."""
    state, rng = bare.world(places=12, layout=3), np.random.default_rng(seed)
    values = rng.random((2, 12))
    values[1] = 0.3
    found, people = over_territories(state, values), state.places.population
    np.testing.assert_allclose(found[:12, 0], values[0])
    np.testing.assert_allclose(found[-2, 0], np.average(values[0], weights=people))
    np.testing.assert_allclose(found[12, 0], np.average(values[0][::2], weights=people[::2]))
    np.testing.assert_allclose(found[:, 1], 0.3)


def test_an_empty_place_has_the_values_it_has(state):
    """Nobody lives there: the mean over its territory is still defined."""
    state.places.population[4] = 0.0
    assert over_territories(state, np.arange(12.0)[None])[4, 0] == pytest.approx(4.0)
