"""A criterion: a claim about the model, what theory or data say, and whether it holds (critère).

To add one, write in a file of this folder

    def pace(settings: Pace) -> Outcome:            # measures; ``settings`` is the quick or the full one
        found = ...
        return Outcome((at_most(Text("largest gap", "écart maximal"), found, 0.02),), figure=...)

    V99 = Criterion("V99", Text(title), Text(theory with its reference), pace, quick=Pace(3), full=Pace(30))
    CRITERIA = (V99,)

and name the file in ``registry.MODULES``. Verdict, tolerance and sentence are made from the checks: a criterion whose
checks have no bounds is reported, neither passed nor failed. ``quick=None`` leaves it out of the quick set; ``lacking``
says what must be there (a data file) for it to be measured at all.
"""
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf, isfinite
from typing import Any

import numpy as np

from experiments.figures.panels import Panel as Panel
from experiments.figures.panels import Series as Series
from experiments.words import NBSP, decimals_for, number
from sim.errors import Text

PASS, FAIL, REPORTED, LEFT_OUT = "pass", "fail", "reported", "left out"
VERDICTS = {
    PASS: Text("pass", "satisfait"),
    FAIL: Text("FAIL", "ÉCHEC"),
    REPORTED: Text("reported", "rapporté"),
    LEFT_OUT: Text("left out", "non mesuré"),
}


@dataclass(frozen=True)
class Check:
    """One number measured, and the bounds it must keep, both included; infinite where there is none."""

    name: Text
    measured: float
    low: float = -inf
    high: float = inf
    decimals: int | None = None  # None: three figures

    @property
    def bounded(self) -> bool:
        """Say whether there is anything to keep."""
        return isfinite(self.low) or isfinite(self.high)

    @property
    def kept(self) -> bool:
        """Say whether the number keeps its bounds; a number that is not one keeps none."""
        return self.low <= self.measured <= self.high

    def tolerance(self, lang: str) -> str:
        """Return the bounds in words, "" without any."""
        low, high = (number(value, lang, self._decimals) for value in (self.low, self.high))
        if isfinite(self.low) and isfinite(self.high):
            if self.low == self.high:
                return f"= {low}"
            return f"de {low} à {high}" if lang == "fr" else f"{low} to {high}"
        return f"≥ {low}" if isfinite(self.low) else f"≤ {high}" if isfinite(self.high) else ""

    def said(self, lang: str) -> str:
        """Return name, number and bounds in words."""
        bounds = f" ({self.tolerance(lang)})" if self.bounded else ""
        colon = f"{NBSP}:" if lang == "fr" else ":"
        return f"{self.name.in_(lang)}{colon} {number(self.measured, lang, self._decimals)}{bounds}"

    @property
    def _decimals(self) -> int:
        if self.decimals is not None:
            return self.decimals
        shown = [value for value in (self.measured, self.low, self.high) if isfinite(value)]
        if all(value == round(value) for value in shown):
            return 0
        return 5 if max(map(abs, shown)) < 0.1 else max(decimals_for(value) for value in shown)


def within(name: Text, measured: float | np.floating, low: float, high: float) -> Check:
    """Return a check with both bounds."""
    return Check(name, float(measured), low, high)


def about(name: Text, measured: float | np.floating, wanted: float, share: float) -> Check:
    """Return a check that the number lies within ``share`` (.05 is 5%) of what is wanted."""
    reach = abs(wanted) * share
    return Check(name, float(measured), wanted - reach, wanted + reach)


def at_most(name: Text, measured: float | np.floating, high: float) -> Check:
    """Return a check with an upper bound."""
    return Check(name, float(measured), high=high)


def at_least(name: Text, measured: float | np.floating, low: float) -> Check:
    """Return a check with a lower bound."""
    return Check(name, float(measured), low=low)


def exactly(name: Text, measured: float | np.floating, wanted: float) -> Check:
    """Return a check that the number is the one wanted."""
    return Check(name, float(measured), wanted, wanted)


def reported(name: Text, measured: float | np.floating) -> Check:
    """Return a number to show that nothing judges."""
    return Check(name, float(measured))


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a criterion found: numbers with their bounds, a note where something must be known, panels to draw."""

    checks: tuple[Check, ...]
    figure: tuple[Panel, ...] = ()
    note: Text | None = None

    @property
    def verdict(self) -> str:
        """Return "pass", "fail", or "reported" where nothing is judged; "left out" where nothing was measured."""
        judged = [check for check in self.checks if check.bounded]
        if not self.checks:
            return LEFT_OUT
        return REPORTED if not judged else PASS if all(check.kept for check in judged) else FAIL

    @property
    def sentence(self) -> Text:
        """Return every number with its bounds, those that fail first, then the note."""
        ordered = sorted(self.checks, key=lambda check: check.kept)
        notes = [f" {self.note.in_(lang)}" if self.note else "" for lang in ("en", "fr")]
        en = "; ".join(check.said("en") for check in ordered)
        fr = " ; ".join(check.said("fr") for check in ordered)
        ends = ("." if en else "", "." if fr else "")
        return Text((en + ends[0] + notes[0]).strip(), (fr + ends[1] + notes[1]).strip())


def left_out(why: Text) -> Outcome:
    """Return the outcome of a criterion that cannot be measured here, and why."""
    return Outcome((), note=why)


@dataclass(frozen=True)
class Criterion:
    """One claim: ``measure(settings)`` finds out, at the size of its quick or full settings."""

    id: str  # V1, D2, P3
    title: Text
    theory: Text  # what should be found, with the reference
    measure: Callable[[Any], Outcome]
    full: Any
    quick: Any = None
    alone: bool = False  # measured in the first process, with all its threads
    lacking: Callable[[], Text | None] = field(default=lambda: None)

    def run(self, full: bool = False) -> Outcome:
        """Return what is found, at full size or at the quick one."""
        settings, missing = (self.full if full else self.quick), self.lacking()
        if settings is None:
            return left_out(Text("Measured at full size only.", "Mesuré seulement en grandeur réelle."))
        return left_out(missing) if missing else self.measure(settings)
