"""Seed grant: a sum to start or to hold through the first months (amorçage)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import ProjectAid
from sim.errors import Text
from sim.names import EXPERIMENT, OPERATING
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class SeedGrant(ProjectAid):
    """Cash for ideas and for sites that experiment, one time each."""

    amount: float = param(
        20_000.0, unit="euros", allowed=(0, 1e6), plausible=(10_000, 40_000), source="assumption",
        meaning="Grant to each laureate.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 36), source="assumption; LEADER takes 18 to 36",
        meaning="Time from the award to the money.",
    )
    application_days: float = param(
        6.0, unit="FTE-days", allowed=(0, 200), plausible=(2, 20), source="assumption",
        meaning="Work of a file, laureate or not.",
    )

    name = "seed_grant"
    label = Text("Seed grant", "Amorçage")
    section = OPERATING
    once = True
    instalments = 1

    def candidates(self, state: State) -> np.ndarray:
        """Return ideas and sites that experiment."""
        rows = state.alive()
        return rows[state.projects.stage[rows] <= EXPERIMENT]

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the grant, the same for all."""
        return np.full(rows.size, self.amount)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Add the grant to the project's cash."""
        state.projects.cash[rows] += euros
        return euros
