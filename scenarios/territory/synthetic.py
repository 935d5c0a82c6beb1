"""Fictional territories: a grid, a metropolis, an archipelago, central places (territoires fictifs).

Each is drawn by arithmetic and by draws keyed by the place's code: the same fields give the same
places. Every territory is one departement of one region; neighbouring places form its EPCI.
"""
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scenarios.territory.places import Places, sorted_places
from scenarios.territory.rank_size import EXPONENT, rank_size
from sim.draws import code_of, key, uniform_at
from sim.param import Parameters, param

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))  # radians between neighbours on a sunflower head
SUNFLOWER = 1.54  # nearest neighbours on a sunflower head of unit coefficient are at least this far apart


def population_field() -> Any:
    """Declare how many people live in the territory."""
    return param(
        223_884, unit="inhabitants", allowed=(100, 100_000_000), plausible=(20_000, 1_000_000),
        meaning="inhabitants of the whole territory",
        source="assumption: as many as the three EPCI of chalon_creusot (INSEE 2023)",
    )


def exponent_field() -> Any:
    """Declare how unequal the places are."""
    return param(
        EXPONENT, unit="exponent of the rank-size law", allowed=(0.0, 3.0), plausible=(0.8, 1.4),
        meaning="population of the place of rank r is proportional to r^-exponent",
        source="French towns of 2,000 inhabitants and more; assumption below that size",
    )


def spacing_field(default: float) -> Any:
    """Declare how far neighbouring places are from each other."""
    return param(
        default, unit="km", allowed=(0.1, 100.0), plausible=(2.0, 8.0),
        meaning="distance between neighbouring places",
        source="assumption: the communes of France lie about 4 km apart (16 km² each)",
    )


def count_field(
    default: int, unit: str, most: int, meaning: str, least: int = 2, source: str = "assumption"
) -> Any:
    """Declare a number of places, islands, cells or rings."""
    return param(default, unit=unit, allowed=(least, most), meaning=meaning, source=source)


def layout_field() -> Any:
    """Declare which of the possible maps this is."""
    return param(
        1, unit="number of the map", allowed=(0, 2**31 - 1), source="arbitrary",
        meaning="another number places the large and the small towns otherwise; apart from the run's seed",
    )


def luck(layout: int, kind: str, codes: list[str]) -> np.ndarray:
    """Return one draw in (0, 1) for each place code; a place keeps its own whatever the others are."""
    stream = key(layout, f"territory {kind}")
    return np.array([uniform_at(stream, code_of(code)) for code in codes])


def by_rank(order: np.ndarray, population: int, exponent: float) -> np.ndarray:
    """Return populations by row, where ``order`` lists the rows from the largest place to the smallest."""
    out = np.empty(order.size, dtype=np.int64)
    out[order] = rank_size(population, order.size, exponent)
    return out


def sunflower(n: int, coefficient: float) -> tuple[np.ndarray, np.ndarray]:
    """Return n points spread evenly over a disc, from its middle outwards (Vogel 1979)."""
    i = np.arange(n)
    radius = coefficient * np.sqrt(i + 0.5)
    return radius * np.cos(i * GOLDEN_ANGLE), radius * np.sin(i * GOLDEN_ANGLE)


def invented(
    codes: list[str], names: list[str], group: np.ndarray, population: np.ndarray,
    x: np.ndarray, y: np.ndarray,
) -> Places:
    """Return synthetic Places whose EPCI are the numbers in ``group``."""
    n, nowhere = len(codes), np.full(len(codes), np.nan)
    return sorted_places({
        "code": codes, "name": names,
        "epci": [f"epci-{g + 1:04d}" for g in group], "epci_name": [f"EPCI {g + 1}" for g in group],
        "departement": ["D1"] * n, "region": ["R1"] * n, "population": population,
        "x_km": x, "y_km": y, "lat": nowhere, "lon": nowhere, "source": ["synthetic"] * n,
    })


class Fictional(Parameters):
    """A territory that exists nowhere: its fields are set under territory.*, and maps say so (territoire fictif)."""

    @classmethod
    def group(cls) -> str:
        """Return the name under which people set these fields."""
        return "territory"

    def source_line(self, lang: str) -> str:
        """Return the attribution that maps show, in ``lang`` "fr" or "en"."""
        return "Lieux et populations fictifs." if lang == "fr" else "Places and populations are invented."


@dataclass(frozen=True)
class Grid(Fictional):
    """Square cells, towns of all sizes scattered over them (maillage)."""

    name: str = "grid"
    label_fr: str = "Maillage"
    label_en: str = "Grid"
    width: int = count_field(12, "cells", 200, "cells from west to east")
    height: int = count_field(12, "cells", 200, "cells from south to north")
    cell_km: float = spacing_field(4.0)
    epci_cells: int = count_field(4, "cells", 200, "side of the square blocks of cells that form an EPCI", 1)
    population: int = population_field()
    exponent: float = exponent_field()
    layout: int = layout_field()

    def places(self) -> Places:
        """Return one place per cell, at its centre."""
        row, column = (v.ravel() for v in np.indices((self.height, self.width)))
        codes = [f"g{r:03d}{c:03d}" for r, c in zip(row, column, strict=True)]
        order = np.argsort(luck(self.layout, "grid", codes), kind="stable")
        blocks = -(-self.width // self.epci_cells)
        cells = invented(
            codes, [f"Maille {r + 1}-{c + 1}" for r, c in zip(row, column, strict=True)],
            (row // self.epci_cells) * blocks + column // self.epci_cells,
            by_rank(order, self.population, self.exponent),
            (column + 0.5) * self.cell_km, (row + 0.5) * self.cell_km,
        )
        return replace(cells, cell_km=self.cell_km)


@dataclass(frozen=True)
class Metropolis(Fictional):
    """One large city in the middle; places grow smaller, on the whole, away from it (métropole)."""

    name: str = "metropolis"
    label_fr: str = "Métropole et sa couronne"
    label_en: str = "Metropolis and its ring"
    n_places: int = count_field(120, "places", 40_000, "number of places")
    cell_km: float = spacing_field(4.0)
    epci_places: int = count_field(20, "places", 1_000, "places in an EPCI, about", 1)
    population: int = population_field()
    exponent: float = exponent_field()
    layout: int = layout_field()

    def places(self) -> Places:
        """Return the city, then its ring on a sunflower head; EPCI are the core and sectors around it."""
        n = self.n_places
        x, y = sunflower(n, self.cell_km / SUNFLOWER)
        codes = [f"m{i:05d}" for i in range(n)]
        nearness = np.arange(n) * (0.5 + luck(self.layout, "metropolis", codes))
        core = min(n, self.epci_places)
        sectors = max(1, round((n - core) / self.epci_places))
        turn = np.arctan2(y - y[0], x - x[0]) / (2 * np.pi) + 0.5
        sector = 1 + np.minimum((turn * sectors).astype(np.int64), sectors - 1)
        return invented(
            codes, ["Ville-centre", *(f"Commune {i}" for i in range(1, n))],
            np.where(np.arange(n) < core, 0, sector),
            by_rank(np.argsort(nearness, kind="stable"), self.population, self.exponent), x, y,
        )


@dataclass(frozen=True)
class Archipelago(Fictional):
    """Clusters of places far from one another, each with its main town (archipel)."""

    name: str = "archipelago"
    label_fr: str = "Archipel"
    label_en: str = "Archipelago"
    islands: int = count_field(8, "islands", 500, "number of islands; each is an EPCI")
    island_places: int = count_field(15, "places", 1_000, "places on each island", 1)
    cell_km: float = spacing_field(4.0)
    gap_km: float = param(
        25.0, unit="km", allowed=(0.0, 1_000.0), plausible=(10.0, 60.0),
        meaning="least distance between places of two islands", source="assumption",
    )
    population: int = population_field()
    exponent: float = exponent_field()
    layout: int = layout_field()

    def places(self) -> Places:
        """Return the islands, each a sunflower head; the largest places are their main towns."""
        head_x, head_y = sunflower(self.island_places, self.cell_km / SUNFLOWER)
        width = 2 * float(np.hypot(head_x, head_y).max()) + self.gap_km
        island_x, island_y = sunflower(self.islands, width / SUNFLOWER)
        island = np.repeat(np.arange(self.islands), self.island_places)
        number = np.tile(np.arange(self.island_places), self.islands)
        codes = [f"a{i:03d}{k:04d}" for i, k in zip(island, number, strict=True)]
        order = np.lexsort((luck(self.layout, "archipelago", codes), number > 0))
        return invented(
            codes, [f"Île {i + 1}, commune {k + 1}" for i, k in zip(island, number, strict=True)], island,
            by_rank(order, self.population, self.exponent),
            island_x[island] + head_x[number], island_y[island] + head_y[number],
        )


@dataclass(frozen=True)
class Christaller(Fictional):
    """Central places on a hexagonal lattice, each serving three places of the level below (lieux centraux).

    Source: Christaller (1933), Die zentralen Orte in Süddeutschland, market principle (k = 3).
    """

    name: str = "christaller"
    label_fr: str = "Lieux centraux (Christaller)"
    label_en: str = "Central places (Christaller)"
    rings: int = count_field(6, "rings", 100, "rings around the capital; n rings hold 3n(n+1)+1 places", 1)
    levels: int = count_field(4, "levels", 8, "levels of centres, from village to capital")
    cell_km: float = spacing_field(4.0)
    population: int = population_field()
    exponent: float = exponent_field()

    def places(self) -> Places:
        """Return the lattice; ranks go by level, then by distance to the capital; EPCI form around towns."""
        a, b = (v.ravel() - self.rings for v in np.indices((2 * self.rings + 1, 2 * self.rings + 1)))
        inside = np.maximum(np.maximum(abs(a), abs(b)), abs(a - b)) <= self.rings
        a, b = a[inside], b[inside]
        x, y = self.cell_km * (a - b / 2), self.cell_km * b * np.sqrt(3) / 2
        level = central_level(a, b, self.levels)
        order = np.lexsort((np.arange(a.size), a * a - a * b + b * b, -level))
        return invented(
            [f"c{p + self.rings:03d}{q + self.rings:03d}" for p, q in zip(a, b, strict=True)],
            [f"Lieu central {i + 1} (niveau {int(k)})" for i, k in enumerate(level)],
            nearest_centre(x, y, level >= min(3, self.levels)),
            by_rank(order, self.population, self.exponent), x, y,
        )


def central_level(a: np.ndarray, b: np.ndarray, levels: int) -> np.ndarray:
    """Return the level, 1 to ``levels``, of points a + b·w of the hexagonal lattice, w = exp(2i·pi/3).

    A point rises one level each time it can be divided by 1 - w, whose norm is 3.
    """
    level, left, right = np.ones(a.size, dtype=np.int64), a.copy(), b.copy()
    rises = np.ones(a.size, dtype=bool)
    for _ in range(levels - 1):
        rises &= (left + right) % 3 == 0
        level += rises
        left, right = (2 * left - right) // 3, (left + right) // 3
    return level


def nearest_centre(x: np.ndarray, y: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Return for each place the number (from 0) of the nearest of the places marked in ``centre``."""
    best, found = np.full(x.size, np.inf), np.zeros(x.size, dtype=np.int64)
    for number, row in enumerate(np.flatnonzero(centre)):
        distance = np.hypot(x - x[row], y - y[row])
        nearer = distance < best - 1e-9
        best[nearer], found[nearer] = distance[nearer], number
    return found
