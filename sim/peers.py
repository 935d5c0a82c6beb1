"""Peers: public actors of one level, the more alike their territories the better they understand (pairs)."""
from typing import NamedTuple

import numpy as np

from sim.jit import jit
from sim.names import COMMUNE, LEVELS
from sim.state import State


class Peers(NamedTuple):
    """Who can learn from whom, as compressed rows: never oneself, always of the same level."""

    start: np.ndarray  # (U + 1,) int64
    peer: np.ndarray  # (E,) int64, rows of the authorities
    likeness: np.ndarray  # (E,) float64, how alike the two territories are, 0 to 1
    total: np.ndarray  # (U,) float64, sum of likeness over one's peers
    leader: np.ndarray  # (U,) int64, the most peopled peer where it is larger than oneself, else -1


@jit
def overheard(rows, start, peer, weight, told, out):
    """Add up for each of ``rows`` (n,) what its peers tell: weight x told (U, C), into ``out`` (n, C)."""
    out[:] = 0.0
    for k in range(rows.size):
        for e in range(start[rows[k]], start[rows[k] + 1]):
            for c in range(told.shape[1]):
                out[k, c] += weight[e] * told[peer[e], c]


@jit
def largest(start, peer, population, out):
    """Give each row its most peopled peer where that one is larger than itself, else -1."""
    for u in range(out.size):
        out[u], most = -1, population[u]
        for e in range(start[u], start[u + 1]):
            if population[peer[e]] > most:
                out[u], most = peer[e], population[peer[e]]


@jit
def sum_up(levels, population, values, sums, total):
    """Add up people (U,), and values times people (U, K), over each territory; a place counts a little."""
    for k in range(levels.shape[0]):
        for p in range(population.size):
            u, people = levels[k, p], max(population[p], 1e-9)
            total[u] += people
            for v in range(values.shape[0]):
                sums[u, v] += values[v, p] * people


def over_territories(state: State, values: np.ndarray) -> np.ndarray:
    """Return the mean of ``values`` (K, P) over the people of each public actor's territory, shape (U, K)."""
    places, size = state.places, state.authorities.code.size
    sums, total = np.zeros((size, len(values))), np.zeros(size)
    sum_up(places.levels, places.population, np.ascontiguousarray(values, dtype=np.float64), sums, total)
    return sums / np.maximum(total, 1e-12)[:, None]


def _pairs(state: State, reach_km: float) -> tuple[np.ndarray, np.ndarray]:
    """Return who could hear whom: communes near one another, and every two public actors of another level."""
    near, level = state.near, state.authorities.level
    close = np.flatnonzero(near.km <= reach_km)
    home = np.repeat(np.arange(near.start.size - 1), np.diff(near.start))[close]
    communes = state.places.levels[COMMUNE].astype(np.int64)
    one, two = [communes[home]], [communes[near.place[close]]]
    for other in range(COMMUNE + 1, len(LEVELS)):
        rows = np.flatnonzero(level == other)
        one.append(np.repeat(rows, rows.size))
        two.append(np.tile(rows, rows.size))
    origin, peer = np.concatenate(one), np.concatenate(two)
    kept = np.flatnonzero(origin != peer)
    kept = kept[np.argsort(origin[kept], kind="stable")]
    return origin[kept], peer[kept]


def peers_of(state: State, reach_km: float, width: float) -> Peers:
    """Return the peers of every public actor; those of a commune are communes within ``reach_km``.

    width: RMS difference of context (urbanity, fragility, civic life) at which likeness exp(-d^2 / 2 width^2) is .61.
    """
    origin, peer = _pairs(state, reach_km)
    size, context = state.authorities.code.size, over_territories(state, state.places.context)
    apart = sum((one[origin] - one[peer]) ** 2 for one in np.ascontiguousarray(context.T)) / context.shape[1]
    likeness = np.exp(-0.5 / width**2 * apart)
    start = np.concatenate([[0], np.cumsum(np.bincount(origin, minlength=size))])
    leader = np.empty(size, np.int64)
    largest(start, peer, state.authorities.population, leader)
    return Peers(start, peer, likeness, np.bincount(origin, likeness, size), leader)


def told_by_peers(peers: Peers, rows: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Return what peers tell each of ``rows`` (n,), weighted by likeness; ``told`` shape (U, ...), result (n, ...)."""
    flat = np.ascontiguousarray(told.reshape(told.shape[0], -1), dtype=np.float64)
    out = np.empty((rows.size, flat.shape[1]))
    overheard(rows, peers.start, peers.peer, peers.likeness, flat, out)
    return out.reshape(rows.size, *told.shape[1:])
