"""Everything that changes during a run, as columns: where state lives, with rows.py (état du monde)."""
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.ledger import Ledger
from sim.names import DOMAINS, EXPERIMENT, IDEA, MODALITIES, UNAWARE
from sim.rows import ActorTable, ClusterTable, ProjectTable, blank, grown, living, no_clusters, records


class PlaceTable(NamedTuple):
    """Every commune or cell, one row each, sorted by code; P places, D domains, I innovations."""

    code: np.ndarray  # (P,) uint64, identity
    population: np.ndarray  # (P,) float64, persons
    x: np.ndarray  # (P,) float64, km
    y: np.ndarray  # (P,) float64, km
    density: np.ndarray  # (P,) int8, INSEE density class, 1 (dense) to 7
    persons: np.ndarray  # (P,) float64, inhabitants for one simulated citizen
    levels: np.ndarray  # (6, P) int32, row of the public actor of each of LEVELS
    first: np.ndarray  # (P + 1,) int64, first citizen row of each place
    need: np.ndarray  # (D, P) float64, unmet need per domain, 0 to 1
    context: np.ndarray  # (3, P) float64, urbanity, fragility, civic life, 0 to 1: what a copy must fit
    trust: np.ndarray  # (P,) float64, 0 to 1
    unemployment: np.ndarray  # (P,) float64, share of the active
    pool: np.ndarray  # (P,) float64, persons with skills who lost their jobs and look for something to do
    digital_access: np.ndarray  # (P,) float64, share of people with a connection
    digital_skill: np.ndarray  # (P,) float64, share of people at ease with it
    latent: np.ndarray  # (P,) float64, local resources that could be made use of, 0 to 1
    assets: np.ndarray  # (P,) float64, the part of them activated as specific assets, 0 to latent
    training: np.ndarray  # (P,) float64, training or research bodies
    third_place: np.ndarray  # (P,) float64, quality of the tiers-lieu, 0 = none, to 1
    mixing: np.ndarray  # (P,) float64, mu: weight of the place's own share in exposure, 0 to 1
    animation: np.ndarray  # (P,) float64, Z: catalysis at work, 0 = none; remade each month
    outreach: np.ndarray  # (I, P) float64, extra weight of contacts thanks to ambassadors, 0 = none; remade each month
    publicity: np.ndarray  # (I, P) float64, extra awareness from campaigns, 0 = none
    codified: np.ndarray  # (I, P) float64, written knowledge at hand in the place, 0 to 1
    tacit: np.ndarray  # (I, P) float64, knowledge held by people of the place, 0 to 1
    stance: np.ndarray  # (I, P) float64, mean stance of local carriers, -1 to 1
    asked: np.ndarray  # (P,) float64, requests of citizens so far
    answered: np.ndarray  # (P,) float64, requests answered so far
    civic: np.ndarray  # (P,) float64, how much readier adopters are to become relays, 1 = as usual
    weary: np.ndarray  # (P,) float64, hazard a year at which relays withdraw
    attractiveness: np.ndarray  # (P,) float64, 0 to 1
    reached: np.ndarray  # (P,) int32, step of its first open site, -1 = none yet
    behind: np.ndarray  # (P,) int32, months in a row without a site in reach and among the fifth worst off
    access: np.ndarray  # (I, P) float64, chance that a site can be reached and used
    service: np.ndarray  # (I, P) float64, mean quality met by those who use
    unmet: np.ndarray  # (I, P) float64, share of reachable need without capacity
    counts: np.ndarray  # (I, P, 5) int64, citizens concerned by stage of adoption
    wellbeing: np.ndarray  # (D, P) float64, 0 to 1
    solicited: np.ndarray  # (P,) float64, times public actors lately called on inhabitants to take part; fades
    listening: np.ndarray  # (P,) float64, requests that people paid to listen can see to this month; remade each month
    petitions: np.ndarray  # (5, P) float64, petitions so far at each of FUNNEL
    tended: np.ndarray  # (P,) float64, months of money assured to a tiers-lieu, 0 = none; remade each month by payments
    backing: np.ndarray  # (P,) float64, support of clusters at work, 0 = none, 1 = full; remade each month by payments
    visited: np.ndarray  # (P,) float64, times thresholds because of a study trip that is remembered, 0 = none


class Ground(NamedTuple):
    """What kernels that move over places need of them: a light argument, the same arrays."""

    x: np.ndarray
    y: np.ndarray
    population: np.ndarray
    first: np.ndarray
    context: np.ndarray
    latent: np.ndarray
    trust: np.ndarray
    animation: np.ndarray
    unmet: np.ndarray


def ground(places: PlaceTable) -> Ground:
    """Return the columns of ``places`` that kernels moving over places need."""
    return Ground(
        places.x, places.y, places.population, places.first, places.context, places.latent, places.trust,
        places.animation, places.unmet,
    )  # fmt: skip


class CitizenTable(NamedTuple):
    """Every simulated citizen, sorted by place code then ordinal; N citizens."""

    code: np.ndarray  # (N,) uint64, identity
    place: np.ndarray  # (N,) int32, row of the home place
    concern: np.ndarray  # (N,) uint16, bit d set: concerned by domain d
    threshold: np.ndarray  # (N,) float32, theta: share of adopting contacts that convinces
    engagement: np.ndarray  # (N,) float32, 0 to 1


class AudienceTable(NamedTuple):
    """Every (citizen, innovation) where the citizen is concerned; by innovation, place, citizen; M rows."""

    first: np.ndarray  # (I * P + 1,) int64, first row of each (innovation, place)
    citizen: np.ndarray  # (M,) int32
    stage: np.ndarray  # (M,) uint8, UNAWARE to LAPSED
    spell: np.ndarray  # (M,) uint16, transitions so far
    clock: np.ndarray  # (M,) float32, hazard left until the next transition
    social: np.ndarray  # (M,) float32, S of h = B + A S
    voice: np.ndarray  # (M,) int16, 2 x adopting contacts - lapsed contacts
    adopting: np.ndarray  # (M,) int16, contacts who adopt now
    start: np.ndarray  # (M + 1,) int32 where that counts all ties, else int64, CSR over concerned contacts
    contact: np.ndarray  # (E,) int32, rows of this table


class AuthorityTable(NamedTuple):
    """Every public actor, one row each; U of them."""

    code: np.ndarray  # (U,) uint64
    level: np.ndarray  # (U,) int8, index in LEVELS
    population: np.ndarray  # (U,) float64, persons
    absorptive: np.ndarray  # (U,) float64, AC: how far staff can take up what others learnt, 0 to 1
    openness: np.ndarray  # (U,) float64, how readily staff hear others, citizens included, 0 to 1
    priority: np.ndarray  # (U, D) float64, weight of each domain in the mandate of the elected, mean 1
    coconstruction: np.ndarray  # (U,) uint8, 1 = the elected want to decide with citizens
    steering: np.ndarray  # (U,) uint8, 1 = they know how to
    pressure: np.ndarray  # (U, I) float64, petitions and pleas heard, fades
    adopted: np.ndarray  # (U, I) int32, step at which it made the innovation its own policy, -1 = not yet
    successes: np.ndarray  # (U, I) float64, Beta belief
    failures: np.ndarray  # (U, I) float64
    envelope: np.ndarray  # (U,) float64, ordinary local means for receiving a copy, euros
    promised: np.ndarray  # (U, 4) int32, the copy it saves for: parent, place, innovation, mode; -1 = none
    mandate: np.ndarray  # (U,) int32, elections held so far
    heard: np.ndarray  # (U,) float64, others' trials taken in last January, all innovations


class InnovationTable(NamedTuple):
    """Every kind of solution of the run; I innovations. Constant during a run."""

    code: np.ndarray  # (I,) uint64
    domain: np.ndarray  # (I,) int16, index in DOMAINS
    kind: np.ndarray  # (I,) int16, social, technological, organisational, institutional
    form: np.ndarray  # (I,) int8, usual legal form, index in FORMS
    meeting: np.ndarray  # (I,) float64, how far a full site mixes the people of its place, 0 to 1
    reliance: np.ndarray  # (I,) float64, reliance on local assets, 0 to 1
    synergy: np.ndarray  # (I, I) float64, share by which a site of the column helps one of the row in its place
    advantage: np.ndarray  # (I,) float64, mean of Rogers' five attributes, 0 to 1
    codifiability: np.ndarray  # (I,) float64, 0 to 1
    merit: np.ndarray  # (I,) float64, mean true chance that a month's trial succeeds
    capital: np.ndarray  # (I,) float64, K*, euros
    posts: np.ndarray  # (I,) float64, L*, FTE
    volunteers: np.ndarray  # (I,) float64, V*, FTE
    users: np.ndarray  # (I,) float64, U*, users
    price: np.ndarray  # (I,) float64, euros per user and year


@dataclass
class State:
    """The tables of one run; processes change them in place."""

    seed: int
    places: PlaceTable
    citizens: CitizenTable
    audience: AudienceTable
    authorities: AuthorityTable
    innovations: InnovationTable
    near: "Near"
    modes: "ModeTable"
    cell_km: float  # size of a grid cell, 0 on real places
    start: tuple[float, float]  # K0 / K*, L0 / L* of every site
    contagion: "Contagion"  # the rule of adoption: S is made of it when a contact changes
    acquainted: bool = False  # everyone knows everyone of their place, and nobody else
    step: int = 0
    n_actors: int = 0
    n_projects: int = 0
    user_years: float = 0.0
    weights: np.ndarray = field(default_factory=lambda: np.ones(len(DOMAINS)))  # (D,) of the domains in well-being
    wanting: np.ndarray = field(init=False)  # (2, P, I) persons concerned, and around each place; see sim.service
    rows_now: dict[int, np.ndarray] | None = field(init=False)  # of projects, by least stage; kept within a month
    actors: ActorTable = field(init=False)
    projects: ProjectTable = field(init=False)
    clusters: ClusterTable = field(default_factory=lambda: no_clusters(64))
    n_clusters: int = 0
    climate: "Climate" = field(default_factory=lambda: Climate())
    modalities: "ModalityTable" = field(default_factory=lambda: no_modalities())
    ledger: Ledger = field(default_factory=Ledger)

    def __post_init__(self) -> None:
        kinds = self.innovations.code.size
        self.actors, self.projects = blank(ActorTable, 256, kinds), blank(ProjectTable, 256, kinds)
        self.rows_now = None
        self.wanting = np.full((2, self.places.code.size, kinds), np.nan)  # not yet known

    def make_room(self, rows: int) -> None:
        """See that ``rows`` more actors and projects fit; the tables double when they do not."""
        kinds = self.innovations.code.size
        while self.n_actors + rows > self.actors.key.size:
            self.actors = grown(self.actors, self.n_actors, 2 * self.actors.key.size, kinds)
        while self.n_projects + rows > self.projects.key.size:
            self.projects = grown(self.projects, self.n_projects, 2 * self.projects.key.size, kinds)

    def area(self, authority: int) -> np.ndarray:
        """Return the places of public actor ``authority``, a mask of shape (P,)."""
        return self.places.levels[self.authorities.level[authority]] == authority

    def alive(self) -> np.ndarray:
        """Return the rows of projects that have not closed."""
        return self._rows(IDEA)

    def by_name(self, projects: np.ndarray) -> np.ndarray:
        """Return project rows in the order of their keys: who comes first, where one takes from the next, is no row."""
        return projects[self.projects.key[projects].argsort()]

    def operating(self) -> np.ndarray:
        """Return the rows of projects open to users: alive and past the idea."""
        return self._rows(EXPERIMENT)

    def _rows(self, least: int) -> np.ndarray:
        found = {} if self.rows_now is None else self.rows_now
        if least not in found:
            found[least] = living(records(self.projects), self.n_projects, least)
        return found[least]

    def recount(self) -> None:
        """Forget the rows of living and open projects, kept for a month: one was started, opened or closed."""
        if self.rows_now:
            self.rows_now = {}


class Contagion(NamedTuple):
    """How contacts weigh on adopting: a rule is a choice of these numbers, the kernel knows no rule by name."""

    pull: float  # hazard a year per unit of exposure, at or above the threshold (q)
    floor: float = 0.0  # most that exposure below the threshold adds, with an adopting contact, a year (q0)
    at_once: float = 0.0  # hazard a year of whoever is at or above the threshold, whatever the exposure
    counted: bool = False  # exposure is a number of contacts, not their share
    entry: int = UNAWARE  # stage at which people begin


class ModeTable(NamedTuple):
    """What each way to scale takes, by index in MODES; row 0 (no mode) is neutral."""

    effort: np.ndarray  # (8,) float64, FTE-months of the originator
    price: np.ndarray  # (8,) float64, euros for the receiver
    fidelity: np.ndarray  # (8,) float64, phi of one copy
    tolerance: np.ndarray  # (8,) float64, how different a receiving place may be
    rate: np.ndarray  # (8,) float64, attempts a year at full output
    hazard: np.ndarray  # (8,) float64, times the hazard of closing
    evidence: np.ndarray  # (8,) float64, least posterior mean of success
    codified: np.ndarray  # (8,) float64, least share of knowledge written down
    output: np.ndarray  # (8,) float64, least output y
    trust: np.ndarray  # (8,) float64, least trust in the place


class ModalityTable(NamedTuple):
    """What each way to take a site over changes, by index in MODALITIES; row 0 (none) is neutral."""

    taste: np.ndarray  # (6,) float64, utility
    coverage: np.ndarray  # (6,) float64, share of those it did not fit that it must now serve
    fidelity: np.ndarray  # (6,) float64, how much of the practice survives
    governance: np.ndarray  # (6,) float64, added to G
    volunteers: np.ndarray  # (6,) float64, share of volunteers who stay
    share: np.ndarray  # (6,) float64, share of running cost that its owner pays


def no_modalities() -> ModalityTable:
    """Return the table of a world without take-overs: every modality is neutral."""
    return ModalityTable(*(np.full(len(MODALITIES), value) for value in (0.0, 0.0, 1.0, 0.0, 1.0, 0.0)))


@dataclass
class Climate:
    """What weighs on the whole territory for a time: shocks change it, nothing else does."""

    meetings: float = 1.0  # share of usual meetings that take place
    visits: float = 1.0  # share of usual visits to sites that take place
    demand: np.ndarray = field(default_factory=lambda: np.ones(len(DOMAINS)))  # (D,) times the usual demand
    budgets: float = 1.0  # share of planned policy budgets that is opened
    support: float = 1.0  # share of ordinary support that is paid
    mixing: float = 1.0  # share of usual mixing in third places
    remote: np.ndarray = field(default_factory=lambda: np.zeros(len(DOMAINS)))  # (D,) of lost visits, held remotely


class Near(NamedTuple):
    """Places within reach of one another, as compressed rows; every place is near itself. And all, as a tree."""

    start: np.ndarray  # (P + 1,) int64
    place: np.ndarray  # (E,) int32
    km: np.ndarray  # (E,) float64
    reach: np.ndarray  # (E,) float64, exp(-km / reach): how readily people go there
    order: np.ndarray  # (P,) int32, rows of places in the order of a tree of boxes, see sim.gravity
    box: np.ndarray  # (2 P - 1, 4) float64, km, its boxes: west, east, south, north
