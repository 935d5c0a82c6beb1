"""Investment grant: walls and equipment, part of the price paid (subvention d'investissement)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import ProjectAid
from sim.errors import Text
from sim.names import INVESTMENT
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class InvestmentGrant(ProjectAid):
    """Bring an open site's capital towards that of a full site; the site pays the rest of the price."""

    aid_rate: float = param(
        0.8, unit="share of the price", allowed=(0.01, 0.8), plausible=(0.4, 0.8),
        source="ceiling of public aid to investments, .8", meaning="Share of the price that public money pays.",
    )
    smallest: float = param(
        8_000.0, unit="euros", allowed=(0, 1e6), plausible=(2_000, 30_000), source="assumption",
        meaning="Grant below which no file is opened.",
    )
    largest: float = param(
        290_000.0, unit="euros", allowed=(1_000, 1e8), plausible=(72_000, 290_000),
        source="PTCE call: 72,000 to 290,000",
        meaning="Largest grant.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 36), source="assumption; LEADER takes 18 to 36",
        meaning="Time from the award to the money.",
    )
    application_days: float = param(
        10.0, unit="FTE-days", allowed=(0, 200), plausible=(2, 30), source="assumption",
        meaning="Work of a file, laureate or not.",
    )

    name = "investment_grant"
    label = Text("Investment grant", "Subvention d'investissement")
    section = INVESTMENT
    once = False
    instalments = 1

    def _grant(self, state: State, rows: np.ndarray) -> np.ndarray:
        p = state.projects
        gap = state.innovations.capital[p.innovation[rows]] - p.capital[rows]
        return np.minimum(self.largest, self.aid_rate * np.maximum(0.0, gap))

    def candidates(self, state: State) -> np.ndarray:
        """Return open sites whose capital is short enough of a full site's."""
        rows = state.operating()
        return rows[self._grant(state, rows) >= max(self.smallest, 1.0)]

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the public share of what is missing."""
        return self._grant(state, rows)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Buy capital up to that of a full site; where the site cannot bring its share beyond a month's cost, less."""
        p = state.projects
        euros = np.minimum(euros, self._grant(state, rows))
        own = euros * (1.0 - self.aid_rate) / self.aid_rate
        bring = np.clip((p.cash[rows] - p.cost[rows]) / np.maximum(own, 1e-9), 0.0, 1.0)
        p.cash[rows] -= own * bring
        p.capital[rows] += (euros + own) * bring
        return euros * bring
