"""Members share means, learn and keep their ties; outside, exactly nothing but what trickle and drain say."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.processes.mutualise import MutualiseParams, step
from sim.processes.operate import OperateParams, run_sites
from sim.processes.survive import SurviveParams
from sim.processes.survive import step as survive_step
from sim.ties import bind

ALONE = {"trickle": 0.0, "talent_drain": 0.0}


def clustered(bare, poles, members=3, others=3, governance=0.5, **columns):
    """Return a world with ``members`` in a cluster and ``others`` beside them, all in two places."""
    state, rows = poles.carriers(bare, [k % 3 for k in range(members + others)], **columns)
    state.actors.cluster[:members] = 0
    state.n_clusters, state.clusters.governance[0] = 1, governance
    return state, rows


def test_partners_lend_part_of_their_mean_capital_the_nearer_the_more(bare, poles):
    """Remade each month: sharing x G x mean of partners' capital x exp(-km / reach); nothing of one's own."""
    state, rows = clustered(bare, poles, capital=np.arange(1.0, 7.0) * 1e4)
    km = math.hypot(*(c[1] - c[0] for c in (state.places.x, state.places.y)))
    near = np.array([[math.exp(-(km if a % 2 != b % 2 else 0.0) / 15.0) for b in range(3)] for a in range(3)])
    for _ in range(2):
        step(state, MutualiseParams(sharing=0.2, **ALONE))
    lent = [0.2 * 0.5 * sum(near[a, b] * 1e4 * (b + 1) for b in range(3) if b != a) / 2 for a in range(3)]
    assert state.projects.shared[rows] == pytest.approx([*lent, 0, 0, 0])
    state.actors.cluster[:] = -1
    step(state, MutualiseParams())
    assert not state.projects.shared[rows].any()


def test_a_carrier_shares_nothing_with_itself(bare, poles):
    state, rows = clustered(bare, poles, members=2, others=0)
    state.projects.actor[rows] = 0
    step(state, MutualiseParams())
    assert not state.projects.shared[rows].any()


def test_shared_capital_raises_output_and_membership_spares_sites(bare, poles):
    """More is produced with the partners' means, and fewer members' sites close on the same draws."""
    state, rows = clustered(bare, poles, capital=3e4)
    run_sites(state, rows, OperateParams())
    alone = state.projects.output[rows].copy()
    step(state, MutualiseParams(**ALONE))
    run_sites(state, rows, OperateParams())
    assert (state.projects.output[rows[:3]] > alone[:3]).all()
    assert (state.projects.output[rows[3:]] == alone[3:]).all()
    left = []
    for inside in (False, True):
        state, rows = poles.carriers(bare, [0] * 300, chain=False)
        state.actors.cluster[:300] = 0 if inside else -1
        for _ in range(24):
            state.step += 1
            survive_step(state, SurviveParams(association=0.5, clustered=0.5))
        left.append(state.projects.closed[rows] < 0)
    assert (left[1] >= left[0]).all() and left[1].sum() > left[0].sum() + 30


@given(governance=st.floats(0, 1), skill=st.floats(0, 1))
def test_teams_of_members_learn_faster_and_stay_within_full_skill(bare, poles, governance, skill):
    state, rows = clustered(bare, poles, governance=governance, skill=skill)
    step(state, MutualiseParams(learning=0.6, **ALONE))
    gain = state.projects.skill[rows] - skill
    assert gain[:3] == pytest.approx(np.full(3, 0.05 * governance * (1 - skill)), abs=1e-12)
    assert (gain[3:] == 0).all() and state.projects.skill[rows].max() <= 1


def test_ties_inside_are_kept_up_others_are_not(bare, poles):
    """Towards 1 at upkeep x G, alike on both sides; the tie of a member with someone outside does not move."""
    state, _ = clustered(bare, poles)
    bind(state.actors.strength, state.actors.partner, 0, 5, 0.4)
    step(state, MutualiseParams(upkeep=0.6, **ALONE))
    a = state.actors
    found = {(i, int(a.partner[i, k])): a.strength[i, k] for i in range(6) for k in range(8) if a.partner[i, k] >= 0}
    assert found[(0, 1)] == found[(1, 0)] == pytest.approx(0.5 + 0.05 * 0.5 * 0.5)
    assert found[(2, 3)] == found[(3, 2)] == 0.5 and found[(0, 5)] == 0.4


@settings(max_examples=30)
@given(governance=st.floats(0.1, 1), members=st.integers(2, 5))
def test_outside_nothing_is_the_same_bit_for_bit_without_trickle_and_drain(bare, poles, governance, members):
    """All columns of the sites outside and all of the places, as without any cluster; trickle is 0 by default."""
    assert MutualiseParams().trickle == 0.0
    outside = []
    for cluster in (0, -1):
        state, rows = clustered(bare, poles, members=members, others=4, governance=governance, skill=0.55)
        state.actors.cluster[:members] = cluster
        for _ in range(12):
            step(state, MutualiseParams(talent_drain=0.0))
        columns = [c[rows[members:]].tobytes() for c in state.projects]
        outside.append(columns + [c.tobytes() for c in state.places])
        inside = state.projects.skill[rows[:members]]
        assert (inside > 0.55).all() == (cluster == 0)
    assert outside[0] == outside[1]


@settings(max_examples=50)
@given(drain=st.floats(0.01, 1), skills=st.lists(st.floats(0.1, 0.6), min_size=6, max_size=6))
def test_the_talent_that_leaves_arrives(bare, poles, drain, skills):
    """Skill x posts is conserved while nobody is at full skill; those outside lose it, those inside gain it."""
    state, rows = clustered(bare, poles, skill=np.array(skills), posts=np.arange(1.0, 7.0) / 2.0)
    p = state.projects
    before = p.skill[rows] * p.posts[rows]
    step(state, MutualiseParams(learning=0.0, talent_drain=drain))
    moved = p.skill[rows] * p.posts[rows] - before
    assert moved.sum() == pytest.approx(0.0, abs=1e-12)
    assert (moved[:3] > 0).all() and (moved[3:] < 0).all()
    same_place = 3 + np.flatnonzero(np.isin(p.place[rows[3:]], p.place[rows[:3]]))
    assert moved[same_place] == pytest.approx(-drain * 0.5 * before[same_place] / 12.0)


def test_nobody_moves_to_a_cluster_without_posts_or_out_of_reach(bare, poles):
    for case in ("posts", "reach"):
        state, rows = clustered(bare, poles)
        if case == "posts":
            state.projects.posts[rows[:3]] = 0.0
        else:
            state.places.x[1] += 500.0
            state.projects.place[rows[:3]], state.projects.place[rows[3:]] = 0, 1
            state.near = state.near._replace(start=np.array([0, 1, 2]), place=np.arange(2, dtype=np.int32),
                                             km=np.zeros(2), reach=np.ones(2))  # fmt: skip
        before = state.projects.skill[rows].copy()
        step(state, MutualiseParams(learning=0.0, talent_drain=1.0))
        assert np.array_equal(state.projects.skill[rows], before)


def test_trickle_is_a_share_of_what_members_learn(bare, poles):
    """Next door, times the cluster's governance and reach (1 in the same place)."""
    state, rows = clustered(bare, poles, skill=0.4)
    step(state, MutualiseParams(learning=0.6, trickle=0.5, talent_drain=0.0))
    assert state.projects.skill[rows[3:]] - 0.4 == pytest.approx(np.full(3, 0.5 * 0.6 * 0.5 * 0.6 / 12.0))
