"""Study trips: people of a place go and see a proven site far away, and remember it (voyages d'étude)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import PlaceAid
from sim.belief import posterior_mean
from sim.clock import listen_again
from sim.errors import Text
from sim.names import COMMUNE, EPCI, OPERATING, PROOF
from sim.param import param
from sim.state import State
from sim.ties import bind


@dataclass(frozen=True)
class StudyTrips(PlaceAid):
    """Take carriers, elected, staff and citizens of a place to a proven site: ties, evidence, readier citizens."""

    amount: float = param(
        8_000.0, unit="euros", allowed=(100, 1e6), plausible=(3_000, 15_000), source="assumption",
        meaning="Cost of a trip and its follow-up.",
    )
    away_km: float = param(
        15.0, unit="km", allowed=(0, 1_000), plausible=(10, 100), source="assumption",
        meaning="Least distance to the site that is visited.",
    )
    threshold: float = param(
        0.9, unit="times", allowed=(0.1, 1), plausible=(0.8, 1), source="assumption",
        meaning="Share of adopting contacts that convinces citizens of the visitors' place, while it is remembered.",
    )
    months: int = param(
        24, unit="months", allowed=(2, 120), plausible=(6, 36), source="assumption",
        meaning="How long a trip is remembered; its follow-up is paid over this time.",
    )
    tie: float = param(
        0.3, unit="strength", allowed=(0, 1), plausible=(0.1, 0.5), source="assumption: as a good meeting",
        meaning="Tie that each carrier of the place makes with the host; it fades like any other.",
    )
    publicity: float = param(
        0.5, unit="times the ordinary publicity", allowed=(0, 20), plausible=(0, 1), source="assumption",
        meaning="Extra awareness of what was seen, in the visitors' place; halves every six months.",
    )
    heard: float = param(
        0.5, unit="share of the host's trials", allowed=(0, 1), plausible=(0.2, 1), source="assumption",
        meaning="Evidence of the host that the visitors' commune and EPCI take home.",
    )
    staff_gain: float = param(
        0.03, unit="0 to 1", allowed=(0, 1), plausible=(0.01, 0.06), source="assumption",
        meaning="Rise of AC and openness of staff of the commune; of the EPCI, by the place's share of its people.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(1, 12), source="assumption", meaning="Time to set it up.",
    )

    name = "study_trips"
    label = Text("Study trips", "Voyages d'étude")
    section = OPERATING
    once = False
    application_days = 0.0

    @property
    def instalments(self) -> int:
        """Return the months over which the trip is followed up."""
        return self.months

    def host(self, state: State, place: int) -> int:
        """Return the proven site, far enough, whose evidence times unmet need at ``place`` is greatest; -1 for none."""
        p, places, rows = state.projects, state.places, state.operating()
        there = p.place[rows]
        far = np.hypot(places.x[there] - places.x[place], places.y[there] - places.y[place]) >= self.away_km
        rows = rows[far & (p.stage[rows] >= PROOF)]
        if not rows.size:
            return -1
        evidence = posterior_mean(p.successes[rows], p.failures[rows])
        merit = evidence * (0.01 + places.unmet[p.innovation[rows], place])
        return int(rows[np.lexsort((p.key[rows], -merit))[0]])

    def candidates(self, state: State) -> np.ndarray:
        """Return places where someone carries a project and for which there is a site to visit."""
        homes = np.unique(state.projects.place[state.alive()])
        return np.array([place for place in homes.tolist() if self.host(state, place) >= 0], np.int64)

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the cost of a trip, the same for all."""
        return np.full(rows.size, self.amount)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Go in the first month, forget in the last; without a site to visit there is no trip, and it is given back."""
        memory = state.places.visited
        for place in rows[left == self.months - 1].tolist():
            host = self.host(state, place)
            if host >= 0:
                self._visit(state, place, host)
                self._remember(state, place, self.threshold)
        used = np.where(memory[rows] > 0.0, euros, 0.0)
        for place in rows[(left == 0) & (memory[rows] > 0.0)].tolist():
            self._remember(state, place, 1.0 / memory[place])
            memory[place] = 0.0
        return used

    def _remember(self, state: State, place: int, times: float) -> None:
        """Move the thresholds of the citizens of a place, and what weighs on them."""
        state.places.visited[place] = times
        first = state.places.first
        state.citizens.threshold[first[place] : first[place + 1]] *= np.float32(times)
        listen_again(state, np.arange(first.size - 1) == place)

    def _visit(self, state: State, place: int, host: int) -> None:
        """Tie the carriers of the place to the host, and bring home word and evidence of it."""
        p, a, public, kind = state.projects, state.actors, state.authorities, state.projects.innovation[host]
        alive = state.alive()
        for carrier in np.unique(p.actor[alive[p.place[alive] == place]]).tolist():
            if carrier != p.actor[host]:
                bind(a.strength, a.partner, carrier, int(p.actor[host]), self.tie)
        state.places.publicity[kind, place] += self.publicity
        for level in (COMMUNE, EPCI):
            body = state.places.levels[level, place]
            public.successes[body, kind] += self.heard * p.successes[host]
            public.failures[body, kind] += self.heard * p.failures[host]
            share = state.places.population[place] / max(1.0, public.population[body])
            for column in (public.absorptive, public.openness):
                column[body] = min(1.0, column[body] + self.staff_gain * min(1.0, share))
