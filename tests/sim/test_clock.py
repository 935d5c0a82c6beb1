"""The clock kernel against a dense reference, its bookkeeping, its pressures, month 0."""

import math

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim import clock
from sim.clock import advance_clocks, end_spells, first_users, listen_again, wind
from sim.draws import key
from sim.names import ADOPTER, AWARE, LAPSED, RELAY, UNAWARE
from sim.state import Contagion


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.0, 0.3, 1.0]), st.sampled_from([0.0, 0.3, 1.0]))
@settings(max_examples=12, phases=[Phase.generate])  # shrinking whole worlds would take minutes
def test_stages_clocks_and_spells_equal_a_dense_reference_every_month(bare, seed, mixing, without):
    state = bare.world(seed, places=3, citizens=150, concerned=0.6, without_threshold=without, layout=seed)
    rng = np.random.default_rng(seed)
    state.places.mixing[:] = mixing * rng.integers(0, 2, 3)
    base, slope = bare.hazards(state, rng)
    dense = bare.Dense(state)

    for month in range(48):
        bare.both_drains(state, base, slope)
        dense.month(base, slope, UNAWARE, UNAWARE)
        dense.month(base, slope, AWARE, LAPSED)
        assert np.array_equal(state.audience.stage, dense.stage), month
        assert np.array_equal(state.audience.spell, dense.spell), month
    assert np.array_equal(state.audience.clock, dense.clock)
    assert {UNAWARE, AWARE, ADOPTER, RELAY, LAPSED} >= set(dense.stage.tolist())


@pytest.mark.parametrize(
    "law",
    [Contagion(3.0, 0.1, counted=True), Contagion(1e30, 0.3, at_once=1e30), Contagion(0.0, 0.0, 5.0, counted=True)],
)
def test_every_law_equals_the_dense_reference(bare, law):
    state = bare.world(11, places=3, citizens=900, concerned=0.6)
    state.contagion = law
    state.citizens.threshold[:] *= 8.0 if law.counted else 1.0
    base, slope = bare.hazards(state, np.random.default_rng(11))
    dense = bare.Dense(state)
    for month in range(36):
        bare.both_drains(state, base, slope)
        dense.month(base, slope, UNAWARE, UNAWARE)
        dense.month(base, slope, AWARE, LAPSED)
        assert np.array_equal(state.audience.stage, dense.stage), month
    assert state.audience.spell.max() > 3 and (np.bincount(state.audience.stage)[ADOPTER:] > 3).all()


def test_a_complete_network_hears_the_whole_share_whatever_mixes_people(bare):
    one, two = (bare.world(12, places=3, citizens=400, concerned=0.6) for _ in range(2))
    one.acquainted = True
    two.places.mixing[:] = 1.0
    base, slope = bare.hazards(one, np.random.default_rng(12))
    for _ in range(36):
        bare.both_drains(one, base, slope)
        bare.both_drains(two, base, slope)
    assert np.array_equal(one.audience.stage, two.audience.stage)
    assert one.places.counts[:, :, ADOPTER].sum() > 20


def test_half_steps_take_half_the_hazard(bare):
    """Two half-months without contagion end the spells that one month ends: hazards add up."""
    one, two = (bare.world(13, places=2, citizens=400) for _ in range(2))
    base, slope = np.zeros((2, *one.places.access.shape, 5))
    base[:, :, UNAWARE] = 1.5
    advance_clocks(one, base, slope)
    for _ in range(2):
        advance_clocks(two, base, slope, 1 / 24)
    assert np.array_equal(one.audience.stage, two.audience.stage)
    assert (one.audience.stage == AWARE).sum() > 5


def test_the_reference_world_is_lively(bare):
    """The comparison above says something only where every transition happens."""
    state = bare.world(3, places=3, citizens=400, concerned=0.6)
    base, slope = bare.hazards(state, np.random.default_rng(3))
    for _ in range(48):
        bare.both_drains(state, base, slope)

    assert (np.bincount(state.audience.stage, minlength=5) > 5).all()
    assert state.audience.spell.max() > 3


@pytest.mark.parametrize("mixing", [0.0, 0.5])
def test_pushed_columns_equal_a_recount(bare, mixing):
    state = bare.world(2, places=5, citizens=2_000)
    state.places.mixing[:] = mixing
    base, slope = bare.hazards(state, np.random.default_rng(2))
    for _ in range(60):
        bare.both_drains(state, base, slope)
        voice, adopting, counts = bare.recount(state)
        assert np.array_equal(state.audience.voice, voice)
        assert np.array_equal(state.audience.adopting, adopting)
        assert np.array_equal(state.places.counts, counts)


def test_pushed_pressures_equal_those_remade(bare):
    state = bare.world(4, places=5, citizens=2_000)
    base, slope = bare.hazards(state, np.random.default_rng(4))
    for _ in range(36):
        bare.both_drains(state, base, slope)
    pushed = state.audience.social.copy()

    everywhere = np.full(5, 1e-300)  # mixing so small that it changes no pressure but makes all be remade
    state.audience.adopting[:] += (state.audience.adopting == 0) & (state.audience.voice > 0)
    state.places.mixing[:] = everywhere
    listen_again(state, everywhere > 0.0)

    assert np.array_equal(pushed, state.audience.social)


def test_nobody_moves_without_hazard(bare):
    state = bare.world()
    before = [column.copy() for column in state.audience]

    bare.both_drains(state, *np.zeros((2, *state.places.access.shape, 5)))

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
    e = clock.exposure(voice, 4, 0.0, 0.0, False)
    s = clock.pressure(AWARE, e, adopting, np.float32(theta), np.float32(0.3), 0.0, Contagion(8.0, 0.02))

    assert s == pytest.approx(expected)


def test_pressure_mixes_the_share_of_the_place():
    e = clock.exposure(2, 4, 0.5, 0.6, False)
    args = (e, 1, np.float32(0.3), np.float32(0.5), 0.5, Contagion(8.0, 0.02))

    assert clock.exposure(2, 4, 0.5, 0.6, True) == pytest.approx(4 * e)
    assert clock.pressure(UNAWARE, *args) == pytest.approx(0.5 * 0.25 + 0.5 * 0.6)
    assert clock.pressure(AWARE, *args) == pytest.approx(8 * 0.425)
    assert clock.pressure(ADOPTER, *args) == pytest.approx(0.5)
    assert clock.pressure(RELAY, *args) == 1.0


def test_an_adopters_two_ends_are_drawn_by_their_hazards():
    """Share of relays = relay / (relay + lapse): binomial, 4 standard errors."""
    stream, n = key(1, "ends"), 20_000
    ends = np.array([clock.next_stage(ADOPTER, 0.3, 0.1, stream, code, 7, 2) for code in range(n)])

    assert set(ends.tolist()) == {RELAY, LAPSED}
    assert abs((ends == RELAY).mean() - 0.75) < 4 * math.sqrt(0.75 * 0.25 / n)


def test_first_users_are_unaware_neighbours_near_the_site(bare):
    state = bare.world(7, places=8, citizens=4_000, concerned=0.5)
    state.places.persons[:] = 1.0

    first_users(state, 2, 1, 99, 60.0)

    rows = np.flatnonzero(state.audience.stage == ADOPTER)
    homes = state.citizens.place[state.audience.citizen[rows]]
    assert rows.size == 60
    assert (rows >= state.audience.first[8]).all()  # of the innovation asked for
    far = lambda p: np.hypot(state.places.x[p] - state.places.x[2], state.places.y[p] - state.places.y[2])  # noqa: E731
    everyone = state.citizens.place[state.audience.citizen[state.audience.first[8] :]]
    assert far(homes).mean() < far(everyone).mean()
    voice, adopting, counts = bare.recount(state)
    assert np.array_equal(state.audience.voice, voice)
    assert np.array_equal(state.audience.adopting, adopting)
    assert np.array_equal(state.places.counts, counts)


def test_first_users_are_taken_where_people_begin(bare):
    """Where everyone begins aware, one spell makes an adopter, and adopters are not taken twice."""
    state = bare.world(7, places=8, citizens=4_000, concerned=0.5)
    state.contagion = Contagion(8.0, entry=AWARE)
    wind(state.audience, state.citizens, state.innovations.code, 8, AWARE, key(7, "adopt"))
    state.places.counts[:, :, AWARE] = state.places.counts[:, :, UNAWARE]
    state.places.counts[:, :, UNAWARE] = 0
    state.places.persons[:] = 1.0

    for name in (99, 100):
        first_users(state, 2, 1, name, 60.0)

    rows = state.audience.stage == ADOPTER
    assert rows.sum() == 120 and (state.audience.spell[rows] == 1).all()
    assert np.array_equal(state.places.counts, bare.recount(state)[2])


def test_first_users_are_at_most_those_there(bare):
    state = bare.world(7, places=2, citizens=100, concerned=0.3)
    state.places.persons[:] = 1.0

    first_users(state, 0, 0, 1, 1e6)

    assert state.places.counts[0, :, UNAWARE].sum() == 0
    assert state.places.counts[1, :, ADOPTER].sum() == 0


def test_clocks_of_month_0_are_named_by_who_and_what(bare):
    state = bare.world(5, places=2, citizens=200)
    dense = bare.Dense(state)

    expected = [np.float32(-math.log(dense.luck(r, UNAWARE, 0))) for r in range(state.audience.stage.size)]

    assert state.audience.clock.tolist() == [float(e) for e in expected]


def test_spells_that_end_move_on_to_the_clock_of_their_new_spell(bare):
    state = bare.world(5, places=2, citizens=200)
    dense, rows = bare.Dense(state), [0, 3]
    groups = state.audience.first.size - 1
    hits, found = np.array(rows, np.int32), np.bincount([0], weights=[2], minlength=groups).astype(np.int64)

    for _ in range(2):
        end_spells(state, np.zeros((groups, 5)), np.zeros((groups, 5)), hits, found)

    assert state.audience.stage[rows].tolist() == [ADOPTER, ADOPTER]
    expected = [float(np.float32(-math.log(dense.luck(r, ADOPTER, 2)))) for r in rows]
    assert state.audience.clock[rows].tolist() == expected
    assert state.audience.social[rows].tolist() == state.citizens.engagement[state.audience.citizen[rows]].tolist()
