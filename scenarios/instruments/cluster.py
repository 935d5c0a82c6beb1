"""Support of clusters: engineering and animation of PTCE, there or in the making (soutien aux PTCE)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import TerritoryAid
from sim.errors import Text
from sim.names import OPERATING
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Cluster(TerritoryAid):
    """Back the clusters of a territory: more are born; those there are better governed, so that they share more."""

    amount: float = param(
        180_000.0, unit="euros", allowed=(1_000, 1e7), plausible=(72_000, 290_000),
        source="PTCE call: 72,000 to 290,000 a laureate", meaning="Full support of one cluster.",
    )
    years: int = param(
        3, unit="years", allowed=(1, 15), plausible=(2, 5), source="assumption",
        meaning="Years over which a full support lasts; a territory asks for a year of it each year.",
    )
    people_each: float = param(
        60_000.0, unit="inhabitants", allowed=(1_000, 1e7), plausible=(30_000, 450_000),
        source="assumption; there are about 150 PTCE in France, one for 450,000 inhabitants",
        meaning="Inhabitants for one cluster where the territory is full of them: no more supports are paid.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 18), source="assumption", meaning="Time to set it up.",
    )

    name = "cluster"
    label = Text("Support of clusters", "Soutien aux PTCE")
    section = OPERATING
    once = False
    instalments = 12
    application_days = 0.0

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return a year of support of all the clusters that a territory can have."""
        return self.amount / self.years * state.authorities.population[rows] / self.people_each

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Set the month's support b in the territory's places: 1 for a full support of each cluster, or of one to be.

        Clusters are born times 1 + ``clustering.backed_birth`` b / (1 + b), and tend to a governance raised by
        ``clustering.backed`` b / (1 + b) of what is missing, on which shared capital, learning and ties inside depend.
        """
        sites = state.operating()
        home, cluster = state.projects.place[sites], state.actors.cluster[state.projects.actor[sites]]
        for row, spent in zip(rows, euros, strict=True):
            here = self.area(state, row)
            alive = np.unique(cluster[here[home] & (cluster >= 0)]).size
            state.places.backing[here] += 12.0 * spent * self.years / self.amount / max(1, alive)
        return euros
