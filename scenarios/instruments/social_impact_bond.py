"""Social impact bond: private investors pay first, public money only for results (contrat à impact social)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import ProjectAid
from scenarios.funds import proven
from sim.errors import Text
from sim.names import ASSOCIATION, OPERATING, PROOF
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class SocialImpactBond(ProjectAid):
    """Let investors advance a proven carrier the money; pay them at the end, if its evidence reaches the goal."""

    amount: float = param(
        150_000.0, unit="euros", allowed=(1_000, 1e8), plausible=(100_000, 1e6), source="assumption",
        meaning="What investors advance, at once.",
    )
    reward: float = param(
        0.15, unit="share of the advance", allowed=(0, 1), plausible=(0, 0.25), source="assumption",
        meaning="What the public actor pays beyond the advance if the goal is reached.",
    )
    term: int = param(
        3, unit="years", allowed=(1, 10), plausible=(2, 6), source="assumption",
        meaning="Time from the contract to its judgement.",
    )
    evidence: float = param(
        0.6, unit="posterior mean of success", allowed=(0, 1), plausible=(0.5, 0.7), source="assumption",
        meaning="Evidence that investors ask for at the start.",
    )
    goal: float = param(
        0.65, unit="posterior mean of success", allowed=(0, 1), plausible=(0.55, 0.8), source="assumption",
        meaning="Evidence that must be reached at the end for the public actor to pay.",
    )
    application_days: float = param(
        40.0, unit="FTE-days", allowed=(0, 300), plausible=(20, 100), source="assumption",
        meaning="Work of a file: indicators, contract, evaluator.",
    )

    name = "social_impact_bond"
    label = Text("Social impact bond", "Contrat à impact")
    section = OPERATING
    once = True
    instalments = 1

    @property
    def delay(self) -> int:
        """Return the months to the judgement: nothing public is paid before."""
        return 12 * self.term

    def candidates(self, state: State) -> np.ndarray:
        """Return proven sites, with evidence enough, of associations and of carriers approved ESUS."""
        p, rows = state.projects, state.operating()
        actor = p.actor[rows]
        fit = (state.actors.form[actor] == ASSOCIATION) | (state.actors.esus[actor] == 1)
        rows = rows[fit & (p.stage[rows] >= PROOF)]
        return rows[proven(state, rows, self.evidence)]

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return what is to be paid if the goal is reached, the same for all."""
        return np.full(rows.size, self.amount * (1.0 + self.reward))

    def award(self, state: State, rows: np.ndarray, euros: np.ndarray) -> np.ndarray:
        """Let investors advance the money: it is cash for the programme."""
        advance = euros / (1.0 + self.reward)
        state.projects.cash[rows] += advance
        return advance

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Pay the investors where the goal is reached; elsewhere they lose, and the money is released."""
        return np.where(proven(state, rows, self.goal), euros, 0.0)
