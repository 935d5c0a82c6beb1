"""An experiment of one's own, written as one YAML file: checked whole (fichier d'expérience).

The keys are those of configs/experiment/: name, policies, reference, seeds, dials, set, indicators, versus, texts, and
design, size, levers, uncertainties, equal_cost, until.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sim.errors import InputError, Text, unknown
from sim.measures import INDICATORS

KEYS: dict[str, tuple[type, ...]] = {  # what a file may say -> of which kind
    "name": (str,), "policies": (list,), "reference": (str,), "seeds": (int,), "dials": (dict,), "set": (dict,),
    "versus": (list,), "indicators": (list,), "demo": (dict,), "design": (str,), "size": (int,), "levers": (dict,),
    "uncertainties": (dict,), "equal_cost": (bool,), "until": (dict,),
}  # fmt: skip
UNTIL = ("width", "most", "indicator")
NAMES = ("label", "question", "about", "limits", "source")
TEXTS = tuple(f"{name}_{lang}" for name in NAMES for lang in ("fr", "en"))
USUAL: dict[str, Any] = {
    "seeds": 30, "dials": {}, "indicators": ["adopted_share", "places_reached_share", "sites", "jobs"],
}  # fmt: skip


def read_file(path: Path) -> dict[str, Any]:
    """Return what a file says, with the usual values of what it leaves out.

    Raises InputError with all that is wrong.
    """
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise InputError(Text(
            f"{path} cannot be read as YAML ({reason}).", f"{path} est illisible comme YAML ({reason})."
        )) from None  # fmt: skip
    if not isinstance(found, Mapping):
        raise InputError(Text(
            f"{path} holds no experiment, but must be lines such as 'policies: [none, fund_people]'.",
            f"{path} ne contient pas d'expérience, mais doit être fait de lignes comme « policies: [none, "
            "fund_people] ».",
        ))
    problems = [text for key, value in found.items() for text in _faults(path, str(key), value)]
    if not found.get("policies"):
        problems.append(Text(f"{path} names no policies: policies: [none, fund_people].",
                             f"{path} ne nomme pas de politiques : policies: [none, fund_people]."))  # fmt: skip
    problems += _strange_names(path, found)
    if problems:
        raise InputError(*problems)
    given = {"name": path.stem, "reference": str(found["policies"][0]), **USUAL, **dict(found)}
    return {**given, "dials": {key: _listed(value) for key, value in given["dials"].items()}}


def _strange_names(path: Path, found: Mapping[str, Any]) -> list[Text]:
    """Say which indicators do not exist, and what keeps versus from naming two of the policies."""
    where, problems = Text(str(path), str(path)), []
    indicators, versus, policies = (found.get(key) for key in ("indicators", "versus", "policies"))
    if isinstance(indicators, list):
        strange = [str(name) for name in indicators if name not in INDICATORS]
        problems += [unknown(Text("indicator", "indicateur"), name, INDICATORS, where) for name in strange]
        if not indicators:
            problems.append(Text(f"indicators is empty, but the answer is read on one at least ({path}).",
                                 f"indicators est vide, or la réponse se lit sur un au moins ({path})."))  # fmt: skip
    both = isinstance(versus, list) and isinstance(policies, list)
    if both and (len(versus or ()) != 2 or not set(versus or ()) <= set(policies or ())):
        problems.append(Text(
            f"versus is {versus!r}, but must be two of the policies, the first compared with the second ({path}).",
            f"versus vaut {versus!r}, mais doit être deux des politiques, la première comparée à la seconde ({path}).",
        ))
    return problems


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _faults(path: Path, key: str, value: Any) -> list[Text]:
    """Say what is wrong with one key of a file."""
    where = Text(str(path), str(path))
    if key in TEXTS:
        return []
    if key not in KEYS:
        return [unknown(Text("key", "clé"), key, [*KEYS, *TEXTS], where)]
    if not isinstance(value, KEYS[key]) or (isinstance(value, bool) and bool not in KEYS[key]):
        kind = {str: ("a text", "un texte"), int: ("a whole number", "un nombre entier"), list: ("a list", "une liste"),
                dict: ("a table", "une table"), bool: ("true or false", "true ou false")}[KEYS[key][0]]  # fmt: skip
        return [Text(f"{key} is {value!r}, but must be {kind[0]} ({path}).",
                     f"{key} vaut {value!r}, mais doit être {kind[1]} ({path}).")]  # fmt: skip
    if isinstance(value, Mapping) and key == "until":
        strange = [str(name) for name in value if name not in UNTIL]
        return [unknown(Text("key of until", "clé de until"), name, UNTIL, where) for name in strange]
    return []
