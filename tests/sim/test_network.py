"""Ties between citizens: symmetric, nobody twice, nearby first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.draws import key
from sim.network import NetworkParams, choose, social_network, ties
from sim.state import ground


def pairs_of(start, contact):
    origin = np.repeat(np.arange(start.size - 1), np.diff(start))
    return list(zip(origin.tolist(), contact.tolist(), strict=True))


@given(st.integers(1, 20), st.integers(1, 5), st.data())
def test_ties_are_the_choices_seen_from_both_ends_once(n, k, data):
    chosen = data.draw(arrays(np.int32, (n, k), elements=st.integers(-1, n - 1)))
    chosen[chosen == np.arange(n)[:, None]] = -1

    start, contact = ties(chosen)

    expected = {(i, int(j)) for i in range(n) for j in chosen[i] if j >= 0}
    expected |= {(j, i) for i, j in expected}
    assert pairs_of(start, contact) == sorted(expected)


@pytest.fixture(scope="module")
def society(bare):
    return bare.world(places=5, citizens=4_000, concerned=0.3)


@pytest.fixture(scope="module")
def network(society):
    s = society
    return social_network(s.places, s.near, 0.0, s.citizens, NetworkParams(), s.seed)


def test_the_network_is_symmetric_without_self_ties_or_repeats(network):
    pairs = pairs_of(*network)
    several = set(pairs)

    assert len(several) == len(pairs)
    assert several == {(j, i) for i, j in several}
    assert all(i != j for i, j in several)


def test_the_mean_degree_is_twice_the_choices_but_for_those_that_meet(society, network):
    """4 choices each: 8, less repeats, reciprocal choices and oneself.

    Those need two draws to fall on one citizen: a chance below 8 x 1/size of the smallest place a choice.
    """
    degree = np.diff(network[0]).mean()
    smallest = np.diff(society.places.first).min()

    assert 8 * (1 - 8 / smallest) < degree < 8


@pytest.mark.parametrize(("local", "distant"), [(0, 0), (2, 0), (0, 3)])
def test_the_numbers_of_choices_are_dials(society, local, distant):
    s = society
    start, _ = social_network(
        s.places, s.near, 0.0, s.citizens, NetworkParams(local_contacts=local, long_contacts=distant), 1
    )

    degree = start[-1] / s.citizens.code.size

    assert degree <= 2 * (local + distant)
    assert degree >= 2 * (local + distant) * 0.95


def test_local_contacts_follow_population_and_distance(society):
    """Choices by place of one's own and of the contact against population x exp(-d/4): 4.5 standard errors."""
    s, params = society, NetworkParams()
    out = np.empty((s.citizens.code.size, 4), np.int32)
    choose(
        ground(s.places), s.near, 0.0, s.citizens.code, 3, 1, 4.0, params.attraction, params.friction,
        key(3, "x"), out,
    )
    size = np.diff(s.places.first).astype(float)
    for p in range(5):
        mine = out[s.citizens.place == p, :3]
        mine = mine[mine >= 0]
        d = np.hypot(s.places.x - s.places.x[p], s.places.y - s.places.y[p])
        weight = size * np.exp(-d / 4.0)
        share = weight / weight.sum()
        seen = np.bincount(s.citizens.place[mine], minlength=5) / mine.size
        spread = np.sqrt(share * (1 - share) / mine.size)
        assert (np.abs(seen - share) < 4.5 * spread + 1 / size[p]).all()  # 1/size: nobody chooses oneself


def test_long_ties_follow_size_and_the_square_of_distance(society):
    s = society
    out = np.empty((s.citizens.code.size, 4), np.int32)
    choose(ground(s.places), s.near, 0.0, s.citizens.code, 3, 1, 4.0, 1.0, 2.0, key(4, "x"), out)
    size = np.diff(s.places.first).astype(float)
    for p in range(5):
        mine = out[s.citizens.place == p, 3]
        mine = mine[mine >= 0]
        d = np.maximum(2.0, np.hypot(s.places.x - s.places.x[p], s.places.y - s.places.y[p]))
        share = size / d**2 / (size / d**2).sum()
        seen = np.bincount(s.citizens.place[mine], minlength=5) / mine.size
        assert (np.abs(seen - share) < 4.5 * np.sqrt(share * (1 - share) / mine.size) + 1 / size[p]).all()


def test_contacts_on_a_grid_stay_within_two_cells(bare):
    s = bare.world(places=49, citizens=2_000, grid=True)
    start, contact = social_network(s.places, s.near, 4.0, s.citizens, NetworkParams(long_contacts=0), 1)
    origin = np.repeat(np.arange(2_000), np.diff(start))
    home, there = s.citizens.place[origin], s.citizens.place[contact]

    offset = np.maximum(np.abs(s.places.x[home] - s.places.x[there]), np.abs(s.places.y[home] - s.places.y[there]))

    assert offset.max() == 8.0
    assert (offset == 0).mean() > 0.3


def test_the_network_does_not_depend_on_the_policy_but_on_the_seed(society):
    s, params = society, NetworkParams()
    one = social_network(s.places, s.near, 0.0, s.citizens, params, 1)
    same = social_network(s.places, s.near, 0.0, s.citizens, params, 1)
    other = social_network(s.places, s.near, 0.0, s.citizens, params, 2)

    assert np.array_equal(one[1], same[1])
    assert not np.array_equal(one[1][:500], other[1][:500])
