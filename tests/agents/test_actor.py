"""Carriers of projects: when they apply, and how they choose to scale."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.actor import DAYS_A_YEAR, Actor, ChoiceParams, ways_open
from agents.public_actor import PublicActor
from scenarios.instruments.people_funding import PeopleFunding
from scenarios.instruments.seed_grant import SeedGrant
from sim.names import COOPERATION, EXPERIMENT, FUSION, MODES, PROOF, STRUCTURED
from sim.processes.operate import OperateParams
from sim.processes.swarm import SwarmParams

DAY = OperateParams().wage / DAYS_A_YEAR
CHOICE, FREE = ChoiceParams(), SwarmParams().free_work


class Refuses(PublicActor):
    """Gives nothing to anybody."""

    def allocate(self):
        """Say no."""


def site(world, evidence=(0, 0), codified=0.0, posts=2.0, **fields):
    """Return a model and its first carrier, whose site has this evidence, written knowledge and team."""
    model = world("none", **fields).model(1)
    p = model.state.projects
    p.successes[0], p.failures[0], p.codified[0], p.posts[0] = *evidence, codified, posts
    p.stage[0] = STRUCTURED
    return model, model.actors[int(p.actor[0])]


def opened_to(model):
    """Return the ways to scale open to the first project, and their weights."""
    rules = model.rules
    weights = ways_open(model.state, rules.choice, rules.params.swarm.free_work, np.array([0]))[0]
    return np.flatnonzero(weights), weights[weights > 0.0]


@settings(max_examples=30)
@given(euros=st.floats(0, 1e6), chance=st.floats(0, 1), days=st.floats(0, 200))
def test_a_carrier_applies_when_the_hope_exceeds_the_work(world, euros, chance, days):
    """Euros x chance against days x a day's wage."""
    model = world().model(1)
    tool = SeedGrant(application_days=days)
    assert model.actors[0].applies(tool, 0, euros, chance) == (euros * chance > days * DAY)


@pytest.mark.parametrize("public_actor", [PublicActor, Refuses])
def test_application_effort_is_owed_laureate_or_not(world, public_actor):
    """Every eligible carrier that files owes the days, whatever the answer."""
    model = world("seed_only", (SeedGrant(application_days=21.8),)).model(1, public_actor=public_actor)
    while model.state.step < 12:
        model.step()
    eligible = model.programme.instruments[0].eligible(model.state)
    before = model.state.projects.backlog.copy()
    model.decide()
    owed = model.state.projects.backlog - before
    np.testing.assert_allclose(owed[eligible], 21.8 / 218.0 * 12.0)
    assert owed.sum() == pytest.approx(eligible.size * 1.2)


def test_files_cost_output(world):
    """The same sites with and without files to write, nobody getting anything: less is produced."""
    output = {}
    for days in (0.0, 60.0):
        tool = PeopleFunding(application_days=days)
        model = world("fund_people", (tool,)).model(1, public_actor=Refuses)
        while model.state.step < 12:
            model.step()
        model.state.projects.posts[model.state.operating()] = 2.0
        model.step()
        output[days] = model.state.projects.output[model.state.operating()].sum()
    assert output[60.0] < output[0.0]


def test_a_file_too_heavy_for_its_money_is_not_written(world):
    """A grant of 1,000 euros for 20 days of work attracts nobody, so nobody owes anything."""
    model = world("seed_only", (SeedGrant(amount=1_000.0, application_days=20.0),)).model(1)
    for _ in range(12):
        model.step()
    before = model.state.projects.backlog.copy()
    model.decide()
    assert np.array_equal(model.state.projects.backlog, before)
    assert model.files[0].size == 0


def test_after_many_refusals_fewer_apply(world):
    """The chance is files accepted over filed: at 1 in 100 the work is no longer worth it."""
    model = world("seed_only").model(1)
    for _ in range(12):
        model.step()
    assert model.apply_for(0).size > 0
    model.note_answers(0, 98, 0)
    assert model.apply_for(0).size == 0


def test_a_subclass_may_never_apply(world, run):
    """An Actor who files nothing leaves all the money unspent."""

    class Proud(Actor):
        """Asks nobody for anything."""

        def applies(self, instrument, project, euros, chance):
            """Never file."""
            return False

    assert world("current_mix").run(1, actor=Proud).indicators["money_committed"][-1] == 0
    assert run("current_mix").indicators["money_committed"][-1] > 0


@settings(max_examples=30)
@given(wins=st.integers(0, 40), losses=st.integers(0, 40), codified=st.floats(0, 1), posts=st.floats(0, 10))
def test_open_modes_are_those_whose_conditions_hold(world, wins, losses, codified, posts):
    """Evidence and written knowledge open each mode; not scaling is always open, with weight 1."""
    model, _ = site(world, (wins, losses), codified, posts)
    table, evidence = model.state.modes, (1 + wins) / (2 + wins + losses)
    expected = [0] + [
        m for m in np.flatnonzero(table.rate > 0.0)
        if evidence >= table.evidence[m] and codified >= table.codified[m] and table.output[m] == 0.0
        and m not in (COOPERATION, FUSION)  # no output and no tie yet
    ]  # fmt: skip
    modes, weights = opened_to(model)
    assert list(modes) == expected
    assert weights[0] == 1.0 and all(w > 0 for w in weights)
    for mode, weight in list(zip(modes, weights, strict=True))[1:]:
        means = min(1.0, 12 * FREE * posts / table.effort[mode])
        utility = CHOICE.evidence * (evidence - table.evidence[mode]) + CHOICE.means * means + CHOICE.taste
        assert np.log(weight) == pytest.approx(utility, abs=1e-9)


@pytest.mark.parametrize(("evidence", "codified", "opened"), [
    ((0, 10), 1.0, ()),
    ((5, 5), 0.2, ()),
    ((5, 5), 0.4, ("fertilisation",)),
    ((6, 4), 0.4, ("fertilisation",)),
    ((7, 3), 0.6, ("affiliation", "fertilisation")),
    ((9, 1), 0.0, ("branching",)),
    ((9, 1), 0.6, ("branching", "affiliation", "fertilisation")),
], ids=str)  # fmt: skip
def test_what_each_mode_needs(world, evidence, codified, opened):
    """Branching asks for evidence of .7; affiliation .6 and half written; fertilisation .5 and .3 written."""
    model, _ = site(world, evidence, codified)
    modes, _ = opened_to(model)
    assert tuple(MODES[m] for m in modes[1:]) == opened


@pytest.mark.parametrize("choice", [ChoiceParams(), ChoiceParams(evidence=0.0, means=0.0, taste=-0.5)])
def test_choices_follow_their_logit_weights(world, choice):
    """Over n = 4,000 project keys, each mode's share is within 4 standard errors of w / sum(w).

    Standard error sqrt(q (1 - q) / n): about 1 false alarm in 16,000 seeds and mode; the seed is fixed.
    """
    model, actor = site(world, (9, 3), 0.7, 1.0, choice=choice)
    modes, weights = opened_to(model)
    assert len(modes) == 4
    n, shares = 4_000, np.array(weights) / sum(weights)
    counts = np.zeros(4)
    for k in range(n):
        model.state.projects.key[0] = 7_919 * k + 3
        counts[actor.choose_mode(0)] += 1
    assert (abs(counts / n - shares) < 4 * np.sqrt(shares * (1 - shares) / n)).all()


def test_a_choice_is_the_same_within_a_year_and_may_change_in_another(world):
    """The draw is named by project and year."""
    model, actor = site(world, (9, 3), 0.7, 0.5, choice=ChoiceParams(evidence=0.0, means=0.0))
    chosen = []
    for year in range(60):
        model.state.step = 12 * year
        chosen.append(actor.choose_mode(0))
        assert actor.choose_mode(0) == chosen[-1]
    assert len(set(chosen)) == 4


def test_more_evidence_more_free_work_and_more_taste_encourage(world):
    """Each raises the weight of scaling against not scaling."""

    def weight(evidence=(8, 2), posts=1.0, **choice):
        model, _ = site(world, evidence, 1.0, posts, choice=ChoiceParams(**choice))
        return sum(opened_to(model)[1][1:])

    base = weight()
    assert weight(evidence=(16, 2)) > base
    assert weight(posts=3.0) > base
    assert weight(taste=1.0) == pytest.approx(base * np.e)
    assert weight(means=0.0) < base


def test_only_structured_sites_choose(world):
    """Ideas, experiments and proofs do not scale, however good; structured sites choose each January."""
    model, actor = site(world, (30, 0), 1.0, 5.0, choice=ChoiceParams(taste=10.0))
    p = model.state.projects
    for stage, chooses in ((EXPERIMENT, False), (PROOF, False), (STRUCTURED, True), (STRUCTURED + 1, True)):
        p.stage[0], p.choice[0] = stage, 0
        model.decide()
        assert (p.choice[0] > 0) == chooses
        assert actor.projects == [0]


def test_a_site_that_no_longer_qualifies_stops_choosing_to_scale(world):
    """With evidence gone only mode 0 is open."""
    model, actor = site(world, (0, 20), 1.0, 5.0, choice=ChoiceParams(taste=10.0))
    model.state.projects.choice[0] = 2
    model._carriers = {actor.row: [0]}
    actor.decide()
    assert model.state.projects.choice[0] == 0
