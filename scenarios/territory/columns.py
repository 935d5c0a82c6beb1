"""Which column of a file is which, under the French or English names people use (colonnes)."""
from difflib import SequenceMatcher
from typing import NamedTuple

from scenarios.territory.reading import Table, plain
from sim.errors import Text, nearest

INSEE_ALIASES = ("code_insee", "insee", "codgeo", "insee_com", "code_commune")
ALIASES = {
    "code": ("code", *INSEE_ALIASES, "code_geo"),
    "name": (
        "nom", "name", "commune", "libelle", "nom_commune", "nom_com", "libgeo", "libelle_commune", "ville",
    ),
    "population": (
        "population", "pop", "habitants", "population_municipale", "pmun", "population_totale", "inhabitants",
    ),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "longitude", "lng", "long"),
    "epci_code": ("siren_epci", "code_epci", "epci_code"),
    "epci_name": ("nom_epci", "epci_name", "libelle_epci", "libepci"),
    "epci": ("epci",),
    "departement": ("departement", "code_departement", "dep", "code_dep"),
    "region": ("region", "code_region", "reg", "code_reg"),
    "density": ("densite_code", "densite", "density", "code_densite"),
    "source": ("source",),
}
NEEDED = {"name": "nom", "population": "population", "lat": "lat", "lon": "lon"}
DOMAINS_FR = {
    "sante": "health", "alimentation": "food", "mobilite": "mobility", "energie": "energy",
    "logement": "housing", "lien_social": "social_ties", "culture": "culture", "numerique": "digital",
    "travail": "work", "education": "education", "environnement": "environment",
}
SHARES = {
    "unemployment": ("chomage", "unemployment"),
    "trust": ("confiance", "trust"),
    "digital_access": ("acces_numerique", "digital_access"),
    "digital_skill": ("competence_numerique", "digital_skill"),
} | {f"need_{en}": (f"besoin_{fr}", f"need_{en}") for fr, en in DOMAINS_FR.items()}


class Rule(NamedTuple):
    """What a number in a column must be."""

    low: float
    high: float
    text: Text


RULES = {
    "population": Rule(0, 1e9, Text("a number of inhabitants, 0 or more",
                                    "un nombre d'habitants, 0 ou plus")),
    "lat": Rule(-90, 90, Text("degrees north (WGS84), from -90 to 90",
                              "en degrés nord (WGS84), de -90 à 90")),
    "lon": Rule(-180, 180, Text("degrees east (WGS84), from -180 to 180",
                                "en degrés est (WGS84), de -180 à 180")),
    "density": Rule(1, 7, Text("an INSEE density class, 1 to 7",
                               "une classe de densité INSEE, de 1 à 7")),
}
SHARE = Rule(0, 1, Text("a share from 0 to 1 (or a percentage written with %)",
                        "une part de 0 à 1 (ou un pourcentage écrit avec %)"))


def rule(column: str) -> Rule:
    """Return what numbers in ``column`` must be; the optional columns are shares."""
    return RULES.get(column, SHARE)


def find_columns(table: Table) -> tuple[dict[str, int], list[Text]]:
    """Return the position of each known column, and what is wrong with the header."""
    header = [plain(word) for word in table.header]
    found, problems = {}, []
    for column, aliases in (ALIASES | SHARES).items():
        hits = [i for alias in aliases for i, word in enumerate(header) if word == alias]
        if not hits:
            continue
        found[column] = hits[0]
        if header.count(header[hits[0]]) > 1:
            word = table.header[hits[0]]
            problems.append(Text(
                f"{table.file}, line 1: column {word} stands twice. Remove or rename one.",
                f"{table.file}, ligne 1 : la colonne {word} figure deux fois. Supprimez ou renommez-en une.",
            ))
    free = [word for i, word in enumerate(table.header) if word and i not in found.values()]
    problems += [_missing(table.file, column, free) for column in NEEDED if column not in found]
    return found, problems


def _missing(file: str, column: str, free: list[str]) -> Text:
    """Say that a column is missing, under which names it may stand, and which existing one comes near."""
    bare = {plain(word): word for word in free}
    pairs = [(alias, found) for alias in ALIASES[column] if (found := nearest(alias, bare))]
    near = max(pairs, key=lambda pair: SequenceMatcher(None, *pair).ratio())[1] if pairs else None
    hint = Text("", "")
    if near:
        hint = Text(f" Is it {bare[near]}? Rename it {NEEDED[column]}.",
                    f" Est-ce {bare[near]} ? Renommez-la {NEEDED[column]}.")
    names = ", ".join(ALIASES[column])
    what = rule(column).text if column in RULES else Text("the name of the place", "le nom du lieu")
    return Text(
        f"{file}, line 1: column {NEEDED[column]} is missing: {what.en}. It may be called {names}.{hint.en}",
        f"{file}, ligne 1 : la colonne {NEEDED[column]} manque : {what.fr}. Elle peut s'appeler {names}."
        f"{hint.fr}",
    )
