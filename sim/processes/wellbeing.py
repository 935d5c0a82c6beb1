"""Well-being: needs met by what people adopt, work and trust (bien-vivre)."""
from dataclasses import dataclass

import numpy as np

from sim.errors import ParameterError, Text
from sim.param import Parameters, param
from sim.state import ADOPTER, DOMAINS, GROUPS, RELAY, State

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
    served = state.projects.place[state.operating()]
    places.reached[served[places.reached[served] < 0]] = state.step
    places.wellbeing[:] += (target - places.wellbeing) * (1.0 - np.exp(-params.speed / 12.0))
