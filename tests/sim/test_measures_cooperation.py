"""Indicators of cooperation say what their definitions say, on worlds small enough to count by hand."""

import math

import numpy as np
import pytest

from sim.measures import INDICATORS
from sim.measures.cooperation import OF_COOPERATION
from sim.measures.view import view
from sim.names import ADOPTER, RELAY
from sim.ties import bind


def seen(state, name):
    return INDICATORS[name].measure(view(state))


@pytest.fixture
def world(bare):
    """Return two clusters and two carriers alone: associations 0 3, cooperatives 1 4, firms 2 5, by innovation."""
    state = bare.world(places=3, citizens=300, kinds=3)
    rows = bare.add_sites(
        state, 8, innovation=np.array([0, 1, 2, 0, 0, 2, 1, 0]), place=np.array([0, 0, 1, 0, 0, 0, 2, 2]),
        output=np.array([0.6, 0.6, 0.6, 0.9, 0.9, 0.9, 0.2, 0.4]),
    )  # fmt: skip
    state.actors.cluster[:6] = [0, 0, 0, 1, 1, 1]
    state.n_clusters = 2
    state.places.x[:], state.places.y[:] = [0.0, 3.0, 50.0], 0.0
    return state, rows


def test_clusters_sites_inside_and_the_gap_in_output(world):
    state, _ = world
    assert seen(state, "clusters") == 2
    assert seen(state, "clustered_share") == 6 / 8
    assert seen(state, "cluster_gap_output") == pytest.approx(0.75 - 0.3)
    state.clusters.closed[1] = 4
    assert seen(state, "clusters") == 1


def test_the_three_readings(world):
    """Sectoral: 1/3 and 2/3 in the main domain; relational: 2 of 5 ends of ties; territorial: 4/3 and 0 km."""
    state, _ = world
    a = state.actors
    bind(a.strength, a.partner, 0, 1, 0.5)
    bind(a.strength, a.partner, 0, 3, 0.5)
    bind(a.strength, a.partner, 4, 6, 0.5)
    assert seen(state, "cluster_same_domain") == pytest.approx((1 / 3 + 2 / 3) / 2)
    assert seen(state, "cluster_ties_inside") == pytest.approx(2 / 5)
    assert seen(state, "cluster_extent") == pytest.approx(((1 + 1 + 2) / 3 + 0) / 2)


def test_the_gap_in_adopters_is_between_places_with_and_without_members(world):
    state, _ = world
    counts = state.places.counts
    counts[:] = 0
    counts[0, 0, :] = [6, 0, 3, 1, 0]
    counts[0, 1, :] = [10, 0, 0, 0, 0]
    counts[1, 2, :] = [3, 0, 1, 0, 0]
    assert seen(state, "cluster_gap_adopters") == pytest.approx(4 / 20 - 1 / 4)


def test_without_clusters_there_is_no_reading_of_them(world):
    state, _ = world
    state.actors.cluster[:] = -1
    for name in ("gap_output", "gap_adopters", "same_domain", "ties_inside", "extent"):
        assert math.isnan(seen(state, f"cluster_{name}")), name
    assert seen(state, "clustered_share") == 0


def test_ties_make_integration_and_private_ties(world):
    """Chain 0-1-2 and pair 6-7: three of eight together; across the line between firms and others, 1-2 only."""
    state, rows = world
    a = state.actors
    assert seen(state, "network_integration") == 0
    for one, two in ((0, 1), (1, 2), (6, 7)):
        bind(a.strength, a.partner, one, two, 0.1)
    assert seen(state, "network_integration") == 3 / 8
    assert seen(state, "private_ties") == 2 / 8
    state.projects.closed[rows[1]] = 0  # the link goes with its site
    assert seen(state, "network_integration") == 2 / 7
    assert seen(state, "private_ties") == pytest.approx(1 / 7)


def test_relational_capability_is_the_mean_of_three(world):
    state, _ = world
    a = state.actors
    for one, two in ((0, 1), (1, 2)):
        bind(a.strength, a.partner, one, two, 0.1)
    state.places.counts[:] = 0
    state.places.counts[0, 0, [ADOPTER, RELAY]] = [6, 2]
    assert seen(state, "relational_capability") == pytest.approx((3 / 8 + 2 / 8 + 1 / 4) / 3)


def test_mergers_trips_and_skill_are_counted(world):
    state, rows = world
    state.actors.merged[2], state.places.visited[1] = 0, 0.9
    state.projects.skill[rows] = np.arange(8) / 10
    assert seen(state, "fusions") == 1
    assert seen(state, "study_trips") == pytest.approx(1 / 3)
    assert seen(state, "skill") == pytest.approx(0.35)


def test_a_site_merged_into_another_counts_as_surviving(world):
    state, rows = world
    state.step = 60
    state.projects.closed[rows[:2]] = 10
    state.projects.merged[rows[0]] = rows[3]
    assert seen(state, "survival_3y") == 7 / 8


def test_every_one_has_words_in_both_languages_and_none_fails_on_an_empty_world(bare):
    state = bare.world()
    for name, indicator in OF_COOPERATION.items():
        for text in (indicator.label, indicator.definition):
            assert text.en and text.fr and text.en != text.fr, name
        indicator.measure(view(state))
