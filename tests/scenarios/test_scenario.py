"""A scenario: what it refuses, what it may not depend on, and what its budget is."""

import csv
import gc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.model import EssaimageModel
from scenarios.policy import Policy
from scenarios.scenario import REFERENCE_BUDGET, Scenario
from scenarios.shocks.demand_shock import DemandShock
from scenarios.shocks.election import Election
from scenarios.shocks.in_migration import InMigration
from scenarios.shocks.lockdown import Lockdown
from scenarios.shocks.plant_closure import PlantClosure
from scenarios.shocks.subsidy_cut import SubsidyCut
from scenarios.territory.synthetic import Grid, Metropolis
from scenarios.territory.table import FileTerritory
from sim.errors import InputError, ParameterError
from sim.measures import INDICATORS

COUNTS = ("adopters", "sites", "ideas", "replicas", "lineage_depth", "sites_proof", "sites_structured", "sites_scaling")


def same(one, other):
    """Say whether two records are the same, bit for bit."""
    tables = ("indicators", "places", "projects", "ledger")
    pairs = [(getattr(one, t), getattr(other, t)) for t in tables]
    return all(a.keys() == b.keys() and all(a[k].tobytes() == b[k].tobytes() for k in a) for a, b in pairs)


def communes(path, order):
    """Write 14 communes of three EPCI around Chalon in a row order; return the territory of the file."""
    rows = [
        {"code": f"71{k:03d}", "nom": f"Commune {k}", "population": 40_000 // (k + 1) + 300, "epci": f"e{k % 3}",
         "lat": f"{46.5 + 0.04 * (k % 5):.4f}", "lon": f"{4.6 + 0.05 * (k // 5):.4f}"}
        for k in range(14)
    ]  # fmt: skip
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows[k] for k in order)
    return FileTerritory(path=str(path))


def test_all_problems_in_one_error(world):
    """Five mistakes, five sentences, in both languages; nothing is run."""
    with pytest.raises(ParameterError) as caught:
        world(
            Policy("odd", "Étrange", "Odd", shares={"magic": 0.5}), years=0, citizens=3, budget=-1.0, innovations=(),
            shocks=(PlantClosure(year=2060),),
        )  # fmt: skip
    said = str(caught.value)
    assert len(caught.value.problems) == 6
    words = ("years is 0", "citizens is 3", "budget is -1.0", "closure.year is 2060", "magic", "innovations is empty")
    assert all(word in said for word in words)
    french = caught.value.text("fr")
    assert french != said and len(french.splitlines()) == 6 and "doit être" in french


@pytest.mark.parametrize(("field", "value"), [
    ("years", 0), ("years", 101), ("years", 2.5), ("years", True), ("years", "ten"), ("years", None),
    ("first_year", 1066), ("first_year", "2025"), ("first_year", None), ("citizens", 9), ("citizens", 1e4),
    ("citizens", None), ("budget", -0.01), ("budget", float("nan")), ("budget", float("inf")), ("budget", "much"),
])  # fmt: skip
def test_a_horizon_or_budget_that_cannot_be_is_refused(world, field, value):
    """One sentence names the field, its value, the rule and its unit."""
    with pytest.raises(ParameterError, match=rf"scenario\.{field} is .*must be a (whole )?number from .* \("):
        world(**{field: value})


@given(year=st.integers(1950, 2100), first=st.integers(1950, 2100), years=st.integers(1, 100))
@settings(max_examples=60)
def test_a_shock_outside_the_horizon_is_refused(world, year, first, years):
    """Accepted from the first year to the last, refused outside, with the horizon in the sentence."""
    fields = {"shocks": (PlantClosure(year=year),), "first_year": first, "years": years}
    if first <= year < first + years:
        assert world(**fields).shocks[0].year == year
    else:
        with pytest.raises(ParameterError, match=f"{year}, but must lie in the horizon {first} to {first + years - 1}"):
            world(**fields)


@pytest.mark.parametrize("seed", [-1, 1.0, True, None, "1"])
def test_a_seed_is_a_whole_number_from_zero(world, seed):
    """Anything else is refused before the world is made."""
    with pytest.raises(InputError, match=r"seed is .* whole number from 0"):
        world().run(seed)


@pytest.mark.parametrize("seed", [0, 2**31, 2**63, 10**30])
def test_any_seed_from_zero_works(world, seed):
    """However large."""
    assert world("none", years=1).run(seed).indicators["sites"][0] == 24


def test_an_instrument_a_policy_uses_must_be_there(world):
    """A share of 0 uses nothing."""
    with pytest.raises(ParameterError, match="Policy fund_people uses people_funding"):
        world("fund_people", instruments={})
    assert world(Policy("x", "x", "x", shares={"magic": 0.0})).programme.instruments == ()


@given(inhabitants=st.integers(1_000, 10_000_000))
@settings(max_examples=20)
def test_the_default_budget_follows_inhabitants(world, inhabitants):
    """One million euros a year for 223,884 inhabitants, in proportion elsewhere."""
    scenario = world(territory=Grid(width=3, height=3, population=inhabitants))
    assert scenario.euros_a_year == pytest.approx(1_000_000 * inhabitants / 223_884, rel=1e-12)
    assert pytest.approx(1_000_000 / 223_884) == REFERENCE_BUDGET


def test_a_given_budget_is_what_is_opened(world):
    """In the whole territory, each year from the first policy year."""
    record = world("seed_only", budget=345_678.0, years=3).run(1)
    assert record.indicators["money_budgeted"][-1] == pytest.approx(2 * 345_678.0, rel=1e-12)
    assert world(budget=0).euros_a_year == 0.0


def test_instruments_come_in_the_order_of_their_names(world):
    """So that the order of shares in a file changes nothing."""
    shares = {"valorisation": 0.2, "seed_grant": 0.3, "investment_grant": 0.5}
    one = world(Policy("a", "a", "a", shares=shares))
    other = world(Policy("a", "a", "a", shares=dict(reversed(shares.items()))))
    assert [t.name for t in one.programme.instruments] == sorted(shares)
    assert one.programme.shares(1).tolist() == [0.5, 0.3, 0.2]
    assert same(one.run(1), other.run(1))


def test_the_order_of_innovations_changes_nothing(world, run):
    """Every table, bit for bit."""
    kinds = world().innovations
    assert same(world(innovations=kinds[::-1]).run(1), run())
    assert same(world(innovations=(kinds[2], kinds[0], kinds[3], kinds[1])).run(1), run())


def test_which_innovations_there_are_matters(world, run):
    """The order changes nothing, the list does."""
    assert not same(world(innovations=world().innovations[:3]).run(1), run())


@pytest.mark.parametrize("name", ["current_mix", "people_and_investments"])
def test_the_order_of_rows_in_a_file_changes_nothing(world, tmp_path, name):
    """Counts exactly, sums within 1e-9, place by place and month by month."""
    straight = communes(tmp_path / "straight.csv", range(14))
    mixed = communes(tmp_path / "mixed.csv", np.random.default_rng(2026).permutation(14).tolist())
    assert (tmp_path / "straight.csv").read_text() != (tmp_path / "mixed.csv").read_text()
    one, other = (world(name, territory=t, years=5).run(1) for t in (straight, mixed))
    for indicator in INDICATORS:
        if indicator in COUNTS:
            assert np.array_equal(one.indicators[indicator], other.indicators[indicator]), indicator
        np.testing.assert_allclose(one.indicators[indicator], other.indicators[indicator], rtol=1e-9, err_msg=indicator)
    for column in ("step", "place", "innovation", "concerned", "aware", "adopters", "sites"):
        assert np.array_equal(one.places[column], other.places[column]), column
    assert np.array_equal(one.projects["key"], other.projects["key"])
    assert one.indicators["replicas"][-1] > 0 and one.indicators["money_paid"][-1] > 0


def test_where_places_are_matters(world, tmp_path):
    """Swapping two communes' populations is another territory."""
    straight = communes(tmp_path / "a.csv", range(14))
    text = (tmp_path / "a.csv").read_text()
    text = text.replace("Commune 0,40300", "Commune 0,20300").replace("Commune 1,20300", "Commune 1,40300")
    (tmp_path / "b.csv").write_text(text)
    other = FileTerritory(path=str(tmp_path / "b.csv"))
    assert not same(world("none", territory=straight, years=1).run(1), world("none", territory=other, years=1).run(1))


@pytest.mark.parametrize(
    "territory", [Grid(width=5, height=5), Metropolis(n_places=30, epci_places=10)], ids=lambda t: t.name
)
def test_citizens_are_shared_out_whole(world, territory):
    """As many as asked for, in every territory; each stands for population / citizens persons."""
    model = world("none", territory=territory, citizens=1_234).model(1)
    assert len(model.citizens) == 1_234
    assert model.state.places.persons[0] == pytest.approx(model.state.places.population.sum() / 1_234)


def test_the_horizon_is_as_long_as_asked(world):
    """Years x 12 months and month 0."""
    assert world("none", years=3).run(1).indicators["sites"].size == 37


def test_a_scenario_is_frozen_and_replaced(world):
    """Another one is made with dataclasses.replace, checked anew."""
    scenario = world()
    assert replace(scenario, years=3).years == 3
    with pytest.raises(ParameterError):
        replace(scenario, years=0)
    with pytest.raises(AttributeError):
        scenario.years = 3
    assert isinstance(scenario, Scenario)


def test_a_model_that_ended_is_freed(world):
    """Mesa 3.3 keeps every model for good in a table of its agents; a sweep of thousands of runs must not."""

    def models():
        gc.collect()
        return sum(type(thing) is EssaimageModel for thing in gc.get_objects())

    before = models()
    world("none", years=1).run(1)
    assert models() == before


@pytest.mark.parametrize("shock", [PlantClosure, InMigration, SubsidyCut, DemandShock, Election, Lockdown])
def test_every_shock_must_begin_in_the_horizon(world, shock):
    """The first and the last year are in; the years beside are refused, in two languages."""
    for year in (2025, 2030):
        assert world(shocks=(shock(year=year, month=12),)).shocks[0].year == year
    for year in (2024, 2031):
        with pytest.raises(ParameterError, match=rf"{shock.name}\.year is {year}, but must lie in the horizon") as said:
            world(shocks=(shock(year=year),))
        assert "doit être dans l'horizon" in said.value.text("fr")
