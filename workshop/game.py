"""What a workshop plays: territory, groups, turns, purse, instruments, shocks; all said in one setting (jeu)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import yaml

from experiments.catalogue import names
from sim.errors import InputError, Text, unknown
from workshop import library, pace
from workshop.faults import faults_of, tool_fault

GAMES = ("paralleles", "table")
SHAPES: dict[str, tuple[Any, str]] = {
    "groups": (list | tuple, "[{name: …}, …]"), "shocks": (list | tuple, "[[turn, type, surprise], …]"),
    "questions": (Mapping, "{before: […], after: […]}"), "params": (Mapping, "{NAME: value}"),
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What the facilitator prepares; money in euros a turn and group; instruments: least and most of a turn.

    seeds: common random draws, None for as many as this machine computes within ten seconds. params: any setting of a
    simulation by its dotted name. A group: name; and in the table game actor, purse, competences and brief.
    """

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
    seeds: int | None = None
    practice: bool = False
    prediction: bool = True
    preview: bool = False
    questions: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> "Setting":
        """Return the setting that a table holds. Raises InputError, with every fault of its shape."""
        known = [one.name for one in fields(cls)]
        where = Text("in the setting", "dans la préparation")
        found = [unknown(Text("setting", "réglage"), str(name), known, where) for name in given if name not in known]
        tools: dict[str, tuple[int, int | None]] = {}
        raw = given.get("instruments") or dict.fromkeys(names("instruments"), (0, None))
        if not isinstance(raw, Mapping):
            found.append(_shape("instruments", "{NAME: [least, most]}"))
            raw = {}
        for name, two in raw.items():
            if isinstance(two, list | tuple) and len(two) == 2:
                tools[str(name)] = (two[0], two[1])
            else:
                found.append(tool_fault(str(name)))
        found += [
            _shape(n, what) for n, (kind, what) in SHAPES.items() if n in given and not isinstance(given[n], kind)
        ]
        if found:
            raise InputError(*found)
        listed: dict[str, Any] = {name: tuple(given[name]) for name in ("groups", "shocks") if name in given}
        if "shocks" in listed:
            listed["shocks"] = tuple(tuple(one) if isinstance(one, list | tuple) else one for one in listed["shocks"])
        return cls(**{**given, **listed, "instruments": tools})

    def to_dict(self) -> dict[str, Any]:
        """Return the setting as JSON holds it."""
        found = asdict(self)
        found["groups"] = [dict(group) if isinstance(group, Mapping) else group for group in self.groups]
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
        return str(yaml.safe_dump(self.to_dict(), allow_unicode=True, sort_keys=False))

    def faults(self) -> list[Text]:
        """Return all that is wrong with the setting by itself; worker.py asks the model about the rest."""
        return faults_of(self, GAMES)

    @property
    def players(self) -> int:
        """Return how many territories are simulated: one for all in the table game."""
        return 1 if self.game == "table" else len(self.groups)

    def group(self, gid: str) -> Mapping[str, Any]:
        """Return what is said of group ``g1``, ``g2``, …; nothing of one there is not."""
        number = int(gid[1:]) - 1 if gid[1:].isdigit() else -1
        return self.groups[number] if 0 <= number < len(self.groups) else {}


def _shape(name: str, what: str) -> Text:
    return Text(f"{name} is no {what}.", f"{name} n'a pas la forme {what}.")


def presets(lang: str) -> dict[str, dict[str, Any]]:
    """Return settings ready to play, the demonstration first."""
    return {name: Setting.from_dict(library.preset(name, lang)).to_dict() for name in library.PRESETS}


def catalogue(lang: str, preparing: bool = False) -> dict[str, Any]:
    """Return what can be chosen: territories, cards of instruments, shocks, actors, indicators, assumptions.

    preparing: with the settings ready to play, which hold the private brief of each actor.
    """
    return {**library.catalogue(lang), **({"presets": presets(lang)} if preparing else {})}


def seeds_for(setting: Setting) -> int:
    """Return the number of common seeds of a workshop: as asked for, else what this machine computes in ten seconds.

    The caller notes it when turn 1 opens: the same moves then give the same results.
    """
    return setting.seeds or pace.seeds_within(setting, setting.players)


def estimate(setting: Setting) -> dict[str, float]:
    """Return the seconds to compute a turn of all groups, the seeds that go with it, and the minutes of the game."""
    seeds = seeds_for(setting)
    seconds = seeds * setting.players * pace.HERE.of(setting) / pace.cores()
    played = setting.turns + int(setting.practice)
    talk = 25.0 if setting.game == "table" else 20.0
    minutes = played * (talk + seconds / 60.0) + 40.0  # welcome and debrief
    return {
        "seconds_a_turn": round(seconds, 1), "minutes": round(minutes), "seeds": seeds, "citizens": setting.citizens,
    }  # fmt: skip
