"""What a cluster is made of: its kinds, its members, its rivalry (pôles territoriaux de coopération économique, PTCE).

A PTCE groups social-economy enterprises associated with enterprises, in link with public bodies, training or
research, for a common strategy: law 2014-856 of 31 July 2014, art. 9.
"""
import numpy as np

from sim.draws import code_of, fold, mix, named, uniform
from sim.jit import inline, jit
from sim.names import FIRM, RESEARCH, TRAINING
from sim.rows import ClusterTable, no_clusters, records
from sim.state import State

SIZE, FIRMS, SOCIAL, LINKED, SITES, TRUST, BACKING, GOVERNANCE, USERS, LARGEST = range(10)  # columns of a census
NAME = np.uint64(code_of("cluster"))


@inline
def schooled(home, start, place, km, training, near_km):
    """Say whether a training or research body stands within ``near_km`` of the place."""
    e = start[home]
    while e < start[home + 1] and not (training[place[e]] > 0.0 and km[e] <= near_km):
        e += 1
    return e < start[home + 1]


@jit
def census(
    rows, p, group, form, esus, role, levels, training, trust, backing, start, place, km, adopted, near_km, out
):
    """Count what groups are made of, in ``out`` (n, 10): members, then sums over sites; ``group``: each actor's, or -1.

    LINKED counts sites in link with a public actor that made the innovation its policy, or with training or research;
    LARGEST sums, over innovations, the users of the carrier who has most. Groups of one or two are not looked into.
    form, esus, role: of actors.
    """
    users, largest = np.zeros((group.size, adopted.shape[1])), np.zeros((out.shape[0], adopted.shape[1]))
    out[:] = 0.0
    for a in range(group.size):
        if group[a] >= 0:
            out[group[a], SIZE] += 1.0
            out[group[a], FIRMS] += form[a] == FIRM
            out[group[a], SOCIAL] += esus[a]
    for row in rows:
        a, home, i = p.actor[row], p.place[row], p.innovation[row]
        g = group[a]
        if g < 0 or out[g, SIZE] < 3.0:
            continue
        linked = role[a] == TRAINING or role[a] == RESEARCH
        for level in range(levels.shape[0]):
            linked = linked or adopted[levels[level, home], i] >= 0
        out[g, LINKED] += linked or schooled(home, start, place, km, training, near_km)
        out[g, SITES] += 1.0
        out[g, TRUST] += trust[home]
        out[g, BACKING] += backing[home]
        out[g, GOVERNANCE] += p.governance[row]
        users[a, i] += p.users[row]
        out[g, USERS] += p.users[row]
        largest[g, i] = max(largest[g, i], users[a, i])
    for g in range(out.shape[0]):
        out[g, LARGEST] = 0.0
        for i in range(largest.shape[1]):
            out[g, LARGEST] += largest[g, i]


def made_of(state: State, rows: np.ndarray, group: np.ndarray, count: int, near_km: float) -> np.ndarray:
    """Return the census of ``count`` groups of actors, shape (count, 10); see ``census``."""
    out, a, places, near = np.empty((count, 10)), state.actors, state.places, state.near
    census(
        rows, records(state.projects), np.ascontiguousarray(group, np.int64), a.form, a.esus, a.role, places.levels,
        places.training, places.trust, places.backing, near.start, near.place, near.km, state.authorities.adopted,
        near_km, out,
    )  # fmt: skip
    return out


@inline
def has_kinds(found):
    """Say whether a group has the kinds of a PTCE, by its line of a census: an ESUS firm counts on one side only."""
    enough = found[SIZE] >= 3.0 and found[SOCIAL] >= 2.0 and found[FIRMS] >= 1.0
    return enough and found[LINKED] >= 1.0


@jit
def ripe(found, trust, out):
    """Say which groups of a census have the kinds and the mean ``trust`` that a cluster takes; return how many."""
    able = 0
    for g in range(out.size):
        out[g] = has_kinds(found[g]) and found[g, TRUST] >= trust * found[g, SITES]
        able += out[g]
    return able


@jit
def go_on(found, cluster, closed, dull, governance, rules, step):
    """End clusters that lost their kinds, or for too long their rivalry; move the governance of the others."""
    dominance, most_dull, settling, backed = rules
    for c in range(found.shape[0]):
        if closed[c] >= 0:
            continue
        rivals = found[c, USERS] > 0.0 and found[c, LARGEST] <= dominance * found[c, USERS]
        dull[c] = 0 if rivals else dull[c] + 1
        if dull[c] >= most_dull or not has_kinds(found[c]):
            closed[c] = step
            continue
        usual, backing = found[c, GOVERNANCE] / found[c, SITES], found[c, BACKING] / found[c, SITES]
        target = usual + (1.0 - usual) * backed * backing / (1.0 + backing)
        governance[c] += settling / 12.0 * (target - governance[c])
    for a in range(cluster.size):
        if cluster[a] >= 0 and closed[cluster[a]] >= 0:
            cluster[a] = -1


@jit
def let_go(rows, p, cluster, active):
    """Mark the actors with an open site in ``active`` (n,), and take the others out of their clusters."""
    active[:] = False
    for row in rows:
        active[p.actor[row]] = True
    for a in range(cluster.size):
        if not active[a]:
            cluster[a] = -1


@jit
def join_and_leave(order, actors, clusters, size, rules, year, stream):
    """Let members without a strong tie inside leave, and carriers with a strong tie to a member join, once a year.

    Everyone looks at the members before. A carrier joins where its strongest tie is, while there is room.
    order: rows of the carriers who may, by key: the last place of a cluster goes to no row.
    """
    strong, most, joining, leaving = rules
    before = actors.cluster.copy()
    for a in order:
        own, best, strength, tied = before[a], -1, strong, False
        for k in range(actors.partner.shape[1]):
            b = actors.partner[a, k]
            there = before[b] if b >= 0 else -1
            if there < 0 or actors.strength[a, k] < strong:
                continue
            tied = tied or there == own
            first = best < 0 or clusters.key[there] < clusters.key[best]
            if actors.strength[a, k] > strength or (actors.strength[a, k] == strength and first):
                best, strength = there, actors.strength[a, k]
        u = uniform(fold(fold(stream, actors.key[a]), year))
        if own >= 0 and not tied and u < 1.0 - np.exp(-leaving * (1.0 - clusters.governance[own])):
            actors.cluster[a] = -1
            size[own] -= 1
        joins = own < 0 and best >= 0 and size[best] < most
        if joins and u < 1.0 - np.exp(-joining * clusters.governance[best]):
            actors.cluster[a] = best
            size[best] += 1


@jit
def identities(group, keys, out):
    """Name groups by their members, whatever their order."""
    for a in range(group.size):
        if group[a] >= 0:
            out[group[a]] ^= mix(keys[a])


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
