"""Advocacy: making the case to citizens, to the elected and to staff (plaidoyer)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import TerritoryAid
from sim.errors import ParameterError, Text
from sim.names import COMMUNE, EPCI, OPERATING
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Advocacy(TerritoryAid):
    """Pay people who make the case to three audiences, among which their work is split.

    Raises ParameterError where there is no audience at all.
    """

    each: float = param(
        0.5, unit="euros a year per inhabitant", allowed=(0.001, 100), plausible=(0.1, 2), source="assumption",
        meaning="Cost of a year of full advocacy.",
    )
    citizens: float = param(
        1.0, unit="parts of the work", allowed=(0, 100), plausible=(0, 3), source="assumption: three equal parts",
        meaning="Work for citizens, beside that for the elected and for staff.",
    )
    elected: float = param(
        1.0, unit="parts of the work", allowed=(0, 100), plausible=(0, 3), source="assumption: three equal parts",
        meaning="Work for the elected.",
    )
    staff: float = param(
        1.0, unit="parts of the work", allowed=(0, 100), plausible=(0, 3), source="assumption: three equal parts",
        meaning="Work for the staff of communes and EPCI.",
    )
    publicity: float = param(
        1.5, unit="times the ordinary publicity, if all the work is for citizens", allowed=(0, 20),
        plausible=(0.5, 3), source="assumption",
        meaning="Extra awareness kept up while it lasts.",
    )
    pressure: float = param(
        1.5, unit="pleas a year, if all the work is for the elected", allowed=(0, 100), plausible=(0.5, 3),
        source="assumption",
        meaning="Pleas heard by each commune and EPCI for each innovation, times the unmet need on its territory.",
    )
    openness: float = param(
        0.15, unit="share of the way to 1 a year, if all the work is for staff", allowed=(0, 12),
        plausible=(0.05, 0.3), source="assumption",
        meaning="Openness that staff of communes and EPCI gain.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 12), source="assumption", meaning="Time to hire.",
    )

    name = "advocacy"
    label = Text("Advocacy", "Plaidoyer")
    section = OPERATING
    once = False
    instalments = 12
    application_days = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.citizens + self.elected + self.staff == 0.0:
            raise ParameterError(Text(
                "advocacy.citizens, advocacy.elected and advocacy.staff are all 0, but one at least must be above 0 "
                "(parts of the work). Change one of them.",
                "advocacy.citizens, advocacy.elected et advocacy.staff valent tous 0, mais l'un au moins doit être "
                "au-dessus de 0 (parts du travail). Changez l'un des trois.",
            ))  # fmt: skip

    def part(self, audience: float) -> float:
        """Return the share of the work that ``audience`` parts make."""
        return audience / (self.citizens + self.elected + self.staff)

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return a year of full advocacy on each territory."""
        return self.each * state.authorities.population[rows]

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Make the case for a month on each payer's territory, as far as it is funded."""
        share = euros * self.instalments / np.maximum(1e-9, self.price(state, rows))
        fading = 1.0 - 0.5 ** (1.0 / 6.0)  # so much of a campaign is forgotten each month: it is kept up
        for row, funded in zip(rows.tolist(), share.tolist(), strict=True):
            here = np.flatnonzero(self.area(state, row))
            state.places.publicity[:, here] += funded * self.part(self.citizens) * self.publicity * fading
            for level in (COMMUNE, EPCI):
                self.convince(state, level, here, funded / 12.0)
        return euros

    def convince(self, state: State, level: int, here: np.ndarray, share: float) -> None:
        """Speak to the elected and the staff of the public actors of ``level`` in the places ``here``."""
        public, people = state.authorities, state.places.population[here]
        who, owner = np.unique(state.places.levels[level, here], return_inverse=True)
        total = np.maximum(1.0, np.bincount(owner, people))
        for kind, unmet in enumerate(state.places.unmet[:, here]):
            lacking = np.bincount(owner, people * unmet) / total
            public.pressure[who, kind] += share * self.part(self.elected) * self.pressure * lacking
        opened = min(1.0, share * self.part(self.staff) * self.openness)
        public.openness[who] += opened * (1.0 - public.openness[who])
