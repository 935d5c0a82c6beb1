"""Newcomers: places grow, and the share of citizens they stand in for starts again, by the law of the clocks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.arrivals import settle
from sim.draws import key, named
from sim.state import ADOPTER, AWARE, LAPSED, UNAWARE

NOBODY = np.zeros(6)


def lively(bare, months=18):
    """Return a world where people know, use and have left what there is."""
    state, rng = bare.world(concerned=0.4), np.random.default_rng(5)
    base, slope = bare.hazards(state, rng)
    for _ in range(months):
        bare.both_drains(state, base, slope)
    assert set(np.unique(state.audience.stage)) == {0, 1, 2, 3, 4}
    return state


def draw(bare, stream, *words):
    """Return the uniform draw of ``words`` under ``stream``, in plain integers."""
    return ((bare.chain(stream, *words) >> 12) + 0.5) * 2.0**-52


def copies(table):
    return type(table)(*(column.copy() for column in table))


def test_nobody_comes_where_nothing_grows(bare):
    """Bit for bit."""
    state = lively(bare)
    before, people = copies(state.audience), state.places.population.copy()
    settle(state, NOBODY, 2030)
    assert all(np.array_equal(one, two) for one, two in zip(before, state.audience, strict=True))
    assert np.array_equal(people, state.places.population)


def test_where_everyone_knows_newcomers_know_too(bare):
    """Where people begin aware (the rule of Bass), nobody becomes unaware, and newcomers use nothing yet."""
    state = lively(bare)
    state.contagion = state.contagion._replace(entry=AWARE)
    unaware, users = (state.audience.stage == stage for stage in (UNAWARE, ADOPTER))
    settle(state, NOBODY + 0.5, 2030)
    assert not ((state.audience.stage == UNAWARE) & ~unaware).any()
    assert (state.audience.stage[users] == AWARE).sum() > 5


@settings(max_examples=20)
@given(growth=st.lists(st.floats(0, 0.5), min_size=6, max_size=6), year=st.integers(2000, 2100))
def test_people_are_kept_in_step(bare, growth, year):
    """Places, what a citizen stands for and every public actor's people grow alike; counts are those of the stages."""
    state, grown = lively(bare, 12), np.array(growth)
    places, people = state.places, state.places.population.copy()
    persons, total = places.persons.copy(), places.counts.sum(axis=2)
    settle(state, grown, year)
    np.testing.assert_allclose(places.population, people * (1 + grown))
    np.testing.assert_allclose(places.persons, persons * (1 + grown))
    for level in range(6):
        mine = state.authorities.population[state.authorities.level == level]
        assert mine.sum() == pytest.approx(places.population.sum())
    voice, adopting, counts = bare.recount(state)
    assert np.array_equal(counts, places.counts) and np.array_equal(places.counts.sum(axis=2), total)
    assert np.array_equal(voice, state.audience.voice) and np.array_equal(adopting, state.audience.adopting)


def test_newcomers_are_drawn_by_their_code_and_the_year(bare):
    """Whoever the draw names starts unaware of everything, nobody else does; another year names others."""
    state = lively(bare)
    a, before = state.audience, state.audience.stage.copy()
    settle(state, np.full(6, 0.25), 2031)
    lot = named(key(state.seed, "newcomer"), 2031)
    luck = np.array([draw(bare, lot, code) for code in state.citizens.code])
    new = luck[a.citizen] < 0.2  # .25 / 1.25
    assert np.array_equal(a.stage, np.where(new, UNAWARE, before))
    assert 0 < new.sum() < new.size
    other = lively(bare)
    settle(other, np.full(6, 0.25), 2032)
    assert not np.array_equal(other.audience.stage, a.stage)


def test_the_share_of_newcomers(bare):
    """g / (1 + g) of the citizens who knew something, in the place that grows only; within 4 standard errors."""
    state = lively(bare)
    a, places = state.audience, state.places.code.size
    group = np.repeat(np.arange(a.first.size - 1), np.diff(a.first)) % places
    knew = a.stage != UNAWARE
    growth = NOBODY.copy()
    growth[2] = 1.0
    settle(state, growth, 2030)
    again = knew & (a.stage == UNAWARE)
    assert not again[group != 2].any()
    here = np.unique(a.citizen[knew & (group == 2)])
    share = np.unique(a.citizen[again]).size / here.size
    assert abs(share - 0.5) < 4 * np.sqrt(0.25 / here.size)


def test_it_is_the_law_of_the_clocks(bare):
    """Who starts again has one more spell and the clock that the spell's own draw names, as after any transition."""
    state, twin = lively(bare), lively(bare)
    settle(state, np.full(6, 0.02), 2030)
    changed = np.flatnonzero(state.audience.stage != twin.audience.stage)
    assert changed.size and set(twin.audience.stage[changed]) & {ADOPTER, LAPSED}
    for r in changed.tolist():
        assert state.audience.spell[r] == twin.audience.spell[r] + 1
        code = state.citizens.code[state.audience.citizen[r]]
        kind = state.innovations.code[int(r >= state.audience.first[6])]
        luck = draw(bare, key(state.seed, "adopt"), code, kind, UNAWARE, state.audience.spell[r])
        assert state.audience.clock[r] == pytest.approx(-np.log(luck), rel=1e-6)
