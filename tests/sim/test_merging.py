"""A site that becomes part of another takes everything with it: posts and their clocks, promises, what it knew."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.merging import absorb, heirs, merge
from sim.names import ABANDONED, ESTABLISHED, STRUCTURED, TAKEN_OVER
from sim.processes.operate import follow_posts
from sim.processes.revive import ReviveParams
from sim.processes.revive import step as revive
from sim.rows import records
from sim.schedule import Params

ADDED = (
    "capital", "cash", "purse", "posts", "funded", "dues", "granted", "volunteers", "backlog", "successes", "failures",
    "most_funded", "received", "private", "support", "hours",
)  # fmt: skip


def sites(bare, count=2, **columns):
    """Return a world with ``count`` sites of one innovation in one place, of different carriers."""
    state = bare.world(places=2, citizens=100, kinds=2)
    return state, bare.add_sites(state, count, **({"stage": STRUCTURED} | columns))


def test_the_heir_is_the_last_that_each_became_part_of():
    merged = np.array([2, -1, 3, -1, 0])

    assert heirs(merged, np.arange(5)).tolist() == [3, 1, 3, 3, 3]
    assert heirs(merged, np.zeros(0, int)).size == 0


@settings(max_examples=60)
@given(st.data(), st.integers(2, 5), st.integers(0, 4))
def test_whoever_has_twins_nothing_is_lost(bare, data, count, mine):
    """Up to five sites of one place and innovation, some of one carrier: sums stay, who closed is in who lives."""
    state, rows = sites(bare, count)
    p = state.projects
    p.actor[rows] = np.array([0] + [data.draw(st.integers(0, 1)) for _ in rows[1:]])
    p.actor[rows[-1]] = 1
    p.stage[rows] = data.draw(st.lists(st.integers(0, ESTABLISHED), min_size=count, max_size=count))
    for name in ADDED:
        getattr(p, name)[rows] = data.draw(st.lists(st.floats(0, 1e4), min_size=count, max_size=count))
    sums = {name: getattr(p, name)[rows].sum() for name in ADDED}

    merge(state, int(rows[0]), int(rows[-1]))

    closed = p.closed[rows] >= 0
    for name, total in sums.items():
        assert getattr(p, name)[rows].sum() == pytest.approx(total, rel=1e-12, abs=1e-9), name
    assert closed.any() and not closed.all()
    assert (p.closed[heirs(p.merged, rows)] < 0).all()
    assert ((p.merged[rows] >= 0) == closed).all()
    for name in ("posts", "funded", "capital", "cash", "users"):
        assert not getattr(p, name)[rows[closed]].any()


def test_funded_posts_go_on_with_their_term(bare):
    """At once, with what they cost and bring; the longer of two terms is what reassures the team."""
    state, rows = sites(bare, funded=np.array([1.0, 2.0]), dues=np.array([10.0, 20.0]), granted=np.array([5.0, 6.0]))
    p = state.projects
    p.term_left[rows] = [3.0, 30.0]
    absorb(state, int(rows[0]), int(rows[1]))

    assert (p.funded[rows[0]], p.dues[rows[0]], p.granted[rows[0]], p.term_left[rows[0]]) == (3.0, 30.0, 11.0, 30.0)
    assert not any(column[rows[1]] for column in (p.funded, p.dues, p.granted, p.term_left))


@pytest.mark.parametrize(
    ("most", "ended", "kept", "expected"),
    [
        ((1.0, 2.0), (-1, -1), (np.nan, np.nan), (3.0, -1, np.nan)),
        ((1.0, 2.0), (5, -1), (0.5, np.nan), (3.0, -1, np.nan)),
        ((1.0, 2.0), (5, 9), (0.5, np.nan), (3.0, 9, np.nan)),
        ((1.0, 2.0), (5, 9), (4.0, 0.5), (3.0, 9, 1.5)),  # nobody keeps more than was funded
        ((0.0, 2.0), (-1, 9), (np.nan, 1.0), (2.0, 9, 1.0)),
        ((2.0, 0.0), (9, -1), (1.0, np.nan), (2.0, 9, 1.0)),
        ((0.0, 0.0), (-1, -1), (np.nan, np.nan), (0.0, -1, np.nan)),
    ],
)
def test_what_is_left_of_funded_posts_is_followed_in_one(bare, most, ended, kept, expected):
    """Both sites' posts at their most, from the last end on; unknown as long as it is unknown of one."""
    state, rows = sites(bare, most_funded=np.array(most), ended=np.array(ended), kept_12=np.array(kept))
    p = state.projects
    absorb(state, int(rows[0]), int(rows[1]))

    assert (p.most_funded[rows[0]], p.ended[rows[0]]) == expected[:2]
    np.testing.assert_equal(p.kept_12[rows[0]], expected[2])
    assert (p.most_funded[rows[1]], p.ended[rows[1]]) == (0.0, -1)


def test_a_merger_is_no_end_of_funding(bare):
    """The clock of a post paid for runs until the post ends in the site that lives on."""
    state, rows = sites(bare, funded=np.array([0.0, 2.0]))
    p = state.projects
    follow_posts(rows, records(p), state.step, 0.0)
    absorb(state, int(rows[0]), int(rows[1]))
    for state.step in range(1, 30):
        p.funded[rows[0]] = 2.0 if state.step < 10 else 0.0
        follow_posts(state.operating(), records(p), state.step, 0.0)

    assert (p.most_funded[rows[0]], p.ended[rows[0]]) == (2.0, 10)
    assert not p.most_funded[rows[1]]  # else its closing would count as funding that ended
    assert p.kept_12[rows[0]] == p.posts[rows[0]]


def test_a_promised_copy_is_promised_by_the_site_that_lives_on(bare):
    state, rows = sites(bare)
    state.authorities.promised[3] = rows[1], 1, 0, 2
    absorb(state, int(rows[0]), int(rows[1]))

    assert state.authorities.promised[3].tolist() == [rows[0], 1, 0, 2]


def test_what_a_public_actor_took_over_stays_apart(bare):
    """Its carriers become one; the public site is neither closed nor grows."""
    state, rows = sites(bare, owner=np.array([-1, 4]), stage=np.array([STRUCTURED, TAKEN_OVER]))
    before = state.projects.capital[rows].copy()
    state.projects.innovation[rows[1]] = 0
    merge(state, int(rows[0]), int(rows[1]))

    assert (state.projects.closed[rows] < 0).all() and state.projects.actor[rows].tolist() == [0, 0]
    assert np.array_equal(state.projects.capital[rows], before)


@settings(max_examples=40)
@given(mine=st.floats(0, 1), other=st.floats(0, 1))
def test_no_merger_makes_a_practice_more_faithful_than_it_was(bare, mine, other):
    state, rows = sites(bare, fidelity=np.array([mine, other]), place=np.array([0, 1]))
    merge(state, int(rows[0]), int(rows[1]))

    assert state.projects.fidelity[rows[0]] == mine
    assert state.projects.fidelity[rows[1]] <= min(other, mine)


def test_what_became_part_of_another_is_never_taken_up_again(bare):
    """However well written, needed and welcome: ten years in which all that is dormant wakes at once."""
    state, rows = sites(bare, 3, place=np.array([0, 0, 1]), codified=1.0)
    absorb(state, int(rows[0]), int(rows[1]))
    state.projects.closed[rows[2]], state.projects.stage[rows[2]] = 0, ABANDONED
    state.places.codified[:], state.places.unmet[:], state.authorities.absorptive[:] = 1.0, 1.0, 1.0
    for _ in range(120):
        state.step += 1
        revive(state, ReviveParams(rate=12.0), Params().founding, 0.45, 0.5)

    p, n = state.projects, state.n_projects
    assert p.stage[rows[1]] == ABANDONED
    assert rows[2] in p.revives[:n] and rows[1] not in p.revives[:n]
