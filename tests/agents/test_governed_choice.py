"""How those who govern a project weigh on the way it scales, and when that changes its course."""

import numpy as np
import pytest

from agents.actor import SHARES, ChoiceParams, picked, voiced, ways_open
from sim.founding import USUAL_GOVERNANCE
from sim.names import AFFILIATION, BRANCHING, FERTILISATION, MODES, STRUCTURED
from sim.processes.govern import GovernParams
from sim.schedule import Params

OPEN = ChoiceParams(evidence=0.0, means=0.0)


def site(world, beyond, **choice):
    """Return a model and the carrier of a site that may scale in several ways, its G so far beyond the usual."""
    model = world("none", choice=ChoiceParams(**({"evidence": 0.0, "means": 0.0} | choice))).model(1)
    p = model.state.projects
    p.successes[0], p.failures[0], p.codified[0], p.posts[0], p.stage[0] = 9, 3, 0.7, 2.0, STRUCTURED
    p.governance[0] = USUAL_GOVERNANCE[model.state.actors.form[p.actor[0]]] + beyond
    return model, model.actors[int(p.actor[0])]


def opened_to(model):
    """Return the weight of each way to scale for the first project, shape (1, 8), 0 where one is not open."""
    rules = model.rules
    return ways_open(model.state, rules.choice, rules.params.swarm.free_work, np.array([0]))


def test_modes_that_share_control_are_the_three_and_branching_keeps_it():
    assert {MODES[m]: SHARES[m] for m in np.flatnonzero(SHARES)} == {
        "affiliation": 1.0, "fertilisation": 1.0, "cooperation": 1.0, "branching": -1.0,
    }  # fmt: skip


@pytest.mark.parametrize("beyond", [-0.25, 0.0, 0.25])
def test_governance_weighs_for_sharing_and_against_branching(world, beyond):
    model, _ = site(world, beyond, governance=2.0)
    weights = opened_to(model)
    with np.errstate(invalid="ignore"):
        times = (voiced(model.state, model.rules.choice, np.array([0]), weights) / weights)[0]
    assert times[0] == pytest.approx(1.0)
    assert times[AFFILIATION] == times[FERTILISATION] == pytest.approx(np.exp(2.0 * beyond))
    assert times[BRANCHING] == pytest.approx(np.exp(-2.0 * beyond))


@pytest.mark.parametrize(("beyond", "governance"), [(0.0, 5.0), (0.3, 0.0)])
def test_usual_governance_or_deaf_carriers_change_no_course(world, beyond, governance):
    model, actor = site(world, beyond, governance=governance)
    for k in range(300):
        model.state.projects.key[0] = 7_919 * k + 3
        actor.choose_mode(0)
    assert not model.state.projects.swayed.any()


def test_a_course_is_changed_where_usual_governance_would_have_chosen_otherwise_on_the_same_draw(world):
    """Over many keys: noted exactly where the two choices differ, in both ways of choosing, and not always."""
    model, actor = site(world, 0.3, governance=5.0)
    p, differ = model.state.projects, 0
    for k in range(400):
        p.key[0], p.swayed[0] = 7_919 * k + 3, 0
        chosen = actor.choose_mode(0)
        p.governance[0] -= 0.3
        usual = actor.choose_mode(0)
        p.governance[0] += 0.3
        assert p.swayed[0] == (chosen != usual)
        differ += chosen != usual
    assert 0 < differ < 400 and np.count_nonzero(opened_to(model)) > 2


def test_more_governance_means_more_sharing(world):
    shares = []
    for beyond in (-0.3, 0.3):
        model, actor = site(world, beyond, governance=5.0)
        found = []
        for k in range(400):
            model.state.projects.key[0] = 7_919 * k + 3
            found.append(SHARES[actor.choose_mode(0)])
        shares.append(np.mean(found))
    assert shares[1] > shares[0] + 0.2


def test_a_draw_falls_on_modes_in_proportion_to_their_weights():
    luck = np.array([0.0, 0.24, 0.26, 0.74, 0.76, 1.0])
    weights = np.tile([1.0, 0.0, 2.0, 0.0, 1.0], (luck.size, 1))
    assert picked(weights, luck).tolist() == [0, 0, 2, 2, 4, 4]


def test_courses_change_in_a_run_only_where_governance_moves(world):
    """With G frozen from the start nothing but copies, which mix two statutes, departs from the usual."""
    changed = {}
    for speed in (0.0, 1.0):
        record = world("none", params=Params(govern=GovernParams(speed=speed)), years=10).run(1)
        p = record.projects
        originals = p["depth"] == 0
        changed[speed] = p["swayed"][originals].sum()
    assert changed[0.0] == 0 < changed[1.0]
