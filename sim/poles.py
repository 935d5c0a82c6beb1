"""What a cluster is made of: its kinds, its members, its rivalry (pôles territoriaux de coopération économique, PTCE).

A PTCE groups social-economy enterprises associated with enterprises, in link with public bodies, training or
research, for a common strategy: law 2014-856 of 31 July 2014, art. 9.
"""
import numpy as np

from sim.draws import code_of, fold, mix, named, uniform
from sim.jit import inline, jit
from sim.rows import records
from sim.state import FIRM, RESEARCH, TRAINING, ClusterTable, State, no_clusters

SIZE, FIRMS, SOCIAL, LINKED, SITES, TRUST, BACKING, GOVERNANCE = range(8)  # columns of a census
NAME = np.uint64(code_of("cluster"))


@inline
def schooled(home, near, training, near_km):
    """Say whether a training or research body stands within ``near_km`` of the place."""
    for e in range(near.start[home], near.start[home + 1]):
        if training[near.place[e]] > 0.0 and near.km[e] <= near_km:
            return True
    return False


@jit
def census(rows, p, group, actors, ground, near, adopted, near_km, out):
    """Count what groups are made of; ``group`` gives each actor's, or -1; ``out`` (n, 8): members, then sums over sites.

    LINKED counts sites in link with a public actor that made the innovation its policy, or with training or research.
    ground: (levels, training, trust, backing) of the places. Groups of one or two are not looked into.
    """
    levels, training, trust, backing = ground
    out[:] = 0.0
    for a in range(group.size):
        g = group[a]
        if g >= 0:
            out[g, SIZE] += 1.0
            out[g, FIRMS] += actors.form[a] == FIRM
            out[g, SOCIAL] += actors.esus[a]
    for row in rows:
        a, home, i = p.actor[row], p.place[row], p.innovation[row]
        g = group[a]
        if g < 0 or out[g, SIZE] < 3.0:
            continue
        linked = actors.role[a] == TRAINING or actors.role[a] == RESEARCH
        for level in range(levels.shape[0]):
            linked = linked or adopted[levels[level, home], i] >= 0
        out[g, LINKED] += linked or schooled(home, near, training, near_km)
        out[g, SITES] += 1.0
        out[g, TRUST] += trust[home]
        out[g, BACKING] += backing[home]
        out[g, GOVERNANCE] += p.governance[row]


@jit
def identities(group, keys, out):
    """Name groups by their members, whatever their order."""
    for a in range(group.size):
        if group[a] >= 0:
            out[group[a]] ^= mix(keys[a])


@jit
def join_and_leave(active, actors, clusters, size, params, step, stream):
    """Let members without an open site, or in time without a strong tie inside, go, and those tied to members join.

    Everyone looks at last month's members. A carrier joins where its strongest tie is.
    """
    strong, most, joining, leaving = params
    before = actors.cluster[: active.size].copy()
    for a in range(active.size):
        own, best, strength = before[a], -1, strong
        if own >= 0 and not active[a]:
            actors.cluster[a] = -1
            size[own] -= 1
        if not active[a]:
            continue
        tied = False
        for k in range(actors.partner.shape[1]):
            b = actors.partner[a, k]
            there = before[b] if b >= 0 else -1
            if there < 0 or actors.strength[a, k] < strong:
                continue
            tied = tied or there == own
            first = best < 0 or clusters.key[there] < clusters.key[best]
            if actors.strength[a, k] > strength or (actors.strength[a, k] == strength and first):
                best, strength = there, actors.strength[a, k]
        u = uniform(fold(fold(stream, actors.key[a]), step))
        if own >= 0 and not tied and u < 1.0 - np.exp(-leaving * (1.0 - clusters.governance[own]) / 12.0):
            actors.cluster[a] = -1
            size[own] -= 1
        joins = own < 0 and best >= 0 and size[best] < most
        if joins and u < 1.0 - np.exp(-joining * clusters.governance[best] / 12.0):
            actors.cluster[a] = best
            size[best] += 1


@jit
def dominated(rows, p, cluster, users, share):
    """Fill ``share`` with the users, over all, of the largest carrier of each innovation; 1 where nobody comes.

    users: (actors, I), 0 everywhere; it becomes the users of each carrier.
    """
    total, largest = np.zeros((share.size, users.shape[1])), np.zeros((share.size, users.shape[1]))
    for row in rows:
        a, i = p.actor[row], p.innovation[row]
        c = cluster[a]
        if c >= 0:
            users[a, i] += p.users[row]
            total[c, i] += p.users[row]
            largest[c, i] = max(largest[c, i], users[a, i])
    for c in range(share.size):
        share[c] = largest[c].sum() / total[c].sum() if total[c].sum() > 0.0 else 1.0


def made_of(state: State, rows: np.ndarray, group: np.ndarray, count: int, near_km: float) -> np.ndarray:
    """Return the census of ``count`` groups of actors, shape (count, 8); see ``census``."""
    out, places = np.empty((count, 8)), state.places
    ground = (places.levels, places.training, places.trust, places.backing)
    census(rows, records(state.projects), group, state.actors, ground, state.near, state.authorities.adopted,
           near_km, out)  # fmt: skip
    return out


def has_kinds(found: np.ndarray) -> np.ndarray:
    """Say which groups of a census have the kinds of a PTCE; an ESUS firm counts on one side only, shape (n,) bool."""
    enough = (found[:, SIZE] >= 3.0) & (found[:, SOCIAL] >= 2.0) & (found[:, FIRMS] >= 1.0)
    return enough & (found[:, LINKED] >= 1.0)


def form(state: State, founder: int, members: np.ndarray, governance: float) -> int:
    """Make a cluster of ``members`` (a mask of actors) around ``founder`` and return its row; the table grows."""
    row = state.n_clusters
    if row == state.clusters.key.size:
        pairs = zip(state.clusters, no_clusters(row), strict=True)
        state.clusters = ClusterTable(*(np.concatenate([column, more]) for column, more in pairs))
    c = state.clusters
    ordinal = int((c.founder[:row] == founder).sum())
    c.key[row] = named(NAME, state.actors.key[founder], ordinal)
    c.born[row], c.founder[row], c.governance[row] = state.step, founder, governance
    state.actors.cluster[: members.size][members] = row
    state.n_clusters += 1
    return row
