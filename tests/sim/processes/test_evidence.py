"""One trial a month."""

import math

import numpy as np
import pytest

from sim.processes.evidence import EvidenceParams, step


@pytest.mark.parametrize(("output", "chance"), [(0.8, 0.7), (0.4, 0.7), (0.2, 0.35), (0.0, 0.0)])
def test_trials_succeed_with_merit_and_less_where_output_is_low(bare, output, chance):
    """4,000 sites, one trial each: binomial, 4 standard errors."""
    state = bare.world()
    rows = bare.add_sites(state, 4_000, output=output, merit=0.7)
    state.step = 1

    step(state, EvidenceParams())

    p = state.projects
    assert (p.successes[rows] + p.failures[rows] == 1).all()
    assert abs(p.successes[rows].mean() - chance) <= 4 * math.sqrt(chance * (1 - chance) / rows.size)


def test_months_are_independent_trials(bare):
    """Successes of 24 months are Binomial(24, .7); se of a variance: sqrt(2/n) of it; 4 standard errors."""
    state = bare.world()
    rows = bare.add_sites(state, 2_000)
    for state.step in range(1, 25):
        step(state, EvidenceParams())

    successes = state.projects.successes[rows]
    variance = 24 * 0.7 * 0.3
    assert abs(successes.mean() - 24 * 0.7) < 4 * math.sqrt(variance / rows.size)
    assert abs(successes.var() - variance) < 4 * variance * math.sqrt(2 / rows.size)


def test_a_site_keeps_its_luck_in_another_row(bare):
    one, two = bare.world(), bare.world()
    rows = bare.add_sites(one, 50)
    keys = one.projects.key[rows].copy()
    bare.add_sites(two, 50, key=keys[::-1])
    for state in (one, two):
        for state.step in range(1, 13):
            step(state, EvidenceParams())

    assert np.array_equal(one.projects.successes[rows], two.projects.successes[rows][::-1])


def test_knowledge_gets_written_down_as_far_as_it_can(bare):
    state = bare.world()
    row = bare.add_sites(state)
    for state.step in range(1, 25):
        step(state, EvidenceParams(codifying=0.25))

    assert state.projects.codified[row] == pytest.approx(1 - (1 - 0.25 * 0.6 / 12) ** 24)


def test_ideas_and_closed_sites_learn_nothing(bare):
    state = bare.world()
    rows = bare.add_sites(state, 2)
    state.projects.stage[rows[0]] = 0
    state.projects.closed[rows[1]] = 0
    state.step = 1

    step(state, EvidenceParams())

    assert not state.projects.successes[rows].any() and not state.projects.failures[rows].any()
