"""Tables that grow during a run: carriers, projects, clusters, a row for each ever started (tables qui grandissent)."""
from functools import cache
from typing import NamedTuple, TypeVar

import numpy as np

from sim.jit import jit

TIES = 8  # slots for ties an actor can keep up


class ActorTable(NamedTuple):
    """Every actor who carries or helps projects; capacity rows, of which ``state.n_actors`` are in use."""

    key: np.ndarray  # (n,) uint64, identity
    place: np.ndarray  # (n,) int32
    form: np.ndarray  # (n,) int8, index in FORMS
    role: np.ndarray  # (n,) int8, index in ROLES
    esus: np.ndarray  # (n,) uint8, 1 = approved as an enterprise of social use (agrément ESUS)
    cluster: np.ndarray  # (n,) int32, row of its cluster, -1 = none
    partner: np.ndarray  # (n, TIES) int32, rows of partners, -1 = free
    strength: np.ndarray  # (n, TIES) float64, 0 to 1
    stance: np.ndarray  # (n, I) float64, -1 (against) to 1 (for) each innovation
    merged: np.ndarray  # (n,) int32, row of the actor it became part of by fusion, -1 = none


class ProjectTable(NamedTuple):
    """Every site ever started; capacity rows, of which ``state.n_projects`` are in use."""

    key: np.ndarray  # (n,) uint64, identity
    place: np.ndarray  # (n,) int32
    innovation: np.ndarray  # (n,) int16
    actor: np.ndarray  # (n,) int32
    parent: np.ndarray  # (n,) int32, -1 = an original
    revives: np.ndarray  # (n,) int32, row of the dormant project it takes up again, -1 = none
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
    shared: np.ndarray  # (n,) float64, capital it may use of its cluster's partners, euros; remade each month
    posts: np.ndarray  # (n,) float64, L paid from income, FTE
    funded: np.ndarray  # (n,) float64, L paid under a public term, FTE
    dues: np.ndarray  # (n,) float64, the site's own share of those posts, euros a month
    granted: np.ndarray  # (n,) float64, the public share of those posts, euros a month
    term_left: np.ndarray  # (n,) float64, months left of that term
    most_funded: np.ndarray  # (n,) float64, most posts it ever had under a public term, FTE
    ended: np.ndarray  # (n,) int32, step at which such posts last ended, -1 = never
    kept_12: np.ndarray  # (n,) float64, posts 12 months after that, FTE; nan before
    kept_24: np.ndarray  # (n,) float64, posts 24 months after that, FTE; nan before
    backlog: np.ndarray  # (n,) float64, work owed to copies and applications, FTE-months
    volunteers: np.ndarray  # (n,) float64, V, FTE
    hours: np.ndarray  # (n,) float64, hours volunteers gave so far
    skill: np.ndarray  # (n,) float64, H, 0 to 1
    cash: np.ndarray  # (n,) float64, euros
    cost: np.ndarray  # (n,) float64, running cost last month, euros
    support: np.ndarray  # (n,) float64, ordinary public support so far, euros
    received: np.ndarray  # (n,) float64, public money of a policy so far, euros
    private: np.ndarray  # (n,) float64, private and foundation money brought beside public money so far, euros
    purse: np.ndarray  # (n,) float64, money set aside to pay for copies, euros
    output: np.ndarray  # (n,) float64, y
    capacity: np.ndarray  # (n,) float64, users it can serve
    demand: np.ndarray  # (n,) float64, users who come
    users: np.ndarray  # (n,) float64, users served
    quality: np.ndarray  # (n,) float64, 0 to 1
    fit: np.ndarray  # (n,) float64, how well it fits the lives of those concerned, 0 to 1
    involved: np.ndarray  # (n,) float64, share of its design made with those concerned, 0 to 1
    merit: np.ndarray  # (n,) float64, true chance that a month's trial succeeds, 0 to 1
    successes: np.ndarray  # (n,) float64, trials
    failures: np.ndarray  # (n,) float64, trials
    codified: np.ndarray  # (n,) float64, share of its knowledge written down, 0 to 1
    fidelity: np.ndarray  # (n,) float64, phi accumulated along the lineage, 0 to 1
    governance: np.ndarray  # (n,) float64, G: colleges, shares of voice, transparency, duration, 0 to 1
    swayed: np.ndarray  # (n,) uint8, 1 = G changed its course: mode or stop, against its usual G on the same draw
    owner: np.ndarray  # (n,) int32, public actor who took it over, -1 = none
    modality: np.ndarray  # (n,) int8, how, index in MODALITIES
    hazard: np.ndarray  # (n,) float64, hazard of closing as it stood last month, a year
    upheld: np.ndarray  # (n,) float64, months for which its owner still pays, this one included; remade each month
    merged: np.ndarray  # (n,) int32, row of the site of the same place and innovation it became part of, -1 = none


class ClusterTable(NamedTuple):
    """Every cluster ever formed; capacity rows, of which ``state.n_clusters`` are in use."""

    key: np.ndarray  # (n,) uint64, identity
    born: np.ndarray  # (n,) int32, step
    closed: np.ndarray  # (n,) int32, step, -1 = alive
    governance: np.ndarray  # (n,) float64, G of the cluster, 0 to 1
    dull: np.ndarray  # (n,) int32, months in a row with too little competition
    founder: np.ndarray  # (n,) int32, actor around whom it formed


def no_clusters(rows: int) -> ClusterTable:
    """Return room for ``rows`` clusters, none formed."""
    return ClusterTable(
        np.zeros(rows, np.uint64), np.zeros(rows, np.int32), np.full(rows, -1, np.int32), np.zeros(rows),
        np.zeros(rows, np.int32), np.full(rows, -1, np.int32),
    )  # fmt: skip


Table = TypeVar("Table", ActorTable, ProjectTable)
FILL = {
    "parent": -1, "revives": -1, "opened": -1, "closed": -1, "partner": -1, "cluster": -1, "ended": -1, "owner": -1,
    "merged": -1, "fidelity": 1.0, "kept_12": np.nan, "kept_24": np.nan,
}  # fmt: skip
TYPES = {
    "key": "u8", "place": "i4", "form": "i1", "role": "i1", "esus": "u1", "cluster": "i4", "partner": "i4",
    "innovation": "i2", "actor": "i4", "parent": "i4", "revives": "i4", "depth": "i2", "children": "i4", "mode": "i1",
    "choice": "i1", "scaling": "u1", "stage": "i1", "born": "i4", "opened": "i4", "closed": "i4", "covered": "i4",
    "ended": "i4", "swayed": "u1", "owner": "i4", "modality": "i1", "merged": "i4",
}  # fmt: skip


@cache
def layout(names: tuple[str, ...], kinds: int) -> np.dtype:
    """Return the record of a row of columns ``names``; one object: at each call Numba compares every field of two."""
    wide = {"partner": (TIES,), "strength": (TIES,), "stance": (kinds,)}
    return np.dtype([(n, TYPES.get(n, "f8"), wide.get(n, ())) for n in names])


def blank(table: type[Table], rows: int, kinds: int) -> Table:
    """Return ``table`` with ``rows`` rows at their neutral values: columns are views on one array of records.

    kinds: innovations of the run, the width of ``stance``.
    """
    names = table._fields
    block = np.zeros(rows, layout(names, kinds))
    for name in FILL.keys() & set(names):
        block[name] = FILL[name]
    return table(*(block[name] for name in names))


def records(table: ActorTable | ProjectTable) -> np.ndarray:
    """Return the array of records behind a table that ``blank`` made: one argument for a kernel, same memory."""
    return table.key.base  # type: ignore[return-value]


def grown(table: Table, used: int, rows: int, kinds: int) -> Table:
    """Return ``table`` with room for ``rows`` rows, the first ``used`` of them copied."""
    larger = blank(type(table), rows, kinds)
    for old, new in zip(table, larger, strict=True):
        new[:used] = old[:used]
    return larger


@jit
def living(p, n, least):
    """Return the rows of projects that have not closed, from stage ``least`` on."""
    rows, found = np.empty(n, np.int64), 0
    for row in range(n):
        if p.closed[row] < 0 and p.stage[row] >= least:
            rows[found] = row
            found += 1
    return rows[:found]
