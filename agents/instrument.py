"""What a policy instrument must offer to the public actors who use it (instrument d'action publique)."""
from typing import NamedTuple, Protocol

import numpy as np

from sim.errors import Text
from sim.state import State


class Terms(NamedTuple):
    """What a project gives back of what it was paid, from cash beyond a month's cost (conditions de remboursement)."""

    share: float  # of each payment, to be repaid
    grace: int  # months from a payment to its first repayment, one at least
    months: int  # over which it is repaid


class Funnel(NamedTuple):
    """How a call narrows down its files: on paper, then in hearings (dossiers, auditions, lauréats)."""

    heard: float  # share of the files that are heard
    chosen: float  # share of those heard that can become laureates
    days: float  # work that a hearing costs, FTE-days


GIFT = Terms(0.0, 0, 1)
EVERYONE = Funnel(1.0, 1.0, 0.0)


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

    @property
    def terms(self) -> Terms:
        """What is to be repaid; GIFT for nothing."""

    @property
    def funnel(self) -> Funnel:
        """How files are narrowed down before money decides; EVERYONE for not at all."""

    def eligible(self, state: State) -> np.ndarray:
        """Return the project rows (or payer rows) that may have it now."""

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the whole commitment for each row, euros, >= 0."""

    def award(self, state: State, rows: np.ndarray, euros: np.ndarray) -> np.ndarray:
        """Do what an award does at once and return the private euros it brings each row, shape (n,), usually 0.

        euros: the whole public commitment for each row, shape (n,). What it brings, the instrument puts to work.
        """

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Put one payment to work and return the euros used; the rest is released.

        rows: project rows (or payer rows), shape (n,); euros: due this month, shape (n,); left: months of
        payment still to come after this one, shape (n,).
        """
