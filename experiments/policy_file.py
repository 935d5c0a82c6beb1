"""Shares of a budget that stand in a YAML file of the user's (politique lue dans un fichier)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from experiments.catalogue import KINDS, names
from scenarios.territory.reading import read_bytes
from sim.errors import InputError, Text, unknown


def yaml_table(path: Path) -> dict[str, Any]:
    """Return the names and values at the top of a YAML file. Raises InputError if it has none or cannot be read."""
    try:
        found = yaml.safe_load(read_bytes(path).decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise InputError(
            Text(
                f"{path} is not readable as YAML (UTF-8): {reason}. Correct it there.",
                f"{path} est illisible comme YAML (UTF-8) : {reason}. Corrigez-le à cet endroit.",
            )
        ) from None
    if not isinstance(found, Mapping):
        raise InputError(
            Text(
                f"{path} holds no table, but must be YAML lines such as 'name: value'.",
                f"{path} ne contient pas de table, mais doit être fait de lignes YAML comme « nom: valeur ».",
            )
        )
    return {str(key): value for key, value in found.items()}


def strange_instruments(path: Path, given: Mapping[str, Any]) -> list[Text]:
    """Return, for each name in a file that is no instrument, what is wrong and the nearest one."""
    where = Text(f"read in {path}", f"lu dans {path}")
    tools = names("instruments")
    return [unknown(KINDS["instruments"], name, tools, where) for name in given if name not in tools]


def policy_shares(path: Path) -> dict[str, float]:
    """Return the share of the budget of each instrument in a policy's file.

    Raises InputError with all that is wrong: no shares, an unknown instrument, a share outside 0 to 1, a sum above 1.
    """
    shares = yaml_table(path).get("shares")
    if not isinstance(shares, Mapping) or not shares:
        raise InputError(
            Text(
                f"{path} has no shares, but a policy needs some: 'shares:', then a line for each instrument, such as "
                "'  people_funding: 0.5'.",
                f"{path} n'a pas de parts (shares), mais une politique en demande : « shares: », puis une ligne par "
                "instrument, par exemple «   people_funding: 0.5 ».",
            )
        )
    problems = strange_instruments(path, shares)
    sound = {str(name): float(share) for name, share in shares.items() if _is_share(share)}
    problems += [
        Text(
            f"{path}: the share of {name} is {share!r}, but must be a number from 0 to 1 (share of the budget).",
            f"{path} : la part de {name} vaut {share!r}, mais doit être un nombre de 0 à 1 (part du budget).",
        )
        for name, share in shares.items()
        if name not in sound
    ]
    if sum(sound.values()) > 1.0 + 1e-9:
        total = sum(sound.values())
        problems.append(
            Text(
                f"{path}: shares add up to {total:g}, but must not exceed 1 (share of the budget).",
                f"{path} : la somme des parts vaut {total:g}, mais ne doit pas dépasser 1 (part du budget).",
            )
        )
    if problems:
        raise InputError(*problems)
    return sound


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
