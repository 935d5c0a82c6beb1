"""The version in plain Mesa, which speed is compared with, has the same rules: it gives the same worlds."""

import numpy as np
import pytest

import sim.schedule
from benchmarks import whole
from benchmarks.pure_mesa import PureModel
from experiments.compose import composed

YEARS = [0, 1, 4, 9, 14]  # rows of years 1, 2, 5, 10 and 15; luck has blurred less at first
RUNS = {"ours": 16, "mesa": 6}


@pytest.fixture(scope="module")
def scenario():
    """Return the default scenario, small, without what the Mesa version leaves out."""
    return whole.neutral(composed(("citizens=2000", "years=15"))[0])


def test_the_mesa_version_agrees_with_ours(scenario, monkeypatch):
    """Adopters, aware and open sites after 5, 10 and 15 years have the same means; and after 1 and 2.

    Tolerance: 4.5 standard errors of the difference of two means, from the spread over the seeds of each side
    (16 and 6 runs, so a Student's t of about 12 degrees: 7 false alarms in 10,000 for each of fifteen figures,
    which move together); the seeds are fixed.
    """
    monkeypatch.setattr(sim.schedule, "SCHEDULE", whole.held())
    ours = np.array([whole.curves_of_ours(scenario, seed) for seed in range(RUNS["ours"])])[:, :, YEARS]
    mesa = np.array([whole.curves_of_mesa(scenario, 100 + seed) for seed in range(RUNS["mesa"])])[:, :, YEARS]
    assert (ours[:, 0, -1] > 0.1).all() and (ours[:, 2, -1] > 40).all()  # there is something to agree on
    assert whole.apart(ours, mesa).max() <= whole.ERRORS


def test_the_mesa_version_starts_from_the_same_world(scenario):
    state, theirs = scenario.model(3).state, whole.in_mesa(scenario, 3)
    assert len(theirs.agents) == state.citizens.code.size + state.places.code.size + state.n_projects
    assert [place.counts for place in theirs.places] == state.places.counts.transpose(1, 0, 2).tolist()


def test_people_are_neither_made_nor_lost(scenario):
    theirs = whole.in_mesa(scenario, 1)
    before = [[sum(stages) for stages in place.counts] for place in theirs.places]
    whole.advance(theirs, 1)
    assert [[sum(stages) for stages in place.counts] for place in theirs.places] == before
    assert min(n for place in theirs.places for stages in place.counts for n in stages) >= 0


def test_a_world_that_the_mesa_version_cannot_hold_is_refused(world):
    model = world().model(1)  # a grid
    with pytest.raises(ValueError, match="real places"):
        PureModel(model.state, model.rules, 1)
