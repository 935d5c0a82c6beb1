"""What people type to change a run: key=value, each kept with the text it was read from (réglages)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sim.errors import InputError, Text, nearest

CHOICES = ("territory", "policy", "start")  # one option of configs/ each
LISTS = ("innovations", "shocks")  # several options of configs/
NUMBERS = ("years", "first_year", "citizens", "budget")
PARTS = ("territory.epci", "territory.departement", "territory.region")  # lists of texts, which turn no dial
OPTIONS = (  # how to compute and show, not what
    "experiment", "seeds", "lang", "engine", "out", "reference", "holdout", "trials", "params",
    "method", "groups", "size", "indicator", "from", "top", "resume", "checkpoint.every",
    "design", "width", "most", "equal_cost", "part", "hours", "yes", "format", "instruments", "objectives", "step",
    "territories", "change", "for",
)  # fmt: skip
ENGINE = "engine."  # engine.address=… is a setting of the machine that computes, not of a run
SETTINGS = "settings"  # settings=FILE.yaml stands for the lines of the file
PART = re.compile(r"""\s*'[^']*'\s*(?=,|$)|\s*"[^"]*"\s*(?=,|$)|[^,]+""")
EVERYDAY = (*CHOICES, *LISTS, *NUMBERS, "seed")


class Override(NamedTuple):
    """One ``key=value``; ``value`` is a number, a text, True, False, None or a list of these."""

    key: str
    value: Any
    text: str  # as typed
    file: str = ""  # where it stands, if it was not typed

    @property
    def where(self) -> Text:
        """Say where it was read."""
        file = f", {self.file}" if self.file else ""
        return Text(f"read in {self.text}{file}", f"lu dans {self.text}{file}")


def read_override(text: str) -> Override:
    """Return one ``key=value``. Raises InputError where there is no key or no ``=``."""
    key, sign, raw = text.partition("=")
    key = key.strip()
    if not sign or not key:
        raise InputError(
            Text(
                f"'{text}' is no setting: a setting is written key=value, such as seed=2.",
                f"« {text} » n'est pas un réglage : un réglage s'écrit clé=valeur, par exemple seed=2.",
            )
        )
    return Override(key, value_of(raw.strip()), text)


def settings_in(override: Override) -> list[Override]:
    """Return the settings in the file that settings=FILE.yaml names. Raises InputError where there are none."""
    name = override.text.partition("=")[2].strip()
    try:
        found = yaml.safe_load(Path(name).expanduser().read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise InputError(Text(
            f"{name} cannot be read as YAML ({reason}). Check its path and content ({override.where.en}).",
            f"{name} est illisible comme YAML ({reason}). Vérifiez son chemin et son contenu ({override.where.fr}).",
        )) from None
    if not isinstance(found, Mapping) or not found or any(isinstance(v, Mapping) for v in found.values()):
        raise InputError(Text(
            f"{name} holds no settings, but must be lines such as 'adopt.contagion: 9' ({override.where.en}).",
            f"{name} ne contient pas de réglages, mais doit être fait de lignes comme « adopt.contagion: 9 » "
            f"({override.where.fr}).",
        ))
    return [read_override(text)._replace(file=name) for text in as_overrides({str(k): v for k, v in found.items()})]


def value_of(raw: str) -> Any:
    """Return what a text stands for: a list in brackets, a number, true, false, null, or the text itself."""
    if raw.startswith("[") and raw.endswith("]"):
        return [value_of(part) for part in _parts(raw[1:-1])]
    if len(raw) >= 2 and raw[0] == raw[-1] and raw[0] in "'\"":
        return raw[1:-1]
    words = {"true": True, "false": False, "null": None}
    if raw.lower() in words:
        return words[raw.lower()]
    for kind in (int, float):
        try:
            return kind(raw)
        except ValueError:
            continue
    return raw


def texts_of(raw: str) -> tuple[str, ...]:
    """Return the texts of a list in brackets, or the one text given: 01 stays 01, and quotes keep a comma."""
    parts = _parts(raw[1:-1]) if raw.startswith("[") and raw.endswith("]") else [raw] if raw else []
    quoted = [len(part) >= 2 and part[0] == part[-1] and part[0] in "'\"" for part in parts]
    return tuple(part[1:-1] if bare else part for part, bare in zip(parts, quoted, strict=True))


def _parts(inside: str) -> list[str]:
    """Return the parts of a list: commas separate, but not within the quotes a part begins with."""
    return [part for part in (found.strip() for found in PART.findall(inside)) if part]


def written(key: str, value: Any) -> str:
    """Return ``key=value`` as people would type it."""
    return f"{key}={_text(value)}"


def as_overrides(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return settings given as a table (a notebook, an experiment file) as they would be typed."""
    return tuple(written(key, value) for key, value in settings.items())


def read_all(texts: Iterable[str], problems: list[Text]) -> list[Override]:
    """Return every override, a later one taking the place of an earlier one of its key; note what is wrong.

    settings=FILE.yaml stands for the lines of that file, at its place.
    """
    found: dict[str, Override] = {}
    for text in texts:
        try:
            override = read_override(text)
            several = settings_in(override) if override.key == SETTINGS else [override]
        except InputError as error:
            problems.extend(error.problems)
            continue
        for one in several:
            found.pop(one.key, None)
            found[one.key] = one
    return list(found.values())


def unknown_key(override: Override, names: Sequence[str]) -> Text:
    """Say that no setting has this key; name the nearest one."""
    near = nearest(override.key, names)
    hint = Text(f" Did you mean {near}?", f" Vouliez-vous dire {near} ?") if near else Text("", "")
    return Text(
        f"Unknown setting '{override.key}' ({override.where.en}).{hint.en} Everyday settings: "
        f"{', '.join(EVERYDAY)}; docs/parameters.md lists the others.",
        f"Réglage inconnu « {override.key} » ({override.where.fr}).{hint.fr} Réglages courants : "
        f"{', '.join(EVERYDAY)} ; docs/parameters.md donne les autres.",
    )


def said_of(override: Override, text: Text) -> Text:
    """Return ``text`` with where the value was read."""
    return Text(f"{text.en} ({override.where.en})", f"{text.fr} ({override.where.fr})")


def number_in(key: str, override: Override | None, rule: tuple[Any, Any, Any, Text], problems: list[Text]) -> Any:
    """Return a number asked for, the default where it is not or where it is wrong, which is noted.

    rule: lowest, highest, default, what it is.
    """
    low, high, default, what = rule
    if override is None:
        return default
    value = override.value
    kinds = (int,) if isinstance(default, int) else (int, float)
    if isinstance(value, kinds) and not isinstance(value, bool) and low <= value <= high:
        return value
    kind = Text("a whole number", "un nombre entier") if isinstance(default, int) else Text("a number", "un nombre")
    problems.append(said_of(override, Text(
        f"{key} is {value!r}, but must be {kind.en} from {low:g} to {high:,} ({what.en}).",
        f"{key} vaut {value!r}, mais doit être {kind.fr} de {low:g} à {high:g} ({what.fr}).",
    )))
    return default


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_text, value)) + "]"
    if hasattr(value, "item"):
        value = value.item()
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str) and ("," in value or value_of(value) != value):
        return f'"{value}"' if "'" in value else f"'{value}'"
    return repr(value) if isinstance(value, float) else str(value)
