"""Consultation: public actors call on inhabitants to say what they need and think (concertation)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import PlaceAid
from sim.errors import Text
from sim.founding import involve_ideas
from sim.names import COMMUNE, EPCI, OPERATING
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Consultation(PlaceAid):
    """Hold meetings and surveys: the elected hear needs, ideas are discussed, and more requests wait for an answer.

    It answers nothing by itself: where attention is short or the elected cannot steer it, requests stay unanswered,
    and people called on too often tire.
    """

    fixed: float = param(
        500.0, unit="euros", allowed=(0, 1e6), plausible=(200, 5_000), source="assumption",
        meaning="Cost of a consultation before the number of inhabitants.",
    )
    each: float = param(
        1.0, unit="euros per inhabitant", allowed=(0, 100), plausible=(0.3, 3), source="assumption",
        meaning="Cost of reaching inhabitants: meetings, surveys, a facilitator.",
    )
    calls: float = param(
        4.0, unit="calls", allowed=(0, 100), plausible=(2, 8), source="assumption",
        meaning="Times that inhabitants are called on in one consultation; requests follow.",
    )
    hearing: float = param(
        0.3, unit="share of the way", allowed=(0, 1), plausible=(0, 0.6), source="assumption",
        meaning="How far the priorities of the elected move towards the needs of those consulted.",
    )
    involvement: float = param(
        0.3, unit="share", allowed=(0, 1), plausible=(0, 0.6), source="assumption",
        meaning="Share of what is left of the design of the place's ideas that is made with those concerned.",
    )
    delay: int = param(
        3, unit="months", allowed=(0, 36), plausible=(1, 12), source="assumption", meaning="Time to prepare it.",
    )

    name = "consultation"
    label = Text("Consultation", "Concertation")
    section = OPERATING
    once = False
    instalments = 6
    application_days = 0.0

    def candidates(self, state: State) -> np.ndarray:
        """Return every place."""
        return np.arange(state.places.code.size)

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the cost of one consultation in each place."""
        return self.fixed + self.each * state.places.population[rows]

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Call on inhabitants for a month, let the elected hear their needs and ideas be discussed."""
        state.places.solicited[rows] += self.calls / self.instalments
        involve_ideas(state, rows, np.full(rows.size, self.involvement / self.instalments))
        for level in (COMMUNE, EPCI):
            self.hear(state, rows, level)
        return euros

    def hear(self, state: State, rows: np.ndarray, level: int) -> None:
        """Move the priorities of public actors towards the needs of the places ``rows``, by their inhabitants."""
        places, public = state.places, state.authorities
        need = places.need[:, rows] / places.need[:, rows].mean(axis=0)
        who = places.levels[level, rows]
        weight = np.minimum(1.0, places.population[rows] / np.maximum(1.0, public.population[who]))
        change = self.hearing / self.instalments * weight * (need - public.priority[who].T)
        np.add.at(public.priority, who, change.T)
