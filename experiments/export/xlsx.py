"""A spreadsheet of a sweep: read me, results, assumptions, dictionary (classeur)."""

from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from experiments.export.command import beside, results_of, too_many
from experiments.export.dictionary import assumptions, columns_of, dictionary
from experiments.results import Sweep
from experiments.words import DISCLAIMER
from sim.errors import Text

MOST = 1_048_575  # rows that a sheet holds below its head
LONGEST = 32_767  # characters that a cell holds
SHEETS = (Text("read me", "lisez-moi"), Text("results", "résultats"), Text("assumptions", "hypothèses"),
          Text("dictionary", "dictionnaire"))  # fmt: skip


def write(sweep: Sweep, folder: Path, lang: str) -> Path:
    """Write the four sheets. Raises InputError where the results have more rows than a sheet holds."""
    path = folder / f"{Text('results', 'resultats').in_(lang)}.xlsx"
    results = results_of(sweep)
    if len(results) > MOST:
        raise too_many(path, len(results), MOST)
    frames = (
        _read_me(sweep, results, lang), results, assumptions(sweep, lang), dictionary(columns_of(sweep), lang)
    )  # fmt: skip
    book = Workbook(write_only=True)
    for name, frame in zip(SHEETS, frames, strict=True):
        add_sheet(book, name.in_(lang), frame)
    with beside(path) as there:
        book.save(there)
    return path


def add_sheet(book: Workbook, name: str, frame: pd.DataFrame) -> None:
    """Add a sheet: a head that stays in sight, then the rows; what is missing is an empty cell."""
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(frame.columns):
        widest = max([len(str(column)), *(len(str(value)) for value in frame[column].head(200))])
        sheet.column_dimensions[_letter(place)].width = min(60, widest + 2)
    head = [WriteOnlyCell(sheet, value=str(column)) for column in frame.columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    plain = frame.astype(object).where(frame.notna(), None)
    for row in plain.itertuples(index=False, name=None):
        sheet.append([_plain(value) for value in row])


def _plain(value: object) -> object:
    """Return a value that a cell can hold: text that begins like a formula is kept as text."""
    if isinstance(value, str):
        return (f"'{value}" if value[:1] in ("=", "+", "@") else value)[:LONGEST]
    return value


def _letter(place: int) -> str:
    """Return the letters of a column, counted from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _read_me(sweep: Sweep, results: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return what the book is, by which version, and how to read it."""
    said, plan = sweep.store.manifest, sweep.experiment
    rows = [
        (Text("experiment", "expérience"), Text(sweep.name, sweep.name)),
        (Text("question", "question"), Text(plan.text("question", "en"), plan.text("question", "fr"))),
        (Text("limits", "limites"), Text(plan.text("limits", "en"), plan.text("limits", "fr"))),
        (Text("model", "modèle"), Text(*[str((said.get("versions") or {}).get("model"))] * 2)),
        (Text("made", "fait le"), Text(*[str(said.get("updated"))] * 2)),
        (Text("reference", "référence"), Text(sweep.reference, sweep.reference)),
        (Text("policies", "politiques"), Text(*[", ".join(sweep.policies)] * 2)),
        (Text("rows of results", "lignes de résultats"), Text(*[str(len(results))] * 2)),
        (Text("how to read", "lecture"), Text(
            "results: a row for each world, policy and seed; only runs on one seed and one world are comparable.",
            "résultats : une ligne par monde, politique et graine ; seules sont comparables des simulations de même "
            "graine et de même monde.",
        )),
        (Text("sources", "sources"), Text(sweep.source_line("en"), sweep.source_line("fr"))),
        (Text("what it is", "ce que c'est"), DISCLAIMER),
    ]  # fmt: skip
    head = [Text("about", "à propos").in_(lang), "essaimage"]
    return pd.DataFrame([(name.in_(lang), text.in_(lang)) for name, text in rows], columns=head)
