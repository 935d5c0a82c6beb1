"""What a sensitivity analysis turns: every assumption with a plausible range that can act in its runs (espace)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from experiments.choices import kinds
from experiments.design import Cell
from experiments.groups import settable
from experiments.priors import Prior, range_of
from sim.errors import Text
from sim.names import MODALITIES

NO_RANGE = Text("no plausible range is stated", "aucune plage plausible n'est donnée")
NO_SET = Text(
    "a choice among names, and no plausible set is stated", "un choix entre des noms, sans ensemble plausible énoncé"
)
BY_HAND = Text("set by hand", "réglé à la main")
VALUES = Text("a choice of values, not an assumption about the world", "un choix de valeurs, non une hypothèse")
IDLE = Text("cannot act in these runs", "ne peut pas agir dans ces simulations")
SECTIONS = ("instruments", "innovations", "shocks")  # of a cell, whose groups stand one level down


@dataclass(frozen=True)
class Choice:
    """A parameter that is a name: any of its plausible options is as plausible as any other."""

    name: str
    options: tuple[str, ...]
    unit: str
    meaning: str

    def at(self, u: float) -> str:
        """Return the option at share ``u`` (0 to 1) of the range."""
        return self.options[min(len(self.options) - 1, int(u * len(self.options)))]


Factor = Prior | Choice


class Part(NamedTuple):
    """Three parts of a range, or the options of a choice: a label and which points lie in it."""

    label: Text
    inside: np.ndarray


@dataclass(frozen=True)
class Space:
    """What is turned, and what is not, with the reason."""

    factors: tuple[Factor, ...]
    left_out: Mapping[str, Text] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the dotted names of what is turned."""
        return tuple(factor.name for factor in self.factors)

    def named(self, name: str) -> Factor | None:
        """Return one factor, None where a name is that of a group."""
        return next((factor for factor in self.factors if factor.name == name), None)

    def world(self, point: np.ndarray) -> dict[str, Any]:
        """Return the values at a point of the unit cube, by dotted name."""
        return {factor.name: factor.at(float(u)) for factor, u in zip(self.factors, point, strict=True)}


def groups_in(cell: Cell) -> dict[str, dict[str, Any]]:
    """Return every group of values of a cell by the name people type before the dot; they are the cell's own."""
    found = {**cell["params"], "start": cell["start"]}
    for section in SECTIONS:
        found |= cell[section]
    return found


def placed(cell: Cell, world: Mapping[str, Any]) -> Cell:
    """Return a cell with other values; what it has no use for (an instrument of the other policy) is passed over."""
    again = {
        **cell, "params": {name: dict(values) for name, values in cell["params"].items()}, "start": dict(cell["start"]),
        **{section: {name: dict(values) for name, values in cell[section].items()} for section in SECTIONS},
    }  # fmt: skip
    groups = groups_in(again)
    for name, value in world.items():
        group, _, short = name.partition(".")
        if group in groups:
            groups[group][short] = value
    return again


def space_of(cells: Sequence[Cell], picked: Mapping[str, Any], fixed: Sequence[str]) -> Space:
    """Return what can be turned in the runs of ``cells``, one of each policy, in the order of their groups.

    picked: options of configs/ of the run; fixed: names set by hand.
    """
    classes = kinds(picked)
    factors: list[Factor] = []
    left_out: dict[str, Text] = {}
    for group in dict.fromkeys(name for cell in cells for name in groups_in(cell)):
        mine = [groups_in(cell)[group] for cell in cells if group in groups_in(cell)]
        for short, known in settable(classes[group]).items():
            name = f"{group}.{short}"
            if short not in mine[0]:
                continue
            why = BY_HAND if name in fixed else _useless(name, cells) or _unranged(known.metadata)
            if why:
                left_out[name] = why
            else:
                factors.append(_factor(name, known))
    return Space(tuple(factors), left_out)


def _factor(name: str, known: Any) -> Factor:
    meta = known.metadata
    if isinstance(meta["allowed"][0], str):
        return Choice(name, meta["plausible"], meta["unit"], meta["meaning"])
    whole = isinstance(known.default, int) and not isinstance(known.default, bool)
    low, high = meta["plausible"]
    return Prior(name, low, high, whole, meta["unit"], meta["meaning"])


def _unranged(meta: Mapping[str, Any]) -> Text | None:
    """Say that no range, or no set of options, is stated for a parameter."""
    if isinstance(meta["allowed"][0], str):
        return None if meta["stated"] and len(meta["plausible"]) > 1 else NO_SET
    if "choice of values" in meta["source"]:
        return VALUES
    return None if range_of(meta) else NO_RANGE


def _useless(name: str, cells: Sequence[Cell]) -> Text | None:
    """Say that a parameter cannot act in the runs of these cells, where that is sure."""
    rule = ONLY_WHERE.get(name) or ONLY_WHERE.get(name.partition(".")[0])
    return None if rule is None or any(rule(cell) for cell in cells) else IDLE


def _network(*shapes: str) -> Callable[[Cell], bool]:
    return lambda cell: cell["params"]["network"]["kind"] in shapes


def _taken_over(cell: Cell) -> bool:
    return "take_over" in cell["instruments"]


GEOGRAPHIC, NEAR_AND_FAR = (
    _network("geographic"), ("local_contacts", "long_contacts", "local_km", "attraction", "friction")
)  # fmt: skip
ONLY_WHERE: dict[str, Callable[[Cell], bool]] = {  # a name, or a group -> where it acts at all
    "network.degree": _network("ring", "watts_strogatz", "degree_preserving", "erdos_renyi"),
    "network.rewiring": _network("watts_strogatz", "degree_preserving"),
    **{f"network.{name}": GEOGRAPHIC for name in NEAR_AND_FAR},
    "adopt.contacts_needed": lambda cell: cell["params"]["adopt"]["exposure"] == "count",
    "emerge.pool": lambda cell: "plant_closure" in cell["shocks"],
    **dict.fromkeys((*(f"by_{name}" for name in MODALITIES[1:]), "take_over_mode"), _taken_over),
}


def parts_of(factor: Factor, column: np.ndarray) -> Iterator[Part]:
    """Yield the thirds of a range, or the options of a choice, with the points in each.

    column: shape (points,), where each point lies in the range, 0 to 1.
    """
    if isinstance(factor, Choice):
        for k, option in enumerate(factor.options):
            lowest, highest = k / len(factor.options), (k + 1) / len(factor.options)
            last = k == len(factor.options) - 1
            yield Part(Text(option, option), (column >= lowest) & ((column < highest) | last))
        return
    low, high = column < 1 / 3 - 1e-9, column > 2 / 3 + 1e-9
    yield Part(Text("lower third of its range", "tiers inférieur de sa plage"), low)
    yield Part(Text("middle third", "tiers du milieu"), ~low & ~high)
    yield Part(Text("upper third", "tiers supérieur"), high)
