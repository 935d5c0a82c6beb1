"""Observed values to calibrate on: read from a YAML or a CSV, with all that is wrong with them (valeurs observées)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from scenarios.territory.reading import ambiguous, number, plain, read_table
from sim.errors import InputError, Text

DATES = ("date", "year", "annee", "an", "x")
VALUES = ("value", "count", "valeur", "nombre", "n", "y")
ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")


class Point(NamedTuple):
    """One observed value: where on the axis (calendar year with decimals, or age in years), what was read, of what."""

    x: float
    value: float
    part: str = ""  # which quantity, where a target has several: "heard", "selected"
    label: str = ""
    source: str = ""


class Raw(NamedTuple):
    """One row as written, and where it was read."""

    where: Text
    x: str
    value: str
    part: str = ""
    label: str = ""
    source: str = ""
    exact: bool = False  # written by a program or in YAML: a point is a decimal point


class Rules(NamedTuple):
    """What the values of a target must obey."""

    cumulative: bool = True  # counts never go down
    share: bool = False  # values from 0 to 1
    gaps: bool = False  # whole years may be skipped


def rows_of(name: str, given: Any, problems: list[Text]) -> list[Raw]:
    """Return the points written in a YAML file, a list of tables with date and value."""
    if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
        problems.append(Text(
            f"{name}: points must be a list of lines such as '- {{date: 2015, value: 20}}'.",
            f"{name} : points doit être une liste de lignes comme « - {{date: 2015, value: 20}} ».",
        ))
        return []
    return [
        Raw(
            Text(f"{name}, point {k}", f"{name}, point {k}"), _text(row.get("date")), _text(row.get("value")),
            _text(row.get("part")), _text(row.get("label")), _text(row.get("source")), exact=True,
        )
        for k, row in enumerate(given, 1)
    ]  # fmt: skip


def rows_in(path: Path, problems: list[Text]) -> list[Raw]:
    """Return the rows of a CSV file: a column of dates, a column of values, and source where there is one."""
    try:
        table = read_table(path)
    except InputError as error:
        problems.extend(error.problems)
        return []
    header = [plain(word) for word in table.header]
    at = {what: next((header.index(n) for n in names if n in header), None)
          for what, names in (("date", DATES), ("value", VALUES), ("source", ("source",)))}  # fmt: skip
    missing = [what for what in ("date", "value") if at[what] is None]
    if missing:
        problems.append(Text(
            f"{table.head.en} no column {' nor '.join(missing)}. Columns there: {', '.join(table.header) or 'none'}; "
            f"known names: {', '.join(DATES)} for dates, {', '.join(VALUES)} for values.",
            f"{table.head.fr} pas de colonne {' ni '.join(missing)}. Colonnes présentes : "
            f"{', '.join(table.header) or 'aucune'} ; noms connus : {', '.join(DATES)} pour les dates, "
            f"{', '.join(VALUES)} pour les valeurs.",
        ))
        return []

    def cell(values: Sequence[str], what: str) -> str:
        column = at[what]
        return values[column] if column is not None and column < len(values) else ""

    return [
        Raw(Text(f"{table.file}, line {row.line}", f"{table.file}, ligne {row.line}"),
            cell(row.values, "date"), cell(row.values, "value"), source=cell(row.values, "source"))
        for row in table.rows
    ]  # fmt: skip


def checked(rows: Sequence[Raw], rules: Rules, problems: list[Text]) -> tuple[Point, ...]:
    """Return the points in the order of their dates; note every gap, double, fall and value out of range."""
    read = [(row, decimal_year(row.x), number(row.value) if row.value else None) for row in rows]
    for row, x, value in read:
        problems += _faults(row, x, value, rules)
    good = [(row, x, value) for row, x, value in read if x is not None and value is not None]
    good.sort(key=lambda item: item[1])
    for part in dict.fromkeys(row.part for row, _, _ in good):
        mine = [item for item in good if item[0].part == part]
        problems += _doubles(mine) + (_falls(mine) if rules.cumulative else [])
        problems += [] if rules.gaps else _holes(mine)
    return tuple(Point(x, value, row.part, row.label, row.source) for row, x, value in good)


def decimal_year(written: str) -> float | None:
    """Return a date as a year with decimals: 2015, 2015.5, 2015,5, 2015-07 or 2015-07-01; None for none."""
    iso = ISO.fullmatch(written.strip())
    if not iso:
        return number(written) if written else None
    year, month, day = int(iso[1]), int(iso[2]), int(iso[3] or 1)
    try:
        start, end = date(year, 1, 1), date(year + 1, 1, 1)
        return year + (date(year, month, day) - start).days / (end - start).days
    except ValueError:
        return None


def _faults(row: Raw, x: float | None, value: float | None, rules: Rules) -> list[Text]:
    found = []
    if x is None:
        found.append(Text(
            f"{row.where.en}: date '{row.x}' is no year (2015, 2015.5) nor date (2015-07-01). Correct it.",
            f"{row.where.fr} : la date « {row.x} » n'est ni une année (2015, 2015,5) ni une date (2015-07-01). "
            "Corrigez-la.",
        ))
    if ambiguous(row.value) and not row.exact and not row.value.startswith("0"):
        found.append(Text(
            f"{row.where.en}: value '{row.value}': thousands or decimals? Write it without separator.",
            f"{row.where.fr} : valeur « {row.value} » : milliers ou décimales ? Écrivez-la sans séparateur.",
        ))
    elif value is None:
        said = Text("is missing, a gap", "manque, un trou") if not row.value else Text(
            f"'{row.value}' is no number", f"« {row.value} » n'est pas un nombre")  # fmt: skip
        found.append(Text(
            f"{row.where.en}: the value {said.en}. Give it, or remove the row.",
            f"{row.where.fr} : la valeur {said.fr}. Donnez-la, ou enlevez la ligne.",
        ))
    elif value < 0 or (rules.share and value > 1):
        span = Text("a share from 0 to 1", "une part de 0 à 1") if rules.share else Text("0 or more", "0 ou plus")
        found.append(Text(
            f"{row.where.en}: the value {value:g} must be {span.en}. Correct it.",
            f"{row.where.fr} : la valeur {value:g} doit être {span.fr}. Corrigez-la.",
        ))
    return found


def _doubles(rows: Sequence[tuple[Raw, float, float]]) -> list[Text]:
    return [
        Text(
            f"{second[0].where.en}: the date {second[0].x} stands there already ({first[0].where.en}). Keep one value.",
            f"{second[0].where.fr} : la date {second[0].x} y est déjà ({first[0].where.fr}). Gardez une valeur.",
        )
        for first, second in pairwise(rows)
        if first[1] == second[1]
    ]


def _falls(rows: Sequence[tuple[Raw, float, float]]) -> list[Text]:
    return [
        Text(
            f"{second[0].where.en}: {second[2]:g} in {second[0].x} is below {first[2]:g} in {first[0].x}, but a "
            "cumulative count never goes down. Correct it, or say target.cumulative=false.",
            f"{second[0].where.fr} : {second[2]:g} en {second[0].x} est sous {first[2]:g} en {first[0].x}, mais un "
            "compte cumulé ne baisse jamais. Corrigez-le, ou dites target.cumulative=false.",
        )
        for first, second in pairwise(rows)
        if second[2] < first[2]
    ]


def _holes(rows: Sequence[tuple[Raw, float, float]]) -> list[Text]:
    """Note whole years skipped in a series that is otherwise yearly."""
    years = np.unique([x for _, x, _ in rows])
    steps = np.diff(years)
    if len(years) < 4 or (years % 1.0 != 0).any() or np.median(steps) != 1.0 or steps.max() == 1.0:
        return []
    absent = sorted(set(range(int(years[0]), int(years[-1]) + 1)) - {int(y) for y in years})
    said, name = ", ".join(map(str, absent)), rows[0][0].where
    file = Text(name.en.split(",")[0], name.fr.split(",")[0])
    return [Text(
        f"{file.en}: the series is yearly but has gaps: {said}. Give these years, or say target.gaps=true.",
        f"{file.fr} : la série est annuelle mais a des trous : {said}. Donnez ces années, ou dites target.gaps=true.",
    )]


def _text(value: Any) -> str:
    return "" if value is None else str(value)
