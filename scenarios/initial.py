"""The world at month 0: what a territory's places, people and sites start with (état initial)."""
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np

from agents.mandates import PublicParams
from scenarios.public import authority_table, levels_of
from scenarios.territory.places import Places
from sim.audience import audience_rows
from sim.clock import wind
from sim.draws import code_of, key
from sim.founding import Standing, spread_out
from sim.graphs import Graph, read_edges
from sim.modalities import modality_table
from sim.modes import mode_table
from sim.names import DOMAINS, FUNNEL
from sim.network import NetworkParams, social_network
from sim.param import Parameters, param
from sim.population import citizens_of, share_out
from sim.schedule import Params, begin
from sim.service import ServiceParams
from sim.space import near_places
from sim.state import AudienceTable, AuthorityTable, CitizenTable, InnovationTable, Near, PlaceTable, State

RURAL_TILT = {  # how much more a domain is needed from the densest (-) to the most dispersed places (+); assumption
    "health": 0.10, "food": 0.0, "mobility": 0.20, "energy": 0.10, "housing": -0.10, "social_ties": 0.05,
    "culture": 0.10, "digital": 0.10, "work": 0.0, "education": 0.0, "environment": -0.05,
}  # fmt: skip

CONSTANT = ("code", "x", "y", "density", "levels", "first", "context", "latent", "training")  # columns runs share
ZERO = (  # (P,), nothing at month 0
    "pool", "assets", "mixing", "animation", "asked", "answered", "weary", "solicited", "listening", "tended",
    "backing", "visited",
)  # fmt: skip
ZERO_BY_KIND = ("outreach", "publicity", "codified", "tacit", "stance", "access", "service", "unmet")  # (I, P)


@dataclass(frozen=True)
class InitialParams(Parameters):
    """Month 0 where the territory file says nothing: the same map for every run seed."""

    need: float = param(
        0.5, unit="0 to 1", allowed=(0.01, 1), plausible=(0.3, 0.7), source="assumption",
        meaning="Mean unmet need in each domain, before the tilt by density class.",
    )
    need_spread: float = param(
        0.15, unit="plus or minus", allowed=(0, 0.5), plausible=(0.05, 0.25), source="assumption",
        meaning="How much needs differ between places of one density class.",
    )
    trust: float = param(
        0.5, unit="0 to 1", allowed=(0, 1), plausible=(0.35, 0.65), source="assumption",
        meaning="Mean trust; places differ by plus or minus .15.",
    )
    unemployment: float = param(
        0.12, unit="share of the active", allowed=(0, 1), plausible=(0.07, 0.16),
        source="assumption, census definition",
        meaning="Mean unemployment; places differ by plus or minus .04.",
    )
    digital_access: float = param(
        0.85, unit="share of people", allowed=(0, 1), plausible=(0.7, 0.95), source="assumption",
        meaning="Mean share of people with a connection; places differ by plus or minus .1.",
    )
    digital_skill: float = param(
        0.65, unit="share of people", allowed=(0, 1), plausible=(0.5, 0.85), source="assumption",
        meaning="Mean share of people at ease with digital services; places differ by plus or minus .15.",
    )
    latent: float = param(
        0.5, unit="0 to 1", allowed=(0, 1), plausible=(0.3, 0.7), source="assumption",
        meaning="Mean local resources that could be made use of; places differ by plus or minus .2.",
    )


def _column(places: Places, name: str, middle: float | np.ndarray, width: float) -> np.ndarray:
    """Return the file's column where it gives one, else a draw around ``middle`` by the place's code."""
    drawn = np.array(np.broadcast_to(middle, len(places)), dtype=np.float64)
    spread_out(key(0, name), identities(places), width, drawn)
    return _given(places, name, drawn)


@lru_cache(maxsize=8)
def identities(places: Places) -> np.ndarray:
    """Return the 64-bit identity of each place, shape (P,) uint64."""
    return np.array([code_of(code) for code in places.code], np.uint64)


def _needs(places: Places, params: InitialParams) -> np.ndarray:
    rural = (places.density - 4.0) / 3.0
    rows = [_column(places, f"need_{d}", params.need + RURAL_TILT[d] * rural, params.need_spread) for d in DOMAINS]
    return np.maximum(np.array(rows), 0.01)


@lru_cache(maxsize=8)
def place_table(places: Places, kinds: int, citizens: int, params: InitialParams) -> PlaceTable:
    """Return the places at month 0; ``kinds`` innovations, ``citizens`` simulated citizens."""
    size = places.population.size
    first = np.concatenate([[0], np.cumsum(share_out(places.population, citizens))])
    trust = _column(places, "trust", params.trust + 0.1 * _associations(places), 0.15)
    unemployment = _column(places, "unemployment", params.unemployment, 0.04)
    fragility = np.clip((unemployment - 0.05) / 0.15, 0.0, 1.0)
    need = _needs(places, params)
    flat = {name: np.zeros(size) for name in ZERO}
    maps = {name: np.zeros((kinds, size)) for name in ZERO_BY_KIND}
    return PlaceTable(
        code=identities(places), population=places.population.astype(float),
        x=places.x_km, y=places.y_km, density=places.density.astype(np.int8),
        persons=np.full(size, places.population.sum() / citizens), levels=levels_of(places), first=first, need=need,
        context=np.array([(7.0 - places.density) / 6.0, fragility, trust]), trust=trust, unemployment=unemployment,
        digital_access=_column(places, "digital_access", params.digital_access, 0.1),
        digital_skill=_column(places, "digital_skill", params.digital_skill, 0.15),
        latent=_column(places, "latent", params.latent, 0.2), training=_given(places, "training", _bodies(places)),
        third_place=_given(places, "third_place", np.zeros(size)), civic=np.ones(size),
        counts=np.zeros((kinds, size, 5), np.int64), wellbeing=1.0 - need, behind=np.zeros(size, np.int32),
        reached=np.full(size, -1, np.int32),
        petitions=np.zeros((len(FUNNEL), size)),
        attractiveness=np.full(size, 0.5), **flat, **maps,
    )  # fmt: skip


def _given(places: Places, name: str, otherwise: np.ndarray) -> np.ndarray:
    """Return the file's column where it gives one, else what is said otherwise."""
    given = places.columns.get(name, np.full(len(places), np.nan))
    return np.where(np.isnan(given), otherwise, given)


def _bodies(places: Places) -> np.ndarray:
    """Return the training and research bodies where a file says nothing: three in a city, one in a town; assumption."""
    return np.select([places.population >= 50_000, places.population >= 10_000], [3.0, 1.0], 0.0)


def _associations(places: Places) -> np.ndarray:
    """Return how much richer in associations each place is than the mean, -1 to 1; 0 where the file says nothing."""
    given = places.columns.get("associations", np.full(len(places), np.nan))
    mean = np.nanmean(given) if (given > 0.0).any() else 1.0
    return np.clip(np.nan_to_num(given / mean, nan=1.0) - 1.0, -1.0, 1.0)


@lru_cache(maxsize=8)
def neighbourhood(places: Places, params: ServiceParams) -> Near:
    """Return who is near whom in a territory; the same for every run."""
    return near_places(places.x_km, places.y_km, params.limit_km, params.reach_km)


class Society(NamedTuple):
    """Who lives where, who is near, and who is concerned by what, tied to whom."""

    places: PlaceTable
    near: Near
    cell_km: float  # side of a cell where places tile a grid, 0 elsewhere
    citizens: CitizenTable
    first: np.ndarray  # (I * P + 1,) int64, as in AudienceTable, like the three below
    citizen: np.ndarray
    start: np.ndarray
    contact: np.ndarray


def ties_in(path: str, places: Places, citizens: int) -> Graph:
    """Return the network of a file of ties; citizen 3 of place 71076 is called 71076-3.

    Raises InputError with every bad line.
    """
    count = share_out(places.population.astype(float), citizens).tolist()
    names = (f"{code}-{k + 1}" for code, size in zip(places.code, count, strict=True) for k in range(size))
    return read_edges(Path(path).expanduser(), names)


def ties_digest(params: NetworkParams) -> str:
    """Return what identifies the content of a file of ties, "" where the network is none or it cannot be read."""
    if params.kind != "edges":
        return ""
    try:
        return sha256(Path(params.path).expanduser().read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


@lru_cache(maxsize=2)
def society(places: Places, topics: tuple[bytes, bytes], params: Params, initial: InitialParams,
            citizens: int, seed: int, ties: str) -> Society:  # fmt: skip
    """Return what policies on one seed share: who lives where, who listens to whom, who is concerned by what.

    ``topics`` are the codes and the domains of the innovations; ``ties`` is the digest of the file of ties, if any.
    """
    codes, domains = np.frombuffer(topics[0], np.uint64), np.frombuffer(topics[1], np.int16)
    table = place_table(places, codes.size, citizens, initial)
    near = neighbourhood(places, params.service)
    people = citizens_of(table.code, table.first, table.need, table.population, params.population, seed)
    if params.network.kind == "edges":
        network = ties_in(params.network.path, places, citizens)
    else:
        network = social_network(table, near, places.cell_km, people, params.network, seed)
    rows = audience_rows(people, places.population.size, domains, network)
    return Society(table, near, places.cell_km, people, *rows)


def society_of(places: Places, kinds: InnovationTable, params: Params, initial: InitialParams, citizens: int,
               seed: int) -> Society:  # fmt: skip
    """Return the ``society`` of a run, made once for the policies of a seed."""
    of_society = Params(population=params.population, network=params.network, service=params.service)
    topics = (kinds.code.tobytes(), kinds.domain.tobytes())
    return society(places, topics, of_society, initial, citizens, seed, ties_digest(params.network))


def newborn(people: Society, params: Params) -> CitizenTable:
    """Return the citizens of month 0, with the thresholds of the rule of adoption; all but identities are copies."""
    code, *others = people.citizens
    citizens = CitizenTable(code, *(column.copy() for column in others))  # an analyst may set all but identities
    citizens.threshold[:] = params.adopt.thresholds(citizens.threshold)
    return citizens


def initial_state(places: Places, kinds: InnovationTable, params: Params,
                  month_0: tuple[InitialParams, PublicParams, Sequence[Standing]], *, start: tuple[float, float],
                  citizens: int, seed: int) -> State:  # fmt: skip
    """Return the world at month 0, first sites open; runs share only what never changes."""
    initial, public, standing = month_0
    people = society_of(places, kinds, params, initial, citizens, seed)
    state = closed_world(people, authority_table(places, kinds.code.size, public), kinds, params, start, seed)
    state.weights = params.wellbeing.weights
    begin(state, params, standing)
    return state


def closed_world(people: Society, public: AuthorityTable, kinds: InnovationTable, params: Params,
                 start: tuple[float, float], seed: int) -> State:  # fmt: skip
    """Return a world without any site yet: everyone unaware, every clock wound; columns that change are copies."""
    public = AuthorityTable(*(column.copy() for column in public))
    changing = [name for name in PlaceTable._fields if name not in CONSTANT]
    table = people.places._replace(**{name: getattr(people.places, name).copy() for name in changing})
    citizens, rows = newborn(people, params), people.citizen.size
    audience = AudienceTable(
        people.first, people.citizen, np.zeros(rows, np.uint8), np.zeros(rows, np.uint16), np.empty(rows, np.float32),
        np.zeros(rows, np.float32), np.zeros(rows, np.int16), np.zeros(rows, np.int16), people.start, people.contact,
    )  # fmt: skip
    law = params.adopt.law
    table.counts[:, :, law.entry] = np.diff(people.first).reshape(table.counts.shape[:2])
    wind(audience, citizens, kinds.code, table.code.size, law.entry, key(seed, "adopt"))
    modes = mode_table(*params.modes)
    return State(
        seed, table, citizens, audience, public, kinds, people.near, modes, people.cell_km, start, law,
        modalities=modality_table(*params.modalities), acquainted=params.network.kind == "complete",
    )  # fmt: skip
