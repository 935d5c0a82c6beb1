"""What makes two runs the same run: canonical JSON of a cell and its address (identité d'une simulation).

The rule of numbers: a whole float below 2**53 is written as the integer it equals, so that 1 and 1.0 given
for one parameter are one run; making the *simulation* see a float there is the composer's task. NaN,
infinities and -0.0 are refused: they have no single meaning in JSON.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

from sim.errors import InputError, Text
from sim.version import MODEL_VERSION

WHOLE = 2.0**53  # above it, not every integer is a float
ID_LENGTH = 16  # hexadecimal digits: 64 bits; two of 10^6 runs collide once in 4 * 10^7 sweeps


def canonical(value: Any) -> bytes:
    """Return the one JSON text of a configuration: keys sorted, no spaces, UTF-8, numbers as stated above.

    Raises InputError, naming the dotted place, where a value is not plain JSON or a number has no one form.
    """
    plain = _plain(value, "")
    return json.dumps(
        plain, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()


def config_id(cell: Mapping[str, Any]) -> str:
    """Return the address of a cell without its seed: all the seeds of one configuration share it."""
    config = {key: value for key, value in cell.items() if key != "seed"}
    return hashlib.sha256(canonical(config)).hexdigest()


def seeded_id(config: str, seed: int) -> str:
    """Return the run id of one seed of the configuration whose ``config_id`` is ``config``."""
    text = f"{MODEL_VERSION}\n{config}\n{seed:d}"
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


def run_id(cell: Mapping[str, Any]) -> str:
    """Return the address of one run: what its cell says, its seed and the model's version, nothing else."""
    return seeded_id(config_id(cell), seed_of(cell))


def seed_of(cell: Mapping[str, Any]) -> int:
    """Return the seed of a cell. Raises InputError where it is missing, negative or not a whole number."""
    seed = cell.get("seed")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InputError(
            Text(
                f"seed is {seed!r}, but must be a whole number of 0 or more.",
                f"seed vaut {seed!r}, mais doit être un nombre entier supérieur ou égal à 0.",
            )
        )
    return seed


def _plain(value: Any, where: str) -> Any:
    """Return ``value`` made of dict, list, str, bool, int, float and None only, in its one form."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return _number(value, where)
    if isinstance(value, (list, tuple)):
        return [_plain(item, f"{where}[{place}]") for place, item in enumerate(value)]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: _plain(item, f"{where}.{key}" if where else key) for key, item in value.items()}
    kind = type(value).__name__
    raise InputError(
        Text(
            f"{where or 'the configuration'} is a {kind}, but a configuration holds only text, numbers, "
            "true or false, lists and tables keyed by text.",
            f"{where or 'la configuration'} est de type {kind}, mais une configuration ne contient que "
            "du texte, des nombres, vrai ou faux, des listes et des tables à clés textuelles.",
        )
    )


def _number(value: float, where: str) -> int | float:
    """Return a float in its one form, an integer where it is whole."""
    if not math.isfinite(value) or (value == 0.0 and math.copysign(1.0, value) < 0.0):
        raise InputError(
            Text(
                f"{where or 'the value'} is {value!r}, but must be a finite number, and zero without a sign.",
                f"{where or 'la valeur'} vaut {value!r}, mais doit être un nombre fini, et zéro sans signe.",
            )
        )
    return int(value) if value.is_integer() and abs(value) < WHOLE else value
