"""Ideas come at their rate, where needs are unmet."""

import math

import numpy as np
import pytest

from sim.founding import FoundingParams
from sim.names import IDEA, RELAY
from sim.processes.emerge import EmergeParams, eagerness, step


def ideas(state, months, **params):
    """Return the ideas of some months by (place, innovation)."""
    for _ in range(months):
        state.step += 1
        step(state, EmergeParams(**params), FoundingParams())
    p, n = state.projects, state.n_projects
    out = np.zeros(state.places.unmet.shape[::-1])
    np.add.at(out, (p.place[:n], p.innovation[:n]), 1)
    return out


def test_ideas_come_by_population(bare):
    """Places x months trials of 1 - exp(-rate/12): 4.5 standard errors a place."""
    state = bare.world(places=5, citizens=200)
    found = ideas(state, 600, ideas=4.0).sum(axis=1)

    chance = 1 - np.exp(-4.0 * state.places.population / 1e4 / 12)
    assert (np.abs(found - 600 * chance) < 4.5 * np.sqrt(600 * chance * (1 - chance))).all()


def test_ideas_answer_unmet_needs(bare):
    """Which innovation: in proportion to need x (.1 + unmet); binomial, 4 standard errors."""
    state = bare.world(places=1, citizens=100)
    state.places.unmet[:, 0] = [1.0, 0.0]
    found = ideas(state, 800, ideas=30.0)[0]

    weight = state.places.need[:2, 0] * [1.1, 0.1]
    share = weight[0] / weight.sum()
    assert abs(found[0] / found.sum() - share) < 4 * math.sqrt(share * (1 - share) / found.sum())


@pytest.mark.parametrize(
    ("column", "value", "factor"), [("animation", 2.0, 2.0), ("pool", None, 1.5), ("relays", None, 1.25)]
)
def test_relays_catalysis_and_skilled_people_out_of_work_bring_more_ideas(bare, column, value, factor):
    state = bare.world(places=1, citizens=400)
    if column == "animation":
        state.places.animation[:] = value
    elif column == "pool":
        state.places.pool[:] = 0.01 * state.places.population
    else:
        state.places.counts[:] = [3, 0, 0, 1, 0]
    found = ideas(state, 1_500, ideas=2.0).sum()

    chance = 1 - math.exp(-2.0 * state.places.population[0] / 1e4 * factor / 12)
    assert abs(found - 1_500 * chance) < 4 * math.sqrt(1_500 * chance * (1 - chance))
    plain = 1 - math.exp(-2.0 * state.places.population[0] / 1e4 / 12)
    assert found > 1_500 * plain
    assert RELAY == 3


def test_without_a_rate_no_idea_comes(bare):
    assert ideas(bare.world(), 60, ideas=0.0).sum() == 0


def test_people_behind_an_idea_save_until_it_opens(bare):
    state = bare.world()
    rows = bare.add_sites(state, 3, cash=0.0, stage=np.array([IDEA, 1, IDEA]), closed=np.array([-1, -1, 0]))

    ideas(state, 12, ideas=0.0, savings=6_000.0)

    assert state.projects.cash[rows] == pytest.approx([6_000.0, 0.0, 0.0])


def test_ideas_are_named_by_place_and_month(bare):
    """Two runs on one seed have the same ideas, whatever else stands there."""
    one, two = bare.world(), bare.world()
    bare.add_sites(two, 5)
    for state in (one, two):
        ideas(state, 60, ideas=3.0)

    assert one.n_projects > 20
    assert np.array_equal(one.projects.key[: one.n_projects], two.projects.key[5 : two.n_projects])
    assert np.unique(one.projects.key[: one.n_projects]).size == one.n_projects


def test_engaged_citizens_in_need_and_places_to_meet_bring_more_ideas(bare):
    """1 + engaged x engagement x unmet, and 1 + mixing x mu: binomial, 4 standard errors."""
    state = bare.world(places=1, citizens=400)
    state.citizens.engagement[:] = 0.8
    state.places.unmet[:, 0] = [0.5, 1.0]
    state.places.mixing[:] = 0.25

    found = ideas(state, 1_500, ideas=2.0, engaged=1.0, mixing=2.0).sum()

    chance = 1 - math.exp(-2.0 * state.places.population[0] / 1e4 * (1 + 0.8 * 0.75) * (1 + 2.0 * 0.25) / 12)
    assert abs(found - 1_500 * chance) < 4 * math.sqrt(1_500 * chance * (1 - chance))


def test_places_without_citizens_have_nobody_engaged(bare):
    state = bare.world(places=6, citizens=40)
    state.citizens.engagement[:], state.places.unmet[:] = 1.0, 1.0
    empty = np.diff(state.places.first) == 0

    rate = eagerness(state, EmergeParams(engaged=1.0, ideas=1.0))

    assert rate == pytest.approx(state.places.population / 1e4 * np.where(empty, 1.0, 2.0))


@pytest.mark.parametrize("cause", ["knowledge", "synergy"])
def test_ideas_follow_what_is_known_and_what_goes_with_what_is_there(bare, cause):
    """Twice as likely where all is known; half as likely again beside a partner: binomial, 4 standard errors."""
    state = bare.world(places=1, citizens=100, kinds=2)
    factor = 2.0 if cause == "knowledge" else 1.5
    if cause == "knowledge":
        state.places.tacit[0, 0] = 1.0
    else:
        bare.add_sites(state, innovation=1)
        state.innovations.synergy[0, 1] = 0.5
    found = ideas(state, 800, ideas=30.0, knowledge=1.0)[0] - [0, cause == "synergy"]

    weight = state.places.need[:2, 0] * [factor, 1.0]
    share = weight[0] / weight.sum()
    assert abs(found[0] / found.sum() - share) < 4 * math.sqrt(share * (1 - share) / found.sum())
