"""Stages come in their order, each with what it asks."""

import math

import numpy as np
import pytest

from sim.names import ESTABLISHED, EXPERIMENT, IDEA, PROOF, STRUCTURED
from sim.processes.advance import AdvanceParams, step

COST = np.array([5_000.0, 8_000.0])


def advanced(state, months=1, **params):
    for _ in range(months):
        state.step += 1
        step(state, AdvanceParams(**params), COST, 0.45, 0.3)


def share_close(share, chance, n):
    return abs(share - chance) <= 4 * math.sqrt(chance * (1 - chance) / n)


@pytest.mark.parametrize(
    ("kind", "cash", "opens"), [(0, 15_000.0, True), (0, 14_999.0, False), (1, 15_000.0, False)]
)
def test_an_idea_opens_with_three_months_of_first_cost_and_a_public_actor_who_follows(bare, kind, cash, opens):
    state = bare.world()
    nothing = {"opened": -1, "capital": 0.0, "posts": 0.0, "skill": 0.0}
    rows = bare.add_sites(state, 4_000, stage=IDEA, cash=cash, innovation=kind, **nothing)

    advanced(state, opening=6.0)

    p = state.projects
    chance = 1 - math.exp(-6.0 * 0.5 / 12) if opens else 0.0
    assert share_close((p.stage[rows] == EXPERIMENT).mean(), chance, rows.size)
    now = rows[p.stage[rows] == EXPERIMENT]
    assert (p.opened[now] == 1).all()
    assert p.capital[now] == pytest.approx(np.full(now.size, 60_000.0))
    assert p.posts[now] == pytest.approx(np.full(now.size, 1.0))
    assert (p.skill[now] == 0.45).all()


def test_public_actors_who_cannot_follow_open_nothing(bare):
    state = bare.world()
    rows = bare.add_sites(state, 500, stage=IDEA, opened=-1)
    state.authorities.absorptive[:] = 0.0

    advanced(state, 24)

    assert (state.projects.stage[rows] == IDEA).all()


@pytest.mark.parametrize(
    ("age", "successes", "failures", "stage"),
    [
        (12, 10.0, 2.0, PROOF),
        (24, 17.0, 7.0, PROOF),
        (11, 12.0, 0.0, EXPERIMENT),  # judged once a year only: monthly peeking passes bad projects
        (13, 12.0, 0.0, EXPERIMENT),
        (12, 11.0, 0.0, EXPERIMENT),  # a year of trials, at least
        (12, 9.0, 4.0, EXPERIMENT),  # P(q > 1/2) = .910
    ],
)
def test_proof_asks_for_a_year_of_convincing_trials(bare, age, successes, failures, stage):
    state = bare.world()
    row = bare.add_sites(state, successes=successes, failures=failures)
    state.step = age - 1

    advanced(state)

    assert state.projects.stage[row] == stage


def test_age_of_proof_counts_from_opening_not_from_the_idea(bare):
    state = bare.world()
    rows = bare.add_sites(state, 2, successes=20.0, opened=np.array([0, 5]), born=0)
    state.step = 11

    advanced(state)

    assert state.projects.stage[rows].tolist() == [PROOF, EXPERIMENT]


@pytest.mark.parametrize("output", [0.0, 0.5, 1.0])
def test_structure_comes_with_output(bare, output):
    state = bare.world()
    rows = bare.add_sites(state, 4_000, stage=PROOF, output=output)

    advanced(state, structuring=4.0)

    share = (state.projects.stage[rows] == STRUCTURED).mean()
    assert share_close(share, 1 - math.exp(-4.0 * output / 12), rows.size)


@pytest.mark.parametrize(("covered", "stage"), [(24, ESTABLISHED), (23, STRUCTURED)])
def test_established_after_two_years_of_costs_covered(bare, covered, stage):
    state = bare.world()
    row = bare.add_sites(state, stage=STRUCTURED, covered=covered)

    advanced(state)

    assert state.projects.stage[row] == stage


@pytest.mark.parametrize("stage", [STRUCTURED, ESTABLISHED])
def test_scaling_is_a_flag_for_those_who_chose_how(bare, stage):
    state = bare.world()
    rows = bare.add_sites(state, 4_000, stage=stage, choice=np.arange(4_000) % 2)

    advanced(state)

    p = state.projects
    chosen = p.choice[rows] > 0
    assert not p.scaling[rows][~chosen].any()
    assert share_close(p.scaling[rows][chosen].mean(), 1 - math.exp(-4.0 / 12), chosen.sum())
    p.choice[rows] = 0
    advanced(state)
    assert not p.scaling[rows].any()


def test_no_stage_is_jumped_and_none_goes_back(bare):
    state = bare.world()
    able = {"successes": 20.0, "covered": 30, "choice": 2, "output": 1.0, "cash": 1e6}
    rows = bare.add_sites(state, 300, stage=np.arange(300) % 5, **able)
    state.step = 11
    for _ in range(30):
        before = state.projects.stage[rows].copy()
        advanced(state)
        move = state.projects.stage[rows] - before
        assert set(move.tolist()) <= {0, 1}
    assert (state.projects.stage[rows] == ESTABLISHED).sum() > 200


def test_what_has_closed_does_not_advance(bare):
    state = bare.world()
    row = bare.add_sites(state, stage=PROOF, closed=3, output=1.0)

    advanced(state, 24)

    assert state.projects.stage[row] == PROOF


@pytest.mark.parametrize(
    ("codified", "tacit", "known"), [(0.0, 0.0, 0.0), (0.8, 0.0, 0.4), (0.0, 0.5, 0.5), (0.8, 0.5, 0.7)]
)
def test_an_idea_opens_sooner_and_with_more_skill_where_its_place_knows(bare, codified, tacit, known):
    """Known = 1 - (1 - AC x written)(1 - tacit), AC .5: speed x (1 + known), .3 x known of the missing skill."""
    state = bare.world()
    rows = bare.add_sites(state, 4_000, stage=IDEA, opened=-1, skill=0.0)
    state.places.codified[0, 0], state.places.tacit[0, 0] = codified, tacit

    advanced(state, opening=3.0, knowledge=1.0)

    opened = state.projects.stage[rows] == EXPERIMENT
    assert share_close(opened.mean(), 1 - math.exp(-3.0 * 0.5 * (1 + known) / 12), rows.size)
    assert state.projects.skill[rows[opened]] == pytest.approx(np.full(opened.sum(), 0.45 + 0.3 * known * 0.55))


def test_knowledge_of_another_innovation_or_place_helps_nobody(bare):
    state = bare.world()
    rows = bare.add_sites(state, 500, stage=IDEA, opened=-1, skill=0.0)
    state.places.codified[:], state.places.tacit[:] = 1.0, 1.0
    state.places.codified[0, 0] = state.places.tacit[0, 0] = 0.0

    advanced(state, 3, opening=3.0)

    opened = state.projects.stage[rows] == EXPERIMENT
    assert opened.any() and (state.projects.skill[rows[opened]] == 0.45).all()
