"""Scale-up support: money for copies and time to help them start (accompagnement au changement d'échelle)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import ProjectAid
from sim.errors import Text
from sim.names import OPERATING, STRUCTURED
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class ScaleUpSupport(ProjectAid):
    """Fill the purse of a structured site for the copies to come, and pay people who do the work that copies take.

    The purse pays for copies before any public means of the receiving place. What a site that closes leaves of it goes
    to its EPCI's means for receiving copies.
    """

    purse: float = param(
        100_000.0, unit="euros", allowed=(0, 1e7), plausible=(50_000, 300_000),
        source="assumption: the price of one affiliated copy",
        meaning="Money set aside for copies.",
    )
    work: float = param(
        6.0, unit="FTE-months", allowed=(0, 240), plausible=(3, 24), source="assumption",
        meaning="Work of passing the practice on that is paid, over a year.",
    )
    post_cost: float = param(
        45_000.0, unit="euros a year, loaded", allowed=(10_000, 200_000), plausible=(38_000, 55_000),
        source="assumption",
        meaning="Cost of a post that does this work.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 36), source="assumption; LEADER takes 18 to 36",
        meaning="Time from the award to the money.",
    )
    application_days: float = param(
        10.0, unit="FTE-days", allowed=(0, 200), plausible=(2, 30), source="assumption",
        meaning="Work of a file, laureate or not.",
    )

    name = "scale_up_support"
    label = Text("Scale-up support", "Aide au changement d'échelle")
    section = OPERATING
    once = False
    instalments = 12

    def candidates(self, state: State) -> np.ndarray:
        """Return sites, structured or more, that have chosen how to scale and whose purse has room."""
        p, rows = state.projects, state.operating()
        ready = (p.stage[rows] >= STRUCTURED) & (p.choice[rows] > 0)
        return rows[ready & (p.purse[rows] <= 0.5 * self.purse)]

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the purse and the cost of the work."""
        return np.full(rows.size, self.purse + self.work * self.post_cost / 12.0)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Fill the purse by a month's share and do work that is owed; work that nobody needs is not paid."""
        p, month = state.projects, self.post_cost / 12.0
        saved = euros * self.purse / max(1e-9, self.purse + self.work * month)
        done = np.minimum(p.backlog[rows], (euros - saved) / month)
        p.purse[rows] += saved
        p.backlog[rows] -= done
        return np.minimum(euros, saved + done * month)
