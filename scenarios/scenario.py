"""A scenario: one territory, one policy, its innovations, shocks, parameters and horizon (scénario)."""
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from agents.actor import Actor, ChoiceParams
from agents.diffusion import DiffusionParams
from agents.instrument import Instrument
from agents.learning import BeliefParams
from agents.mandates import PublicParams
from agents.model import EssaimageModel, Programme, Rules
from agents.public_actor import PublicActor
from agents.treasury import FinanceParams
from agents.versions import forget
from scenarios.aid import paid_by
from scenarios.competences import Competences
from scenarios.initial import InitialParams, initial_state, newborn, society_of, ties_in
from scenarios.innovation import Innovation, innovation_table
from scenarios.policy import Policy, Start
from scenarios.shock import Shock
from scenarios.territory.places import Places
from scenarios.territory.sites import late_sites
from sim.errors import InputError, ParameterError, Text, unknown
from sim.founding import Standing
from sim.names import FORMS
from sim.param import problem
from sim.record import Record
from sim.schedule import SCHEDULE, Params
from sim.state import CitizenTable

REFERENCE_BUDGET = 1_000_000.0 / 223_884.0  # euros a year and inhabitant: one million for chalon_creusot; assumption


class Territory(Hashable, Protocol):
    """What gives the places of a run; hashable, so that its places are read once."""

    name: str
    label_fr: str
    label_en: str

    def places(self) -> Places:
        """Return every place, sorted by code."""

    def source_line(self, lang: str) -> str:
        """Return the attribution to show beside a map."""


@lru_cache(maxsize=8)
def places_of(territory: Territory) -> Places:
    """Return the places of a territory, read once."""
    return territory.places()


HORIZON = {
    "years": {"unit": "years", "allowed": (1, 100), "default": 15},
    "first_year": {"unit": "calendar year", "allowed": (1900, 2200), "default": 2025},
    "citizens": {"unit": "simulated citizens", "allowed": (10, 20_000_000), "default": 20_000},
    "budget": {"unit": "euros a year for the whole territory", "allowed": (0, 1e12), "default": 0.0},
}


@dataclass(frozen=True)
class Scenario:
    """Everything that decides a run but its seed."""

    territory: Territory
    policy: Policy
    start: Start
    innovations: tuple[Innovation, ...]
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    shocks: tuple[Shock, ...] = ()
    params: Params = field(default_factory=Params)
    finance: FinanceParams = field(default_factory=FinanceParams)
    choice: ChoiceParams = field(default_factory=ChoiceParams)
    belief: BeliefParams = field(default_factory=BeliefParams)
    diffusion: DiffusionParams = field(default_factory=DiffusionParams)
    initial: InitialParams = field(default_factory=InitialParams)
    public: PublicParams = field(default_factory=PublicParams)
    competences: Competences = field(default_factory=Competences)
    budget: float | None = None
    years: int = 15
    first_year: int = 2025
    citizens: int = 20_000
    without: tuple[str, ...] = ()  # processes of the schedule left out, to see what they are for

    def __post_init__(self) -> None:
        values = {name: getattr(self, name) for name in HORIZON if name != "budget" or self.budget is not None}
        found = [problem("scenario", name, value, HORIZON[name]) for name, value in values.items()]
        problems = [text for text in found if text] + self._late_shocks()
        problems += self._absent_instruments() + self._who_pays() + self._network() + self._left_out()
        if not self.innovations:
            problems.append(
                Text(
                    "innovations is empty, but a run needs at least one. See essaimage list innovations.",
                    "innovations est vide, mais il en faut au moins une. Voir essaimage list innovations.",
                )
            )
        if problems:
            raise ParameterError(*problems)

    def _late_shocks(self) -> list[Text]:
        if not all(type(v) is int for v in (self.first_year, self.years)):
            return []  # said already
        last = self.first_year + self.years - 1
        return [
            Text(
                f"{s.name}.year is {s.year}, but must lie in the horizon {self.first_year} to {last}. "
                f"Change {s.name}.year, first_year or years.",
                f"{s.name}.year vaut {s.year}, mais doit être dans l'horizon {self.first_year} à {last}. "
                f"Changez {s.name}.year, first_year ou years.",
            )
            for s in self.shocks
            if not self.first_year <= s.year <= last
        ]

    def _absent_instruments(self) -> list[Text]:
        return [
            Text(
                f"Policy {self.policy.name} uses {name}, which is no instrument of this scenario.",
                f"La politique {self.policy.name} emploie {name}, qui n'est pas un instrument de ce scénario.",
            )
            for name in self.policy.instruments
            if name not in self.instruments
        ]

    def _who_pays(self) -> list[Text]:
        used = [self.instruments[n] for n in self.policy.instruments if n in self.instruments]
        found = [self.competences.fault(tool.name, tool.payer) for tool in used]
        return [text for text in found if text]

    def _left_out(self) -> list[Text]:
        what, where = Text("process", "processus"), Text("without", "without")
        known = [name for name, _ in SCHEDULE]
        return [unknown(what, name, known, where) for name in self.without if name not in known]

    def _network(self) -> list[Text]:
        found = self.params.network.faults(self.citizens) if type(self.citizens) is int else []
        if self.params.network.kind == "complete" and self.params.adopt.exposure == "count":
            found.append(Text(
                "adopt.exposure=count counts contacts, but network.kind=complete has none: a place's share stands for "
                "them. Choose adopt.exposure=share or another network.",
                "adopt.exposure=count compte des contacts, mais network.kind=complete n'en a pas : la part du lieu en "
                "tient lieu. Choisissez adopt.exposure=share ou un autre réseau.",
            ))
        return found

    @property
    def euros_a_year(self) -> float:
        """Return the budget opened each year for the whole territory, the same for every policy but ``none``."""
        if self.budget is not None:
            return float(self.budget)
        return REFERENCE_BUDGET * float(places_of(self.territory).population.sum())

    def check_standing(self) -> None:
        """See that the sites that stand by the territory's own table can: InputError with every problem."""
        sites = places_of(self.territory).sites
        problems = late_sites(self.territory.name, sites, self.first_year)
        names = {i.name for i in self.innovations}
        if sites and not any(site.innovation in names for site in sites):
            problems.append(Text(
                f"None of the {len(sites)} sites of {self.territory.name} is of an innovation of this run "
                f"({', '.join(sorted(names))}). Choose others with innovations=[…].",
                f"Aucun des {len(sites)} sites de {self.territory.name} ne relève d'une innovation de cette simulation "
                f"({', '.join(sorted(names))}). Choisissez-en d'autres avec innovations=[…].",
            ))
        if problems:
            raise InputError(*problems)

    def check_ties(self) -> None:
        """See that the file of ties, if any, can be used: InputError with every bad line."""
        if self.params.network.kind == "edges":
            ties_in(self.params.network.path, places_of(self.territory), self.citizens)

    @property
    def standing(self) -> list[Standing]:
        """Return the sites that stand at month 0 by the territory's own table, of the innovations of the run."""
        self.check_standing()
        names = sorted(i.name for i in self.innovations)
        used = [site for site in places_of(self.territory).sites if site.innovation in names]
        seen: Counter[tuple[int, str]] = Counter()
        found = []
        for site in used:
            spot = (site.place, site.innovation)
            form = FORMS.index(site.form) if site.form else -1
            age = site.age_months(self.first_year)
            found.append(Standing(site.place, names.index(site.innovation), age, form, seen[spot]))
            seen[spot] += 1
        return found

    @property
    def programme(self) -> Programme:
        """Return what public actors may spend, instruments in the order of their names."""
        used = self.policy.instruments
        phases = tuple((y, tuple(float(shares.get(n, 0.0)) for n in used)) for y, shares in self.policy.phases.items())
        who = [self.competences.payer(name, self.instruments[name].payer) for name in used]
        tools = tuple(paid_by(self.instruments[name], level) for name, (level, _) in zip(used, who, strict=True))
        levels, conventions = tuple(level for level, _ in who), tuple(int(bound) for _, bound in who)
        return Programme(tools, levels, conventions, phases, self.euros_a_year)

    def model(
        self, seed: int, actor: type[Actor] = Actor, public_actor: type[PublicActor] = PublicActor,
        programme: Programme | None = None,
    ) -> EssaimageModel:  # fmt: skip
        """Return the model at month 0; ``seed`` >= 0 names the luck of the run; programme: other than the policy's."""
        if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
            raise InputError(
                Text(
                    f"seed is {seed!r}, but must be a whole number from 0. Give seed=1, for instance.",
                    f"seed vaut {seed!r}, mais doit être un nombre entier à partir de 0. Donnez par exemple seed=1.",
                )
            )
        state = initial_state(
            places_of(self.territory), innovation_table(self.innovations), self.params,
            (self.initial, self.public, self.standing), start=(self.start.capital, self.start.posts),
            citizens=self.citizens, seed=int(seed),
        )  # fmt: skip
        shocks = [s.in_run(self.first_year, self.public) for s in self.shocks]
        rules = Rules(
            self.params, self.finance, self.choice, self.belief, self.diffusion, self.public, self.first_year,
            self.without,
        )  # fmt: skip
        return EssaimageModel(state, rules, programme or self.programme, shocks, actor, public_actor)

    def newborn(self, seed: int) -> CitizenTable:
        """Return the citizens of a run of ``seed`` at month 0: the same for every policy."""
        kinds, places = innovation_table(self.innovations), places_of(self.territory)
        people = society_of(places, kinds, self.params, self.initial, self.citizens, seed)
        return newborn(people, self.params)

    def run(self, seed: int, every: int = 1, **deciders: Any) -> Record:
        """Run the whole horizon and return what it leaves behind, indicators noted ``every`` so many months.

        deciders: classes, as in ``model``.
        """
        model = self.model(seed, **deciders)
        model.record.every = every
        try:
            return model.run_years(self.years)
        finally:
            forget(model)
