"""Platform: what works somewhere is seen and read elsewhere, as far as the digital reaches (plateforme)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import TerritoryAid
from sim.errors import Text
from sim.names import OPERATING
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Platform(TerritoryAid):
    """Run a platform on which practices are shown and shared: people hear of them, places have them at hand.

    It shows what is written somewhere in the territory, only as far as digital access and digital skill reach. What is
    at hand in a place makes open diffusion to it (fertilisation) possible, and ideas likelier.
    """

    fixed: float = param(
        40_000.0, unit="euros a year", allowed=(0, 1e7), plausible=(20_000, 100_000), source="assumption",
        meaning="Cost of the platform itself: software, hosting, an editor.",
    )
    each: float = param(
        0.3, unit="euros a year and inhabitant", allowed=(0, 100), plausible=(0.1, 1), source="assumption",
        meaning="Cost of keeping it alive: moderation, training of contributors.",
    )
    publicity: float = param(
        0.05, unit="times the ordinary publicity, added a month", allowed=(0, 5), plausible=(0.01, 0.1),
        source="assumption",
        meaning="Extra awareness where everyone has access and skill, of what is wholly written; halves in six months.",
    )
    spread: float = param(
        1.0, unit="a year", allowed=(0, 12), plausible=(0.3, 3), source="assumption",
        meaning="Speed at which the best written account of the territory comes to hand in its places.",
    )
    delay: int = param(
        12, unit="months", allowed=(0, 36), plausible=(6, 18), source="assumption", meaning="Time to build it.",
    )

    name = "platform"
    label = Text("Sharing platform", "Plateforme de partage")
    section = OPERATING
    once = False
    instalments = 12
    application_days = 0.0

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return a year of a platform for the whole territory."""
        return self.fixed + self.each * state.authorities.population[rows]

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Show and share for a month what is written in the territory, in the measure of what is paid."""
        places = state.places
        for row, strength in zip(rows, 12.0 * euros / np.maximum(1e-9, self.price(state, rows)), strict=True):
            here = np.flatnonzero(self.area(state, row))
            reach = places.digital_access[here] * places.digital_skill[here]
            shown = places.codified[:, here].max(axis=1, initial=0.0)[:, None] * reach
            places.publicity[:, here] += self.publicity * strength * shown
            gap = np.maximum(0.0, shown - places.codified[:, here])
            places.codified[:, here] += (1.0 - np.exp(-self.spread * strength / 12.0)) * gap
        return euros
