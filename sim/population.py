"""Who lives here: simulated citizens with their concerns, thresholds and engagement (population)."""
from dataclasses import dataclass

import numpy as np

from sim.draws import fold, key, uniform
from sim.jit import jit
from sim.param import Parameters, param
from sim.state import CitizenTable


@dataclass(frozen=True)
class PopulationParams(Parameters):
    """What citizens are like at month 0."""

    concerned: float = param(
        0.2, unit="share of citizens, at mean need", allowed=(0.001, 1), plausible=(0.1, 0.35), source="assumption",
        meaning="Share of citizens concerned by a domain; more where the need is greater.",
    )
    without_threshold: float = param(
        0.3, unit="share of citizens", allowed=(0, 1), plausible=(0.1, 0.5), source="assumption",
        meaning="Share of citizens whom a single adopting contact already moves (theta = 0); others draw Beta(2, 5).",
    )


@jit
def populate(place_code, first, need, concerned, without_threshold, stream, out):
    """Draw every citizen from the code of the place and an ordinal, so that no row order matters."""
    code, place, concern, threshold, engagement = out
    for p in range(place_code.size):
        for i in range(first[p], first[p + 1]):
            name = fold(fold(stream, place_code[p]), i - first[p])
            code[i] = name
            place[i] = p
            bits = 0
            for d in range(need.shape[0]):
                if uniform(fold(name, 10 + d)) < concerned * need[d, p]:
                    bits |= 1 << d
            concern[i] = bits
            threshold[i] = 0.0
            if uniform(fold(name, 0)) >= without_threshold:
                threshold[i] = second_smallest_of_six(name)
            engagement[i] = uniform(fold(name, 1)) * uniform(fold(name, 2))


@jit
def second_smallest_of_six(name):
    """Draw Beta(2, 5): the second smallest of six uniform draws (order statistics)."""
    lowest, second = 1.0, 1.0
    for k in range(6):
        u = uniform(fold(name, 100 + k))
        if u < lowest:
            lowest, second = u, lowest
        elif u < second:
            second = u
    return second


def share_out(population: np.ndarray, citizens: int) -> np.ndarray:
    """Return how many simulated citizens each place gets, shape (P,), summing to ``citizens`` exactly.

    population: shape (P,), persons. Largest remainders, ties to the first place in code order.
    """
    exact = population / population.sum() * citizens
    counts = np.floor(exact).astype(np.int64)
    left = citizens - counts.sum()
    counts[np.argsort(counts - exact, kind="stable")[:left]] += 1
    return counts


def citizens_of(place_code: np.ndarray, first: np.ndarray, need: np.ndarray, population: np.ndarray,
                params: PopulationParams, seed: int) -> CitizenTable:  # fmt: skip
    """Return the citizens of a run; ``need`` shape (D, P) is taken relative to its mean over people."""
    n = int(first[-1])
    mean = (need * population).sum(axis=1, keepdims=True) / population.sum()
    table = CitizenTable(
        np.empty(n, np.uint64), np.empty(n, np.int32), np.empty(n, np.uint16),
        np.empty(n, np.float32), np.empty(n, np.float32),
    )  # fmt: skip
    populate(place_code, first, need / mean, params.concerned, params.without_threshold, key(seed, "citizen"), table)
    return table
