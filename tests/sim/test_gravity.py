"""Far destinations: the tree of boxes, and draws that follow mass x distance^-power exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from sim.draws import fold, key
from sim.gravity import WIDE, boxes, draw_far, first_above, look_around, masses
from sim.jit import jit
from sim.space import LEAST_KM, near_places
from sim.state import Near

km = st.floats(0, 300, width=32)
NOTHING = np.empty(0)


def walk(k, low, high):
    """Yield (box, low, high) of a tree in the order it is laid out."""
    yield k, low, high
    if high - low > 1:
        middle = (low + high) // 2
        yield from walk(k + 1, low, middle)
        yield from walk(k + 2 * (middle - low), middle, high)


@given(st.integers(1, 40), st.data())
def test_each_box_is_a_range_of_places_and_fits_them(n, data):
    x, y = (data.draw(arrays(float, n, elements=km)) for _ in range(2))

    order, box = boxes(x, y)

    assert sorted(order.tolist()) == list(range(n))
    seen = list(walk(0, 0, n))
    assert [k for k, _, _ in seen] == list(range(2 * n - 1))
    for k, low, high in seen:
        mine = order[low:high]
        assert box[k].tolist() == [x[mine].min(), x[mine].max(), y[mine].min(), y[mine].max()]


def test_no_place_has_no_tree():
    assert boxes(NOTHING, NOTHING)[0].size == 0


def tree(x, y):
    return Near(NOTHING, NOTHING, NOTHING, NOTHING, *boxes(x, y))


def seen_from(near, running, x, y, power):
    """Return (low, high, closest, promised) of the boxes seen from x, y."""
    n = near.order.size
    room = (np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n), np.empty(n))
    size = look_around(near, running, x, y, power, LEAST_KM, *room)
    return tuple(column[:size] for column in room)


@given(st.integers(1, 40), st.floats(0.0, 5.0), st.data())
def test_the_chance_of_every_place_is_that_of_the_formula(n, power, data):
    """Chance of its box x share of the box's mass x chance to be kept = mass x distance^-power, up to rounding.

    Rounding: masses to 1e6 added up 40 times keep 1e-9 of the least weight that is drawn at all, 1e-3.
    """
    x, y = (data.draw(arrays(float, n, elements=km)) for _ in range(2))
    mass = data.draw(arrays(float, n, elements=st.one_of(st.just(0.0), st.floats(1e-3, 1e6))))
    here, near = data.draw(st.integers(0, n - 1)), tree(x, y)
    running = masses(near.order, mass)

    low, high, closest, promised = seen_from(near, running, x[here], y[here], power)

    away = np.maximum(LEAST_KM, np.hypot(x - x[here], y - y[here]))
    found = np.zeros(n)
    for a, b, near_km, weight in zip(low, high, closest, np.diff(promised, prepend=0.0), strict=True):
        mine, kept = near.order[a:b], (away[near.order[a:b]] / near_km) ** -power
        assert (kept <= 1.0 + 1e-12).all()
        assert (away[mine] <= WIDE * near_km * (1.0 + 1e-12)).all() or b - a == 1
        found[mine] += weight * mass[mine] / mass[mine].sum() * kept
    total = (mass * away**-power).sum()
    assert found == pytest.approx(mass * away**-power, rel=1e-6, abs=1e-9 * total)


@jit
def draws(near, running, x, y, origin, power, stream, out):
    """Fill ``out`` with places drawn one after the other from ``origin``."""
    n = near.order.size
    seen = (np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n), np.empty(n))
    size = look_around(near, running, x[origin], y[origin], power, LEAST_KM, *seen)
    for k in range(out.size):
        out[k] = draw_far(near, running, x, y, x[origin], y[origin], power, seen, size, fold(stream, k))


def drawn(x, y, mass, origin, power, count=40_000):
    near, out = tree(x, y), np.empty(count, np.int64)
    draws(near, masses(near.order, mass), x, y, origin, power, key(5, "far"), out)
    return out


@pytest.mark.parametrize("power", [0.0, 1.5, 2.0, 5.0])
@pytest.mark.parametrize("origin", [0, 17])
def test_draws_follow_mass_and_distance(power, origin):
    """40,000 draws over 60 places, chi-square over those expected 5 times or more and the rest: p > .001."""
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 90, (2, 60))
    mass = np.where(np.arange(60) % 7 == 3, 0.0, rng.pareto(1.2, 60) + 0.1)
    weights = mass * np.maximum(LEAST_KM, np.hypot(x - x[origin], y - y[origin])) ** -power

    counts = np.bincount(drawn(x, y, mass, origin, power), minlength=60)

    expected = 40_000 * weights / weights.sum()
    often = expected >= 5.0
    assert (counts[mass == 0.0] == 0).all()
    observed, wanted = counts[often], expected[often]
    if expected[~often].sum() >= 5.0:
        observed, wanted = np.append(observed, counts[~often].sum()), np.append(wanted, expected[~often].sum())
    assert stats.chisquare(observed, wanted * observed.sum() / wanted.sum()).pvalue > 0.001
    assert counts[~often].sum() <= expected[~often].sum() + 5.0 * np.sqrt(expected[~often].sum() + 1.0)


def test_places_on_one_spot_share_by_mass_and_nobody_is_nowhere():
    """Three places without distance: 40,000 draws of shares 0, 1/4, 3/4 within 5 standard errors (.0022 each)."""
    x = y = np.full(3, 7.0)

    share = np.bincount(drawn(x, y, np.array([0.0, 1.0, 3.0]), 0, 2.0), minlength=3) / 40_000

    assert share[0] == 0.0
    assert share[1] == pytest.approx(0.25, abs=5 * 0.0022)
    assert (drawn(x, y, np.zeros(3), 0, 2.0, 5) == -1).all()


def test_another_order_of_the_places_draws_the_same_places():
    rng = np.random.default_rng(4)
    (x, y), mass, new = rng.uniform(0, 90, (2, 50)), rng.uniform(1, 9, 50), rng.permutation(50)

    before = drawn(x, y, mass, 11, 2.0, 2_000)
    after = drawn(x[new], y[new], mass[new], int(np.flatnonzero(new == 11)[0]), 2.0, 2_000)

    assert np.array_equal(new[after], before)


def test_the_boxes_seen_grow_with_the_logarithm_of_the_places():
    """Sixteen times the places on sixteen times the area, two more doublings of the distance: less than twice."""
    sizes = []
    for side in (32, 128):
        x, y = (4.0 * v.ravel() for v in np.indices((side, side)))
        near = tree(x, y)
        middle = side * side // 2 + side // 2
        sizes.append(seen_from(near, masses(near.order, np.ones(x.size)), x[middle], y[middle], 2.0)[0].size)

    assert sizes[0] < sizes[1] < 2 * sizes[0] < side * side / 16


@settings(max_examples=50)
@given(arrays(float, st.integers(1, 30), elements=st.floats(0, 10)), st.floats(0.0, 12.0))
def test_the_first_above_is_the_first_above(values, target):
    running = np.sort(values)
    above = np.flatnonzero(running > target)

    assert first_above(running, 0, running.size, target) == (above[0] if above.size else running.size - 1)


def test_near_places_come_with_their_tree():
    x, y = np.random.default_rng(1).uniform(0, 60, (2, 30))
    near = near_places(x, y, 20.0, 12.0)

    assert [near.order.tolist(), near.box.tolist()] == [column.tolist() for column in boxes(x, y)]
