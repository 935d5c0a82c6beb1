"""Sites that stand before the first month, from a table of the user's (sites existants)."""
from collections.abc import Collection, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from scenarios.territory.checks import Problems, filled, lines_text, whole_rows
from scenarios.territory.reading import Row, Table, number, plain, read_table
from sim.errors import InputError, Text, nearest, unknown
from sim.state import FORMS

ALIASES = {
    "code": ("code", "code_insee", "insee", "codgeo", "place", "lieu"),
    "innovation": ("innovation", "type"),
    "name": ("nom", "name"),
    "opened": ("ouverture", "annee", "opened", "year"),
    "form": ("forme", "form", "statut", "forme_juridique"),
}
NEEDED = ("code", "innovation")
FORMS_FR = {
    "cooperative": ("cooperative", "scic", "scop", "cae"),
    "firm": ("firm", "entreprise", "societe", "sas", "sarl"),
    "association": ("association", "asso", "fondation"),
}
YEARS = (1850, 2200)


class ExistingSite(NamedTuple):
    """A site that stands when a run starts."""

    place: int  # row of Places
    innovation: str  # name of the innovation, as in configs/innovations
    opened: int | None = None  # calendar year, None where not stated
    name: str = ""
    form: str = ""  # legal form, one of FORMS; "" where not stated: the innovation's usual one
    line: int = 0  # where it stands in its file

    def age_months(self, first_year: int) -> int:
        """Return its age at the start of ``first_year``, in months, counted from the January it opened in.

        A site of no stated year is new; one that opens later has an age below 0: refuse it with late_sites.
        """
        return 0 if self.opened is None else 12 * (first_year - self.opened)


def read_sites(path: Path, codes: Sequence[str], elsewhere: Collection[str] = ()) -> tuple[ExistingSite, ...]:
    """Return the sites of a CSV file, by place, innovation and year: the order of its rows means nothing.

    codes: those of the places, ascending; ``elsewhere`` holds the codes of places that were cut away,
    whose sites are left out with them.

    Raises InputError with every problem of the file, each with its line.
    """
    table = read_table(path)
    at, header = _columns(table)
    problems = Problems(table.file, header)
    rows = whole_rows(table, problems) if table.header else []
    place = {code: row for row, code in enumerate(codes)}
    found = [_site(row, at, place, elsewhere, problems) for row in rows] if "code" in at else []
    if "innovation" in at:
        _innovations(rows, at["innovation"], problems)
    if "code" in at:
        _strange_codes(rows, at["code"], {*place, *elsewhere}, problems)
    sites = [site for site in found if site]
    _repeated(sites, codes, problems)
    if problems.found:
        raise InputError(*problems.found)
    return tuple(sorted(sites, key=_rank))


def _rank(site: ExistingSite) -> tuple:
    """Return what puts sites in order: all that is known of them, the oldest first; their line only between equals."""
    age = (site.opened is None, site.opened or 0)
    return site.place, site.innovation, age, site.form, site.name, site.line


def late_sites(file: str, sites: Sequence[ExistingSite], first_year: int) -> list[Text]:
    """Return, for each site that opens after a run starts, what is wrong."""
    return [
        Text(f"{file}, line {site.line}: ouverture is {site.opened}, but the run starts in {first_year}. Remove the "
             "row, or choose a later first_year.",
             f"{file}, ligne {site.line} : ouverture vaut {site.opened}, mais la simulation commence en {first_year}. "
             "Supprimez la ligne, ou choisissez un first_year plus tardif.")
        for site in sites if site.opened is not None and site.opened > first_year
    ]


def _columns(table: Table) -> tuple[dict[str, int], list[Text]]:
    """Return where each column stands, and which needed ones are missing."""
    header = [plain(word) for word in table.header]
    found = {name: [alias for alias in aliases if alias in header] for name, aliases in ALIASES.items()}
    at = {name: header.index(aliases[0]) for name, aliases in found.items() if aliases}
    missing = []
    for name in NEEDED:
        if name not in at:
            near = nearest(name, header)
            hint = Text(f" Is it {near}?", f" Est-ce {near} ?") if near else Text("", "")
            missing.append(Text(
                f"{table.head.en} column {name} is missing: sites need code (of the place) and innovation; nom, "
                f"ouverture (year) and forme may be there.{hint.en}",
                f"{table.head.fr} la colonne {name} manque : les sites demandent code (du lieu) et innovation ; nom, "
                f"ouverture (année) et forme sont facultatives.{hint.fr}",
            ))
    return at, missing


def _code(written: str, known: Collection[str]) -> str:
    """Return the code a row means: spreadsheets drop the 0 of 01004."""
    return written if written in known else written.zfill(5)


def _site(
    row: Row, at: dict[str, int], place: dict[str, int], elsewhere: Collection[str], problems: Problems
) -> ExistingSite | None:
    """Return the site of a row, None where its place is not among those kept; note what is wrong with the rest."""
    text = {name: row.values[column] for name, column in at.items()}
    opened, form = _year(row, text.get("opened", ""), problems), _form(row, text.get("form", ""), problems)
    where = place.get(_code(text["code"], {*place, *elsewhere}))
    if where is None:
        return None
    return ExistingSite(where, text.get("innovation", ""), opened, text.get("name", ""), form, row.line)


def _strange_codes(rows: Sequence[Row], at: int, known: Collection[str], problems: Problems) -> None:
    """Say which codes are no place's, all in one."""
    strange = [row for row in rows if _code(row.values[at], known) not in known]
    if strange:
        codes = ", ".join(dict.fromkeys(row.values[at] or "''" for row in strange))
        problems.say(lines_text([row.line for row in strange]),
                     f"code is no place of the territory: {codes}. Correct it, or remove the row.",
                     f"code n'est pas celui d'un lieu du territoire : {codes}. Corrigez-le, ou supprimez la ligne.")


def _innovations(rows: Sequence[Row], at: int, problems: Problems) -> None:
    """Say which innovations there are not, each once, with the nearest."""
    filled(rows, at, "innovation", problems)
    folder = files("configs").joinpath("innovations")
    known = [entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml")]
    lines: dict[str, list[int]] = {}
    for row in rows:
        if row.values[at] and row.values[at] not in known:
            lines.setdefault(row.values[at], []).append(row.line)
    for name, found in lines.items():
        shown, s = lines_text(found), "s" if len(found) > 1 else ""
        where = Text(f"{problems.file}, line{s} {shown}", f"{problems.file}, ligne{s} {shown}")
        problems.found.append(unknown(Text("innovation", "innovation"), name, known, where))


def _year(row: Row, written: str, problems: Problems) -> int | None:
    if not written:
        return None
    value = number(written)
    if value is None or value != int(value) or not YEARS[0] <= value <= YEARS[1]:
        low, high = YEARS
        problems.say(row.line, f"ouverture is '{written}', but must be a year from {low} to {high}. Correct it.",
                     f"ouverture vaut « {written} », mais doit être une année de {low} à {high}. Corrigez-la.")
        return None
    return int(value)


def _form(row: Row, written: str, problems: Problems) -> str:
    if not written:
        return ""
    known = {alias: form for form in FORMS for alias in FORMS_FR[form]}
    if plain(written) not in known:
        where = Text(f"{problems.file}, line {row.line}", f"{problems.file}, ligne {row.line}")
        problems.found.append(unknown(Text("forme", "forme"), written, known, where))
    return known.get(plain(written), "")


def _repeated(sites: Sequence[ExistingSite], codes: Sequence[str], problems: Problems) -> None:
    """Say which named sites stand twice; several unnamed sites of one innovation at one place are allowed."""
    where: dict[tuple[int, str, str], list[int]] = {}
    for site in sites:
        if site.name:
            where.setdefault((site.place, site.innovation, plain(site.name)), []).append(site.line)
    for (row, _, name), lines in where.items():
        if len(lines) > 1:
            problems.say(lines_text(lines), f"the site {name} at {codes[row]} stands twice. Remove one.",
                         f"le site {name} à {codes[row]} figure deux fois. Supprimez-en une ligne.")
