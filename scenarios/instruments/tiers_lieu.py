"""Third place: a house where all kinds of people meet, debate and start things (tiers-lieu)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import PlaceAid
from sim.errors import Text
from sim.names import OPERATING
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class TiersLieu(PlaceAid):
    """Pay for the running of a third place for some years: it takes most of two to become what it can be.

    What it becomes depends on six conditions and on its own governance, sim/processes/gather.py; it mixes the people
    of its place, who hear of one another's ways and have more ideas. Without money it goes.
    """

    amount: float = param(
        50_000.0, unit="euros a year", allowed=(1_000, 1e7), plausible=(30_000, 100_000),
        source="Fabriques de territoire: 50,000 euros a year for three years",
        meaning="Running costs paid.",
    )
    term: int = param(
        3, unit="years", allowed=(1, 15), plausible=(1, 6), source="Fabriques de territoire: three years",
        meaning="Years for which they are paid.",
    )
    smallest: float = param(
        500.0, unit="inhabitants", allowed=(0, 1e7), plausible=(200, 2_000), source="assumption",
        meaning="Least population of a place that can have one.",
    )
    worth: float = param(
        0.1, unit="0 to 1", allowed=(0, 1), plausible=(0.05, 0.3), source="assumption",
        meaning="Quality of a third place from which a place has one already and does not ask for another.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 12), source="assumption",
        meaning="Time from the award to the first money.",
    )

    name = "tiers_lieu"
    label = Text("Third place", "Tiers-lieu")
    section = OPERATING
    once = False
    application_days = 0.0

    @property
    def instalments(self) -> int:
        """Return the months of the term."""
        return 12 * self.term

    def candidates(self, state: State) -> np.ndarray:
        """Return places with people enough and without a third place worth the name."""
        places = state.places
        return np.flatnonzero((places.population >= self.smallest) & (places.third_place < self.worth))

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the running costs over the whole term, committed at award."""
        return np.full(rows.size, self.amount * self.term)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Keep the third place up for a month, and its people sure of the months to come."""
        state.places.tended[rows] = np.maximum(state.places.tended[rows], left + 1.0)
        return euros
