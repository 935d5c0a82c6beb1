"""Citizen relays: residents trained to carry requests and to bring neighbours in (relais citoyens)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import PlaceAid
from sim.errors import Text
from sim.founding import involve_ideas
from sim.names import OPERATING
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class CitizenRelays(PlaceAid):
    """Train and follow residents for a year: requests are seen to, more people engage, ideas are designed with them."""

    people_each: float = param(
        1_000.0, unit="inhabitants", allowed=(10, 1e6), plausible=(300, 2_000), source="assumption",
        meaning="Inhabitants for one relay.",
    )
    cost_each: float = param(
        800.0, unit="euros a year", allowed=(1, 1e5), plausible=(300, 2_000), source="assumption",
        meaning="Training, expenses and follow-up of one relay.",
    )
    requests_each: float = param(
        1.0, unit="requests a year", allowed=(0, 1_000), plausible=(0.5, 4), source="assumption",
        meaning="Requests that a relay carries until they are answered, of those left unanswered.",
    )
    engagement: float = param(
        0.3, unit="a year", allowed=(0, 12), plausible=(0.1, 0.6), source="assumption",
        meaning="How much readier adopters become to be relays themselves, each year, before it is forgotten.",
    )
    involvement: float = param(
        0.3, unit="share a year", allowed=(0, 1), plausible=(0, 0.6), source="assumption",
        meaning="Share of what is left of the design of the place's ideas that is made with those concerned.",
    )
    delay: int = param(
        3, unit="months", allowed=(0, 36), plausible=(1, 12), source="assumption",
        meaning="Time to find and train them.",
    )

    name = "citizen_relays"
    label = Text("Citizen relays", "Relais citoyens")
    section = OPERATING
    once = False
    instalments = 12
    application_days = 0.0

    def candidates(self, state: State) -> np.ndarray:
        """Return every place."""
        return np.arange(state.places.code.size)

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return a year of the relays of each place, one at least."""
        return self.cost_each * np.maximum(1.0, state.places.population[rows] / self.people_each)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Carry requests, raise engagement and bring residents into the design of ideas, for a month."""
        places = state.places
        share = euros * self.instalments / self.price(state, rows)
        relays = euros * self.instalments / self.cost_each
        places.listening[rows] += relays * self.requests_each / 12.0
        places.civic[rows] += share * self.engagement / 12.0
        involve_ideas(state, rows, np.minimum(1.0, share * self.involvement / 12.0))
        return euros
