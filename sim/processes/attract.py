"""Attractiveness: what makes people want to live in a place, and which places are left behind (attractivité)."""
from dataclasses import dataclass

import numpy as np

from sim.jit import inline, jit
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State


@dataclass(frozen=True)
class AttractParams(Parameters):
    """What counts in the attractiveness of a place, and when it is left behind."""

    wellbeing: float = param(
        0.4, unit="weight", allowed=(0, 1), plausible=(0.2, 0.6), source="assumption",
        meaning="Weight of well-being (geometric mean over domains).",
    )
    services: float = param(
        0.25, unit="weight", allowed=(0, 1), plausible=(0.1, 0.4), source="assumption",
        meaning="Weight of services in reach (mean access over innovations).",
    )
    assets: float = param(
        0.15, unit="weight", allowed=(0, 1), plausible=(0.05, 0.3), source="assumption",
        meaning="Weight of local resources made into specific assets.",
    )
    jobs: float = param(
        0.2, unit="weight", allowed=(0.01, 1), plausible=(0.1, 0.4), source="assumption",
        meaning="Weight of jobs: 1 - (unemployment - posts in sites over the active) / worst unemployment.",
    )
    worst_unemployment: float = param(
        0.25, unit="share of the active", allowed=(0.01, 1), plausible=(0.2, 0.3), source="assumption",
        meaning="Unemployment at which jobs count for nothing.",
    )
    active_share: float = param(
        0.45, unit="share of inhabitants", allowed=(0.1, 0.8), plausible=(0.4, 0.5), source="assumption",
        meaning="Share of inhabitants who work or look for work.",
    )
    poorest: float = param(
        0.2, unit="share of places", allowed=(0, 1), plausible=(0.1, 0.3), source="assumption",
        meaning="Places with the least well-being among which one without a site in reach is left behind.",
    )
    within_km: float = param(
        12.0, unit="km", allowed=(0.1, 500), plausible=(6, 20), source="assumption: the reach of a site",
        meaning="Distance within which an open site counts as in reach.",
    )


@inline
def reach_out(rows, p, start, place, km, within_km, posts, served):
    """Add up the posts of open sites by place, and mark the places with one within a distance, km."""
    looked = np.zeros(posts.size, np.bool_)
    for row in rows:
        home = p.place[row]
        posts[home] += p.posts[row] + p.funded[row]
        if not looked[home]:
            looked[home] = True
            for e in range(start[home], start[home + 1]):
                served[place[e]] |= km[e] <= within_km


@inline
def living_well(wellbeing, out):
    """Give each place the geometric mean over domains of its well-being; a domain counts .001 at least."""
    for j in range(wellbeing.shape[1]):
        product = 1.0
        for d in range(wellbeing.shape[0]):
            product *= max(wellbeing[d, j], 1e-3)
        out[j] = product ** (1.0 / wellbeing.shape[0])


@jit
def leave_behind(well, served, least, months):
    """Count the months in a row for which each place has had no site in reach and less than ``least``."""
    for j in range(well.size):
        months[j] = 0 if served[j] or well[j] >= least else months[j] + 1


@inline
def appeal(well, access, assets, unemployment, active_share, population, posts, weights, worst, out):
    """Give each place its attractiveness: the weighted mean of well-being, services in reach, assets and jobs."""
    total = weights[0] + weights[1] + weights[2] + weights[3]
    for j in range(well.size):
        services = 0.0
        for i in range(access.shape[0]):
            services += access[i, j] / access.shape[0]
        without = unemployment[j] - posts[j] / max(1.0, active_share * population[j])
        jobs = min(1.0, max(0.0, 1.0 - without / worst))
        parts = weights[0] * well[j] + weights[1] * services + weights[2] * assets[j] + weights[3] * jobs
        out[j] = parts / total


@jit
def attract(
    rows, p, start, place, km, within_km, wellbeing, access, assets, unemployment, active_share, population, weights,
    worst, served, out,
):  # fmt: skip
    """Give each place its attractiveness, and mark those with a site in reach; return how well people live, (P,)."""
    posts, well = np.zeros(population.size), np.empty(population.size)
    reach_out(rows, p, start, place, km, within_km, posts, served)
    living_well(wellbeing, well)
    appeal(well, access, assets, unemployment, active_share, population, posts, weights, worst, out)
    return well


def step(state: State, params: AttractParams) -> None:
    """Remake attractiveness, and count the months for which places have been left behind."""
    places, near, served = state.places, state.near, np.zeros(state.places.code.size, np.bool_)
    well = attract(
        state.operating(), records(state.projects), near.start, near.place, near.km, params.within_km,
        places.wellbeing, places.access, places.assets, places.unemployment, params.active_share, places.population,
        (params.wellbeing, params.services, params.assets, params.jobs), params.worst_unemployment, served,
        places.attractiveness,
    )  # fmt: skip
    rank = min(int(params.poorest * well.size), well.size - 1)
    leave_behind(well, served, np.partition(well, rank)[rank], places.behind)
