"""Fusion: two carriers of one legal form, much alike, become one, or fail to (fusionner)."""
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.copying import apart
from sim.draws import fold, key, mix, uniform
from sim.jit import jit
from sim.param import Parameters, param
from sim.rows import records
from sim.space import distance
from sim.state import ABANDONED, FUSION, State, ground
from sim.ties import inherit, likeness


@dataclass(frozen=True)
class FuseParams(Parameters):
    """Who merges, and how often it fails."""

    overlap: float = param(
        0.5, unit="likeness, 0 to 1", allowed=(0, 1), plausible=(0.3, 0.7), source="assumption",
        meaning="Least likeness of two projects that look at merging: same innovation, kind and context.",
    )
    near_km: float = param(
        15.0, unit="km", allowed=(0, 500), plausible=(5, 40), source="assumption",
        meaning="Distance within which a carrier looks beyond its partners.",
    )
    failure: float = param(
        0.3, unit="probability", allowed=(0, 1), plausible=(0.1, 0.6), source="assumption",
        meaning="Mergers whose integration fails: the weaker site closes.",
    )


@jit
def look(rows, others, p, actors, kinds, places, modes, step, overlap, near_km, failure, free_work, stream, pairs):
    """List the mergers of the month, (site, other site, 1 = fails); return how many.

    Sites ``rows`` look at the rate of the mode x output x free work, among the open sites of partners and neighbours
    of their legal form; one that fits by context accepts.
    """
    found = 0
    for row in rows:
        a, home = p.actor[row], p.place[row]
        free = max(0.0, 12.0 * free_work * (p.posts[row] + p.funded[row]) - p.backlog[row])
        rate = modes.rate[FUSION] * min(1.0, p.output[row]) * min(1.0, free / max(modes.effort[FUSION], 1e-9))
        name = fold(fold(stream, p.key[row]), step - p.born[row])
        if uniform(name) >= 1.0 - np.exp(-rate / 12.0):
            continue
        best, lowest = -1, np.uint64(0)
        for other in others:
            b = p.actor[other]
            if b == a or actors.form[b] != actors.form[a] or likeness(p, kinds, places, row, other) < overlap:
                continue
            known = distance(places.x, places.y, home, p.place[other]) <= near_km
            for k in range(actors.partner.shape[1]):
                known = known or actors.partner[a, k] == b
            rank = mix(name ^ p.key[other])
            if known and (best < 0 or rank < lowest):
                best, lowest = other, rank
        if best < 0:
            continue
        d2 = apart(places, kinds.reliance[p.innovation[row]], home, p.place[best])
        if uniform(fold(name, 1)) < np.exp(-0.5 * d2 / modes.tolerance[FUSION] ** 2):
            pairs[found, 0], pairs[found, 1] = row, best
            pairs[found, 2] = uniform(fold(name, 2)) < failure
            found += 1
    return found


def merge(state: State, row: int, other: int) -> None:
    """Make the carriers of two sites one, the first; their teams learn from each other, by posts.

    With one innovation, the other site takes up the practice of the first as a copy would, and what one has written
    serves both, as far as the fidelity of the mode goes. Its other sites follow; where both have a site of one
    innovation in one place, it becomes one.
    """
    p, a, fidelity = state.projects, state.actors, float(state.modes.fidelity[FUSION])
    into, gone = int(p.actor[row]), int(p.actor[other])
    pair = np.array([row, other])
    p.skill[pair] = by_posts(state, pair)
    if p.innovation[row] == p.innovation[other]:
        p.codified[pair] = np.maximum(p.codified[pair], fidelity * p.codified[pair[::-1]])
        p.merit[other] = fidelity * p.merit[row] + (1.0 - fidelity) * p.merit[other]
        p.fidelity[other] = fidelity * p.fidelity[row]
    alive = state.alive()
    mine, theirs = alive[p.actor[alive] == into], alive[p.actor[alive] == gone]
    p.actor[theirs] = into
    for twin in theirs.tolist():
        for own in mine[(p.place[mine] == p.place[twin]) & (p.innovation[mine] == p.innovation[twin])].tolist():
            absorb(state, *((own, twin) if p.stage[own] >= p.stage[twin] else (twin, own)))
            break
    inherit(a.strength, a.partner, into, gone)
    a.merged[gone] = into
    if a.cluster[into] < 0:
        a.cluster[into] = a.cluster[gone]
    a.cluster[gone] = -1


def by_posts(state: State, rows: np.ndarray) -> float:
    """Return the mean skill of teams, weighted by their posts; evenly where nobody is paid."""
    p = state.projects
    posts = p.posts[rows] + p.funded[rows]
    return float(np.average(p.skill[rows], weights=posts if posts.sum() > 0.0 else None))


def absorb(state: State, row: int, twin: int) -> None:
    """Close ``twin`` into ``row``: capital, money, posts, volunteers, work owed and evidence are added, none is lost.

    What a public actor still owes to the closed site is given back, as for any site that closes.
    """
    p, pair = state.projects, np.array([row, twin])
    p.skill[row] = by_posts(state, pair)
    p.codified[row] = p.codified[pair].max()
    for stock in (p.capital, p.cash, p.purse, p.posts, p.volunteers, p.backlog, p.successes, p.failures):
        stock[row] += stock[twin]
        stock[twin] = 0
    for flow in (p.funded, p.dues, p.granted, p.users, p.demand, p.capacity, p.output, p.quality, p.scaling):
        flow[twin] = 0
    p.stage[twin], p.closed[twin], p.merged[twin] = ABANDONED, state.step, row


def step(state: State, params: FuseParams, free_work: float, close: Callable[[np.ndarray], None]) -> None:
    """Let carriers that chose fusion merge, or fail to; ``close`` closes the sites it is given."""
    p, rows = state.projects, state.operating()
    others = rows[p.owner[rows] < 0]
    seekers = others[(p.scaling[others] == 1) & (p.choice[others] == FUSION)]
    pairs = np.empty((seekers.size, 3), np.int64)
    found = look(
        seekers, others, records(p), state.actors, state.innovations, ground(state.places), state.modes, state.step,
        params.overlap, params.near_km, params.failure, free_work, key(state.seed, "fuse"), pairs,
    )  # fmt: skip
    for row, other, fails in pairs[:found].tolist():
        if p.closed[row] >= 0 or p.closed[other] >= 0 or p.actor[row] == p.actor[other]:
            continue
        p.backlog[row] += state.modes.effort[FUSION]
        if fails:
            close(np.array([row if p.output[row] < p.output[other] else other]))
        else:
            merge(state, row, other)
