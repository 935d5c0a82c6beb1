"""Capitalisation: what people know is written down, failures too, before it is lost (capitalisation)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import TerritoryAid
from sim.errors import Text
from sim.names import OPERATING
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Capitalisation(TerritoryAid):
    """Pay for accounts of what sites have learnt: tacit knowledge becomes written, that of closed sites as well.

    What is written of a closed site stays at hand in its place, and makes it dormant instead of lost.
    """

    account: float = param(
        6_000.0, unit="euros", allowed=(100, 1e6), plausible=(2_000, 15_000), source="assumption",
        meaning="Cost of one account: interviews, writing, publishing, for one site.",
    )
    written: float = param(
        0.6, unit="share of what can be written", allowed=(0, 1), plausible=(0.3, 0.9), source="assumption",
        meaning="What one account writes down of what a team knows and has not written, times codifiability.",
    )
    window: int = param(
        3, unit="years", allowed=(0, 50), plausible=(1, 5), source="assumption",
        meaning="Years for which those who ran a site that closed can still be found and asked.",
    )
    memory: float = param(
        0.7, unit="a year", allowed=(0, 12), plausible=(0.3, 2), source="assumption: as capitalise.forgetting",
        meaning="Speed at which those who ran a site that closed forget.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 12), source="assumption", meaning="Time to find the writers.",
    )

    name = "capitalisation"
    label = Text("Capitalising on experience", "Capitalisation")
    section = OPERATING
    once = False
    instalments = 12
    application_days = 0.0

    def subjects(self, state: State, authority: int) -> np.ndarray:
        """Return the rows of sites of a territory that an account can be made of: open, or closed of late."""
        p, n = state.projects, state.n_projects
        late = (p.closed[:n] < 0) | (state.step - p.closed[:n] <= 12 * self.window)
        late &= (p.opened[:n] >= 0) & (p.merged[:n] < 0)
        return np.flatnonzero(late & self.area(state, authority)[p.place[:n]])

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the cost of an account a year of every site of the territory, closed of late or open."""
        return self.account * np.array([float(self.subjects(state, row).size) for row in rows])

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Write down a month's share of what teams know; what is not needed for that is released."""
        used = np.zeros(rows.size)
        for k, row in enumerate(rows):
            sites = self.subjects(state, row)
            used[k] = min(euros[k], self.account * sites.size)
            if sites.size:
                self.write(state, sites, used[k] / (self.account * sites.size))
        return used

    def write(self, state: State, sites: np.ndarray, share: float) -> None:
        """Write ``share`` of an account of each of ``sites``; the written stock of a closed one's place grows too."""
        p, places = state.projects, state.places
        years = np.where(p.closed[sites] < 0, 0.0, (state.step - p.closed[sites]) / 12.0)
        known = p.skill[sites] * np.exp(-self.memory * years)
        told = 1.0 - (1.0 - self.written * state.innovations.codifiability[p.innovation[sites]] * known) ** share
        p.codified[sites] += told * (1.0 - p.codified[sites])
        closed = sites[p.closed[sites] >= 0]
        where = p.innovation[closed], p.place[closed]
        np.maximum.at(places.codified, where, p.codified[closed])
