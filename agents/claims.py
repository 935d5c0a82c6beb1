"""What projects owe to those who paid them: repaid as their cash allows, lost where they close (créances)."""
from dataclasses import dataclass, field

import numpy as np

from agents.instrument import Terms
from sim.merging import heirs
from sim.state import State

COLUMNS = ("instrument", "payer", "row", "start", "months", "euros", "back")


def _empty() -> dict[str, np.ndarray]:
    return {name: np.zeros(0, float if name in ("euros", "back") else np.int64) for name in COLUMNS}


@dataclass
class Claims:
    """Every repayable payment still owed, a row each: who paid, which project, from when, euros in all and paid back.

    start: step of the first repayment; euros fall due in equal parts over ``months``; what cannot be paid stays due.
    """

    columns: dict[str, np.ndarray] = field(default_factory=_empty)

    @property
    def any(self) -> bool:
        """Say whether anything is owed."""
        return self.columns["row"].size > 0

    @property
    def left(self) -> np.ndarray:
        """Return what is still owed on each claim, euros."""
        return self.columns["euros"] - self.columns["back"]

    def add(self, instrument: int, payers: np.ndarray, rows: np.ndarray, euros: np.ndarray, step: int,
            terms: Terms) -> None:  # fmt: skip
        """Note payments of ``euros`` made at ``step``, of which ``terms`` say how much is owed from when."""
        paid = euros > 0.0
        if terms.share <= 0.0 or not paid.any():
            return
        size = int(paid.sum())
        start = step + max(1, terms.grace)
        new = (instrument, payers[paid], rows[paid], start, terms.months, terms.share * euros[paid], 0.0)
        for name, values in zip(COLUMNS, new, strict=True):
            column = self.columns[name]
            added = np.broadcast_to(np.asarray(values, dtype=column.dtype), size)
            self.columns[name] = np.concatenate([column, added])

    def follow(self, merged: np.ndarray) -> None:
        """Pass what a site owes on to the one it became part of; ``merged``: the row of that site, -1 for none."""
        self.columns["row"] = heirs(merged, self.columns["row"])

    def due(self, state: State) -> np.ndarray:
        """Return what each claim gets this month, euros: what is due, as far as cash beyond a month's cost goes."""
        c, p = self.columns, state.projects
        row = c["row"]
        fallen = np.clip(state.step - c["start"] + 1, 0, c["months"]) / c["months"]
        due = np.maximum(0.0, fallen * c["euros"] - c["back"])
        if not due.any():
            return due
        asked = np.bincount(row, due, state.n_projects)[row]
        spare = np.maximum(0.0, p.cash[row] - p.cost[row])
        return due * np.divide(np.minimum(spare, asked), asked, out=np.zeros(due.size), where=asked > 0.0)

    def take(self, which: np.ndarray) -> "Claims":
        """Remove the claims of a mask and return them."""
        gone = Claims({name: column[which] for name, column in self.columns.items()})
        self.columns = {name: column[~which] for name, column in self.columns.items()}
        return gone

    def repay(self, euros: np.ndarray) -> None:
        """Count ``euros`` as paid back on each claim; what is settled is forgotten."""
        self.columns["back"] = self.columns["back"] + euros
        settled = self.left <= 0.0
        if settled.any():
            self.take(settled)
