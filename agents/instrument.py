"""What a policy instrument must offer to the public actors who use it (instrument d'action publique)."""
from typing import Protocol

import numpy as np

from sim.errors import Text
from sim.state import State


class Instrument(Protocol):
    """One way to spend public money; each lives in its own file and knows no other.

    ``target`` says what an award goes to: "project" rows, "place" rows, or the "territory" of the public actor who
    pays (then rows are rows of the authorities).
    """

    @property
    def name(self) -> str:
        """Key used in policies, overrides and the ledger."""

    label: Text
    section: int  # INVESTMENT or OPERATING
    target: str  # "project", "place" or "territory"
    payer: str  # level that pays, one of LEVELS; "lead": the first that competences.yaml names
    once: bool  # a project can have it one time only

    @property
    def delay(self) -> int:
        """Months from award to first payment."""

    @property
    def instalments(self) -> int:
        """Months over which an award is paid."""

    @property
    def application_days(self) -> float:
        """Work a file costs the applicant, FTE-days, laureate or not."""

    def eligible(self, state: State) -> np.ndarray:
        """Return the project rows (or payer rows) that may have it now."""

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the whole commitment for each row, euros, >= 0."""

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Put one payment to work and return the euros used; the rest is released.

        rows: project rows (or payer rows), shape (n,); euros: due this month, shape (n,); left: months of
        payment still to come after this one, shape (n,).
        """
