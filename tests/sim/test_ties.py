"""Ties stand on both sides or on none; groups are what they connect; likeness is a mean of three."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.rows import TIES, records
from sim.ties import FORGOTTEN, bind, fade, groups, inherit, likeness

N = 14  # actors: more than slots, so that they run out


@st.composite
def meetings_of(draw):
    """Return up to 400 meetings (a, b, strength): everyone's slots fill, and ties give way to others."""
    luck = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pairs = luck.integers(0, N, (draw(st.integers(0, 400)), 2))
    return [(int(a), int(b), float(s)) for (a, b), s in zip(pairs, luck.uniform(0.05, 0.6, len(pairs)), strict=True)
            if a != b]  # fmt: skip


MEETINGS = meetings_of()


def nobody():
    return np.zeros((N, TIES)), np.full((N, TIES), -1, np.int32)


def tied(meetings):
    strength, partner = nobody()
    for a, b, added in meetings:
        bind(strength, partner, a, b, added)
    return strength, partner


def pairs(strength, partner):
    """Return {(a, b): strength}; nobody is tied twice with the same, and what is free weighs nothing."""
    found = {}
    for a, k in zip(*np.nonzero(partner >= 0), strict=True):
        assert (a, partner[a, k]) not in found
        found[(int(a), int(partner[a, k]))] = float(strength[a, k])
    assert ((strength > 0) == (partner >= 0)).all()
    return found


def both_sided(found):
    return all(a != b and found.get((b, a)) == strength for (a, b), strength in found.items())


@given(MEETINGS)
def test_a_tie_is_on_both_sides_with_one_strength_or_on_none(meetings):
    """Whoever meets whom, however often, even when every slot is taken."""
    strength, partner = tied(meetings)
    assert both_sided(pairs(strength, partner))
    assert strength.max(initial=0.0) <= 1.0
    fade(strength, partner, 0.6)
    found = pairs(strength, partner)
    assert both_sided(found) and all(s >= FORGOTTEN for s in found.values())


@given(MEETINGS, st.integers(0, N - 1), st.integers(1, N - 1))
def test_who_takes_over_ties_has_no_fewer_and_the_other_has_none(meetings, a, shift):
    """Both-sided before and after; a tie that both had keeps the stronger strength, no other of a's grows."""
    b = (a + shift) % N
    strength, partner = tied(meetings)
    before = pairs(strength, partner)
    inherit(strength, partner, a, b)
    after = pairs(strength, partner)
    assert both_sided(after) and not (partner[b] >= 0).any()
    friends = {c for x, c in before if x in (a, b)} - {a, b}
    assert {c for x, c in after if x == a} <= friends
    if len(friends) <= TIES:
        for c in friends:
            assert math.isclose(after[(a, c)], max(before.get((a, c), 0.0), before.get((b, c), 0.0)))


def test_a_new_tie_takes_the_place_of_the_weakest_on_both_sides():
    """Eight ties of .2: a ninth of .3 is made and one of the eight is gone, seen from both ends; one of .1 is not."""
    strength, partner = tied([(0, b, 0.2) for b in range(1, TIES + 1)])
    bind(strength, partner, 0, 9, 0.1)
    assert (partner[0] >= 0).all() and not (partner[9] >= 0).any()
    bind(strength, partner, 0, 9, 0.3)
    assert 9 in partner[0] and 0 in partner[9]
    lost = [b for b in range(1, TIES + 1) if b not in partner[0]]
    assert len(lost) == 1 and not (partner[lost[0]] >= 0).any()


@given(MEETINGS, st.floats(0.05, 1.2), st.lists(st.booleans(), min_size=N, max_size=N))
def test_groups_are_the_connected_sets_of_those_active(meetings, least, active):
    """As many as a plain search over the ties finds, alike whoever comes first."""
    strength, partner = tied(meetings)
    active = np.array(active)
    mask = {a: {b for (x, b), s in pairs(strength, partner).items() if x == a and s >= least} for a in range(N)}
    label, other = np.empty(N, np.int64), np.empty(N, np.int64)
    count = groups(np.arange(N), active, strength, partner, least, N, label)
    groups(np.arange(N)[::-1].copy(), active, strength, partner, least, N, other)
    for a in range(N):
        assert (label[a] >= 0) == active[a]
        seen, todo = {a}, [a]
        while active[a] and todo:
            new = {b for b in mask[todo.pop()] if active[b]} - seen
            seen, todo = seen | new, todo + sorted(new)
        if active[a]:
            assert {b for b in range(N) if label[b] == label[a]} == seen == set(np.flatnonzero(other == other[a]))
    assert count == np.unique(label[active]).size


def test_a_group_stops_at_the_most_it_may_have():
    """A chain of ten, begun at one end: three, three, three and one."""
    strength, partner = tied([(a, a + 1, 0.5) for a in range(9)])
    label = np.empty(N, np.int64)
    assert groups(np.arange(N), np.arange(N) < 10, strength, partner, 0.1, 3, label) == 4
    assert label.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, -1, -1, -1, -1]


def test_likeness_is_the_mean_of_same_innovation_same_kind_and_near_context(bare):
    state = bare.world(places=2, citizens=100)
    rows = bare.add_sites(state, 4, place=np.arange(4) % 2, innovation=np.arange(4) // 2 % 2)
    p, kind, context = records(state.projects), state.innovations.kind, state.places.context
    d = math.sqrt(((state.places.context[:, 0] - state.places.context[:, 1]) ** 2).mean())

    assert likeness(p, kind, context, rows[0], rows[0]) == 1.0
    assert math.isclose(likeness(p, kind, context, rows[0], rows[1]), (3 - d) / 3)
    assert math.isclose(likeness(p, kind, context, rows[0], rows[3]), (1 - d) / 3)
