"""The public purse: what was budgeted, committed, paid, released and left, euro by euro (grand livre)."""
from dataclasses import dataclass, field

import numpy as np

FLOWS = ("budgeted", "transferred_in", "transferred_out", "committed", "released", "paid", "outstanding", "unspent")
BUDGETED, TRANSFERRED_IN, TRANSFERRED_OUT, COMMITTED, RELEASED, PAID, OUTSTANDING, UNSPENT = range(8)
Column = int | float | np.ndarray
COLUMNS = ("step", "flow", "payer", "instrument", "section", "place", "project", "euros")


@dataclass
class Ledger:
    """Append-only lines; each is a block of equal-length columns, in euros, one sign: all are >= 0."""

    blocks: list[tuple] = field(default_factory=list)
    totals: np.ndarray = field(default_factory=lambda: np.zeros(len(FLOWS)))

    def write(self, step: int, flow: int, payer: Column, instrument: int, section: int, place: Column,
              project: Column, euros: Column) -> None:  # fmt: skip
        """Add lines: ``euros`` shape (n,); every other column a scalar or shape (n,). Zero lines are dropped."""
        euros = np.atleast_1d(np.asarray(euros, dtype=float))
        keep = euros > 0.0
        if not keep.any():
            return
        given = (step, flow, payer, instrument, section, place, project)
        columns = [np.broadcast_to(column, euros.shape)[keep] for column in given]
        self.blocks.append((*columns, euros[keep]))
        np.add.at(self.totals, columns[1], euros[keep])

    def table(self) -> dict[str, np.ndarray]:
        """Return every line as columns of numbers, summed by year, flow, payer, instrument, section, place, project."""
        if not self.blocks:
            return {name: np.zeros(0, float if name == "euros" else np.int64) for name in COLUMNS}
        columns = [np.concatenate([block[i] for block in self.blocks]) for i in range(len(COLUMNS))]
        keys = np.stack([columns[0] // 12 * 12, *columns[1:-1]]).astype(np.int64)
        lines, inverse = np.unique(keys, axis=1, return_inverse=True)
        euros = np.bincount(inverse.ravel(), weights=columns[-1], minlength=lines.shape[1])
        return {name: lines[i] for i, name in enumerate(COLUMNS[:-1])} | {"euros": euros}
