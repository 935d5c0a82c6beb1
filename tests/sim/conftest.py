"""Small worlds made of bare arrays, and sites to put in them: what the tests of the engine share."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.clock import wind
from sim.draws import code_of, key
from sim.founding import found_actor
from sim.modes import AFFILIATION_MODE, BRANCHING_MODE, FERTILISATION_MODE, mode_table
from sim.network import NetworkParams, audience_rows, social_network
from sim.population import PopulationParams, citizens_of, share_out
from sim.space import near_places
from sim.state import (
    DOMAINS,
    EXPERIMENT,
    AudienceTable,
    AuthorityTable,
    InnovationTable,
    PlaceTable,
    State,
)

MASK = (1 << 64) - 1


def splitmix(word):
    """Return the finaliser of splitmix64 in plain integers (Steele, Lea & Flood 2014)."""
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


def chain(name, *words):
    """Return the key of ``words`` under ``name``, in plain integers."""
    for word in words:
        name = splitmix((int(name) + 0x9E3779B97F4A7C15 * (int(word) + 1)) & MASK)
    return name


def innovations(kinds):
    """Return ``kinds`` innovations alike but for domain, kind, form."""
    ones = np.ones(kinds)
    return InnovationTable(
        np.array([code_of("innovation", i) for i in range(kinds)], np.uint64),
        np.arange(kinds, dtype=np.int16), np.arange(kinds, dtype=np.int16) % 4, np.arange(kinds, dtype=np.int8) % 3,
        0.6 * ones, 0.6 * ones, 0.7 * ones, 150_000.0 * ones, 2.5 * ones, 2.0 * ones, 600.0 * ones, 170.0 * ones,
    )  # fmt: skip


def place_table(places, kinds, citizens, grid, rng):
    """Return places scattered over 30 km, or on a square grid of 4 km cells."""
    side = int(np.ceil(np.sqrt(places)))
    x, y = np.divmod(np.arange(places), side)
    xy = (4.0 * x, 4.0 * y) if grid else tuple(rng.uniform(0, 30, (2, places)))
    population = np.full(places, 4_000.0) if grid else rng.integers(500, 20_000, places).astype(float)
    first = np.concatenate([[0], np.cumsum(share_out(population, citizens))])
    need = rng.uniform(0.2, 0.8, (len(DOMAINS), places))
    return PlaceTable(
        np.array([code_of("place", p) for p in range(places)], np.uint64), population, *xy,
        rng.integers(1, 8, places).astype(np.int8), (np.arange(places) % 2).astype(np.int32), first, need,
        rng.uniform(0, 1, (3, places)), rng.uniform(0.3, 0.7, places), rng.uniform(0.05, 0.2, places),
        np.zeros(places), np.zeros(places), np.zeros(places), *(np.zeros((kinds, places)) for _ in range(4)),
        np.zeros((kinds, places, 5), np.int64), 1.0 - need,
    )  # fmt: skip


def audience_of(first, citizen, start, contact):
    """Return an audience at neutral values."""
    m = citizen.size
    return AudienceTable(
        first, citizen, np.zeros(m, np.uint8), np.zeros(m, np.uint16), np.zeros(m, np.float32),
        np.zeros(m, np.float32), np.zeros(m, np.int16), np.zeros(m, np.int16), start, contact,
    )  # fmt: skip


def world(seed=1, places=6, citizens=600, kinds=2, *, grid=False, concerned=0.2, without_threshold=0.3, layout=0):
    """Return a state at month 0 without any site: everyone unaware, clocks wound."""
    rng = np.random.default_rng(layout)
    table, ideas = place_table(places, kinds, citizens, grid, rng), innovations(kinds)
    near = near_places(table.x, table.y, 40.0, 12.0)
    people_params = PopulationParams(concerned=concerned, without_threshold=without_threshold)
    people = citizens_of(table.code, table.first, table.need, table.population, people_params, seed)
    cell_km = 4.0 if grid else 0.0
    links = social_network(table, near, cell_km, people, NetworkParams(), seed)
    audience = audience_of(*audience_rows(people, places, ideas.domain, *links))
    table.counts[:, :, 0] = np.diff(audience.first).reshape(kinds, places)
    wind(audience, people, ideas.code, places, key(seed, "adopt"))
    owners = np.bincount(table.authority, weights=table.population)
    public = AuthorityTable(
        np.array([code_of("authority", u) for u in range(owners.size)], np.uint64), owners,
        np.full(owners.size, 0.5), np.ones((owners.size, kinds)), np.ones((owners.size, kinds)), np.zeros(owners.size),
    )  # fmt: skip
    modes = mode_table(BRANCHING_MODE, AFFILIATION_MODE, FERTILISATION_MODE)
    return State(
        seed, table.population.sum() / citizens, table, people, audience, public, ideas, near, modes, cell_km,
        (0.4, 0.4), (8.0, 0.02),
    )  # fmt: skip


def add_sites(state, count=1, **columns):
    """Add ``count`` working sites of the first innovation at the first place; ``columns`` set otherwise. Return rows."""
    state.make_room(count)
    first, p, kinds = state.n_projects, state.projects, state.innovations
    rows = np.arange(first, first + count)
    p.key[rows] = [code_of("project", r) for r in rows.tolist()]
    p.place[rows], p.innovation[rows] = columns.pop("place", 0), columns.pop("innovation", 0)
    which = p.innovation[rows]
    p.stage[rows], p.born[rows], p.opened[rows] = EXPERIMENT, state.step, state.step
    p.capital[rows], p.posts[rows] = 0.8 * kinds.capital[which], 0.8 * kinds.posts[which]
    p.volunteers[rows], p.skill[rows], p.cash[rows] = kinds.volunteers[which], 0.6, 50_000.0
    p.cost[rows], p.merit[rows], p.output[rows], p.capacity[rows] = 8_000.0, 0.7, 0.8, 480.0
    for name, value in columns.items():
        getattr(p, name)[rows] = value
    if "actor" not in columns:
        for row in rows.tolist():
            p.actor[row] = found_actor(state, int(p.key[row]), int(p.place[row]), int(p.innovation[row]))
    state.n_projects += count
    return rows


@pytest.fixture(scope="session")
def bare():
    """Return what makes worlds: ``world``, ``add_sites``, ``audience_of``, ``chain``, ``splitmix``."""
    return SimpleNamespace(
        world=world, add_sites=add_sites, audience_of=audience_of, chain=chain, splitmix=splitmix
    )
