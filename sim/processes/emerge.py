"""Ideas: people who see an unmet need start something of their own (émergence)."""
from dataclasses import dataclass

import numpy as np

from sim.draws import fold, key, named, uniform
from sim.founding import FoundingParams, found, involve
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
    animation: float = param(
        1.0, unit="times, at full animation", allowed=(0, 5), plausible=(0, 2), source="assumption",
        meaning="How much more ideas come where the territory is animated.",
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


def step(state: State, params: EmergeParams, founding: FoundingParams) -> None:
    """Start the ideas of the month."""
    places, p, rows = state.places, state.projects, state.alive()
    p.cash[rows[p.stage[rows] == IDEA]] += params.savings / 12.0
    stream = key(state.seed, "emerge")
    engaged = places.counts[:, :, RELAY].sum(axis=0) / np.maximum(1, places.counts.sum(axis=(0, 2)))
    rate = params.ideas * places.population / 1e4 * (1.0 + params.relays * engaged)
    rate *= 1.0 + params.animation * places.animation / (1.0 + places.animation)
    rate *= 1.0 + params.pool * 100.0 * places.pool / np.maximum(1.0, places.population)
    which = np.empty(places.code.size, np.int64)
    weight = places.need[state.innovations.domain] * (0.1 + places.unmet)
    emerge(places.code, rate, weight, state.step, stream, which)
    for place in np.flatnonzero(which >= 0):
        name = named(stream, places.code[place], state.step, 2)
        involve(state, found(state, name, int(place), int(which[place]), None, founding), params.involvement)
