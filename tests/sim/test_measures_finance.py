"""What public money does, measured in worlds whose numbers are known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ledger import LOST, PAID, PRIVATE, REPAID
from sim.measures import INDICATORS, measure
from sim.measures.finance import OF_FINANCE, displaced, jobs_left
from sim.measures.view import view
from sim.names import ADOPTER, STRUCTURED, TAKEN_OVER
from sim.service import comers, share_demand


def number(state, name):
    return dict(zip(INDICATORS, measure(state), strict=True))[name]


@pytest.fixture
def known(bare):
    """Return five sites, three of which received 10, 30 and 60 k€, and money paid, repaid, lost and private."""
    state = bare.world(places=4, citizens=400)
    state.step = 60
    state.places.persons[:] = 10.0
    state.places.counts[:] = [4, 3, 1, 1, 1]
    received = np.array([10_000.0, 0.0, 30_000.0, 0.0, 60_000.0])
    rows = bare.add_sites(state, 5, place=np.array([0, 0, 1, 2, 3]), posts=2.0, received=received, born=0)
    p = state.projects
    p.stage[rows] = [TAKEN_OVER, STRUCTURED, TAKEN_OVER, STRUCTURED, STRUCTURED]
    p.closed[rows[4]] = 30
    for flow, euros in ((PAID, 100_000.0), (REPAID, 20_000.0), (LOST, 5_000.0), (PRIVATE, 50_000.0)):
        state.ledger.write(48, flow, 0, 0, 0, 0, 0, euros)
    return state


@pytest.mark.parametrize(("name", "expected"), [
    ("private_money", 50_000.0), ("leverage", 0.5), ("money_repaid", 20_000.0), ("money_lost", 5_000.0),
    ("money_top_tenth", 0.6), ("sites_taken_over", 2.0), ("euros_per_adopter", 100_000.0 / 160.0),
    ("net_euros_per_adopter", 80_000.0 / 160.0), ("euros_per_site", 25_000.0), ("net_euros_per_site", 20_000.0),
    ("euros_per_job", 12_500.0), ("net_euros_per_job", 10_000.0),
])  # fmt: skip
def test_an_indicator_says_what_it_defines(known, name, expected):
    assert number(known, name) == pytest.approx(expected)


def test_euros_per_thousand_inhabitants(known):
    people = known.places.population.sum() / 1_000.0
    assert number(known, "euros_per_thousand") == pytest.approx(100_000.0 / people)
    assert number(known, "net_euros_per_thousand") == pytest.approx(80_000.0 / people)


def test_concentration_is_among_those_who_received(known):
    """Gini of 10, 30 and 60: mean difference 2 x (20 + 50 + 30) / 9 over twice the mean of 33.3."""
    assert number(known, "money_gini") == pytest.approx(200 / 9 / (2 * 100 / 3))


def test_before_any_euro_costs_and_shares_are_not_defined(bare):
    state = bare.world()
    bare.add_sites(state, 2, users=10.0)
    undefined = {name for name in OF_FINANCE if math.isnan(number(state, name))}
    costs = {name for name in OF_FINANCE if "euros_per" in name}
    assert undefined == costs | {"leverage", "money_gini", "money_top_tenth", "jobs_after_12", "jobs_after_24"}


def test_a_policy_repaid_in_full_costs_nothing_net(known):
    known.ledger.write(50, REPAID, 0, 0, 0, 0, 0, 80_000.0)
    assert number(known, "net_euros_per_site") == 0.0 and number(known, "euros_per_site") == 25_000.0


def test_jobs_left_are_those_of_sites_funded_once(bare):
    """Kept over funded: one kept half, one more than it was funded for, one closed before, one funded still."""
    state = bare.world()
    state.step = 60
    rows = bare.add_sites(state, 6, most_funded=np.array([2.0, 1.0, 1.0, 3.0, 0.0, 1.0]))
    p = state.projects
    p.ended[rows] = [40, 40, 30, -1, -1, 55]
    p.kept_12[rows] = [1.0, 1.8, np.nan, np.nan, np.nan, np.nan]
    p.closed[rows[2]] = 35
    assert jobs_left(state, 12) == pytest.approx((1.0 + 1.0 + 0.0) / 4.0)
    assert jobs_left(state, 24) == pytest.approx(0.0)  # only the closed one ended that long ago
    p.closed[rows[3]] = 20  # closed while funded: its posts went with it
    assert jobs_left(state, 12) == pytest.approx(2.0 / 7.0)
    p.kept_12[rows[2]] = 0.7  # kept after an earlier term, gone before the last was a year old
    assert jobs_left(state, 12) == pytest.approx(2.0 / 7.0)


def two_sites(bare, capacity, received):
    """Return a world with two sites of one innovation in one place, where 100 people would come."""
    state = bare.world(places=1, citizens=200)
    state.places.persons[:], state.places.counts[:] = 1.0, 0
    state.places.counts[0, 0, ADOPTER] = 100
    bare.add_sites(state, 2, capacity=np.array(capacity), received=np.array(received))
    return state


@pytest.mark.parametrize(("capacity", "received", "expected"), [
    ([500.0, 500.0], [0.0, 1.0], 50.0),  # half of those who come would go to the other
    ([60.0, 500.0], [0.0, 1.0], 10.0),  # as far as it has room
    ([500.0, 500.0], [0.0, 0.0], 0.0), ([500.0, 500.0], [1.0, 1.0], 0.0),  # nobody supported, or everybody
])  # fmt: skip
def test_displaced_users_are_those_others_would_serve(bare, capacity, received, expected):
    state = two_sites(bare, capacity, received)
    before = state.projects.users[:2].copy(), state.projects.demand[:2].copy()
    assert displaced(view(state)) == pytest.approx(expected)
    assert np.array_equal(state.projects.users[:2], before[0])  # measuring changes nothing
    assert np.array_equal(state.projects.demand[:2], before[1])


def test_a_site_of_another_innovation_displaces_nobody(bare):
    state = two_sites(bare, [500.0, 500.0], [0.0, 1.0])
    state.projects.innovation[1] = 1
    assert displaced(view(state)) == 0.0


@given(data=st.data())
def test_displaced_users_are_what_sharing_demand_twice_says(bare, data):
    """Shared over all sites, then over those without support; no more than came to the supported ones."""
    state = bare.world(places=5, citizens=300)
    state.places.counts[:, :, ADOPTER] = data.draw(st.integers(0, 40))
    n = data.draw(st.integers(2, 8))
    draws = st.lists(st.floats(0, 300), min_size=n, max_size=n)
    place = np.array(data.draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)))
    received = np.array(data.draw(st.lists(st.sampled_from([0.0, 5.0]), min_size=n, max_size=n)))
    rows = bare.add_sites(state, n, place=place, received=received, capacity=np.array(data.draw(draws)))
    sites, others = state.projects.key.base[rows], np.flatnonzero(received == 0.0)
    near = state.near.start, state.near.place, state.near.reach
    share_demand(np.arange(n), sites, *near, comers(state), np.zeros((2, 5)))
    came, together = sites["demand"][received > 0].sum(), sites["users"][others]
    share_demand(others, sites, *near, comers(state), np.zeros((2, 5)))
    found, expected = displaced(view(state)), (sites["users"][others] - together).sum()
    assert found == pytest.approx(expected, abs=1e-6)
    assert -1e-6 <= found <= came * (1 + 1e-9) + 1e-6
