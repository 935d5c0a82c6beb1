"""Laws of public money for every instrument and policy: it balances, waits its year, knows its competences."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.treasury import FinanceParams
from experiments.catalogue import about, names
from experiments.compose import build, compose
from experiments.validate.laws import accounts, imbalance
from scenarios.policy import Policy
from sim.errors import ParameterError
from sim.ledger import COMMITTED, PAID, PRIVATE, RELEASED, REPAID
from sim.state import LEVELS

SMALL = ("territory=grid", "territory.width=5", "territory.height=5", "territory.epci_cells=3", "citizens=1500")
INSTRUMENTS = names("instruments")
POLICIES = [
    name for name in names("policy")
    if name != "file" and set(about("policy", name).get("shares") or ()) <= set(INSTRUMENTS)
]  # fmt: skip
REPAYABLE = ("competitive_call", "equity", "participatory_title")
MIXES = st.lists(st.sampled_from(INSTRUMENTS), min_size=1, max_size=5, unique=True).flatmap(
    lambda found: st.lists(st.floats(0, 1 / len(found)), min_size=len(found), max_size=len(found)).map(
        lambda shares: dict(zip(found, shares, strict=True))
    )
)


@cache
def base():
    """Return a small scenario with every instrument, as configs/ have them."""
    every = tuple(f"policy.shares.{name}={0.9 / len(INSTRUMENTS)}" for name in INSTRUMENTS)
    return build(compose((*SMALL, "policy=none", *every)))


def spent_on(shares, **fields):
    """Return the small scenario with this policy."""
    return replace(base(), policy=Policy("p", "p", "p", shares=shares), **fields)


@cache
def alone(name, years=6):
    """Return the model of one instrument alone, run; or of a policy of configs/."""
    shares = {name: 1.0} if name in INSTRUMENTS else about("policy", name)["shares"]
    model = spent_on(shares, years=years, budget=3e6).model(1)
    model.run_years(years)
    return model


@cache
def reference(seed=1, years=6):
    """Return the record of the same world without any policy."""
    return spent_on({}, years=years).run(seed)


def assert_balanced(model):
    """Check the accounts of each payer and section, to 1e-9 of what was opened and repaid."""
    assert imbalance(model) <= 1e-9


@pytest.mark.parametrize("name", [*INSTRUMENTS, *(p for p in POLICIES if p != "none")])
def test_money_balances_for_every_instrument_and_policy(name):
    """In each section of each payer; what was lent is repaid, lost or owed; private money stands outside."""
    model = alone(name)
    assert_balanced(model)
    p, n = model.state.projects, model.state.n_projects
    ledger = model.state.ledger.table()
    for flow, column in ((PAID, p.received), (PRIVATE, p.private)):
        mine = (ledger["flow"] == flow) & (ledger["project"] >= 0)
        np.testing.assert_allclose(
            np.bincount(ledger["project"][mine], ledger["euros"][mine], n), column[:n], rtol=1e-9, atol=1e-6
        )


@settings(max_examples=12)
@given(MIXES, st.floats(0, 1), st.floats(0, 1), st.integers(0, 10**6), st.integers(2, 6), st.floats(1e5, 1e7))
def test_money_balances_for_any_policy(shares, transferable, share, seed, years, budget):
    """Any mix of any instruments, any finance, any luck."""
    finance = FinanceParams(transferable=transferable, investment_share=share)
    model = spent_on(shares, finance=finance, years=years, budget=budget).model(seed)
    model.run_years(years)
    assert_balanced(model)


@pytest.mark.parametrize("name", REPAYABLE)
def test_what_is_repaid_is_spent_again(name):
    """With an early exit, repayments come; more is then committed than was ever opened and not left, in its section."""
    tool = base().instruments[name]
    early = {"participatory_title": {"grace": 3, "months": 6}}.get(name, {"exit": 3})
    tools = {**base().instruments, name: replace(tool, ticket_min=1_000.0, delay=1, **early)}
    model = spent_on({name: 1.0}, instruments=tools, years=8, budget=3e6).model(1)
    model.run_years(8)
    assert_balanced(model)
    assert accounts(model)[REPAID][:, tool.section].sum() > 0.0


def assert_same(one, other, months):
    """Check that every indicator is the same, bit for bit, from month 0 to ``months``."""
    for name, column in one.indicators.items():
        assert column[: months + 1].tobytes() == other.indicators[name][: months + 1].tobytes(), name


@pytest.mark.parametrize("shares", [{}, dict.fromkeys(INSTRUMENTS, 0.0)], ids=["nothing", "shares of 0"])
def test_an_empty_policy_changes_nothing(shares):
    """Bit for bit: indicators, projects, an empty ledger."""
    record = spent_on(shares, years=6).run(1)
    assert_same(record, reference(), 72)
    for name, column in record.projects.items():
        assert column.tobytes() == reference().projects[name].tobytes(), name
    assert record.ledger["euros"].size == 0


def test_a_policy_without_a_budget_changes_nothing():
    shares = dict.fromkeys(INSTRUMENTS, 1.0 / len(INSTRUMENTS))
    assert_same(spent_on(shares, years=6, budget=0.0).run(1), reference(), 72)


@pytest.mark.parametrize("name", [*INSTRUMENTS, *(p for p in POLICIES if p != "none")])
def test_before_its_first_euro_a_policy_s_run_is_the_reference_s(name):
    """Bit for bit until January of the year in which policies start, private money and awards included."""
    model = alone(name)
    first = int(model.state.ledger.lines()["step"].min())
    assert first == 12
    assert_same(model.record, reference(), first)


def test_policies_may_start_later():
    """The same law, whatever the year in which they start."""
    shares = dict.fromkeys(INSTRUMENTS, 1.0 / len(INSTRUMENTS))
    model = spent_on(shares, years=5, finance=FinanceParams(first_policy_year=4)).model(1)
    model.run_years(5)
    assert int(model.state.ledger.lines()["step"].min()) == 36
    assert_same(model.record, reference(), 36)


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_only_levels_that_may_pay(name):
    """Each level that may is the payer when asked; asking another is refused, with the levels that could."""
    rights = base().competences.rights(name)
    assert "may" in rights.values()
    for level in LEVELS:
        tools = {**base().instruments, name: replace(base().instruments[name], payer=level)}
        if rights[level] == "no":
            able = next(other for other, right in rights.items() if right != "no")
            with pytest.raises(ParameterError, match=rf"{name}\.payer is {level}, but .*{able}"):
                spent_on({name: 1.0}, instruments=tools)
            continue
        programme = spent_on({name: 1.0}, instruments=tools).programme
        assert programme.levels == (LEVELS.index(level),)
        assert programme.conventions == (int(rights[level] == "convention"),)
        assert programme.instruments[0].payer == level


@pytest.mark.parametrize("name", [*INSTRUMENTS, *(p for p in POLICIES if p != "none")])
def test_nobody_pays_beyond_its_competences(name):
    """Every award and payment in the ledger is of a level that may use the instrument."""
    model = alone(name)
    ledger, level = model.state.ledger.table(), model.state.authorities.level
    spent = np.isin(ledger["flow"], [COMMITTED, PAID, RELEASED, PRIVATE])
    pairs = set(zip(ledger["instrument"][spent].tolist(), level[ledger["payer"][spent]].tolist(), strict=True))
    for index, payer in pairs:
        assert base().competences.rights(model.treasury.instruments[index].name)[LEVELS[payer]] != "no"
