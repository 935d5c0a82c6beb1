"""The places of a territory, one row each: communes or the cells of an invented one (lieux)."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from scenarios.territory.sites import ExistingSite
from sim.errors import InputError, Text

SOURCES = ("geonames", "synthetic", "file")

# Assumption A-density: the least population of INSEE's density classes 1 to 6 where a file gives none.
# A class says how built-up a commune is, which population alone cannot: over the communes of France in
# 2023 these floors give the published class in 53% of cases and are within one class in 95%.
DENSITY_FLOORS = ((1, 50_000), (2, 10_000), (3, 5_000), (4, 2_000), (5, 750), (6, 200))

Boundary = tuple[np.ndarray, ...]  # rings, each (n, 2) float64 in km; outer ones anticlockwise, holes clockwise
APART = ("columns", "cell_km", "boundary", "sites", "unplaced", "credit")  # fields that are no column of all places


@dataclass(frozen=True, eq=False)
class Places:
    """Every place of a territory, rows sorted by code; P is their number (lieux).

    Names may repeat; codes may not. ``x_km`` and ``y_km`` are Lambert-93 in metropolitan France and a
    plane of the territory's own elsewhere. ``source`` says where a row comes from: geonames, synthetic
    (invented: drawn hollow) or file. ``columns`` holds month-0 columns a file gave, nan where a cell is
    empty: shares, but for ``associations`` (per 1,000 inhabitants) and ``training`` (bodies).
    """

    code: np.ndarray  # (P,) str, unique, ascending
    name: np.ndarray  # (P,) str
    epci: np.ndarray  # (P,) str, code of the EPCI
    epci_name: np.ndarray  # (P,) str
    departement: np.ndarray  # (P,) str, code
    region: np.ndarray  # (P,) str, code
    population: np.ndarray  # (P,) float64, persons, >= 0
    x_km: np.ndarray  # (P,) float64, km
    y_km: np.ndarray  # (P,) float64, km
    lat: np.ndarray  # (P,) float64, degrees WGS84, nan where invented
    lon: np.ndarray  # (P,) float64, degrees WGS84, nan where invented
    density: np.ndarray  # (P,) int64, INSEE density class, 1 (dense) to 7
    source: np.ndarray  # (P,) str
    columns: Mapping[str, np.ndarray] = field(default_factory=dict)  # name -> (P,) float64
    cell_km: float = 0.0  # side of a cell where places tile a grid, 0 elsewhere
    boundary: tuple[Boundary | None, ...] = ()  # outline of each place, None where not known; () where none is
    sites: tuple[ExistingSite, ...] = ()  # sites that stand at month 0, by place then innovation
    unplaced: tuple[str, ...] = ()  # codes the file gives without position: left out
    credit: str = ""  # attribution that the file itself states

    def __post_init__(self) -> None:
        repeated = self.code[1:][self.code[1:] <= self.code[:-1]]
        if repeated.size:
            raise InputError(Text(
                f"Places must be sorted by code and codes unique; see code {repeated[0]}.",
                f"Les lieux doivent être triés par code et les codes uniques ; voyez le code {repeated[0]}.",
            ))
        arrays = self._arrays()
        _same_length(arrays | ({"boundary": self.boundary} if self.boundary else {}))
        for values in arrays.values():
            values.flags.writeable = False

    def __len__(self) -> int:
        return int(self.code.size)

    def _arrays(self) -> dict[str, np.ndarray]:
        own = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in APART}
        return own | dict(self.columns)

    @property
    def invented_share(self) -> float:
        """The share of the inhabitants who live in synthetic places, 0 to 1."""
        total = float(self.population.sum())
        return float(self.population[self.source == "synthetic"].sum()) / total if total else 0.0

    def take(self, rows: np.ndarray) -> "Places":
        """Return the places of ``rows`` (a mask or ascending row numbers) as a territory of their own."""
        kept = np.arange(len(self))[rows]
        own = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name not in APART}
        columns = {name: values[rows] for name, values in self.columns.items()}
        boundary = tuple(self.boundary[row] for row in kept) if self.boundary else ()
        row_now = {int(row): new for new, row in enumerate(kept)}
        sites = tuple(s._replace(place=row_now[s.place]) for s in self.sites if s.place in row_now)
        return replace(self, **own, columns=columns, boundary=boundary, sites=sites)


def _same_length(arrays: Mapping[str, Sequence | np.ndarray]) -> None:
    """Refuse columns that do not have one value per code."""
    n = len(arrays["code"])
    problems = [
        Text(f"Column {name} of the places has {len(values)} values, but there are {n} codes.",
             f"La colonne {name} des lieux a {len(values)} valeurs, mais il y a {n} codes.")
        for name, values in arrays.items() if len(values) != n
    ]
    if problems:
        raise InputError(*problems)


def density_class(population: np.ndarray) -> np.ndarray:
    """Return the density class, 1 to 7, that ``population`` (persons) suggests; *assumption* A-density."""
    found = np.full(np.shape(population), 7, dtype=np.int64)
    for level, floor in reversed(DENSITY_FLOORS):
        found[np.asarray(population) >= floor] = level
    return found


def sorted_places(
    values: Mapping[str, Sequence | np.ndarray], columns: Mapping[str, Sequence | np.ndarray] | None = None
) -> Places:
    """Return Places from columns in any row order; density comes from population where it is absent or 0.

    values: every field of Places except density (optional) and columns, each of length P.
    """
    _same_length({**values, **(columns or {})})
    order = np.argsort(np.asarray(values["code"], dtype=str), kind="stable")
    own: dict[str, Any] = {name: np.asarray(given)[order] for name, given in values.items()}
    for name in ("population", "x_km", "y_km", "lat", "lon"):
        own[name] = own[name].astype(np.float64)
    for name in ("code", "name", "epci", "epci_name", "departement", "region", "source"):
        own[name] = own[name].astype(str)
    given = own.get("density", np.zeros(order.size)).astype(np.int64)
    own["density"] = np.where(given > 0, given, density_class(own["population"]))
    extra = {name: np.asarray(given, dtype=np.float64)[order] for name, given in (columns or {}).items()}
    return Places(**own, columns=extra)
