"""What clusters do: members share means, learn, keep their ties; teams outside lose people to them (mutualiser)."""
from dataclasses import dataclass

import numpy as np

from sim.jit import inline, jit
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


@inline
def keep_ties(cluster, partner, strength, governance, rate):
    """Strengthen ties between members of one cluster, towards 1, alike on both sides."""
    for a in range(cluster.size):
        c = cluster[a]
        if c < 0:
            continue
        for k in range(partner.shape[1]):
            b = partner[a, k]
            if b >= 0 and cluster[b] == c:
                strength[a, k] += rate * governance[c] * (1.0 - strength[a, k]) / 12.0


@inline
def serve_members(rows, p, cluster, x, y, governance, sharing, share_km, learning):
    """Lend each member's site part of its partners' capital, and let its team learn."""
    first, after = np.full(governance.size, -1), np.full(p.size, -1)
    for row in rows[::-1]:
        c = cluster[p.actor[row]]
        if c >= 0:
            after[row], first[c] = first[c], row
    for row in rows:
        a = p.actor[row]
        c = cluster[a]
        if c < 0:
            continue
        lent, others, other = 0.0, 0, first[c]
        while other >= 0:
            if p.actor[other] != a:
                lent += p.capital[other] * np.exp(-distance(x, y, p.place[row], p.place[other]) / share_km)
                others += 1
            other = after[other]
        p.shared[row] = sharing * governance[c] * lent / max(1, others)
        p.skill[row] += learning * governance[c] * (1.0 - p.skill[row]) / 12.0


@inline
def spill(rows, p, cluster, governance, start, place, reach, learning, drain):
    """Let teams outside learn from, and lose people to, clusters next door: skill x posts moves, none is made.

    By place: the nearest cluster's governance x reach (pull), posts of members x reach (weight), skill x posts on the
    move (moved). Who has full skill gains nothing.
    """
    places = start.size - 1
    pull, weight, moved = np.zeros(places), np.zeros(places), np.zeros(places)
    for row in rows:
        c, home, posts = cluster[p.actor[row]], p.place[row], p.posts[row] + p.funded[row]
        if c >= 0:
            for e in range(start[home], start[home + 1]):
                pull[place[e]] = max(pull[place[e]], governance[c] * reach[e])
                weight[place[e]] += posts * reach[e]
    for row in rows:
        home, skill = p.place[row], p.skill[row]
        if cluster[p.actor[row]] < 0 and pull[home] > 0.0:
            lost = drain * pull[home] * skill / 12.0 if weight[home] > 0.0 else 0.0
            p.skill[row] = skill + learning * pull[home] * (1.0 - skill) / 12.0 - lost
            moved[home] += lost * (p.posts[row] + p.funded[row])
    for row in rows:
        home, gained = p.place[row], 0.0
        if cluster[p.actor[row]] >= 0 and p.posts[row] + p.funded[row] > 0.0:
            for e in range(start[home], start[home + 1]):
                if moved[place[e]] > 0.0:
                    gained += moved[place[e]] * reach[e] / weight[place[e]]
            p.skill[row] = min(1.0, p.skill[row] + gained)


@jit
def mutualise(
    rows, p, cluster, partner, strength, governance, x, y, start, place, reach, upkeep, trickle, drain, sharing,
    share_km, learning,
):  # fmt: skip
    """Keep the ties of members, let skill go out of clusters and into them, and serve members, for a month."""
    keep_ties(cluster, partner, strength, governance, upkeep)
    if trickle > 0.0 or drain > 0.0:
        spill(rows, p, cluster, governance, start, place, reach, trickle * learning, drain)
    serve_members(rows, p, cluster, x, y, governance, sharing, share_km, learning)


def step(state: State, params: MutualiseParams) -> None:
    """Serve members for a month; capital in use of partners is remade."""
    state.projects.shared[: state.n_projects] = 0.0
    cluster = state.actors.cluster[: state.n_actors]
    if not np.count_nonzero(cluster >= 0):
        return
    places, a, near = state.places, state.actors, state.near
    mutualise(
        state.operating(), records(state.projects), cluster, a.partner, a.strength,
        state.clusters.governance[: state.n_clusters], places.x, places.y, near.start, near.place, near.reach,
        params.upkeep, params.trickle, params.talent_drain, params.sharing, params.share_km, params.learning,
    )  # fmt: skip
