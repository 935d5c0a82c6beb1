"""What was asked on the command line: command, names, settings, options; nothing slow is loaded (demande)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from experiments.messages import locale_language
from experiments.overrides import ENGINE, OPTIONS, Override, read_override
from sim.errors import InputError, Text, nearest, unknown

COMMANDS = {  # the names each command takes after it
    "demo": (),
    "run": (),
    "sweep": (),
    "plan": (),
    "status": ("OUT",),
    "retry": ("OUT",),
    "merge": ("OUT", "FROM…"),
    "export": ("OUT",),
    "verify": ("OUT",),
    "calibrate": ("TARGET",),
    "sensitivity": (),
    "discover": ("OUT",),
    "search": (),
    "compare": ("[OUT]",),
    "explain": ("[PART…]",),
    "cases": (),
    "budget": (),
    "explore": (),
    "plot": ("OUT",),
    "report": ("OUT",),
    "replay": ("OUT", "RUN_ID"),
    "validate": ("[ID…]",),
    "necessity": ("[ID…]",),
    "list": ("WHAT",),
    "territory check": ("FILE",),
    "territory from-geonames": (),
    "policy observed": ("FILE",),
    "workshop": (),
    "bundle": ("OUT",),
}
FAMILIES = ("territory", "policy")  # first words of commands of two words
TAKES = {  # the options each takes beside lang; those of the simulation itself (cell) where it runs something
    "demo": ("seeds", "out", "engine", "experiment", "reference"),
    "run": ("seeds", "out", "engine", "checkpoint.every", "resume"),
    "sweep": (
        "experiment", "seeds", "out", "engine", "reference", "design", "size", "params", "width", "most", "indicator",
        "equal_cost", "part", "hours", "yes",
    ),
    "plan": ("experiment", "seeds", "reference", "design", "size", "params", "equal_cost"),
    "retry": ("engine",),
    "export": ("format",),
    "verify": ("size", "seed"),
    "calibrate": ("params", "holdout", "trials", "seeds", "out", "engine"),
    "sensitivity": (
        "experiment", "method", "params", "groups", "from", "top", "size", "seeds", "indicator", "out", "engine",
    ),
    "discover": ("policy", "indicator", "method", "threshold."),
    "search": (
        "experiment", "instruments", "objectives", "step", "trials", "seeds", "out", "engine", "threshold.",
    ),
    "compare": ("reference", "territories", "seeds", "out", "engine"),
    "explain": ("reference", "indicator", "seeds", "out", "engine"),
    "cases": ("out",),
    "budget": ("change", "seeds", "indicator", "out", "engine"),
    "explore": ("params", "port"),
    "plot": ("for",),
    "validate": ("out", "engine"),
    "necessity": ("seeds", "out", "engine"),
    "territory check": (
        "territory.epci", "territory.departement", "territory.region", "territory.boundaries", "territory.sites",
        "territory.layer",
    ),
    "territory from-geonames": ("country", "within", "around", "out"),
    "policy observed": ("out", "words"),
    "bundle": (),
    "workshop": ("port", "host", "allow", "keep", "out"),
}  # fmt: skip
VALUED = (  # may also be written --name VALUE
    "country", "within", "around", "out", "words", "territories", "for", "port", "host", "allow", "keep",
)  # fmt: skip
RUNS = (
    "demo", "run", "sweep", "plan", "calibrate", "sensitivity", "search", "necessity", "explain", "cases", "budget",
    "explore",
)  # fmt: skip
JSON = (
    "list", "run", "plan", "status", "verify", "export", "calibrate", "sensitivity", "discover", "search", "compare",
    "explain", "cases", "budget", "validate", "necessity", "report",
    "territory check", "territory from-geonames", "policy observed",
)
QUICK = ("validate", "necessity")
NOTE = ("report",)
FLAGGED = {  # flag -> the commands it works with
    "--yes": tuple(name for name, takes in TAKES.items() if "yes" in takes), "--quick": QUICK, "--note": NOTE,
    "--json": JSON,
}  # fmt: skip
FLAGS = ("--json", "--quick", "--yes", "--note", "--lang", "--help", "--version", "-h",
         *(f"--{name}" for name in VALUED))


@dataclass(frozen=True)
class Request:
    """One call of ``essaimage``; ``problems`` holds all that is wrong with its form."""

    command: str
    names: tuple[str, ...]
    settings: tuple[str, ...]  # key=value of the simulation, as typed
    options: dict[str, Override]  # those of OPTIONS that were given
    lang: str
    flags: frozenset[str]
    problems: tuple[Text, ...]

    @property
    def yes(self) -> bool:
        """Say whether a question asked before starting is answered beforehand."""
        return "--yes" in self.flags or self.option("yes") is True

    @property
    def json(self) -> bool:
        """Say whether one JSON object is wanted on standard output."""
        return "--json" in self.flags

    def text(self, name: str) -> str:
        """Return a setting as typed, "" where it is not given."""
        given = (*self.settings, *(option.text for option in self.options.values()))
        return next((text.partition("=")[2].strip() for text in reversed(given) if text.partition("=")[0] == name), "")

    def option(self, name: str, default: Any = None) -> Any:
        """Return the value of an option."""
        return self.options[name].value if name in self.options else default


def read_request(arguments: list[str]) -> Request:
    """Return what the arguments ask for."""
    problems: list[Text] = []
    words, settings, flags, spoken = _sorted_out(list(arguments), problems)
    options: dict[str, Override] = {}
    kept = []
    for text in settings:
        try:
            override = read_override(text)
        except InputError as error:
            problems += error.problems
            continue
        if override.key == "lang":
            spoken = override
        elif override.key in OPTIONS or override.key.startswith(ENGINE):
            options[override.key] = override
        else:
            kept.append(text)
    lang = _language(spoken, problems)
    command = words[0] if words else ""
    if command in FAMILIES and len(words) > 1:
        command = f"{command} {words.pop(1)}"
    if command:
        _check(command, words[1:], problems)
        _check_settings(command, kept, options, flags, problems)
    elif settings:
        problems.append(_no_command())
    return Request(command, tuple(words[1:]), tuple(kept), options, lang, frozenset(flags), tuple(problems))


def _sorted_out(arguments: list[str], problems: list[Text]) -> tuple[list[str], list[str], list[str], Override | None]:
    """Return words, settings, flags and the language asked for by --lang."""
    words: list[str] = []
    settings: list[str] = []
    flags: list[str] = []
    spoken = None
    while arguments:
        argument = arguments.pop(0)
        if argument == "--lang":
            given = arguments.pop(0) if arguments else ""
            spoken = Override("lang", given, f"--lang {given}")
        elif argument.startswith("--lang="):
            spoken = Override("lang", argument.partition("=")[2], argument)
        elif argument.startswith("--") and argument[2:].partition("=")[0] in VALUED:
            name, sign, value = argument[2:].partition("=")
            given = value if sign else arguments.pop(0) if arguments else ""
            settings.append(f"{name}={given}")
        elif argument.startswith("-"):
            flags.append(argument)
            if argument not in FLAGS:
                problems.append(unknown(Text("option", "option"), argument, FLAGS, _line()))
        elif "=" in argument:
            settings.append(argument)
        else:
            words.append(argument)
    return words, settings, flags, spoken


def _language(spoken: Override | None, problems: list[Text]) -> str:
    if spoken is None:
        return locale_language()
    if spoken.value not in ("en", "fr"):
        problems.append(
            Text(
                f"lang is {spoken.value!r}, but must be en or fr (read in {spoken.text}).",
                f"lang vaut {spoken.value!r}, mais doit être en ou fr (lu dans {spoken.text}).",
            )
        )
        return locale_language()
    return str(spoken.value)


def _check(command: str, given: list[str], problems: list[Text]) -> None:
    """Note an unknown command, and names that are missing or too many."""
    if command not in COMMANDS:
        problems.append(unknown(Text("command", "commande"), command, COMMANDS, _line()))
        return
    wanted = COMMANDS[command]
    if wanted and wanted[-1].endswith("…]"):
        return
    several = bool(wanted) and wanted[-1].endswith("…")
    least = [name for name in wanted if not name.startswith("[")]
    if len(given) < len(least):
        usage = f"essaimage {command} {' '.join(wanted)}"
        missing = ", ".join(wanted[len(given) :])
        problems.append(
            Text(
                f"essaimage {command} needs {missing}: {usage}.",
                f"Il manque {missing} à essaimage {command} : {usage}.",
            )
        )
    for extra in () if several else given[len(wanted) :]:
        problems.append(
            Text(
                f"'{extra}' means nothing after {command}: settings are written key=value, such as policy=none.",
                f"« {extra} » ne veut rien dire après {command} : un réglage s'écrit clé=valeur, "
                "par exemple policy=none.",
            )
        )


def _check_settings(
    command: str, settings: list[str], options: dict[str, Override], flags: list[str], problems: list[Text]
) -> None:
    """Note settings and options that the command does not take."""
    if command not in COMMANDS:
        return
    takes, runs = TAKES.get(command, ()), command in RUNS or (command == "compare" and "territories" in options)
    refused = [o.text for key, o in options.items() if _option(key) not in takes]
    refused += [] if runs else [text for text in settings if not _taken(text, takes)]
    for text in refused:
        key = text.partition("=")[0]
        near = nearest(key, [*takes, "lang"])
        hint = Text(f" Did you mean {near}?", f" Vouliez-vous dire {near} ?") if near and near != key else Text("", "")
        known = ", ".join([*takes, "lang"])
        problems.append(
            Text(
                f"essaimage {command} does not take {key} (read in {text}).{hint.en} It takes: {known}"
                f"{' and the settings of a simulation' if command in RUNS else ''}.",
                f"essaimage {command} ne prend pas {key} (lu dans {text}).{hint.fr} Elle prend : {known}"
                f"{' et les réglages d’une simulation' if command in RUNS else ''}.",
            )
        )
    for flag, able in FLAGGED.items():
        if flag in flags and command not in able:
            known = ", ".join(able)
            problems.append(Text(f"{flag} works with {known}, not with {command}.",
                                 f"{flag} fonctionne avec {known}, pas avec {command}."))  # fmt: skip


def _taken(text: str, takes: Sequence[str]) -> bool:
    """Say whether a command takes a setting: by its name, or by what stands before its dot."""
    key = text.partition("=")[0]
    return key in takes or f"{key.partition('.')[0]}." in takes


def _option(key: str) -> str:
    """Return the option that a key belongs to: engine.address goes with engine."""
    return ENGINE[:-1] if key.startswith(ENGINE) else key


def _no_command() -> Text:
    known = ", ".join(COMMANDS)
    return Text(
        f"A command must come first: {known}. For instance: essaimage run policy=none.",
        f"Il faut d'abord une commande : {known}. Par exemple : essaimage run policy=none.",
    )


def _line() -> Text:
    return Text("on the command line", "sur la ligne de commande")
