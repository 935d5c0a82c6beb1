"""Co-training: carriers and staff of public actors learn together (coformation, formation-développement)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import TerritoryAid
from sim.draws import key, uniforms
from sim.errors import Text
from sim.names import EPCI, OPERATING
from sim.param import param
from sim.state import State
from sim.ties import bind


@dataclass(frozen=True)
class CoTraining(TerritoryAid):
    """Train carriers with staff: teams learn, staff take up more and open up, people of different kinds meet."""

    seat_cost: float = param(
        1_500.0, unit="euros a seat and year", allowed=(10, 100_000), plausible=(600, 3_000), source="assumption",
        meaning="A seat in a cycle of some days.",
    )
    staff: float = param(
        2.0, unit="seats for each public actor", allowed=(0, 100), plausible=(1, 5), source="assumption",
        meaning="Staff who come from the payer and from each EPCI of its territory.",
    )
    topic: str = param(
        "practice", unit="topic", allowed=("practice", "digital"), source="a choice",
        meaning="What is taught: the practice of projects (to teams) or digital services (to inhabitants).",
    )
    skill_gain: float = param(
        0.05, unit="share of the gap to full skill", allowed=(0, 1), plausible=(0.02, 0.15), source="assumption",
        meaning="What the teams of those who come learn, where practice is taught.",
    )
    digital_gain: float = param(
        0.05, unit="share of the people not at ease", allowed=(0, 1), plausible=(0.01, 0.15), source="assumption",
        meaning="People put at ease with digital services in the places of those who come, where that is taught.",
    )
    staff_gain: float = param(
        0.03, unit="0 to 1", allowed=(0, 1), plausible=(0.01, 0.06), source="assumption",
        meaning="Rise of absorptive capacity (AC) and openness of staff, if all seats are paid.",
    )
    trust_gain: float = param(
        0.02, unit="share of what is missing", allowed=(0, 1), plausible=(0, 0.05), source="assumption",
        meaning="Trust gained in the places of those who come.",
    )
    tie: float = param(
        0.3, unit="strength", allowed=(0, 1), plausible=(0.1, 0.5), source="assumption: as a good meeting",
        meaning="Tie that each carrier makes with one of another legal form.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 18), source="assumption", meaning="Time to set it up.",
    )

    name = "co_training"
    label = Text("Co-training", "Coformation")
    section = OPERATING
    once = False
    instalments = 1
    application_days = 0.0

    def carriers(self, state: State, authority: int) -> np.ndarray:
        """Return the actors with an open site in the territory of public actor ``authority``."""
        sites = state.operating()
        return np.unique(state.projects.actor[sites[self.area(state, authority)[state.projects.place[sites]]]])

    def public(self, state: State, authority: int) -> np.ndarray:
        """Return the public actors whose staff come: ``authority`` and the EPCI of its territory."""
        return np.unique(np.append(state.places.levels[EPCI, self.area(state, authority)], authority))

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the seats of all carriers of open sites and of staff, for a year."""
        seats = [self.carriers(state, r).size + self.staff * self.public(state, r).size for r in rows.tolist()]
        return self.seat_cost * np.array(seats, float)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Hold the year's sessions for as many as are paid for, by a draw; fewer where meetings are barred."""
        full = self.price(state, rows)
        share = np.minimum(1.0, euros / np.maximum(full, 1e-9)) * min(1.0, state.climate.meetings)
        for row, part in zip(rows.tolist(), share.tolist(), strict=True):
            carriers, table = self.carriers(state, row), state.authorities
            luck = uniforms(key(state.seed, "co_training"), state.actors.key[carriers], state.step)
            self._teach(state, carriers[np.argsort(luck, kind="stable")][: round(part * carriers.size)])
            staff = self.public(state, row)
            for column in (table.absorptive, table.openness):
                column[staff] = np.minimum(1.0, column[staff] + self.staff_gain * part)
        return share * full

    def _teach(self, state: State, carriers: np.ndarray) -> None:
        """Let ``carriers`` learn, trust and tie up: in each EPCI, each with the next of another legal form."""
        p, a, places = state.projects, state.actors, state.places
        sites = state.operating()
        sites = sites[np.isin(p.actor[sites], carriers)]
        here = np.unique(p.place[sites])
        places.trust[here] += self.trust_gain * (1.0 - places.trust[here])
        if self.topic == "practice":
            p.skill[sites] += self.skill_gain * (1.0 - p.skill[sites])
        else:
            places.digital_skill[here] += self.digital_gain * (1.0 - places.digital_skill[here])
        order = carriers[np.argsort(places.levels[EPCI, a.place[carriers]], kind="stable")]
        for k, one in enumerate(order.tolist()):
            others = np.roll(order, -k - 1)[:-1]
            others = others[a.form[others] != a.form[one]]
            if others.size:
                bind(a.strength, a.partner, one, int(others[0]), self.tie)
