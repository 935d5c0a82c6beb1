"""Petition: a local right to put a question to the council, with its thresholds (droit de pétition)."""
from dataclasses import dataclass
from math import log

import numpy as np

from scenarios.aid import PlaceAid
from sim.draws import Word, key, named, uniform_at, uniforms
from sim.errors import Text
from sim.names import ACCEPTED, COMMUNE, DEBATED, ELIGIBLE, EPCI, FILED, LAPSED, LEVELS, OPERATING, UNAWARE, VOTED
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Petition(PlaceAid):
    """Open a right of petition for a year: petitions are filed, eligible or not, signed, debated, accepted or refused.

    Its thresholds and rates are those of Grenoble, 2016 to 2018, about 158,000 inhabitants: 26 filed, 10 eligible,
    3 with the 2,000 signatures that open a debate, none with the 20,000 voices of the vote.
    """

    each: float = param(
        0.1, unit="euros a year per inhabitant", allowed=(0, 100), plausible=(0.03, 0.5), source="assumption",
        meaning="Cost of the right: a platform, checks, debates; 100 euros at least.",
    )
    filed: float = param(
        0.07, unit="a year per 1,000 inhabitants", allowed=(0, 100), plausible=(0.03, 0.3),
        source="Grenoble: 26 in a little over two years for about 158,000 inhabitants",
        meaning="Petitions filed; at most one a month in a place.",
    )
    eligible_share: float = param(
        0.385, unit="share", allowed=(0, 1), plausible=(0.2, 0.8), source="Grenoble: 10 of 26",
        meaning="Petitions within the competences of the council; the others are refused at once.",
    )
    quorum: float = param(
        0.0127, unit="signatures per inhabitant", allowed=(1e-6, 1), plausible=(0.005, 0.03),
        source="Grenoble: 2,000 signatures",
        meaning="Signatures that open a debate in the council.",
    )
    vote_quorum: float = param(
        0.127, unit="voices per inhabitant", allowed=(1e-6, 1), plausible=(0.05, 0.2), source="Grenoble: 20,000 voices",
        meaning="Support from which a vote binds the council.",
    )
    signing: float = param(
        0.05, unit="share", allowed=(0, 1), plausible=(0.02, 0.2),
        source="assumption: 3 in 10 reach the quorum where a fifth of inhabitants know of the innovation",
        meaning="Mean share of those who know of the innovation who sign; the success of campaigns is exponential.",
    )
    publicity: float = param(
        0.5, unit="times the ordinary publicity", allowed=(0, 20), plausible=(0.2, 1), source="assumption",
        meaning="Extra awareness from the campaign for an eligible petition, and again from a debate, however it ends.",
    )
    pressure: float = param(
        1.0, unit="pleas", allowed=(0, 100), plausible=(0.5, 2), source="assumption",
        meaning="What an accepted petition weighs on the council; on the EPCI, by its share of inhabitants.",
    )
    trust: float = param(
        0.01, unit="share of the way", allowed=(0, 1), plausible=(0, 0.03), source="assumption",
        meaning="Trust lost by a refusal (towards 0) or gained when accepted (towards 1).",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 12), source="assumption",
        meaning="Time for the council to vote the rule.",
    )

    name = "petition"
    label = Text("Petition", "Droit de pétition")
    section = OPERATING
    once = False
    instalments = 12
    application_days = 0.0

    def candidates(self, state: State) -> np.ndarray:
        """Return every place."""
        return np.arange(state.places.code.size)

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return a year of the right in each place."""
        return np.maximum(100.0, self.each * state.places.population[rows])

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Let the petitions of the month be filed and run their course."""
        codes = state.places.code[rows]
        chance = 1.0 - np.exp(-self.filed / 12_000.0 * state.places.population[rows])
        luck = uniforms(key(state.seed, "petition"), codes, state.step)
        for row in rows[luck < chance].tolist():
            self.file(state, row, named(key(state.seed, "petition"), state.places.code[row], state.step))
        return euros

    def file(self, state: State, place: int, name: Word) -> None:
        """Run one petition of a place: what it asks for, whether it may, who signs, what the council says."""
        places = state.places
        kind = self.topic(state, place, uniform_at(name, 1))
        funnel = places.petitions[:, place]
        funnel[FILED] += 1.0
        places.asked[place] += 1.0
        if uniform_at(name, 2) >= self.eligible_share:
            self.refuse(state, place)
            return
        funnel[ELIGIBLE] += 1.0
        places.publicity[kind, place] += self.publicity
        voices = -log(uniform_at(name, 3)) * self.signing * self.knowing(state, kind, place)
        if voices < self.quorum:
            return
        funnel[DEBATED] += 1.0
        places.publicity[kind, place] += self.publicity
        council = int(places.levels[COMMUNE if self.payer == "lead" else LEVELS.index(self.payer), place])
        funnel[VOTED] += voices >= self.vote_quorum
        if voices >= self.vote_quorum or uniform_at(name, 4) < self.willing(state, council):
            self.accept(state, place, kind, council)
        else:
            self.refuse(state, place)

    def topic(self, state: State, place: int, luck: float) -> int:
        """Return the innovation asked for, drawn by need and by what is lacking around."""
        weight = state.places.need[state.innovations.domain, place] * (0.1 + state.places.unmet[:, place])
        return int(np.searchsorted(weight.cumsum(), luck * weight.cumsum()[-1]))

    def knowing(self, state: State, kind: int, place: int) -> float:
        """Return who knows of an innovation in a place and has not given it up, as a share of its inhabitants."""
        counts = state.places.counts[kind, place]
        persons = state.places.persons[place] * (counts.sum() - counts[UNAWARE] - counts[LAPSED])
        return float(persons / max(1.0, state.places.population[place]))

    def willing(self, state: State, council: int) -> float:
        """Return the chance that a council accepts: its openness, twice where the elected decide with citizens."""
        public = state.authorities
        return min(1.0, float(public.openness[council]) * (1.0 + float(public.coconstruction[council])))

    def refuse(self, state: State, place: int) -> None:
        """Lose trust."""
        state.places.trust[place] -= self.trust * state.places.trust[place]

    def accept(self, state: State, place: int, kind: int, council: int) -> None:
        """Put the question on the council's table and, by its inhabitants, on the EPCI's; gain trust."""
        places, public = state.places, state.authorities
        places.petitions[ACCEPTED, place] += 1.0
        places.answered[place] += 1.0
        places.trust[place] += self.trust * (1.0 - places.trust[place])
        for u in {council, int(places.levels[EPCI, place])}:
            share = min(1.0, places.population[place] / max(1.0, public.population[u]))
            public.pressure[u, kind] += self.pressure * share
