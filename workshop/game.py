"""What a workshop plays: territory, groups, turns, purse, instruments, shocks; all said in one setting (jeu)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import yaml

from experiments.catalogue import listing, names
from sim.errors import InputError, Text, unknown

GAMES = ("paralleles", "table")
SEEDS = 8
PRESET = "3h"


@dataclass(frozen=True)
class Setting:
    """What the facilitator prepares; money in euros a turn and group; instruments: least and most of a turn."""

    name: str = ""
    game: str = "paralleles"
    lang: str = "fr"
    territory: str = "chalon_creusot"
    groups: tuple[Mapping[str, Any], ...] = ({"name": "Groupe 1"}, {"name": "Groupe 2"})
    turns: int = 5
    years_a_turn: int = 2
    first_year: int = 2025
    budget: int = 2_000_000
    carry_over: bool = False
    instruments: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    shocks: tuple[tuple[int, str, bool], ...] = ()  # turn, type, surprise
    citizens: int = 20_000
    seeds: int = SEEDS
    practice: bool = False
    prediction: bool = True
    preview: bool = False
    questions: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)  # any setting of a simulation, by its dotted name

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> "Setting":
        """Return the setting that a table holds. Raises InputError for names no setting has."""
        known = [one.name for one in fields(cls)]
        where = Text("in the setting", "dans la préparation")
        strange = [unknown(Text("setting", "réglage"), str(name), known, where) for name in given if name not in known]
        if strange:
            raise InputError(*strange)
        listed = {name: tuple(given[name]) for name in ("groups", "shocks") if name in given}
        tools = {name: tuple(two) for name, two in dict(given.get("instruments") or {}).items()}
        return cls(**{**given, **listed, "instruments": tools or dict.fromkeys(names("instruments"), (0, None))})

    def to_dict(self) -> dict[str, Any]:
        """Return the setting as JSON holds it."""
        found = asdict(self)
        found["groups"] = [dict(group) for group in self.groups]
        found["shocks"] = [list(shock) for shock in self.shocks]
        found["instruments"] = {name: list(two) for name, two in self.instruments.items()}
        return found

    @classmethod
    def from_yaml(cls, text: str) -> "Setting":
        """Return the setting that a YAML text holds. Raises InputError where it holds none."""
        try:
            given = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise InputError(Text(f"No YAML: {error}", f"Ce n'est pas du YAML : {error}")) from None
        if not isinstance(given, dict):
            raise InputError(Text("The file holds no setting.", "Le fichier ne contient pas de préparation."))
        return cls.from_dict(given)

    def to_yaml(self) -> str:
        """Return the setting as YAML."""
        return yaml.safe_dump(self.to_dict(), allow_unicode=True, sort_keys=False)

    def faults(self) -> list[Text]:
        """Return what is wrong with the setting by itself; worker.py asks the model about the rest."""
        return [*self._numbers(), *self._groups(), *self._instruments(), *self._shocks()]

    def _numbers(self) -> list[Text]:
        found = []
        if type(self.budget) is not int or self.budget <= 0:
            found.append(Text("The budget must be a number above zero.", "Le budget doit être un nombre positif."))
        for name, low, high in (("turns", 1, 12), ("years_a_turn", 1, 10), ("seeds", 1, 100)):
            value = getattr(self, name)
            if type(value) is not int or not low <= value <= high:
                found.append(
                    Text(
                        f"{name} is {value!r}, but must be a whole number from {low} to {high}.",
                        f"{name} vaut {value!r}, mais doit être un nombre entier de {low} à {high}.",
                    )
                )
        if self.game not in GAMES:
            found.append(unknown(Text("game", "jeu"), str(self.game), GAMES, Text("game", "game")))
        return found

    def _groups(self) -> list[Text]:
        good = [
            isinstance(g, Mapping) and isinstance(g.get("name"), str) and 0 < len(g["name"]) <= 60 for g in self.groups
        ]
        purses = [g.get("purse", 1) for g, right in zip(self.groups, good, strict=True) if right]
        if 1 <= len(good) <= 8 and all(good) and all(type(purse) is int and purse >= 0 for purse in purses):
            return []
        return [
            Text(
                "A workshop has 1 to 8 groups, each with a name and a purse in whole euros.",
                "Un atelier a de 1 à 8 groupes, chacun avec un nom et une bourse en euros entiers.",
            )
        ]

    def _instruments(self) -> list[Text]:
        where, known, found = Text("instruments", "instruments"), names("instruments"), []
        for name, (least, most) in self.instruments.items():
            if name not in known:
                found.append(unknown(Text("instrument", "instrument"), name, known, where))
            if type(least) is not int or least < 0 or (most is not None and (type(most) is not int or most < least)):
                found.append(
                    Text(
                        f"The least is above the most for {name}. Exchange them.",
                        f"Minimum > maximum pour {name}. Échangez-les.",
                    )
                )
        return found

    def _shocks(self) -> list[Text]:
        known, where = names("shocks"), Text("shocks", "chocs")
        return [
            unknown(Text("shock", "choc"), str(kind), known, where) for _, kind, _ in self.shocks if kind not in known
        ]

    def settings(self) -> list[str]:
        """Return the other settings of the simulation, as typed on a command line."""
        return [f"{name}={value}" for name, value in self.params.items()]


def presets(lang: str) -> dict[str, dict[str, Any]]:
    """Return settings ready to play, the demonstration first."""
    fr = lang == "fr"
    groups = tuple({"name": f"{'Groupe' if fr else 'Group'} {k}"} for k in range(1, 5))
    turnkey = Setting(name="3 h clé en main" if fr else "3 hours, turnkey", lang=lang, groups=groups, practice=True)
    return {PRESET: {**turnkey.to_dict(), "instruments": {name: [0, None] for name in names("instruments")}}}


def catalogue(lang: str) -> dict[str, Any]:
    """Return what can be chosen: territories, instruments, shocks, settings ready to play."""
    kinds = ("territories", "instruments", "shocks")
    rows = {kind: [{**row, "label": row[f"label_{lang}"]} for row in listing(kind)] for kind in kinds}
    return {**rows, "presets": presets(lang)}


def seeds_for(setting: Setting) -> int:
    """Return the number of common seeds of a workshop."""
    return setting.seeds


def estimate(setting: Setting) -> dict[str, float]:
    """Return seconds a turn (1.5 s a run of 20,000 citizens and 15 years on one core) and minutes in all."""
    runs = setting.seeds * (1 if setting.game == "table" else len(setting.groups))
    one = 1.5 * setting.citizens / 20_000 * setting.years_a_turn * (setting.turns + 1) / 2 / 15
    return {"seconds_a_turn": round(runs * one, 1), "minutes": round(setting.turns * (20 + runs * one / 60), 1)}
