"""Public money of a run: two sections for each public actor, awards, payments and what is left (trésorerie)."""
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from agents.claims import Claims
from agents.instrument import Instrument
from sim.ledger import (
    BUDGETED,
    COMMITTED,
    LOST,
    OUTSTANDING,
    OWED,
    PAID,
    PRIVATE,
    RELEASED,
    REPAID,
    TRANSFERRED_IN,
    TRANSFERRED_OUT,
    UNSPENT,
    Column,
)
from sim.merging import heirs
from sim.names import INVESTMENT, OPERATING
from sim.param import Parameters, param
from sim.state import State


@dataclass(frozen=True)
class FinanceParams(Parameters):
    """The rules of public finance that a comparison of policies must state."""

    transferable: float = param(
        0.1, unit="share of a section's money", allowed=(0, 1), plausible=(0, 1), source="assumption; a dial",
        meaning="Share of a section that may cross to the other section in a year.",
    )
    investment_share: float = param(
        0.5, unit="share of the budget", allowed=(0, 1), plausible=(0.3, 0.7),
        source="assumption: even, so that it tilts nothing",
        meaning="Share of a yearly budget opened in the section investissement.",
    )
    pooled: float = param(
        0.0, unit="share of each budget", allowed=(0, 1), plausible=(0, 1), source="a choice of governance",
        meaning="Share that public actors of one level put in common; it goes where files are lodged, by their price.",
    )
    convention_delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 12), source="assumption",
        meaning="Added delay where the level that pays may do so only by convention (competences.yaml).",
    )
    first_policy_year: int = param(
        2, unit="year of the run", allowed=(1, 100), plausible=(1, 3), source="assumption",
        meaning="Year in which policies start; before it every policy's run equals the reference bit for bit.",
    )


@dataclass
class Award:
    """One award of an instrument to one project (or to a payer's territory, project -1)."""

    instrument: int
    payer: int
    row: int  # project, or payer where the target is a territory
    euros: float  # a month, euros
    start: int  # step of the first payment
    months: int


@dataclass
class Treasury:
    """Every euro of a policy: opened, moved between sections, committed, paid, given back or repaid."""

    state: State
    instruments: Sequence[Instrument]
    finance: FinanceParams
    conventions: Sequence[int] = ()  # by instrument, 1 where its payer needs a convention first; () where none does
    closed: frozenset[int] = frozenset()  # instruments of an earlier policy, still paid
    available: np.ndarray = field(init=False)  # (U, 2) euros not committed
    movable: np.ndarray = field(init=False)  # (U, 2) euros that may leave a section this year
    awards: list[Award] = field(default_factory=list)
    claims: Claims = field(default_factory=Claims)  # what projects owe
    served: list[set[int]] = field(init=False)  # by instrument, the rows that ever had it
    sections: np.ndarray = field(init=False)  # by instrument, its section

    def __post_init__(self) -> None:
        self.available = np.zeros((self.state.authorities.code.size, 2))
        self.movable = np.zeros_like(self.available)
        self.served = [set() for _ in self.instruments]
        self.sections = np.array([tool.section for tool in self.instruments], int)

    def open_year(self, euros: np.ndarray) -> None:
        """Open the yearly budgets; ``euros`` shape (U,)."""
        share = np.array([self.finance.investment_share, 1.0 - self.finance.investment_share])
        opened = euros[:, None] * share
        self.available += opened
        self.movable = self.finance.transferable * self.available
        for section in (INVESTMENT, OPERATING):
            self._write(BUDGETED, np.arange(euros.size), -1, section, opened[:, section])

    def open_pot(self, payer: int, instrument: int, euros: float) -> None:
        """Open money for one instrument only (agents/earmarks.py), in its section."""
        section = int(self.sections[instrument])
        self.available[payer, section] += euros
        self._write(BUDGETED, payer, instrument, section, euros)

    def _write(self, flow: int, payer: Column, instrument: Column, section: Column, euros: Column,
               place: Column = -1, project: Column = -1) -> None:  # fmt: skip
        self.state.ledger.write(self.state.step, flow, payer, instrument, section, place, project, euros)

    def spendable(self, payer: int, section: int) -> float:
        """Return what ``payer`` may commit in ``section`` now, transfers included, euros."""
        other = 1 - section
        return float(self.available[payer, section] + min(self.movable[payer, other], self.available[payer, other]))

    def delay(self, instrument: int) -> int:
        """Return the months from award to first payment, a convention included where one is needed."""
        wait = self.finance.convention_delay if self.conventions and self.conventions[instrument] else 0
        return self.instruments[instrument].delay + wait

    def active(self, instrument: int) -> set[int]:
        """Return the rows that an award of ``instrument`` would still pay when a new one begins."""
        begins, name = self.state.step + self.delay(instrument), self.instruments[instrument].name
        same = {instrument, *(k for k in self.closed if self.instruments[k].name == name)}
        return {a.row for a in self.awards if a.instrument in same and a.start + a.months > begins}

    def commit(self, instrument: int, payer: int, rows: np.ndarray, euros: np.ndarray) -> None:
        """Award ``euros`` (the whole commitment, shape (n,)) to ``rows``; the caller has checked ``spendable``."""
        tool, total = self.instruments[instrument], euros.sum()
        missing = total - self.available[payer, tool.section]
        if missing > 0.0:
            other = 1 - tool.section
            self.available[payer, other] -= missing
            self.movable[payer, other] -= missing
            self.available[payer, tool.section] += missing
            self._write(TRANSFERRED_OUT, payer, instrument, other, missing)
            self._write(TRANSFERRED_IN, payer, instrument, tool.section, missing)
        self.available[payer, tool.section] -= total
        self._write(COMMITTED, payer, instrument, tool.section, euros, *self._where(tool, rows))
        self.served[instrument].update(rows.tolist())
        self._bring(instrument, payer, rows, tool.award(self.state, rows, euros))
        monthly = euros / tool.instalments
        start, months = self.state.step + self.delay(instrument), tool.instalments
        each = zip(rows.tolist(), monthly.tolist(), strict=True)
        self.awards += [Award(instrument, payer, row, month, start, months) for row, month in each]

    def _bring(self, instrument: int, payer: int, rows: np.ndarray, euros: np.ndarray) -> None:
        """Note the private money that came with an award: beside the public balance, not in it."""
        if not np.count_nonzero(euros):
            return
        tool = self.instruments[instrument]
        self._write(PRIVATE, payer, instrument, tool.section, euros, *self._where(tool, rows))
        if tool.target == "project":
            np.add.at(self.state.projects.private, rows, euros)

    def _where(self, tool: Instrument, rows: np.ndarray) -> tuple:
        if tool.target == "territory":
            return -1, -1
        if tool.target == "place":
            return rows, -1
        return self.state.projects.place[rows], rows

    def disburse(self) -> None:
        """Take back what is repaid, then pay what is due this month; give back what is not used or finds no one."""
        self.collect()
        step, p = self.state.step, self.state.projects
        if not self.awards:
            return
        due: list[list[Award]] = [[] for _ in self.instruments]
        for a in self.awards:
            if a.start <= step < a.start + a.months:
                due[a.instrument].append(a)
        for index, (tool, mine) in enumerate(zip(self.instruments, due, strict=True)):
            if not mine:
                continue
            rows, payers = np.array([a.row for a in mine]), np.array([a.payer for a in mine])
            euros, left = np.array([a.euros for a in mine]), np.array([a.start + a.months - 1 - step for a in mine])
            open_ = p.closed[rows] < 0 if tool.target == "project" else np.ones(rows.size, bool)
            used = np.zeros(rows.size)
            for once in rounds(rows):
                paid = open_ & once
                if paid.any():
                    used[paid] = tool.pay(self.state, rows[paid], euros[paid], left[paid])
            where = self._where(tool, rows)
            self._write(PAID, payers, index, tool.section, used, *where)
            if tool.target == "project":
                np.add.at(p.received, rows, used)
                self.claims.add(index, payers, rows, used, step, tool.terms)
            self._release(payers, index, tool, euros - used, where)
        self.awards = [a for a in self.awards if a.start + a.months - 1 > step]
        self._drop_closed()

    def follow_mergers(self) -> None:
        """Pass on what a site was awarded, what it had once for all and what it owes to the one it became part of."""
        n, p = self.state.n_projects, self.state.projects
        merged = p.merged
        if not ((merged[:n] >= 0) & (p.closed[:n] == self.state.step)).any():
            return  # what merged before this month has been followed
        self.claims.follow(merged)
        meant = [a for a in self.awards if self.instruments[a.instrument].target == "project"]
        for award, row in zip(meant, heirs(merged, np.array([a.row for a in meant], int)).tolist(), strict=True):
            award.row = row
        for tool, served in zip(self.instruments, self.served, strict=True):
            if tool.target == "project":
                served.update(heirs(merged, np.array(list(served), int)).tolist())

    def collect(self) -> None:
        """Take back what projects repay this month, to be used again in its section; write off what is lost."""
        if not self.claims.any:
            return
        p = self.state.projects
        closed = p.closed[self.claims.columns["row"]] >= 0
        if closed.any():
            gone = self.claims.take(closed)
            self._claimed(LOST, gone, gone.left)
        back, c = self.claims.due(self.state), self.claims.columns
        if back.any():
            np.subtract.at(p.cash, c["row"], back)
            np.add.at(self.available, (c["payer"], self.sections[c["instrument"]]), back)
            self._claimed(REPAID, self.claims, back)
            self.claims.repay(back)

    def _claimed(self, flow: int, claims: Claims, euros: np.ndarray) -> None:
        """Write what happened to claims, a line each."""
        c = claims.columns
        place, section = self.state.projects.place[c["row"]], self.sections[c["instrument"]]
        self._write(flow, c["payer"], c["instrument"], section, euros, place, c["row"])

    def _release(self, payers: np.ndarray, index: int, tool: Instrument, euros: np.ndarray, where: tuple) -> None:
        np.add.at(self.available[:, tool.section], payers, euros)
        self._write(RELEASED, payers, index, tool.section, euros, *where)

    def _drop_closed(self) -> None:
        """Give back what is still to come to projects that closed."""
        closed, meant = self.state.projects.closed, [tool.target == "project" for tool in self.instruments]
        gone = [a for a in self.awards if meant[a.instrument] and closed[a.row] >= 0]
        for a in gone:
            tool = self.instruments[a.instrument]
            rows = np.array([a.row])
            left = np.array([self.to_come(a, self.state.step + 1)])
            self._release(np.array([a.payer]), a.instrument, tool, left, self._where(tool, rows))
        if gone:
            ended = set(map(id, gone))
            self.awards = [a for a in self.awards if id(a) not in ended]

    def to_come(self, award: Award, step: int) -> float:
        """Return what an award has still to pay from month ``step`` on, euros."""
        return award.euros * (award.months - min(award.months, max(0, step - award.start)))

    def close(self) -> None:
        """Write what is committed beyond the horizon, what was never committed and what is still owed."""
        for a in self.awards:
            tool = self.instruments[a.instrument]
            place, project = self._where(tool, np.array([a.row]))
            euros = self.to_come(a, self.state.step)
            self._write(OUTSTANDING, a.payer, a.instrument, tool.section, euros, place, project)
        self._claimed(OWED, self.claims, self.claims.left)
        for section in (INVESTMENT, OPERATING):
            self._write(UNSPENT, np.arange(self.available.shape[0]), -1, section, self.available[:, section])


def rounds(rows: np.ndarray) -> list[np.ndarray]:
    """Return masks that cover ``rows``, each with no row twice: a site that another merged into may be paid twice."""
    if len(set(rows.tolist())) == rows.size:
        return [np.ones(rows.size, bool)]
    turn = np.array([(rows[:k] == row).sum() for k, row in enumerate(rows)])
    return [turn == k for k in range(turn.max(initial=0) + 1)]
