"""What a benchmark says: a line of the table, with its goal and whether it is met (lignes du tableau)."""
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """One measure; times are CPU times, of one thread where nothing else is said."""

    section: str
    what: str
    value: float
    unit: str
    least: float | None = None  # goal: at least
    most: float | None = None  # goal: at most
    note: str = ""
    agrees: bool | None = None  # whether the results are those of our kernels, where that was checked

    @property
    def goal(self) -> str:
        """Return the goal in words, "" for none."""
        if self.least is not None:
            return f">= {number(self.least)}"
        return f"<= {number(self.most)}" if self.most is not None else ""

    @property
    def verdict(self) -> str:
        """Return "met", or by which factor it is not, and whether results differ; "" without goal."""
        found = []
        if self.goal:
            short = self.least / max(self.value, 1e-12) if self.least is not None else self.value / (self.most or 1.0)
            found = ["met" if short <= 1.0 else f"not met by x{number(short)}"]
        if self.agrees is not None:
            found.append("agrees" if self.agrees else "DIFFERS")
        return ", ".join(found)

    @property
    def table(self) -> dict[str, Any]:
        """Return the line for a JSON file."""
        return asdict(self)


Section = Callable[[str], Iterator[Line]]  # given "quick", "usual" or "full"


def number(value: float) -> str:
    """Return a number with three figures, thousands grouped."""
    if abs(value) >= 100.0:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def text(line: Line) -> str:
    """Return a line for a terminal."""
    head = f"  {line.what:<58}{number(line.value):>9} {line.unit:<22}{line.goal:<10}{line.verdict}"
    return head.rstrip() + (f"\n      {line.note}" if line.note else "")


def skipped(section: str, what: str, why: object) -> Line:
    """Return the line of what could not be measured, and why."""
    return Line(section, what, float("nan"), "skipped", note=str(why))
