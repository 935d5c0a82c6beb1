"""Closing: rates against their law, and what closing means."""

import math

import numpy as np
import pytest

from sim.draws import code_of
from sim.names import ABANDONED, DORMANT, EPCI, ESTABLISHED, EXPERIMENT, IDEA, MODES, PROOF, STRUCTURED
from sim.processes.operate import OperateParams
from sim.processes.operate import step as operate
from sim.processes.survive import SurviveParams, step

HEALTHY = {"output": 1.0, "cash": 50_000.0, "cost": 1_000.0, "demand": 100.0, "capacity": 600.0}


def closing_share(bare, hazard, ties=0, n=6_000, **columns):
    """Return (share closed in one month, its expected value, 4 binomial standard errors)."""
    state = bare.world()
    rows = bare.add_sites(state, n, **(HEALTHY | {"stage": PROOF} | columns))
    if ties:
        state.actors.strength[:n, :ties] = 0.5
    state.step = 1
    step(state, SurviveParams(association=1.2, cooperative=2.4, firm=4.8))
    share, chance = (state.projects.closed[rows] >= 0).mean(), 1 - math.exp(-hazard / 12)
    return share, chance, 4 * math.sqrt(chance * (1 - chance) / n)


@pytest.mark.parametrize(
    ("columns", "hazard"),
    [
        ({}, 1.2),
        ({"stage": IDEA}, 1.2 * 2.0),
        ({"stage": EXPERIMENT}, 1.2 * 1.2),
        ({"stage": STRUCTURED}, 1.2 * 0.9),
        ({"stage": ESTABLISHED}, 1.2 * 0.6),
        ({"innovation": 1}, 2.4),
        ({"mode": MODES.index("branching")}, 1.2 * 0.8),
        ({"mode": MODES.index("fertilisation")}, 1.2 * 1.5),
        ({"ties": 3}, 1.2 * 4**-0.15),
        ({"output": 0.25}, 1.2 * 1.25),
        ({"output": 0.0}, 1.2 * 1.5),
        ({"cash": 2_999.0}, 1.2 * 1.5),
        ({"demand": 900.0}, 1.2 * 1.125),
        ({"demand": 9e6}, 1.2 * 1.25),
        ({"output": 0.25, "cash": 0.0, "demand": 9e6}, 1.2 * 2.0),
    ],
)
def test_sites_close_at_their_hazard(bare, columns, hazard):
    share, chance, tolerance = closing_share(bare, hazard, **columns)

    assert abs(share - chance) < tolerance


def test_months_add_up_to_exponential_survival(bare):
    """After 36 months exp(-3 h) live: binomial, 4 standard errors."""
    state = bare.world()
    rows = bare.add_sites(state, 6_000, **(HEALTHY | {"stage": PROOF}))
    for state.step in range(1, 37):
        step(state, SurviveParams(association=0.2))

    alive = math.exp(-0.6)
    share = (state.projects.closed[rows] < 0).mean()
    assert abs(share - alive) < 4 * math.sqrt(alive * (1 - alive) / rows.size)


def test_who_closes_does_not_depend_on_the_row(bare):
    one, two = bare.world(), bare.world()
    keys = np.array([code_of("k", i) for i in range(300)], np.uint64)
    bare.add_sites(one, 300, key=keys)
    bare.add_sites(two, 300, key=keys[::-1])
    for state in (one, two):
        for state.step in range(1, 25):
            step(state, SurviveParams())

    assert np.array_equal(one.projects.closed[:300], two.projects.closed[:300][::-1])
    assert (one.projects.closed[:300] >= 0).any()


def test_a_higher_hazard_closes_the_same_sites_and_more_in_a_month(bare):
    closed = []
    for hazard in (0.5, 1.0):
        state = bare.world()
        rows = bare.add_sites(state, 1_000)
        state.step = 1
        step(state, SurviveParams(association=hazard))
        closed.append(set(rows[state.projects.closed[rows] >= 0].tolist()))

    assert closed[0] < closed[1]


def test_a_closed_site_serves_nobody_keeps_its_walls_and_what_it_wrote_down(bare):
    state = bare.world(places=2, citizens=200)
    rows = bare.add_sites(state, 2, codified=np.array([0.5, 0.49]), funded=1.0, dues=100.0, scaling=1)
    state.places.counts[0, :, 2] = 20
    operate(state, OperateParams())
    assert state.projects.users[rows].sum() > 0
    state.step = 9
    capital = state.projects.capital[rows].copy()

    step(state, SurviveParams(association=5.0, experiment=20.0, ties=0.0))
    while (state.projects.closed[rows] < 0).any():
        state.step += 1
        step(state, SurviveParams(association=5.0, experiment=20.0, ties=0.0))

    p = state.projects
    assert p.stage[rows].tolist() == [DORMANT, ABANDONED]
    assert (p.closed[rows] >= 9).all()
    for column in (p.users, p.capacity, p.output, p.quality, p.posts, p.funded, p.dues, p.volunteers, p.scaling):
        assert not column[rows].any()
    assert np.array_equal(p.capital[rows], capital)
    operate(state, OperateParams())
    assert not state.places.access.any()
    assert not p.users[rows].any()


def test_what_has_closed_stays_closed_at_its_date(bare):
    state = bare.world()
    rows = bare.add_sites(state, 200)
    for state.step in range(1, 13):
        step(state, SurviveParams(association=2.0))
    dates = state.projects.closed[rows].copy()

    for state.step in range(13, 25):
        step(state, SurviveParams(association=2.0))

    assert (state.projects.closed[rows][dates >= 0] == dates[dates >= 0]).all()


def test_each_site_knows_the_hazard_it_ran(bare):
    """Healthy sites of the three forms: their own hazard, so that a risk of dropping out can be told."""
    state = bare.world(kinds=3)
    rows = bare.add_sites(state, 3, innovation=np.arange(3), **(HEALTHY | {"stage": PROOF}))

    step(state, SurviveParams(association=0.08, cooperative=0.09, firm=0.12))

    assert state.projects.hazard[rows] == pytest.approx([0.08, 0.09, 0.12])


def test_money_for_copies_that_a_closed_site_leaves_goes_to_receiving_copies(bare):
    """Every euro of the purses of sites that close is found in the means of their EPCI, and nothing else."""
    state = bare.world(places=6)
    rows = bare.add_sites(state, 60, place=np.arange(60) % 6, purse=np.arange(60) * 1_000.0)

    state.step = 1
    step(state, SurviveParams(association=5.0))

    p, places = state.projects, state.places
    closed = p.closed[rows] >= 0
    assert 0 < closed.sum() < 60
    assert not p.purse[rows[closed]].any()
    assert p.purse[rows[~closed]].tolist() == (np.arange(60) * 1_000.0)[~closed].tolist()
    left = np.bincount(places.levels[EPCI, p.place[rows[closed]]], np.arange(60)[closed] * 1_000.0, 12)
    assert np.array_equal(state.authorities.envelope, left)
