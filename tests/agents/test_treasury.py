"""Public money: every euro is budgeted, moved, committed, paid, given back, repaid or left, and none vanishes."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.instrument import EVERYONE, GIFT, Terms
from agents.public_actor import PublicActor
from agents.treasury import FinanceParams, Treasury
from scenarios.instruments.people_funding import PeopleFunding
from scenarios.instruments.seed_grant import SeedGrant
from scenarios.policy import Policy
from sim.ledger import (
    BUDGETED,
    COMMITTED,
    FLOWS,
    LOST,
    OUTSTANDING,
    OWED,
    PAID,
    PRIVATE,
    RELEASED,
    REPAID,
    TRANSFERRED_IN,
    TRANSFERRED_OUT,
    UNSPENT,
)
from sim.state import EPCI, INVESTMENT, OPERATING

EPCIS = range(25, 29)  # rows of the public actors who pay: after 25 communes
EUROS = st.floats(0, 1e6, allow_nan=False)
TERMS = st.one_of(
    st.just(GIFT), st.builds(Terms, st.floats(0.1, 1.5), st.integers(0, 12), st.integers(1, 24))
)  # fmt: skip
MIXES = st.lists(st.floats(0, 0.2), min_size=5, max_size=5).map(
    lambda five: dict(zip(
        ("catalysis", "investment_grant", "people_funding", "seed_grant", "valorisation"), five, strict=True
    ))
)  # fmt: skip


@dataclass(frozen=True)
class Tool:
    """An instrument that uses a known share of each payment."""

    name: str = "tool"
    section: int = OPERATING
    delay: int = 0
    instalments: int = 1
    used: float = 1.0
    target: str = "project"
    once: bool = False
    application_days: float = 0.0
    terms: Terms = GIFT
    beside: float = 0.0  # private euros per public euro
    funnel = EVERYONE

    def award(self, state, rows, euros):
        """Bring private money."""
        return self.beside * euros

    def price(self, state, rows):
        """Ask for 1,000 euros a row."""
        return np.full(rows.size, 1_000.0)

    def pay(self, state, rows, euros, left):
        """Use a share."""
        return euros * self.used


def purse(world, tools, **finance):
    """Return a treasury on the sites of month 0, its step at 12 as in the first policy year."""
    state = world().model(1).state
    state.step = 12
    return Treasury(state, tools, FinanceParams(**finance))


def flows(ledger, payers=33):
    """Return euros by flow, payer and section, shape (12, U, 2)."""
    out = np.zeros((len(FLOWS), payers, 2))
    np.add.at(out, (ledger["flow"], ledger["payer"], ledger["section"]), ledger["euros"])
    return out


def assert_conserved(ledger, payers=33):
    """Check both accounts, to 1e-9 of what was opened and repaid, for each payer and section."""
    f = flows(ledger, payers)
    came = f[BUDGETED] + f[TRANSFERRED_IN] - f[TRANSFERRED_OUT] + f[RELEASED] + f[REPAID]
    slack = 1e-9 * max(1.0, f[[BUDGETED, REPAID]].sum())
    np.testing.assert_allclose(came, f[COMMITTED] + f[UNSPENT], rtol=0, atol=slack)
    np.testing.assert_allclose(f[COMMITTED] - f[RELEASED], f[PAID] + f[OUTSTANDING], rtol=0, atol=slack)
    np.testing.assert_allclose(f[TRANSFERRED_IN], f[TRANSFERRED_OUT][:, ::-1], rtol=0, atol=slack)
    assert (ledger["euros"] > 0).all()


def committed_of(state, index):
    """Return what was committed through one instrument."""
    ledger = state.ledger.table()
    return ledger["euros"][(ledger["flow"] == COMMITTED) & (ledger["instrument"] == index)].sum()


def assert_loans_close(ledger, tools):
    """Check that what each instrument lent, by its terms, was repaid, lost or is still owed, project by project."""
    size = int(ledger["project"].max(initial=0)) + 1
    for index, tool in enumerate(tools):
        by = np.zeros((len(FLOWS), size))
        mine = (ledger["instrument"] == index) & (ledger["project"] >= 0)
        np.add.at(by, (ledger["flow"][mine], ledger["project"][mine]), ledger["euros"][mine])
        lent = tool.terms.share * by[PAID]
        slack = 1e-9 * max(1.0, lent.sum())
        np.testing.assert_allclose(by[[REPAID, LOST, OWED]].sum(axis=0), lent, rtol=0, atol=slack)


@settings(max_examples=60)
@given(data=st.data(), transferable=st.floats(0, 1), share=st.floats(0, 1))
def test_money_balances_whatever_is_awarded_closed_or_left_vacant(world, data, transferable, share):
    """Random awards, delays, terms, use, closures: both accounts hold to 1e-9 and nothing turns negative."""
    tools = tuple(
        Tool(
            f"t{k}", data.draw(st.sampled_from([INVESTMENT, OPERATING])), data.draw(st.integers(0, 8)),
            data.draw(st.integers(1, 30)), data.draw(st.floats(0, 1)),
            data.draw(st.sampled_from(["project", "territory"])), terms=data.draw(TERMS),
            beside=data.draw(st.floats(0, 3)),
        )
        for k in range(3)
    )  # fmt: skip
    purse_ = purse(world, tools, transferable=transferable, investment_share=share)
    state = purse_.state
    for _ in range(data.draw(st.integers(1, 3))):
        purse_.open_year(np.array(data.draw(st.lists(EUROS, min_size=33, max_size=33))))
        for index, tool in enumerate(tools):
            payer = data.draw(st.sampled_from(EPCIS))
            sites = np.flatnonzero(state.places.levels[EPCI, state.projects.place[: state.n_projects]] == payer)
            rows = np.array([payer]) if tool.target == "territory" else sites[:3]
            if rows.size:
                wish = data.draw(st.floats(0, 1)) * purse_.spendable(payer, tool.section) * (1 - 1e-12)
                purse_.commit(index, payer, rows, np.full(rows.size, wish / rows.size))
        for _ in range(data.draw(st.integers(1, 14))):
            before = state.projects.cash[:24].copy()
            purse_.disburse()
            assert (state.projects.cash[:24] >= np.minimum(before, state.projects.cost[:24]) - 1e-6).all()
            state.projects.cash[:24] += data.draw(st.floats(-3_000, 20_000))
            state.step += 1
            for row in data.draw(st.sets(st.integers(0, 23), max_size=2)):
                if state.projects.closed[row] < 0:
                    state.projects.closed[row] = state.step
    purse_.close()
    assert (purse_.available >= -1e-6).all()
    assert (purse_.movable >= -1e-6).all()
    assert_conserved(state.ledger.table())
    assert_loans_close(state.ledger.table(), tools)
    private = flows(state.ledger.table())[PRIVATE].sum()
    assert private == pytest.approx(sum(t.beside * committed_of(state, k) for k, t in enumerate(tools)))
    assert state.projects.private.sum() <= private * (1 + 1e-12)


@settings(max_examples=15)
@given(shares=MIXES, transferable=st.floats(0, 1), share=st.floats(0, 1), term=st.integers(1, 5),
       seed=st.integers(0, 10**6), delay=st.integers(0, 24), years=st.integers(2, 5))  # fmt: skip
def test_money_of_whole_runs_balances(world, shares, transferable, share, term, seed, delay, years):
    """Any mix, dials and horizon: balanced, never negative, transfers within what may cross each January."""
    tools = (PeopleFunding(term=term, delay=delay), SeedGrant(delay=delay))
    finance = FinanceParams(transferable=transferable, investment_share=share)
    policy = Policy("mix", "Mélange", "Mix", shares=shares)
    model = world(policy, tools, finance=finance, years=years).model(seed)
    for step in range(12 * years):
        before, blocks = model.treasury.available.copy(), len(model.state.ledger.blocks)
        model.step()
        assert (model.treasury.available >= -1e-6).all()
        opened, left = np.zeros((33, 2)), np.zeros((33, 2))
        lines = model.state.ledger.lines(blocks)
        for flow, sums in ((BUDGETED, opened), (TRANSFERRED_OUT, left)):
            of = lines["flow"] == flow
            np.add.at(sums, (lines["payer"][of], lines["section"][of]), lines["euros"][of])
        assert (left <= transferable * (before + opened) + 1e-6).all()
        assert step % 12 == 0 or not left.any()
    model.treasury.close()
    assert_conserved(model.state.ledger.table())


LENT = Terms(1.0, 2, 6)


def lent(world, euros=12_000.0, terms=LENT, **finance):
    """Return a treasury that has just lent ``euros`` to project 0, and that project's payer."""
    purse_ = purse(world, (Tool(section=INVESTMENT, terms=terms),), **finance)
    purse_.open_year(np.full(33, 1e5))
    payer = int(purse_.state.places.levels[EPCI, purse_.state.projects.place[0]])
    purse_.commit(0, payer, np.array([0]), np.array([euros]))
    purse_.state.projects.cost[0] = 5_000.0
    return purse_, payer


def months_of(purse_, cash, months):
    """Disburse month by month with ``cash`` in hand each time; return what was repaid each month."""
    got = []
    for _ in range(months):
        purse_.state.projects.cash[0], before = cash, purse_.state.ledger.totals[REPAID]
        purse_.disburse()
        got.append(purse_.state.ledger.totals[REPAID] - before)
        purse_.state.step += 1
    return got


def test_a_loan_is_repaid_in_equal_parts_after_its_grace(world):
    """Paid at month 0, grace 2, over 6 months: nothing, nothing, then 2,000 six times; it can be lent again."""
    purse_, payer = lent(world)
    assert purse_.available[payer, INVESTMENT] == 38_000.0
    assert months_of(purse_, 50_000.0, 10) == pytest.approx([0, 0, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000, 0, 0])
    assert purse_.available[payer].tolist() == pytest.approx([50_000.0, 50_000.0])
    assert purse_.spendable(payer, INVESTMENT) == pytest.approx(55_000.0)
    assert not purse_.claims.any


def test_only_cash_beyond_a_month_s_cost_repays(world):
    """With 6,500 in hand and 5,000 of cost, 1,500 a month; what is missed stays due and is caught up."""
    purse_, _ = lent(world)
    assert months_of(purse_, 6_500.0, 4) == pytest.approx([0, 0, 1_500, 1_500])
    assert months_of(purse_, 5_000.0, 2) == [0, 0]
    assert months_of(purse_, 50_000.0, 3) == pytest.approx([10_000.0 - 3_000.0, 2_000.0, 0.0])


def test_several_loans_of_one_site_share_its_cash(world):
    """Two loans due at once are served in proportion, and together never below a month's cost."""
    purse_, payer = lent(world, terms=Terms(1.0, 0, 1))
    purse_.commit(0, payer, np.array([0]), np.array([6_000.0]))
    purse_.state.projects.cash[0] = 20_000.0
    purse_.disburse()
    purse_.state.step += 1
    purse_.state.projects.cash[0] = 11_000.0
    purse_.disburse()
    assert purse_.state.projects.cash[0] == pytest.approx(5_000.0)
    np.testing.assert_allclose(purse_.claims.columns["back"], [4_000.0, 2_000.0])


@pytest.mark.parametrize("closes", [14, 17, 40])
def test_what_a_closed_project_owes_is_lost_and_shown(world, closes):
    """Repaid until it closes; the rest is lost, once; nothing comes back to the budget."""
    purse_, _ = lent(world)
    while purse_.state.step < 45:
        if purse_.state.step == closes:
            purse_.state.projects.closed[0] = closes
        purse_.state.projects.cash[0] = 50_000.0
        purse_.disburse()
        purse_.state.step += 1
    purse_.close()
    totals = flows(purse_.state.ledger.table()).sum(axis=(1, 2))
    repaid = 2_000.0 * min(6, max(0, closes - 14))
    assert totals[REPAID] == pytest.approx(repaid) and totals[LOST] == pytest.approx(12_000.0 - repaid)
    assert totals[OWED] == 0.0


def test_what_is_owed_at_the_horizon_is_shown(world):
    """A loan of 12,000 with a return of a tenth, half of it due by then."""
    purse_, _ = lent(world, terms=Terms(1.1, 0, 6))
    months_of(purse_, 50_000.0, 4)
    purse_.close()
    totals = flows(purse_.state.ledger.table()).sum(axis=(1, 2))
    assert totals[REPAID] == pytest.approx(0.5 * 13_200.0) and totals[OWED] == pytest.approx(0.5 * 13_200.0)


def test_private_money_stands_beside_the_public_balance(world):
    """It comes once, at the award, is noted for its project, and no section holds it."""
    purse_ = purse(world, (Tool(beside=0.5, delay=3),))
    purse_.open_year(np.full(33, 1e5))
    payer = int(purse_.state.places.levels[EPCI, purse_.state.projects.place[0]])
    purse_.commit(0, payer, np.array([0, 0]), np.array([4_000.0, 2_000.0]))
    assert purse_.state.ledger.totals[PRIVATE] == 3_000.0 == purse_.state.projects.private[0]
    assert purse_.available[payer].sum() == 94_000.0
    assert purse_.state.projects.received[0] == 0.0
    for _ in range(5):
        purse_.disburse()
        purse_.state.step += 1
    assert purse_.state.ledger.totals[PRIVATE] == 3_000.0
    assert purse_.state.projects.received[0] == 6_000.0


def test_money_of_every_policy_balances(policy, run):
    """The project's own policies, six years."""
    ledger = run(policy).ledger
    assert flows(ledger)[COMMITTED].sum() > 0
    assert_conserved(ledger)


def test_what_posts_still_have_to_come_is_counted_to_the_month(world):
    """A 36-month award from month 14, closed at month 24: ten months paid, twenty-six outstanding."""
    purse_ = purse(world, (Tool(delay=2, instalments=36),))
    purse_.open_year(np.full(33, 1e6))
    payer = int(purse_.state.places.levels[EPCI, purse_.state.projects.place[0]])
    purse_.commit(0, payer, np.array([0]), np.array([36_000.0]))
    while purse_.state.step < 24:
        purse_.disburse()
        purse_.state.step += 1
    purse_.close()
    totals = flows(purse_.state.ledger.table()).sum(axis=(1, 2))
    assert totals[PAID] == pytest.approx(10_000) and totals[OUTSTANDING] == pytest.approx(26_000)


@pytest.mark.parametrize("closes", [13, 16, 30])
def test_a_closed_project_s_money_comes_back(world, closes):
    """All that was still to come is released to its payer and section, at once, and nothing is paid after."""
    purse_ = purse(world, (Tool(delay=2, instalments=24),))
    purse_.open_year(np.full(33, 1e6))
    payer = int(purse_.state.places.levels[EPCI, purse_.state.projects.place[0]])
    purse_.commit(0, payer, np.array([0]), np.array([24_000.0]))
    while purse_.state.step < 40:
        if purse_.state.step == closes:
            purse_.state.projects.closed[0] = closes
        purse_.disburse()
        purse_.state.step += 1
        if purse_.state.step == closes + 1:
            paid = 1_000.0 * max(0, closes - 14)
            assert purse_.available[payer, OPERATING] == pytest.approx(500_000 - paid)
            assert not purse_.awards
    totals = flows(purse_.state.ledger.table()).sum(axis=(1, 2))
    assert totals[PAID] == pytest.approx(1_000.0 * max(0, closes - 14))
    assert totals[RELEASED] == pytest.approx(24_000 - totals[PAID])


def test_closed_projects_of_a_run_keep_nothing(run):
    """Committed less released is what each was paid; nothing is outstanding for them."""
    record = run("people_and_investments", years=8)
    ledger, closed = record.ledger, np.flatnonzero(record.projects["closed"] >= 0)
    by = np.zeros((len(FLOWS), record.projects["closed"].size))
    mine = ledger["project"] >= 0
    np.add.at(by, (ledger["flow"][mine], ledger["project"][mine]), ledger["euros"][mine])
    assert (by[COMMITTED, closed] > 0).any() and (by[RELEASED, closed] > 0).any()
    # one closing in the last month of all gives back in a January that does not come: it is outstanding
    # and what was promised to one that became part of another is paid there
    early = closed[(record.projects["closed"][closed] < 96) & (record.projects["merged"][closed] < 0)]
    np.testing.assert_allclose(by[COMMITTED, early] - by[RELEASED, early], by[PAID, early], atol=1e-6)
    assert not by[OUTSTANDING, early].any()


@pytest.mark.parametrize("delay", [0, 1, 6, 13])
def test_no_euro_before_award_and_delay(world, delay):
    """The first payment falls exactly ``delay`` months after the award, the last ``instalments`` later."""
    purse_ = purse(world, (Tool(delay=delay, instalments=3),))
    purse_.open_year(np.full(33, 1e6))
    purse_.commit(0, 0, np.array([0]), np.array([300.0]))
    for _ in range(24):
        purse_.disburse()
        purse_.state.step += 1
    lines = purse_.state.ledger.lines()
    assert lines["step"][lines["flow"] == PAID].tolist() == [12 + delay, 13 + delay, 14 + delay]


@pytest.mark.parametrize("delay", [0, 18])
def test_delay_is_respected_in_runs(world, delay):
    """No seed grant reaches a project earlier than ``delay`` months after it was awarded."""
    model = world("seed_only", (SeedGrant(delay=delay),), years=5).model(1)
    model.run_years(5)
    awarded, first = {}, {}
    lines = model.state.ledger.lines()
    for s, f, who in zip(lines["step"].tolist(), lines["flow"].tolist(), lines["project"].tolist(), strict=True):
        if f == COMMITTED:
            awarded[who] = s
        elif f == PAID:
            first.setdefault(who, s)
    assert first
    assert all(first[who] == awarded[who] + delay for who in first)


def test_every_line_says_who_what_and_from_where(policy, run, world):
    """Each line has payer and section; each award and payment its instrument; a project's line its place."""
    record, tools = run(policy), world(policy).programme.instruments
    ledger = record.ledger
    assert np.isin(ledger["payer"], EPCIS).all() and np.isin(ledger["section"], [0, 1]).all()
    general = np.isin(ledger["flow"], [BUDGETED, UNSPENT])
    assert (ledger["instrument"][general] == -1).all()
    assert np.isin(ledger["instrument"][~general], range(len(tools))).all()
    spent = np.isin(ledger["flow"], [COMMITTED, RELEASED, PAID, OUTSTANDING])
    assert spent.any()
    for index, tool in enumerate(tools):
        mine = spent & (ledger["instrument"] == index)
        assert (ledger["section"][mine] == tool.section).all()
        projects = ledger["project"][mine]
        if tool.target == "project":
            assert np.array_equal(ledger["place"][mine], record.projects["place"][projects])
        else:
            assert (projects == -1).all()
            assert ((ledger["place"][mine] >= 0) == (tool.target == "place")).all()


def test_a_payer_pays_only_in_its_own_places(run, world):
    """An EPCI funds the projects of its communes."""
    ledger = run("current_mix").ledger
    authority = world().model(1).state.places.levels[EPCI]
    with_place = ledger["place"] >= 0
    assert np.array_equal(authority[ledger["place"][with_place]], ledger["payer"][with_place])


@pytest.mark.parametrize("name", ["fund_people", "fund_investments", "seed_only", "catalysis"])
def test_nothing_crosses_where_nothing_may(name, run):
    """With transferable 0 each section pays its own; with 1 a one-sided policy draws on both."""
    shut = flows(run(name, finance=FinanceParams(transferable=0.0)).ledger)
    assert not shut[[TRANSFERRED_IN, TRANSFERRED_OUT]].any()
    section = INVESTMENT if name == "fund_investments" else OPERATING
    assert not shut[COMMITTED][:, 1 - section].any()
    assert shut[COMMITTED][:, section].sum() > 0


def test_what_may_cross_is_used(run):
    """People funding at transferable 1 commits more than at 0, out of the investment section."""
    shut = flows(run("fund_people", finance=FinanceParams(transferable=0.0)).ledger)
    free = flows(run("fund_people", finance=FinanceParams(transferable=1.0)).ledger)
    assert free[TRANSFERRED_OUT][:, INVESTMENT].sum() > 0
    assert free[COMMITTED].sum() > shut[COMMITTED].sum()


@pytest.mark.parametrize("term", [1, 3, 5])
def test_posts_are_committed_for_their_whole_term(term, world):
    """Each award is posts x cost x public share x term, whatever lies beyond the horizon."""
    tool = PeopleFunding(term=term, post_cost=45_000.0, public_share=0.8)
    model = world("fund_people", (tool,), years=3).model(1)
    model.run_years(3)
    lines = model.state.ledger.lines()
    committed = lines["euros"][lines["flow"] == COMMITTED]
    assert committed.size
    np.testing.assert_allclose(committed, 45_000.0 * 0.8 * term)


def test_unspent_money_is_shown(run):
    """Seed grants cannot use it all: the rest stands in the ledger and in the indicators."""
    record = run("seed_only")
    f = flows(record.ledger).sum(axis=(1, 2))
    assert f[UNSPENT] > 0
    assert f[UNSPENT] == pytest.approx(f[BUDGETED] - f[COMMITTED] + f[RELEASED], rel=1e-9)
    assert record.indicators["money_unspent"][-1] == pytest.approx(f[UNSPENT], rel=1e-9)
    assert record.indicators["money_committed"][-1] == pytest.approx(f[COMMITTED] - f[RELEASED], rel=1e-9)
    assert record.indicators["money_paid"][-1] == pytest.approx(f[PAID], rel=1e-9)


def test_budgets_are_equal_across_policies(policy, run, world):
    """The same euros opened each year, for each payer and section, whatever the policy spends."""
    ledger, reference = run(policy).ledger, run("current_mix").ledger
    for column in ("step", "payer", "section", "euros"):
        one, other = (t[column][t["flow"] == BUDGETED] for t in (ledger, reference))
        np.testing.assert_allclose(one, other, rtol=1e-14)  # shares that add up to 1 but for their last digit
    opened = ledger["euros"][ledger["flow"] == BUDGETED].sum()
    assert opened == pytest.approx(5 * world(policy).euros_a_year, rel=1e-12)


def test_the_budget_is_shared_by_inhabitants(run, world):
    """Each payer opens euros in proportion to its people, half in each section by default."""
    ledger, people = run("current_mix").ledger, world().model(1).state.authorities.population
    opened = flows(ledger)[BUDGETED]
    people = np.where(np.isin(np.arange(33), EPCIS), people, 0.0)
    np.testing.assert_allclose(opened.sum(axis=1) / opened.sum(), people / people.sum())
    np.testing.assert_allclose(opened[:, INVESTMENT], opened[:, OPERATING])


@settings(max_examples=30)
@given(share=st.floats(0, 1), transferable=st.floats(0, 1))
def test_spendable_is_the_section_and_what_may_cross(world, share, transferable):
    """A share opens in investment; of the other section only the transferable part can be added."""
    purse_ = purse(world, (Tool(),), transferable=transferable, investment_share=share)
    purse_.open_year(np.array([100.0] + [0.0] * 32))
    inv, op = 100 * share, 100 * (1 - share)
    assert purse_.spendable(0, INVESTMENT) == pytest.approx(inv + transferable * op)
    assert purse_.spendable(0, OPERATING) == pytest.approx(op + transferable * inv)
    assert purse_.spendable(1, INVESTMENT) == 0


def test_what_crossed_may_not_cross_again_until_next_year(world):
    """A tenth of a section may leave it in a year, however many awards ask for it."""
    purse_ = purse(world, (Tool(),), transferable=0.1)
    purse_.open_year(np.array([2_000.0] + [0.0] * 32))
    assert purse_.spendable(0, OPERATING) == pytest.approx(1_100)
    purse_.commit(0, 0, np.array([0]), np.array([1_060.0]))
    assert purse_.spendable(0, OPERATING) == pytest.approx(40)
    purse_.open_year(np.array([2_000.0] + [0.0] * 32))
    assert purse_.available[0].tolist() == pytest.approx([1_940, 1_000])  # what was left rolls over
    assert purse_.spendable(0, OPERATING) == pytest.approx(1_194)


def test_a_project_is_active_until_a_new_award_would_follow_the_last_payment(world):
    """With a delay of 6 and a term of 12, a file 12 months later leads on without a gap and without overlap."""
    purse_ = purse(world, (Tool(delay=6, instalments=12), Tool(delay=6, instalments=36)))
    purse_.open_year(np.full(33, 1e6))
    for index in (0, 1):
        purse_.commit(index, 0, np.array([4]), np.array([1_000.0]))
    assert purse_.active(0) == purse_.active(1) == {4}
    purse_.state.step = 23
    assert purse_.active(0) == {4}
    purse_.state.step = 24
    assert purse_.active(0) == set() and purse_.active(1) == {4}


def test_unused_money_is_released_to_its_section(world):
    """A payment used at 30% gives 70% back at once."""
    purse_ = purse(world, (Tool(used=0.3, section=INVESTMENT),))
    purse_.open_year(np.full(33, 2_000.0))
    purse_.commit(0, 2, np.array([0]), np.array([500.0]))
    assert purse_.available[2].tolist() == [500.0, 1_000.0]
    purse_.disburse()
    assert purse_.available[2].tolist() == pytest.approx([850.0, 1_000.0])


def test_a_territory_is_paid_even_when_projects_close(world):
    """The row of a payer is no project's: closing project 1 leaves payer 1 its catalysts."""
    purse_ = purse(world, (Tool(target="territory", instalments=12),))
    purse_.open_year(np.full(33, 1e5))
    purse_.commit(0, 1, np.array([1]), np.array([1_200.0]))
    purse_.state.projects.closed[1] = 12
    purse_.disburse()
    ledger = purse_.state.ledger.table()
    assert ledger["euros"][ledger["flow"] == PAID].tolist() == [100.0]
    assert not (ledger["flow"] == RELEASED).any()


def test_money_is_conserved_under_an_analyst_s_rule_too(world):
    """A subclass that awards at random within ``spendable`` cannot lose a euro."""

    class Erratic(PublicActor):
        """Gives a third of what it can to each instrument, by nobody's merit."""

        def rank(self, projects):
            """Take files as they come."""
            return np.zeros(projects.size)

        def allocate(self):
            """Spend a third, again and again."""
            for index, tool in enumerate(self.model.treasury.instruments):
                limit = self.model.treasury.spendable(self.row, tool.section) / 3
                rows, euros = self.select(index, limit)
                if rows.size:
                    self.model.treasury.commit(index, self.row, rows, euros)

    record = world("people_and_investments").run(4, public_actor=Erratic)
    assert_conserved(record.ledger)
    assert record.indicators["money_paid"][-1] > 0


def test_the_ledger_keeps_euros_apart_by_year(run):
    """Lines are summed by calendar year of the run: steps are Januaries, six of them at most."""
    ledger = run("current_mix").ledger
    assert set(ledger["step"].tolist()) <= {12, 24, 36, 48, 60, 72}
    assert (ledger["step"][ledger["flow"] == UNSPENT] == 72).all()
    keys = np.stack([ledger[c] for c in ("step", "flow", "payer", "instrument", "section", "place", "project")])
    assert np.unique(keys, axis=1).shape[1] == keys.shape[1]


def test_finance_refuses_what_cannot_be(world):
    """Shares lie between 0 and 1 and policies start in some year from 1."""
    for wrong in ({"transferable": 1.2}, {"investment_share": -0.1}, {"first_policy_year": 0}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            replace(FinanceParams(), **wrong)
