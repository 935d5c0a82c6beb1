"""Newcomers: people who move in, unaware of what the place offers, stand in for some of its citizens (arrivées)."""
import numpy as np

from sim.clock import enter, mixing_now
from sim.draws import fold, key, named, uniform
from sim.jit import jit
from sim.state import State


@jit
def replace(audience, citizens, innovation_code, places, share, mixing, counts, law, lot, stream):
    """Let newcomers stand in for the ``share`` (P,) of citizens whom the draw ``lot`` names: unaware of everything."""
    for g in range(audience.first.size - 1):
        newcomers = share[g % places]
        if newcomers <= 0.0:
            continue
        for r in range(audience.first[g], audience.first[g + 1]):
            code = citizens.code[audience.citizen[r]]
            if audience.stage[r] != law.entry and uniform(fold(lot, code)) < newcomers:
                enter(
                    audience, citizens, innovation_code, places, g, r, np.uint8(law.entry), mixing, counts, law,
                    stream,
                )  # fmt: skip


def settle(state: State, growth: np.ndarray, year: int) -> None:
    """Let the people of each place grow by ``growth`` (P,), a share >= 0; the newcomers know of nothing there yet.

    A simulated citizen stands for more people; among them the newcomers' share starts again, drawn by its code and the
    year: the same whatever the policy.
    """
    places, public = state.places, state.authorities
    places.population[:] *= 1.0 + growth
    places.persons[:] *= 1.0 + growth
    everyone = np.tile(places.population, places.levels.shape[0])
    public.population[:] = np.bincount(places.levels.ravel(), everyone, public.code.size)
    replace(
        state.audience, state.citizens, state.innovations.code, places.code.size, growth / (1.0 + growth),
        mixing_now(state), places.counts, state.contagion, named(key(state.seed, "newcomer"), year),
        key(state.seed, "adopt"),
    )  # fmt: skip
