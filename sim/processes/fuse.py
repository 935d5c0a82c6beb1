"""Fusion: two carriers of one legal form, much alike, become one, or fail to (fusionner)."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.copying import apart
from sim.draws import fold, key, mix, uniform
from sim.jit import inline, jit
from sim.merging import merge
from sim.names import FUSION
from sim.param import Parameters, param
from sim.rows import records
from sim.sorting import first_from
from sim.space import distance
from sim.state import State
from sim.ties import likeness

ROUNDING = 1e-6  # km, by which the search from west to east goes farther than the distance that then decides


@dataclass(frozen=True)
class FuseParams(Parameters):
    """Who merges, and how often it fails."""

    overlap: float = param(
        0.5, unit="likeness, 0 to 1", allowed=(0, 1), plausible=(0.3, 0.7), source="assumption",
        meaning="Least likeness of two projects that look at merging: same innovation, kind and context.",
    )
    near_km: float = param(
        15.0, unit="km", allowed=(0, 500), plausible=(5, 40), source="assumption",
        meaning="Distance within which a carrier looks beyond its partners.",
    )
    failure: float = param(
        0.3, unit="probability", allowed=(0, 1), plausible=(0.1, 0.6), source="assumption",
        meaning="Mergers whose integration fails: the weaker site closes.",
    )


class Fit(NamedTuple):
    """What says how well two sites fit."""

    x: np.ndarray
    y: np.ndarray
    context: np.ndarray
    latent: np.ndarray
    kind: np.ndarray
    reliance: np.ndarray


class Market(NamedTuple):
    """Open sites in two orders, so that neighbours and those of one carrier are found without asking all."""

    by_x: np.ndarray  # (n,) rows of projects, from west to east
    x: np.ndarray  # (n,) km, where these are
    by_actor: np.ndarray  # (n,) rows of projects, by carrier
    actor: np.ndarray  # (n,) rows of these carriers


def market(rows: np.ndarray, actor: np.ndarray, x: np.ndarray) -> Market:
    """Return sites ``rows`` (n,) in two orders; actor, x: (n,), the carrier of each and where it is, km."""
    west, owners = np.argsort(x, kind="stable"), np.argsort(actor, kind="stable")
    return Market(rows[west], x[west], rows[owners], actor[owners])


@inline
def suits(p, form, fit, row, other, overlap):
    """Say whether another carrier's site is of the legal form and the kind that ``row`` can merge with."""
    a, b = p.actor[row], p.actor[other]
    return b != a and form[b] == form[a] and likeness(p, fit.kind, fit.context, row, other) >= overlap


@jit
def known_site(row, name, p, form, partner, fit, sites, overlap, near_km):
    """Return the site that ``row`` asks to merge, drawn among those it knows and that suit it; -1 where none does.

    It knows the sites within ``near_km`` and those of its partners; the draw takes the lowest of their ranks.
    """
    best, lowest, home = np.int64(-1), np.uint64(0), np.int64(p.place[row])
    k = first_from(sites.x, fit.x[home] - near_km - ROUNDING)
    while k < sites.x.size and sites.x[k] <= fit.x[home] + near_km + ROUNDING:
        other = sites.by_x[k]
        k += 1
        rank = mix(name ^ p.key[other])
        near = (best < 0 or rank < lowest) and distance(fit.x, fit.y, home, np.int64(p.place[other])) <= near_km
        if near and suits(p, form, fit, row, other, overlap):
            best, lowest = other, rank
    for t in range(partner.shape[1]):
        b = partner[p.actor[row], t]
        k = first_from(sites.actor, b)
        while b >= 0 and k < sites.actor.size and sites.actor[k] == b:
            other = sites.by_actor[k]
            k += 1
            rank = mix(name ^ p.key[other])
            if (best < 0 or rank < lowest) and suits(p, form, fit, row, other, overlap):
                best, lowest = other, rank
    return best


@jit
def seek(rows, p, speed, effort, step, free_work, stream, out):
    """List the sites that chose fusion and look for a partner this month; return how many.

    They do at the rate of the mode x output x free work; those of a public owner do not.
    """
    found = 0
    for row in rows:
        if p.owner[row] >= 0 or p.scaling[row] != 1 or p.choice[row] != FUSION:
            continue
        free = max(0.0, 12.0 * free_work * (p.posts[row] + p.funded[row]) - p.backlog[row])
        rate = speed * min(1.0, p.output[row]) * min(1.0, free / max(effort, 1e-9))
        u = uniform(fold(fold(stream, p.key[row]), step - p.born[row]))
        if u < 1.0 - np.exp(-rate / 12.0):
            out[found] = row
            found += 1
    return found


@jit
def look(rows, sites, p, form, partner, fit, tolerance, step, overlap, near_km, failure, stream, pairs):
    """List the mergers of the month, (site, other site, 1 = fails); return how many.

    Sites ``rows`` look among the open sites of partners and neighbours of their legal form; one that fits by context
    accepts. sites: the open sites, see ``market``.
    """
    found = 0
    for row in rows:
        name = fold(fold(stream, p.key[row]), step - p.born[row])
        best = known_site(row, name, p, form, partner, fit, sites, overlap, near_km)
        if best < 0:
            continue
        one, two = np.int64(p.place[row]), np.int64(p.place[best])
        d2 = apart(fit.context, fit.latent, fit.reliance[p.innovation[row]], one, two)
        if uniform(fold(name, 1)) < np.exp(-0.5 * d2 / tolerance**2):
            pairs[found, 0], pairs[found, 1] = row, best
            pairs[found, 2] = uniform(fold(name, 2)) < failure
            found += 1
    return found


def step(state: State, params: FuseParams, free_work: float, close: Callable[[np.ndarray], None]) -> None:
    """Let carriers that chose fusion merge, or fail to; ``close`` closes the sites it is given."""
    p, rows, a, places, kinds = state.projects, state.operating(), state.actors, state.places, state.innovations
    ways, stream, looking = state.modes, key(state.seed, "fuse"), np.empty_like(rows)
    found = seek(rows, records(p), ways.rate[FUSION], ways.effort[FUSION], state.step, free_work, stream, looking)
    if not found:
        return
    seekers, others = state.by_name(looking[:found]), rows[p.owner[rows] < 0]
    fit = Fit(places.x, places.y, places.context, places.latent, kinds.kind, kinds.reliance)
    pairs = np.empty((seekers.size, 3), np.int64)
    found = look(
        seekers, market(others, p.actor[others], places.x[p.place[others]]), records(p), a.form, a.partner, fit,
        ways.tolerance[FUSION], state.step, params.overlap, params.near_km, params.failure, stream, pairs,
    )  # fmt: skip
    for row, other, fails in pairs[:found].tolist():
        if p.closed[row] >= 0 or p.closed[other] >= 0 or p.actor[row] == p.actor[other]:
            continue
        p.backlog[row] += ways.effort[FUSION]
        if fails:
            close(np.array([row if p.output[row] < p.output[other] else other]))
        else:
            merge(state, row, other)
