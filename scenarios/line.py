"""A line of public money: one instrument, paid by one actor among several who use it (ligne de financement)."""
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from agents.instrument import Funnel, Instrument, Terms
from sim.errors import Text
from sim.state import State


@dataclass(frozen=True)
class Line:
    """An instrument under a name of its own, NAME@WHO, so that two actors may pay for it beside one another.

    payer: the level that pays; area: code of the one public actor of that level that does, "" for all of them.
    """

    name: str
    tool: Instrument
    payer: str = "lead"
    area: str = ""

    def __post_init__(self) -> None:
        if self.tool.payer != self.payer:
            object.__setattr__(self, "tool", replace(self.tool, payer=self.payer))  # type: ignore[type-var]

    def stated(self) -> dict[str, Any]:
        """Return what names it, as plain words."""
        return {"name": self.name, "payer": self.payer, "area": self.area}

    @property
    def label(self) -> Text:
        """Return what the instrument is called."""
        return self.tool.label

    @property
    def section(self) -> int:
        """Return the section of the budget it draws on."""
        return self.tool.section

    @property
    def target(self) -> str:
        """Return what an award goes to."""
        return self.tool.target

    @property
    def once(self) -> bool:
        """Say whether a project can have it one time only."""
        return self.tool.once

    @property
    def delay(self) -> int:
        """Return the months from award to first payment."""
        return self.tool.delay

    @property
    def instalments(self) -> int:
        """Return the months over which an award is paid."""
        return self.tool.instalments

    @property
    def application_days(self) -> float:
        """Return the work of a file, FTE-days."""
        return self.tool.application_days

    @property
    def terms(self) -> Terms:
        """Return what is to be repaid."""
        return self.tool.terms

    @property
    def funnel(self) -> Funnel:
        """Return how files are narrowed down."""
        return self.tool.funnel

    def eligible(self, state: State) -> np.ndarray:
        """Return the rows that may have it now."""
        return self.tool.eligible(state)

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the whole commitment for each row, euros."""
        return self.tool.price(state, rows)

    def award(self, state: State, rows: np.ndarray, euros: np.ndarray) -> np.ndarray:
        """Do what an award does at once."""
        return self.tool.award(state, rows, euros)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Put one payment to work and return the euros used."""
        return self.tool.pay(state, rows, euros, left)
