"""The sites of the version in plain Mesa: one agent each, with the rules of sim/processes (sites en Mesa pur)."""
import math
from collections.abc import Iterator
from typing import Any

import mesa

from sim.belief import convinced
from sim.names import (
    ABANDONED,
    DIVERSIFICATION,
    ESTABLISHED,
    EXPERIMENT,
    FERTILISATION,
    FUSION,
    IDEA,
    PROOF,
    STRUCTURED,
    TAKE_OVER,
)
from sim.processes.operate import ces
from sim.state import State

KEPT = (
    "mode", "stage", "born", "opened", "covered", "capital", "posts", "backlog", "volunteers", "skill", "cash", "cost",
    "output", "capacity", "demand", "users", "quality", "fit", "involved", "merit", "successes", "failures", "codified",
)  # fmt: skip
ces_of = ces.py_func


class Site(mesa.Agent):
    """One innovation carried at one place; born as an idea."""

    def __init__(self, model: Any, place: Any, kind: int) -> None:
        super().__init__(model)
        founding, self.what = model.params.founding, model.kinds[kind]
        self.place, self.kind, self.born, self.opened = place, kind, model.month, -1
        self.stage, self.mode, self.choice, self.covered = IDEA, 0, 0, 0
        self.scaling = self.closed = False
        self.capital = self.posts = self.backlog = self.skill = self.cost = self.output = self.capacity = 0.0
        self.demand = self.users = self.quality = self.involved = self.codified = 0.0
        self.successes = self.failures = 0.0
        self.volunteers, self.cash, self.fit = self.what.volunteers, founding.idea_cash, founding.fit
        drawn = self.what.merit + founding.merit_spread * (2.0 * self.random.random() - 1.0)
        self.merit = min(1.0, max(0.0, drawn))

    @classmethod
    def standing(cls, model: Any, state: State, row: int) -> None:
        """Make the site that stands in ``row`` at month 0."""
        p = state.projects
        site = cls(model, model.places[int(p.place[row])], int(p.innovation[row]))
        for name in KEPT:
            setattr(site, name, getattr(p, name)[row].item())

    def happens(self, hazard: float) -> bool:
        """Draw whether what has this hazard a year happens this month."""
        return self.random.random() < -math.expm1(-hazard / 12.0)

    def produce(self) -> None:
        """Turn capital and people into output; copies take their work first."""
        rule, kind = self.model.params.operate, self.what
        work = min(self.backlog, rule.work_share * self.posts)
        self.backlog -= work
        people = (self.posts - work + rule.volunteer_worth * self.volunteers) * self.skill
        full = (kind.posts + rule.volunteer_worth * kind.volunteers) * 0.8
        self.output = ces_of(self.capital / kind.capital, people / full, rule.capital_weight, rule.sigma,
                             rule.most_output)  # fmt: skip
        self.capacity = self.output * kind.users

    def receive_users(self) -> None:
        """Serve the adopters of the places in reach, shared with other sites."""
        come, kind = 0.0, self.kind
        for place, reach in self.place.near:
            counts = place.counts[kind]
            come += place.persons * (counts[2] + counts[3]) * reach / place.weight[kind]
        self.demand, self.users = come, min(come, self.capacity)
        self.quality = (self.users / come if come > 0.0 else 1.0) * (0.5 + 0.5 * self.skill)

    def offer(self) -> None:
        """Add to what the places in reach can use."""
        kind, serves = self.kind, self.fit * self.quality
        for place, reach in self.place.near:
            place.access[kind] *= 1.0 - serves * reach
            place.service[kind] += self.quality * reach
            place.unmet[kind] += self.capacity * reach

    def keep_books(self) -> None:
        """Take income, pay upkeep, wear and wages in their order; move posts and capital."""
        rule, kind = self.model.params.operate, self.what
        first = rule.income_order == "capital_first"
        fixed = (rule.upkeep * self.capital + rule.overhead) / 12.0
        worn, wages = rule.depreciation * self.capital / 12.0, rule.wage * self.posts / 12.0
        aid = rule.ordinary_support * (fixed + worn + wages)
        income = kind.price * self.users / 12.0 + aid
        cash = self.cash + income - fixed - (0.0 if first else wages)
        replaced = min(worn, max(cash, 0.0))
        cash -= replaced + (wages if first else 0.0)
        self.cost = fixed + worn + wages
        surplus = cash - rule.reserve * self.cost
        affordable = (12.0 * (income - fixed - (worn if first else 0.0)) + surplus) / rule.wage
        target = min(max(affordable, 0.0), kind.posts)
        moved = self.posts + (target - self.posts) * rule.hiring / 12.0
        self.posts = max(0.0, moved + 12.0 * min(cash, 0.0) / rule.wage)
        bought = min(max(0.0, kind.capital - self.capital), max(0.0, surplus) * rule.hiring / 12.0)
        self.capital += replaced + bought - worn
        self.cash = cash - bought
        covers = self.cash >= self.cost and replaced >= worn and aid <= rule.max_dependence * income
        self.covered = self.covered + 1 if covers else 0

    def workload(self) -> float:
        """Return demand above capacity, as a share of it, 0 to 1."""
        return min(1.0, max(0.0, self.demand / max(self.capacity, 1.0) - 1.0))

    def learn(self) -> None:
        """Learn by doing, lose those who leave."""
        rule = self.model.params.operate
        leaving = rule.turnover + rule.overload * self.workload()
        change = rule.learning * (1.0 - self.skill) - leaving * (self.skill - rule.first_skill)
        self.skill = min(1.0, max(0.0, self.skill + change / 12.0))

    def try_out(self) -> None:
        """Hold the month's trial and write down some of what is known."""
        rule = self.model.params.evidence
        if self.random.random() < self.merit * min(1.0, self.output / rule.full_output):
            self.successes += 1.0
        else:
            self.failures += 1.0
        self.codified += rule.codifying * self.what.codifiability * (1.0 - self.codified) / 12.0

    def survive(self) -> None:
        """Close, if this is the month."""
        rule, ways = self.model.params.survive, self.model.ways
        forms = (rule.association, rule.cooperative, rule.firm)
        stages = (rule.idea, rule.experiment, 1.0, rule.structured, rule.established, ways[TAKE_OVER].hazard)
        strain = 1.0 + 0.5 * max(0.0, rule.weak_output - self.output) / rule.weak_output
        strain += (0.5 if self.cash < 3.0 * self.cost else 0.0) + 0.25 * self.workload()
        if self.happens(forms[self.what.form] * stages[self.stage] * ways[self.mode].hazard * strain):
            self.stage, self.closed = ABANDONED, True
            self.remove()

    def open(self, skill: float) -> None:
        """Open to users: premises and posts as ``start`` says."""
        capital, posts = self.model.start
        self.stage, self.opened = EXPERIMENT, self.model.month
        self.capital, self.posts = max(self.capital, capital * self.what.capital), posts * self.what.posts
        self.skill = max(self.skill, skill)

    def open_if_ready(self) -> None:
        """Open, with cash enough, as fast as the public actor can follow."""
        rule, operate = self.model.params.advance, self.model.params.operate
        capital, posts = self.model.start
        wear = (operate.upkeep + operate.depreciation) * capital * self.what.capital
        cost = (operate.wage * posts * self.what.posts + wear + operate.overhead) / 12.0
        speed = rule.opening * self.place.epci.absorptive
        speed /= 1.0 + rule.co_design / 12.0 * self.involved * speed
        if self.cash >= rule.opening_cash * cost and self.happens(speed):
            self.open(operate.first_skill)

    def advance(self) -> None:
        """Move one stage on, where one meets what it asks."""
        rule, month = self.model.params.advance, self.model.month
        if self.stage == EXPERIMENT:
            judged = month > self.born and (month - self.opened) % 12 == 0 and self.successes + self.failures >= 12.0
            if judged and convinced.py_func(self.successes, self.failures, rule.certainty):
                self.stage = PROOF
        elif self.stage == PROOF:
            if self.happens(rule.structuring * self.output):
                self.stage = STRUCTURED
        else:
            self.scaling = bool(self.choice) and (self.scaling or self.happens(rule.scaling))
            if self.stage == STRUCTURED and self.covered >= rule.covered_months:
                self.stage = ESTABLISHED

    def choose(self) -> None:
        """Choose how to scale this year: a logit over what is open; 0 is not at all."""
        choice, free = self.model.choice, 12.0 * self.model.params.swarm.free_work * self.posts
        evidence, weights = (1.0 + self.successes) / (2.0 + self.successes + self.failures), [1.0]
        for mode, way in enumerate(self.model.ways[1:], 1):
            able = way.rate > 0.0 and evidence >= way.evidence and self.codified >= way.codified
            able = able and self.output >= way.output and self.place.trust >= way.trust
            if not able or mode >= FUSION - 1:  # cooperation and fusion need ties, which nobody has here
                weights.append(0.0)
                continue
            means = min(1.0, free / way.effort) if way.effort > 0.0 else 1.0
            weights.append(math.exp(choice.evidence * (evidence - way.evidence) + choice.means * means + choice.taste))
        self.choice = self.random.choices(range(len(weights)), weights)[0]

    def attempts(self) -> Iterator[tuple["Site", Any, int]]:
        """Yield the copies that a place would take this month: parent, place, innovation."""
        way = self.model.ways[self.choice]
        free = max(0.0, 12.0 * self.model.params.swarm.free_work * self.posts - self.backlog)
        rate = way.rate / 12.0 * min(1.0, self.output) * min(1.0, free / max(way.effort, 1e-9))
        wait = self.random.expovariate(1.0)
        while wait < rate:
            wait += self.random.expovariate(1.0)
            place, kind = self.aim()
            if kind < 0 or self.choice == FERTILISATION:  # nothing is written down in places here
                continue
            chance = place.epci.absorptive * place.unmet[kind]
            if self.random.random() < chance * math.exp(-0.5 * self.apart(place, kind) ** 2 / way.tolerance**2):
                yield self, place, kind

    def aim(self) -> tuple[Any, int]:
        """Draw where an attempt goes and with which innovation; -1 for none."""
        home, swarm = self.place, self.model.params.swarm
        if self.choice == DIVERSIFICATION:
            others = [i for i in range(len(home.unmet)) if i != self.kind and home.unmet[i] > 0.0]
            return home, max(others, key=home.unmet.__getitem__, default=-1)
        if self.random.random() >= swarm.far:
            return self.random.choices(home.near, cum_weights=home.nearby)[0][0], self.kind
        return self.random.choices(self.model.places, cum_weights=home.anywhere)[0], self.kind

    def apart(self, place: Any, kind: int) -> float:
        """Return how different another place is, for an innovation."""
        pairs = zip(self.place.context, place.context, strict=True)
        d2 = sum((there - here) ** 2 for here, there in pairs) / len(place.context)
        return math.sqrt(d2 + (self.model.kinds[kind].reliance * max(0.0, self.place.latent - place.latent)) ** 2)

    def copy_to(self, place: Any, kind: int, mode: int) -> bool:
        """Open a copy, if the EPCI can pay for it; say whether it could."""
        model, way, rule = self.model, self.model.ways[mode], self.model.params.copy
        if place.epci.envelope < way.price:
            return False
        place.epci.envelope -= way.price
        self.backlog += way.effort
        copy, distance = Site(model, place, kind), self.apart(place, kind)
        change = 0.0 if distance < 0.5 * way.tolerance else 0.5 if distance < way.tolerance else 1.0
        fidelity = way.fidelity * (1.0 - rule.reinvention * change)
        copy.mode, copy.fit = mode, max(0.0, self.fit - rule.misfit * distance * (1.0 - change))
        copy.backlog, copy.merit = rule.adaptation * change, fidelity * self.merit + (1.0 - fidelity) * copy.merit
        trials = 0.5 * (self.successes + self.failures)
        kept = 0.5 * min(1.0, rule.inherited / trials) if trials > 0.0 else 0.0
        copy.successes, copy.failures = math.floor(kept * self.successes), math.floor(kept * self.failures)
        copy.codified, copy.cash = self.codified * fidelity, model.params.founding.first_cash
        if mode == DIVERSIFICATION:
            copy.cash = min(copy.cash, max(0.0, self.cash))
            self.cash -= copy.cash
        copy.open(fidelity * self.skill)
        copy.stage = PROOF
        return True
