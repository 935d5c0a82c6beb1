"""Ties form, fade and teach."""

import math

import numpy as np
import pytest

from sim.processes.cooperate import CooperateParams, likeness, step
from sim.rows import TIES, records
from sim.state import ground


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


def test_ties_are_seen_from_both_ends_with_one_strength(bare):
    """Up to 9 carriers no slot runs out, so that no tie gives way to another."""
    state, _ = neighbours(bare, 9)
    for _ in range(48):
        months(state, 1)
        ties = ties_of(state)
        assert all(ties[(b, a)] == strength for (a, b), strength in ties.items())
    assert len(ties) > 10


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


def test_likeness_is_the_mean_of_same_innovation_same_kind_and_near_context(bare):
    state, rows = neighbours(bare, 4)
    p, light = records(state.projects), ground(state.places)
    d = math.sqrt(((state.places.context[:, 0] - state.places.context[:, 1]) ** 2).mean())

    assert likeness(p, state.innovations, light, rows[0], rows[0]) == 1.0
    assert likeness(p, state.innovations, light, rows[0], rows[1]) == pytest.approx((3 - d) / 3)
    assert likeness(p, state.innovations, light, rows[0], rows[3]) == pytest.approx((1 - d) / 3)


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
