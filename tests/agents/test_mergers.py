"""What public actors promised to a site that merges goes on in the other; a merger is no failure they learn from."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents import model as model_file
from agents.learning import last_year
from agents.treasury import FinanceParams, Treasury, rounds
from scenarios.instruments.equity import Equity
from scenarios.instruments.people_funding import PeopleFunding
from scenarios.instruments.seed_grant import SeedGrant
from sim.ledger import COMMITTED, LOST, OUTSTANDING, OWED, PAID, RELEASED, REPAID
from sim.merging import absorb
from sim.names import EPCI, OPERATING, STRUCTURED

FEES = {"delay": 0, "application_days": 0.0}


def treasury(world, *tools):
    """Return a treasury with money for everybody, and twin sites: rows 0 and 1 have one place and innovation."""
    state = world().model(1).state
    p, state.step = state.projects, 12
    p.place[1], p.innovation[1] = p.place[0], p.innovation[0]
    p.stage[:24], p.cash[:24], p.posts[:24] = STRUCTURED, 1e6, 0.5
    found = Treasury(state, tools, FinanceParams())
    found.open_year(np.full(state.authorities.code.size, 1e7))
    return found, int(state.places.levels[EPCI, p.place[0]])


def merged(found, kept=0, twin=1):
    """Let a twin become part of a site."""
    absorb(found.state, kept, twin)
    found.follow_mergers()


def spend(found, months):
    """Pay for some months, as the model does: what payments keep up is remade."""
    p = found.state.projects
    for _ in range(months):
        for column in (p.funded, p.dues, p.granted, p.term_left):
            column[:] = 0.0
        found.disburse()
        found.state.step += 1


def totals(found):
    """Return euros by flow."""
    ledger = found.state.ledger.table()
    return np.bincount(ledger["flow"], ledger["euros"], 12)


@pytest.mark.parametrize("both", [False, True])
def test_funded_posts_are_paid_to_the_end_of_their_term_in_the_site_that_lives_on(world, both):
    """Two terms of one instrument at once are two posts; nothing is given back."""
    tool = PeopleFunding(term=3, **FEES)
    found, payer = treasury(world, tool)
    rows = np.array([0, 1] if both else [1])
    found.commit(0, payer, rows, tool.price(found.state, rows))
    spend(found, 6)
    merged(found)
    spend(found, 1)
    p, filled = found.state.projects, tool.posts * rows.size
    assert p.funded[:2].tolist() == [filled, 0.0] and p.term_left[0] == 36 - 7
    assert found.active(0) == {0}
    spend(found, 40)
    assert totals(found)[PAID] == pytest.approx(totals(found)[COMMITTED]) and not found.awards
    assert totals(found)[RELEASED] == 0.0


def test_what_a_site_may_have_once_it_may_not_have_again_through_its_twin(world):
    tool = SeedGrant()
    found, payer = treasury(world, tool)
    found.commit(0, payer, np.array([1]), tool.price(found.state, np.array([1])))
    merged(found)

    assert 0 in found.served[0]


def test_the_last_of_several_mergers_pays_and_is_paid(world):
    """1 becomes part of 0, 0 of 2: what 1 was awarded and what it owes are 2's."""
    tools = PeopleFunding(term=3, **FEES), Equity(delay=0, exit=6, exit_months=4)
    found, payer = treasury(world, *tools)
    p = found.state.projects
    p.place[2], p.innovation[2] = p.place[0], p.innovation[0]
    row = np.array([1])
    for index in range(2):
        found.commit(index, payer, row, np.array([9_000.0]))
    spend(found, 2)
    merged(found)
    merged(found, 2, 0)

    assert {a.row for a in found.awards} == {2} and found.claims.columns["row"].tolist() == [2]
    spend(found, 60)
    assert totals(found)[LOST] == 0.0 and totals(found)[REPAID] > 0.0


@settings(max_examples=25)
@given(st.data(), st.integers(0, 20))
def test_money_balances_and_nothing_is_lost_whatever_merges(world, data, when):
    """Any sites, at any month, in any order: committed less released is paid; owed is repaid or still owed."""
    tools = PeopleFunding(term=2, **FEES), Equity(delay=3, exit=6, exit_months=12)
    found, payer = treasury(world, *tools)
    rows = np.arange(6)
    for index in range(2):
        found.commit(index, payer, rows, np.full(6, 12_000.0))
    spend(found, when)
    alive = rows.tolist()
    for _ in range(data.draw(st.integers(1, 4))):
        kept, twin = data.draw(st.permutations(alive))[:2]
        absorb(found.state, kept, twin)
        alive.remove(twin)
    found.follow_mergers()
    spend(found, 20)
    found.close()
    f = totals(found)
    assert f[COMMITTED] - f[RELEASED] == pytest.approx(f[PAID] + f[OUTSTANDING], abs=1e-6)
    assert f[LOST] == 0.0 and f[RELEASED] == pytest.approx(0.0, abs=1e-6)
    assert f[REPAID] + f[OWED] == pytest.approx(tools[1].terms.share * 6 * 12_000.0)


@given(st.lists(st.integers(0, 4), max_size=12))
def test_rounds_pay_each_award_once_and_no_site_twice_at_a_time(rows):
    rows = np.array(rows, int)
    turns = rounds(rows)

    assert (np.sum(turns, axis=0) == 1).all()
    assert all(np.unique(rows[turn]).size == turn.sum() for turn in turns)


def test_a_merger_is_not_learnt_from_as_a_closing(world):
    """A year later: the months of both at the rate of the site that lives on, and no failure for the closing."""
    state = world().model(1).state
    p = state.projects
    p.place[1], p.innovation[1] = p.place[0], p.innovation[0]
    p.successes[:24], p.failures[:24] = 9.0, 3.0
    state.step = 6
    absorb(state, 0, 1)
    state.step = 12
    here = state.places.levels[EPCI, p.place[0]], p.innovation[0]
    mine = (state.places.levels[EPCI, p.place[:24]] == here[0]) & (p.innovation[:24] == here[1])
    months = np.where(p.closed[:24] >= 0, 6, 12)[mine].sum()

    seen = last_year(state, closing=6.0).seen[here]

    assert seen == pytest.approx([0.75 * months, 0.25 * months])
    p.merged[1] = -1
    assert last_year(state, closing=6.0).seen[here][1] == pytest.approx(0.25 * (months - 6) + 6.0 + 6.0)


def test_a_site_that_closes_for_good_keeps_nothing_of_its_twin_s(world):
    """What was still to come to either is released when the site that lives on closes."""
    tool = PeopleFunding(term=3, **FEES)
    found, payer = treasury(world, tool)
    found.commit(0, payer, np.array([0, 1]), tool.price(found.state, np.arange(2)))
    merged(found)
    before = found.available[payer, OPERATING]
    found.state.projects.closed[0] = 12
    spend(found, 1)

    assert not found.awards and found.available[payer, OPERATING] - before == pytest.approx(totals(found)[COMMITTED])


@pytest.mark.parametrize("month", [24, 30])
def test_in_a_run_the_posts_of_a_site_that_merges_are_paid_until_their_end(world, monkeypatch, month):
    """In December, before anybody is asked again, as in June: no euro comes back, none is lost."""
    model = world("fund_people", years=6).model(1)
    state, treasury, usual = model.state, model.treasury, model_file.month
    found = []

    def merging(state, *given):
        usual(state, *given)
        rows = state.operating()
        mine = [a.row for a in treasury.awards if a.row in rows and a.start + a.months > state.step + 12]
        if state.step == month:
            kept = next(row for row in rows.tolist() if row not in {a.row for a in treasury.awards})
            found.extend([kept, mine[0], state.projects.funded[mine[0]]])
            absorb(state, kept, mine[0])

    monkeypatch.setattr(model_file, "month", merging)
    while not found:
        model.step()
    kept, twin, funded = found
    assert {a.row for a in treasury.awards} & {kept, twin} == {kept}
    assert state.projects.funded[kept] == funded > 0.0
    state.projects.cash[kept] = 1e7
    model.step()
    assert state.projects.funded[kept] >= funded and state.projects.funded[twin] == 0.0
    lines = state.ledger.lines()
    given = (lines["flow"] == RELEASED) & np.isin(lines["project"], [kept, twin]) & (lines["step"] >= month)
    assert not given.any()
