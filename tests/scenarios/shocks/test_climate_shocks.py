"""Shocks that weigh for a time: cut subsidies, changed demand, a lockdown; when they end the climate is as usual."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.shocks.demand_shock import DemandShock
from scenarios.shocks.lockdown import Lockdown
from scenarios.shocks.subsidy_cut import SubsidyCut
from sim.names import DOMAINS
from sim.state import Climate

LASTING = (SubsidyCut(), DemandShock(), Lockdown())


def by_month(world, *shocks, months=48, policy="none"):
    """Return the climate of each month of a run from 2025."""
    model, seen = world(policy, shocks=shocks, years=6).model(1), []
    for _ in range(months):
        model.step()
        seen.append(model.state.climate)
    return seen


def usual(climate):
    """Say whether a climate is exactly as usual."""
    one = Climate()
    return all(np.array_equal(getattr(climate, n), getattr(one, n)) for n in vars(one))


@pytest.mark.parametrize("shock", LASTING, ids=lambda s: s.name)
def test_it_lasts_its_months_and_not_one_more(world, shock):
    """Nothing before its date; then its months; then the climate is exactly as usual."""
    found = by_month(world, replace(shock, year=2026, month=4, months=7))
    struck = [k for k, climate in enumerate(found) if not usual(climate)]
    assert struck == list(range(15, 22))


def test_what_each_changes(world):
    cut = by_month(world, SubsidyCut(year=2025, budgets=0.25, support=0.5), months=1)[0]
    assert (cut.budgets, cut.support) == (0.75, 0.5)
    asked = by_month(world, DemandShock(year=2025, domain="energy", factor=1.5), months=1)[0]
    assert asked.demand.tolist() == [1.5 if domain == "energy" else 1.0 for domain in DOMAINS]
    closed = by_month(world, Lockdown(year=2025, meetings=0.3, visits=0.2), months=1)[0]
    assert (closed.meetings, closed.visits, closed.mixing) == (0.3, 0.2, 0.0)
    assert closed.remote.tolist() == [float(domain == "digital") for domain in DOMAINS]


@settings(max_examples=10)
@given(one=st.integers(1, 20), two=st.integers(1, 20), late=st.integers(1, 12), factor=st.floats(0.1, 3))
def test_two_that_overlap_multiply_and_both_end(world, one, two, late, factor):
    """Whatever their order and lengths: the product while both last, each alone, then exactly 1."""
    domain = DOMAINS.index("mobility")
    first = DemandShock(name="first", year=2025, months=one, factor=factor)
    second = DemandShock(name="second", year=2025, month=late, months=two, factor=0.5)
    for shocks in ((first, second), (second, first)):
        found = [climate.demand[domain] for climate in by_month(world, *shocks, months=34)]
        expected = np.ones(34)
        expected[:one] *= factor
        expected[late - 1 : late - 1 + two] *= 0.5
        assert found == pytest.approx(expected.tolist())
        assert found[-1] == 1.0


def test_a_cut_opens_less_of_the_budgets_while_it_lasts(world):
    """Two Januaries within it open seven tenths, the others all; sites have less ordinary support."""
    budget = 1e6
    cut = SubsidyCut(year=2027, month=1, months=24, budgets=0.3, support=0.4)
    runs = [world("seed_only", budget=budget, shocks=shocks).run(1) for shocks in ((), (cut,))]
    opened = [np.diff(run.indicators["money_budgeted"]).reshape(6, 12).sum(axis=1) for run in runs]
    assert opened[0].tolist() == pytest.approx([0] + 5 * [budget])
    assert opened[1].tolist() == pytest.approx([0, budget, 0.7 * budget, 0.7 * budget, budget, budget])
    support = [np.diff(run.indicators["ordinary_support"]) for run in runs]
    assert support[0][:24].tolist() == support[1][:24].tolist()
    assert support[1][24] == pytest.approx(0.6 * support[0][24])


def test_a_demand_shock_empties_the_sites_of_its_domain(world):
    """The first month: users of that domain's sites fall, those of the others do not; until then nothing differs."""
    shock = DemandShock(year=2026, domain="food", factor=0.25)
    one, other = (world("none", shocks=s).model(1) for s in ((), (shock,)))
    for _ in range(13):
        one.step()
        other.step()
    p = one.state.projects
    food = one.state.innovations.domain[p.innovation[:24]] == DOMAINS.index("food")
    before, after = p.demand[:24], other.state.projects.demand[:24]
    assert after[food] == pytest.approx(0.25 * before[food]) and (before[food] > 0).any()
    assert after[~food] == pytest.approx(before[~food])


def test_a_lockdown_slows_adoption_and_empties_sites(world):
    """Fewer users and fewer adopters at its end; the run is the calm one until it begins."""
    calm = world("none").run(1).indicators
    shut = world("none", shocks=(Lockdown(year=2028, month=3, months=6, visits=0.1, meetings=0.1),)).run(1).indicators
    for name, values in calm.items():
        assert values[:39].tobytes() == shut[name][:39].tobytes(), name
    assert (shut["users"][39:45] < 0.5 * calm["users"][39:45]).all()
    assert shut["adopters"][45] < calm["adopters"][45]


def test_a_climate_set_by_hand_stays_where_there_is_no_shock(world):
    model = world("none").model(1)
    model.state.climate.visits = 0.5
    model.step()
    assert model.state.climate.visits == 0.5


@pytest.mark.parametrize(("shock", "wrong"), [
    (SubsidyCut, {"months": 0}), (SubsidyCut, {"budgets": 1.1}), (SubsidyCut, {"support": -0.1}),
    (DemandShock, {"domain": "weather"}), (DemandShock, {"factor": -1.0}), (Lockdown, {"visits": 2.0}),
    (Lockdown, {"meetings": -0.1}), (Lockdown, {"month": 13}), (Lockdown, {"year": 1900}),
])  # fmt: skip
def test_values_that_cannot_be_are_refused(shock, wrong):
    """Named with the rule."""
    with pytest.raises(ValueError, match=rf"{shock.name}\.{next(iter(wrong))} is"):
        shock(**wrong)
