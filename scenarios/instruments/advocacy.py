"""Advocacy: making the case to citizens, to the elected and to staff (plaidoyer)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import TerritoryAid
from sim.errors import ParameterError, Text
from sim.param import param
from sim.state import COMMUNE, EPCI, OPERATING, State


@dataclass(frozen=True)
class Advocacy(TerritoryAid):
    """Pay people who make the case to three audiences; what is not for citizens nor for the elected is for staff.

    Raises ParameterError where the shares of citizens and of the elected exceed 1 together.
    """

    each: float = param(
        0.5, unit="euros a year per inhabitant", allowed=(0.001, 100), plausible=(0.1, 2), source="assumption",
        meaning="Cost of a year of full advocacy.",
    )
    citizens: float = param(
        0.34, unit="share of the work", allowed=(0, 1), plausible=(0, 1), source="assumption: three equal parts",
        meaning="Part of the work for citizens.",
    )
    elected: float = param(
        0.33, unit="share of the work", allowed=(0, 1), plausible=(0, 1), source="assumption: three equal parts",
        meaning="Part of the work for the elected; the rest is for staff.",
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
        if self.citizens + self.elected > 1.0:
            raise ParameterError(Text(
                f"advocacy.citizens is {self.citizens:g} and advocacy.elected {self.elected:g}, but their sum must be "
                "at most 1 (share of the work; the rest is for staff). Change one of them.",
                f"advocacy.citizens vaut {self.citizens:g} et advocacy.elected {self.elected:g}, mais leur somme doit "
                "être au plus 1 (part du travail ; le reste va aux agents). Changez l'un des deux.",
            ))  # fmt: skip

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return a year of full advocacy on each territory."""
        return self.each * state.authorities.population[rows]

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Make the case for a month on each payer's territory, as far as it is funded."""
        share = euros * self.instalments / np.maximum(1e-9, self.price(state, rows))
        for row, part in zip(rows.tolist(), share.tolist(), strict=True):
            here = np.flatnonzero(self.area(state, row))
            fading = 1.0 - 0.5 ** (1.0 / 6.0)  # so much of a campaign is forgotten each month: it is kept up
            state.places.publicity[:, here] += part * self.citizens * self.publicity * fading
            for level in (COMMUNE, EPCI):
                self.convince(state, level, here, part / 12.0)
        return euros

    def convince(self, state: State, level: int, here: np.ndarray, share: float) -> None:
        """Speak to the elected and the staff of the public actors of ``level`` in the places ``here``."""
        public, people = state.authorities, state.places.population[here]
        who, owner = np.unique(state.places.levels[level, here], return_inverse=True)
        total = np.maximum(1.0, np.bincount(owner, people))
        for kind, unmet in enumerate(state.places.unmet[:, here]):
            lacking = np.bincount(owner, people * unmet) / total
            public.pressure[who, kind] += share * self.elected * self.pressure * lacking
        staff = 1.0 - self.citizens - self.elected
        public.openness[who] += min(1.0, share * staff * self.openness) * (1.0 - public.openness[who])
