"""Equity: public investors take shares in social enterprises, private ones beside them (fonds propres)."""
from dataclasses import dataclass

import numpy as np

from agents.instrument import Terms
from scenarios.funds import Stake, proven
from sim.errors import Text
from sim.names import ASSOCIATION, INVESTMENT, PROOF
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Equity(Stake):
    """Buy shares of a proven cooperative or firm approved ESUS, and sell them back to it years later."""

    evidence: float = param(
        0.6, unit="posterior mean of success", allowed=(0, 1), plausible=(0.5, 0.8), source="assumption",
        meaning="Evidence that investors ask for.",
    )
    repaid: float = param(
        1.0, unit="share of the public money", allowed=(0, 3), plausible=(0.5, 1.3), source="assumption",
        meaning="Price of the shares when they are sold back.",
    )
    exit: int = param(
        84, unit="months", allowed=(1, 360), plausible=(60, 120),
        source="assumption: patient capital stays 5 to 10 years", meaning="Time from the money to the exit.",
    )
    exit_months: int = param(
        12, unit="months", allowed=(1, 120), plausible=(1, 36), source="assumption",
        meaning="Months over which the shares are sold back, from cash beyond a month's cost.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 18), source="assumption",
        meaning="Time from the decision to the public money.",
    )
    application_days: float = param(
        30.0, unit="FTE-days", allowed=(0, 200), plausible=(10, 60), source="assumption",
        meaning="Work of a file: accounts, plan, due diligence.",
    )

    name = "equity"
    label = Text("Equity", "Fonds propres")
    section = INVESTMENT
    once = True
    instalments = 1

    @property
    def terms(self) -> Terms:
        """Shares are sold back at the exit."""
        return Terms(self.repaid, self.exit, self.exit_months)

    def candidates(self, state: State) -> np.ndarray:
        """Return proven sites, with evidence and need enough, of carriers approved ESUS who have shares to sell."""
        p, rows = state.projects, state.operating()
        actor = p.actor[rows]
        sells = (state.actors.form[actor] != ASSOCIATION) & (state.actors.esus[actor] == 1)
        rows = rows[sells & (p.stage[rows] >= PROOF)]
        return self.large_enough(state, rows[proven(state, rows, self.evidence)])
