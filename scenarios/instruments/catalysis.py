"""Catalysis: people who link, match and equip carriers of projects (catalyse territoriale)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import TerritoryAid
from sim.errors import Text
from sim.names import OPERATING
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Catalysis(TerritoryAid):
    """Pay catalysts over a territory: they map carriers and match those with most to add, more trust, more ideas.

    With animation Z more is made of people's work (``operate.animation_effect``), carriers meet more often
    (``cooperate.animation``), part of the meetings is arranged (``cooperate.matching``), and ideas come.
    """

    post_cost: float = param(
        45_000.0, unit="euros a year, loaded", allowed=(10_000, 200_000), plausible=(38_000, 55_000),
        source="assumption",
        meaning="Cost of a catalyst.",
    )
    people_each: float = param(
        10_000.0, unit="inhabitants", allowed=(100, 1e6), plausible=(5_000, 30_000), source="assumption",
        meaning="Inhabitants for one catalyst where the territory is full of them: no more are paid.",
    )
    sites_each: float = param(
        5.0, unit="open sites", allowed=(1, 1_000), plausible=(3, 10), source="assumption",
        meaning="Sites one catalyst follows closely: animation Z = catalysts x this / open sites.",
    )
    trust_gain: float = param(
        0.02, unit="a year, at full animation", allowed=(0, 1), plausible=(0, 0.05), source="assumption",
        meaning="Trust that animation builds, towards 1.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 12), source="assumption", meaning="Time to hire.",
    )

    name = "catalysis"
    label = Text("Catalysis", "Catalyse territoriale")
    section = OPERATING
    once = False
    instalments = 12
    application_days = 0.0

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return a year of all the catalysts a territory can use."""
        return self.post_cost * state.authorities.population[rows] / self.people_each

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Set the month's animation in the territory's places, and let trust grow with it."""
        places, sites = state.places, state.projects.place[state.operating()]
        for row, spent in zip(rows, euros, strict=True):
            here = self.area(state, row)
            z = 12.0 * spent / self.post_cost * self.sites_each / max(1.0, here[sites].sum())
            places.animation[here] += z
            places.trust[here] += self.trust_gain / 12.0 * z / (1.0 + z) * (1.0 - places.trust[here])
        return euros
