"""Where the runs of a sweep are computed: this process, every core of this machine, a cluster (moteurs).

An engine is a function (function, batches, most) -> iterator of results, in any order, on at most ``most``
processes. What it is given is sent to fresh processes, so functions must be importable by name (or be plain
closures, which loky and Dask can send). configs/engine/ names the machines an engine works on.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, NamedTuple

from experiments.catalogue import about, names
from experiments.extra import needed
from sim.errors import InputError, Text, unknown

Engine = Callable[..., Iterator[Any]]
ABOUT = ("kind", "label_fr", "label_en")  # what a file of configs/engine/ says beside its settings
LOCAL = ("serial", "joblib")
ENGINE = Text("engine", "moteur")


class Lost(NamedTuple):
    """A batch that ended every process it was given to, and what is known of it."""

    batch: Any
    error: str


@dataclass(frozen=True)
class Machine:
    """What computes: its name in configs/engine/, its kind, its settings."""

    name: str
    kind: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def local(self) -> bool:
        """Say whether it is this machine."""
        return self.kind in LOCAL


def serial(function: Callable[[Any], Any], batches: Iterable[Any], most: int | None = None) -> Iterator[Any]:
    """Compute one batch after the other, in this process and in the order given."""
    for batch in batches:
        yield function(batch)


def loky(function: Callable[[Any], Any], batches: Iterable[Any], most: int | None = None) -> Iterator[Any]:
    """Compute on every core, see ``experiments.loky``; joblib is loaded when this is first used, not before."""
    return import_module("experiments.loky").compute(function, batches, most)


ENGINES: dict[str, Engine] = {"serial": serial, "joblib": loky}


def engine_named(name: str) -> Engine:
    """Return the engine of this machine called ``name``. Raises InputError, with the nearest name, if there is none."""
    if name not in ENGINES:
        where = Text(f"engine={name}", f"engine={name}")
        raise InputError(unknown(ENGINE, name, ENGINES, where))
    return ENGINES[name]


def machine_named(name: str, changes: Mapping[str, Any] | None = None) -> Machine:
    """Return a machine of configs/engine/ with some of its settings changed.

    Raises InputError with every unknown name, each with the nearest one, and every value of another kind.
    """
    where = Text(f"engine={name}", f"engine={name}")
    if name not in names("engine"):
        raise InputError(unknown(ENGINE, str(name), names("engine"), where))
    found = dict(about("engine", name))
    usual = {key: value for key, value in found.items() if key not in ABOUT}
    problems = []
    for key, value in (changes or {}).items():
        if key not in usual:
            problems.append(unknown(Text(f"setting of engine={name}", f"réglage de engine={name}"), key, usual, where))
        elif not _fits(value, usual[key]):
            problems.append(_unfit(key, value, usual[key]))
    settings = {**usual, **(changes or {})}
    if found["kind"] == "dask" and not (settings["address"] or settings["scheduler_file"]):
        problems.append(Text(
            "engine=dask needs the address of its scheduler: engine.address=tcp://HOST:8786, or "
            "engine.scheduler_file=FILE (docs/howto/cluster.md).",
            "engine=dask demande l'adresse de son ordonnanceur : engine.address=tcp://MACHINE:8786, ou "
            "engine.scheduler_file=FICHIER (docs/howto/cluster.md).",
        ))
    if problems:
        raise InputError(*problems)
    return Machine(name, found["kind"], settings)


@contextmanager
def started(machine: str | Machine) -> Iterator[Engine]:
    """Give the engine of a machine while the block runs: a cluster is reached, or its jobs submitted, and let go.

    Raises InputError where it cannot be reached or where its workers hold another version of this code.
    """
    found = machine_named(machine) if isinstance(machine, str) else machine
    if found.local:
        yield ENGINES[found.kind]
        return
    queue = () if found.kind == "dask" else ("dask_jobqueue",)
    needed(f"… engine={found.name}", "dask", "distributed", *queue)
    with import_module("experiments.cluster").working(found) as compute:
        yield compute


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _fits(value: Any, usual: Any) -> bool:
    """Say whether a value is of the kind of the usual one."""
    if isinstance(usual, bool) or not isinstance(usual, int):
        return usual is None or isinstance(value, type(usual)) or isinstance(usual, str)
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _unfit(key: str, value: Any, usual: Any) -> Text:
    """Say what kind of value a setting of a machine takes."""
    kind = Text("a list", "une liste") if isinstance(usual, list) else Text(
        "a whole number above 0", "un nombre entier supérieur à 0"
    )  # fmt: skip
    return Text(
        f"engine.{key} is {value!r}, but must be {kind.en} (configs/engine/ says what it means).",
        f"engine.{key} vaut {value!r}, mais doit être {kind.fr} (configs/engine/ dit ce que c'est).",
    )
