"""A territory read from a file: one row per commune (territoire lu dans un fichier CSV)."""
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from scenarios.territory.checks import Problems, filled, numbers, positions, unique, whole_rows
from scenarios.territory.columns import INSEE_ALIASES, NEEDED, SHARES, find_columns
from scenarios.territory.hierarchy import NOT_STATED, departement_of, is_insee, region_of
from scenarios.territory.places import SOURCES, Places, sorted_places
from scenarios.territory.projection import project
from scenarios.territory.reading import Row, data_file, plain, read_bytes, read_table
from sim.errors import InputError, Text

INSPIRED = 0.20  # share of people in invented villages above which a territory is only "inspired by"


@dataclass(frozen=True)
class FileTerritory:
    """A territory whose places stand in a CSV file, the user's (``path``) or the project's (``packaged``).

    Columns: code or code_insee, nom, population (inhabitants), lat, lon (degrees WGS84); optional ones
    are in columns.py; others are ignored. ``credit_fr`` and ``credit_en`` are the attribution on maps.

    Raises InputError if neither or both of path and packaged are given.
    """

    name: str = "file"
    label_fr: str = ""
    label_en: str = ""
    path: str | None = None
    packaged: str | None = None
    credit_fr: str = ""
    credit_en: str = ""

    def __post_init__(self) -> None:
        if self.path and self.packaged:
            raise InputError(Text(
                "territory.path and territory.packaged are both given, but only one file can be read. "
                "Use territory=file territory.path=FILE.csv.",
                "territory.path et territory.packaged sont tous deux donnés, mais un seul fichier peut être "
                "lu. Utilisez territory=file territory.path=FICHIER.csv.",
            ))
        if not self.path and not self.packaged:
            raise InputError(Text(
                "territory=file needs territory.path=FILE.csv: the path of a CSV file with columns code (or "
                "code_insee), nom, population, lat, lon.",
                "territory=file demande territory.path=FICHIER.csv : le chemin d'un fichier CSV aux colonnes "
                "code (ou code_insee), nom, population, lat, lon.",
            ))

    @property
    def file(self) -> Path:
        """Where the file is."""
        return data_file(self.packaged) if self.packaged else Path(str(self.path)).expanduser()

    def places(self) -> Places:
        """Return the places of the file; raises InputError with all its problems."""
        return load(self.file)

    def digest(self) -> str:
        """Return what identifies the file's content: two files of one name are two territories."""
        return sha256(read_bytes(self.file)).hexdigest()[:16]

    def source_line(self, lang: str) -> str:
        """Return the attribution that maps show, in ``lang`` "fr" or "en"."""
        stated = self.credit_fr if lang == "fr" else self.credit_en
        default = "Lieux : fichier" if lang == "fr" else "Places: file"
        return stated or f"{default} {self.file.name}."

    def title(self, lang: str) -> str:
        """Return the title; « inspiré de » where over 20% of the people live in invented places."""
        label = (self.label_fr if lang == "fr" else self.label_en) or self.file.stem
        if self.places().invented_share <= INSPIRED:
            return label
        return f"Inspiré de {label}" if lang == "fr" else f"Inspired by {label}"


def load(path: Path) -> Places:
    """Return the places in a CSV file.

    Raises InputError with every problem of the file, each with its line, if there is any.
    """
    table = read_table(path)
    if not table.header:
        raise InputError(Text(
            f"{table.file} is empty, but must hold a header and at least 2 places. Check what was exported.",
            f"{table.file} est vide, mais doit contenir un en-tête et au moins 2 lieux. Vérifiez l'export.",
        ))
    at, header_problems = find_columns(table)
    problems = Problems(table.file, header_problems)
    rows = whole_rows(table, problems)
    read = {c: numbers(rows, c, at[c], c in NEEDED, problems) for c in _number_columns(at)}
    if "lat" in read and "lon" in read:
        positions(rows, read["lat"], read["lon"], problems)
    codes = _given_codes(rows, at, table.header, problems)
    text = _hierarchy(rows, at, codes)
    text["name"] = filled(rows, at["name"], "nom", problems) if "name" in at else [""] * len(rows)
    text["code"] = codes or _made_codes(text)
    unique(rows, text["code"], not codes, problems)
    if "population" in read and rows and not any(value != 0 for value in read["population"]):
        problems.say(1, "no place has inhabitants, but a territory needs some. Check column population.",
                     "aucun lieu n'a d'habitants, mais il en faut. Vérifiez la colonne population.")
    if problems.found:
        raise InputError(*problems.found)
    return _assembled(text, {name: np.array(values) for name, values in read.items()}, rows, at)


def _number_columns(at: dict[str, int]) -> list[str]:
    """Return the columns of numbers a file has, in a fixed order."""
    return [column for column in ("population", "lat", "lon", "density", *SHARES) if column in at]


def _column(rows: Sequence[Row], at: dict[str, int], *names: str) -> list[str]:
    """Return the first of the named columns that the file has; empty texts where it has none."""
    found = next((at[name] for name in names if name in at), None)
    return ["" if found is None else row.values[found] for row in rows]


def _hierarchy(rows: Sequence[Row], at: dict[str, int], codes: Sequence[str]) -> dict[str, list[str]]:
    """Return EPCI, departement and region by row; one default EPCI where the file states none.

    A column ``epci`` is the name where another gives the code (siren_epci), else the code; a name
    alone is its own code.
    """
    epci = [code or "epci-1" for code in _column(rows, at, "epci_code", "epci", "epci_name")]
    named = _column(rows, at, "epci_name", "epci")
    stated, region = _column(rows, at, "departement"), _column(rows, at, "region")
    implied = [departement_of(c) if is_insee(c) else NOT_STATED for c in codes or [""] * len(rows)]
    departement = [given or found for given, found in zip(stated, implied, strict=True)]
    region = [given or region_of(found) for given, found in zip(region, departement, strict=True)]
    names = [name or c for name, c in zip(named, epci, strict=True)]
    return {"epci": epci, "epci_name": names, "departement": departement, "region": region}


def _given_codes(
    rows: Sequence[Row], at: dict[str, int], header: list[str], problems: Problems
) -> list[str]:
    """Return the codes the file gives, none if it has no such column."""
    if "code" not in at:
        return []
    codes = filled(rows, at["code"], "code", problems)
    if plain(header[at["code"]]) in INSEE_ALIASES:  # spreadsheets drop the 0 of 01004
        codes = [code.zfill(5) if code.isdigit() and len(code) == 4 else code for code in codes]
    return codes


def _made_codes(text: dict[str, list[str]]) -> list[str]:
    """Return codes made from name and EPCI."""
    pairs = zip(text["name"], text["epci"], strict=True)
    return [f"{plain(name)}@{plain(epci)}" if name else "" for name, epci in pairs]


def _assembled(
    text: dict[str, list[str]], read: dict[str, np.ndarray], rows: Sequence[Row], at: dict[str, int]
) -> Places:
    """Return Places from columns known to be sound."""
    x, y = project(read["lat"], read["lon"])
    source = [s if s in SOURCES else "file" for s in _column(rows, at, "source")]
    density = {"density": np.nan_to_num(read.pop("density"))} if "density" in read else {}
    own = {name: read.pop(name) for name in ("population", "lat", "lon")}
    return sorted_places({**text, **own, **density, "x_km": x, "y_km": y, "source": source}, columns=read)
