"""Money that stays in a site: what it needs, who brings it, what becomes of it (fonds propres, quasi-fonds propres)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import ProjectAid
from sim.belief import posterior_mean
from sim.param import param
from sim.state import State


def proven(state: State, rows: np.ndarray, evidence: float) -> np.ndarray:
    """Return which projects have a posterior mean of success of ``evidence`` at least, a mask of shape (n,)."""
    p = state.projects
    return posterior_mean(p.successes[rows], p.failures[rows]) >= evidence


def short_of(state: State, rows: np.ndarray) -> np.ndarray:
    """Return what each site's capital lacks to that of a full site, euros, shape (n,)."""
    p = state.projects
    return np.maximum(0.0, state.innovations.capital[p.innovation[rows]] - p.capital[rows])


def invest(state: State, rows: np.ndarray, euros: np.ndarray) -> None:
    """Buy capital up to that of a full site; what is left is cash to work with."""
    bought = np.minimum(euros, short_of(state, rows))
    state.projects.capital[rows] += bought
    state.projects.cash[rows] += euros - bought


@dataclass(frozen=True)
class Stake(ProjectAid):
    """Base of instruments that put lasting money into a site, private money beside it."""

    ticket_min: float = param(
        50_000.0, unit="euros", allowed=(0, 1e8), plausible=(20_000, 500_000),
        source="assumption; a seminar of 2017 looked for ways to bring 500,000 to 1,000,000",
        meaning="Smallest public share of a round: what needs less is served by nobody.",
    )
    ticket_max: float = param(
        300_000.0, unit="euros", allowed=(1_000, 1e8), plausible=(100_000, 1e6), source="assumption",
        meaning="Largest public share of a round.",
    )
    private: float = param(
        0.5, unit="private euros per public euro", allowed=(0, 20), plausible=(0, 3), source="assumption",
        meaning="What private investors, members and foundations bring as soon as the public share is decided.",
    )
    working_months: float = param(
        6.0, unit="months of cost", allowed=(0, 60), plausible=(3, 12), source="assumption",
        meaning="Cash to work with in a round, beside the capital that is missing.",
    )

    def wanted(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the public share of what each site needs to grow, euros, shape (n,)."""
        needed = short_of(state, rows) + self.working_months * state.projects.cost[rows]
        return needed / (1.0 + self.private)

    def large_enough(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return those of ``rows`` that need a ticket of the least size."""
        return rows[self.wanted(state, rows) >= max(self.ticket_min, 1.0)]

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the public share of what each site needs, up to the largest ticket."""
        return np.minimum(self.ticket_max, self.wanted(state, rows))

    def award(self, state: State, rows: np.ndarray, euros: np.ndarray) -> np.ndarray:
        """Let private money come in beside the public money decided."""
        brought = self.private * euros
        invest(state, rows, brought)
        return brought

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Buy capital, then keep cash to work with."""
        invest(state, rows, euros)
        return euros
