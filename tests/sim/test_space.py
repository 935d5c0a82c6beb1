"""Distances and fields: near places, the mean information field, gravity, picking."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from sim.draws import fold, key, uniform
from sim.jit import jit
from sim.space import MEAN_INFORMATION_FIELD, local_field, near_places, pick

km = st.floats(0, 100, width=32)


@given(st.integers(1, 25), st.data())
def test_near_places_are_those_of_a_plain_search(n, data):
    x, y = data.draw(arrays(float, n, elements=km)), data.draw(arrays(float, n, elements=km))
    limit = data.draw(st.floats(0.5, 80))

    near = near_places(x, y, limit, 12.0)

    for i in range(n):
        distances = np.sqrt((x - x[i]) ** 2 + (y - y[i]) ** 2)
        row = slice(near.start[i], near.start[i + 1])
        expected = np.flatnonzero(distances <= limit)
        assert near.place[row].tolist() == expected.tolist()
        assert near.km[row] == pytest.approx(distances[expected], abs=1e-12)
        assert near.reach[row] == pytest.approx(np.exp(-distances[expected] / 12.0))
        assert i in near.place[row]


def test_nearness_is_mutual():
    rng = np.random.default_rng(0)
    near = near_places(*rng.uniform(0, 60, (2, 80)), 20.0, 12.0)

    origin = np.repeat(np.arange(80), np.diff(near.start))
    pairs = set(zip(origin.tolist(), near.place.tolist(), strict=True))

    assert pairs == {(j, i) for i, j in pairs}


def test_the_mean_information_field_sums_to_one():
    """Hägerstrand's table is rounded to four places over 25 cells: the sum is 1 within 25 x .00005."""
    weights = sum(
        MEAN_INFORMATION_FIELD[abs(dx), abs(dy)] for dx in range(-2, 3) for dy in range(-2, 3)
    )

    assert weights == pytest.approx(1.0, abs=25 * 0.00005)


@jit
def picks(running, size, stream, out):
    """Fill ``out`` with positions picked by successive draws."""
    for k in range(out.size):
        out[k] = pick(running, size, uniform(fold(stream, k)))


def grid(side, cell_km=4.0):
    x, y = np.divmod(np.arange(side * side), side)
    return cell_km * x, cell_km * y


def test_contacts_on_a_grid_follow_the_mean_information_field():
    """100,000 picks over 25 cells of equal size: chi-square p > .01 and RMS offset 1.263 cells.

    The RMS's tolerance .01 is over 4 standard errors (sd of the squared offset is about 2, se of the RMS .0025).
    """
    x, y = grid(7)
    near = near_places(x, y, 40.0, 12.0)
    origin, n = 24, 100_000
    running = np.empty(x.size)
    local_field(x, y, np.ones(x.size), near.start, near.place, near.km, 4.0, 4.0, origin, running)
    size, drawn = near.start[origin + 1] - near.start[origin], np.empty(n, np.int64)

    picks(running, size, key(12, "field"), drawn)

    places = near.place[near.start[origin] + drawn]
    dx, dy = (np.abs(c[places] - c[origin]) / 4.0 for c in (x, y))
    assert max(dx.max(), dy.max()) == 2
    cells = np.bincount((5 * np.rint((x - x[origin]) / 4 + 2) + np.rint((y - y[origin]) / 4 + 2)).astype(int)[places])
    weights = np.array([MEAN_INFORMATION_FIELD[abs(a), abs(b)] for a in range(-2, 3) for b in range(-2, 3)])
    assert stats.chisquare(cells, n * weights / weights.sum()).pvalue > 0.01
    assert math.sqrt((dx**2 + dy**2).mean()) == pytest.approx(1.263, abs=0.01)


def test_the_local_field_weighs_people_by_distance_on_real_places():
    x, y, mass = np.array([0.0, 3.0, 10.0]), np.zeros(3), np.array([100.0, 50.0, 400.0])
    near = near_places(x, y, 40.0, 12.0)
    running = np.empty(3)

    local_field(x, y, mass, near.start, near.place, near.km, 4.0, 0.0, 1, running)

    assert np.diff(running, prepend=0.0) == pytest.approx(mass * np.exp(-np.array([3.0, 0.0, 7.0]) / 4.0))


@given(arrays(float, st.integers(1, 30), elements=st.floats(0, 10)), st.floats(0.0, 1.0, exclude_max=True))
def test_pick_finds_the_place_whose_share_holds_the_draw(weights, u):
    running = np.cumsum(weights)

    found = pick(running, weights.size, u)

    if running[-1] <= 0:
        assert found == -1
    else:
        assert weights[found] > 0 or u * running[-1] >= running[-1]
        assert running[found] > u * running[-1] or found == weights.size - 1
        assert found == 0 or running[found - 1] <= u * running[-1]
