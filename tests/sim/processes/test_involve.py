"""Early involvement of those concerned: a better fit, carriers in favour, and months more before opening."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.founding import FoundingParams, involve, involve_ideas
from sim.names import EPCI, EXPERIMENT, IDEA
from sim.processes.advance import AdvanceParams
from sim.processes.advance import step as advance
from sim.processes.emerge import EmergeParams
from sim.processes.emerge import step as emerge


@settings(max_examples=40, deadline=None)
@given(shares=st.lists(st.floats(0, 1), min_size=1, max_size=4), fit=st.floats(0, 1))
def test_each_share_closes_that_share_of_what_is_left(bare, shares, fit):
    """Of the design and of the fit: order does not matter, and neither passes 1."""
    found = bare.world(places=2, citizens=100)
    (row,) = bare.add_sites(found, 1, fit=fit)
    for share in shares:
        involve(found, row, share)
    left = math.prod(1 - share for share in shares)
    assert found.projects.involved[row] == pytest.approx(1 - left, abs=1e-12)
    assert found.projects.fit[row] == pytest.approx(1 - (1 - fit) * left, abs=1e-12)


def test_carriers_of_the_place_come_round_and_no_others(bare):
    found = bare.world(places=3, citizens=200)
    bare.add_sites(found, 3, place=np.array([0, 0, 1]), innovation=np.array([0, 1, 1]))
    found.actors.stance[:3] = -0.5
    involve(found, 0, 0.4)
    assert found.actors.stance[:3, 0].tolist() == pytest.approx([-0.5 + 0.4 * 1.5, -0.5 + 0.4 * 1.5, -0.5])
    assert (found.actors.stance[:3, 1] == -0.5).all()


def test_only_ideas_of_the_places_named_are_discussed(bare):
    found = bare.world(places=3, citizens=200)
    bare.add_sites(found, 4, place=np.array([0, 1, 1, 2]), stage=np.array([IDEA, IDEA, EXPERIMENT, IDEA]))
    involve_ideas(found, np.array([0, 1]), np.array([0.2, 0.5]))
    assert found.projects.involved[:4].tolist() == [0.2, 0.5, 0.0, 0.0]


def test_new_ideas_are_designed_with_those_concerned_as_far_as_is_usual(bare):
    for share in (0.0, 0.3, 1.0):
        found = bare.world(places=4, citizens=200)
        emerge(found, EmergeParams(ideas=100.0, involvement=share), FoundingParams(fit=0.6))
        p, n = found.projects, found.n_projects
        assert n > 0
        assert p.involved[:n] == pytest.approx(share) and p.fit[:n] == pytest.approx(1 - 0.4 * (1 - share))


def opened(bare, involved, n=4_000):
    """Return which of ``n`` ideas with cash enough open in their first month."""
    found = bare.world()
    rows = bare.add_sites(found, n, stage=IDEA, involved=involved, opened=-1)
    found.authorities.absorptive[found.places.levels[EPCI]] = 0.5
    found.step = 1
    advance(found, AdvanceParams(opening=6.0, co_design=12.0), np.full(2, 8_000.0), 0.45, 0.0)
    return set(rows[found.projects.stage[rows] > IDEA].tolist())


def test_designing_with_people_takes_months(bare):
    """Mean wait 12 / 3 = 4 months, and 12 x involved more: 4 binomial standard errors; the same ideas open later."""
    n, shares = 4_000, {}
    for involved in (0.0, 0.5, 1.0):
        shares[involved] = opened(bare, involved, n)
        chance = 1 - math.exp(-1 / (4.0 + 12.0 * involved))
        assert abs(len(shares[involved]) / n - chance) < 4 * math.sqrt(chance * (1 - chance) / n)
    assert shares[1.0] < shares[0.5] < shares[0.0]
