"""Small worlds made of bare arrays, and sites to put in them: what the tests of the engine share."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from scenarios.initial import ZERO, ZERO_BY_KIND
from sim.audience import audience_rows
from sim.clock import CHOICE, advance_clocks, hear_neighbours, wind
from sim.draws import code_of, key
from sim.founding import USUAL_GOVERNANCE, FoundingParams, found_actor
from sim.modes import mode_table
from sim.names import ADOPTER, AWARE, DOMAINS, EXPERIMENT, LAPSED, RELAY, UNAWARE
from sim.network import NetworkParams, social_network
from sim.population import PopulationParams, citizens_of, share_out
from sim.schedule import Params
from sim.space import near_places
from sim.state import AudienceTable, AuthorityTable, Contagion, InnovationTable, PlaceTable, State

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
        0.0 * ones, 0.0 * ones, np.zeros((kinds, kinds)),
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
    density = rng.integers(1, 8, places).astype(np.int8)
    context, trust = rng.uniform(0, 1, (3, places)), rng.uniform(0.3, 0.7, places)
    unemployment = rng.uniform(0.05, 0.2, places)
    flat = {name: np.zeros(places) for name in ZERO}
    maps = {name: np.zeros((kinds, places)) for name in ZERO_BY_KIND}
    return PlaceTable(
        code=np.array([code_of("place", p) for p in range(places)], np.uint64), population=population, x=xy[0],
        y=xy[1], density=density, persons=np.full(places, population.sum() / citizens), levels=levels_of(places),
        first=first, need=need, context=context, trust=trust, unemployment=unemployment,
        digital_access=np.full(places, 0.85), digital_skill=np.full(places, 0.65), latent=np.full(places, 0.5),
        training=np.zeros(places), third_place=np.zeros(places), civic=np.ones(places),
        counts=np.zeros((kinds, places, 5), np.int64), wellbeing=1.0 - need, behind=np.zeros(places, np.int32),
        reached=np.full(places, -1, np.int32),
        petitions=np.zeros((5, places)),
        attractiveness=np.full(places, 0.5), **flat, **maps,
    )  # fmt: skip


def levels_of(places):
    """Return rows of public actors: a commune each, two EPCI, one departement, region, State and investor."""
    communes, each = np.arange(places), np.zeros(places, int)
    upper = [places + 2 + k + each for k in range(4)]
    return np.array([communes, places + communes % 2, *upper], np.int32)


def authority_table(table, kinds):
    """Return the public actors of the places, all alike, nobody of the elected for co-construction."""
    level = np.repeat(np.arange(6), [table.code.size, 2, 1, 1, 1, 1]).astype(np.int8)
    size = level.size
    people = np.bincount(table.levels.ravel(), np.tile(table.population, 6), size)
    return AuthorityTable(
        code=np.array([code_of("authority", u) for u in range(size)], np.uint64), level=level, population=people,
        absorptive=np.full(size, 0.5), openness=np.full(size, 0.4), priority=np.ones((size, len(DOMAINS))),
        coconstruction=np.zeros(size, np.uint8), steering=np.zeros(size, np.uint8), pressure=np.zeros((size, kinds)),
        adopted=np.full((size, kinds), -1, np.int32), successes=np.ones((size, kinds)),
        failures=np.ones((size, kinds)), envelope=np.zeros(size),
        promised=np.full((size, 4), -1, np.int32), mandate=np.zeros(size, np.int32),
        heard=np.zeros(size),
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
    audience = audience_of(*audience_rows(people, places, ideas.domain, links))
    table.counts[:, :, 0] = np.diff(audience.first).reshape(kinds, places)
    wind(audience, people, ideas.code, places, UNAWARE, key(seed, "adopt"))
    public, modes = authority_table(table, kinds), mode_table(*Params().modes)
    return State(seed, table, people, audience, public, ideas, near, modes, cell_km, (0.4, 0.4), Contagion(8.0, 0.02))


def add_sites(state, count=1, **columns):
    """Add ``count`` working sites, at the first place unless ``columns`` say otherwise, and return their rows."""
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
    p.fit[rows], p.governance[rows] = 1.0, USUAL_GOVERNANCE[kinds.form[which]]
    for name, value in columns.items():
        getattr(p, name)[rows] = value
    if "actor" not in columns:
        for row in rows.tolist():
            name, place, kind = int(p.key[row]), int(p.place[row]), int(p.innovation[row])
            p.actor[row] = found_actor(state, name, place, kind, FoundingParams())
    state.n_projects += count
    return rows


class Dense:
    """The same law, written plainly: everything is recomputed from the contacts each month, nothing is pushed."""

    def __init__(self, state):
        a, self.state = state.audience, state
        self.stage, self.spell = a.stage.astype(int), a.spell.astype(int)
        self.clock = a.clock.copy()
        self.friends = np.zeros((a.stage.size, a.stage.size))
        for r in range(a.stage.size):
            self.friends[r, a.contact[a.start[r] : a.start[r + 1]]] = 1.0
        places = state.places.code.size
        self.group = np.repeat(np.arange(a.first.size - 1), np.diff(a.first))
        self.place, self.kind = self.group % places, self.group // places
        self.theta = state.citizens.threshold[a.citizen].astype(float)
        self.engagement = state.citizens.engagement[a.citizen]
        self.stream = int(key(state.seed, "adopt"))

    def luck(self, r, *words):
        code = int(self.state.citizens.code[self.state.audience.citizen[r]])
        kind = int(self.state.innovations.code[self.kind[r]])
        word = chain(self.stream, code, kind, *words)
        return ((word >> 12) + 0.5) * 2.0**-52

    def pressure(self):
        adopts = ((self.stage == ADOPTER) | (self.stage == RELAY)).astype(float)
        adopting, lapsed = self.friends @ adopts, self.friends @ (self.stage == LAPSED)
        degree = self.friends.sum(axis=1)
        e = np.maximum(0.0, adopting - 0.5 * lapsed) / np.maximum(degree, 1.0)
        total = np.maximum(1, np.bincount(self.group, minlength=self.group.max() + 1))
        share = (np.bincount(self.group, weights=adopts) / total)[self.group]
        mu = self.state.places.mixing[self.place]
        e = (1.0 - mu) * e + mu * share
        q, q0, at_once, counted, _ = self.state.contagion
        e = e * degree if counted else e
        below = np.where((adopting > 0) | (mu > 0), np.minimum(q0, q * e), 0.0)
        contagion = np.where(e >= self.theta * (1 - 1e-7) - 1e-12, q * e + at_once, below)
        s = np.where(self.stage == UNAWARE, e, contagion)
        s = np.where(self.stage == ADOPTER, self.engagement, s)
        return np.where(self.stage == RELAY, 1.0, s).astype(np.float32)

    def month(self, base, slope, lowest, highest):
        s = self.pressure()
        base, slope = (h.reshape(-1, 5)[self.group, self.stage] / 12.0 for h in (base, slope))
        b, a = base, slope
        active = (lowest <= self.stage) & (self.stage <= highest)
        self.clock[active] -= (b + a * s.astype(float)).astype(np.float32)[active]
        for r in np.flatnonzero(active & (self.clock <= 0.0)):
            self.stage[r] = self.end(r, a[r] * float(s[r]), b[r])
            self.spell[r] += 1
            self.clock[r] = np.float32(-math.log(self.luck(r, self.stage[r], self.spell[r])))

    def end(self, r, role, lapse):
        if self.stage[r] == UNAWARE:
            return AWARE
        if self.stage[r] in (ADOPTER, RELAY):
            other = RELAY if self.stage[r] == ADOPTER else ADOPTER
            return other if self.luck(r, CHOICE, self.spell[r]) * (role + lapse) < role else LAPSED
        return ADOPTER


def hazards(state, rng, lapse=0.4):
    """Return lively hazards a year (base, slope) that differ by innovation and place."""
    base, slope = np.zeros((2, *state.places.access.shape, 5))
    pull = rng.uniform(0.3, 1.0, state.places.access.shape)
    base[:, :, UNAWARE], slope[:, :, UNAWARE] = rng.uniform(0.3, 2.0, pull.shape), 1.0
    base[:, :, AWARE], slope[:, :, AWARE] = 0.2 * pull, pull
    base[:, :, ADOPTER] = base[:, :, RELAY] = lapse * rng.uniform(0, 1, pull.shape)
    slope[:, :, ADOPTER], slope[:, :, RELAY] = 1.0, 0.2
    base[:, :, LAPSED], slope[:, :, LAPSED] = 0.1 * pull, 0.3 * pull
    return base, slope


def recount(state):
    """Return (voice, adopting, counts) counted afresh from the stages."""
    a = state.audience
    origin = np.repeat(np.arange(a.stage.size), np.diff(a.start))
    adopts = np.isin(a.stage, (ADOPTER, RELAY))[a.contact].astype(int)
    lapsed = (a.stage == LAPSED)[a.contact].astype(int)
    adopting = np.bincount(origin, weights=adopts, minlength=a.stage.size)
    voice = np.bincount(origin, weights=2 * adopts - lapsed, minlength=a.stage.size)
    group = np.repeat(np.arange(a.first.size - 1), np.diff(a.first))
    counts = np.zeros((a.first.size - 1, 5), int)
    np.add.at(counts, (group, a.stage), 1)
    return voice, adopting, counts.reshape(state.places.counts.shape)


def both_drains(state, base, slope):
    hear_neighbours(state)
    unaware = np.arange(5) == UNAWARE
    advance_clocks(state, base * unaware, slope * unaware)
    advance_clocks(state, base * ~unaware, slope * ~unaware)


@pytest.fixture(scope="session")
def bare():
    """Return what makes worlds, and the plain reference of the clock kernel."""
    return SimpleNamespace(
        world=world, add_sites=add_sites, audience_of=audience_of, chain=chain, splitmix=splitmix,
        Dense=Dense, hazards=hazards, recount=recount, both_drains=both_drains,
    )  # fmt: skip
