"""What public actors may spend: instruments, who pays each, shares of the budget by phase (programme)."""
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from agents.instrument import Instrument
from sim.names import EPCI, LEVELS


@dataclass(frozen=True)
class Programme:
    """What public actors may spend: instruments, who pays each, shares of the budget, euros a year for all of them.

    levels: index in LEVELS of who pays each instrument; conventions: 1 where that takes a convention first.
    phases: (year of the policy from which they hold, shares by instrument), the first at year 1.
    """

    instruments: tuple[Instrument, ...] = ()
    levels: tuple[int, ...] = ()
    conventions: tuple[int, ...] = ()
    phases: tuple[tuple[int, tuple[float, ...]], ...] = ()
    budget: float = 0.0
    closed: frozenset[int] = frozenset()  # instruments of an earlier policy: what they promised goes on, none may file
    earmarked: bool = False  # each instrument spends its own share of the budget and no other
    areas: Mapping[str, int] = field(default_factory=dict)  # earmarked instrument -> the one public actor that pays it

    def shares(self, year: int) -> np.ndarray:
        """Return each instrument's share of the budget in a year of the policy, 1 for its first; shape (n,)."""
        held = [shares for start, shares in self.phases if start <= year]
        return np.array(held[-1] if held else [0.0] * len(self.instruments))

    def weights(self, year: int) -> np.ndarray:
        """Return how each instrument's payers split their own money in a year, shape (n,)."""
        shares, levels = self.shares(year), np.array(self.levels, int)
        totals = self.by_level(year)
        return np.divide(shares, totals[levels], out=np.zeros(shares.size), where=totals[levels] > 0.0)

    def by_level(self, year: int) -> np.ndarray:
        """Return the share of the budget that each level opens in a year, shape (6,): what is left is the EPCI's."""
        shares = self.shares(year)
        totals = np.bincount(np.array(self.levels, int), shares, len(LEVELS))
        totals[EPCI] += max(0.0, 1.0 - shares.sum())
        return totals
