"""From a published list of grants to the mix of instruments it shows (conventions de subvention, mélange observé).

The list is in the legal open format of French grants, « données essentielles des conventions de subvention »
(arrêté du 17 novembre 2017): nomAttribuant, dateConvention, nomBeneficiaire, objet, montant, nature, …
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from experiments.policy_file import strange_instruments, yaml_table
from scenarios.territory.checks import Problems, whole_rows
from scenarios.territory.reading import Row, Table, ambiguous, number, plain, read_table
from sim.errors import InputError, Text, nearest

WORDS = Path(__file__).resolve().parents[1] / "configs" / "grant_words.yaml"
NEEDED = {
    "objet": Text("what the grant is for", "l'objet de la subvention"),
    "montant": Text("its amount, euros", "son montant, en euros"),
}
COLUMNS = (*NEEDED, "dateconvention", "nature", "nombeneficiaire", "referencedecision")
CURRENCY = re.compile(r"(?i)\s*(€|eur|euros?)\s*$")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
DECIMALS = 4  # of a share; shares add up to 1 exactly


class Grant(NamedTuple):
    """One grant; ``matches`` holds the instruments whose words are in its object, the one chosen first."""

    line: int
    purpose: str
    euros: float
    year: str
    in_kind: bool
    matches: tuple[str, ...]


class Observed(NamedTuple):
    """The mix of instruments that a list of grants shows."""

    file: str
    grants: list[Grant]
    shares: dict[str, float]  # of the euros that were classified, by instrument; their sum is 1

    def euros(self, *matches: str) -> float:
        """Return the euros given to an instrument; of the grants no word tells anything about where none is named."""
        return sum(grant.euros for grant in self.grants if grant.matches[:1] == matches)


def observed_mix(path: Path, words: Path = WORDS) -> Observed:
    """Return the mix of instruments in a file of grants, in shares of the euros that words tell about.

    Raises InputError with every bad row of the file, with every problem of the words, or if no euro is told about.
    """
    rules = grant_words(words)
    grants = read_grants(path, rules)
    euros = {name: sum(g.euros for g in grants if g.matches[:1] == (name,)) for name in rules}
    if not sum(euros.values()) > 0:
        raise InputError(
            Text(
                f"{path.name}: no grant has a word of {words.name} in its objet, so no mix can be observed. Add words "
                "in a copy of it, and give it with --words.",
                f"{path.name} : aucune subvention n'a un mot de {words.name} dans son objet ; aucun mélange n'est "
                "observable. Ajoutez des mots dans une copie, et donnez-la avec --words.",
            )
        )
    return Observed(path.name, grants, _shares({name: value for name, value in euros.items() if value > 0}))


def grant_words(path: Path = WORDS) -> dict[str, re.Pattern[str]]:
    """Return what finds the words of each instrument, in the order of the file, which decides between several.

    Raises InputError with every unknown instrument, every list that is none, every word that stands twice.
    """
    given = yaml_table(path)
    problems, owner = strange_instruments(path, given), dict[str, str]()
    for name, words in given.items():
        if not isinstance(words, list) or not words or not all(isinstance(word, str) and plain(word) for word in words):
            problems.append(
                Text(
                    f"{path}: {name} must be a list of words, such as [poste, emploi].",
                    f"{path} : {name} doit être une liste de mots, par exemple [poste, emploi].",
                )
            )
            continue
        for word in words:
            first = owner.setdefault(plain(word), name)
            if first != name:
                problems.append(
                    Text(
                        f"{path}: '{word}' stands under {first} and {name}. Keep one.",
                        f"{path} : « {word} » figure sous {first} et {name}. Gardez-en un.",
                    )
                )
    if problems:
        raise InputError(*problems)
    return {name: _finder(words) for name, words in given.items()}


def read_grants(path: Path, rules: Mapping[str, re.Pattern[str]]) -> list[Grant]:
    """Return the grants of a CSV file. Raises InputError with every bad row, each with its line."""
    table = read_table(path)
    at, header = _columns(table)
    problems = Problems(table.file, header)
    rows = whole_rows(table, problems) if table.header else []
    if not rows and not problems.found:
        problems.say_of_all("no grant below the header.", "aucune subvention sous l'en-tête.")
    grants = [_grant(row, at, rules, problems) for row in rows]
    if problems.found:
        raise InputError(*problems.found)
    return grants


def _finder(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern that finds whole words, also in their plural or feminine, in text reduced by plain()."""
    inside = "|".join(sorted(map(plain, words), key=len, reverse=True))
    return re.compile(rf"(?:^|_)(?:{inside})(?:e?s|x|e)?(?=_|$)")


def _columns(table: Table) -> tuple[dict[str, int], list[Text]]:
    """Return where each column stands, and which needed ones are missing; case, spaces and accents do not count."""
    header = [plain(word).replace("_", "") for word in table.header]
    at = {name: header.index(name) for name in COLUMNS if name in header}
    missing = []
    for name, what in NEEDED.items():
        if name not in at:
            near = nearest(name, header)
            hint = Text(f" Is it {near}?", f" Est-ce {near} ?") if near else Text("", "")
            missing.append(
                Text(
                    f"{table.head.en} column {name} is missing: {what.en}.{hint.en} The format is « données "
                    "essentielles des conventions de subvention ».",
                    f"{table.head.fr} la colonne {name} manque : {what.fr}.{hint.fr} Le format est celui des données "
                    "essentielles des conventions de subvention.",
                )
            )
    return at, missing


def _grant(row: Row, at: dict[str, int], rules: Mapping[str, re.Pattern[str]], problems: Problems) -> Grant:
    text = {name: row.values[column] for name, column in at.items()}
    year = YEAR.search(text.get("dateconvention", ""))
    nature, bare = plain(text.get("nature", "")), plain(text.get("objet", ""))
    return Grant(
        row.line, text.get("objet", ""), _euros(row, text["montant"], problems) if "montant" in text else 0.0,
        year[0] if year else "", "nature" in nature and "numeraire" not in nature,
        tuple(name for name, finder in rules.items() if finder.search(bare)),
    )  # fmt: skip


def _euros(row: Row, written: str, problems: Problems) -> float:
    """Return an amount; note one that is no number, is below 0 or can be read two ways."""
    bare = CURRENCY.sub("", written)
    value = number(bare) if "%" not in bare else None
    if ambiguous(bare):
        problems.say(
            row.line,
            f"montant '{written}': thousands or decimals? Write it without separator.",
            f"montant « {written} » : milliers ou décimales ? Écrivez-le sans séparateur.",
        )
        return 0.0
    if value is None or value < 0:
        shown = Text(f"'{written}'", f"vaut « {written} »") if written else Text("empty", "est vide")
        problems.say(
            row.line,
            f"montant is {shown.en}, but must be a number of euros, 0 or more. Correct the value.",
            f"montant {shown.fr}, mais doit être un nombre d'euros, 0 ou plus. Corrigez la valeur.",
        )
        return 0.0
    return value


def _shares(euros: Mapping[str, float]) -> dict[str, float]:
    """Return shares with DECIMALS figures that add up to 1: what rounding leaves goes to the largest remainders."""
    unit, total = 10**DECIMALS, sum(euros.values())
    exact = {name: unit * value / total for name, value in euros.items()}
    whole = {name: int(value) for name, value in exact.items()}
    rest = sorted(exact, key=lambda name: whole[name] - exact[name])[: unit - sum(whole.values())]
    return {name: (whole[name] + (name in rest)) / unit for name in exact}
