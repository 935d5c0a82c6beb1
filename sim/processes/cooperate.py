"""Cooperation: carriers of projects tie up with complementary neighbours, and learn (coopérer)."""
from dataclasses import dataclass

import numpy as np

from sim.draws import fold, key, mix, uniform
from sim.jit import inline, jit
from sim.param import Parameters, param
from sim.rows import records
from sim.space import local_field, pick
from sim.state import State, ground
from sim.ties import bind, fade, likeness


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
    matching: float = param(
        0.5, unit="share of meetings, at full animation", allowed=(0, 1), plausible=(0.2, 0.8), source="assumption",
        meaning="Meetings that a catalyst arranges: with a carrier who is there, the most complementary of the place.",
    )
    peer_learning: float = param(
        0.1, unit="share of the gap a year", allowed=(0, 2), plausible=(0.02, 0.3), source="assumption",
        meaning="Speed at which a team takes up a more skilled partner's practice, times the tie's strength.",
    )
    training: float = param(
        0.05, unit="share of the gap to full skill a year", allowed=(0, 2), plausible=(0, 0.15), source="assumption",
        meaning="Speed at which teams learn from training and research bodies t within reach, times t / (1 + t).",
    )


@inline
def guests(rows, p, first, after, here):
    """Chain the projects of each place, from ``first`` by ``after``, in row order; ``here`` gets how many there are."""
    for row in rows[::-1]:
        place = p.place[row]
        after[row], first[place] = first[place], row
        here[place] += 1.0


@jit
def meet(
    rows, p, strength, partner, kind, places, near, cell_km, step, kept, rate, near_km, animation, matching, tie,
    stream,
):  # fmt: skip
    """Let ties fade, and each carrier meet one nearby: a tie grows with trust and complementarity 4 s (1 - s).

    A carrier goes where people are and meets who is there; a catalyst who arranges the meeting knows where carriers
    are, and who has most to add. kind: (I,), of innovations; kept: of a tie's strength after a month.
    """
    fade(strength, partner, kept)
    running, here = np.empty(places.x.size), np.zeros(places.x.size)
    first, after = np.full(places.x.size, -1), np.full(p.size, -1)
    guests(rows, p, first, after, here)
    for row in rows:
        home = np.int64(p.place[row])
        name = fold(fold(stream, p.key[row]), step - p.born[row])
        lively = places.animation[home] / (1.0 + places.animation[home])
        if uniform(name) >= 1.0 - np.exp(-rate * (1.0 + animation * lively) / 12.0):
            continue
        arranged = uniform(fold(name, 3)) < matching * lively
        here[home] -= 1.0
        local_field(
            places.x, places.y, here if arranged else places.population, near.start, near.place, near.km, near_km,
            cell_km, home, running,
        )  # fmt: skip
        here[home] += 1.0
        e = pick(running, near.start[home + 1] - near.start[home], uniform(fold(name, 1)))
        other, best, lowest, most = (first[near.place[near.start[home] + e]] if e >= 0 else -1), -1, np.uint64(0), 0.0
        while other >= 0:
            if p.actor[other] != p.actor[row]:
                rank = mix(name ^ p.key[other])
                s = likeness(p, kind, places.context, row, other) if arranged else 0.0
                adds = s * (1.0 - s)
                if best < 0 or adds > most or (adds == most and rank < lowest):
                    best, lowest, most = other, rank, adds
            other = after[other]
        if best < 0:
            continue
        s = likeness(p, kind, places.context, row, best)
        if uniform(fold(name, 2)) < places.trust[home] * 4.0 * s * (1.0 - s):
            bind(strength, partner, np.int64(p.actor[row]), np.int64(p.actor[best]), tie)


@inline
def learn_from_peers(rows, p, strength, partner, rate, gain):
    """Add to ``gain`` (n,) what each team learns from more skilled partners: the most skilled open site of each."""
    team = np.full(partner.shape[0], -1)  # the row of that site, by actor
    for row in rows:
        known = team[p.actor[row]]
        if known < 0 or p.skill[row] > p.skill[known]:
            team[p.actor[row]] = row
    for k in range(rows.size):
        a = p.actor[rows[k]]
        for t in range(partner.shape[1]):
            b = partner[a, t]
            if b >= 0 and team[b] >= 0:
                gain[k] += rate * strength[a, t] * max(0.0, p.skill[team[b]] - p.skill[rows[k]]) / 12.0


@inline
def learn_from_schools(rows, p, start, place, reach, training, rate, gain):
    """Add what each team learns from the training and research bodies within reach; then let skill grow by ``gain``."""
    around = np.full(training.size, -1.0)
    for k in range(rows.size):
        home, skill = p.place[rows[k]], p.skill[rows[k]]
        if around[home] < 0.0:
            around[home] = 0.0
            for e in range(start[home], start[home + 1]):
                around[home] += training[place[e]] * reach[e]
        bodies = around[home]
        p.skill[rows[k]] = min(1.0, skill + gain[k] + rate * bodies / (1.0 + bodies) * (1.0 - skill) / 12.0)


@jit
def learn(rows, p, strength, partner, peers_rate, start, place, reach, training, schools_rate):
    """Let teams learn from their partners and from the schools around, all at once."""
    gain = np.zeros(rows.size)
    learn_from_peers(rows, p, strength, partner, peers_rate, gain)
    learn_from_schools(rows, p, start, place, reach, training, schools_rate, gain)


def step(state: State, params: CooperateParams) -> None:
    """Let ties fade, form and teach for a month."""
    p, a, rows, places, near = records(state.projects), state.actors, state.operating(), state.places, state.near
    meet(
        state.by_name(rows), p, a.strength, a.partner, state.innovations.kind, ground(places), near, state.cell_km,
        state.step, np.exp(-params.fading / 12.0), params.meetings * state.climate.meetings, params.near_km,
        params.animation, params.matching, params.tie, key(state.seed, "meet"),
    )  # fmt: skip
    learn(
        rows, p, a.strength, a.partner, params.peer_learning, near.start, near.place, near.reach, places.training,
        params.training,
    )  # fmt: skip
