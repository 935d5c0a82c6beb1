"""What can be wrong with the rows of a territory file; every problem is said, with its line (contrôles)."""
import math
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeVar

import numpy as np

from scenarios.territory.columns import SHARES, WHOLE, rule
from scenarios.territory.reading import LINE, Row, Table, ambiguous, number
from sim.errors import InputError, Text

LEAST = 2  # places in a territory
INSEE_CODE = re.compile(r"\d[\dAB]\d{3}")
Read = TypeVar("Read")
DIGITS = re.compile(r"[0-9.+-]*")


class Problems(NamedTuple):
    """The problems found so far in one file, whose rows are lines, or features of a map (``unit``).

    ``names`` says how the file calls each column.
    """

    file: str
    found: list[Text]
    unit: Text = LINE
    names: Mapping[str, str] = MappingProxyType({})

    def say(self, line: int | str, en: str, fr: str) -> None:
        """Add one problem, at ``line``; several lines are given as text, such as "3-7, 9"."""
        s = "" if isinstance(line, int) else "s"
        self.found.append(Text(
            f"{self.file}, {self.unit.en}{s} {line}: {en}", f"{self.file}, {self.unit.fr}{s} {line} : {fr}"
        ))

    def called(self, column: str) -> str:
        """Return how the file calls a column."""
        return self.names.get(column, column)

    def say_of_all(self, en: str, fr: str) -> None:
        """Add one problem of the file as a whole."""
        self.found.append(Text(f"{self.file}: {en}", f"{self.file} : {fr}"))


def noted(read: Callable[[], Read], otherwise: Read, problems: Problems) -> Read:
    """Return what ``read`` gives; note all the problems of what it refuses, and return ``otherwise``."""
    try:
        return read()
    except InputError as error:
        problems.found.extend(error.problems)
        return otherwise


def count_text(count: int) -> Text:
    """Return a whole number as people write it: 1,234 in English, 1 234 in French."""
    return Text(f"{count:,}", f"{count:,}".replace(",", "\u202f"))


def lines_text(lines: Sequence[int]) -> int | str:
    """Return line numbers in short: 3, 4, 5 and 9 are "3-5, 9"; a single one stays a number."""
    if len(lines) == 1:
        return lines[0]
    spans: list[list[int]] = []
    for line in lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return ", ".join(f"{a}-{b}" if b > a else f"{a}" for a, b in spans)


def whole_rows(table: Table, problems: Problems) -> list[Row]:
    """Return the rows with as many values as the header has names; say which do not."""
    wide, good = len(table.header), []
    for row in table.rows:
        if len(row.values) < wide or any(row.values[wide:]):
            n = len(row.values)
            problems.say(
                row.line, f"{n} values for {wide} columns. Quote values that hold the separator.",
                f"{n} valeurs pour {wide} colonnes. Mettez entre guillemets les valeurs qui contiennent "
                "le séparateur.",
            )
        else:
            good.append(row)
    return good


def enough_rows(rows: Sequence[Row], problems: Problems) -> None:
    """Say that rows are too few for a territory, where they are."""
    if len(rows) < LEAST:
        n = len(rows)
        problems.say_of_all(
            f"rows below the header: {n}, but a territory needs at least {LEAST} places. Add rows.",
            f"lignes sous l'en-tête : {n}, mais un territoire demande au moins {LEAST} lieux. Ajoutez-en.",
        )


def numbers(rows: Sequence[Row], column: str, at: int, needed: bool, problems: Problems) -> list[float]:
    """Return the numbers of a column, nan where unusable; say which are, except empty optional ones."""
    quick = _plain_numbers([row.values[at] for row in rows], column, needed)
    if quick is not None:
        return quick
    out, (low, high, text), called = [], rule(column), problems.called(column)
    for row in rows:
        written = row.values[at]
        value = number(written) if "%" not in written or column in SHARES else None
        out.append(math.nan)
        if not written and not needed:
            continue
        if column == "population" and ambiguous(written):
            problems.say(
                row.line, f"{called} '{written}': thousands or decimals? Write it without separator.",
                f"{called} « {written} » : milliers ou décimales ? Écrivez le nombre sans séparateur.",
            )
        elif value is None or (column in WHOLE and value != int(value)):
            shown = Text(f"'{written}'", f"vaut « {written} »") if written else Text("empty", "est vide")
            problems.say(row.line, f"{called} is {shown.en}, but must be {text.en}. Correct the value.",
                         f"{called} {shown.fr}, mais doit être {text.fr}. Corrigez la valeur.")
        elif column in ("lat", "lon") or low <= value <= high:
            out[-1] = value
        else:
            problems.say(row.line, f"{called} is {written}, but must be {text.en}. Correct the value.",
                         f"{called} vaut {written}, mais doit être {text.fr}. Corrigez la valeur.")
    return out


def _plain_numbers(written: Sequence[str], column: str, needed: bool) -> list[float] | None:
    """Return numbers written as a computer does and all allowed; None where any needs a closer look.

    A national table has 35,000 rows: this way it is read in a tenth of the time.
    """
    together = "".join(written)
    if not DIGITS.fullmatch(together) or (column == "population" and "." in together):
        return None
    try:
        values = np.array(written if needed else [text or "nan" for text in written], dtype=np.float64)
    except ValueError:
        return None
    low, high, _ = rule(column)
    there = values[~np.isnan(values)]
    whole = column not in WHOLE or (there == np.floor(there)).all()
    fine = column in ("lat", "lon") or ((low <= there) & (there <= high)).all()
    return values.tolist() if whole and fine else None


def unique(rows: Sequence[Row], codes: Sequence[str], made: bool, problems: Problems) -> None:
    """Say which codes repeat; ``made`` says that codes were made from name and EPCI."""
    where: dict[str, list[int]] = {}
    for row, code in zip(rows, codes, strict=True):
        where.setdefault(code, []).append(row.line)
    for code, lines in where.items():
        if len(lines) < 2 or not code:
            continue
        if made:
            problems.say(
                lines_text(lines), f"the same name in the same EPCI ({code}), and no column code tells the "
                "rows apart. Add a column code, or remove the repeated rows.",
                f"même nom dans le même EPCI ({code}), sans colonne code pour distinguer les lignes. Ajoutez "
                "une colonne code, ou supprimez les lignes répétées.",
            )
        else:
            problems.say(
                lines_text(lines), f"code '{code}' repeats, but each place needs its own (names may repeat). "
                "Correct the codes, or remove the repeated rows.",
                f"code « {code} » répété, mais chaque lieu doit avoir le sien (les noms peuvent se répéter). "
                "Corrigez les codes, ou supprimez les lignes répétées.",
            )


def filled(rows: Sequence[Row], at: int, column: str, problems: Problems) -> list[str]:
    """Return the texts of a column; say where it is empty."""
    for row in rows:
        if not row.values[at]:
            problems.say(row.line, f"{column} is empty, but every row needs one. Fill it in.",
                         f"{column} est vide, mais chaque ligne en demande un. Complétez.")
    return [row.values[at] for row in rows]


def insee_form(rows: Sequence[Row], codes: Sequence[str], column: str, problems: Problems) -> None:
    """Say which codes of ``column`` have not the form of the INSEE code of a commune."""
    for row, code in zip(rows, codes, strict=True):
        if code and not INSEE_CODE.fullmatch(code):
            problems.say(
                row.line, f"{column} is '{code}', but an INSEE code has 5 characters, such as 71076 or 2A004. "
                "Correct it, or call the column code if these are other codes.",
                f"{column} vaut « {code} », mais un code INSEE a 5 caractères, par exemple 71076 ou 2A004. "
                "Corrigez-le, ou nommez la colonne code si ce sont d'autres codes.",
            )
