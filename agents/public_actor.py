"""Public actors observe, learn and allocate their budget once a year (acteurs publics)."""
from typing import Any

import mesa
import numpy as np

from agents.actor import DAYS_A_YEAR
from agents.column import Column
from agents.instrument import Funnel
from agents.learning import observed, take_in
from sim.belief import posterior_mean
from sim.draws import key, uniforms
from sim.state import AuthorityTable
from sim.sums import weigh


class PublicActor(mesa.Agent):
    """A commune, an EPCI, a departement, a region, the State, or investors: a window on one row of the authorities.

    It spends its share of the policy's budget.

    Subclass it to try another rule: ``learn``, ``policies``, ``rank`` and ``allocate`` are its year.
    """

    level = Column()
    population = Column()
    openness = Column()
    priority = Column()
    coconstruction = Column()
    steering = Column()
    pressure = Column()
    adopted = Column()
    absorptive = Column()
    successes = Column()
    failures = Column()
    envelope = Column()
    mandate = Column()
    heard = Column()

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model)
        self.row = row

    def table(self) -> AuthorityTable:
        """Return the columns this agent looks on."""
        return self.model.state.authorities

    @property
    def belief(self) -> np.ndarray:
        """Return the mean belief in each innovation, shape (I,), 0 to 1."""
        return self.successes / (self.successes + self.failures)

    def observe(self) -> tuple[np.ndarray, np.ndarray]:
        """Return last year's successes and failures heard of: own sites' and, in part, others', each shape (I, 2)."""
        model, rows = self.model, np.array([self.row])
        own, others = observed(model.state, model.trials, model.peers, rows, model.rules.belief.attention)
        return own[0], others[0]

    def learn(self) -> None:
        """Forget a year's worth, then add what was observed."""
        own, others = self.observe()
        memory = self.model.rules.belief.memory
        take_in(self.model.state, np.array([self.row]), own[None], others[None], memory)

    def policies(self) -> np.ndarray:
        """Return which innovations are its own policy from this year on, a mask of shape (I,)."""
        return self.model.policies_of(np.array([self.row]))[0]

    def merit(self, projects: np.ndarray) -> np.ndarray:
        """Return what each file is worth to it, shape (n,): belief x unmet need x evidence.

        What the elected put first is worth more, and so is what it has made its own policy.
        """
        state = self.model.state
        p, kind = state.projects, state.projects.innovation[projects]
        wanted = self.liking()[kind] * (0.25 + state.places.unmet[kind, p.place[projects]])
        return wanted * posterior_mean(p.successes[projects], p.failures[projects])

    def liking(self) -> np.ndarray:
        """Return how much it cares for each innovation, shape (I,): belief x priority, more for its own policies."""
        own = 1.0 + self.model.rules.belief.own_policy * (self.adopted >= 0)
        return self.belief * self.priority[self.model.state.innovations.domain] * own

    def error(self, stream: str, names: np.ndarray) -> np.ndarray:
        """Return how wrongly it judges each identity this year, shape (n,): less, the more staff can take up."""
        width = self.model.rules.belief.ranking_noise * (1.0 - self.absorptive)
        return width * uniforms(key(self.model.state.seed, stream), names, self.model.year)

    def rank(self, projects: np.ndarray) -> np.ndarray:
        """Return a score for each file, shape (n,): its merit, with error."""
        return self.merit(projects) + self.error("rank", self.model.state.projects.key[projects])

    def hear(self, projects: np.ndarray) -> np.ndarray:
        """Return a score for each file heard, shape (n,): a second look, whose error is averaged with the first."""
        names = self.model.state.projects.key[projects]
        return self.merit(projects) + 0.5 * (self.error("rank", names) + self.error("hearing", names))

    def rank_places(self, places: np.ndarray) -> np.ndarray:
        """Return a score for each place, shape (n,): unmet need by the mandate's priorities, with error."""
        state = self.model.state
        need = weigh(self.priority, state.places.need[:, places]) / self.priority.size
        return need + self.error("rank place", state.places.code[places])

    def allocate(self) -> None:
        """Spend the year's money: to each instrument its share, to the best-ranked files first."""
        model, treasury = self.model, self.model.treasury
        total = treasury.available[self.row].sum()
        if total == 0.0:
            return  # most public actors have no budget of the policy
        weights = model.programme.weights(model.policy_year)
        for index, tool in enumerate(treasury.instruments):
            if model.programme.levels[index] != self.level or weights[index] == 0.0:
                continue
            limit = min(weights[index] * total, treasury.spendable(self.row, tool.section))
            if tool.target == "territory":
                rows = np.array([self.row])
                euros = np.minimum(limit, tool.price(model.state, rows))
            else:
                rows, euros = self.select(index, limit)
            if euros.sum() > 0.0:
                treasury.commit(index, self.row, rows, euros)

    def narrow(self, funnel: Funnel, order: np.ndarray) -> np.ndarray:
        """Return the files, best first, that a call keeps: those heard by their score on paper, then by hearing."""
        if funnel.heard < 1.0:
            order = order[: _part(funnel.heard, order.size)]
            self.model.state.projects.backlog[order] += funnel.days / DAYS_A_YEAR * 12.0
            order = order[np.argsort(-self.hear(order), kind="stable")]
        return order[: _part(funnel.chosen, order.size)]

    def select(self, index: int, limit: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the laureates of instrument ``index`` and their awards, best first, within ``limit`` euros."""
        return self.choose(index, self.model.desk.files(index, self.row), limit)

    def choose(self, index: int, files: np.ndarray, limit: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the laureates among ``files``, its own or others', and their awards, within ``limit`` euros."""
        if not files.size:
            return files, np.zeros(0)
        tool = self.model.treasury.instruments[index]
        merit = self.rank_places(files) if tool.target == "place" else self.rank(files)
        order = self.narrow(tool.funnel, files[np.argsort(-merit, kind="stable")])
        prices = tool.price(self.model.state, order)
        kept, left = np.zeros(order.size, bool), limit
        for k, euros in enumerate(prices):
            if euros <= left:
                kept[k], left = True, left - euros
        self.model.note_answers(index, files.size, int(kept.sum()))
        return order[kept], prices[kept]


def _part(share: float, files: int) -> int:
    """Return how many of ``files`` a share is: the nearest whole number, one at least."""
    return min(files, max(1, int(share * files + 0.5)))
