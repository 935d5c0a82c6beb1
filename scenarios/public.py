"""Public actors at month 0, on five levels, and investors beside them, built from codes (acteurs publics)."""
from functools import lru_cache

import numpy as np

from agents.mandates import PublicParams, elected
from scenarios.territory.hierarchy import NOT_STATED
from scenarios.territory.places import Places
from sim.draws import code_of, key, uniforms
from sim.names import EPCI, LEVELS
from sim.state import AuthorityTable


def _codes(places: Places) -> tuple[np.ndarray, ...]:
    """Return the code of each place's public actor, by level; the State and investors are one for all.

    A place whose code is not stated belongs to one default public actor of that level, with the others like it.
    """
    everyone = np.full(len(places), "")
    stated = [np.where(c == "", NOT_STATED, c) for c in (places.epci, places.departement, places.region)]
    return (places.code, *stated, everyone, everyone)


def _everyone(places: Places) -> list[tuple[int, str]]:
    """Return the level and the code of every public actor, in the order of their rows."""
    return [(level, str(c)) for level, codes in enumerate(_codes(places)) for c in np.unique(codes)]


def names_of(places: Places) -> np.ndarray:
    """Return what each public actor is called in tables: the code of an EPCI, else level and code."""
    return np.array([c if level == EPCI else f"{LEVELS[level]} {c}".strip() for level, c in _everyone(places)])


def row_of(places: Places, level: str, code: str) -> int:
    """Return the row of a public actor by its level and code, -1 where there is none."""
    rows = [row for row, (k, own) in enumerate(_everyone(places)) if LEVELS[k] == level and own == code]
    return rows[0] if rows else -1


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

    first = elected(0, names, 0, params)
    return AuthorityTable(
        code=names, level=np.array([level for level, _ in found], np.int8),
        population=np.bincount(levels.ravel(), np.tile(places.population, len(LEVELS)), size),
        absorptive=drawn("absorptive", params.absorptive, 0.1), openness=drawn("openness", params.openness, 0.2),
        priority=first.priority, coconstruction=first.coconstruction, steering=first.steering,
        pressure=np.zeros((size, kinds)), mandate=np.zeros(size, np.int32), heard=np.zeros(size),
        adopted=np.full((size, kinds), -1, np.int32), successes=np.ones((size, kinds)),
        failures=np.ones((size, kinds)), envelope=np.zeros(size),
        promised=np.full((size, 4), -1, np.int32),
    )  # fmt: skip
