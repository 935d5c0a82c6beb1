"""What a scenario asks of a shock, and what dated shocks share: a month at which they begin (chocs)."""
from dataclasses import dataclass, replace
from typing import Protocol, Self

from agents.mandates import PublicParams
from sim.param import Parameters, param
from sim.state import State


class Shock(Protocol):
    """Something that happens to a territory at its date, whatever the policy."""

    @property
    def name(self) -> str:
        """Key used in scenarios and overrides."""

    @property
    def year(self) -> int:
        """Calendar year in which it begins."""

    def in_run(self, first_year: int, public: PublicParams) -> "Shock":
        """Return the shock as it happens in a run that begins in ``first_year``."""

    def strike(self, state: State) -> None:
        """Change the world at the start of each month, from its date on.

        ``state.climate`` is as usual when the first shock of the month strikes it: what does not last comes back.
        """


@dataclass(frozen=True)
class DatedShock(Parameters):
    """Base of shocks: each begins on the first of a month."""

    year: int = param(
        2030, unit="calendar year", allowed=(1950, 2200), source="a date", meaning="Year in which it begins.",
    )
    month: int = param(
        1, unit="month, 1 = January", allowed=(1, 12), source="a date", meaning="Month in which it begins.",
    )
    first_year: int = 2025  # calendar year of month 0, given by the scenario

    def in_run(self, first_year: int, public: PublicParams) -> Self:
        """Return the shock as it happens in a run that begins in ``first_year``."""
        return replace(self, first_year=first_year)

    def since(self, state: State) -> int:
        """Return the months since it began, below 0 before."""
        return state.step - 12 * (self.year - self.first_year) - self.month + 1

    def lasts(self, state: State, months: int) -> bool:
        """Say whether this is one of the first ``months`` months since it began."""
        return 0 <= self.since(state) < months
