"""Public actors at month 0, on five levels, and investors beside them, built from codes (acteurs publics)."""
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scenarios.territory.places import Places
from sim.draws import code_of, key, uniforms
from sim.param import Parameters, param
from sim.state import DOMAINS, EPCI, LEVELS, AuthorityTable


@dataclass(frozen=True)
class PublicParams(Parameters):
    """What public actors are like at month 0: the same for every run seed."""

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
        source="76% of mayors say that they engage in co-construction",
        meaning="Elected who start out to decide with citizens.",
    )
    steering: float = param(
        0.54, unit="share of them", allowed=(0, 1), plausible=(0.4, 0.7),
        source="46% of those mayors say that they cannot steer it",
        meaning="Those of them who know how to steer it.",
    )


def _codes(places: Places) -> tuple[np.ndarray, ...]:
    """Return the code of each place's public actor, by level; the State and investors are one for all."""
    everyone = np.full(len(places), "")
    return (places.code, places.epci, places.departement, places.region, everyone, everyone)


def _everyone(places: Places) -> list[tuple[int, str]]:
    """Return the level and the code of every public actor, in the order of their rows."""
    return [(level, str(c)) for level, codes in enumerate(_codes(places)) for c in np.unique(codes)]


def names_of(places: Places) -> np.ndarray:
    """Return what each public actor is called in tables: the code of an EPCI, else level and code."""
    return np.array([c if level == EPCI else f"{LEVELS[level]} {c}".strip() for level, c in _everyone(places)])


def levels_of(places: Places) -> np.ndarray:
    """Return the row of each place's public actor, shape (6, P): level after level, by code."""
    rows, used = [], 0
    for codes in _codes(places):
        found, of_place = np.unique(codes, return_inverse=True)
        rows.append(of_place + used)
        used += found.size
    return np.array(rows, np.int32)


@lru_cache(maxsize=8)
def authority_table(places: Places, kinds: int, params: PublicParams) -> AuthorityTable:
    """Return the public actors, level after level, by code, with a neutral belief in each innovation: to be copied."""
    found = _everyone(places)
    names = np.array([code_of(c) if level == EPCI else code_of(LEVELS[level], c) for level, c in found], np.uint64)
    size, levels = len(found), levels_of(places)

    def drawn(stream: str, middle: float, width: float) -> np.ndarray:
        return np.clip(middle + width * (2.0 * uniforms(key(0, stream), names, 0) - 1.0), 0.0, 1.0)

    priority = np.array([drawn(f"priority {domain}", 0.5, params.priorities / 2.0) for domain in DOMAINS]).T
    willing = uniforms(key(0, "coconstruction"), names, 0) < params.coconstruction
    able = uniforms(key(0, "steering"), names, 0) < params.steering
    return AuthorityTable(
        code=names, level=np.array([level for level, _ in found], np.int8),
        population=np.bincount(levels.ravel(), np.tile(places.population, len(LEVELS)), size),
        absorptive=drawn("absorptive", params.absorptive, 0.1), openness=drawn("openness", params.openness, 0.2),
        priority=priority / priority.mean(axis=1, keepdims=True), coconstruction=willing.astype(np.uint8),
        steering=(willing & able).astype(np.uint8), pressure=np.zeros((size, kinds)),
        adopted=np.full((size, kinds), -1, np.int32), successes=np.ones((size, kinds)),
        failures=np.ones((size, kinds)), envelope=np.zeros(size),
    )  # fmt: skip
