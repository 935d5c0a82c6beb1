"""From a file of places to Places, or to all that is wrong with it at once (chargement d'un territoire)."""
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import compress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from scenarios.territory.checks import Problems, enough_rows, filled, insee_form, noted, numbers, unique, whole_rows
from scenarios.territory.columns import NEEDED, OPTIONAL, find_columns, insee_column
from scenarios.territory.cut import Cut, kept
from scenarios.territory.formats import read_any
from scenarios.territory.geojson import FEATURE
from scenarios.territory.geometry import Shape
from scenarios.territory.hierarchy import hierarchy
from scenarios.territory.outlines import beside, in_km, shapes_of
from scenarios.territory.places import SOURCES, Places, sorted_places
from scenarios.territory.placing import placed
from scenarios.territory.projection import plane_of
from scenarios.territory.reading import Row, Table, plain
from scenarios.territory.sites import ExistingSite, read_sites
from sim.errors import InputError, Text

Texts = dict[str, list[str]]
ABOVE: tuple[str, ...] = ("epci_code", "epci", "epci_name", "departement", "region")


class Wanted(NamedTuple):
    """What to load: a file of places, what to keep of it, and what stands in other files."""

    path: Path
    cut: Cut = Cut()
    boundaries: Path | None = None  # outlines by code
    sites: Path | None = None  # existing sites by code
    layer: str = ""  # of a GeoPackage


class Loaded(NamedTuple):
    """Places, and what is worth telling of the files they come from."""

    places: Places
    table: Table  # the file of places
    at: dict[str, int]  # position of each column used
    rows: list[Row]  # those kept by the cut
    shapes: Table | None  # the file of outlines, where it is another


def load(path: Path) -> Places:
    """Return the places in a file: CSV, GeoJSON or GeoPackage.

    Raises InputError with every problem of the file, each with its line, if there is any.
    """
    return loaded(Wanted(path)).places


def loaded(wanted: Wanted) -> Loaded:
    """Return the places and what is worth telling of their files; raises InputError as load does."""
    table, shapes = _tables(wanted)
    if not table.header:
        raise InputError(Text(
            f"{table.file} is empty, but must hold a header and at least 2 places. Check what was exported.",
            f"{table.file} est vide, mais doit contenir un en-tête et au moins 2 lieux. Vérifiez l'export.",
        ))
    at, problems = _header(table, shapes)
    whole = whole_rows(table, problems)
    everywhere = _texts(whole, at, table.header)
    keep, lacking = kept(wanted.cut, everywhere, table.file)
    problems.found.extend(lacking)
    rows = list(compress(whole, keep))
    text = {name: list(compress(values, keep)) for name, values in everywhere.items()}
    if not lacking:
        enough_rows(rows if any(wanted.cut) else table.rows, problems)
    outlines = shapes_of(rows, text["code"], shapes, problems)
    read, bare = _numbers(rows, at, outlines, problems)
    _check_texts(rows, text, at, table.header, problems)
    codes = sorted(compress(text["code"], ~bare))
    sites: tuple[ExistingSite, ...] = ()
    if wanted.sites:
        sites = noted(partial(read_sites, wanted.sites, codes, set(everywhere["code"]) - set(codes)), (), problems)
    if problems.found:
        raise InputError(*problems.found)
    places = _assembled(text, read, [s if s in SOURCES else "file" for s in _first(rows, at, "source")], ~bare)
    order = sorted(compress(range(len(rows)), ~bare), key=text["code"].__getitem__)
    places = replace(
        places, sites=sites, credit=_credit(_first(rows, at, "credit")),
        boundary=in_km([outlines[i] for i in order], plane_of(places.lat, places.lon)),
        unplaced=tuple(sorted(compress(text["code"], bare))),
    )  # fmt: skip
    return Loaded(places, table, at, rows, shapes)


def _tables(wanted: Wanted) -> tuple[Table, Table | None]:
    """Return the table of places and, where they stand in another file, their outlines.

    A map without inhabitants takes them from the CSV file of its name beside it, where there is one.
    """
    if wanted.boundaries:
        return read_any(wanted.path), read_any(wanted.boundaries, wanted.layer)
    table = read_any(wanted.path, wanted.layer)
    other = beside(wanted.path)
    if table.unit == FEATURE and other and "population" not in find_columns(table)[0]:
        return read_any(other), table
    return table, None


def _header(table: Table, shapes: Table | None) -> tuple[dict[str, int], Problems]:
    """Return where each column stands; note which needed ones are missing: positions may come from shapes."""
    drawn = shapes is not None or any(row.shape for row in table.rows)
    at, found = find_columns(table, [c for c in NEEDED if not (drawn and c in ("lat", "lon"))])
    problems = Problems(table.file, found, table.unit, {name: table.header[i] for name, i in at.items()})
    if table.unit == FEATURE and "population" not in at:
        problems.say_of_all(
            "this map has no inhabitants. Give their table with territory.path=TABLE.csv, and the map with "
            f"territory.boundaries={table.file}.",
            "cette carte n'a pas d'habitants. Donnez leur table avec territory.path=TABLE.csv, et la carte avec "
            f"territory.boundaries={table.file}.",
        )
    return at, problems


def _first(rows: Sequence[Row], at: dict[str, int], name: str) -> list[str]:
    """Return a column as text, empty where the file has none."""
    return [row.values[at[name]] if name in at else "" for row in rows]


def _texts(rows: Sequence[Row], at: dict[str, int], header: list[str]) -> Texts:
    """Return code, name and hierarchy by row; a file without codes has them made from name and EPCI."""
    names = _first(rows, at, "name")
    given = {name: _first(rows, at, name) for name in ABOVE if name in at}
    if "code" in at:
        codes = _first(rows, at, "code")
        if insee_column(header[at["code"]]):  # spreadsheets drop the 0 of 01004
            codes = [code.zfill(5) if code.isdigit() and len(code) == 4 else code for code in codes]
    else:
        epci = next((given[name] for name in ABOVE[:3] if name in given), [""] * len(rows))
        codes = [f"{plain(name)}@{plain(e)}" if name else "" for name, e in zip(names, epci, strict=True)]
    return {"code": codes, "name": names, **hierarchy(given, codes, names)}


def _numbers(
    rows: Sequence[Row], at: dict[str, int], outlines: Sequence[Shape | None], problems: Problems
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return the columns of numbers, positions included, and which rows have no position."""
    columns = [c for c in ("population", "density", *OPTIONAL) if c in at]
    read = {c: np.array(numbers(rows, c, at[c], c == "population", problems)) for c in columns}
    if "population" in read and rows and not np.any(read["population"] != 0):
        problems.say_of_all("no place has inhabitants, but a territory needs some. Check column population.",
                            "aucun lieu n'a d'habitants, mais il en faut. Vérifiez la colonne population.")
    if not any(outlines) and not {"lat", "lon"} <= set(at):
        return read, np.zeros(len(rows), dtype=bool)
    lat, lon, bare = placed(rows, at, outlines, read.get("population", np.ones(len(rows))), problems)
    return read | {"lat": lat, "lon": lon}, bare


def _check_texts(
    rows: Sequence[Row], text: Texts, at: dict[str, int], header: list[str], problems: Problems
) -> None:
    """Note empty codes and names, codes that are no INSEE codes where they should be, and repeated ones."""
    if "code" in at:
        filled(rows, at["code"], problems.called("code"), problems)
        if insee_column(header[at["code"]]):
            insee_form(rows, text["code"], header[at["code"]], problems)
    if "name" in at:
        filled(rows, at["name"], problems.called("name"), problems)
    unique(rows, text["code"], "code" not in at, problems)


def _assembled(text: Texts, read: dict[str, np.ndarray], source: list[str], keep: np.ndarray) -> Places:
    """Return Places from columns known to be sound."""
    values = {name: np.array(column)[keep] for name, column in (text | read | {"source": source}).items()}
    x, y = plane_of(values["lat"], values["lon"])(values["lat"], values["lon"])
    if "density" in values:
        values["density"] = np.nan_to_num(values["density"])
    columns = {name: values.pop(name) for name in OPTIONAL if name in values}
    return sorted_places({**values, "x_km": x, "y_km": y}, columns=columns)


def _credit(stated: Sequence[str]) -> str:
    """Return the attributions a file states, each once."""
    return " ; ".join(dict.fromkeys(text for text in stated if text))
