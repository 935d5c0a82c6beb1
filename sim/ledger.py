"""The public purse: what was budgeted, committed, paid, released and left, euro by euro (grand livre)."""
from dataclasses import dataclass, field

import numpy as np

FLOWS = (
    "budgeted", "transferred_in", "transferred_out", "committed", "released", "paid", "outstanding", "unspent",
    "repaid",  # by projects to who paid them, to be used again in its section
    "private",  # private and foundation money that came with an award; outside the public balance
    "lost",  # what a project that closed had still to repay
    "owed",  # what projects have still to repay at the horizon
)  # fmt: skip
BUDGETED, TRANSFERRED_IN, TRANSFERRED_OUT, COMMITTED, RELEASED, PAID, OUTSTANDING, UNSPENT = range(8)
REPAID, PRIVATE, LOST, OWED = range(8, 12)
Column = int | float | np.ndarray
COLUMNS = ("step", "flow", "payer", "instrument", "section", "place", "project", "euros")


@dataclass
class Ledger:
    """Append-only lines, in blocks of shape (columns, n); euros have one sign: all are >= 0."""

    blocks: list[np.ndarray] = field(default_factory=list)
    totals: np.ndarray = field(default_factory=lambda: np.zeros(len(FLOWS)))

    def write(self, step: int, flow: int, payer: Column, instrument: Column, section: Column, place: Column,
              project: Column, euros: Column) -> None:  # fmt: skip
        """Add lines: ``euros`` shape (n,), every other column a scalar or shape (n,); lines of 0 euros are left out."""
        euros = np.array(euros, dtype=float, ndmin=1)
        if np.count_nonzero(euros):
            block = np.empty((len(COLUMNS), euros.size))
            for k, column in enumerate((step, flow, payer, instrument, section, place, project, euros)):
                block[k] = column
            self.blocks.append(block)
            self.totals[flow] += euros.sum()

    def lines(self, since: int = 0) -> dict[str, np.ndarray]:
        """Return the lines of the blocks from number ``since`` on, as columns, step by step; zeros are left out."""
        columns = np.concatenate([np.empty((len(COLUMNS), 0)), *self.blocks[since:]], axis=1)
        columns = columns[:, columns[-1] > 0.0]
        return dict(zip(COLUMNS, [*columns[:-1].astype(np.int64), columns[-1]], strict=True))

    def table(self) -> dict[str, np.ndarray]:
        """Return every line as columns of numbers, summed by year, flow, payer, instrument, section, place, project."""
        found = self.lines()
        euros = found.pop("euros")
        keys = np.stack([found["step"] // 12 * 12, *list(found.values())[1:]])
        order = np.lexsort(keys[::-1])
        lines, line = keys[:, order], np.empty(order.size, np.int64)
        new = np.concatenate([np.ones(min(1, order.size), bool), (lines[:, 1:] != lines[:, :-1]).any(axis=0)])
        line[order] = np.cumsum(new) - 1
        sums = np.bincount(line, euros, np.count_nonzero(new)).astype(float)
        return dict(zip(COLUMNS, [*lines[:, new], sums], strict=True))
