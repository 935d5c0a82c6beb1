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
        """Add lines: ``euros`` shape (n,); every other column a scalar or shape (n,). Zeros are left out of the table."""
        euros = np.array(euros, dtype=float, ndmin=1)
        self.blocks.append((step, flow, payer, instrument, section, place, project, euros))
        self.totals[flow] += euros.sum()

    def table(self) -> dict[str, np.ndarray]:
        """Return every line as columns of numbers, summed by year, flow, payer, instrument, section, place, project."""
        if not self.blocks:
            return {name: np.zeros(0, float if name == "euros" else np.int64) for name in COLUMNS}
        lengths = [block[-1].size for block in self.blocks]
        euros = np.concatenate([block[-1] for block in self.blocks])
        keys = np.empty((len(COLUMNS) - 1, euros.size), np.int64)
        for k in range(keys.shape[0]):
            parts = [np.broadcast_to(block[k], n) for block, n in zip(self.blocks, lengths, strict=True)]
            keys[k] = np.concatenate(parts)
        keys[0] = keys[0] // 12 * 12
        keys, euros = keys[:, euros > 0.0], euros[euros > 0.0]
        lines, inverse = np.unique(keys, axis=1, return_inverse=True)
        sums = np.bincount(inverse.ravel(), weights=euros, minlength=lines.shape[1])
        return {name: lines[i] for i, name in enumerate(COLUMNS[:-1])} | {"euros": sums}
