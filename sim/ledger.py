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
    """Append-only lines; each is a block of equal-length columns, in euros, one sign: all are >= 0."""

    blocks: list[tuple] = field(default_factory=list)
    totals: np.ndarray = field(default_factory=lambda: np.zeros(len(FLOWS)))

    def write(self, step: int, flow: int, payer: Column, instrument: Column, section: Column, place: Column,
              project: Column, euros: Column) -> None:  # fmt: skip
        """Add lines: ``euros`` shape (n,), every other column a scalar or shape (n,). The table leaves zeros out."""
        euros = np.array(euros, dtype=float, ndmin=1)
        self.blocks.append((step, flow, payer, instrument, section, place, project, euros))
        self.totals[flow] += euros.sum()

    def lines(self, since: int = 0) -> dict[str, np.ndarray]:
        """Return the lines of the blocks from number ``since`` on, as columns, step by step; zeros are left out."""
        blocks = self.blocks[since:]
        if not blocks:
            return {name: np.zeros(0, float if name == "euros" else np.int64) for name in COLUMNS}
        sizes = [block[-1].size for block in blocks]
        columns = [
            np.concatenate([np.broadcast_to(b[k], size) for b, size in zip(blocks, sizes, strict=True)])
            for k in range(len(COLUMNS))
        ]
        kept = columns[-1] > 0.0
        found = {name: column[kept].astype(np.int64) for name, column in zip(COLUMNS[:-1], columns, strict=False)}
        return found | {"euros": columns[-1][kept]}

    def table(self) -> dict[str, np.ndarray]:
        """Return every line as columns of numbers, summed by year, flow, payer, instrument, section, place, project."""
        found = self.lines()
        euros = found.pop("euros")
        keys = np.stack([found["step"] // 12 * 12, *list(found.values())[1:]])
        lines, inverse = np.unique(keys, axis=1, return_inverse=True)
        sums = np.bincount(inverse.ravel(), weights=euros, minlength=lines.shape[1]).astype(float)
        return dict(zip(COLUMNS, [*lines, sums], strict=True))
