"""Who can use what: demand shared over the sites within reach, access and unmet need by place (accès)."""
from dataclasses import dataclass

import numpy as np

from sim.jit import inline, jit
from sim.names import ADOPTER, RELAY
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State


@dataclass(frozen=True)
class ServiceParams(Parameters):
    """How far people go."""

    reach_km: float = param(
        12.0, unit="km", allowed=(0.5, 200), plausible=(6, 20), source="assumption",
        meaning="Reach of a site: readiness to go there is exp(-distance / reach).",
    )
    limit_km: float = param(
        40.0, unit="km", allowed=(1, 500), plausible=(30, 60), source="assumption",
        meaning="Distance beyond which places are not near one another at all.",
    )


@inline
def divide(adopters, weight):
    """Turn how readily people of each place go to sites, (I, P), into adopters for each unit of it; 0 for none."""
    for i in range(weight.shape[0]):
        for j in range(weight.shape[1]):
            weight[i, j] = adopters[i, j] / weight[i, j] if weight[i, j] > 0.0 else 0.0


@inline
def share_demand(rows, p, start, place, reach, adopters, weight):
    """Share each place's adopters (persons) over the sites within reach, by how readily people go there."""
    for row in rows:
        i, home = p.innovation[row], p.place[row]
        for e in range(start[home], start[home + 1]):
            weight[i, place[e]] += reach[e]
    divide(adopters, weight)
    for row in rows:
        i, home = p.innovation[row], p.place[row]
        come = 0.0
        for e in range(start[home], start[home + 1]):
            come += weight[i, place[e]] * reach[e]
        p.demand[row] = come
        p.users[row] = min(come, p.capacity[row])
        enough = p.users[row] / come if come > 0.0 else 1.0
        p.quality[row] = min(1.0, enough) * (0.5 + 0.5 * p.skill[row])


@jit
def freed(rows, aided, p, near, adopters, weight, unaided):
    """Return the users that sites not ``aided`` would serve more, were the aided ones not there (usagers déplacés).

    aided: (n,) of ``rows``; weight, unaided: (I, P) zeros, which become how readily people go to all, and to the rest.
    """
    for k in range(rows.size):
        i, home = p.innovation[rows[k]], p.place[rows[k]]
        for e in range(near.start[home], near.start[home + 1]):
            weight[i, near.place[e]] += near.reach[e]
            if not aided[k]:
                unaided[i, near.place[e]] += near.reach[e]
    divide(adopters, weight)
    divide(adopters, unaided)
    more = 0.0
    for k in range(rows.size):
        if aided[k]:
            continue
        i, home = p.innovation[rows[k]], p.place[rows[k]]
        together = alone = 0.0
        for e in range(near.start[home], near.start[home + 1]):
            j = near.place[e]
            together += weight[i, j] * near.reach[e]
            alone += unaided[i, j] * near.reach[e]
        more += min(alone, p.capacity[rows[k]]) - min(together, p.capacity[rows[k]])
    return more


@inline
def reach_all(start, place, reach, concerned, need):
    """Set ``need`` (P, I) to those concerned around each place, as readily as people go to and fro; each (P, I)."""
    for j in range(need.shape[0]):
        need[j] = 0.0
        for e in range(start[j], start[j + 1]):
            for i in range(need.shape[1]):
                need[j, i] += concerned[place[e], i] * reach[e]


@inline
def spread_service(rows, p, start, place, reach, need, visits, access, service, unmet):
    """Remake what each place meets: access = 1 - prod(1 - fit x quality x reach), mean quality, need without capacity.

    visits: (I,) share of usual visits to sites that take place; need: (P, I), see ``reach_all``.
    """
    weight, supply = np.zeros(access.shape), np.zeros(access.shape)
    access[:] = 1.0
    service[:] = 0.0
    for row in rows:
        i, home = p.innovation[row], p.place[row]
        for e in range(start[home], start[home + 1]):
            j = place[e]
            access[i, j] *= 1.0 - visits[i] * p.fit[row] * p.quality[row] * reach[e]
            service[i, j] += p.quality[row] * reach[e]
            supply[i, j] += p.capacity[row] * reach[e]
            weight[i, j] += reach[e]
    for i in range(access.shape[0]):
        for j in range(access.shape[1]):
            access[i, j] = 1.0 - access[i, j]
            if weight[i, j] > 0.0:
                service[i, j] /= weight[i, j]
            unmet[i, j] = max(0.0, 1.0 - supply[i, j] / need[j, i]) if need[j, i] > 0.0 else 0.0


@jit
def count_people(counts, persons, domain, held, remote, demand, visits, adopters, concerned):
    """Set adopters who would come (I, P) and people concerned (P, I), persons; say whether the latter changed.

    held: share of usual visits that take place; remote: (D,), of those lost, held remotely; demand: (D,), times the
    usual one. ``visits`` gets the share that takes place for each innovation, shape (I,).
    """
    changed = False
    for i in range(adopters.shape[0]):
        visits[i] = held + (1.0 - held) * remote[domain[i]]
        coming = visits[i] * demand[domain[i]]
        for j in range(adopters.shape[1]):
            everyone = 0
            for stage in range(counts.shape[2]):
                everyone += counts[i, j, stage]
            adopters[i, j] = persons[j] * (counts[i, j, ADOPTER] + counts[i, j, RELAY]) * coming
            changed |= concerned[j, i] != persons[j] * everyone
            concerned[j, i] = persons[j] * everyone
    return changed


@jit
def give_service(
    rows, p, start, place, reach, counts, persons, domain, held, remote, demand, concerned, need, access, service,
    unmet,
):  # fmt: skip
    """Bring adopters to sites, then say what each place can reach.

    concerned: (P, I), persons, and ``need`` around each place, as they were last month: people seldom move.
    """
    visits, adopters, weight = np.empty(domain.size), np.empty(access.shape), np.zeros(access.shape)
    if count_people(counts, persons, domain, held, remote, demand, visits, adopters, concerned):
        reach_all(start, place, reach, concerned, need)
    share_demand(rows, p, start, place, reach, adopters, weight)
    spread_service(rows, p, start, place, reach, need, visits, access, service, unmet)


def comers(state: State) -> np.ndarray:
    """Return the adopters of each place who would come to sites this month, persons, shape (I, P)."""
    places, climate, domain = state.places, state.climate, state.innovations.domain
    adopters = np.empty(places.access.shape)
    count_people(
        places.counts, places.persons, domain, climate.visits, climate.remote, climate.demand, np.empty(domain.size),
        adopters, np.empty(adopters.T.shape),
    )  # fmt: skip
    return adopters


def serve(state: State, rows: np.ndarray) -> None:
    """Bring adopters to sites ``rows``, then say what each place can reach."""
    places, near, climate = state.places, state.near, state.climate
    give_service(
        rows, records(state.projects), near.start, near.place, near.reach, places.counts, places.persons,
        state.innovations.domain, climate.visits, climate.remote, climate.demand, *state.wanting, places.access,
        places.service, places.unmet,
    )  # fmt: skip
