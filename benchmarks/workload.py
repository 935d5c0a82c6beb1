"""Workload W: adoption alone, on a torus of cells, one definition for every implementation (charge de référence).

About 100 citizens a cell; each chooses 3 contacts in the 3 x 3 cells around and 1 far away by distance^-2, and ties
go both ways: 8 contacts in the mean, 6 near and 2 far. Everybody knows of the innovation. A month's hazard of
adopting is ``alone`` plus, by the share e of contacts who adopt, ``pull`` x e where e reaches the threshold, else at
most ``floor`` with one adopting contact. All move at once; the adopters of each cell are noted every month.
"""
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.network import ties

CELL = 100  # citizens, about
NEAR, FAR = 3, 1  # contacts chosen
ALONE, PULL, FLOOR = 5e-4, 0.35, 5e-4  # a month
HIGHEST = 0.6  # thresholds are uniform from 0 to it


class World(NamedTuple):
    """Who lives where, tied to whom; N citizens, C cells."""

    cell: np.ndarray  # (N,) int32, in order
    first: np.ndarray  # (C + 1,) int64, first citizen of each cell
    threshold: np.ndarray  # (N,) float32, share of contacts
    start: np.ndarray  # (N + 1,) int64, CSR
    contact: np.ndarray  # (E,) int32


class Outcome(NamedTuple):
    """What an implementation found, and what it took."""

    adopters: np.ndarray  # (steps, C), end of each month
    seconds: float  # CPU of the months, the building of objects left out


def world(citizens: int, seed: int = 1) -> World:
    """Return the world of workload W with that many citizens."""
    side = max(3, round((citizens / CELL) ** 0.5))
    cell = (np.arange(citizens) * side**2 // citizens).astype(np.int32)
    first = np.searchsorted(cell, np.arange(side**2 + 1)).astype(np.int64)
    rng = np.random.default_rng(seed)
    chosen = np.column_stack([_met(cell, first, side, dx, dy, rng) for dx, dy in _moves(citizens, side, rng)])
    start, contact = ties(chosen.astype(np.int32))
    return World(cell, first, rng.uniform(0.0, HIGHEST, citizens).astype(np.float32), start, contact)


def _moves(citizens: int, side: int, rng: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield how many cells away the contacts chosen live, column by column."""
    for _ in range(NEAR):
        dx, dy = rng.integers(-1, 2, (2, citizens))
        yield dx, dy
    for _ in range(FAR):  # density ~ distance^-2 in the plane: the logarithm of the radius is uniform
        radius = max(1.0, side / 2.0) ** rng.random(citizens)
        angle = 2.0 * np.pi * rng.random(citizens)
        yield np.rint(radius * np.cos(angle)).astype(int), np.rint(radius * np.sin(angle)).astype(int)


def _met(cell: np.ndarray, first: np.ndarray, side: int, dx: np.ndarray, dy: np.ndarray,
         rng: np.random.Generator) -> np.ndarray:  # fmt: skip
    """Return a citizen drawn in the cell (dx, dy) away, shape (N,); -1 where it is oneself."""
    x, y = np.divmod(cell, side)
    there = (x + dx) % side * side + (y + dy) % side
    size = np.diff(first)[there]
    met = first[there] + (rng.random(cell.size) * size).astype(int)
    return np.where(met == np.arange(cell.size), -1, met)


def hazard(share: np.ndarray, threshold: np.ndarray) -> np.ndarray:
    """Return a month's hazard of adopting by the share of contacts who adopt; for those who work on arrays."""
    below = np.where(share > 0.0, np.minimum(FLOOR, PULL * share), 0.0)
    return ALONE + np.where(share >= threshold, PULL * share, below)


def hazard_of_one(share: float, threshold: float) -> float:
    """Return the same for one citizen; for those who work on objects."""
    if share >= threshold:
        return ALONE + PULL * share
    return ALONE + (min(FLOOR, PULL * share) if share > 0.0 else 0.0)


def by_cell(adopted: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return how many of each cell have adopted, shape (C,); adopted: (N,) bool."""
    return np.add.reduceat(adopted, first[:-1], dtype=np.int64)
