"""Cooperation: carriers of projects tie up with complementary neighbours, and learn (coopérer)."""
from dataclasses import dataclass

import numpy as np

from sim.draws import fold, key, mix, uniform
from sim.jit import inline, jit
from sim.param import Parameters, param
from sim.rows import records
from sim.space import local_field, pick
from sim.state import State, ground


@dataclass(frozen=True)
class CooperateParams(Parameters):
    """How ties form, fade and serve."""

    meetings: float = param(
        2.0, unit="a year", allowed=(0, 52), plausible=(0.5, 6), source="assumption",
        meaning="Meetings a carrier seeks with carriers nearby, before trust and animation.",
    )
    near_km: float = param(
        15.0, unit="km", allowed=(0.1, 200), plausible=(5, 30), source="assumption",
        meaning="Reach of meetings: population x exp(-distance / reach).",
    )
    tie: float = param(
        0.3, unit="strength per good meeting", allowed=(0, 1), plausible=(0.1, 0.5), source="assumption",
        meaning="Strength a good meeting adds to a tie (at most 1).",
    )
    fading: float = param(
        0.25, unit="a year", allowed=(0, 5), plausible=(0.1, 0.5), source="assumption",
        meaning="Decay of ties nobody uses; a tie weaker than .05 is forgotten.",
    )
    animation: float = param(
        2.0, unit="times, at full animation", allowed=(0, 10), plausible=(0.5, 4), source="assumption",
        meaning="How much more meetings come where the territory is animated.",
    )
    peer_learning: float = param(
        0.1, unit="share of the gap a year", allowed=(0, 2), plausible=(0.02, 0.3), source="assumption",
        meaning="Speed at which a team takes up a more skilled partner's practice, times the tie's strength.",
    )


@jit
def fade(strength, partner, kept):
    """Weaken every tie by the factor ``kept`` and free the slots of those forgotten."""
    for a in range(strength.shape[0]):
        for k in range(strength.shape[1]):
            strength[a, k] *= kept
            if strength[a, k] < 0.05:
                strength[a, k] = 0.0
                partner[a, k] = -1


@inline
def bind(strength, partner, a, b, added):
    """Add to the tie from a to b, in a free slot or instead of a weaker tie."""
    weakest = 0
    for k in range(strength.shape[1]):
        if partner[a, k] == b:
            strength[a, k] = min(1.0, strength[a, k] + added)
            return
        if strength[a, k] < strength[a, weakest]:
            weakest = k
    if strength[a, weakest] < added:
        strength[a, weakest], partner[a, weakest] = added, b


@inline
def likeness(p, kinds, places, one, two):
    """Return how alike two projects are, 0 to 1: same innovation, same kind, same context."""
    i, j = p.innovation[one], p.innovation[two]
    d2 = 0.0
    for c in range(places.context.shape[0]):
        d2 += (places.context[c, p.place[one]] - places.context[c, p.place[two]]) ** 2
    same = (1.0 if i == j else 0.0) + (1.0 if kinds.kind[i] == kinds.kind[j] else 0.0)
    return (same + 1.0 - np.sqrt(d2 / 3.0)) / 3.0


@jit
def meet(rows, p, actors, kinds, places, near, cell_km, first, after, step, rate, near_km, animation, tie, stream):
    """Let each project's carrier meet one nearby; a tie grows with trust and complementarity 4 s (1 - s).

    first, after: -1 everywhere; they become the chains of the projects of each place.
    """
    running = np.empty(places.x.size)
    for row in rows[::-1]:
        after[row], first[p.place[row]] = first[p.place[row]], row
    for row in rows:
        home = np.int64(p.place[row])
        name = fold(fold(stream, p.key[row]), step - p.born[row])
        z = places.animation[home]
        chance = 1.0 - np.exp(-rate * (1.0 + animation * z / (1.0 + z)) / 12.0)
        if uniform(name) >= chance:
            continue
        size = near.start[home + 1] - near.start[home]
        local_field(
            places.x, places.y, places.population, near.start, near.place, near.km, near_km, cell_km, home, running
        )
        e = pick(running, size, uniform(fold(name, 1)))
        other, best, lowest = (first[near.place[near.start[home] + e]] if e >= 0 else -1), -1, np.uint64(0)
        while other >= 0:
            rank = mix(name ^ p.key[other])
            if p.actor[other] != p.actor[row] and (best < 0 or rank < lowest):
                best, lowest = other, rank
            other = after[other]
        if best < 0:
            continue
        s = likeness(p, kinds, places, row, best)
        if uniform(fold(name, 2)) < places.trust[home] * 4.0 * s * (1.0 - s):
            bind(actors.strength, actors.partner, p.actor[row], p.actor[best], tie)
            bind(actors.strength, actors.partner, p.actor[best], p.actor[row], tie)


@jit
def learn_from_peers(rows, p, actors, team, rate, gain):
    """Move each team's skill towards its more skilled partners'; ``team`` gives an actor's open project or -1."""
    for k in range(rows.size):
        gain[k] = 0.0
        a = p.actor[rows[k]]
        for t in range(actors.partner.shape[1]):
            b = actors.partner[a, t]
            if b >= 0 and team[b] >= 0:
                gain[k] += rate * actors.strength[a, t] * max(0.0, p.skill[team[b]] - p.skill[rows[k]]) / 12.0


def step(state: State, params: CooperateParams) -> None:
    """Let ties fade, form and teach for a month."""
    p, actors, rows = state.projects, state.actors, state.operating()
    fade(actors.strength[: state.n_actors], actors.partner[: state.n_actors], np.exp(-params.fading / 12.0))
    first, after = np.full(state.places.code.size, -1), np.full(p.key.size, -1)
    meet(
        rows, records(p), actors, state.innovations, ground(state.places), state.near, state.cell_km, first, after,
        state.step,
        params.meetings, params.near_km, params.animation, params.tie, key(state.seed, "meet"),
    )  # fmt: skip
    team, gain = np.full(actors.key.size, -1), np.empty(rows.size)
    team[p.actor[rows]] = rows
    learn_from_peers(rows, records(p), actors, team, params.peer_learning, gain)
    p.skill[rows] = np.minimum(1.0, p.skill[rows] + gain)
