"""Public actors: they learn from trials, rank files and spend within their limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.public_actor import BeliefParams, PublicActor
from sim.state import EPCI, OPERATING

COUNTS = st.floats(0, 200)


def ready(world, policy="current_mix", **fields):
    """Return a model in its first policy year, no trial seen yet, and its first public actor."""
    model = world(policy, **fields).model(1)
    model.trials = np.zeros((4, 4, 2))
    return model, next(a for a in model.public_actors if a.row == 0)


@settings(max_examples=30)
@given(wins=COUNTS, losses=COUNTS, before=st.floats(0.5, 100), against=st.floats(0.5, 100))
def test_learning_moves_belief_towards_one_s_own_evidence(world, wins, losses, before, against):
    """The new belief lies between the forgotten prior and the share of successes seen at home."""
    model, actor = ready(world)
    actor.successes[0], actor.failures[0] = before, against
    model.trials[0, 0] = wins, losses
    kept = BeliefParams().memory ** 12
    prior = max(0.5, kept * before) / (max(0.5, kept * before) + max(0.5, kept * against))
    actor.learn()
    seen = wins / (wins + losses) if wins + losses else prior
    assert min(prior, seen) - 1e-9 <= actor.belief[0] <= max(prior, seen) + 1e-9
    if wins + losses > 1 and abs(seen - prior) > 1e-6:
        assert abs(actor.belief[0] - seen) < abs(prior - seen)


def test_success_raises_and_failure_lowers_belief(world):
    """From a neutral belief, twelve successes give (kept + 12) / (2 kept + 12), twelve failures its complement."""
    model, actor = ready(world)
    model.trials[0, 1], model.trials[0, 2] = (12, 0), (0, 12)
    actor.learn()
    kept = BeliefParams().memory ** 12
    expected = (kept + 12) / (2 * kept + 12)
    assert actor.belief.tolist() == pytest.approx([0.5, expected, 1 - expected, 0.5])


def test_forgetting_weakens_old_evidence(world):
    """Without trials each side keeps memory^12 a year, and never less than half a trial."""
    model, actor = ready(world)
    actor.successes[0], actor.failures[0] = 60.0, 20.0
    actor.learn()
    kept = BeliefParams().memory ** 12
    assert (actor.successes[0], actor.failures[0]) == pytest.approx((60 * kept, 20 * kept))
    for _ in range(60):
        actor.learn()
    assert (actor.successes[0], actor.failures[0]) == (0.5, 0.5)
    assert model.state.authorities.successes[0, 0] == 0.5


def test_memory_zero_knows_last_year_only(world):
    """Everything older is forgotten but the floor."""
    model, actor = ready(world, belief=BeliefParams(memory=0.0))
    actor.successes[:] = 100.0
    model.trials[0, 0] = 3.0, 4.0
    actor.learn()
    assert (actor.successes[0], actor.failures[0]) == (3.5, 4.5)


@settings(max_examples=30)
@given(absorptive=st.floats(0, 1), openness=st.floats(0, 1))
def test_absorptive_capacity_decides_what_is_heard_of_others(world, absorptive, openness):
    """Own trials count whole; others' by openness x absorptive capacity."""
    model, actor = ready(world, belief=BeliefParams(openness=openness))
    actor.absorptive = absorptive
    model.trials[0, 0], model.trials[1, 0], model.trials[3, 0] = (4, 1), (10, 0), (0, 20)
    wins, losses = actor.observe()
    assert wins[0] == pytest.approx(4 + openness * absorptive * 10)
    assert losses[0] == pytest.approx(1 + openness * absorptive * 20)
    assert not wins[1:].any() and not losses[1:].any()


def test_the_trials_of_a_january_are_those_of_the_payer_s_sites(world):
    """Twelve trials a site and year, summed where each stands; the year's decisions see them."""
    model = world("none").model(1)
    for _ in range(12):
        model.step()
    model.decide()
    p, rows = model.state.projects, model.state.operating()
    expected = np.zeros((33, 4, 2))
    for row in rows:
        scale = min(1.0, 12.0 / max(1.0, p.successes[row] + p.failures[row]))
        place = model.state.places.levels[EPCI, p.place[row]], p.innovation[row]
        expected[place] += np.array([p.successes[row], p.failures[row]]) * scale
    np.testing.assert_allclose(model.trials, expected)
    assert model.trials.sum() > 100


def test_ranking_without_error_is_belief_times_need_times_evidence(world):
    """With full absorptive capacity the score is the formula; noise width changes nothing."""
    model, actor = ready(world, belief=BeliefParams(ranking_noise=5.0))
    actor.absorptive = 1.0
    actor.successes[:] = [1, 2, 3, 4]
    p, files = model.state.projects, np.arange(24)
    p.successes[:24], p.failures[:24] = np.arange(24), 5
    unmet = model.state.places.unmet[p.innovation[files], p.place[files]]
    belief = np.array([1 / 2, 2 / 3, 3 / 4, 4 / 5])[p.innovation[files]]
    expected = belief * (0.25 + unmet) * (1 + np.arange(24)) / (7 + np.arange(24))
    np.testing.assert_allclose(actor.rank(files), expected)


def test_ranking_error_falls_with_absorptive_capacity(world):
    """The error is width x (1 - AC) x one uniform of the file and year: bounded, and other each year."""
    model, actor = ready(world, belief=BeliefParams(ranking_noise=2.0))
    files, errors = np.arange(24), {}
    actor.absorptive = 1.0
    true = actor.rank(files)
    for capacity in (0.0, 0.75):
        actor.absorptive = capacity
        errors[capacity] = actor.rank(files) - true
        assert (errors[capacity] > 0).all() and (errors[capacity] < 2.0 * (1 - capacity)).all()
    np.testing.assert_allclose(errors[0.75], errors[0.0] / 4)
    assert np.array_equal(actor.rank(files), actor.rank(files))
    this_year = actor.rank(files)
    model.state.step += 12
    assert not np.array_equal(actor.rank(files), this_year)


@settings(max_examples=30)
@given(limit=st.floats(0, 400_000))
def test_laureates_are_the_best_ranked_that_fit(world, limit):
    """Files are taken in order of rank, each one that still fits, and the sum stays within the limit."""
    model, actor = ready(world, "fund_investments")
    model.files = [model.programme.instruments[0].eligible(model.state)]
    rows, euros = actor.select(0, limit)
    mine = model.files[0][model.payer_of(model.files[0]) == 0]
    left, expected = limit, []
    for row in mine[np.argsort(-actor.rank(mine), kind="stable")]:
        price = float(model.programme.instruments[0].price(model.state, np.array([row]))[0])
        if price <= left:
            expected.append(int(row))
            left -= price
    assert rows.tolist() == expected
    assert euros.sum() <= limit + 1e-6


def test_files_of_other_territories_are_not_considered(world):
    """A payer with no file of its own gives nothing."""
    model, actor = ready(world, "seed_only")
    sites = np.arange(24)
    model.files = [sites[model.payer_of(sites) != 0]]
    rows, euros = actor.select(0, 1e9)
    assert rows.size == euros.size == 0
    assert model.answers[0].tolist() == [2.0, 1.0]


def test_answers_are_remembered(world):
    """Filed and accepted files count from (2, 1) on: next year's applicants know the odds."""
    model, actor = ready(world, "seed_only")
    sites = np.arange(24)
    mine = int((model.payer_of(sites) == 0).sum())
    model.files = [sites]
    rows, _ = actor.select(0, 40_000.0)
    assert rows.size == min(2, mine)
    assert model.answers[0].tolist() == [2.0 + mine, 1.0 + rows.size]


def test_each_instrument_gets_its_share_at_most(world):
    """Under current_mix: half to seed grants, a quarter each to the others, of what is available."""
    model = world("current_mix", budget=4e6).model(1)
    for _ in range(13):
        model.step()
    ledger, tools = model.state.ledger.table(), model.programme.instruments
    people = np.where(model.state.authorities.level == EPCI, model.state.authorities.population, 0.0)
    for index, share in enumerate(model.programme.shares(1)):
        mine = (ledger["instrument"] == index) & (ledger["flow"] == 3)
        spent = np.bincount(ledger["payer"][mine], weights=ledger["euros"][mine], minlength=33)
        assert (spent <= share * 4e6 * people / people.sum() + 1e-6).all(), tools[index].name
    assert model.programme.shares(1).tolist() == [0.25, 0.5, 0.25]


@settings(max_examples=30)
@given(money=st.floats(0, 5e6))
def test_allocating_never_spends_more_than_there_is(world, money):
    """Whatever the money, sections end at 0 or more, and a year's commitments are within it."""
    model, actor = ready(world, "people_and_investments")
    model.treasury.open_year(np.full(33, money))
    model.files = [tool.eligible(model.state) for tool in model.programme.instruments]
    actor.allocate()
    assert (model.treasury.available >= -1e-6).all()
    assert model.state.ledger.totals[3] <= money + 1e-6


def test_a_rule_of_one_s_own_is_one_method(world):
    """A subclass that overrides allocate alone is used by the model."""

    class Catalysts(PublicActor):
        """Puts all it can in its own territory."""

        def allocate(self):
            """Commit the whole operating section."""
            euros = self.model.treasury.available[self.row, OPERATING]
            if euros > 0.0:
                self.model.treasury.commit(0, self.row, np.array([self.row]), np.array([euros]))

    model = world("catalysis").model(1, public_actor=Catalysts)
    for _ in range(13):
        model.step()
    assert model.treasury.available[:, OPERATING].tolist() == [0.0] * 33
    assert (model.treasury.available[25:29, 0] > 0).all()
