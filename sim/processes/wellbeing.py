"""Well-being: needs met by what people adopt, work and trust (bien-vivre)."""
import math
from dataclasses import dataclass

import numpy as np

from sim.errors import ParameterError, Text
from sim.jit import inline, jit
from sim.names import ADOPTER, DOMAINS, GROUPS, RELAY
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State

WORK, SOCIAL_TIES = DOMAINS.index("work"), DOMAINS.index("social_ties")


@dataclass(frozen=True)
class WellbeingParams(Parameters):
    """How lives change with what is adopted."""

    effect: float = param(
        0.6, unit="share of the need", allowed=(0, 1), plausible=(0.3, 0.9), source="assumption",
        meaning="Share of a domain's unmet need that goes where all concerned adopt a perfect service.",
    )
    speed: float = param(
        0.5, unit="a year", allowed=(0, 12), plausible=(0.2, 1), source="assumption",
        meaning="Speed at which well-being follows.",
    )
    unemployment: float = param(
        2.0, unit="points of need per point of unemployment", allowed=(0, 10), plausible=(1, 3), source="assumption",
        meaning="How much unemployment weighs on well-being at work.",
    )
    weight_needs: float = param(
        1.0, unit="weight", allowed=(0, 100), plausible=(0, 3), source="a choice of values",
        meaning="Weight of health, food, housing, energy and mobility in the measure of well-being.",
    )
    weight_foundations: float = param(
        1.0, unit="weight", allowed=(0, 100), plausible=(0, 3), source="a choice of values",
        meaning="Weight of education, digital and environment in the measure of well-being.",
    )
    weight_opportunity: float = param(
        1.0, unit="weight", allowed=(0, 100), plausible=(0, 3), source="a choice of values",
        meaning="Weight of work, culture and social ties in the measure of well-being.",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.weight_needs + self.weight_foundations + self.weight_opportunity == 0.0:
            raise ParameterError(Text(
                "wellbeing.weight_needs, weight_foundations and weight_opportunity are all 0, but at least one must be "
                "above 0 (weights). Change them in configs/ or on the command line.",
                "wellbeing.weight_needs, weight_foundations et weight_opportunity valent tous 0, mais l'un au moins "
                "doit être positif (poids). Changez-les dans configs/ ou sur la ligne de commande.",
            ))

    @property
    def weights(self) -> np.ndarray:
        """Return the weight of each domain, shape (D,)."""
        values = (self.weight_needs, self.weight_foundations, self.weight_opportunity)
        of = {domain: value for names, value in zip(GROUPS.values(), values, strict=True) for domain in names}
        return np.array([of[domain] for domain in DOMAINS])


@inline
def note_reached(rows, p, step, reached):
    """Note the month at which each place has its first open site."""
    for row in rows:
        if reached[p.place[row]] < 0:
            reached[p.place[row]] = step


@jit
def live(rows, p, step, reached, counts, service, need, domain, trust, unemployment, weights, wellbeing):
    """Move well-being (D, P) towards what needs left unmet, work and trust make of it; note places reached.

    weights: what full use of a good service meets of a need, what unemployment takes, share of the gap that a month
    closes.
    """
    effect, jobless, closed = weights
    left = np.empty(need.shape[0])
    for j in range(trust.size):
        left[:] = 1.0
        for i in range(domain.size):
            concerned = 0
            for stage in range(counts.shape[2]):
                concerned += counts[i, j, stage]
            using = (counts[i, j, ADOPTER] + counts[i, j, RELAY]) / max(1, concerned)
            left[domain[i]] *= 1.0 - effect * (using * service[i, j])
        for d in range(need.shape[0]):
            target = 1.0 - need[d, j] * left[d]
            if d == WORK:
                target -= jobless * unemployment[j]
            elif d == SOCIAL_TIES:
                target += 0.5 * (trust[j] - 0.5)
            wellbeing[d, j] += (min(1.0, max(0.0, target)) - wellbeing[d, j]) * closed
    note_reached(rows, p, step, reached)


def step(state: State, params: WellbeingParams) -> None:
    """Move each place's well-being per domain towards what its needs and services make of it."""
    places, closed = state.places, 1.0 - math.exp(-params.speed / 12.0)
    live(
        state.operating(), records(state.projects), state.step, places.reached, places.counts, places.service,
        places.need, state.innovations.domain, places.trust, places.unemployment,
        (params.effect, params.unemployment, closed), places.wellbeing,
    )  # fmt: skip
