"""Participatory securities of cooperatives and associations (titres participatifs, titres associatifs)."""
from dataclasses import dataclass

import numpy as np

from agents.instrument import Terms
from scenarios.funds import Stake, proven
from sim.errors import Text
from sim.names import FIRM, INVESTMENT, PROOF
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class ParticipatoryTitle(Stake):
    """Lend to a proven cooperative or association for years, without a voice in it; it pays back with a return."""

    ticket_min: float = param(
        15_000.0, unit="euros", allowed=(0, 1e8), plausible=(5_000, 50_000), source="assumption",
        meaning="Smallest public subscription.",
    )
    ticket_max: float = param(
        100_000.0, unit="euros", allowed=(1_000, 1e8), plausible=(50_000, 300_000), source="assumption",
        meaning="Largest public subscription.",
    )
    evidence: float = param(
        0.55, unit="posterior mean of success", allowed=(0, 1), plausible=(0.5, 0.7), source="assumption",
        meaning="Evidence that subscribers ask for.",
    )
    repaid: float = param(
        1.1, unit="share of the public money", allowed=(0, 3), plausible=(1, 1.3), source="assumption",
        meaning="What is paid back, the return on it included.",
    )
    grace: int = param(
        84, unit="months", allowed=(0, 360), plausible=(24, 120),
        source="assumption: seven years, before which such securities are usually not bought back",
        meaning="Time from the money to its first repayment.",
    )
    months: int = param(
        36, unit="months", allowed=(1, 240), plausible=(12, 84), source="assumption",
        meaning="Months over which it is repaid, from cash beyond a month's cost.",
    )
    delay: int = param(
        4, unit="months", allowed=(0, 36), plausible=(2, 12), source="assumption",
        meaning="Time from the decision to the public money.",
    )
    application_days: float = param(
        15.0, unit="FTE-days", allowed=(0, 200), plausible=(5, 30), source="assumption", meaning="Work of a file.",
    )

    name = "participatory_title"
    label = Text("Participatory security", "Titre participatif")
    section = INVESTMENT
    once = True
    instalments = 1

    @property
    def terms(self) -> Terms:
        """It is repaid like a loan."""
        return Terms(self.repaid, self.grace, self.months)

    def candidates(self, state: State) -> np.ndarray:
        """Return proven sites of cooperatives and associations, with evidence and need enough."""
        p, rows = state.projects, state.operating()
        rows = rows[(state.actors.form[p.actor[rows]] != FIRM) & (p.stage[rows] >= PROOF)]
        return self.large_enough(state, rows[proven(state, rows, self.evidence)])
