"""Who listens to whom: local contacts, long ties, and the audience of each innovation (réseau social)."""
from dataclasses import dataclass

import numpy as np

from sim.draws import fold, key, uniform
from sim.errors import Text
from sim.graphs import Graph, degree_preserving, erdos_renyi, index_type, ring, watts_strogatz
from sim.gravity import draw_far, look_around
from sim.jit import inline, jit
from sim.param import Parameters, param
from sim.space import LEAST_KM, local_field, pick
from sim.state import CitizenTable, Near, PlaceTable, ground

KINDS = ("geographic", "ring", "watts_strogatz", "degree_preserving", "erdos_renyi", "complete", "edges")
RINGS = KINDS[1:4]  # citizens in the order of their places, tied to those before and after


@dataclass(frozen=True)
class NetworkParams(Parameters):
    """Who is tied to whom: contacts chosen near and far, or a network of a known shape."""

    kind: str = param(
        "geographic", unit="name", allowed=KINDS,
        source="Watts & Strogatz (1998); Maslov & Sneppen (2002); Erdős & Rényi (1959); assumption",
        meaning="Contacts chosen by distance (geographic), or: ring, watts_strogatz, degree_preserving and "
        "erdos_renyi by degree and rewiring; complete, all know everyone of their place; edges, the file network.path.",
    )
    degree: float = param(
        8.0, unit="ties of a citizen", allowed=(0, 1000), plausible=(4, 16), source="assumption",
        meaning="Ties of each citizen on a ring, rewired or not (even), or their mean in erdos_renyi.",
    )
    rewiring: float = param(
        0.1, unit="share of ties", allowed=(0, 1), plausible=(0, 0.3), source="Watts & Strogatz (1998); assumption",
        meaning="Ties of a ring that are drawn anew (watts_strogatz) or swap their ends (degree_preserving).",
    )
    local_contacts: int = param(
        3, unit="contacts chosen around the own place", allowed=(0, 20), plausible=(2, 5), source="assumption",
        meaning="Contacts each citizen chooses nearby; made symmetric, so the mean degree is twice the choices.",
    )
    long_contacts: int = param(
        1, unit="contacts chosen anywhere", allowed=(0, 20), plausible=(0, 2), source="assumption",
        meaning="Contacts each citizen chooses in proportion to size^attraction x distance^-friction.",
    )
    local_km: float = param(
        4.0, unit="km", allowed=(0.1, 200), plausible=(2, 8), source="assumption",
        meaning="Reach of local contacts on real places: weight population x exp(-distance / reach).",
    )
    attraction: float = param(
        1.0, unit="exponent of population", allowed=(0, 3), plausible=(0.8, 1.2), source="assumption",
        meaning="How strongly long ties are drawn to large places.",
    )
    friction: float = param(
        2.0, unit="exponent of distance", allowed=(0, 5), plausible=(1.5, 2.5),
        source="gravity of social ties, Liben-Nowell et al. (2005); value an assumption",
        meaning="How fast long ties thin out with distance (at least 2 km).",
    )
    path: str = ""  # of the CSV file of kind edges

    def faults(self, citizens: int) -> list[Text]:
        """Say what is wrong with a network of that many citizens."""
        found = []
        if self.kind in RINGS and (self.degree % 2 or self.degree >= citizens):
            found.append(Text(
                f"network.degree is {self.degree:g}, but a {self.kind} needs an even number of ties, below the number "
                f"of citizens ({citizens}). Change network.degree.",
                f"network.degree vaut {self.degree:g}, mais {self.kind} demande un nombre pair de liens, inférieur au "
                f"nombre de citoyens ({citizens}). Changez network.degree.",
            ))
        if self.kind == "edges" and not self.path:
            found.append(Text(
                "network.kind=edges needs network.path=FILE.csv: a header of two columns, then two citizens a line.",
                "network.kind=edges demande network.path=FICHIER.csv : un en-tête de deux colonnes, puis deux citoyens "
                "par ligne.",
            ))
        if self.path and self.kind != "edges":
            found.append(Text(
                f"network.path is given, but network.kind is {self.kind}. Add network.kind=edges.",
                f"network.path est donné, mais network.kind vaut {self.kind}. Ajoutez network.kind=edges.",
            ))
        return found


@jit
def choose(places, near, cell_km, codes, local, distant, local_km, attraction, friction, stream, out):
    """Draw the contacts each citizen chooses; ``out`` shape (N, local + distant), -1 where nobody is there."""
    x, y, first, size = places.x, places.y, places.first, places.x.size
    citizens, running = np.empty(size), np.zeros(size + 1)
    for p in range(size):
        citizens[p] = first[p + 1] - first[p]
    for k in range(size):
        running[k + 1] = running[k] + citizens[near.order[k]] ** attraction * (citizens[near.order[k]] > 0.0)
    around, promised, closest = np.empty(size), np.empty(size), np.empty(size)
    seen = (np.empty(size, np.int64), np.empty(size, np.int64), closest, promised)
    for p in range(size):
        if first[p] == first[p + 1]:
            continue
        local_field(x, y, citizens, near.start, near.place, near.km, local_km, cell_km, p, around)
        found = look_around(near, running, x[p], y[p], friction, LEAST_KM, *seen) if distant else 0
        for i in range(first[p], first[p + 1]):
            for k in range(local + distant):
                name = fold(fold(stream, codes[i]), k)
                if k < local:
                    e = pick(around, near.start[p + 1] - near.start[p], uniform(fold(name, 0)))
                    q = np.int64(near.place[near.start[p] + e]) if e >= 0 else np.int64(-1)
                else:
                    q = draw_far(near, running, x, y, x[p], y[p], friction, seen, found, fold(name, 0))
                out[i, k] = -1
                if q >= 0:
                    j = first[q] + int(uniform(fold(name, 1)) * (first[q + 1] - first[q]))
                    if j != i:
                        out[i, k] = j


@inline
def sort_once(values, low, high):
    """Sort values[low:high] by insertion, drop repeats, and return how many are left; the rows are short."""
    for a in range(low + 1, high):
        value, b = values[a], a
        while b > low and values[b - 1] > value:
            values[b] = values[b - 1]
            b -= 1
        values[b] = value
    kept = min(1, high - low)
    for a in range(low + 1, high):
        if values[a] != values[a - 1]:
            values[low + kept] = values[a]
            kept += 1
    return kept


@jit
def symmetric(chosen, start, contact):
    """Turn choices into ties seen from both ends, as CSR, in place; returns how many: a tie chosen twice counts once.

    start (N + 1,): from ``count_ends``; contact: as many as it counts.
    """
    n = chosen.shape[0]
    for i in range(n):
        for k in range(chosen.shape[1]):
            j = chosen[i, k]
            if j >= 0:
                contact[start[i]], contact[start[j]] = j, i
                start[i] += 1
                start[j] += 1
    low, kept = 0, 0
    for i in range(n):  # start[i] is now where the row ends
        high = start[i]
        size = sort_once(contact, low, high)
        start[i] = kept
        for k in range(size):
            contact[kept + k] = contact[low + k]
        low, kept = high, kept + size
    start[n] = kept
    return kept


@jit
def count_ends(chosen, start):
    """Set ``start`` (N + 1,) to where the ties of each citizen begin, made or received."""
    start[:] = 0
    for i in range(chosen.shape[0]):
        for k in range(chosen.shape[1]):
            if chosen[i, k] >= 0:
                start[i + 1] += 1
                start[chosen[i, k] + 1] += 1
    for i in range(chosen.shape[0]):
        start[i + 1] += start[i]


def ties(chosen: np.ndarray) -> Graph:
    """Return the symmetric network of the choices, contacts sorted, no tie twice."""
    start = np.empty(chosen.shape[0] + 1, index_type(2 * chosen.size))
    count_ends(chosen, start)
    contact = np.empty(start[-1], np.int32)
    return Graph(start, contact[: symmetric(chosen, start, contact)])


def shaped(n: int, params: NetworkParams, seed: int) -> Graph:
    """Return a network of n nodes of a known shape: no distance counts, but that a ring follows the rows."""
    if params.kind == "erdos_renyi":
        return erdos_renyi(n, params.degree, seed)
    if params.kind == "watts_strogatz":
        return watts_strogatz(n, int(params.degree), params.rewiring, seed)
    if params.kind == "degree_preserving":
        return degree_preserving(n, int(params.degree), params.rewiring, seed)
    return ring(n, int(params.degree) if params.kind == "ring" else 0)  # complete: places mix, nobody is tied


def social_network(places: PlaceTable, near: Near, cell_km: float, citizens: CitizenTable,
                   params: NetworkParams, seed: int) -> Graph:  # fmt: skip
    """Return who listens to whom: mean degree 2 x contacts chosen."""
    if params.kind != "geographic":
        return shaped(citizens.code.size, params, seed)
    out = np.empty((citizens.code.size, params.local_contacts + params.long_contacts), np.int32)
    choose(
        ground(places), near, cell_km, citizens.code, params.local_contacts, params.long_contacts, params.local_km,
        params.attraction, params.friction, key(seed, "contact"), out,
    )  # fmt: skip
    return ties(out)
