"""The Mesa model: agents decide once a year, the engine moves every month (le modèle)."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import mesa
import networkx as nx
import numpy as np
from mesa.discrete_space import Network

from agents.actor import DAYS_A_YEAR, Actor, ChoiceParams, chosen_ways, overridden, who_files
from agents.citizen import CitizenSet
from agents.diffusion import DiffusionParams, chosen, put_in_force
from agents.filing import Desk
from agents.instrument import Instrument
from agents.learning import BeliefParams, last_year, observed, take_in
from agents.mandates import VOTE_MONTH, PublicParams, elect, levels_voting, move_staff, usual_staff
from agents.public_actor import PublicActor
from agents.treasury import FinanceParams, Treasury
from agents.versions import place_network
from sim.names import EPCI, LEVELS, STRUCTURED
from sim.peers import peers_of
from sim.record import Record
from sim.schedule import Params, month
from sim.state import Climate, State


@dataclass(frozen=True)
class Rules:
    """Every parameter of a run: those of the world and those of the deciders."""

    params: Params = field(default_factory=Params)
    finance: FinanceParams = field(default_factory=FinanceParams)
    choice: ChoiceParams = field(default_factory=ChoiceParams)
    belief: BeliefParams = field(default_factory=BeliefParams)
    diffusion: DiffusionParams = field(default_factory=DiffusionParams)
    public: PublicParams = field(default_factory=PublicParams)
    first_year: int = 2025  # calendar year of month 0
    without: tuple[str, ...] = ()  # processes of the schedule left out, to see what they are for


@dataclass(frozen=True)
class Programme:
    """What public actors may spend: instruments, who pays each, shares of the budget, euros a year for all of them.

    levels: index in LEVELS of who pays each instrument; conventions: 1 where that takes a convention first.
    phases: (year of the policy from which they hold, shares by instrument), the first at year 1.
    """

    instruments: tuple[Instrument, ...] = ()
    levels: tuple[int, ...] = ()
    conventions: tuple[int, ...] = ()
    phases: tuple[tuple[int, tuple[float, ...]], ...] = ()
    budget: float = 0.0
    closed: frozenset[int] = frozenset()  # instruments of an earlier policy: what they promised goes on, none may file

    def shares(self, year: int) -> np.ndarray:
        """Return each instrument's share of the budget in a year of the policy, 1 for its first; shape (n,)."""
        held = [shares for start, shares in self.phases if start <= year]
        return np.array(held[-1] if held else [0.0] * len(self.instruments))

    def weights(self, year: int) -> np.ndarray:
        """Return how each instrument's payers split their own money in a year, shape (n,)."""
        shares, levels = self.shares(year), np.array(self.levels, int)
        totals = self.by_level(year)
        return np.divide(shares, totals[levels], out=np.zeros(shares.size), where=totals[levels] > 0.0)

    def by_level(self, year: int) -> np.ndarray:
        """Return the share of the budget that each level opens in a year, shape (6,): what is left is the EPCI's."""
        shares = self.shares(year)
        totals = np.bincount(np.array(self.levels, int), shares, len(LEVELS))
        totals[EPCI] += max(0.0, 1.0 - shares.sum())
        return totals


class Shock(Protocol):
    """Something that happens to a territory at its date (choc)."""

    def strike(self, state: State) -> None:
        """Change the world at the start of each month, from its date on."""


class EssaimageModel(mesa.Model):
    """A territory whose public actors and carriers of projects decide, and whose citizens adopt.

    state: the world at month 0; ``actor`` and ``public_actor`` are the classes of its deciders.
    """

    def __init__(self, state: State, rules: Rules, programme: Programme, shocks: Sequence[Shock] = (),
                 actor: type[Actor] = Actor, public_actor: type[PublicActor] = PublicActor) -> None:  # fmt: skip
        super().__init__(rng=state.seed)
        self.random.seed(int(self.rng.integers(2**32)))  # the same in every version of Mesa
        self.state, self.rules, self.programme, self.shocks = state, rules, programme, tuple(shocks)
        self.actor_class, self.public_actor_class = actor, public_actor
        self.treasury = Treasury(state, programme.instruments, rules.finance, programme.conventions, programme.closed)
        self.citizens = CitizenSet(self)
        self.peers = peers_of(state, rules.belief.reach_km, rules.belief.likeness)
        self.usual_staff = usual_staff(state)
        self.record = Record()
        self.files: list[np.ndarray] = []
        self.desk = Desk(self)
        self.answers = np.ones((len(programme.instruments), 2)) * [2.0, 1.0]
        self._january = np.zeros(0, np.int64), np.zeros(0, np.int64)  # projects alive last January, and their carriers
        self._carriers: dict[int, list[int]] = {}  # the same by carrier
        self._actors: list[Actor] = []
        self._space: Network | None = None
        public_actor.create_agents(self, state.authorities.code.size, np.arange(state.authorities.code.size).tolist())
        self.register_actors()
        self.record.observe(state)

    @property
    def year(self) -> int:
        """Return the year of the run, 0 for the first."""
        return self.state.step // 12

    @property
    def public_actors(self) -> Any:
        """Return the public actors as an AgentSet."""
        return self.agents_by_type[self.public_actor_class]

    @property
    def actors(self) -> list[Actor]:
        """Return the carriers of projects, by row."""
        return self._actors

    @property
    def space(self) -> Network:
        """Return the places as a Mesa network of cells, made when first asked for; actors stand in their cells."""
        if self._space is None:
            near, graph = self.state.near, nx.Graph()
            graph.add_nodes_from(range(self.state.places.code.size))
            origin = np.repeat(np.arange(near.start.size - 1), np.diff(near.start))
            pairs = (near.km > 0.0) & (near.km <= 10.0)
            graph.add_edges_from(zip(origin[pairs].tolist(), near.place[pairs].tolist(), strict=True))
            positions = dict(enumerate(np.column_stack([self.state.places.x, self.state.places.y])))
            self._space = place_network(graph, positions, self.random)
            for actor in self._actors:
                self._space[int(actor.place)].add_agent(actor)
        return self._space

    def cell_of(self, place: int) -> Any:
        """Return the cell of a place row."""
        return self.space[place]

    def step(self) -> None:
        """Move one month: shocks strike; in January people decide, in March some vote; payments; the world moves."""
        if self.shocks:
            self.state.climate = Climate()  # back to usual, but for the shocks that last
        for shock in self.shocks:
            shock.strike(self.state)
        if self.state.step % 12 == 0:
            self.decide()
        if self.state.step % 12 == VOTE_MONTH:
            elect(self.state, levels_voting(self.rules.first_year + self.year), self.rules.public)
        p, places, n = self.state.projects, self.state.places, self.state.n_projects
        of_sites = (column[:n] for column in (p.funded, p.dues, p.granted, p.term_left, p.upheld))
        for column in (*of_sites, places.animation, places.outreach, places.tended, places.backing):
            column[:] = 0.0  # what payments keep up is remade by each month's payments
        self.treasury.disburse()
        month(self.state, self.rules.params, self.rules.without)
        self.treasury.follow_mergers()
        self.register_actors()
        self.record.observe(self.state)

    def run_years(self, years: int) -> Record:
        """Run ``years`` years and return what they leave behind."""
        for _ in range(12 * years):
            self.step()
        self.treasury.close()
        self.record.close(self.state)
        return self.record

    def decide(self) -> None:
        """Let staff change, public actors learn and choose their policies, carriers choose how to scale.

        Once policies have started, money is applied for and spent.
        """
        self.learn()
        self.choose_policies()
        self.choose_ways()
        if self.policy_year >= 1 and self.programme.instruments and self.programme.budget:
            self.files = [self.apply_for(index) for index in range(len(self.programme.instruments))]
            self.treasury.open_year(self.pooled(self.budgets()))
            self.allocate()

    def allocate(self) -> None:
        """Let public actors spend the year's money; by the usual rules only those who have any do something."""
        if overridden(self.public_actor_class, PublicActor, "allocate"):
            self.public_actors.do("allocate")
            return
        able = self.treasury.available.sum(axis=1) != 0.0
        for actor in self.public_actors:
            if able[actor.row]:
                actor.allocate()

    def learn(self) -> None:
        """Let staff come, go and learn, and every public actor take in last year's trials: all at once."""
        state, rules = self.state, self.rules
        move_staff(state, self.usual_staff, rules.public)
        self.trials = last_year(state, rules.belief.closing)
        if overridden(self.public_actor_class, PublicActor, "learn", "observe"):
            self.public_actors.do("learn")
            return
        rows = np.arange(state.authorities.code.size)
        seen = observed(state, self.trials, self.peers, rows, rules.belief.attention)
        take_in(state, rows, *seen, rules.belief.memory)

    def choose_policies(self) -> None:
        """Let every public actor say which innovations are its own policy; all decide on what was before."""
        if overridden(self.public_actor_class, PublicActor, "policies"):
            held = np.array([actor.policies() for actor in self.public_actors])
        else:
            held = self.policies_of(np.arange(self.state.authorities.code.size))
        put_in_force(self.state, held, self.rules.diffusion.pressure_kept)

    def choose_ways(self) -> None:
        """Let every carrier say how its structured projects scale this year: all at once, unless its class decides."""
        p, alive = self.state.projects, self.state.alive()
        self._january, self._carriers = (alive, p.actor[alive]), {}
        if overridden(self.actor_class, Actor, "decide", "choose_mode"):
            for row in dict.fromkeys(p.actor[alive].tolist()):
                self._actors[row].decide()
        else:
            rows = alive[p.stage[alive] >= STRUCTURED]
            p.choice[rows] = chosen_ways(self, rows)

    def policies_of(self, rows: np.ndarray) -> np.ndarray:
        """Return which innovations are the policy of public actors ``rows`` (n,) this year, a mask of shape (n, I)."""
        rules = self.rules
        cofinancing, most = rules.params.copy.cofinancing, rules.belief.attention
        return chosen(self.state, self.peers, rows, rules.diffusion, cofinancing=cofinancing, most=most)

    @property
    def policy_year(self) -> int:
        """Return the year of the policy, 1 for its first; 0 or less before it starts."""
        return self.year + 2 - self.rules.finance.first_policy_year

    def budgets(self) -> np.ndarray:
        """Return what each public actor opens this year, shape (U,), euros: its level's share, by its inhabitants."""
        public = self.state.authorities
        level, people = public.level.astype(int), public.population
        totals = np.bincount(level, people, len(LEVELS))
        share = self.programme.by_level(self.policy_year)[level] * people / np.maximum(totals[level], 1e-9)
        return self.state.climate.budgets * self.programme.budget * share

    def pooled(self, euros: np.ndarray) -> np.ndarray:
        """Return the budgets once a share of each is put in common by level: it goes where files are, by their price.

        euros: shape (U,). A level where nobody files keeps its money where it was.
        """
        share, level = self.rules.finance.pooled, self.state.authorities.level
        if share == 0.0:
            return euros
        asked = np.zeros(euros.size)
        for index, tool in enumerate(self.programme.instruments):
            if self.files[index].size:
                np.add.at(asked, self.desk.payers(index, self.files[index]), tool.price(self.state, self.files[index]))
        found = euros.copy()
        for rows in (np.flatnonzero(level == k) for k in range(len(LEVELS))):
            if asked[rows].sum() > 0.0:
                common = share * euros[rows].sum() * asked[rows] / asked[rows].sum()
                found[rows] = (1.0 - share) * euros[rows] + common
        return found

    def apply_for(self, index: int) -> np.ndarray:
        """Return the project rows whose carriers file for instrument ``index``; a file costs them work."""
        tool = self.programme.instruments[index]
        if tool.target == "territory" or index in self.programme.closed:
            return np.zeros(0, np.int64)
        barred = self.treasury.served[index] if tool.once else self.treasury.active(index)
        rows = np.array([r for r in tool.eligible(self.state).tolist() if r not in barred], np.int64)
        if tool.target == "place":
            return rows
        prices = tool.price(self.state, rows)
        chance = self.answers[index, 1] / self.answers[index, 0]
        rows = rows[who_files(self, tool, rows, prices, chance)]
        self.state.projects.backlog[rows] += tool.application_days / DAYS_A_YEAR * 12.0
        return rows

    def note_answers(self, index: int, asked: int, given: int) -> None:
        """Remember how many files were filed and accepted: next year's applicants know."""
        self.answers[index] += asked, given

    def projects_of(self, actor: int) -> list[int]:
        """Return the rows of an actor's projects alive last January."""
        if not self._carriers:  # sorted when first asked for: the usual rules never ask
            for row, carrier in zip(*(column.tolist() for column in self._january), strict=True):
                self._carriers.setdefault(carrier, []).append(row)
        return self._carriers.get(actor, [])

    def payer_of(self, projects: np.ndarray, level: int = EPCI) -> np.ndarray:
        """Return the row of the public actor of ``level`` of each project's place."""
        return self.state.places.levels[level, self.state.projects.place[projects]]

    def register_actors(self) -> None:
        """Make the agents of the carriers that have none yet."""
        for row in range(len(self._actors), self.state.n_actors):
            actor = self.actor_class(self, row)
            self._actors.append(actor)
            if self._space is not None:
                self._space[int(actor.place)].add_agent(actor)
