"""The length of a step: half times are read right, and shorter steps adopt sooner."""

import numpy as np
import pytest

from experiments.validate.criterion import REPORTED
from experiments.validate.registry import criteria
from experiments.validate.steps import Lengths, half_time, people_of, step_length


def test_half_time_is_read_between_months():
    assert half_time(np.linspace(0, 1, 25)) == pytest.approx(1.0)  # half of two years
    assert half_time(np.array([0.0, 0.4, 0.6])) == pytest.approx(1.5 / 12)
    assert np.isnan(half_time(np.array([0.0, 0.4])))


def test_people_are_those_concerned_with_ties_both_ways():
    people = people_of(2_000, 1)
    n = people.codes.size
    assert people.thresholds.shape == (n,) and people.graph.start.shape == (n + 1,)
    origin = np.repeat(np.arange(n), np.diff(people.graph.start))
    pairs = set(zip(origin.tolist(), people.graph.contact.tolist(), strict=True))
    assert pairs and all((b, a) in pairs for a, b in pairs)


def test_shorter_steps_adopt_sooner_and_nothing_is_judged():
    outcome = step_length(Lengths(seeds=2, citizens=2_000))
    found = {check.name.en: check.measured for check in outcome.checks}
    times = [found[f"default rule, 1/{parts} year, t50, years"] for parts in (12, 24, 48)]
    assert times[0] > times[1] > times[2]
    gaps = [found[f"default rule, 1/{parts} year, largest gap to 1/48"] for parts in (12, 24)]
    assert gaps[0] > gaps[1] > 0
    ends = [found[f"Bass, 1/{parts} year, share at year 15"] for parts in (12, 24, 48)]
    assert max(ends) - min(ends) < 0.02  # the same years, whatever the step: a lag of a step at most, at .07 a year
    assert outcome.verdict == REPORTED and "T1" in criteria()
