"""Every criterion, by its name: a file of this folder adds its own here (registre des critères)."""
import re
from typing import Any

from experiments.validate import (
    cascades,
    clusters,
    docking,
    holdout,
    identity,
    laws,
    networks,
    public,
    repeat,
    space,
    steps,
    theory,
    walls,
    world,
)
from experiments.validate.criterion import Criterion
from sim.errors import InputError, Text, unknown

MODULES: tuple[Any, ...] = (
    theory, cascades, space, networks, docking, world, public, walls, clusters, laws, holdout, repeat, identity,
    steps,
)  # fmt: skip


def criteria() -> dict[str, Criterion]:
    """Return every criterion by its name, V1 to V24 then D1, D2, P1 to P3, T1."""
    found = {criterion.id: criterion for module in MODULES for criterion in module.CRITERIA}
    return dict(sorted(found.items(), key=lambda item: _rank(item[0])))


def chosen(names: tuple[str, ...]) -> list[Criterion]:
    """Return the criteria of these names, all of them without any. Raises InputError with every unknown name."""
    known = criteria()
    kind, where = Text("criterion", "critère"), Text("essaimage validate", "essaimage validate")
    problems = [unknown(kind, name, known, where) for name in names if name not in known]
    if problems:
        raise InputError(*problems)
    return [known[name] for name in names or known]


def _rank(name: str) -> tuple[int, int]:
    letter, digits = re.fullmatch(r"([A-Z])(\d+)", name).groups()  # type: ignore[union-attr]
    return "VDPT".index(letter), int(digits)
