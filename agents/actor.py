"""Actors carry projects: associations, cooperatives, firms (porteurs de projet)."""
from dataclasses import dataclass
from typing import Any

import mesa
import numpy as np

from agents.column import Column
from agents.instrument import Instrument
from sim.belief import posterior_mean
from sim.draws import key, uniforms
from sim.founding import USUAL_GOVERNANCE
from sim.names import AFFILIATION, BRANCHING, COOPERATION, FERTILISATION, FUSION, MODES, STRUCTURED
from sim.param import Parameters, param
from sim.rows import ActorTable
from sim.state import State

DAYS_A_YEAR = 218.0  # working days of a full-time post
SHARES = np.zeros(len(MODES))  # ways that share control, or keep it
SHARES[[AFFILIATION, FERTILISATION, COOPERATION]], SHARES[BRANCHING] = 1.0, -1.0
NEEDS_TIES = np.isin(np.arange(len(MODES)), (COOPERATION, FUSION))


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


def ways_open(state: State, choice: ChoiceParams, free_work: float, rows: np.ndarray) -> np.ndarray:
    """Return how each way to scale draws projects ``rows``, shape (n, 8): logit weights, 0 where one is not open.

    What opens a way: evidence, what is written, output, trust, and a tie to cooperate or merge with.
    free_work: share of a team's year that may go to scaling.
    """
    p, ways = state.projects, state.modes
    evidence = posterior_mean(p.successes[rows], p.failures[rows])[:, None]
    trust = state.places.trust[p.place[rows]][:, None]
    tied = (state.actors.strength[p.actor[rows]] > 0.0).any(axis=1)[:, None]
    free = 12.0 * free_work * (p.posts[rows] + p.funded[rows])[:, None]
    can = (ways.rate > 0.0) & (evidence >= ways.evidence) & (p.codified[rows][:, None] >= ways.codified)
    can &= (p.output[rows][:, None] >= ways.output) & (trust >= ways.trust) & (tied | ~NEEDS_TIES)
    means = np.where(ways.effort > 0.0, np.minimum(1.0, free / np.maximum(ways.effort, 1e-9)), 1.0)
    utility = choice.evidence * (evidence - ways.evidence) + choice.means * means + choice.taste
    weights = np.where(can, np.exp(utility), 0.0)
    weights[:, 0] = 1.0
    return weights


def voiced(state: State, choice: ChoiceParams, rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return ``weights`` (n, 8) once those who govern the projects have spoken: more for ways that share control."""
    p = state.projects
    beyond = p.governance[rows] - USUAL_GOVERNANCE[state.actors.form[p.actor[rows]]]
    return weights * np.exp(choice.governance * beyond[:, None] * SHARES)


def picked(weights: np.ndarray, luck: np.ndarray) -> np.ndarray:
    """Return the column that a uniform draw ``luck`` (n,) falls on in each row, in proportion to ``weights``."""
    running = np.cumsum(weights, axis=1)
    return np.argmax(running >= (luck * running[:, -1])[:, None], axis=1)


def chosen_ways(model: Any, rows: np.ndarray) -> np.ndarray:
    """Return how to scale each project of ``rows`` this year, shape (n,), an index of MODES: a logit over what is open.

    Where usual governance would have chosen otherwise on the same draw, the project is noted as swayed.
    """
    state, choice = model.state, model.rules.choice
    weights = ways_open(state, choice, model.rules.params.swarm.free_work, rows)
    luck = uniforms(key(state.seed, "mode"), state.projects.key[rows], model.year)
    chosen = picked(voiced(state, choice, rows, weights), luck)
    state.projects.swayed[rows[chosen != picked(weights, luck)]] = 1
    return chosen


def overridden(given: type, usual: type, *names: str) -> bool:
    """Say whether class ``given`` decides any of ``names`` in another way than ``usual``: then agents are asked."""
    return any(getattr(given, name) is not getattr(usual, name) for name in names)


def worth_filing(model: Any, instrument: Instrument, euros: np.ndarray, chance: float) -> np.ndarray:
    """Say whether to file for each of ``euros`` (n,): the hoped-for gain must exceed the work of the file."""
    day = model.rules.params.operate.wage / DAYS_A_YEAR
    return euros * chance > instrument.application_days * day


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
        """Say whether to file for ``euros`` of an instrument; see ``worth_filing``."""
        return bool(worth_filing(self.model, instrument, np.array([euros]), chance)[0])

    def choose_mode(self, project: int) -> int:
        """Return how to scale ``project`` this year, an index of MODES, 0 for not at all; see ``chosen_ways``."""
        return int(chosen_ways(self.model, np.array([project]))[0])

    def decide(self) -> None:
        """Choose how to scale each structured project this year."""
        p = self.model.state.projects
        for project in self.projects:
            if p.stage[project] >= STRUCTURED:
                p.choice[project] = self.choose_mode(project)


def who_files(model: Any, tool: Instrument, rows: np.ndarray, euros: np.ndarray, chance: float) -> np.ndarray:
    """Return which of projects ``rows`` (n,) file for ``euros`` (n,) of an instrument, a mask of shape (n,).

    All at once, unless the model's class of actors says otherwise.
    """
    if not overridden(model.actor_class, Actor, "applies"):
        return worth_filing(model, tool, euros, chance)
    owners = model.state.projects.actor[rows].tolist()
    files = zip(owners, rows.tolist(), euros.tolist(), strict=True)
    return np.array([model.actors[owner].applies(tool, row, price, chance) for owner, row, price in files], bool)
