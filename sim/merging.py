"""Mergers: two carriers become one; their twin sites too (fusions de porteurs et de sites)."""
import numpy as np

from sim.names import ABANDONED, FUSION
from sim.state import State
from sim.ties import inherit


def heirs(merged: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the sites in which ``rows`` live on: themselves, or the last that each became part of.

    merged: as in ProjectTable.
    """
    while ((into := merged[rows]) >= 0).any():
        rows = np.where(into >= 0, into, rows)
    return rows


def merge(state: State, row: int, other: int) -> None:
    """Make the carriers of two sites one, the first; their teams learn from each other, by posts.

    With one innovation, the other site takes up the practice of the first as a copy would, and what one has written
    serves both, as far as the fidelity of the mode goes; taking up another's practice makes nobody more faithful to
    where its own came from. Its other sites follow; where both have a site of one innovation in one place, it becomes
    one, but those that public actors took over stay apart.
    """
    p, a, fidelity = state.projects, state.actors, float(state.modes.fidelity[FUSION])
    into, gone = int(p.actor[row]), int(p.actor[other])
    pair = np.array([row, other])
    p.skill[pair] = by_posts(state, pair)
    if p.innovation[row] == p.innovation[other]:
        p.codified[pair] = np.maximum(p.codified[pair], fidelity * p.codified[pair[::-1]])
        p.merit[other] = fidelity * p.merit[row] + (1.0 - fidelity) * p.merit[other]
        p.fidelity[other] = min(float(p.fidelity[other]), fidelity * float(p.fidelity[row]))
    alive = state.alive()
    mine, theirs = alive[p.actor[alive] == into], alive[p.actor[alive] == gone]
    p.actor[theirs] = into
    mine = mine[p.owner[mine] < 0]
    for twin in theirs[p.owner[theirs] < 0].tolist():
        same = np.flatnonzero((p.place[mine] == p.place[twin]) & (p.innovation[mine] == p.innovation[twin]))[:1]
        for own in mine[same].tolist():
            kept, closed = (own, twin) if p.stage[own] >= p.stage[twin] else (twin, own)
            absorb(state, kept, closed)
            mine[same] = kept
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

    What public actors pay for, or promised, goes on with the site that stays: posts and their term, copies to come.
    """
    p, pair, promised = state.projects, np.array([row, twin]), state.authorities.promised
    p.skill[row] = by_posts(state, pair)
    p.codified[row], p.term_left[row] = p.codified[pair].max(), p.term_left[pair].max()
    join_clocks(state, row, twin)
    people = (p.posts, p.funded, p.dues, p.granted, p.volunteers)
    for stock in (*people, p.capital, p.cash, p.purse, p.backlog, p.successes, p.failures):
        stock[row] += stock[twin]
        stock[twin] = 0
    for flow in (p.term_left, p.users, p.demand, p.capacity, p.output, p.quality, p.scaling):
        flow[twin] = 0
    promised[promised[:, 0] == twin, 0] = row
    p.stage[twin], p.closed[twin], p.merged[twin] = ABANDONED, state.step, row
    state.recount()


def join_clocks(state: State, row: int, twin: int) -> None:
    """Follow the funded posts of both in one: those at their most are added, and so are those kept since they ended.

    They end with the last of them: as long as one site's are paid for, both sites' are waited for.
    """
    p, pair = state.projects, np.array([row, twin])
    ever = pair[p.most_funded[pair] > 0.0]
    if ever.size:
        p.ended[row] = -1 if (p.ended[ever] < 0).any() else p.ended[ever].max()
        for kept in (p.kept_12, p.kept_24):
            kept[row] = np.minimum(kept[ever], p.most_funded[ever]).sum()  # unknown as long as one of them is
    p.most_funded[row] = p.most_funded[pair].sum()
    p.most_funded[twin], p.ended[twin], p.kept_12[twin], p.kept_24[twin] = 0.0, -1, np.nan, np.nan
