"""What instruments share: who pays, and which places and projects they are meant for (ciblage des aides)."""
from dataclasses import dataclass, replace

import numpy as np

from agents.instrument import EVERYONE, GIFT, Funnel, Instrument, Terms
from sim.names import DOMAINS, EPCI, IDEA, LEVELS, STAGES, TAKEN_OVER
from sim.param import Parameters, param
from sim.state import State

OPEN_STAGES = STAGES[IDEA : TAKEN_OVER + 1]


@dataclass(frozen=True)
class Aid(Parameters):
    """Base of every instrument: who pays it, and for which places.

    It is a gift, open to all files, of public money alone, unless ``terms`` (repaid), ``funnel`` (files are heard) or
    ``award`` (private money comes) say otherwise.
    """

    payer: str = param(
        "lead", unit="level", allowed=("lead", *LEVELS), source="configs/competences.yaml",
        meaning="Public actor who pays; lead: the one that competences.yaml names first.",
    )
    densest: int = param(
        1, unit="INSEE density class", allowed=(1, 7), source="a target",
        meaning="Densest places that may have it; 1 is the centre of a large city.",
    )
    sparsest: int = param(
        7, unit="INSEE density class", allowed=(1, 7), source="a target",
        meaning="Most dispersed places that may have it; 7 is very dispersed rural habitat.",
    )

    @property
    def terms(self) -> Terms:
        """Return how what is paid comes back: it does not."""
        return GIFT

    @property
    def funnel(self) -> Funnel:
        """Return how files are narrowed down: they are not."""
        return EVERYONE

    def award(self, state: State, rows: np.ndarray, euros: np.ndarray) -> np.ndarray:
        """Bring no private money."""
        return np.zeros(rows.size)

    def payers(self, state: State, places: np.ndarray) -> np.ndarray:
        """Return the row of the public actor who pays it in each of ``places``; the EPCI where nobody said who."""
        level = EPCI if self.payer == "lead" else LEVELS.index(self.payer)
        return state.places.levels[level, places]

    def meant(self, state: State) -> np.ndarray:
        """Return the places it is meant for, a mask of shape (P,)."""
        return (state.places.density >= self.densest) & (state.places.density <= self.sparsest)

    def area(self, state: State, authority: int) -> np.ndarray:
        """Return the places of public actor ``authority`` it is meant for, a mask of shape (P,)."""
        return state.area(authority) & self.meant(state)


def paid_by(tool: Instrument, level: int) -> Instrument:
    """Return the same instrument, which knows that public actors of ``level`` pay it."""
    return replace(tool, payer=LEVELS[level])  # type: ignore[type-var]


@dataclass(frozen=True)
class ProjectAid(Aid):
    """Base of instruments that go to projects: which domains, stages and carriers."""

    domain: str = param(
        "any", unit="domain", allowed=("any", *DOMAINS), source="a target", meaning="Domain of the innovations meant.",
    )
    stage_from: str = param(
        "idea", unit="stage", allowed=OPEN_STAGES, source="a target",
        meaning="First stage at which a project may have it.",
    )
    stage_to: str = param(
        "taken_over", unit="stage", allowed=OPEN_STAGES, source="a target",
        meaning="Last stage at which a project may have it.",
    )
    largest_carrier: float = param(
        1_000.0, unit="FTE", allowed=(0, 1_000), source="a target: a small value keeps it for small carriers",
        meaning="Most posts, over all its sites, of a carrier that may have it.",
    )

    target = "project"

    def candidates(self, state: State) -> np.ndarray:
        """Return the project rows that the instrument's own conditions admit."""
        raise NotImplementedError

    def eligible(self, state: State) -> np.ndarray:
        """Return the project rows that may have it now: those admitted, within what it is meant for."""
        p, rows = state.projects, self.candidates(state)
        first, last = STAGES.index(self.stage_from), STAGES.index(self.stage_to)
        kept = self.meant(state)[p.place[rows]] & (p.stage[rows] >= first) & (p.stage[rows] <= last)
        if self.domain != "any":
            kept &= state.innovations.domain[p.innovation[rows]] == DOMAINS.index(self.domain)
        if self.largest_carrier < 1_000.0:
            everyone = state.alive()
            posts = np.bincount(p.actor[everyone], p.posts[everyone] + p.funded[everyone], state.n_actors)
            kept &= posts[p.actor[rows]] <= self.largest_carrier
        return rows[kept]


@dataclass(frozen=True)
class PlaceAid(Aid):
    """Base of instruments that go to places, one award a place."""

    target = "place"

    def candidates(self, state: State) -> np.ndarray:
        """Return the place rows that the instrument's own conditions admit."""
        raise NotImplementedError

    def eligible(self, state: State) -> np.ndarray:
        """Return the place rows that may have it now: those admitted, within what it is meant for."""
        rows = self.candidates(state)
        return rows[self.meant(state)[rows]]


@dataclass(frozen=True)
class TerritoryAid(Aid):
    """Base of instruments that serve the whole territory of the public actor who pays."""

    target = "territory"

    def eligible(self, state: State) -> np.ndarray:
        """Return every public actor with a place it is meant for."""
        here = self.meant(state)
        return np.unique(state.places.levels[:, here])
