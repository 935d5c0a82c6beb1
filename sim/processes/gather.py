"""Third places: where people of all kinds meet, and so hear of one another's ways (tiers-lieux)."""
from dataclasses import dataclass

import numpy as np

from sim.clock import listen_again
from sim.jit import jit
from sim.names import COMMUNE
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State

CONDITIONS = ("openness", "central", "themes", "debates", "trust", "time")


@dataclass(frozen=True)
class GatherParams(Parameters):
    """What makes a third place, how it lasts, and how far it mixes people."""

    least: float = param(
        0.1, unit="0 to 1", allowed=(0.001, 1), plausible=(0.02, 0.3), source="assumption",
        meaning="Least that each of the six conditions counts, so that one missing does not undo all others.",
    )
    host: float = param(
        0.5, unit="0 to 1", allowed=(0, 1), plausible=(0.3, 0.7), source="assumption",
        meaning="Debates and projects that its own host brings about where no catalyst works.",
    )
    secure: float = param(
        12.0, unit="months", allowed=(1, 120), plausible=(6, 24), source="assumption",
        meaning="Months of assured money that give ideas the time to ripen: time = 1 - exp(-months left / this).",
    )
    steered_alone: float = param(
        0.5, unit="governance G", allowed=(0, 1), plausible=(0.3, 0.6), source="assumption",
        meaning="Governance of a third place whose commune neither decides with citizens nor knows how to.",
    )
    steered_together: float = param(
        0.8, unit="governance G", allowed=(0, 1), plausible=(0.6, 1), source="assumption",
        meaning="Governance of a third place whose commune decides with citizens and knows how to.",
    )
    build: float = param(
        21.0, unit="months", allowed=(1, 120), plausible=(18, 24), source="assumption",
        meaning="Months of money until a third place is what it can be.",
    )
    fading: float = param(
        0.3, unit="a year", allowed=(0, 12), plausible=(0.1, 1), source="assumption",
        meaning="Speed at which a third place without money goes; below .01 it is gone.",
    )
    catchment: float = param(
        5_000.0, unit="inhabitants", allowed=(1, 1e7), plausible=(2_000, 10_000), source="assumption",
        meaning="Inhabitants that one meeting place can mix; in a larger town it mixes part of them.",
    )
    strongest: float = param(
        0.4, unit="weight in exposure", allowed=(0, 1), plausible=(0.2, 0.6), source="assumption",
        meaning="Mixing where everybody meets: weight of the place's own share of users beside one's contacts (mu).",
    )


@jit
def centre(rows, near, population, out):
    """Say how far each place of ``rows`` is the centre of those around: its people over the largest neighbour's."""
    for k in range(rows.size):
        home, largest = rows[k], 0.0
        for e in range(near.start[home], near.start[home + 1]):
            largest = max(largest, population[near.place[e]] * near.reach[e])
        out[k] = population[home] / largest if largest > 0.0 else 0.0


@jit
def mix_people(rows, p, meeting, third_place, population, catchment, strongest, mixing, ended):
    """Remake mixing (P,) by what third places and open sites leave unmixed; ``ended`` marks where people mix no more.

    catchment: persons that one of them can bring together.
    """
    apart = np.empty(mixing.size)
    for j in range(mixing.size):
        apart[j] = 1.0 - third_place[j] * min(1.0, catchment / max(1.0, population[j]))
    for row in rows:
        home = p.place[row]
        share = min(1.0, catchment / max(1.0, population[home]))
        apart[home] *= 1.0 - meeting[p.innovation[row]] * min(1.0, p.output[row]) * share
    some = False
    for j in range(mixing.size):
        now = strongest * (1.0 - apart[j])
        ended[j] = mixing[j] > 0.0 and now == 0.0
        mixing[j], some = now, some or ended[j]
    return some


def conditions(state: State, rows: np.ndarray, params: GatherParams) -> np.ndarray:
    """Return the six conditions of a third place in the places ``rows``, shape (6, n), 0 to 1, as in CONDITIONS.

    openness: to every population, staff and digital tools included; central: one gets there; themes: of society and
    across fields; debates: and projects, small and large; trust: benevolence in welcoming; time: for ideas to ripen.

    Source: the six conditions named at the SmartCitizens seminar of 30 November 2017 (M. Desforges); how each is
    read from the columns is an assumption.
    """
    places, central = state.places, np.empty(rows.size)
    centre(rows, state.near, places.population, central)
    commune = places.levels[COMMUNE, rows]
    digital = places.digital_access[rows] * places.digital_skill[rows]
    animation = places.animation[rows]
    found = (
        0.5 * (state.authorities.openness[commune] + digital), central,
        1.0 - np.prod(1.0 - places.access[:, rows], axis=0), 1.0 - (1.0 - params.host) / (1.0 + animation),
        places.trust[rows], 1.0 - np.exp(-places.tended[rows] / params.secure),
    )  # fmt: skip
    return np.array(found)


def potential(state: State, rows: np.ndarray, params: GatherParams) -> np.ndarray:
    """Return what a third place can be in the places ``rows``, shape (n,): mean of the six x its own governance.

    The mean is geometric; governance is shared as far as the commune's elected decide with citizens and know how to.
    """
    mean = np.exp(np.log(np.maximum(conditions(state, rows, params), params.least)).mean(axis=0))
    public, commune = state.authorities, state.places.levels[COMMUNE, rows]
    shared = 0.5 * (public.coconstruction[commune] + public.steering[commune])
    return mean * (params.steered_alone + (params.steered_together - params.steered_alone) * shared)


def tend(state: State, params: GatherParams) -> None:
    """Build third places where money comes in this month; let the others go."""
    places = state.places
    left = places.third_place * np.exp(-params.fading / 12.0)
    rows = np.flatnonzero(places.tended > 0.0)
    if rows.size:
        most, now = potential(state, rows, params), places.third_place[rows]
        left[rows] = np.where(now < most, np.minimum(most, now + most / params.build), np.maximum(most, left[rows]))
    left[(left < 0.01) & (places.tended <= 0.0)] = 0.0
    places.third_place[:] = left


def step(state: State, params: GatherParams) -> None:
    """Move third places by a month and let people mix; where they mix no more, they hear their contacts alone."""
    places, kinds = state.places, state.innovations
    if np.count_nonzero(places.third_place) or np.count_nonzero(places.tended):
        tend(state, params)
    ended = np.empty(places.code.size, np.bool_)
    if mix_people(
        state.operating(), records(state.projects), kinds.meeting, places.third_place, places.population,
        params.catchment, params.strongest, places.mixing, ended,
    ):  # fmt: skip
        listen_again(state, ended)
