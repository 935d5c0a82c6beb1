"""Public actors rank files and spend within their limits; how they learn is in test_learning.py."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.learning import BeliefParams
from agents.public_actor import PublicActor
from sim.names import EPCI, OPERATING


def ready(world, policy="current_mix", **fields):
    """Return a model at month 0 and its first EPCI, whose elected put nothing first."""
    model = world(policy, **fields).model(1)
    row = int(np.flatnonzero(model.state.authorities.level == EPCI)[0])
    model.state.authorities.priority[:] = 1.0
    return model, next(a for a in model.public_actors if a.row == row)


def test_ranking_without_error_is_belief_times_need_times_evidence(world):
    """With full absorptive capacity and neutral elected the score is the formula; noise width changes nothing."""
    model, actor = ready(world, belief=BeliefParams(ranking_noise=5.0))
    actor.absorptive = 1.0
    actor.successes[:] = [1, 2, 3, 4]
    p, files = model.state.projects, np.arange(24)
    p.successes[:24], p.failures[:24] = np.arange(24), 5
    unmet = model.state.places.unmet[p.innovation[files], p.place[files]]
    belief = np.array([1 / 2, 2 / 3, 3 / 4, 4 / 5])[p.innovation[files]]
    expected = belief * (0.25 + unmet) * (1 + np.arange(24)) / (7 + np.arange(24))
    np.testing.assert_allclose(actor.rank(files), expected)


def test_what_the_elected_put_first_and_what_is_policy_rank_higher(world):
    """The score is in proportion to the priority of the domain, and half as high again for the payer's own policy."""
    model, actor = ready(world)
    actor.absorptive = 1.0
    files = np.arange(24)
    before, kinds = actor.rank(files), model.state.projects.innovation[files]
    actor.priority[model.state.innovations.domain[1]] = 3.0
    model.state.authorities.adopted[actor.row, 2] = 0
    times = np.array([1.0, 3.0, 1.0 + BeliefParams().own_policy, 1.0])
    np.testing.assert_allclose(actor.rank(files), before * times[kinds])


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
    mine = model.files[0][model.payer_of(model.files[0]) == actor.row]
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
    model.files = [sites[model.payer_of(sites) != actor.row]]
    rows, euros = actor.select(0, 1e9)
    assert rows.size == euros.size == 0
    assert model.answers[0].tolist() == [2.0, 1.0]


def test_answers_are_remembered(world):
    """Filed and accepted files count from (2, 1) on: next year's applicants know the odds."""
    model, actor = ready(world, "seed_only")
    sites = np.arange(24)
    mine = int((model.payer_of(sites) == actor.row).sum())
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
