"""Ties form, fade and teach."""

import math

import numpy as np
import pytest

from sim.processes.cooperate import CooperateParams, step
from sim.rows import TIES


def neighbours(bare, count, **columns):
    """Return a world with ``count`` carriers in two places that trust."""
    state = bare.world(places=2, citizens=100)
    state.places.trust[:] = 1.0
    rows = bare.add_sites(
        state, count, **({"place": np.arange(count) % 2, "innovation": np.arange(count) // 2 % 2} | columns)
    )
    return state, rows


def months(state, count, **params):
    for _ in range(count):
        state.step += 1
        step(state, CooperateParams(**params))


def ties_of(state):
    """Return {(a, b): strength} over all carriers."""
    a = state.actors
    return {
        (i, int(a.partner[i, k])): float(a.strength[i, k])
        for i in range(state.n_actors)
        for k in range(TIES)
        if a.partner[i, k] >= 0
    }


@pytest.mark.parametrize("count", [9, 40])
def test_ties_are_seen_from_both_ends_with_one_strength(bare, count):
    """With few carriers, and with so many that every slot is taken and ties give way to others."""
    state, _ = neighbours(bare, count)
    for _ in range(48):
        months(state, 1, meetings=2.0 if count == 9 else 20.0)
        ties = ties_of(state)
        assert all(ties.get((b, a)) == strength for (a, b), strength in ties.items())
    assert len(ties) > 10
    assert (count == 9) or (state.actors.partner[:count] >= 0).all(axis=1).any()


def test_strengths_stay_between_0_and_1_nobody_is_tied_to_itself_or_twice(bare):
    state, _ = neighbours(bare, 40)
    months(state, 120, meetings=20.0)
    a, n = state.actors, state.n_actors

    assert a.strength[:n].min() >= 0 and a.strength[:n].max() <= 1
    assert a.strength[:n].max() > 0.9
    for i in range(n):
        partners = a.partner[i][a.partner[i] >= 0]
        assert np.unique(partners).size == partners.size
        assert i not in partners
    assert ((a.strength[:n] > 0) == (a.partner[:n] >= 0)).all()


def test_unused_ties_fade_and_are_forgotten(bare):
    state, _ = neighbours(bare, 2)
    state.actors.partner[0, 0], state.actors.strength[0, 0] = 1, 0.8

    months(state, 12, meetings=0.0, fading=0.5)
    assert state.actors.strength[0, 0] == pytest.approx(0.8 * math.exp(-0.5))

    months(state, 60, meetings=0.0, fading=0.5)  # 0.8 exp(-3) < .05
    assert state.actors.strength[0, 0] == 0.0
    assert state.actors.partner[0, 0] == -1


@pytest.mark.parametrize("nothing", ["trust", "meetings", "partners"])
def test_no_trust_no_meeting_or_nobody_to_meet_no_tie(bare, nothing):
    state, rows = neighbours(bare, 8)
    if nothing == "trust":
        state.places.trust[:] = 0.0
    if nothing == "partners":
        state.projects.actor[rows] = 0

    months(state, 60, meetings=0.0 if nothing == "meetings" else 12.0)

    assert ties_of(state) == {}


def test_the_alike_have_nothing_to_add_to_each_other(bare):
    """Complementarity 4 s (1 - s) is 0 where innovation, kind and context are the same."""
    state, _ = neighbours(bare, 8, place=0, innovation=0)
    months(state, 120, meetings=12.0)

    assert ties_of(state) == {}


def test_meetings_end_in_a_tie_with_trust_times_complementarity(bare):
    """One pair, 4,000 months, ties cut each month: chance that either ties them; 4 standard errors."""
    state, _ = neighbours(bare, 2, place=0, innovation=np.array([0, 1]))
    state.places.trust[:] = 0.6
    state.places.population[1] = 0.0  # everybody looks in the first place
    tied = 0
    for _ in range(4_000):
        months(state, 1, meetings=6.0)
        tied += bool(ties_of(state))
        state.actors.partner[:], state.actors.strength[:] = -1, 0.0

    s = 1 / 3
    one = (1 - math.exp(-0.5)) * 0.6 * 4 * s * (1 - s)
    chance = 1 - (1 - one) ** 2
    assert abs(tied / 4_000 - chance) < 4 * math.sqrt(chance * (1 - chance) / 4_000)


def test_animation_brings_people_together(bare):
    counts = []
    for z in (0.0, 3.0):
        state, _ = neighbours(bare, 30)
        state.places.animation[:] = z
        months(state, 6)
        counts.append(len(ties_of(state)))

    assert counts[1] > 1.5 * counts[0] > 0


def test_teams_learn_from_more_skilled_partners_only(bare):
    state, rows = neighbours(bare, 2, skill=np.array([0.4, 0.8]))
    state.actors.partner[:2, 0], state.actors.strength[:2, 0] = [1, 0], 0.5

    months(state, 1, meetings=0.0, fading=0.0, peer_learning=0.12)

    assert state.projects.skill[rows] == pytest.approx([0.4 + 0.12 * 0.5 * 0.4 / 12, 0.8])


def test_nobody_learns_from_a_closed_site(bare):
    state, rows = neighbours(bare, 2, skill=np.array([0.4, 0.8]))
    state.actors.partner[:2, 0], state.actors.strength[:2, 0] = [1, 0], 0.5
    state.projects.closed[rows[1]] = 0

    months(state, 12, meetings=0.0, fading=0.0)

    assert state.projects.skill[rows].tolist() == [0.4, 0.8]


def test_a_tie_stronger_than_a_new_one_keeps_its_slot(bare):
    state, rows = neighbours(bare, 12, place=0)
    state.actors.strength[:12], state.actors.partner[:12] = 0.9, np.arange(100, 100 + TIES)

    months(state, 3, fading=0.0, meetings=52.0)

    assert rows.size == 12
    assert (state.actors.partner[:12] >= 100).all()


def test_who_has_several_sites_teaches_from_the_most_skilled(bare):
    """Whatever the order of the sites: the partner's site of skill .9 counts, the others do not."""
    for skills in ([0.4, 0.9, 0.5], [0.4, 0.5, 0.9]):
        state, rows = neighbours(bare, 3, skill=np.array(skills))
        state.projects.actor[rows] = [0, 1, 1]
        state.actors.partner[:2, 0], state.actors.strength[:2, 0] = [1, 0], 0.5

        months(state, 1, meetings=0.0, fading=0.0, peer_learning=0.12)

        assert state.projects.skill[rows[0]] == pytest.approx(0.4 + 0.12 * 0.5 * 0.5 / 12)


@pytest.mark.parametrize("bodies", [0.0, 1.0, 3.0])
def test_teams_learn_from_schools_within_reach(bare, bodies):
    """At rate training x t / (1 + t), t the bodies weighted by exp(-distance / reach); from none, nothing."""
    state, rows = neighbours(bare, 2, skill=0.5)
    state.places.training[0] = bodies
    x, y = state.places.x, state.places.y
    t = bodies * np.exp([0.0, -math.hypot(x[1] - x[0], y[1] - y[0]) / 12.0])

    months(state, 1, meetings=0.0, training=0.24)

    assert state.projects.skill[rows] == pytest.approx(0.5 + 0.02 * t / (1 + t) * 0.5, abs=1e-12)
    assert (state.projects.skill[rows] > 0.5).all() == (bodies > 0)


def test_catalysts_match_those_with_most_to_add(bare):
    """Two others in the place, one alike (nothing to add), one not; beyond, a big town without any carrier.

    Arranged meetings all are with the second; carriers left to themselves also look in the town, and meet either.
    """
    made = {}
    for matching in (0.0, 1.0):
        state, _ = neighbours(bare, 3, place=0, innovation=np.array([0, 0, 1]))
        state.places.animation[:] = 1e9
        state.places.population[:] = 1_000.0, 9_000.0
        count = 0
        for _ in range(300):
            months(state, 1, meetings=1.0, matching=matching)
            count += 2 in state.actors.partner[0]
            state.actors.partner[:], state.actors.strength[:] = -1, 0.0
        made[matching] = count
    assert made[1.0] > 1.5 * made[0.0] > 0


def test_nobody_meets_where_meetings_are_barred(bare):
    state, _ = neighbours(bare, 8)
    state.climate.meetings = 0.0
    months(state, 60, meetings=12.0)

    assert ties_of(state) == {}
