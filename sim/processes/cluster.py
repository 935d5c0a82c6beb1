"""Clusters: carriers tied together make one, join it, leave it; too little rivalry ends it (clusters, coopétition)."""
from dataclasses import dataclass

import numpy as np

from sim.draws import key, uniform_at
from sim.param import Parameters, param
from sim.poles import BACKING, GOVERNANCE, SITES, form, go_on, identities, join_and_leave, let_go, made_of, ripe
from sim.rows import records
from sim.state import State
from sim.ties import groups


@dataclass(frozen=True)
class ClusteringParams(Parameters):
    """When carriers make a cluster, join it, leave it, and what ends it."""

    strong: float = param(
        0.25, unit="strength of a tie", allowed=(0.05, 1), plausible=(0.15, 0.5), source="assumption",
        meaning="Ties that hold a cluster together: at the usual .3, a good meeting less than nine months old.",
    )
    birth: float = param(
        0.3, unit="a year", allowed=(0, 12), plausible=(0.1, 1), source="assumption",
        meaning="Rate at which carriers so tied, of the kinds a PTCE asks for, make one, each January; before support.",
    )
    backed_birth: float = param(
        3.0, unit="times, at very large support", allowed=(0, 20), plausible=(1, 5), source="assumption",
        meaning="How much more often clusters are born with support b: times 1 + this b / (1 + b).",
    )
    trust: float = param(
        0.45, unit="0 to 1", allowed=(0, 1), plausible=(0.3, 0.6), source="assumption",
        meaning="Least mean trust of the places of those who make a cluster.",
    )
    near_km: float = param(
        15.0, unit="km", allowed=(0, 200), plausible=(5, 40), source="assumption",
        meaning="Distance within which a training or research body is in link with a cluster.",
    )
    most: int = param(
        30, unit="members", allowed=(3, 10_000), plausible=(15, 60),
        source="30 actors at the PTCE under study at Saint-Dié-des-Vosges; as a ceiling, an assumption",
        meaning="Most members: a larger group of ties makes a cluster of those nearest its best-tied carrier.",
    )
    joining: float = param(
        0.5, unit="a year, at full governance of the cluster", allowed=(0, 12), plausible=(0.2, 1),
        source="assumption",
        meaning="Speed at which a carrier with a strong tie to a member joins.",
    )
    leaving: float = param(
        0.5, unit="a year, without governance of the cluster", allowed=(0, 12), plausible=(0.2, 1),
        source="assumption",
        meaning="Speed at which a member without any strong tie inside leaves.",
    )
    settling: float = param(
        1.0, unit="a year", allowed=(0, 12), plausible=(0.3, 3), source="assumption",
        meaning="Speed at which the cluster's governance follows that of its members' sites.",
    )
    backed: float = param(
        0.5, unit="share of what is missing", allowed=(0, 1), plausible=(0.2, 0.8), source="assumption",
        meaning="How much support b raises the governance it tends to: times b / (1 + b).",
    )
    dominance: float = param(
        0.8, unit="share of users", allowed=(0, 1), plausible=(0.6, 0.95), source="assumption",
        meaning="Share of the cluster's users with each innovation's largest carrier, above which a month is dull.",
    )
    dull: int = param(
        48, unit="months in a row", allowed=(1, 600), plausible=(24, 84),
        source="too little competition ends a cluster (Porter 1998); how soon is an assumption",
        meaning="Dull months that end a cluster.",
    )


def admit(state: State, active: np.ndarray, params: ClusteringParams) -> None:
    """Let members leave and join, once a year; ``active``: mask of the actors with an open site."""
    order = np.flatnonzero(active)
    order = order[np.argsort(state.actors.key[order])]
    size = np.bincount(state.actors.cluster[: active.size] + 1, minlength=state.n_clusters + 1)[1:]
    rules = (params.strong, params.most, params.joining, params.leaving)
    stream = key(state.seed, "member")
    join_and_leave(order, state.actors, state.clusters, size, rules, state.step // 12, stream)


def be_born(state: State, rows: np.ndarray, free: np.ndarray, params: ClusteringParams) -> None:
    """Draw which groups of carriers make a cluster this year; ``free``: mask of those who may."""
    a, order = state.actors, np.flatnonzero(free)
    strong = (a.strength[order] >= params.strong).sum(axis=1)
    order, group = order[np.lexsort((a.key[order], -strong))], np.empty(free.size, np.int64)
    count = groups(order, free, a.strength, a.partner, params.strong, params.most, group)
    found, able = made_of(state, rows, group, count, params.near_km), np.empty(count, bool)
    if not ripe(found, params.trust, able):
        return
    names = np.zeros(count, np.uint64)
    identities(group, a.key, names)
    for g in np.flatnonzero(able).tolist():
        sites = found[g, SITES]
        backing = found[g, BACKING] / sites
        rate = params.birth * (1.0 + params.backed_birth * backing / (1.0 + backing))
        if uniform_at(key(state.seed, "cluster"), names[g], state.step // 12) < 1.0 - np.exp(-rate):
            founder = int(order[group[order] == g][0])
            form(state, founder, group == g, float(found[g, GOVERNANCE] / sites))


def step(state: State, params: ClusteringParams) -> None:
    """Let clusters go on or end for a month; each January, let carriers join, leave and make them."""
    rows, cluster = state.operating(), state.actors.cluster[: state.n_actors]
    active = np.empty(cluster.size, np.bool_)
    let_go(rows, records(state.projects), cluster, active)
    if state.step % 12 == 1:
        admit(state, active, params)
        be_born(state, rows, active & (cluster < 0), params)
    if state.n_clusters:
        c, n = state.clusters, state.n_clusters
        found = made_of(state, rows, cluster, n, params.near_km)
        rules = (params.dominance, params.dull, params.settling, params.backed)
        go_on(found, cluster, c.closed, c.dull, c.governance, rules, state.step)
