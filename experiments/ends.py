"""How a run ends, and nothing else: a few indicators, the euros paid (fin de simulation)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.compose import build
from experiments.execute import tables_of


@dataclass(frozen=True)
class Ends:
    """Runs a cell and reads how it ended. It is sent to other processes: data, not a closure."""

    indicators: tuple[str, ...]
    paid: bool = False  # whether the euros paid are read too

    def __call__(self, cell: Mapping[str, Any]) -> list[float]:
        """Return each indicator at the end, then the euros paid where they are asked for."""
        scenario = build(cell)
        record = scenario.run(cell["seed"], every=12)
        found = [float(record.indicators[name][-1]) for name in self.indicators]
        if not self.paid:
            return found
        ledger = tables_of(scenario, record)["ledger"]
        return [*found, float(ledger.loc[ledger["flow"] == "paid", "euros"].sum())]
