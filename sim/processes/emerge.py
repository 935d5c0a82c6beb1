"""Ideas: people who see an unmet need start something of their own (émergence)."""
from dataclasses import dataclass

import numpy as np

from sim.draws import fold, key, named, uniform
from sim.founding import FoundingParams, found, involve, known
from sim.jit import jit
from sim.param import Parameters, param
from sim.state import IDEA, RELAY, State


@dataclass(frozen=True)
class EmergeParams(Parameters):
    """How often ideas come."""

    ideas: float = param(
        0.2, unit="a year per 10,000 inhabitants", allowed=(0, 100), plausible=(0.05, 0.5), source="assumption",
        meaning="New ideas of projects, before anyone helps.",
    )
    savings: float = param(
        6_000.0, unit="euros a year", allowed=(0, 1e6), plausible=(2_000, 12_000), source="assumption",
        meaning="What the people behind an idea raise by themselves until it opens: dues, gifts, sales.",
    )
    relays: float = param(
        1.0, unit="times, if all who are concerned were relays", allowed=(0, 20), plausible=(0, 3), source="assumption",
        meaning="How much more ideas come where engaged citizens pass the word.",
    )
    engaged: float = param(
        0.5, unit="times, at full engagement and unmet need", allowed=(0, 20), plausible=(0, 2), source="assumption",
        meaning="How much more ideas come where citizens are engaged and their needs unmet.",
    )
    animation: float = param(
        1.0, unit="times, at full animation", allowed=(0, 5), plausible=(0, 2), source="assumption",
        meaning="How much more ideas come where the territory is animated.",
    )
    mixing: float = param(
        2.0, unit="times per unit of mixing mu", allowed=(0, 20), plausible=(0, 4), source="assumption",
        meaning="How much more ideas come where a third place mixes people.",
    )
    pool: float = param(
        0.5, unit="times per percent of inhabitants in the pool", allowed=(0, 10), plausible=(0, 1),
        source="assumption",
        meaning="How much more ideas come where skilled people lost their jobs.",
    )
    involvement: float = param(
        0.2, unit="share of the design", allowed=(0, 1), plausible=(0, 0.6), source="assumption",
        meaning="Design of a new idea made with those concerned: a better fit, carriers in favour, and more months.",
    )
    knowledge: float = param(
        1.0, unit="times, where all is known", allowed=(0, 20), plausible=(0, 3), source="assumption",
        meaning="How much likelier ideas are of an innovation that is known in the place.",
    )


@jit
def emerge(code, rate, weight, month, stream, out):
    """Draw which places have an idea this month and for which innovation; -1 where none."""
    for p in range(code.size):
        name = fold(fold(stream, code[p]), month)
        out[p] = -1
        if uniform(name) < 1.0 - np.exp(-rate[p] / 12.0):
            target = uniform(fold(name, 1)) * weight[:, p].sum()
            for i in range(weight.shape[0]):
                target -= weight[i, p]
                if target <= 0.0:
                    out[p] = i
                    break


@jit
def engage(first, engagement, unmet, counts, out):
    """Give each place its engaged citizens in need and its relays, shares from 0 to 1; ``out`` shape (2, P)."""
    for j in range(first.size - 1):
        total, need, relays, concerned = 0.0, 0.0, 0, 0
        for c in range(first[j], first[j + 1]):
            total += engagement[c]
        for i in range(unmet.shape[0]):
            need += unmet[i, j] / unmet.shape[0]
            relays += counts[i, j, RELAY]
            for s in range(counts.shape[2]):
                concerned += counts[i, j, s]
        out[0, j] = need * total / max(1, first[j + 1] - first[j])
        out[1, j] = relays / max(1, concerned)


def eagerness(state: State, params: EmergeParams) -> np.ndarray:
    """Return the ideas a year to expect in each place, shape (P,): from those engaged, in need, met or animated."""
    places = state.places
    engaged, relays = shares = np.empty((2, places.code.size))
    engage(places.first, state.citizens.engagement, places.unmet, places.counts, shares)
    rate = params.ideas * places.population / 1e4 * (1.0 + params.relays * relays) * (1.0 + params.engaged * engaged)
    rate *= 1.0 + params.mixing * places.mixing
    rate *= 1.0 + params.animation * places.animation / (1.0 + places.animation)
    return rate * (1.0 + params.pool * 100.0 * places.pool / np.maximum(1.0, places.population))


def leanings(state: State, params: EmergeParams) -> np.ndarray:
    """Return how likely ideas are to be of each innovation, shape (I, P), relative: need, knowledge and synergy."""
    places, kinds, p = state.places, state.innovations, state.projects
    everyone = np.arange(kinds.code.size)[:, None], np.arange(places.code.size)
    weight = places.need[kinds.domain] * (0.1 + places.unmet) * (1.0 + params.knowledge * known(state, *everyone))
    if kinds.synergy.any():
        rows, present = state.operating(), np.zeros(weight.shape)
        present[p.innovation[rows], p.place[rows]] = 1.0
        weight *= np.maximum(0.0, 1.0 + kinds.synergy @ present)
    return weight


def step(state: State, params: EmergeParams, founding: FoundingParams) -> None:
    """Start the ideas of the month."""
    places, p, rows = state.places, state.projects, state.alive()
    p.cash[rows[p.stage[rows] == IDEA]] += params.savings / 12.0
    stream = key(state.seed, "emerge")
    which = np.empty(places.code.size, np.int64)
    emerge(places.code, eagerness(state, params), leanings(state, params), state.step, stream, which)
    for place in np.flatnonzero(which >= 0):
        name = named(stream, places.code[place], state.step, 2)
        involve(state, found(state, name, int(place), int(which[place]), None, founding), params.involvement)
