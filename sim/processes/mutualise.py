"""What clusters do: members share means, learn, keep their ties; teams outside lose people to them (mutualiser)."""
from dataclasses import dataclass

import numpy as np

from sim.jit import jit
from sim.param import Parameters, param
from sim.rows import records
from sim.space import distance
from sim.state import State


@dataclass(frozen=True)
class MutualiseParams(Parameters):
    """What a cluster does for its members, and to others."""

    sharing: float = param(
        0.2, unit="share of the partners' mean capital", allowed=(0, 1), plausible=(0, 0.4), source="assumption",
        meaning="Capital of partners next door that a site may use, times the cluster's governance.",
    )
    share_km: float = param(
        15.0, unit="km", allowed=(0.1, 500), plausible=(5, 40), source="assumption",
        meaning="Reach of shared capital: exp(-distance / reach).",
    )
    learning: float = param(
        0.1, unit="share of the gap to full skill a year", allowed=(0, 2), plausible=(0, 0.2), source="assumption",
        meaning="How much faster members' teams learn, times the cluster's governance.",
    )
    upkeep: float = param(
        0.3, unit="a year", allowed=(0, 5), plausible=(0.1, 0.6),
        source="assumption; once formed, clusters keep themselves up, more so where institutions favour them",
        meaning="Speed at which ties inside grow towards 1, times the cluster's governance: it makes up for fading.",
    )
    trickle: float = param(
        0.0, unit="share of what members learn", allowed=(0, 1), plausible=(0, 0.3),
        source="no evidence of trickle-down; assumption",
        meaning="What teams outside learn where a cluster is next door.",
    )
    talent_drain: float = param(
        0.02, unit="share of skill a year, next to a cluster", allowed=(0, 1), plausible=(0, 0.1), source="assumption",
        meaning="Skill of teams outside that moves to members nearby, with the people who have it.",
    )


@jit
def serve_members(rows, p, actors, xy, governance, chain, sharing, share_km, learning):
    """Lend each member's site part of its partners' capital, and let its team learn.

    chain: (first by cluster, after by project), -1 everywhere; they become the chains of the sites of each cluster.
    """
    first, after = chain
    for row in rows[::-1]:
        c = actors.cluster[p.actor[row]]
        if c >= 0:
            after[row], first[c] = first[c], row
    for row in rows:
        a = p.actor[row]
        c = actors.cluster[a]
        if c < 0:
            continue
        lent, others, other = 0.0, 0, first[c]
        while other >= 0:
            if p.actor[other] != a:
                km = distance(xy[0], xy[1], p.place[row], p.place[other])
                lent += p.capital[other] * np.exp(-km / share_km)
                others += 1
            other = after[other]
        p.shared[row] = sharing * governance[c] * lent / max(1, others)
        p.skill[row] += learning * governance[c] * (1.0 - p.skill[row]) / 12.0


@jit
def keep_ties(actors, n, governance, rate):
    """Strengthen ties between members of one cluster, towards 1, alike on both sides."""
    for a in range(n):
        c = actors.cluster[a]
        for k in range(actors.partner.shape[1]):
            b = actors.partner[a, k]
            if c >= 0 and b >= 0 and actors.cluster[b] == c:
                actors.strength[a, k] += rate * governance[c] * (1.0 - actors.strength[a, k]) / 12.0


@jit
def spill(rows, p, cluster, governance, near, learning, drain, pull, weight, moved):
    """Let teams outside learn from, and lose people to, clusters next door: skill x posts moves, none is made.

    pull, weight, moved: (P,) zeros: the nearest cluster's governance x reach, posts of members x reach, skill x posts
    on the move. Who has full skill gains nothing.
    """
    for row in rows:
        c, home = cluster[p.actor[row]], p.place[row]
        if c >= 0:
            posts = p.posts[row] + p.funded[row]
            for e in range(near.start[home], near.start[home + 1]):
                pull[near.place[e]] = max(pull[near.place[e]], governance[c] * near.reach[e])
                weight[near.place[e]] += posts * near.reach[e]
    for row in rows:
        home = p.place[row]
        if cluster[p.actor[row]] < 0 and pull[home] > 0.0:
            skill = p.skill[row]
            p.skill[row] += learning * pull[home] * (1.0 - skill) / 12.0
            if weight[home] > 0.0:
                lost = drain * pull[home] * skill / 12.0
                p.skill[row] -= lost
                moved[home] += lost * (p.posts[row] + p.funded[row])
    for row in rows:
        home, gained = p.place[row], 0.0
        if cluster[p.actor[row]] >= 0 and p.posts[row] + p.funded[row] > 0.0:
            for e in range(near.start[home], near.start[home + 1]):
                if moved[near.place[e]] > 0.0:
                    gained += moved[near.place[e]] * near.reach[e] / weight[near.place[e]]
            p.skill[row] = min(1.0, p.skill[row] + gained)


def step(state: State, params: MutualiseParams) -> None:
    """Serve members for a month; capital in use of partners is remade."""
    rows, places, near = state.operating(), state.places, state.near
    state.projects.shared[: state.n_projects] = 0.0
    if not state.n_clusters:
        return
    governance, p, a = state.clusters.governance, records(state.projects), state.actors
    keep_ties(a, state.n_actors, governance, params.upkeep)
    if params.trickle > 0.0 or params.talent_drain > 0.0:
        spare = (np.zeros(places.code.size) for _ in range(3))
        spill(rows, p, a.cluster, governance, near, params.trickle * params.learning, params.talent_drain, *spare)
    chain = (np.full(state.n_clusters, -1), np.full(p.size, -1))
    serve_members(
        rows, p, a, (places.x, places.y), governance, chain, params.sharing, params.share_km, params.learning
    )  # fmt: skip
