"""Capitalising: what sites know settles in their places, and local resources become specific assets (capitaliser)."""
import math
from dataclasses import dataclass

import numpy as np

from sim.jit import inline, jit
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State


@dataclass(frozen=True)
class CapitaliseParams(Parameters):
    """How knowledge and local resources build up in a place, and are lost."""

    reading: float = param(
        1.0, unit="a year", allowed=(0, 12), plausible=(0.3, 3), source="assumption",
        meaning="Speed at which what the sites around have written down comes to hand in a place.",
    )
    practice: float = param(
        0.5, unit="a year", allowed=(0, 12), plausible=(0.2, 1), source="assumption",
        meaning="Speed at which people of a place learn by doing what its own sites know.",
    )
    forgetting: float = param(
        0.7, unit="a year", allowed=(0, 12), plausible=(0.3, 2), source="assumption: half is lost in a year",
        meaning="Speed at which a place loses what nobody practises there any more and nobody wrote down.",
    )
    ageing: float = param(
        0.05, unit="a year", allowed=(0, 5), plausible=(0.02, 0.2), source="assumption",
        meaning="Speed at which written knowledge goes out of date.",
    )
    activation: float = param(
        0.5, unit="a year, at full use", allowed=(0, 12), plausible=(0.2, 1), source="assumption",
        meaning="Speed at which local resources that are made use of become specific assets.",
    )
    animation: float = param(
        0.3, unit="share of full use, at full animation", allowed=(0, 1), plausible=(0.1, 0.6), source="assumption",
        meaning="Use that catalysts make of local resources, by revealing them.",
    )
    clustered: float = param(
        0.3, unit="share of full use", allowed=(0, 1), plausible=(0.1, 0.6), source="assumption",
        meaning="Use that a cluster makes of the resources of places where it has a site.",
    )
    fading: float = param(
        0.1, unit="a year", allowed=(0, 5), plausible=(0.03, 0.3), source="assumption",
        meaning="Speed at which assets that nobody uses fall asleep again.",
    )


def closed(rate: float) -> float:
    """Return the share of a gap that a month closes at a yearly ``rate``."""
    return 1.0 - math.exp(-rate / 12.0)


@inline
def teach(rows, p, start, place, reach, reliance, written, practised, idle):
    """Gather what open sites put at hand; the arrays come as zeros, ``idle`` as ones.

    written: (I, P), the best that a site nearby wrote, as readily as people go there: many who write the same add
    nothing. practised: (I, P), the best working team's skill, in its own place only: tacit knowledge needs people.
    idle: (P,), share of local resources that no site relies on.
    """
    for row in rows:
        i, home = p.innovation[row], p.place[row]
        work = min(1.0, p.output[row])
        practised[i, home] = max(practised[i, home], p.skill[row] * work)
        idle[home] *= 1.0 - reliance[i] * work
        for e in range(start[home], start[home + 1]):
            there = place[e]
            written[i, there] = max(written[i, there], p.codified[row] * reach[e])


@inline
def settle(codified, tacit, written, practised, reading, ageing, practice, forgetting):
    """Move the knowledge of places for a month: written stays and ages, tacit lives with those who practise.

    reading, practice, forgetting: share of the gap that a month closes; ageing: share of what is written that it keeps.
    """
    for i in range(codified.shape[0]):
        for j in range(codified.shape[1]):
            codified[i, j] = ageing * (codified[i, j] + reading * max(0.0, written[i, j] - codified[i, j]))
            gap = practised[i, j] - tacit[i, j]
            tacit[i, j] += gap * (practice if gap > 0.0 else forgetting)


@inline
def activate(rows, p, cluster, idle, animation, latent, assets, animated, clustered, activation, fading):
    """Turn latent resources into assets where they are made use of; assets nobody uses fade.

    idle: (P,), share of resources that no site relies on; catalysts and clusters leave less of it.
    """
    marked = np.zeros(idle.size, np.bool_)
    for row in rows:
        marked[p.place[row]] |= cluster[p.actor[row]] >= 0
    for j in range(idle.size):
        left = idle[j] * (1.0 - animated * animation[j] / (1.0 + animation[j]))
        if marked[j]:
            left *= 1.0 - clustered
        woken = 1.0 - np.exp(-activation * (1.0 - left) / 12.0)
        assets[j] = (assets[j] + woken * max(0.0, latent[j] - assets[j])) * np.exp(-fading * left / 12.0)


@jit
def capitalise(
    rows, p, start, place, reach, reliance, codified, tacit, cluster, animation, latent, assets, speeds, ageing,
    animated, clustered, activation, fading,
):  # fmt: skip
    """Let a month's work leave knowledge and assets in places; speeds: reading, practice, forgetting."""
    reading, practice, forgetting = speeds
    written, practised, idle = np.zeros(codified.shape), np.zeros(codified.shape), np.empty(latent.size)
    idle[:] = 1.0
    teach(rows, p, start, place, reach, reliance, written, practised, idle)
    settle(codified, tacit, written, practised, reading, ageing, practice, forgetting)
    activate(rows, p, cluster, idle, animation, latent, assets, animated, clustered, activation, fading)


def step(state: State, params: CapitaliseParams) -> None:
    """Let a month's work leave knowledge and assets in places."""
    places, near = state.places, state.near
    capitalise(
        state.operating(), records(state.projects), near.start, near.place, near.reach, state.innovations.reliance,
        places.codified, places.tacit, state.actors.cluster, places.animation, places.latent, places.assets,
        (closed(params.reading), closed(params.practice), closed(params.forgetting)), math.exp(-params.ageing / 12.0),
        params.animation, params.clustered, params.activation, params.fading,
    )  # fmt: skip
