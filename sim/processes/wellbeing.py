"""Well-being: needs met by what people adopt, work and trust (bien-vivre)."""
from dataclasses import dataclass

import numpy as np

from sim.param import Parameters, param
from sim.state import ADOPTER, DOMAINS, RELAY, State

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


def step(state: State, params: WellbeingParams) -> None:
    """Move each place's well-being per domain towards what its needs and services make of it."""
    places, kinds = state.places, state.innovations
    concerned = np.maximum(1, places.counts.sum(axis=2))
    met = (places.counts[:, :, ADOPTER] + places.counts[:, :, RELAY]) / concerned * places.service
    left = np.ones(places.need.shape)
    for i, domain in enumerate(kinds.domain):
        left[domain] *= 1.0 - params.effect * met[i]
    target = 1.0 - places.need * left
    target[WORK] -= params.unemployment * places.unemployment
    target[SOCIAL_TIES] += 0.5 * (places.trust - 0.5)
    np.clip(target, 0.0, 1.0, out=target)
    places.wellbeing[:] += (target - places.wellbeing) * (1.0 - np.exp(-params.speed / 12.0))
