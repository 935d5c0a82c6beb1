"""What is taken over stays as long as it is paid for, changes hands, and is opened elsewhere."""

import numpy as np
import pytest

from sim.copying import CopyParams
from sim.founding import FoundingParams, statutes, usual_volunteers
from sim.modalities import modality_table
from sim.names import EPCI, ESTABLISHED, MODALITIES, PROOF, STRUCTURED, TAKE_OVER, TAKEN_OVER
from sim.processes.govern import GovernParams
from sim.processes.govern import step as govern
from sim.processes.survive import SurviveParams
from sim.processes.survive import step as survive
from sim.processes.uphold import GENERALISATION, most_wanting, step
from sim.rows import records
from sim.schedule import Params

CONVENTION, DIRECT = MODALITIES.index("convention"), MODALITIES.index("direct")


def uphold(state):
    step(state, CopyParams(), FoundingParams())


@pytest.fixture
def world(bare):
    """Return six places of which the even ones have one EPCI, with the usual modalities."""
    state = bare.world(places=6)
    state.modalities = modality_table(*Params().modalities)
    return state


def owner_of(state, place=0):
    return int(state.places.levels[EPCI, place])


def taken(bare, state, how=CONVENTION, count=1, **columns):
    """Add sites that their EPCI has decided to take over, and pays for this month."""
    given = {"stage": STRUCTURED, "modality": how, "owner": owner_of(state), "upheld": 3.0, "governance": 0.6}
    return bare.add_sites(state, count, **(given | columns))


def test_the_first_payment_makes_a_site_public(bare, world):
    """Hands, voices, practice and people served change as the way says, once."""
    row = taken(bare, world, DIRECT, volunteers=2.0, fit=0.6, fidelity=0.8, merit=0.9)[0]
    p, ways = world.projects, world.modalities
    for _ in range(2):
        uphold(world)
        assert p.stage[row] == TAKEN_OVER
        assert p.volunteers[row] == pytest.approx(2.0 * ways.volunteers[DIRECT])
        assert p.governance[row] == pytest.approx(0.6 + ways.governance[DIRECT])
        assert p.fit[row] == pytest.approx(0.6 + ways.coverage[DIRECT] * 0.4)
        assert p.fidelity[row] == pytest.approx(0.8 * ways.fidelity[DIRECT])
        kept = ways.fidelity[DIRECT]
        assert p.merit[row] == pytest.approx(kept * 0.9 + (1 - kept) * world.innovations.merit[0])


def test_what_is_no_longer_paid_is_given_back(bare, world):
    """It is structured again, without owner or modality; others are not touched."""
    rows = taken(bare, world, count=2, stage=TAKEN_OVER)
    plain = bare.add_sites(world, 1, stage=ESTABLISHED)
    world.projects.upheld[rows[0]] = 0.0
    uphold(world)
    p = world.projects
    assert p.stage[[*rows, *plain]].tolist() == [STRUCTURED, TAKEN_OVER, ESTABLISHED]
    assert p.owner[rows].tolist() == [-1, owner_of(world)] and p.modality[rows].tolist() == [0, CONVENTION]


def test_a_site_awaiting_its_first_payment_keeps_its_owner(bare, world):
    row = taken(bare, world, upheld=0.0)[0]
    uphold(world)
    assert world.projects.stage[row] == STRUCTURED and world.projects.owner[row] == owner_of(world)


def test_generalisation_opens_a_copy_a_month_where_most_go_without(bare, world):
    """In the owner's places without a site of the kind, from the purse, at the mode's price and fidelity."""
    world.modes.price[TAKE_OVER] = 30_000.0
    world.places.unmet[:] = 0.0
    here = np.flatnonzero(world.area(owner_of(world)))
    world.places.unmet[0, here] = np.linspace(0.9, 0.5, here.size)
    row = int(taken(bare, world, GENERALISATION, place=int(here[0]), purse=70_000.0)[0])
    for _ in range(4):
        uphold(world)
    p, copies = world.projects, np.arange(row + 1, world.n_projects)
    assert copies.size == 2 and p.purse[row] == pytest.approx(10_000.0)
    assert set(p.place[copies].tolist()) <= set(here[1:].tolist())
    assert (p.mode[copies] == TAKE_OVER).all() and (p.stage[copies] == PROOF).all()
    assert (p.parent[copies] == row).all() and (p.innovation[copies] == 0).all()
    assert p.choice[row] == 0  # what its carrier chose is its own


def test_the_place_that_goes_without_most_comes_first(bare, world):
    owner, here = owner_of(world), np.flatnonzero(world.area(owner_of(world)))
    world.places.unmet[:] = 1.0
    people = world.places.persons * world.places.counts[0].sum(axis=1)
    assert most_wanting(world, 0, owner) == here[people[here].argmax()]
    bare.add_sites(world, here.size, place=here)
    assert most_wanting(world, 0, owner) == -1
    world.places.unmet[1] = 0.0
    assert most_wanting(world, 1, owner) == -1


@pytest.mark.parametrize(("how", "purse"), [(CONVENTION, 1e6), (GENERALISATION, 79_999.0)])
def test_no_copy_without_generalisation_or_money(bare, world, how, purse):
    world.places.unmet[:] = 1.0
    taken(bare, world, how, purse=purse)
    uphold(world)
    assert world.n_projects == 1


def test_public_sites_close_at_three_tenths_of_the_hazard(bare, world):
    """6,000 sites of each kind, a month: binomial, 4 standard errors (1 false alarm in 16,000; the seed is fixed)."""
    n, hazard = 6_000, 4.8 * 0.3
    rows = bare.add_sites(world, n, stage=TAKEN_OVER, output=1.0, cost=1_000.0, cash=50_000.0, demand=1.0)
    world.step = 1
    survive(world, SurviveParams(association=4.8))
    share, chance = (world.projects.closed[rows] >= 0).mean(), 1 - np.exp(-hazard / 12)
    assert abs(share - chance) < 4 * np.sqrt(chance * (1 - chance) / n)


def test_statutes_and_volunteers_are_those_of_the_owner_while_there_is_one(bare, world):
    """By legal form and by the way it was taken over; as before, once given back."""
    rows = taken(bare, world, DIRECT, count=2, stage=np.array([TAKEN_OVER, STRUCTURED]))
    ways, p, full = world.modalities, records(world.projects), world.innovations.volunteers
    given = [statutes(p, row, world.actors.form, ways.governance) for row in rows]
    assert given == pytest.approx([0.5 + ways.governance[DIRECT], 0.5])
    usual = [usual_volunteers(p, row, full, ways.volunteers) for row in rows]
    assert usual == pytest.approx([ways.volunteers[DIRECT] * full[0], full[0]])


def test_volunteers_stay_away_while_a_site_is_public(bare, world):
    """Two years on they are as few as the owner's way makes them, not back to the usual."""
    rows = taken(bare, world, DIRECT, count=2, stage=np.array([TAKEN_OVER, STRUCTURED]), volunteers=1.0)
    for _ in range(24):
        govern(world, GovernParams(followers=0.0))
    public, plain = world.projects.volunteers[rows]
    assert public < 1.0 < plain
