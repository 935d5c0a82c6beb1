"""Clusters are born of strong ties, trust and the kinds of a PTCE; members come and go; want of rivalry ends them."""

import math

import numpy as np
import pytest

from sim.poles import has_kinds, made_of
from sim.processes.cluster import ClusteringParams, admit, step
from sim.schedule import Params, begin, month
from sim.ties import bind

SURE = {"birth": 12.0, "joining": 12.0, "leaving": 12.0}
NEVER = {"birth": 0.0, "joining": 0.0, "leaving": 0.0}


def years(state, count=1, **params):
    """Move clusters alone, month by month, from a January on."""
    state.step = -(-state.step // 12) * 12
    for _ in range(12 * count):
        state.step += 1
        step(state, ClusteringParams(**params))


def sizes(state):
    return np.bincount(state.actors.cluster[: state.n_actors] + 1, minlength=state.n_clusters + 1)[1:].tolist()


def test_the_tied_of_all_kinds_make_a_cluster(bare, poles):
    """Two associations and a firm in a chain of ties, over two EPCI; the rest of the world is not in it."""
    state, _ = poles.carriers(bare, [0, 0, 2])
    assert np.unique(state.places.levels[1, :2]).size == 2
    years(state, **SURE)
    assert sizes(state) == [3] and state.clusters.closed[0] == -1
    assert state.clusters.governance[0] == pytest.approx((0.5 + 0.5 + 0.3) / 3)


@pytest.mark.parametrize("missing", ["ties", "strength", "trust", "firm", "social", "school", "chance", "sites"])
def test_without_any_one_of_them_there_is_none(bare, poles, missing):
    kinds = {"firm": [0, 0, 1], "social": [0, 2, 2]}.get(missing, [0, 0, 2])
    state, rows = poles.carriers(
        bare, kinds, chain=missing != "ties", strength=0.2 if missing == "strength" else 0.5
    )
    state.actors.esus[:3] = state.actors.form[:3] < 2
    if missing == "trust":
        state.places.trust[:] = 0.4
    if missing == "school":
        state.places.training[:] = 0.0
    if missing == "sites":
        state.projects.closed[rows[0]] = 0
    years(state, 3, **(SURE | ({"birth": 0.0} if missing == "chance" else {})))
    assert state.n_clusters == 0


def test_births_come_at_their_rate_by_the_identities_of_members(bare, poles):
    """2,000 worlds of other members, one January: 1 - exp(-birth (1 + 3 b / (1 + b))); 4 standard errors."""
    for backing, rate in ((0.0, 0.3), (1.0, 0.3 * 2.5)):
        state, _ = poles.carriers(bare, [0, 0, 2])
        state.places.backing[:] = backing
        born = 0
        for k in range(2_000):
            state.actors.key[0] = 10 + k
            state.step = 1
            step(state, ClusteringParams())
            born += state.n_clusters
            state.n_clusters = 0
            state.actors.cluster[:] = -1
            state.clusters.founder[:] = -1
        chance = 1.0 - math.exp(-rate)
        assert abs(born / 2_000 - chance) < 4.0 * math.sqrt(chance * (1.0 - chance) / 2_000)


def test_the_order_of_members_does_not_matter(bare, poles):
    """The same carriers in other rows: born in the same year, with the same key."""
    found = set()
    for order in ([0, 1, 2, 3], [3, 1, 0, 2]):
        state, _ = poles.carriers(bare, [0, 0, 2, 1], chain=False)
        a = state.actors
        columns = [c[:4].copy() for c in (a.key, a.form, a.esus, a.place)]
        for column, old in zip((a.key, a.form, a.esus, a.place), columns, strict=True):
            column[:4] = old[order]
        at = np.argsort(order)
        for one, two in ((0, 1), (1, 2), (1, 3)):
            bind(a.strength, a.partner, at[one], at[two], 0.5)
        years(state, 12, birth=0.2)
        assert state.n_clusters == 1
        found.add((int(state.clusters.born[0]), int(state.clusters.key[0])))
    assert len(found) == 1


def test_a_larger_group_makes_a_cluster_of_those_nearest_its_best_tied(bare, poles):
    """A star of 7: the middle and as many as there is room for."""
    state, _ = poles.carriers(bare, [0, 0, 2, 0, 2, 0, 2], chain=False)
    for other in (0, 1, 2, 3, 5, 6):
        bind(state.actors.strength, state.actors.partner, 4, other, 0.5)
    years(state, most=4, **(NEVER | {"birth": 12.0}))
    assert sizes(state)[0] == 4 and state.clusters.founder[0] == 4 and state.actors.cluster[4] == 0


def test_carriers_tied_to_a_member_join_up_to_the_most(bare, poles):
    state, _ = poles.carriers(bare, [0, 0, 2, 0, 0])
    state.actors.cluster[:3] = 0
    state.n_clusters, state.clusters.governance[0] = 1, 1.0
    years(state, 2, **(NEVER | {"joining": 12.0, "most": 4}))
    assert sizes(state) == [4] and state.actors.cluster[3] == 0

    years(state, 1, **NEVER)
    assert sizes(state) == [4]


def test_governance_keeps_those_without_ties_and_draws_others(bare, poles):
    """At G 1 nobody without a strong tie leaves and who is tied joins; at G 0 the reverse."""
    for governance, members in ((1.0, 5), (0.0, 3)):
        state, rows = poles.carriers(bare, [0, 0, 2, 0, 0])
        a = state.actors
        a.strength[3:5], a.partner[3:5], a.strength[2, 1], a.partner[2, 1] = 0.0, -1, 0.0, -1
        a.cluster[:4] = 0  # the fourth has no strong tie; the fifth is outside, tied to the first
        bind(a.strength, a.partner, 0, 4, 0.5)
        state.n_clusters, state.clusters.governance[0] = 1, governance
        state.projects.governance[rows] = governance
        years(state, 3, **(NEVER | {"joining": 12.0, "leaving": 12.0}))
        assert sizes(state) == [members]


def test_who_has_no_open_site_left_is_no_member(bare, poles):
    state, rows = poles.carriers(bare, [0, 0, 2, 0])
    years(state, **SURE)
    state.projects.closed[rows[3]] = state.step
    state.step += 1
    step(state, ClusteringParams(**NEVER))
    assert sizes(state) == [3] and state.actors.cluster[3] == -1


def test_a_cluster_that_lost_a_kind_ends(bare, poles):
    state, rows = poles.carriers(bare, [0, 0, 2, 0])
    years(state, **SURE)
    state.projects.closed[rows[2]] = state.step
    state.step += 1
    step(state, ClusteringParams(**NEVER))
    assert state.clusters.closed[0] == state.step
    assert (state.actors.cluster[: state.n_actors] == -1).all()


@pytest.mark.parametrize(("users", "ends"), [((100.0, 100.0), False), ((100.0, 3.0), True), ((0.0, 0.0), True)])
def test_too_little_rivalry_for_long_ends_a_cluster(bare, poles, users, ends):
    """Four carriers of two innovations: where one of each has above .8 of the users for 24 months in a row."""
    state, rows = poles.carriers(bare, [0, 0, 2, 2])
    state.projects.users[rows] = [*users, *users]
    years(state, 1, **(SURE | {"dull": 24}))
    born = state.clusters.born[0]
    years(state, 3, **(NEVER | {"dull": 24}))
    assert (state.clusters.closed[0] == born + 23) == ends
    assert (state.clusters.closed[0] == -1) != ends


def test_a_lively_month_starts_the_count_again(bare, poles):
    state, rows = poles.carriers(bare, [0, 0, 2, 2])
    state.projects.users[rows] = [100.0, 0.0, 100.0, 0.0]
    for k in range(40):
        state.step += 1
        state.projects.users[rows[1]] = state.projects.users[rows[3]] = 90.0 if k == 20 else 0.0
        step(state, ClusteringParams(**(SURE | {"dull": 24})))
    assert state.clusters.closed[0] == -1 and state.clusters.dull[0] == 19


@pytest.mark.parametrize("backing", [0.0, 1.0])
def test_governance_moves_towards_its_members_and_higher_with_support(bare, poles, backing):
    """Target G + (1 - G) backed b / (1 + b), approached at 1 a year: 24 monthly steps of 1 / 12."""
    state, rows = poles.carriers(bare, [0, 0, 2])
    years(state, **SURE)
    state.projects.governance[rows], state.clusters.governance[0] = 0.6, 0.1
    state.places.backing[:] = backing
    years(state, 2, **(NEVER | {"backed": 0.5, "settling": 1.0}))
    target = 0.6 + 0.4 * 0.5 * backing / (1 + backing)
    assert state.clusters.governance[0] == pytest.approx(target + (0.1 - target) * (11 / 12) ** 24)


def test_after_any_month_of_any_life_clusters_have_their_kinds(bare):
    """Ten years of a lively world: each living cluster has members, the kinds, one cluster a member."""
    state = bare.world(4, places=12, citizens=1_200, kinds=3)
    state.places.training[0], state.places.trust[:] = 1.0, 0.8
    eager = Params(clustering=ClusteringParams(birth=3.0, strong=0.1, trust=0.2, dull=18, most=5))
    begin(state, eager)
    seen = 0
    for _ in range(120):
        state.places.animation[:] = 2.0
        month(state, eager)
        a, n = state.actors, state.n_clusters
        alive = state.clusters.closed[:n] < 0
        found = made_of(state, state.operating(), a.cluster[: state.n_actors], n, 15.0)
        assert all(has_kinds(line) for line in found[alive]) and not found[~alive].any()
        assert ((state.clusters.governance[:n] >= 0) & (state.clusters.governance[:n] <= 1)).all()
        members = np.flatnonzero(a.cluster[: state.n_actors] >= 0)
        assert np.isin(members, state.projects.actor[state.operating()]).all()
        seen += int(alive.sum())
    assert seen > 50 and not alive.all()
    assert np.unique(state.clusters.key[:n]).size == n


def test_the_last_place_of_a_cluster_goes_to_no_row(bare, poles):
    """Two carriers are tied to a cluster with room for one: whichever rows they have, the same one joins."""
    joined = []
    for others in ((1, 2), (2, 1)):
        state, _ = poles.carriers(bare, [0, 0, 0, 0], chain=False)
        a, state.n_clusters = state.actors, 1
        a.cluster[[0, 3]], state.clusters.governance[0] = 0, 1.0
        a.key[list(others)] = 7, 8
        for other in others:
            bind(a.strength, a.partner, 0, other, 0.9)
        for _ in range(3):  # years: each joins almost surely, the first takes the place
            state.step += 12
            admit(state, np.arange(state.n_actors) < 4, ClusteringParams(most=3, leaving=0.0, joining=12.0))
        joined.append([int(a.key[k]) for k in (1, 2) if a.cluster[k] == 0])
    assert joined[0] == joined[1] and len(joined[0]) == 1
