"""All that is wrong with a setting, said at once (défauts d'une préparation)."""

from collections.abc import Iterator, Mapping
from typing import Any

from experiments.catalogue import names
from sim.errors import Text, unknown
from workshop import library

NUMBERS = {"turns": (1, 12), "years_a_turn": (1, 10), "first_year": (1900, 2200), "citizens": (10, 200_000)}
MOST_GROUPS, LONGEST_NAME, WORDS = 8, 60, 120
EURO_MOST = 10**12


def faults_of(setting: Any, games: tuple[str, ...]) -> list[Text]:
    """Return every fault of a setting."""
    parts = (_money, _numbers, _choices, _groups, _actors, _instruments, _shocks)
    return [text for part in parts for text in part(setting, games)]


def tool_fault(name: str) -> Text:
    """Say that the bounds of an instrument are not two."""
    return Text(
        f"The bounds of {name} must be [least, most].", f"Les bornes de {name} doivent être [minimum, maximum]."
    )


def _whole(value: Any, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high


def _money(s: Any, games: Any) -> Iterator[Text]:
    if not _whole(s.budget, 1, EURO_MOST):
        yield Text("The budget must be a number above zero.", "Le budget doit être un nombre positif.")


def _numbers(s: Any, games: Any) -> Iterator[Text]:
    rules = {**NUMBERS, **({} if s.seeds is None else {"seeds": (1, 100)})}
    for name, (low, high) in rules.items():
        value = getattr(s, name)
        if not _whole(value, low, high):
            yield Text(
                f"{name} is {value!r}, but must be a whole number from {low} to {high}.",
                f"{name} vaut {value!r}, mais doit être un nombre entier de {low} à {high}.",
            )


def _choices(s: Any, games: tuple[str, ...]) -> Iterator[Text]:
    for name, known in (("game", games), ("lang", ("fr", "en")), ("territory", names("territory"))):
        if getattr(s, name) not in known:
            yield unknown(Text(name, name), str(getattr(s, name)), known, Text("in the setting", "dans la préparation"))


def _groups(s: Any, games: Any) -> Iterator[Text]:
    good = [
        isinstance(g, Mapping) and isinstance(g.get("name"), str) and 0 < len(g["name"].strip()) <= LONGEST_NAME
        for g in s.groups
    ]
    purses = [g.get("purse") for g in s.groups if isinstance(g, Mapping)]
    bad = [purse for purse in purses if purse is not None and not _whole(purse, 0, EURO_MOST)]
    if not 1 <= len(good) <= MOST_GROUPS or not all(good) or bad:
        yield Text(
            f"A workshop has 1 to {MOST_GROUPS} groups, each with a name of {LONGEST_NAME} letters at most and a purse "
            "in whole euros.",
            f"Un atelier a de 1 à {MOST_GROUPS} groupes, chacun avec un nom de {LONGEST_NAME} lettres au plus et une "
            "bourse en euros entiers.",
        )


def _actors(s: Any, games: Any) -> Iterator[Text]:
    where, known = Text("groups", "groupes"), library.actors()
    for group in (g for g in s.groups if isinstance(g, Mapping)):
        actor = group.get("actor")
        if actor is not None and actor not in known:
            yield unknown(Text("actor", "acteur"), str(actor), known, where)
        yield from _rights(group, actor if actor in known else None)
        yield from _brief(group)


def _rights(group: Mapping[str, Any], actor: str | None) -> Iterator[Text]:
    """Say which of a group's competences are no instrument, or none of its actor's levels may use."""
    for tool in group.get("competences") or ():
        if tool not in names("instruments"):
            yield unknown(Text("instrument", "instrument"), str(tool), names("instruments"), Text("groups", "groupes"))
        elif actor and not library.payer(tool, actor):
            yield Text(
                f"{group.get('name')} may not pay for {tool}: configs/competences.yaml gives it to other levels.",
                f"{group.get('name')} ne peut pas payer {tool} : configs/competences.yaml le donne à d'autres niveaux.",
            )


def _brief(group: Mapping[str, Any]) -> Iterator[Text]:
    brief = group.get("brief") or {}
    for lang, text in brief.items() if isinstance(brief, Mapping) else (("", brief),):
        if len(str(text).split()) > WORDS:
            yield Text(
                f"The brief of {group.get('name')} ({lang}) is longer than {WORDS} words. Shorten it.",
                f"La consigne de {group.get('name')} ({lang}) dépasse {WORDS} mots. Raccourcissez-la.",
            )


def _instruments(s: Any, games: Any) -> Iterator[Text]:
    where, known = Text("instruments", "instruments"), names("instruments")
    for name, (least, most) in s.instruments.items():
        if name not in known:
            yield unknown(Text("instrument", "instrument"), name, known, where)
        if not _whole(least, 0, EURO_MOST) or (most is not None and not _whole(most, least, EURO_MOST)):
            yield Text(
                f"The least is above the most for {name}. Exchange them.",
                f"Minimum > maximum pour {name}. Échangez-les.",
            )


def _shocks(s: Any, games: Any) -> Iterator[Text]:
    known, where = names("shocks"), Text("shocks", "chocs")
    for shock in s.shocks:
        if not isinstance(shock, tuple) or len(shock) != 3:
            yield Text(
                f"The shock {shock!r} must be [turn, type, surprise].",
                f"Le choc {shock!r} doit être [tour, type, surprise].",
            )
            continue
        turn, kind, _ = shock
        if kind not in known:
            yield unknown(Text("shock", "choc"), str(kind), known, where)
        if not _whole(turn, 0, 12) or (type(s.turns) is int and turn > s.turns):
            yield Text(
                f"The shock {kind} is set for turn {turn!r}, but there are {s.turns} turns.",
                f"Le choc {kind} est prévu au tour {turn!r}, mais il y a {s.turns} tours.",
            )
