"""The main rules of the model in plain Mesa, to measure against (version de référence en Mesa pur).

Same world at month 0, same parameters, luck of its own. It has: citizens as agents with their contacts, who hear,
adopt, pass on, give up and come back, all at once each month; sites as agents that produce, share demand, keep books,
learn, try, close, advance through the stages, are born as ideas and as copies (attempts by distance and size, fit,
unmet need, envelopes and promises of the EPCI); the carriers' yearly choice of a way to scale; indicators each month
and places each January by a DataCollector. It leaves out: third places and mixing, participation and petitions, written
and tacit knowledge of places, revival, ties between carriers, cooperation, fusion, clusters and shared capital,
governance and stances, well-being, attractiveness, what public actors learn and make their policy, instruments and
their money, take-overs, shocks, and nine tenths of the indicators. So the ratio of times is a lower bound.
"""
import math
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from agents.model import Rules
from benchmarks.pure_mesa_sites import Site
from sim.names import ADOPTER, AWARE, EPCI, EXPERIMENT, IDEA, LAPSED, RELAY, STRUCTURED, UNAWARE
from sim.state import State


class Citizen(mesa.Agent):
    """Someone concerned by some innovations, with contacts for each."""

    def __init__(self, model: Any, place: Any, threshold: float, engagement: float) -> None:
        super().__init__(model)
        self.place, self.threshold, self.engagement = place, threshold, engagement
        self.stage: dict[int, int] = {}
        self.contacts: dict[int, list[Citizen]] = {}
        self.coming: dict[int, int] = {}

    def exposure(self, kind: int) -> float:
        """Return the share of contacts who adopt, less half of those who gave up, at least 0."""
        voice, contacts = 0.0, self.contacts[kind]
        for other in contacts:
            stage = other.stage[kind]
            if stage in (ADOPTER, RELAY):
                voice += 1.0
            elif stage == LAPSED:
                voice -= 0.5
        return voice / len(contacts) if voice > 0.0 else 0.0

    def pressed(self, kind: int) -> float:
        """Return what contacts add to the hazard of adopting, a year at full access."""
        rule, share = self.model.params.adopt, self.exposure(kind)
        if share >= self.threshold:
            return rule.contagion * share
        met = any(other.stage[kind] in (ADOPTER, RELAY) for other in self.contacts[kind])
        return min(rule.below_threshold, rule.contagion * share) if met else 0.0

    def happens(self, hazard: float) -> bool:
        """Draw whether what has this hazard a year happens this month."""
        return self.random.random() < -math.expm1(-hazard / 12.0)

    def hear(self) -> None:
        """Hear of an innovation, from publicity and from contacts."""
        rule = self.model.params.inform
        for kind, stage in self.stage.items():
            if stage == UNAWARE and self.happens(rule.publicity + rule.word_of_mouth * self.exposure(kind)):
                self.coming[kind] = AWARE

    def consider(self) -> None:
        """Adopt, pass on, give up or come back."""
        rule = self.model.params.adopt
        for kind, stage in self.stage.items():
            if stage in (AWARE, LAPSED):
                pull = self.place.access[kind] * self.model.kinds[kind].advantage
                pull *= rule.come_back if stage == LAPSED else 1.0
                if pull > 0.0 and self.happens(pull * (rule.recruiting + self.pressed(kind))):
                    self.coming[kind] = ADOPTER
            elif stage in (ADOPTER, RELAY):
                lapse = rule.lapse * (1.0 - self.place.service[kind])
                passing = rule.relay * self.engagement if stage == ADOPTER else 0.0
                if self.happens(lapse + passing):
                    leaves = self.random.random() * (lapse + passing) >= passing
                    self.coming[kind] = LAPSED if leaves else RELAY

    def change(self) -> None:
        """Become what was decided: after everybody has looked."""
        for kind, stage in self.coming.items():
            self.place.counts[kind][self.stage[kind]] -= 1
            self.place.counts[kind][stage] += 1
            self.stage[kind] = stage
        self.coming.clear()


class Place(mesa.Agent):
    """A commune: what its people can reach, and what they still need."""

    def __init__(self, model: Any, row: int, state: State) -> None:
        super().__init__(model)
        p = state.places
        self.row, self.population, self.persons = row, float(p.population[row]), float(p.persons[row])
        self.x, self.y, self.latent, self.trust = (float(c[row]) for c in (p.x, p.y, p.latent, p.trust))
        self.context = p.context[:, row].tolist()
        self.counts = p.counts[:, row].tolist()
        self.concerned = [sum(stages) for stages in self.counts]
        self.access, self.service, self.unmet = (c[:, row].tolist() for c in (p.access, p.service, p.unmet))
        self.need = p.need[state.innovations.domain, row].tolist()
        self.epci: Any = model.epcis[int(p.levels[EPCI, row])]
        self.near: list[tuple[Place, float]] = []  # with the readiness to go there
        self.nearby: list[float] = []  # running weights of attempts among the near
        self.anywhere: list[float] = []  # and among all
        self.engaged = self.weight = self.wanted = ()  # type: Any

    def have_ideas(self) -> None:
        """Start a project now and then, the likelier the more people are engaged and in need."""
        rule, kinds = self.model.params.emerge, len(self.counts)
        relays = sum(stages[RELAY] for stages in self.counts) / max(1, sum(self.concerned))
        rate = rule.ideas * self.population / 1e4 * (1.0 + rule.relays * relays)
        rate *= 1.0 + rule.engaged * sum(self.unmet) / kinds * self.engaged
        if self.random.random() < -math.expm1(-rate / 12.0):
            weights = [need * (0.1 + unmet) for need, unmet in zip(self.need, self.unmet, strict=True)]
            site = Site(self.model, self, self.random.choices(range(kinds), weights)[0])
            site.involved = rule.involvement
            site.fit += rule.involvement * (1.0 - site.fit)


class PureModel(mesa.Model):
    """The world of ``state`` at month 0, moved by agents alone; real places, thresholds and contagion, no synergy."""

    def __init__(self, state: State, rules: Rules, seed: int) -> None:
        super().__init__(rng=seed)
        self.random.seed(seed)  # Mesa 3.3 does not when rng= is given
        if state.cell_km or state.innovations.synergy.any() or rules.params.adopt.rule != "thresholds_and_contagion":
            raise ValueError("the comparison is written for real places, the usual rule of adoption and no synergy")
        self.params, self.choice, self.month = rules.params, rules.choice, 0
        names = state.innovations._fields
        self.kinds = [
            SimpleNamespace(**{n: getattr(state.innovations, n)[i].tolist() for n in names})
            for i in range(state.innovations.code.size)
        ]
        self.start, self.ways = state.start, [
            SimpleNamespace(**dict(zip(state.modes._fields, row, strict=True))) for row in zip(
                *(column.tolist() for column in state.modes), strict=True)
        ]  # fmt: skip
        public = state.authorities
        self.epcis = [
            SimpleNamespace(population=people, absorptive=taking, envelope=euros, promised=None)
            for people, taking, euros in zip(*(c.tolist() for c in (public.population, public.absorptive,
                                                                   public.envelope)), strict=True)
        ]  # fmt: skip
        self._settle(state)
        self._people(state)
        for row in range(state.n_projects):
            Site.standing(self, state, row)
        self.collector = mesa.DataCollector({
            "adopted_share": adopted_share, "aware_share": aware_share, "sites": open_sites, "posts": posts,
            "users": users,
        })  # fmt: skip
        self.by_place: list[list[tuple[int, ...]]] = []
        self.collect()

    def _settle(self, state: State) -> None:
        """Make the places, who is near whom, and where attempts go."""
        self.places = [Place(self, row, state) for row in range(state.places.code.size)]
        self.payers = list({id(place.epci): place.epci for place in self.places}.values())
        near, swarm = state.near, self.params.swarm
        for place in self.places:
            row = slice(near.start[place.row], near.start[place.row + 1])
            others = [self.places[j] for j in near.place[row].tolist()]
            place.near = list(zip(others, near.reach[row].tolist(), strict=True))
            place.wanted = [sum(o.persons * o.concerned[i] * r for o, r in place.near) for i in range(len(self.kinds))]
            mass = [other.population for other in others] * np.exp(-near.km[row] / swarm.near_km)
            place.nearby = np.cumsum(mass).tolist()
            km = np.maximum(np.hypot(state.places.x - place.x, state.places.y - place.y), 2.0)
            place.anywhere = np.cumsum(state.places.population**swarm.attraction * km**-swarm.friction).tolist()

    def _people(self, state: State) -> None:
        """Make the citizens, tell each its stages and its contacts."""
        c, a = state.citizens, state.audience
        homes = [self.places[j] for j in c.place.tolist()]
        people = list(Citizen.create_agents(self, len(homes), homes, c.threshold.tolist(), c.engagement.tolist()))
        for place, first, last in zip(self.places, state.places.first, state.places.first[1:], strict=False):
            place.engaged = float(c.engagement[first:last].mean()) if last > first else 0.0
        kinds = np.repeat(np.arange(a.first.size - 1) // len(self.places), np.diff(a.first)).tolist()
        who, contact, start = a.citizen.tolist(), a.contact.tolist(), a.start.tolist()
        for row, (kind, stage) in enumerate(zip(kinds, a.stage.tolist(), strict=True)):
            people[who[row]].stage[kind] = stage
            people[who[row]].contacts[kind] = [people[who[other]] for other in contact[start[row] : start[row + 1]]]

    def sites(self, least: int = EXPERIMENT) -> list[Site]:
        """Return the living sites, from a stage on."""
        return [site for site in self.agents_by_type.get(Site, ()) if site.stage >= least]

    def step(self) -> None:
        """Move one month, in the order of the model's schedule."""
        if self.month % 12 == 0:
            for site in self.sites(STRUCTURED):
                site.choose()
        self.month += 1
        citizens = self.agents_by_type[Citizen]
        for act in ("hear", "change", "consider", "change"):
            citizens.do(act)
        sites = self.sites()
        for site in sites:
            site.produce()
        self.serve(sites)
        for site in sites:
            site.keep_books()
            site.learn()
            site.try_out()
        for site in self.sites(IDEA):
            site.survive()
        sites = self.sites()
        for site in [site for site in self.sites(IDEA) if site.stage == IDEA]:
            site.open_if_ready()
        for site in sites:
            site.advance()
        for site in [site for site in self.sites(IDEA) if site.stage == IDEA]:
            site.cash += self.params.emerge.savings / 12.0
        self.agents_by_type[Place].do("have_ideas")
        self.swarm()
        self.collect()

    def serve(self, sites: list[Site]) -> None:
        """Share the adopters of each place over the sites in reach, then say what each place can reach."""
        kinds = range(len(self.kinds))
        for place in self.places:
            place.weight = [0.0 for _ in kinds]
        for site in sites:
            for place, reach in site.place.near:
                place.weight[site.kind] += reach
        for site in sites:
            site.receive_users()
        for place in self.places:
            place.access, place.service, place.unmet = [1.0] * len(kinds), [0.0] * len(kinds), [0.0] * len(kinds)
        for site in sites:
            site.offer()
        for place in self.places:
            for i in kinds:
                place.access[i] = 1.0 - place.access[i]
                place.service[i] /= place.weight[i] or 1.0
                place.unmet[i] = max(0.0, 1.0 - place.unmet[i] / place.wanted[i]) if place.wanted[i] > 0.0 else 0.0

    def swarm(self) -> None:
        """Fill the envelopes, keep promises, and try the copies of the month."""
        for payer in self.payers:
            payer.envelope += self.params.swarm.envelope * payer.population / 12.0
            if payer.promised:
                parent, place, kind, way = payer.promised
                there = any(s.place is place and s.kind == kind for s in self.sites())
                if parent.closed or there or parent.copy_to(place, kind, way):
                    payer.promised = None
        taken, wanted = set(), [copy for site in self.sites() if site.scaling for copy in site.attempts()]
        for parent, place, kind in wanted:
            if (place.row, kind) not in taken:
                taken.add((place.row, kind))
                if not place.epci.promised and not parent.copy_to(place, kind, parent.choice):
                    place.epci.promised = (parent, place, kind, parent.choice)

    def collect(self) -> None:
        """Note the month; each January every place."""
        self.collector.collect(self)
        if self.month % 12 == 0:
            self.by_place.append([tuple(stages) for place in self.places for stages in place.counts])


def adopted_share(model: PureModel) -> float:
    """Return adopters and relays over those concerned."""
    counts = [stages for place in model.places for stages in place.counts]
    return sum(c[ADOPTER] + c[RELAY] for c in counts) / max(1, sum(map(sum, counts)))


def aware_share(model: PureModel) -> float:
    """Return those who know over those concerned."""
    counts = [stages for place in model.places for stages in place.counts]
    return 1.0 - sum(c[UNAWARE] for c in counts) / max(1, sum(map(sum, counts)))


def open_sites(model: PureModel) -> int:
    """Return how many sites are open."""
    return len(model.sites())


def posts(model: PureModel) -> float:
    """Return the posts of open sites, FTE."""
    return sum(site.posts for site in model.sites())


def users(model: PureModel) -> float:
    """Return the users served this month."""
    return sum(site.users for site in model.sites())
