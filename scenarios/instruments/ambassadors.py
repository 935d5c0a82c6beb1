"""Ambassadors: users who are helped to tell those they know (ambassadeurs)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import PlaceAid
from sim.errors import Text
from sim.names import ADOPTER, OPERATING, RELAY
from sim.outreach import CHOICES, reach
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Ambassadors(PlaceAid):
    """Help users of innovations to speak of them for a year: those they reach listen more to contacts who adopt.

    Who speaks matters: whoever volunteers, those with most contacts (more are reached), or those who are most engaged
    (they are better listened to).
    """

    who: str = param(
        "random", unit="choice", allowed=CHOICES, source="a dial",
        meaning="Users who become ambassadors: at random, by their number of contacts (degree), or the most engaged.",
    )
    people_each: float = param(
        100.0, unit="inhabitants", allowed=(1, 1e6), plausible=(50, 500), source="assumption",
        meaning="Inhabitants for one ambassador.",
    )
    cost_each: float = param(
        150.0, unit="euros a year", allowed=(1, 1e5), plausible=(50, 500), source="assumption",
        meaning="Training, material and expenses of one ambassador.",
    )
    met: float = param(
        10.0, unit="persons met per contact", allowed=(0, 1_000), plausible=(3, 30), source="assumption",
        meaning="Concerned persons whom an ambassador meets for each of its usual contacts who are concerned.",
    )
    exposure: float = param(
        3.0, unit="times", allowed=(1, 50), plausible=(1.5, 5), source="assumption",
        meaning="What exposure to adopting contacts becomes for those reached.",
    )
    delay: int = param(
        3, unit="months", allowed=(0, 36), plausible=(1, 12), source="assumption",
        meaning="Time to find and train them.",
    )

    name = "ambassadors"
    label = Text("Ambassadors", "Ambassadeurs")
    section = OPERATING
    once = False
    instalments = 12
    application_days = 0.0

    def candidates(self, state: State) -> np.ndarray:
        """Return places where somebody uses an innovation."""
        return np.flatnonzero(state.places.counts[:, :, [ADOPTER, RELAY]].sum(axis=(0, 2)) > 0)

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return a year of the ambassadors of each place, one at least."""
        return self.cost_each * np.maximum(1.0, state.places.population[rows] / self.people_each)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Let ambassadors speak for a month, in their place and wherever their contacts live."""
        ambassadors = euros * self.instalments / self.cost_each
        state.places.outreach[:] += (self.exposure - 1.0) * reach(state, rows, ambassadors, self.who, self.met)
        return euros
