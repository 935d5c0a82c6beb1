"""Recognition: labels and prizes for the people who give their time (reconnaissance)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import ProjectAid
from sim.errors import Text
from sim.names import OPERATING
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Recognition(ProjectAid):
    """Honour those who give time to an open site: more come for a while, others hear of it and think well of it."""

    amount: float = param(
        3_000.0, unit="euros", allowed=(0, 1e6), plausible=(1_000, 10_000), source="assumption",
        meaning="Cost of one prize or label: a jury, a ceremony, a few expenses.",
    )
    volunteers: float = param(
        0.08, unit="share of the usual volunteers", allowed=(0, 5), plausible=(0.02, 0.2), source="assumption",
        meaning="Volunteers who join; they leave again as fast as volunteers come and go.",
    )
    publicity: float = param(
        0.3, unit="times the ordinary publicity, at the site", allowed=(0, 20), plausible=(0.1, 1), source="assumption",
        meaning="Extra awareness around the site; halves every six months and fades with distance.",
    )
    stance: float = param(
        0.1, unit="share of the way to full support", allowed=(0, 1), plausible=(0, 0.3), source="assumption",
        meaning="How far carriers of the place come round to the innovation.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 12), source="assumption", meaning="Time to the ceremony.",
    )
    application_days: float = param(
        1.0, unit="FTE-days", allowed=(0, 200), plausible=(0.5, 5), source="assumption",
        meaning="Work of a file, laureate or not.",
    )

    name = "recognition"
    label = Text("Recognition", "Reconnaissance")
    section = OPERATING
    once = False
    instalments = 1

    def candidates(self, state: State) -> np.ndarray:
        """Return open sites where people volunteer."""
        rows = state.operating()
        return rows[state.projects.volunteers[rows] > 0.0]

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the cost of a prize, the same for all."""
        return np.full(rows.size, self.amount)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Bring volunteers, awareness around each site and a better opinion among the carriers of its place."""
        p, a, near, places = state.projects, state.actors, state.near, state.places
        for row in rows.tolist():
            kind, home = p.innovation[row], p.place[row]
            p.volunteers[row] += self.volunteers * state.innovations.volunteers[kind]
            around = slice(near.start[home], near.start[home + 1])
            places.publicity[kind, near.place[around]] += self.publicity * near.reach[around]
            here = np.flatnonzero(a.place[: state.n_actors] == home)
            a.stance[here, kind] += self.stance * (1.0 - a.stance[here, kind])
        return euros
