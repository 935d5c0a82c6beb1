"""The version in plain Mesa, which speed is compared with, has the same rules: it gives the same worlds."""

import numpy as np
import pytest

import sim.schedule
from benchmarks import whole
from benchmarks.pure_mesa import PureModel
from experiments.compose import composed

CASES = {  # citizens, years, runs of ours and in Mesa, years compared
    "few people for long": (1_500, 15, 16, 6, (5, 10, 15)),  # sites, copies and stages have their time
    "many people, not for long": (20_000, 2, 12, 6, (1, 2)),  # little luck: laws of adoption show
}


def small(citizens, years):
    """Return the default scenario, small, without what the Mesa version leaves out."""
    return whole.neutral(composed((f"citizens={citizens}", f"years={years}"))[0])


@pytest.fixture(scope="module")
def scenario():
    """Return a small one."""
    return small(1_000, 2)


@pytest.mark.parametrize("case", CASES)
def test_the_mesa_version_agrees_with_ours(case, monkeypatch):
    """Adopters, aware and open sites have the same means after 5, 10 and 15 years, and after 1 and 2.

    Tolerance: 4.5 standard errors of the difference of two means, from the spread over the seeds of each side (a
    Student's t of about 12 degrees of freedom: 7 false alarms in 10,000 for each figure; they move together). The
    seeds are fixed. It sees a tenth more publicity, closures half as frequent again; not contagion a third stronger.
    """
    monkeypatch.setattr(sim.schedule, "SCHEDULE", whole.held())
    citizens, years, mine, theirs, at = CASES[case]
    scenario, rows = small(citizens, years), np.array(at) - 1
    ours = np.array([whole.curves_of_ours(scenario, seed) for seed in range(mine)])[:, :, rows]
    mesa = np.array([whole.curves_of_mesa(scenario, 100 + seed) for seed in range(theirs)])[:, :, rows]
    assert (ours[:, 0, -1] > 0.02).all() and (ours[:, 2, -1] > 15).all()  # there is something to agree on
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
