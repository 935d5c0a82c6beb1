"""Everything that changes during a run, as columns: the one place where state lives (état du monde)."""
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import numpy as np

from sim.ledger import Ledger

DOMAINS = (
    "health", "food", "mobility", "energy", "housing", "social_ties", "culture", "digital", "work", "education",
    "environment",
)  # fmt: skip
FORMS = ("association", "cooperative", "firm")
SECTIONS = ("investissement", "fonctionnement")
INVESTMENT, OPERATING = range(2)
UNAWARE, AWARE, ADOPTER, RELAY, LAPSED = range(5)
STAGES = ("idea", "experiment", "proof", "structured", "established", "dormant", "abandoned")
IDEA, EXPERIMENT, PROOF, STRUCTURED, ESTABLISHED, DORMANT, ABANDONED = range(7)
MODES = ("", "branching", "affiliation", "fertilisation")
BRANCHING = MODES.index("branching")
TIES = 8  # slots for ties an actor can keep up


class PlaceTable(NamedTuple):
    """Every commune or cell, one row each, sorted by code; P places, D domains, I innovations."""

    code: np.ndarray  # (P,) uint64, identity
    population: np.ndarray  # (P,) float64, persons
    x: np.ndarray  # (P,) float64, km
    y: np.ndarray  # (P,) float64, km
    density: np.ndarray  # (P,) int8, INSEE density class, 1 (dense) to 7
    authority: np.ndarray  # (P,) int32, row of the public actor (EPCI)
    first: np.ndarray  # (P + 1,) int64, first citizen row of each place
    need: np.ndarray  # (D, P) float64, unmet need per domain, 0 to 1
    context: np.ndarray  # (3, P) float64, urbanity, fragility, civic life, 0 to 1: what a copy must fit
    trust: np.ndarray  # (P,) float64, 0 to 1
    unemployment: np.ndarray  # (P,) float64, share of the active
    pool: np.ndarray  # (P,) float64, persons with skills who lost their jobs and look for something to do
    mixing: np.ndarray  # (P,) float64, mu: weight of the place's own share in exposure, 0 to 1
    animation: np.ndarray  # (P,) float64, Z: catalysis at work, 0 = none
    publicity: np.ndarray  # (I, P) float64, extra awareness from valorisation, 0 = none
    access: np.ndarray  # (I, P) float64, chance that a site can be reached and used
    service: np.ndarray  # (I, P) float64, mean quality met by those who use
    unmet: np.ndarray  # (I, P) float64, share of reachable need without capacity
    counts: np.ndarray  # (I, P, 5) int64, citizens concerned by stage of adoption
    wellbeing: np.ndarray  # (D, P) float64, 0 to 1


class Ground(NamedTuple):
    """What kernels that move over places need of them: a light argument, the same arrays."""

    x: np.ndarray
    y: np.ndarray
    population: np.ndarray
    authority: np.ndarray
    first: np.ndarray
    context: np.ndarray
    trust: np.ndarray
    animation: np.ndarray
    unmet: np.ndarray


def ground(places: PlaceTable) -> Ground:
    """Return the columns of ``places`` that kernels moving over places need."""
    return Ground(*(getattr(places, name) for name in Ground._fields))


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
    start: np.ndarray  # (M + 1,) int64, CSR over concerned contacts
    contact: np.ndarray  # (E,) int32, rows of this table


class AuthorityTable(NamedTuple):
    """Every public actor, one row each; U of them."""

    code: np.ndarray  # (U,) uint64
    population: np.ndarray  # (U,) float64, persons
    absorptive: np.ndarray  # (U,) float64, AC: how far staff can take up what others learnt, 0 to 1
    successes: np.ndarray  # (U, I) float64, Beta belief
    failures: np.ndarray  # (U, I) float64
    envelope: np.ndarray  # (U,) float64, ordinary local means for receiving a copy, euros


class ActorTable(NamedTuple):
    """Every carrier of projects; capacity rows, of which ``state.n_actors`` are in use."""

    key: np.ndarray  # (n,) uint64, identity
    place: np.ndarray  # (n,) int32
    form: np.ndarray  # (n,) int8, index in FORMS
    partner: np.ndarray  # (n, TIES) int32, rows of partners, -1 = free
    strength: np.ndarray  # (n, TIES) float64, 0 to 1


class ProjectTable(NamedTuple):
    """Every site ever started; capacity rows, of which ``state.n_projects`` are in use."""

    key: np.ndarray  # (n,) uint64, identity
    place: np.ndarray  # (n,) int32
    innovation: np.ndarray  # (n,) int16
    actor: np.ndarray  # (n,) int32
    parent: np.ndarray  # (n,) int32, -1 = an original
    depth: np.ndarray  # (n,) int16, 0 = an original
    children: np.ndarray  # (n,) int32, copies made so far: the ordinal of the next
    mode: np.ndarray  # (n,) int8, how it was born, index in MODES
    choice: np.ndarray  # (n,) int8, the mode its actor chose for scaling, 0 = none
    scaling: np.ndarray  # (n,) uint8, 1 = it is scaling
    stage: np.ndarray  # (n,) int8, index in STAGES
    born: np.ndarray  # (n,) int32, step
    opened: np.ndarray  # (n,) int32, step of entering EXPERIMENT or PROOF, -1 = not yet
    closed: np.ndarray  # (n,) int32, step, -1 = alive
    covered: np.ndarray  # (n,) int32, months in a row with costs covered
    capital: np.ndarray  # (n,) float64, K, euros
    posts: np.ndarray  # (n,) float64, L paid from income, FTE
    funded: np.ndarray  # (n,) float64, L paid under a public term, FTE
    dues: np.ndarray  # (n,) float64, the site's own share of those posts, euros a month
    granted: np.ndarray  # (n,) float64, the public share of those posts, euros a month
    term_left: np.ndarray  # (n,) float64, months left of that term
    backlog: np.ndarray  # (n,) float64, work owed to copies and applications, FTE-months
    volunteers: np.ndarray  # (n,) float64, V, FTE
    skill: np.ndarray  # (n,) float64, H, 0 to 1
    cash: np.ndarray  # (n,) float64, euros
    cost: np.ndarray  # (n,) float64, running cost last month, euros
    support: np.ndarray  # (n,) float64, ordinary public support so far, euros
    output: np.ndarray  # (n,) float64, y
    capacity: np.ndarray  # (n,) float64, users it can serve
    demand: np.ndarray  # (n,) float64, users who come
    users: np.ndarray  # (n,) float64, users served
    quality: np.ndarray  # (n,) float64, 0 to 1
    merit: np.ndarray  # (n,) float64, true chance that a month's trial succeeds, 0 to 1
    successes: np.ndarray  # (n,) float64, trials
    failures: np.ndarray  # (n,) float64, trials
    codified: np.ndarray  # (n,) float64, share of its knowledge written down, 0 to 1
    fidelity: np.ndarray  # (n,) float64, phi accumulated along the lineage, 0 to 1


Table = TypeVar("Table", ActorTable, ProjectTable)
FILL = {"parent": -1, "opened": -1, "closed": -1, "partner": -1, "fidelity": 1.0}


def blank(table: type[Table], types: dict[str, str], rows: int) -> Table:
    """Return ``table`` with ``rows`` rows at their neutral values: columns are views on one array of records."""
    wide = ("partner", "strength")
    names = table._fields
    block = np.zeros(rows, [(n, types.get(n, "f8"), (TIES,) if n in wide else ()) for n in names])
    for name in FILL.keys() & set(names):
        block[name] = FILL[name]
    return table(*(block[name] for name in names))


def records(table: ActorTable | ProjectTable) -> np.ndarray:
    """Return the array of records behind a table that ``blank`` made: one argument for a kernel, same memory."""
    return table.key.base  # type: ignore[return-value]


ACTOR_TYPES = {"key": "u8", "place": "i4", "form": "i1", "partner": "i4"}
PROJECT_TYPES = {
    "key": "u8", "place": "i4", "innovation": "i2", "actor": "i4", "parent": "i4", "depth": "i2", "children": "i4",
    "mode": "i1", "choice": "i1", "scaling": "u1", "stage": "i1", "born": "i4", "opened": "i4", "closed": "i4",
    "covered": "i4",
}  # fmt: skip


def grown(table: Table, types: dict[str, str], used: int, rows: int) -> Table:
    """Return ``table`` with room for ``rows`` rows, the first ``used`` of them copied."""
    larger = blank(type(table), types, rows)
    for old, new in zip(table, larger, strict=True):
        new[:used] = old[:used]
    return larger


class InnovationTable(NamedTuple):
    """Every kind of solution of the run; I innovations. Constant during a run."""

    code: np.ndarray  # (I,) uint64
    domain: np.ndarray  # (I,) int16, index in DOMAINS
    kind: np.ndarray  # (I,) int16, social, technological, organisational, institutional
    form: np.ndarray  # (I,) int8, usual legal form, index in FORMS
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
    persons: float  # inhabitants for one simulated citizen
    places: PlaceTable
    citizens: CitizenTable
    audience: AudienceTable
    authorities: AuthorityTable
    innovations: InnovationTable
    near: "Near"
    modes: "ModeTable"
    cell_km: float  # size of a grid cell, 0 on real places
    start: tuple[float, float]  # K0 / K*, L0 / L* of every site
    contagion: tuple[float, float]  # q and q0 of adoption: S is made of them when a contact changes, a year
    step: int = 0
    n_actors: int = 0
    n_projects: int = 0
    user_years: float = 0.0
    actors: ActorTable = field(default_factory=lambda: blank(ActorTable, ACTOR_TYPES, 256))
    projects: ProjectTable = field(default_factory=lambda: blank(ProjectTable, PROJECT_TYPES, 256))
    ledger: Ledger = field(default_factory=Ledger)

    def make_room(self, rows: int) -> None:
        """See that ``rows`` more actors and projects fit; the tables double when they do not."""
        while self.n_actors + rows > self.actors.key.size:
            self.actors = grown(self.actors, ACTOR_TYPES, self.n_actors, 2 * self.actors.key.size)
        while self.n_projects + rows > self.projects.key.size:
            self.projects = grown(self.projects, PROJECT_TYPES, self.n_projects, 2 * self.projects.key.size)

    def alive(self) -> np.ndarray:
        """Return the rows of projects that have not closed."""
        return np.flatnonzero(self.projects.closed[: self.n_projects] < 0)

    def operating(self) -> np.ndarray:
        """Return the rows of projects open to users: alive and past the idea."""
        p, n = self.projects, self.n_projects
        return np.flatnonzero((p.closed[:n] < 0) & (p.stage[:n] > IDEA))


class ModeTable(NamedTuple):
    """What each way to scale takes, by index in MODES; row 0 (no mode) is neutral."""

    effort: np.ndarray  # (4,) float64, FTE-months of the originator
    price: np.ndarray  # (4,) float64, euros for the receiver
    fidelity: np.ndarray  # (4,) float64, phi of one copy
    tolerance: np.ndarray  # (4,) float64, how different a receiving place may be
    rate: np.ndarray  # (4,) float64, attempts a year at full output
    hazard: np.ndarray  # (4,) float64, times the hazard of closing
    evidence: np.ndarray  # (4,) float64, least posterior mean of success
    codified: np.ndarray  # (4,) float64, least share of knowledge written down


class Near(NamedTuple):
    """Places within reach of one another, as compressed rows; every place is near itself."""

    start: np.ndarray  # (P + 1,) int64
    place: np.ndarray  # (E,) int32
    km: np.ndarray  # (E,) float64
    reach: np.ndarray  # (E,) float64, exp(-km / reach): how readily people go there
