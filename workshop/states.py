"""The state of a game after a turn, as workers keep it for the next: words, then arrays as they lie (états gardés).

Quicker to write and to read than a checkpoint, which travels: these never leave the folder of one server.
"""

import hashlib
import json
from typing import Any

import numpy as np
from numpy.lib.format import descr_to_dtype, dtype_to_descr

from agents.checkpoint import Packed
from experiments.checkpoint import Checkpoint
from experiments.identity import canonical
from sim.errors import InputError, Text

DIGEST, LENGTH = 16, 8  # bytes before the words: of the rest, and how long the words are
SAID = ("cell", "month", "programme", "before", "deciders")


def laid_down(state: Checkpoint) -> bytes:
    """Return a state as bytes."""
    arrays = {name: np.ascontiguousarray(one) for name, one in state.packed.arrays.items()}
    about = {
        **{name: getattr(state, name) for name in SAID}, "cell": json.loads(canonical(state.cell)),  # in its one form
        "plan": state.packed.plan, "arrays": [[n, dtype_to_descr(a.dtype), a.shape] for n, a in arrays.items()],
    }  # fmt: skip
    words = json.dumps(about).encode()
    rest = b"".join([len(words).to_bytes(LENGTH, "big"), words, *(one.tobytes() for one in arrays.values())])
    return hashlib.blake2b(rest, digest_size=DIGEST).digest() + rest


def taken_up(data: bytes) -> Checkpoint:
    """Return the state that ``laid_down`` wrote. Raises InputError where it is cut short or damaged."""
    rest = memoryview(data)[DIGEST:]
    if hashlib.blake2b(rest, digest_size=DIGEST).digest() != data[:DIGEST]:
        raise InputError(Text("The state of a turn is damaged.", "L'état d'un tour est abîmé."))
    at = LENGTH + int.from_bytes(rest[:LENGTH], "big")
    about = json.loads(bytes(rest[LENGTH:at]))
    arrays = {}
    for name, kind, shape in about["arrays"]:
        dtype = descr_to_dtype(_tuples(kind))
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(rest, dtype, count, at).reshape(shape).copy()
        at += count * dtype.itemsize
    return Checkpoint(**{name: about[name] for name in SAID}, packed=Packed(about["plan"], arrays))


def _tuples(kind: Any) -> Any:
    """Return what describes a type of numbers as NumPy wants it: JSON has lists where it has tuples."""
    if not isinstance(kind, list):
        return kind
    return [tuple(tuple(part) if isinstance(part, list) else part for part in field) for field in kind]
