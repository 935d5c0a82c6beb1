"""Where the runs of a sweep are computed: in this process, or on all the cores of this machine (moteurs).

An engine is a function (function, batches, most) -> iterator of results, in any order, on at most ``most``
processes. What it is given is sent to fresh processes, so functions must be importable by name (or be plain
closures, which loky can send).
"""

import os
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from sim.errors import InputError, Text, unknown

Engine = Callable[..., Iterator[Any]]


def serial(function: Callable[[Any], Any], batches: Iterable[Any], most: int | None = None) -> Iterator[Any]:
    """Compute one batch after the other, in this process and in the order given."""
    for batch in batches:
        yield function(batch)


def loky(function: Callable[[Any], Any], batches: Iterable[Any], most: int | None = None) -> Iterator[Any]:
    """Compute on every core, see ``experiments.loky``; joblib is loaded when this is first used, not before."""
    return import_module("experiments.loky").compute(function, batches, most)


ENGINES: dict[str, Engine] = {"serial": serial, "joblib": loky}


def engine_named(name: str) -> Engine:
    """Return the engine called ``name``. Raises InputError, with the nearest name, where there is none."""
    if name not in ENGINES:
        where = Text(f"engine={name}", f"engine={name}")
        raise InputError(unknown(Text("engine", "moteur"), name, ENGINES, where))
    return ENGINES[name]


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
