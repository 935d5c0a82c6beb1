"""What can be wrong with the rows of a territory file; every problem is said, with its line (contrôles)."""
import math
from collections.abc import Sequence
from typing import NamedTuple

from scenarios.territory.columns import SHARES, rule
from scenarios.territory.reading import Row, Table, ambiguous, number
from sim.errors import Text


class Problems(NamedTuple):
    """The problems found so far in one file."""

    file: str
    found: list[Text]

    def say(self, line: int | str, en: str, fr: str) -> None:
        """Add one problem, at ``line``; several lines are given as text, such as "3-7, 9"."""
        many = not isinstance(line, int)
        self.found.append(Text(
            f"{self.file}, line{'s' if many else ''} {line}: {en}",
            f"{self.file}, ligne{'s' if many else ''} {line} : {fr}",
        ))


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
    if len(table.rows) < 2:
        n = len(table.rows)
        problems.say(
            1, f"rows below the header: {n}, but a territory needs at least 2 places. Add rows.",
            f"lignes sous l'en-tête : {n}, mais un territoire demande au moins 2 lieux. Ajoutez-en.",
        )
    return good


def numbers(rows: Sequence[Row], column: str, at: int, needed: bool, problems: Problems) -> list[float]:
    """Return the numbers of a column, nan where unusable; say which are, except empty optional ones."""
    out, (low, high, text) = [], rule(column)
    for row in rows:
        written = row.values[at]
        value = number(written) if "%" not in written or column in SHARES else None
        out.append(math.nan)
        if not written and not needed:
            continue
        if column == "population" and ambiguous(written):
            problems.say(
                row.line, f"population '{written}': thousands or decimals? Write it without separator.",
                f"population « {written} » : milliers ou décimales ? Écrivez le nombre sans séparateur.",
            )
        elif value is None or (column == "density" and value != int(value)):
            shown = Text(f"'{written}'", f"vaut « {written} »") if written else Text("empty", "est vide")
            problems.say(row.line, f"{column} is {shown.en}, but must be {text.en}. Correct the value.",
                         f"{column} {shown.fr}, mais doit être {text.fr}. Corrigez la valeur.")
        elif column in ("lat", "lon") or low <= value <= high:
            out[-1] = value
        else:
            problems.say(row.line, f"{column} is {written}, but must be {text.en}. Correct the value.",
                         f"{column} vaut {written}, mais doit être {text.fr}. Corrigez la valeur.")
    return out


def positions(rows: Sequence[Row], lat: Sequence[float], lon: Sequence[float], problems: Problems) -> None:
    """Say which positions are impossible, and where lat and lon look swapped."""
    swapped = []
    for row, north, east in zip(rows, lat, lon, strict=True):
        french = -6 <= north <= 10 and 41 <= east <= 52
        if french or (90 < abs(north) <= 180 and abs(east) <= 90):
            swapped.append(row.line)
            continue
        for column, value in (("lat", north), ("lon", east)):
            low, high, text = rule(column)
            if not math.isnan(value) and not low <= value <= high:
                metres = abs(value) > 1000
                advice = Text("It looks like metres of a map projection: convert it.",
                              "Cela ressemble à des mètres d'une projection : convertissez.")
                if not metres:
                    advice = Text("Correct the value.", "Corrigez la valeur.")
                problems.say(row.line, f"{column} is {value:g}, but must be {text.en}. {advice.en}",
                             f"{column} vaut {value:g}, mais doit être {text.fr}. {advice.fr}")
    if swapped:
        problems.say(
            lines_text(swapped), "lat and lon look swapped: lat must be degrees north, lon degrees east "
            "(France lies near lat 47, lon 3). Exchange the names of the two columns.",
            "lat et lon semblent inversées : lat est en degrés nord, lon en degrés est (la France est vers "
            "lat 47, lon 3). Échangez les noms des deux colonnes.",
        )


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
            problems.say(row.line, f"{column} is empty, but every place needs one. Fill it in.",
                         f"{column} est vide, mais chaque lieu en demande un. Complétez.")
    return [row.values[at] for row in rows]
