"""Runs without one instrument, one mechanism or one setting: what each cell becomes (ablation)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from experiments.catalogue import label, names
from experiments.design import Cell
from experiments.explain.necessity import PROCESS, parts, stated
from experiments.sensitivity_space import groups_in, placed
from sim.errors import Text, unknown

INSTRUMENT, MECHANISM, SETTING = "instrument", "mechanism", "setting"
INSTRUMENTS, MECHANISMS = "instruments", "mechanisms"  # ways to take a difference apart
SAME = ("territory", "years", "first_year", "citizens")  # what two runs must share to be explained
UNUSED = ("finance", "budget", "later")  # of a cell, where no instrument is left: what changes nothing is left out
SPENDING = ("instruments", "competences", "shares")


@dataclass(frozen=True)
class Element:
    """One thing that can be left out of both runs; a setting is put back to the reference's value instead."""

    name: str
    kind: str  # "instrument", "mechanism" (processes too) or "setting"
    label: Text
    cut: Mapping[str, Any] = field(default_factory=dict)
    process: str = ""
    value: Any = None  # of a setting: what the reference has

    @property
    def family(self) -> str:
        """Return the decomposition it belongs to: contributions add up within one."""
        return MECHANISMS if self.kind == MECHANISM else INSTRUMENTS

    def off(self, cell: Cell, of_reference: bool) -> Cell:
        """Return the cell without this element: the very same where it is not in it."""
        if self.kind == INSTRUMENT:
            return without_instrument(cell, self.name)
        if self.kind == SETTING:
            return cell if of_reference else put_back(cell, self.name, self.value)
        if self.process:
            return {**cell, "without": sorted({*cell.get("without", ()), self.process})}
        return placed(cell, {name: _as(cell, name, value) for name, value in self.cut.items()})


def without_instrument(cell: Cell, name: str) -> Cell:
    """Return a cell whose policy leaves one instrument out.

    The budget stays: what the instrument would have had is left over, and the others may use it in later years.
    """
    if name not in cell["instruments"]:
        return cell
    kept = {key: {k: v for k, v in cell[key].items() if k != name} for key in SPENDING}
    found = {**cell, **kept}
    if "later" in cell:
        found["later"] = {year: {k: v for k, v in s.items() if k != name} for year, s in cell["later"].items()}
    if found["instruments"]:
        return found
    params = {group: values for group, values in cell["params"].items() if group not in UNUSED}
    return {**{key: value for key, value in found.items() if key not in UNUSED}, "params": params}


def put_back(cell: Cell, name: str, value: Any) -> Cell:
    """Return a cell with one of its settings at another value: a dotted parameter, or a whole part of the cell."""
    if "." in name:
        return placed(cell, {name: value})
    kept = {key: part for key, part in cell.items() if key != name}
    return kept if value is None else {**kept, name: value}


def elements(run: Cell, reference: Cell, wanted: Sequence[str], problems: list[Text]) -> list[Element]:
    """Return what to leave out: "instruments", "mechanisms", or names of either; note those there are not.

    "instruments" is every instrument of the two policies and every other setting in which the two runs differ.
    """
    tools = list(dict.fromkeys([*run["instruments"], *reference["instruments"]]))
    known: dict[str, Element] = {
        **{name: _instrument(name) for name in (*names("instruments"), *tools)},
        **_mechanisms(),
        **{element.name: element for element in settings(run, reference)},
    }
    found: list[str] = []
    for name in wanted:
        if name == INSTRUMENTS:
            found += [*tools, *(element.name for element in settings(run, reference))]
        elif name == MECHANISMS:
            found += stated()["explain"]
        elif name in known:
            found.append(name)
        else:
            what = Text("instrument or mechanism", "instrument ou mécanisme")
            problems.append(unknown(what, name, [INSTRUMENTS, MECHANISMS, *known], Text("explain", "explain")))
    return [known[name] for name in dict.fromkeys(found)]


def settings(run: Cell, reference: Cell) -> list[Element]:
    """Return the settings, beside instruments and their shares, in which two runs differ: all but what must agree."""
    found = []
    mine, other = groups_in(run), groups_in(reference)
    for group in [name for name in mine if name in other]:
        for short, value in mine[group].items():
            name = f"{group}.{short}"
            if short != "_target_" and value != other[group].get(short, value):
                found.append(Element(name, SETTING, Text(name, name), value=other[group][short]))
    for part in ("innovations", "shocks", "ties", "without"):
        if set(run.get(part, ())) != set(reference.get(part, ())):
            found.append(Element(part, SETTING, Text(part, part), value=reference.get(part)))
    if run["instruments"] and reference["instruments"] and run.get("budget") != reference.get("budget"):
        found.append(Element("budget", SETTING, Text("budget", "budget"), value=reference.get("budget")))
    return found


def _instrument(name: str) -> Element:
    return Element(name, INSTRUMENT, Text(label("instruments", name, "en"), label("instruments", name, "fr")))


def _mechanisms() -> dict[str, Element]:
    return {
        name: Element(name, MECHANISM, part.label, part.cut, name[:-2] if part.kind == PROCESS else "")
        for name, part in parts().items()
        if name not in names("instruments")
    }


def _as(cell: Cell, name: str, value: Any) -> Any:
    """Return a value in the type that the cell holds, so that 0 and 0.0 make one run."""
    group, _, short = name.partition(".")
    held = groups_in(cell).get(group, {}).get(short)
    return float(value) if isinstance(held, float) and not isinstance(value, str) else value
