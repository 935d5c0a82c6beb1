"""Spreading alone: thresholds exactly, hazards by the closed form, the same for every order and thread count."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.graphs import Graph, erdos_renyi, of_pairs, ring
from sim.processes.adopt import AdoptParams
from sim.spread import Crowd, crowd, spread, whole

THRESHOLD = AdoptParams(rule="threshold", below_threshold=0.0)
COUNTED = AdoptParams(rule="threshold", below_threshold=0.0, exposure="count")
NOBODY = np.empty(0, np.int64)


def by_hand(graph, needed, first, steps):
    """Return the steps of adoption of a plain synchronous threshold process; ``needed``: contacts of each node."""
    n = needed.size
    when = np.full(n, -1)
    when[first] = 0
    for step in range(1, steps + 1):
        adopted = when >= 0
        counts = np.array([adopted[graph.contact[graph.start[i] : graph.start[i + 1]]].sum() for i in range(n)])
        when[~adopted & (counts >= needed)] = step
    return when


@given(st.integers(0, 99), st.floats(0.5, 6), st.floats(0, 1), st.sampled_from(["share", "count"]))
@settings(max_examples=40, deadline=None)
def test_thresholds_equal_a_plain_loop(seed, degree, theta, exposure):
    n, graph = 60, erdos_renyi(60, degree, seed)
    k = np.diff(graph.start)
    given_, needed = (np.full(n, theta), np.maximum(np.ceil(theta * k - 1e-12), theta > 0))
    if exposure == "count":
        given_ = needed = np.full(n, float(round(4 * theta)))
    params = THRESHOLD if exposure == "share" else COUNTED

    found = spread(crowd(graph, given_), params, np.array([0, 1]), steps=30, seed=seed)

    assert np.array_equal(found, by_hand(graph, needed, [0, 1], 30))


@pytest.mark.parametrize(("m", "k"), [(9, 50), (1, 10), (3, 10), (1, 3), (7, 70)])
def test_a_share_written_in_decimals_is_reached_exactly(m, k):
    """.18 of 50 is 9 contacts, though neither .18 nor 9 / 50 is exact in binary; 8 are not enough."""
    star = of_pairs(k + 1, np.column_stack([np.zeros(k, int), np.arange(1, k + 1)]))
    theta = np.r_[round(m / k, 15), np.full(k, 1.1)]
    for adopting, reached in ((m, True), (m - 1, False)):
        when = spread(crowd(star, theta), THRESHOLD, np.arange(1, adopting + 1), steps=3)
        assert (when[0] >= 0) == reached


def test_a_threshold_of_zero_needs_nobody_and_one_above_one_never_yields():
    when = spread(crowd(ring(4, 2), np.array([0.0, 1.1, 1.1, 1.1])), THRESHOLD, NOBODY, steps=9)

    assert when.tolist() == [1, -1, -1, -1]
    assert whole(np.array([0.0, 0.18, 1.1, 0.2]), np.array([5, 50, 4, 0])).tolist() == [0.0, 8.5 / 50, 4.5 / 4, 0.5]


@given(st.integers(0, 99), st.floats(0, 2), st.floats(0, 2))
@settings(max_examples=20, deadline=None)
def test_more_contagion_or_lower_thresholds_never_delay(seed, more, lower):
    graph, rng = erdos_renyi(200, 5.0, seed), np.random.default_rng(seed)
    theta = rng.uniform(0, 0.6, 200)
    base = AdoptParams(recruiting=0.02, contagion=1.0)
    stronger = AdoptParams(recruiting=0.02, contagion=1.0 + more)
    last = 999

    def when(thresholds, params):
        found = spread(crowd(graph, thresholds), params, np.arange(5), steps=60, dt=0.2, seed=seed)
        return np.where(found < 0, last, found)

    before = when(theta, base)
    assert (when(theta, stronger) <= before).all()
    assert (when(theta / (1 + lower), base) <= before).all()
    assert len(set(before.tolist())) > 3


def test_one_step_of_bass_and_of_counted_exposure_follow_their_hazards():
    """A hub of 4 contacts, 3 of them adopting: chance 1 - exp(-dt (p + q e)); 4 standard errors over 4,000 hubs."""
    n, dt, p, q = 4_000, 0.1, 0.3, 2.0
    hub = 5 * np.arange(n)
    pairs = np.concatenate([np.column_stack([hub, hub + k]) for k in range(1, 5)])
    first = np.concatenate([hub + 1, hub + 2, hub + 3])
    people = crowd(of_pairs(5 * n, pairs), np.zeros(5 * n))
    for exposure, weight in (("share", 0.75), ("count", 3.0)):
        params = AdoptParams(rule="bass", recruiting=p, contagion=q, exposure=exposure)
        share = (spread(people, params, first, steps=1, dt=dt)[hub] == 1).mean()
        expected = 1 - np.exp(-dt * (p + q * weight))
        assert abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / n)


def test_noise_below_the_threshold_needs_an_adopting_contact_and_has_its_rate():
    """One of two contacts adopts, two are needed: .05 a step where the rate is -ln .95; nothing without a contact."""
    n = 4_000
    first = 3 * np.arange(n)
    graph = of_pairs(3 * n, np.column_stack([first, first + 1]))  # the third of each is alone
    params = AdoptParams(rule="threshold", exposure="count", below_threshold=-np.log(0.95))

    when = spread(crowd(graph, np.full(3 * n, 2.0)), params, first, steps=1, dt=1.0)

    assert abs((when[first + 1] == 1).mean() - 0.05) < 4 * np.sqrt(0.05 * 0.95 / n)
    assert (when[first + 2] == -1).all()


@pytest.mark.parametrize("together", [False, True])
def test_renaming_the_nodes_with_their_luck_renames_the_result(together):
    n, rng = 400, np.random.default_rng(2)
    graph, theta, order = erdos_renyi(n, 6.0, 2), rng.uniform(0, 0.5, n), rng.permutation(n)
    origin = np.repeat(np.arange(n), np.diff(graph.start))
    place = np.argsort(order)  # old row -> new row
    pairs = np.column_stack([place[origin], place[graph.contact]])[origin < graph.contact]
    codes = np.arange(n, dtype=np.uint64)
    params = AdoptParams(recruiting=0.05, contagion=3.0)
    one, two = (None, None) if together else (graph, of_pairs(n, pairs))

    before = spread(Crowd(one, theta, codes), params, np.arange(9), steps=80, dt=0.1)
    after = spread(Crowd(two, theta[order], codes[order]), params, place[:9], steps=80, dt=0.1)

    assert np.array_equal(after, before[order])
    assert len(set(before.tolist())) > 20


def test_a_crowd_of_one_place_hears_the_share_of_all():
    ladder = np.arange(100) / 100

    assert (spread(crowd(None, ladder), THRESHOLD, NOBODY, steps=200) >= 0).sum() == 100
    ladder[1] = 0.02
    assert (spread(crowd(None, ladder), THRESHOLD, NOBODY, steps=200) >= 0).sum() == 1


def test_a_spread_leaves_its_graph_and_thresholds_as_they_were():
    graph, theta = ring(50, 4), np.full(50, 0.25)
    kept = Graph(graph.start.copy(), graph.contact.copy())
    runs = [spread(crowd(graph, theta), AdoptParams(recruiting=0.5), NOBODY, steps=20, seed=s) for s in (1, 1, 2)]

    assert np.array_equal(runs[0], runs[1]) and not np.array_equal(runs[0], runs[2])
    assert np.array_equal(graph.start, kept.start) and np.array_equal(graph.contact, kept.contact)
    assert (theta == 0.25).all()


THREADS = """
import sys
from hashlib import blake2b
import numpy as np
from numba import get_num_threads
from sim import clock
from sim.graphs import degree_preserving
from sim.processes.adopt import AdoptParams
from sim.spread import crowd, spread
clock.PARALLEL_FROM = int(sys.argv[1])
graph = degree_preserving(5_000, 8, 0.2, 1)
when = spread(crowd(graph, np.full(5_000, 0.2)), AdoptParams(contagion=6.0), np.arange(40), steps=150)
print(get_num_threads(), (when > 0).sum() > 1_000, blake2b(graph.contact.tobytes() + when.tobytes()).hexdigest())
"""


def test_one_and_two_threads_give_the_same_bytes():
    root, said = os.path.dirname(os.path.dirname(os.path.dirname(__file__))), []
    for threads, parallel_from in (("1", "1000000000"), ("2", "0")):
        done = subprocess.run(
            [sys.executable, "-c", THREADS, parallel_from], capture_output=True, text=True, check=True,
            env=os.environ | {"NUMBA_NUM_THREADS": threads, "PYTHONPATH": root},
        )  # fmt: skip
        said.append(done.stdout.split())

    assert [s[0] for s in said] == ["1", "2"]
    assert said[0][1:] == said[1][1:] and said[0][1] == "True"
