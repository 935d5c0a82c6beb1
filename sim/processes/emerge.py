"""Ideas: people who see an unmet need start something of their own (émergence)."""
from dataclasses import dataclass

import numpy as np

from sim.draws import fold, key, named, uniform, uniform_at
from sim.founding import FoundingParams, found, involve, known
from sim.jit import inline, jit
from sim.names import IDEA, RELAY
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State


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


@inline
def save_up(p, n, euros):
    """Let every idea put ``euros`` aside."""
    for row in range(n):
        if p.stage[row] == IDEA and p.closed[row] < 0:
            p.cash[row] += euros


@jit
def emerge(projects, n, savings, code, rate, month, stream, out):
    """Let ideas save up, and list the places that have a new one this month; return how many."""
    save_up(projects, n, savings)
    found = 0
    for p in range(code.size):
        if uniform(fold(fold(stream, code[p]), month)) < 1.0 - np.exp(-rate[p] / 12.0):
            out[found] = p
            found += 1
    return found


@inline
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


@jit
def eager(first, engagement, unmet, counts, population, mixing, animation, pool, weights, out):
    """Set ``out`` (P,) to the ideas a year to expect; weights: of EmergeParams."""
    ideas, relays, engaged, mixed, animated, jobless = weights
    shares = np.empty((2, out.size))
    engage(first, engagement, unmet, counts, shares)
    for j in range(out.size):
        rate = ideas * population[j] / 1e4 * (1.0 + relays * shares[1, j]) * (1.0 + engaged * shares[0, j])
        rate *= 1.0 + mixed * mixing[j]
        rate *= 1.0 + animated * animation[j] / (1.0 + animation[j])
        out[j] = rate * (1.0 + jobless * 100.0 * pool[j] / max(1.0, population[j]))


def eagerness(state: State, params: EmergeParams) -> np.ndarray:
    """Return the ideas a year to expect in each place, shape (P,): from those engaged, in need, met or animated."""
    places, rate = state.places, np.empty(state.places.code.size)
    eager(
        places.first, state.citizens.engagement, places.unmet, places.counts, places.population, places.mixing,
        places.animation, places.pool,
        (params.ideas, params.relays, params.engaged, params.mixing, params.animation, params.pool), rate,
    )  # fmt: skip
    return rate


def leanings(state: State, place: int, params: EmergeParams) -> np.ndarray:
    """Return how likely an idea of ``place`` is to be of each innovation, shape (I,): need, knowledge and synergy."""
    places, kinds, p = state.places, state.innovations, state.projects
    learnt = 1.0 + params.knowledge * known(state, place)
    weight = places.need[kinds.domain, place] * (0.1 + places.unmet[:, place]) * learnt
    if kinds.synergy.any():
        rows, present = state.operating(), np.zeros(kinds.code.size)
        present[p.innovation[rows[p.place[rows] == place]]] = 1.0
        weight *= np.maximum(0.0, 1.0 + kinds.synergy @ present)
    return weight


def step(state: State, params: EmergeParams, founding: FoundingParams) -> None:
    """Start the ideas of the month."""
    places = state.places
    stream, which = key(state.seed, "emerge"), np.empty(places.code.size, np.int64)
    many = emerge(
        records(state.projects), state.n_projects, params.savings / 12.0, places.code, eagerness(state, params),
        state.step, stream, which,
    )  # fmt: skip
    for place, weight in [(place, leanings(state, place, params)) for place in which[:many].tolist()]:
        luck = uniform_at(stream, places.code[place], state.step, 1)
        kind = int(np.argmax(np.cumsum(weight) >= luck * weight.sum()))
        name = named(stream, places.code[place], state.step, 2)
        involve(state, found(state, name, place, kind, None, founding), params.involvement)
