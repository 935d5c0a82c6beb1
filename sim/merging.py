"""Mergers: two carriers become one; their twin sites too (fusions de porteurs et de sites)."""
import numpy as np

from sim.state import ABANDONED, FUSION, State
from sim.ties import inherit


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
