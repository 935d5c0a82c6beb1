"""A territory read from a file: one row per commune (territoire lu dans un fichier)."""
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from scenarios.territory import names
from scenarios.territory.cut import KINDS, Cut
from scenarios.territory.loading import Wanted, load, loaded
from scenarios.territory.outlines import beside
from scenarios.territory.places import Places
from scenarios.territory.reading import data_file, read_bytes
from sim.errors import InputError, Text

__all__ = ["FileTerritory", "load"]
INSPIRED = 0.20  # share of people in invented villages above which a territory is only "inspired by"


@dataclass(frozen=True)
class FileTerritory:
    """A territory whose places stand in a file, the user's (``path``) or the project's (``packaged``).

    CSV, GeoJSON or GeoPackage; columns: code or code_insee, nom, population (inhabitants), lat, lon (degrees
    WGS84, or the file's shapes); optional ones are in columns.py; others are ignored. ``epci``,
    ``departement`` and ``region`` keep parts of a larger table, by code or by exact name. ``boundaries`` is a
    map with the outlines by code, ``sites`` a CSV of the sites that stand already, ``layer`` the one to read
    of a GeoPackage. ``credit_fr`` and ``credit_en`` are the attribution on maps.

    Raises InputError if neither or both of path and packaged are given, or if a part to keep is no text.
    """

    name: str = "file"
    label_fr: str = ""
    label_en: str = ""
    path: str | None = None
    packaged: str | None = None
    credit_fr: str = ""
    credit_en: str = ""
    epci: tuple[str, ...] = ()
    departement: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    boundaries: str | None = None
    sites: str | None = None
    layer: str = ""

    def __post_init__(self) -> None:
        problems = self._files_asked()
        for kind in KINDS:
            given = getattr(self, kind)
            given = (given,) if isinstance(given, str) else tuple(given or ())
            object.__setattr__(self, kind, given)
            problems += [_no_text(kind, value) for value in given if not isinstance(value, str)]
        if problems:
            raise InputError(*problems)

    def _files_asked(self) -> list[Text]:
        """Return what is wrong with the choice of the file."""
        if self.path and self.packaged:
            return [Text(
                "territory.path and territory.packaged are both given, but only one file can be read. "
                "Use territory=file territory.path=FILE.csv.",
                "territory.path et territory.packaged sont tous deux donnés, mais un seul fichier peut être "
                "lu. Utilisez territory=file territory.path=FICHIER.csv.",
            )]
        if not self.path and not self.packaged:
            return [Text(
                "territory=file needs territory.path=FILE.csv: the path of a CSV, GeoJSON or GeoPackage file with "
                "code (or code_insee), nom, population, lat, lon.",
                "territory=file demande territory.path=FICHIER.csv : le chemin d'un fichier CSV, GeoJSON ou GeoPackage "
                "avec code (ou code_insee), nom, population, lat, lon.",
            )]
        return []

    @property
    def file(self) -> Path:
        """Where the file is."""
        return data_file(self.packaged) if self.packaged else Path(str(self.path)).expanduser()

    @property
    def wanted(self) -> Wanted:
        """What to load."""
        return Wanted(
            self.file, Cut(self.epci, self.departement, self.region),
            Path(self.boundaries).expanduser() if self.boundaries else None,
            Path(self.sites).expanduser() if self.sites else None, self.layer,
        )  # fmt: skip

    def places(self) -> Places:
        """Return the places of the file; raises InputError with all its problems."""
        return loaded(self.wanted).places

    def digest(self) -> str:
        """Return what identifies the content of its files: two files of one name are two territories."""
        wanted = self.wanted
        files = [wanted.path, beside(wanted.path), wanted.boundaries, wanted.sites]
        return sha256(b"".join(read_bytes(file) for file in files if file)).hexdigest()[:16]

    def stated(self) -> dict[str, Any]:
        """Return the fields that say which places these are, as plain values: whole paths, lists of texts."""
        paths = {name: getattr(self, name) for name in ("path", "boundaries", "sites") if getattr(self, name)}
        found: dict[str, Any] = {name: str(Path(path).expanduser().resolve()) for name, path in paths.items()}
        found |= {name: getattr(self, name) for name in ("packaged", "layer") if getattr(self, name)}
        return found | {kind: list(getattr(self, kind)) for kind in KINDS if getattr(self, kind)}

    def _parts(self, places: Places) -> str:
        """Return the names of the parts that were asked for, "" for the whole file."""
        epci = dict(zip(places.epci.tolist(), places.epci_name.tolist(), strict=True))
        called = {"epci": epci, "departement": names.DEPARTEMENTS, "region": names.REGIONS}
        return ", ".join(called[kind].get(asked, asked) for kind in KINDS for asked in getattr(self, kind))

    def source_line(self, lang: str) -> str:
        """Return the attribution that maps show, in ``lang`` "fr" or "en", and how many places are left out."""
        places = self.places()
        stated = (self.credit_fr if lang == "fr" else self.credit_en) or places.credit
        default = "Lieux : fichier" if lang == "fr" else "Places: file"
        line = stated or f"{default} {self.file.name}."
        n = len(places.unplaced)
        if not n:
            return line
        return f"{line} {n} lieux sans position ne sont pas montrés." if lang == "fr" else (
            f"{line} {n} places without position are left out."
        )

    def title(self, lang: str) -> str:
        """Return the title; « inspiré de » where over 20% of the people live in invented places.

        Without a label it is what was kept of the table, else the name of the file.
        """
        places = self.places()
        label = (self.label_fr if lang == "fr" else self.label_en) or self._parts(places)
        label = label or Path(self.file.name.removesuffix(".gz")).stem
        if places.invented_share <= INSPIRED:
            return label
        return f"Inspiré de {label}" if lang == "fr" else f"Inspired by {label}"


def _no_text(kind: str, value: object) -> Text:
    return Text(
        f"territory.{kind} holds {value!r}, but codes and names are texts. Write it in quotes: '{value}'.",
        f"territory.{kind} contient {value!r}, mais codes et noms sont des textes. Écrivez-le entre guillemets : "
        f"'{value}'.",
    )
