"""Actors carry projects: associations, cooperatives, firms (porteurs de projet)."""
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

import mesa

from agents.column import Column
from agents.instrument import Instrument
from sim.belief import posterior_mean
from sim.draws import key, uniform_at
from sim.founding import USUAL_GOVERNANCE
from sim.param import Parameters, param
from sim.rows import ActorTable
from sim.state import AFFILIATION, BRANCHING, COOPERATION, FERTILISATION, FUSION, STRUCTURED

DAYS_A_YEAR = 218.0  # working days of a full-time post
SHARED = {AFFILIATION: 1.0, FERTILISATION: 1.0, COOPERATION: 1.0, BRANCHING: -1.0}  # modes share control or keep it


@dataclass(frozen=True)
class ChoiceParams(Parameters):
    """How actors choose a way to scale: logit weights; not scaling has utility 0."""

    evidence: float = param(
        4.0, unit="utility per point of evidence above what the mode needs", allowed=(0, 50), plausible=(1, 8),
        source="assumption", meaning="How much evidence encourages.",
    )
    means: float = param(
        1.5, unit="utility with all the free work the mode takes", allowed=(0, 50), plausible=(0.5, 4),
        source="assumption", meaning="How much free work encourages.",
    )
    taste: float = param(
        0.0, unit="utility", allowed=(-10, 10), plausible=(-1, 1), source="assumption",
        meaning="Liking for scaling itself.",
    )
    governance: float = param(
        2.0, unit="utility per point of governance", allowed=(0, 50), plausible=(0, 5), source="assumption",
        meaning="How much governance beyond what is usual draws to modes that share control, and away from branching.",
    )


def picked(modes: Sequence[int], weights: Sequence[float], luck: float) -> int:
    """Return the mode that a uniform draw ``luck`` falls on, in proportion to ``weights``."""
    target = luck * sum(weights)
    for mode, weight in zip(modes, weights, strict=True):
        target -= weight
        if target <= 0.0:
            return mode
    return modes[-1]


class Actor(mesa.Agent):
    """A window on one row of the actors; it decides once a year whether to apply and how to scale.

    Subclass it to try other rules: ``applies`` and ``choose_mode`` are the two decisions.
    """

    key = Column()
    place = Column()
    form = Column()
    partner = Column()
    strength = Column()

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model)
        self.row = row

    def table(self) -> ActorTable:
        """Return the columns this agent looks on."""
        return self.model.state.actors

    @property
    def cell(self) -> Any:
        """Return the cell of the home place in ``model.space``."""
        return self.model.cell_of(int(self.place))

    @property
    def projects(self) -> list[int]:
        """Return the rows of this actor's living projects."""
        return self.model.projects_of(self.row)

    def applies(self, instrument: Instrument, project: int, euros: float, chance: float) -> bool:
        """Say whether to file for ``euros`` of an instrument: the hoped-for gain must exceed the work of the file."""
        day = self.model.rules.params.operate.wage / DAYS_A_YEAR
        return euros * chance > instrument.application_days * day

    def choose_mode(self, project: int) -> int:
        """Return how to scale ``project`` this year, an index of MODES, 0 for not at all: a logit over what is open.

        Where usual governance would have chosen otherwise on the same draw, the project is noted as swayed.
        """
        modes, weights = self.open_modes(project)
        p = self.model.state.projects
        luck = uniform_at(key(self.model.state.seed, "mode"), int(p.key[project]), self.model.year)
        chosen = picked(modes, self.voiced(project, modes, weights), luck)
        if chosen != picked(modes, weights, luck):
            p.swayed[project] = 1
        return chosen

    def voiced(self, project: int, modes: Sequence[int], weights: Sequence[float]) -> Sequence[float]:
        """Return the weights once those who govern the project have spoken: more for modes that share control."""
        state = self.model.state
        beyond = float(state.projects.governance[project] - USUAL_GOVERNANCE[state.actors.form[self.row]])
        lean = self.model.rules.choice.governance * beyond
        return [w * exp(lean * SHARED.get(m, 0.0)) for m, w in zip(modes, weights, strict=True)]

    def open_modes(self, project: int) -> tuple[Sequence[int], Sequence[float]]:
        """Return the modes whose conditions hold, with logit weights from evidence, knowledge and free work."""
        state, choice = self.model.state, self.model.rules.choice
        p, ways = state.projects, self.model.rules.params.modes
        evidence = posterior_mean(float(p.successes[project]), float(p.failures[project]))
        written, output = float(p.codified[project]), float(p.output[project])
        trust, tied = float(state.places.trust[p.place[project]]), bool((self.strength > 0.0).any())
        free = 12.0 * self.model.rules.params.swarm.free_work * float(p.posts[project] + p.funded[project])
        modes, weights = [0], [1.0]
        for mode, way in enumerate(ways, start=1):
            if not way.rate or evidence < way.evidence or written < way.codified:
                continue
            if output < way.output or trust < way.trust or (mode in (COOPERATION, FUSION) and not tied):
                continue
            means = min(1.0, free / way.effort) if way.effort else 1.0
            utility = choice.evidence * (evidence - way.evidence) + choice.means * means + choice.taste
            modes.append(mode)
            weights.append(exp(utility))
        return modes, weights

    def decide(self) -> None:
        """Choose how to scale each structured project this year."""
        p = self.model.state.projects
        for project in self.projects:
            if p.stage[project] >= STRUCTURED:
                p.choice[project] = self.choose_mode(project)
