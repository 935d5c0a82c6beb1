"""Which column of a file is which, under the French or English names people use (colonnes)."""
from collections.abc import Collection
from difflib import SequenceMatcher
from typing import NamedTuple

from scenarios.territory.reading import Table, plain
from sim.errors import Text, nearest

INSEE_ALIASES = ("code_insee", "insee", "codgeo", "insee_com", "code_commune", "codeinsee", "depcom")
ALIASES = {
    "code": ("code", *INSEE_ALIASES, "code_geo"),
    "name": (
        "nom", "name", "commune", "libelle", "nom_commune", "nom_com", "libgeo", "libelle_commune", "ville",
        "nom_standard", "nom_officiel", "nom_depcom",
    ),
    "population": (
        "population", "pop", "habitants", "population_municipale", "pmun", "population_totale", "inhabitants",
    ),
    "lat": ("lat", "latitude", "latitude_mairie", "latitude_centre"),
    "lon": ("lon", "longitude", "lng", "long", "longitude_mairie", "longitude_centre"),
    "epci_code": ("siren_epci", "code_epci", "epci_code", "codeepci", "codes_siren_des_epci"),
    "epci_name": ("nom_epci", "epci_name", "libelle_epci", "libepci", "epci_nom", "nomepci"),
    "epci": ("epci",),
    "departement": (
        "departement", "code_departement", "dep", "code_dep", "dep_code", "codedepartement", "insee_dep",
        "code_insee_du_departement",
    ),
    "region": (
        "region", "code_region", "reg", "code_reg", "reg_code", "coderegion", "insee_reg", "code_insee_de_la_region",
    ),
    "density": ("densite_code", "code_densite", "grille_densite", "density_class"),
    "source": ("source",),
    "credit": ("attribution", "credit"),
}
# Names that mean too much to be taken: a density may be a class or inhabitants per km².
DOUBTFUL = {"densite": "densite_code", "density": "densite_code", "dens": "densite_code"}
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
    "third_place": ("tiers_lieu", "third_place"),
} | {f"need_{en}": (f"besoin_{fr}", f"need_{en}") for fr, en in DOMAINS_FR.items()}
AMOUNTS = {"associations": ("associations",), "training": ("formation", "training")}
OPTIONAL = SHARES | AMOUNTS


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
    "associations": Rule(0, 1e4, Text("associations per 1,000 inhabitants, 0 or more",
                                      "un nombre d'associations pour 1 000 habitants, 0 ou plus")),
    "training": Rule(0, 1e6, Text("a whole number of training or research bodies, 0 or more",
                                  "un nombre entier d'organismes de formation ou de recherche, 0 ou plus")),
}
WHOLE = ("density", "training")
SHARE = Rule(0, 1, Text("a share from 0 to 1 (or a percentage written with %)",
                        "une part de 0 à 1 (ou un pourcentage écrit avec %)"))


def rule(column: str) -> Rule:
    """Return what numbers in ``column`` must be; the optional columns are shares."""
    return RULES.get(column, SHARE)


def insee_column(word: str) -> bool:
    """Say whether a column of this name holds INSEE codes."""
    return plain(word) in INSEE_ALIASES


def find_columns(table: Table, needed: Collection[str] = tuple(NEEDED)) -> tuple[dict[str, int], list[Text]]:
    """Return the position of each known column, and what is wrong with the header; ``needed`` must be there."""
    header = [plain(word) for word in table.header]
    found, problems, head = {}, [], table.head
    for column, aliases in (ALIASES | OPTIONAL).items():
        hits = [i for alias in aliases for i, word in enumerate(header) if word == alias]
        if not hits:
            continue
        found[column] = hits[0]
        if header.count(header[hits[0]]) > 1:
            word = table.header[hits[0]]
            problems.append(Text(
                f"{head.en} column {word} stands twice. Remove or rename one.",
                f"{head.fr} la colonne {word} figure deux fois. Supprimez ou renommez-en une.",
            ))
    free = [word for i, word in enumerate(table.header) if word and i not in found.values()]
    problems += [_missing(head, column, free) for column in needed if column not in found]
    return found, problems


def _missing(head: Text, column: str, free: list[str]) -> Text:
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
        f"{head.en} column {NEEDED[column]} is missing: {what.en}. It may be called {names}.{hint.en}",
        f"{head.fr} la colonne {NEEDED[column]} manque : {what.fr}. Elle peut s'appeler {names}."
        f"{hint.fr}",
    )
