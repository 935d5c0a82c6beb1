"""From a file of any spreadsheet's making to rows of text, and from text to numbers (lecture de fichiers)."""
import csv
import gzip
import re
import unicodedata
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import NamedTuple
from zlib import error as ZlibError

from scenarios.territory.geometry import Shape
from sim.errors import InputError, Text

HERE = Path(__file__).resolve().parent
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
GZIP = b"\x1f\x8b"
LINE = Text("line", "ligne")
GROUPED = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(\1\d{3})*")


class Row(NamedTuple):
    """One row of a table: where it starts in the file, its values by position, and its shape if it has one."""

    line: int
    values: list[str]
    shape: Shape | None = None


class Table(NamedTuple):
    """A table as text: the header as written and the rows that have something in them.

    ``form`` says what kind of file it was; ``unit`` what ``Row.line`` counts: lines, or features of a map.
    """

    file: str
    header: list[str]
    rows: list[Row]
    form: str = ""
    unit: Text = LINE

    @property
    def head(self) -> Text:
        """Where the names of the columns stand, to begin a message about them."""
        if self.unit != LINE:
            return Text(f"{self.file}:", f"{self.file} :")
        return Text(f"{self.file}, line 1:", f"{self.file}, ligne 1 :")


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
            f"{path} is a folder, but must be a file. Give the path of the file itself.",
            f"{path} est un dossier, mais doit être un fichier. Donnez le chemin du fichier lui-même.",
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


def unzipped(path: Path) -> bytes:
    """Return the content of a file, out of its gzip where it is in one; raises InputError as read_bytes does."""
    raw = read_bytes(path)
    if not raw.startswith(GZIP):
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, ZlibError) as error:
        raise InputError(Text(
            f"{path} is a damaged gzip file ({error}). Download it again.",
            f"{path} est un fichier gzip abîmé ({error}). Téléchargez-le de nouveau.",
        )) from None


def decoded(raw: bytes, path: Path) -> tuple[str, str]:
    """Return what a text file holds and its encoding: UTF-8, UTF-16 with BOM, else Windows-1252.

    Raises InputError if the file is no text.
    """
    utf16 = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding, name in ((("utf-16", "UTF-16"),) if utf16 else (("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"))):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text, name
    raise InputError(Text(
        f"{path} is not a text file, but must be CSV, GeoJSON or GeoPackage. From a spreadsheet, save as CSV (UTF-8).",
        f"{path} n'est pas un fichier texte, mais doit être un CSV, un GeoJSON ou un GeoPackage. Depuis un tableur, "
        "enregistrez en CSV (UTF-8).",
    ))


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
    """Return the table in a CSV file, gzip or not, separated by commas, semicolons or tabs.

    Raises InputError if it cannot be read, if a quote is left open or a row has too many values.
    """
    return table_of(*decoded(unzipped(path), path), path)


def table_of(text: str, encoding: str, path: Path) -> Table:
    """Return the table a CSV text holds. Raises InputError as read_table does."""
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, line = [], 1
    try:
        for values in reader:
            stripped = [value.strip() for value in values]
            if any(stripped):
                rows.append(Row(line, stripped))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(Text(
            f"{path.name}, line {line}: not readable as CSV ({error}). Check the quotes from there.",
            f"{path.name}, ligne {line} : illisible comme CSV ({error}). Vérifiez les guillemets.",
        )) from None
    form = f"CSV, {encoding}, '{separator}'".replace("\t", "tab")
    header = rows[0].values if rows else []
    return Table(path.name, header, rows[1:], form)
