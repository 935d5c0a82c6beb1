"""People funding: a post, part of its cost paid over a term (financer les hommes : des postes dans la durée)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import ProjectAid
from sim.errors import Text
from sim.names import OPERATING
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class PeopleFunding(ProjectAid):
    """Fund a post for some years; the rest of its cost comes from the site's income, or the post stays vacant."""

    post_cost: float = param(
        45_000.0, unit="euros a year, loaded", allowed=(10_000, 200_000), plausible=(38_000, 55_000),
        source="assumption",
        meaning="Full cost of a funded post.",
    )
    public_share: float = param(
        0.8, unit="share of the cost", allowed=(0.01, 1), plausible=(0.16, 1),
        source="assumption: as the aid rate of investments; Fonjep pays 7,164 euros, .16",
        meaning="Share of the cost that public money pays.",
    )
    term: int = param(
        3, unit="years", allowed=(1, 15), plausible=(1, 5), source="assumption; a dial of the guiding question",
        meaning="Years a post is funded; renewals are new files.",
    )
    posts: float = param(
        1.0, unit="FTE", allowed=(0.1, 20), plausible=(0.5, 2), source="assumption", meaning="Posts in one award.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 36), source="assumption; LEADER takes 18 to 36",
        meaning="Time from the award to the post.",
    )
    application_days: float = param(
        10.0, unit="FTE-days", allowed=(0, 200), plausible=(2, 30), source="assumption",
        meaning="Work of a file, laureate or not.",
    )

    name = "people_funding"
    label = Text("Funded posts", "Postes financés")
    section = OPERATING
    once = False

    @property
    def instalments(self) -> int:
        """Return the months of the term."""
        return 12 * self.term

    def candidates(self, state: State) -> np.ndarray:
        """Return open sites with fewer posts than a full site, once posts that end before a new one begins are gone."""
        p, rows = state.projects, state.operating()
        lasting = np.where(p.term_left[rows] > self.delay, p.funded[rows], 0.0)
        short = state.innovations.posts[p.innovation[rows]] - p.posts[rows] - lasting
        return rows[short >= 0.25 * self.posts]

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the public share of the post over its whole term, committed at award."""
        return np.full(rows.size, self.posts * self.post_cost * self.public_share * self.term)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Fill the post as far as the site can pay its share; at the end, keep what it can afford of it."""
        p = state.projects
        own = self.posts * self.post_cost * (1.0 - self.public_share) / 12.0
        filled = np.clip(p.cash[rows] / max(3.0 * own, 1e-9), 0.0, 1.0)
        spare = np.clip((p.cash[rows] - 3.0 * p.cost[rows]) / (self.posts * self.post_cost), 0.0, 1.0)
        kept = np.where(left == 0, self.posts * filled * spare, 0.0)
        p.posts[rows] += kept
        p.funded[rows] += self.posts * filled - kept
        p.dues[rows] += own * filled
        p.granted[rows] += euros * filled
        p.term_left[rows] = np.maximum(p.term_left[rows], left)
        return euros * filled
