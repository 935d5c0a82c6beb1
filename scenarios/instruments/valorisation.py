"""Valorisation: prizes, labels and publicity for what works (valorisation)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import ProjectAid
from sim.errors import Text
from sim.names import OPERATING, PROOF
from sim.outreach import make_known
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Valorisation(ProjectAid):
    """Make a proven site known around it, and write down part of what it knows."""

    amount: float = param(
        12_000.0, unit="euros", allowed=(0, 1e6), plausible=(5_000, 30_000), source="assumption",
        meaning="Cost of one campaign.",
    )
    publicity: float = param(
        1.0, unit="times the ordinary publicity, at the site", allowed=(0, 20), plausible=(0.5, 2), source="assumption",
        meaning="Extra awareness around the site; halves every six months and fades with distance.",
    )
    codified: float = param(
        0.3, unit="share of what is not yet written", allowed=(0, 1), plausible=(0.1, 0.5), source="assumption",
        meaning="Know-how written down in making the case.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 36), source="assumption; LEADER takes 18 to 36",
        meaning="Time from the award to the campaign.",
    )
    application_days: float = param(
        4.0, unit="FTE-days", allowed=(0, 200), plausible=(2, 20), source="assumption",
        meaning="Work of a file, laureate or not.",
    )

    name = "valorisation"
    label = Text("Publicity for what works", "Valorisation")
    section = OPERATING
    once = False
    instalments = 1

    def candidates(self, state: State) -> np.ndarray:
        """Return proven sites."""
        rows = state.operating()
        return rows[state.projects.stage[rows] >= PROOF]

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the cost of a campaign, the same for all."""
        return np.full(rows.size, self.amount)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Raise awareness in the places near each site, and its written knowledge."""
        make_known(state, rows, self.publicity * (euros / self.amount))
        p = state.projects
        p.codified[rows] += self.codified * (1.0 - p.codified[rows])
        return euros
