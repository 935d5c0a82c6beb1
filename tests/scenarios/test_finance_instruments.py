"""Equity, securities, impact bonds, calls: who may have them, what they bring, what is repaid or paid for results."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.treasury import FinanceParams
from scenarios.instruments.competitive_call import CompetitiveCall
from scenarios.instruments.equity import Equity
from scenarios.instruments.participatory_title import ParticipatoryTitle
from scenarios.instruments.social_impact_bond import SocialImpactBond
from scenarios.policy import Policy
from sim.ledger import COMMITTED, PAID, PRIVATE, RELEASED
from sim.names import ASSOCIATION, COOPERATIVE, EPCI, EXPERIMENT, FIRM, INVESTMENT, OPERATING, PROOF
from sim.processes.survive import SurviveParams
from sim.schedule import Params

IMMORTAL = Params(survive=SurviveParams(association=0.0, cooperative=0.0, firm=0.0))
LATER = FinanceParams(first_policy_year=50)  # nobody decides on money but the test
SITES = np.arange(24)
ALL = (Equity(), ParticipatoryTitle(), SocialImpactBond(), CompetitiveCall())


def proven(world, **fields):
    """Return a world at month 0 whose 24 sites are proven, their evidence 8 of 10, each carried by an association."""
    state = world("none", **fields).model(1).state
    p = state.projects
    p.stage[SITES], p.successes[SITES], p.failures[SITES], p.cost[SITES] = PROOF, 8.0, 2.0, 8_000.0
    state.actors.form[p.actor[SITES]], state.actors.esus[p.actor[SITES]] = ASSOCIATION, 1
    return state


def carried(state, row, form, esus=1):
    """Make the carrier of a site of this legal form, approved ESUS or not."""
    actor = state.projects.actor[row]
    state.actors.form[actor], state.actors.esus[actor] = form, esus


@pytest.mark.parametrize("tool", ALL, ids=lambda tool: tool.name)
def test_every_one_keeps_the_promise(world, tool):
    """Prices of 0 or more for those eligible; what is used is at most what is due; private money 0 or more."""
    state = proven(world)
    carried(state, SITES[:12], COOPERATIVE)
    rows = tool.eligible(state)
    prices = tool.price(state, rows)
    assert rows.size and (prices > 0).all()
    assert (tool.section == OPERATING) == (tool.name == "social_impact_bond")
    brought = tool.award(state, rows, prices)
    assert brought.shape == rows.shape and (brought >= 0).all() and brought.any()
    used = tool.pay(state, rows, prices / tool.instalments, np.zeros(rows.size))
    assert (used >= 0).all() and (used <= prices / tool.instalments + 1e-9).all()


def test_equity_is_for_proven_carriers_with_shares(world):
    """Cooperatives and firms approved ESUS, proven, with evidence; associations and other firms have none to sell."""
    state = proven(world)
    for row, (form, esus) in enumerate([(COOPERATIVE, 1), (FIRM, 1), (FIRM, 0), (ASSOCIATION, 1)]):
        carried(state, row, form, esus)
    carried(state, [4, 5], COOPERATIVE)
    state.projects.stage[4], state.projects.successes[5] = EXPERIMENT, 2.0
    assert Equity().eligible(state).tolist() == [0, 1]


def test_securities_are_for_cooperatives_and_associations(world):
    state = proven(world)
    for row, form in enumerate([COOPERATIVE, FIRM, ASSOCIATION]):
        carried(state, row, form)
    assert ParticipatoryTitle().eligible(state)[:3].tolist() == [0, 2, 3]


def test_impact_bonds_are_for_associations_and_solidarity_enterprises_with_evidence(world):
    state = proven(world)
    for row, (form, esus) in enumerate([(COOPERATIVE, 1), (FIRM, 1), (FIRM, 0), (ASSOCIATION, 0)]):
        carried(state, row, form, esus)
    state.projects.failures[4] = 8.0
    assert SocialImpactBond(evidence=0.6).eligible(state)[:4].tolist() == [0, 1, 3, 5]


@settings(max_examples=40)
@given(least=st.floats(1, 2e5), most=st.floats(1_000, 3e5), private=st.floats(0, 5), share=st.floats(0, 1))
def test_a_ticket_is_the_public_share_of_the_need_within_its_bounds(world, least, most, private, share):
    """Need = missing capital + months of cost; who needs less than the least is left out; never above the most."""
    state = proven(world)
    p, full = state.projects, state.innovations.capital[state.projects.innovation[SITES]]
    p.capital[SITES] = share * full
    tool = ParticipatoryTitle(ticket_min=least, ticket_max=most, private=private, working_months=4.0)
    wanted = ((1.0 - share) * full + 4.0 * 8_000.0) / (1.0 + private)
    np.testing.assert_allclose(tool.price(state, SITES), np.minimum(most, wanted))
    sure = np.abs(wanted - least) > 1e-6 * least
    assert (np.isin(SITES, tool.eligible(state)) == (wanted >= least))[sure].all()


@settings(max_examples=40)
@given(euros=st.floats(0, 5e5), private=st.floats(0, 4))
def test_lasting_money_buys_capital_first_and_private_money_comes_at_once(world, euros, private):
    """What a site gets is capital up to a full site's, then cash; nothing else moves, nothing is lost."""
    state, row = proven(world), np.array([3])
    p, full = state.projects, state.innovations.capital[state.projects.innovation[3]]
    before = p.capital[3], p.cash[3]
    tool = replace(Equity(), private=private)
    assert tool.award(state, row, np.array([euros])) == pytest.approx(private * euros)
    used = tool.pay(state, row, np.array([euros]), np.zeros(1))
    assert used == euros
    gained = p.capital[3] - before[0], p.cash[3] - before[1]
    assert sum(gained) == pytest.approx((1.0 + private) * euros)
    assert gained[0] == pytest.approx(min((1.0 + private) * euros, max(0.0, full - before[0])))


def test_a_call_is_one_third_subsidy_two_thirds_equity(world):
    """Two thirds are to be repaid at the exit; by parameter, all or nothing."""
    assert CompetitiveCall().terms.share == pytest.approx(2 / 3)
    assert CompetitiveCall(subsidy=1.0).terms.share == 0.0
    assert CompetitiveCall(subsidy=0.0, repaid=1.2).terms == (1.2, 84, 12)
    assert Equity(exit=60, exit_months=6).terms == (1.0, 60, 6)
    assert ParticipatoryTitle().terms == (1.1, 84, 36)
    assert SocialImpactBond().terms.share == 0.0


# social_impact_bond


def bond(world, successes):
    """Return a model that never closes a site, in which site 0 has just signed, and its end: money and evidence."""
    tool = SocialImpactBond(amount=100_000.0, reward=0.2, term=2, goal=0.65)
    policy = Policy("bond", "Contrat", "Bond", shares={tool.name: 1.0})
    model = world(policy, (tool,), params=IMMORTAL, finance=LATER).model(1)
    model.treasury.open_year(np.full(33, 1e6))
    payer = int(model.state.places.levels[EPCI, model.state.projects.place[0]])
    cash = model.state.projects.cash[0]
    model.treasury.commit(0, payer, np.array([0]), tool.price(model.state, np.array([0])))
    assert model.state.projects.cash[0] - cash == pytest.approx(100_000.0)  # before any public euro
    model.state.projects.successes[0], model.state.projects.failures[0] = successes, 1_000.0 - successes
    return model


@pytest.mark.parametrize(("successes", "paid"), [(900.0, 120_000.0), (500.0, 0.0)])
def test_public_money_pays_for_results_only_and_at_the_end(world, successes, paid):
    """Nothing for two years; then 120,000 where evidence reaches the goal, else all of it is released."""
    model = bond(world, successes)
    totals = model.state.ledger.totals
    assert totals[PRIVATE] == pytest.approx(100_000.0) == model.state.projects.private[0]
    for _ in range(24):
        model.step()
    assert totals[PAID] == 0.0
    model.step()
    assert totals[PAID] == pytest.approx(paid) == model.state.projects.received[0]
    assert totals[RELEASED] == pytest.approx(120_000.0 - paid)


def test_investors_lose_where_a_site_closes(world):
    """A closed site reaches no goal: the public actor keeps its money."""
    model = bond(world, 900.0)
    model.state.projects.closed[0] = 5
    model.treasury.disburse()
    totals = model.state.ledger.totals
    assert totals[RELEASED] == pytest.approx(totals[COMMITTED]) and totals[PAID] == 0.0


# in whole runs


@pytest.mark.parametrize("tool", ALL, ids=lambda tool: tool.name)
def test_money_brought_makes_sites_larger(world, run, tool):
    """Capital or jobs of open sites end higher than without a policy, and private euros follow public ones."""
    policy = Policy(tool.name, tool.name, tool.name, shares={tool.name: 1.0})
    record, none = world(policy, (tool,)).run(1), run("none")
    euros = {f: record.ledger["euros"][record.ledger["flow"] == f].sum() for f in (COMMITTED, PRIVATE)}
    assert euros[COMMITTED] > 0.0
    brought = 1.0 / (1.0 + tool.reward) if tool.name == "social_impact_bond" else tool.private
    assert euros[PRIVATE] == pytest.approx(brought * euros[COMMITTED])
    size = [
        (r.projects["capital"][r.projects["closed"] < 0].sum(), r.indicators["jobs"][-1]) for r in (record, none)
    ]
    assert size[0][0] > size[1][0] and size[0][1] > size[1][1]


def test_sections_of_lasting_money():
    """Shares and securities are investments; results are paid from operating money."""
    assert [tool.section for tool in ALL] == [INVESTMENT, INVESTMENT, OPERATING, INVESTMENT]
