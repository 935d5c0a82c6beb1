"""Elections change the elected; staff come, go and learn at their own pace (élus et agents)."""
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.draws import key, uniforms
from sim.names import COMMUNE, DEPARTEMENT, DOMAINS, EPCI, ETAT, INVESTOR, REGION
from sim.param import Parameters, param
from sim.state import State

VOTES = {  # kind of vote -> levels renewed, a year it takes place, years between two; Code électoral, Constitution
    "municipal": ((COMMUNE, EPCI), 2026, 6),
    "departement": ((DEPARTEMENT,), 2028, 6),
    "region": ((REGION,), 2028, 6),
    "etat": ((ETAT,), 2027, 5),
}
VOTE_MONTH = 2  # of the year, from 0: March


@dataclass(frozen=True)
class PublicParams(Parameters):
    """What public actors are like: at month 0 the same for every run seed, then as elections and staff change them."""

    absorptive: float = param(
        0.5, unit="0 to 1", allowed=(0, 1), plausible=(0.3, 0.7), source="assumption",
        meaning="Mean absorptive capacity of public actors (AC); they differ by plus or minus .1.",
    )
    openness: float = param(
        0.4, unit="0 to 1", allowed=(0, 1), plausible=(0.2, 0.6), source="assumption",
        meaning="Mean openness of staff to what others do and say; they differ by plus or minus .2.",
    )
    priorities: float = param(
        0.5, unit="plus or minus", allowed=(0, 1), plausible=(0.2, 0.8), source="assumption",
        meaning="How much the elected differ in what they put first, around an equal weight of every domain.",
    )
    coconstruction: float = param(
        0.76, unit="share of the elected", allowed=(0, 1), plausible=(0.6, 0.85),
        source="76% of mayors say that they engage in co-construction (Le RAMEAU, PHARE, 2018)",
        meaning="Elected who set out to decide with citizens.",
    )
    steering: float = param(
        0.54, unit="share of them", allowed=(0, 1), plausible=(0.4, 0.7),
        source="46% of those mayors say that they cannot steer it (Le RAMEAU, PHARE, 2018)",
        meaning="Those of them who know how to steer it.",
    )
    mobility: float = param(
        0.1, unit="a year", allowed=(0, 1), plausible=(0.05, 0.2), source="assumption",
        meaning="Share of staff who move: AC and openness come back by as much to what they usually are.",
    )
    joint_learning: float = param(
        0.03, unit="a year, 0 to 1", allowed=(0, 1), plausible=(0.01, 0.06), source="assumption",
        meaning="AC and openness that staff gain in a year of joint projects: copies received, a living cluster.",
    )
    unsteered: float = param(
        0.5, unit="share", allowed=(0, 1), plausible=(0.2, 0.8), source="assumption",
        meaning="Part of that gain where the elected do not know how to steer co-construction.",
    )


class Elected(NamedTuple):
    """What the elected of n public actors want and can."""

    priority: np.ndarray  # (n, D) float64, mean 1
    coconstruction: np.ndarray  # (n,) uint8
    steering: np.ndarray  # (n,) uint8


def elected(seed: int, codes: np.ndarray, mandate: int, params: PublicParams) -> Elected:
    """Draw the elected of a mandate, named by ``codes`` (n,) and its number: 0 for those in office at month 0."""
    wishes = np.array([uniforms(key(seed, f"priority {domain}"), codes, mandate) for domain in DOMAINS]).T
    priority = 0.5 + params.priorities * (wishes - 0.5)
    willing = uniforms(key(seed, "coconstruction"), codes, mandate) < params.coconstruction
    able = uniforms(key(seed, "steering"), codes, mandate) < params.steering
    return Elected(
        priority / priority.mean(axis=1, keepdims=True), willing.astype(np.uint8), (willing & able).astype(np.uint8)
    )


def levels_voting(year: int) -> list[int]:
    """Return the levels, indices in LEVELS, whose elections fall in a calendar year."""
    return [level for levels, first, every in VOTES.values() if (year - first) % every == 0 for level in levels]


def elect(state: State, levels: list[int], params: PublicParams) -> None:
    """Renew the elected of every public actor of ``levels``; staff stay."""
    public = state.authorities
    rows = np.flatnonzero(np.isin(public.level, levels))
    public.mandate[rows] += 1
    for mandate in np.unique(public.mandate[rows]).tolist():
        which = rows[public.mandate[rows] == mandate]
        found = elected(state.seed, public.code[which], mandate, params)
        public.priority[which], public.coconstruction[which] = found.priority, found.coconstruction
        public.steering[which] = found.steering


def usual_staff(state: State) -> tuple[float, float]:
    """Return the mean absorptive capacity and openness: what those who move in from elsewhere bring."""
    return float(state.authorities.absorptive.mean()), float(state.authorities.openness.mean())


def joint_projects(state: State) -> np.ndarray:
    """Return which public actors took part in a joint project over the last year, a mask of shape (U,).

    A copy received: by its EPCI, and by other levels that had made the innovation their policy; a living cluster
    with an actor on the territory. (What a take-over, co-training or a trip teaches is with their instruments.)
    """
    p, a, public, levels = state.projects, state.actors, state.authorities, state.places.levels
    joined = np.zeros(public.code.size, bool)
    n = state.n_projects
    rows = np.flatnonzero((p.parent[:n] >= 0) & (p.born[:n] > state.step - 12))
    payers, kind = levels[:, p.place[rows]], p.innovation[rows]
    takes_part = (public.adopted[payers, kind] >= 0) & (np.arange(len(levels)) != INVESTOR)[:, None]
    takes_part[EPCI] = True
    joined[payers[takes_part]] = True
    cluster = a.cluster[: state.n_actors]
    members = np.flatnonzero(cluster >= 0)
    members = members[state.clusters.closed[cluster[members]] < 0]
    joined[levels[:, a.place[members]].ravel()] = True
    return joined


def move_staff(state: State, usual: tuple[float, float], params: PublicParams) -> None:
    """Let a year's mobility bring staff back to the ``usual``, and joint projects teach those who stay."""
    public = state.authorities
    taught = np.where(public.steering == 1, 1.0, params.unsteered) * joint_projects(state)
    for column, middle in zip((public.absorptive, public.openness), usual, strict=True):
        column[:] += params.mobility * (middle - column) + params.joint_learning * taught
        np.clip(column, 0.0, 1.0, out=column)
