"""Earmarked money: what is put on a line is spent on it or waits for it, whoever of the level lodges the files."""

import pytest

from experiments.compose import build, composed
from experiments.continuing import Way, from_bytes, run_on
from scenarios.instruments.catalysis import Catalysis
from scenarios.instruments.people_funding import PeopleFunding
from scenarios.line import Line
from scenarios.policy import Policy

WORLD = ("territory=grid", "territory.width=3", "territory.height=3", "territory.population=9000", "citizens=200",
         "years=4", "finance.first_policy_year=1")  # fmt: skip


def way(shares, budget, start=None):
    lines = [Line("people_funding@a", PeopleFunding(), "region"), Line("catalysis@b", Catalysis(), "epci")]
    policy = Policy("w", "", "", shares=shares, earmarked=True)
    scenario, cell = composed((*WORLD, f"budget={budget}"), policy, [line for line in lines if line.name in shares])
    return Way(scenario, {**cell, "seed": 1}, {}, start)


def sums(run):
    return run.ledger.groupby(["instrument", "flow"])["euros"].sum()


def test_each_line_spends_its_own_and_what_is_left_waits_for_it():
    first = run_on(way({"people_funding@a": 0.75, "catalysis@b": 0.25}, 400_000.0), 24)
    then = run_on(way({"catalysis@b": 1.0}, 100_000.0, from_bytes(first.checkpoint)), 24)
    assert sums(first)["people_funding@a", "budgeted"] == pytest.approx(600_000)
    assert sums(then)["people_funding@a", "budgeted"] == pytest.approx(600_000)
    assert sums(then)["catalysis@b", "budgeted"] == pytest.approx(200_000 + 200_000)
    for run in (first, then):
        found = sums(run)
        for line in ("people_funding@a", "catalysis@b"):
            used = found[line].get("committed", 0.0) - found[line].get("released", 0.0)
            assert used <= found[line]["budgeted"] + 1e-6
    assert sums(then)["people_funding@a", "committed"] == sums(first)["people_funding@a", "committed"]
    assert set(then.ledger["flow"]).isdisjoint({"transferred_in", "transferred_out"})


def test_a_cell_of_lines_makes_the_same_scenario_again():
    made = way({"people_funding@a": 0.5, "catalysis@b": 0.5}, 100_000.0)
    again = build(made.cell)
    assert again.programme == made.scenario.programme and again.programme.earmarked
