"""From a file of any spreadsheet's making to rows of text, and from text to numbers (lecture de fichiers)."""
import csv
import re
import unicodedata
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from sim.errors import InputError, Text

HERE = Path(__file__).resolve().parent
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
GROUPED = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(\1\d{3})*")


class Row(NamedTuple):
    """One row of a table: where it starts in the file, and its values by position."""

    line: int
    values: list[str]


class Table(NamedTuple):
    """A table as text: the header as written and the rows that have something in them."""

    file: str
    header: list[str]
    rows: list[Row]


def data_file(name: str) -> Path:
    """Return the path of a data file of the project, in the source tree or in an installed package.

    Raises InputError if there is none of that name.
    """
    folders = (HERE / "data", HERE.parents[1] / "data")
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    known = sorted({path.name for folder in folders for path in folder.glob("*.csv")})
    raise InputError(Text(
        f"The project has no data file '{name}'. Known: {', '.join(known) or 'none'}.",
        f"Le projet n'a pas de fichier de données « {name} ». Connus : {', '.join(known) or 'aucun'}.",
    ))


def plain(word: str) -> str:
    """Return a column's name without accents, case or punctuation: "Libellé EPCI " is libelle_epci."""
    bare = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


def number(text: str) -> float | None:
    """Return the number ``text`` writes in French or English, or None: "1 234,5" is 1234.5, "9 %" .09."""
    bare = SPACES.sub("", text).replace("\u2212", "-")
    percent = bare.endswith("%")
    bare = bare.rstrip("%")
    if "," in bare and "." in bare:
        thousands = "," if bare.rfind(",") < bare.rfind(".") else "."
        bare = bare.replace(thousands, "")
    bare = bare.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", bare):
        return None
    value = float(bare) / 100 if percent else float(bare)
    return value if isfinite(value) else None


def ambiguous(text: str) -> bool:
    """Say whether ``text`` is a count that may be in thousands or have decimals, such as "1,234"."""
    return bool(GROUPED.fullmatch(SPACES.sub("", text)))


def read_bytes(path: Path) -> bytes:
    """Return the content of a file; raises InputError if it is missing, a folder or unreadable."""
    if path.is_dir():
        raise InputError(Text(
            f"{path} is a folder, but must be a CSV file. Give the path of the file itself.",
            f"{path} est un dossier, mais doit être un fichier CSV. Donnez le chemin du fichier lui-même.",
        ))
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(_missing(path)) from None
    except OSError as error:
        raise InputError(Text(
            f"{path} cannot be read: {error.strerror}. Check its name and its permissions.",
            f"{path} ne peut pas être lu : {error.strerror}. Vérifiez son nom et vos droits.",
        )) from None


def read_text(path: Path) -> str:
    """Return what a text file holds: UTF-8, with or without BOM, UTF-16 with BOM, else Windows-1252.

    Raises InputError as read_bytes does, and if the file is no text.
    """
    text = _decoded(read_bytes(path))
    if text is None or CONTROL.search(text):
        raise InputError(Text(
            f"{path} is not a text file, but must be CSV. From a spreadsheet, save as CSV (UTF-8).",
            f"{path} n'est pas un fichier texte, mais doit être un CSV. Depuis un tableur, enregistrez en "
            "CSV (UTF-8).",
        ))
    return text


def _decoded(raw: bytes) -> str | None:
    """Return the text of ``raw``, or None where no usual encoding fits."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _missing(path: Path) -> Text:
    """Say that no file is there, and which CSV files are beside it."""
    folder = path.parent
    beside = sorted(p.name for p in folder.glob("*.csv"))[:8] if folder.is_dir() else []
    found = Text(f" CSV files there: {', '.join(beside)}.", f" Fichiers CSV présents : {', '.join(beside)}.")
    hint = found if beside else Text("", "")
    return Text(
        f"{path} does not exist. Check the path; it is read from the current folder.{hint.en}",
        f"{path} n'existe pas. Vérifiez le chemin ; il part du dossier courant.{hint.fr}",
    )


def read_table(path: Path) -> Table:
    """Return the table in a CSV file, separated by commas, semicolons or tabs.

    Raises InputError as read_text does, and if a quote is left open or a row has too many values.
    """
    text = read_text(path)
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    rows, line = [], 1
    try:
        for values in reader:
            if any(value.strip() for value in values):
                rows.append(Row(line, [value.strip() for value in values]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(Text(
            f"{path.name}, line {line}: not readable as CSV ({error}). Check the quotes from there.",
            f"{path.name}, ligne {line} : illisible comme CSV ({error}). Vérifiez les guillemets.",
        )) from None
    return Table(path.name, rows[0].values, rows[1:]) if rows else Table(path.name, [], [])
