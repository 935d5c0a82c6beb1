"""The clock kernel against a dense reference, its bookkeeping, its monotony, its identities, Bass."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import clock
from sim.clock import advance_clocks, drain, drain_parallel, end_spells, first_users, hear_neighbours, remix, wind
from sim.draws import key
from sim.state import ADOPTER, AWARE, LAPSED, RELAY, UNAWARE, CitizenTable

CHOICE = 1_000


class Dense:
    """The same law, written plainly: everything is recomputed from the contacts each month, nothing is pushed."""

    def __init__(self, state, bare):
        a, self.state, self.bare = state.audience, state, bare
        self.stage, self.spell = a.stage.astype(int), a.spell.astype(int)
        self.clock = a.clock.copy()
        self.friends = np.zeros((a.stage.size, a.stage.size))
        for r in range(a.stage.size):
            self.friends[r, a.contact[a.start[r] : a.start[r + 1]]] = 1.0
        places = state.places.code.size
        self.group = np.repeat(np.arange(a.first.size - 1), np.diff(a.first))
        self.place, self.kind = self.group % places, self.group // places
        self.theta = state.citizens.threshold[a.citizen].astype(float)
        self.engagement = state.citizens.engagement[a.citizen]
        self.stream = int(key(state.seed, "adopt"))

    def luck(self, r, *words):
        code = int(self.state.citizens.code[self.state.audience.citizen[r]])
        kind = int(self.state.innovations.code[self.kind[r]])
        word = self.bare.chain(self.stream, code, kind, *words)
        return ((word >> 12) + 0.5) * 2.0**-52

    def pressure(self):
        adopts = ((self.stage == ADOPTER) | (self.stage == RELAY)).astype(float)
        adopting, lapsed = self.friends @ adopts, self.friends @ (self.stage == LAPSED)
        degree = self.friends.sum(axis=1)
        e = np.maximum(0.0, adopting - 0.5 * lapsed) / np.maximum(degree, 1.0)
        total = np.maximum(1, np.bincount(self.group, minlength=self.group.max() + 1))
        share = (np.bincount(self.group, weights=adopts) / total)[self.group]
        mu = self.state.places.mixing[self.place]
        e = (1.0 - mu) * e + mu * share
        q, q0 = self.state.contagion
        below = np.where((adopting > 0) | (mu > 0), np.minimum(q0, q * e), 0.0)
        contagion = np.where(e >= self.theta - 1e-12, q * e, below)
        s = np.where(self.stage == UNAWARE, e, contagion)
        s = np.where(self.stage == ADOPTER, self.engagement, s)
        return np.where(self.stage == RELAY, 0.0, s).astype(np.float32)

    def month(self, base, slope, lowest, highest):
        s = self.pressure()
        base, slope = (h.reshape(-1, 5)[self.group, self.stage] / 12.0 for h in (base, slope))
        b, a = base, slope
        active = (lowest <= self.stage) & (self.stage <= highest)
        self.clock[active] -= (b + a * s.astype(float)).astype(np.float32)[active]
        for r in np.flatnonzero(active & (self.clock <= 0.0)):
            self.stage[r] = self.end(r, a[r] * float(s[r]), b[r])
            self.spell[r] += 1
            self.clock[r] = np.float32(-math.log(self.luck(r, self.stage[r], self.spell[r])))

    def end(self, r, relay, lapse):
        if self.stage[r] == UNAWARE:
            return AWARE
        if self.stage[r] == ADOPTER:
            return RELAY if self.luck(r, CHOICE, self.spell[r]) * (relay + lapse) < relay else LAPSED
        return LAPSED if self.stage[r] == RELAY else ADOPTER


def hazards(state, rng, lapse=0.4):
    """Return lively hazards a year (base, slope) that differ by innovation and place."""
    base, slope = np.zeros((2, *state.places.access.shape, 5))
    pull = rng.uniform(0.3, 1.0, state.places.access.shape)
    base[:, :, UNAWARE], slope[:, :, UNAWARE] = rng.uniform(0.3, 2.0, pull.shape), 1.0
    base[:, :, AWARE], slope[:, :, AWARE] = 0.2 * pull, pull
    base[:, :, ADOPTER] = base[:, :, RELAY] = lapse * rng.uniform(0, 1, pull.shape)
    slope[:, :, ADOPTER] = 1.0
    base[:, :, LAPSED], slope[:, :, LAPSED] = 0.1 * pull, 0.3 * pull
    return base, slope


def recount(state):
    """Return (voice, adopting, counts) counted afresh from the stages."""
    a = state.audience
    origin = np.repeat(np.arange(a.stage.size), np.diff(a.start))
    adopts = np.isin(a.stage, (ADOPTER, RELAY))[a.contact].astype(int)
    lapsed = (a.stage == LAPSED)[a.contact].astype(int)
    adopting = np.bincount(origin, weights=adopts, minlength=a.stage.size)
    voice = np.bincount(origin, weights=2 * adopts - lapsed, minlength=a.stage.size)
    group = np.repeat(np.arange(a.first.size - 1), np.diff(a.first))
    counts = np.zeros((a.first.size - 1, 5), int)
    np.add.at(counts, (group, a.stage), 1)
    return voice, adopting, counts.reshape(state.places.counts.shape)


def both_drains(state, base, slope):
    hear_neighbours(state)
    advance_clocks(state, base, slope, UNAWARE, UNAWARE)
    advance_clocks(state, base, slope, AWARE, LAPSED)


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.0, 0.3, 1.0]), st.sampled_from([0.0, 0.3, 1.0]))
@settings(max_examples=12)
def test_stages_clocks_and_spells_equal_a_dense_reference_every_month(bare, seed, mixing, without):
    state = bare.world(seed, places=3, citizens=150, concerned=0.6, without_threshold=without, layout=seed)
    rng = np.random.default_rng(seed)
    state.places.mixing[:] = mixing * rng.integers(0, 2, 3)
    base, slope = hazards(state, rng)
    dense = Dense(state, bare)

    for month in range(48):
        both_drains(state, base, slope)
        dense.month(base, slope, UNAWARE, UNAWARE)
        dense.month(base, slope, AWARE, LAPSED)
        assert np.array_equal(state.audience.stage, dense.stage), month
        assert np.array_equal(state.audience.spell, dense.spell), month
    assert np.array_equal(state.audience.clock, dense.clock)
    assert {UNAWARE, AWARE, ADOPTER, RELAY, LAPSED} >= set(dense.stage.tolist())


def test_the_reference_world_is_lively(bare):
    """The comparison above says something only where every transition happens."""
    state = bare.world(3, places=3, citizens=400, concerned=0.6)
    base, slope = hazards(state, np.random.default_rng(3))
    for _ in range(48):
        both_drains(state, base, slope)

    assert (np.bincount(state.audience.stage, minlength=5) > 5).all()
    assert state.audience.spell.max() > 3


@pytest.mark.parametrize("mixing", [0.0, 0.5])
def test_pushed_columns_equal_a_recount(bare, mixing):
    state = bare.world(2, places=5, citizens=2_000)
    state.places.mixing[:] = mixing
    base, slope = hazards(state, np.random.default_rng(2))
    for _ in range(60):
        both_drains(state, base, slope)
        voice, adopting, counts = recount(state)
        assert np.array_equal(state.audience.voice, voice)
        assert np.array_equal(state.audience.adopting, adopting)
        assert np.array_equal(state.places.counts, counts)


def test_pushed_pressures_equal_those_remade(bare):
    state = bare.world(4, places=5, citizens=2_000)
    base, slope = hazards(state, np.random.default_rng(4))
    for _ in range(36):
        both_drains(state, base, slope)
    pushed = state.audience.social.copy()

    everywhere = np.full(5, 1e-300)  # mixing so small that it changes no pressure but makes all be remade
    state.audience.adopting[:] += (state.audience.adopting == 0) & (state.audience.voice > 0)
    remix(state.audience, state.citizens, everywhere, state.places.counts, 5, *state.contagion)

    assert np.array_equal(pushed, state.audience.social)


def adoption_months(state, base, slope, months=72):
    """Return the month each row first adopts (months + 1 where never)."""
    when = np.full(state.audience.stage.size, months + 1)
    for month in range(months):
        both_drains(state, base, slope)
        now = np.isin(state.audience.stage, (ADOPTER, RELAY)) & (when > months)
        when[now] = month
    return when


@given(st.integers(0, 10_000), st.floats(0, 2), st.floats(0, 2), st.floats(0, 2))
@settings(max_examples=25)
def test_more_publicity_or_exposure_never_delays_an_adoption(bare, seed, publicity, word_of_mouth, contagion):
    """Fixed access and ties, nobody lapses: on one seed each adopts no later under more."""
    one, two = (bare.world(seed, places=3, citizens=300, concerned=0.5) for _ in range(2))
    base, slope = hazards(one, np.random.default_rng(seed), lapse=0.0)
    more_base, more_slope = base.copy(), slope.copy()
    more_base[:, :, UNAWARE] *= 1.0 + publicity
    more_slope[:, :, UNAWARE] *= 1.0 + word_of_mouth
    more_slope[:, :, AWARE] *= 1.0 + contagion

    before, after = adoption_months(one, base, slope), adoption_months(two, more_base, more_slope)

    assert (after <= before).all()


def test_more_publicity_brings_adoptions_forward(bare):
    """The law above is not empty: many do adopt earlier."""
    one, two = (bare.world(9, places=3, citizens=600, concerned=0.5) for _ in range(2))
    base, slope = hazards(one, np.random.default_rng(9), lapse=0.0)
    more = base.copy()
    more[:, :, UNAWARE] *= 3.0

    before, after = adoption_months(one, base, slope), adoption_months(two, more, slope)

    assert (after < before).mean() > 0.2


def shuffled(state, rng, bare):
    """Return the same world with the citizens of each place, and so the audience, in another order."""
    a, old = state.audience, state.citizens
    by_place = [rng.permutation(np.arange(*state.places.first[p : p + 2])) for p in range(state.places.code.size)]
    order = np.concatenate(by_place)  # new row -> old row
    citizens = CitizenTable(*(column[order] for column in old))
    new_row = np.argsort(order)
    rows = np.concatenate([
        a.first[g] + np.argsort(new_row[a.citizen[a.first[g] : a.first[g + 1]]]) for g in range(a.first.size - 1)
    ])  # fmt: skip
    place_of = np.argsort(rows)
    contact = [np.sort(place_of[a.contact[a.start[r] : a.start[r + 1]]]) for r in rows]
    start = np.concatenate([[0], np.cumsum([c.size for c in contact])])
    audience = bare.audience_of(
        a.first, new_row[a.citizen[rows]].astype(np.int32), start, np.concatenate(contact).astype(np.int32)
    )
    wind(audience, citizens, state.innovations.code, state.places.code.size, key(state.seed, "adopt"))
    return citizens, audience


@pytest.mark.parametrize("mixing", [0.0, 0.5])
def test_permuting_the_rows_of_citizens_changes_no_count(bare, mixing):
    one, two = (bare.world(6, places=4, citizens=1_500, concerned=0.4) for _ in range(2))
    rng = np.random.default_rng(6)
    two.citizens, two.audience = shuffled(two, rng, bare)
    base, slope = hazards(one, rng)
    for state in (one, two):
        state.places.mixing[:] = mixing
    assert not np.array_equal(one.citizens.code, two.citizens.code)

    for _ in range(48):
        both_drains(one, base, slope)
        both_drains(two, base, slope)
        assert np.array_equal(one.places.counts, two.places.counts)
    assert one.places.counts[:, :, RELAY].sum() > 50


def test_two_builds_of_drain_give_the_same_bytes(bare):
    state = bare.world(8, places=6, citizens=3_000, concerned=0.5)
    base, slope = (h.reshape(-1, 5) / 12.0 for h in hazards(state, np.random.default_rng(8)))
    a, results = state.audience, []
    for run in (drain, drain_parallel):
        clocks = a.clock.copy()
        hits, found = np.full(a.stage.size, -1, np.int32), np.empty(base.shape[0], np.int64)
        run(a.first, a.stage, clocks, a.social, base, slope, UNAWARE, LAPSED, hits, found)
        results.append((clocks.tobytes(), hits.tobytes(), found.tobytes()))

    assert results[0] == results[1]
    assert found.sum() > 50


THREADS = """
import sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from conftest import world
from numba import get_num_threads
from sim import clock
from sim.processes.adopt import AdoptParams, step as adopt
from sim.processes.inform import InformParams, step as inform
from hashlib import blake2b
clock.PARALLEL_FROM = int(sys.argv[2])
state = world(5, places=8, citizens=4_000, concerned=0.5)
state.places.access[:] = 0.8
for month in range(60):
    inform(state, InformParams())
    adopt(state, AdoptParams())
digest = blake2b(b"".join(column.tobytes() for column in state.audience))
print(get_num_threads(), state.places.counts.sum(axis=(0, 1)).tolist()[2] > 50, digest.hexdigest())
"""


def test_one_and_two_threads_give_the_same_bytes():
    here = os.path.dirname(__file__)
    said = []
    for threads, parallel_from in (("1", "1000000000"), ("2", "0")):
        done = subprocess.run(
            [sys.executable, "-c", THREADS, here, parallel_from], capture_output=True, text=True, check=True,
            env=os.environ | {"NUMBA_NUM_THREADS": threads, "PYTHONPATH": os.path.dirname(os.path.dirname(here))},
        )  # fmt: skip
        said.append(done.stdout.split())

    assert [s[0] for s in said] == ["1", "2"]
    assert said[0][1:] == said[1][1:]
    assert said[0][1] == "True"


def mixed_crowd(bare, n, seed, p, q):
    """Return one place of n citizens who all know, mix fully, have no thresholds; and the hazards of Bass."""
    state = bare.world(seed, places=1, citizens=n, kinds=1, concerned=0.001)
    rows = np.arange(n)
    audience = bare.audience_of(
        np.array([0, n]), rows.astype(np.int32), np.zeros(n + 1, np.int64), np.empty(0, np.int32)
    )
    wind(audience, state.citizens, state.innovations.code, 1, key(seed, "adopt"))
    audience.stage[:] = AWARE
    state.audience, state.contagion = audience, (q, 0.0)
    state.citizens.threshold[:] = 0.0
    state.places.mixing[:] = 1.0
    state.places.counts[0, 0] = [0, n, 0, 0, 0]
    base, slope = np.zeros((2, 1, 1, 5))
    base[..., AWARE], slope[..., AWARE] = p, 1.0
    return state, base, slope


def test_one_mixed_place_follows_bass(bare):
    """Adopters of one mixed place against Bass (1969), month by month.

    The mean of the discrete process obeys F' = F + (1 - F)(1 - exp(-dt (p + q F))); deviations d obey
    d' = J d + noise, J the slope of that map, noise variance (1 - F) P (1 - P) / N: 4 of these standard
    errors, widened by half for looking at 180 correlated months. The closed form runs ahead of the
    recursion by at most the month in which exposure is held fixed, since the map lags by dt at most.
    """
    n, p, q, dt = 20_000, 0.03, 0.38, 1 / 12
    state, base, slope = mixed_crowd(bare, n, 2026, p, q)
    mean, variance = 0.0, 0.0
    closed = lambda t: (1 - math.exp(-(p + q) * t)) / (1 + q / p * math.exp(-(p + q) * t))  # noqa: E731
    for month in range(1, 181):
        chance = 1 - math.exp(-dt * (p + q * mean))
        slope_of_map = 1 - chance + (1 - mean) * dt * q * (1 - chance)
        variance = slope_of_map**2 * variance + (1 - mean) * chance * (1 - chance) / n
        mean += (1 - mean) * chance

        hear_neighbours(state)
        advance_clocks(state, base, slope, AWARE, AWARE)

        share = state.places.counts[0, 0, ADOPTER] / n
        tolerance = 6 * math.sqrt(variance)
        assert abs(share - mean) < tolerance
        assert closed((month - 1) * dt) - tolerance < share < closed(month * dt) + tolerance
    assert mean > 0.9


def test_nobody_moves_without_hazard(bare):
    state = bare.world()
    before = [column.copy() for column in state.audience]

    both_drains(state, *np.zeros((2, *state.places.access.shape, 5)))

    assert all(np.array_equal(a, b) for a, b in zip(before, state.audience, strict=True))


@pytest.mark.parametrize(
    ("voice", "adopting", "theta", "expected"),
    [
        (2, 1, 0.25, 2.0),  # e = 1/4, at the threshold: q e
        (2, 1, 0.26, 0.02),  # just below it: the floor
        (0, 0, 0.0, 0.0),  # no exposure
        (1, 1, 0.5, 0.02),  # one adopts, one lapsed: e = 1/8
        (-3, 0, 0.0, 0.0),  # negative word of mouth never makes a negative exposure
        (8, 4, 0.9, 8.0),  # all four adopt
    ],
)
def test_pressure_of_the_aware(voice, adopting, theta, expected):
    s = clock.pressure(AWARE, voice, adopting, 4, np.float32(theta), np.float32(0.3), 0.0, 0.0, 8.0, 0.02)

    assert s == pytest.approx(expected)


def test_pressure_mixes_the_share_of_the_place():
    args = (2, 1, 4, np.float32(0.3), np.float32(0.5), 0.5, 0.6, 8.0, 0.02)

    assert clock.pressure(UNAWARE, *args) == pytest.approx(0.5 * 0.25 + 0.5 * 0.6)
    assert clock.pressure(AWARE, *args) == pytest.approx(8 * 0.425)
    assert clock.pressure(ADOPTER, *args) == pytest.approx(0.5)
    assert clock.pressure(RELAY, *args) == 0.0


def test_an_adopters_two_ends_are_drawn_by_their_hazards():
    """Share of relays = relay / (relay + lapse): binomial, 4 standard errors."""
    stream, n = key(1, "ends"), 20_000
    ends = np.array([clock.next_stage(ADOPTER, 0.3, 0.1, stream, code, 7, 2) for code in range(n)])

    assert set(ends.tolist()) == {RELAY, LAPSED}
    assert abs((ends == RELAY).mean() - 0.75) < 4 * math.sqrt(0.75 * 0.25 / n)


def test_first_users_are_unaware_neighbours_near_the_site(bare):
    state = bare.world(7, places=8, citizens=4_000, concerned=0.5)
    state.persons = 1.0

    first_users(state, 2, 1, 99, 60.0)

    rows = np.flatnonzero(state.audience.stage == ADOPTER)
    homes = state.citizens.place[state.audience.citizen[rows]]
    assert rows.size == 60
    assert (rows >= state.audience.first[8]).all()  # of the innovation asked for
    far = lambda p: np.hypot(state.places.x[p] - state.places.x[2], state.places.y[p] - state.places.y[2])  # noqa: E731
    everyone = state.citizens.place[state.audience.citizen[state.audience.first[8] :]]
    assert far(homes).mean() < far(everyone).mean()
    voice, adopting, counts = recount(state)
    assert np.array_equal(state.audience.voice, voice)
    assert np.array_equal(state.audience.adopting, adopting)
    assert np.array_equal(state.places.counts, counts)


def test_first_users_are_at_most_those_there(bare):
    state = bare.world(7, places=2, citizens=100, concerned=0.3)
    state.persons = 1.0

    first_users(state, 0, 0, 1, 1e6)

    assert state.places.counts[0, :, UNAWARE].sum() == 0
    assert state.places.counts[1, :, ADOPTER].sum() == 0


def test_clocks_of_month_0_are_named_by_who_and_what(bare):
    state = bare.world(5, places=2, citizens=200)
    dense = Dense(state, bare)

    expected = [np.float32(-math.log(dense.luck(r, UNAWARE, 0))) for r in range(state.audience.stage.size)]

    assert state.audience.clock.tolist() == [float(e) for e in expected]


def test_spells_that_end_move_on_to_the_clock_of_their_new_spell(bare):
    state = bare.world(5, places=2, citizens=200)
    dense, rows = Dense(state, bare), [0, 3]
    groups = state.audience.first.size - 1
    hits, found = np.array(rows, np.int32), np.bincount([0], weights=[2], minlength=groups).astype(np.int64)

    for _ in range(2):
        end_spells(state, np.zeros((groups, 5)), np.zeros((groups, 5)), hits, found)

    assert state.audience.stage[rows].tolist() == [ADOPTER, ADOPTER]
    expected = [float(np.float32(-math.log(dense.luck(r, ADOPTER, 2)))) for r in rows]
    assert state.audience.clock[rows].tolist() == expected
    assert state.audience.social[rows].tolist() == state.citizens.engagement[state.audience.citizen[rows]].tolist()


def test_two_threads_pay_from_some_size_on_only(bare, monkeypatch):
    used = []
    monkeypatch.setattr(clock, "drain_parallel", lambda *args: used.append("two") or drain(*args))
    state = bare.world()
    empty = np.zeros((2, *state.places.access.shape, 5))

    both_drains(state, *empty)
    monkeypatch.setattr(clock, "PARALLEL_FROM", 1)
    both_drains(state, *empty)

    assert used == ["two", "two"]
