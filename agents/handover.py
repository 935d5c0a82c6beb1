"""From one policy to the next in mid-run: what was promised stays promised (changement de politique)."""
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from agents.instrument import Instrument
from agents.model import EssaimageModel, Programme
from agents.treasury import FinanceParams
from sim.ledger import COLUMNS

UNASKED = (2.0, 1.0)  # files and answers that carriers count on before the first


class Line(NamedTuple):
    """One instrument of a programme, and who pays it."""

    tool: Instrument
    level: int
    convention: int


def lines_of(programme: Programme) -> list[Line]:
    """Return the instruments of a programme with who pays each."""
    return [Line(*line) for line in zip(programme.instruments, programme.levels, programme.conventions, strict=True)]


def hand_over(model: EssaimageModel, following: Programme, finance: FinanceParams) -> None:
    """Let a policy take the place of the present one, from the next January on: ``following``, by rules ``finance``.

    The world stays as it is, and so does every euro: what is awarded goes on being paid under the rules of its award,
    what is owed is repaid, what is unspent stays with who has it, to be spent as the new policy says. Nobody files any
    more for an instrument that the new policy lacks. One of the same name and other terms is another instrument, but
    who had the first once for all, or is still paid, may not have both, and carriers know how often files succeed.
    Phases are counted in years of policy since policies started in the run, not since this one did. Instruments that
    never had a file, an award or a euro are forgotten, as if the new policy had been there from the start.
    """
    before, new = lines_of(model.programme), lines_of(following)
    traces = _traces(model)
    kept = [line for line, trace in zip(before, traces, strict=True) if trace and line not in new]
    lines = sorted([*(_former(line, before) for line in new), *kept], key=lambda line: line.tool.name)
    closed = frozenset(k for k, line in enumerate(lines) if line not in new)
    place = np.array([lines.index(line) if line in lines else -1 for line in before] or [-1])
    _renumber(model, before, lines, place)
    tools, levels, conventions = (tuple(column) for column in zip(*lines, strict=True)) if lines else ((), (), ())
    order = [new.index(line) if k not in closed else -1 for k, line in enumerate(lines)]
    phases = tuple((year, tuple(shares[k] if k >= 0 else 0.0 for k in order)) for year, shares in following.phases)
    budget = following.budget if new else 0.0  # a policy without instruments opens none
    model.programme = Programme(tools, levels, conventions, phases, budget, closed)
    model.rules, treasury = replace(model.rules, finance=finance), model.treasury
    treasury.instruments, treasury.conventions, treasury.finance = tools, conventions, finance
    treasury.closed, treasury.sections = closed, np.array([tool.section for tool in tools], int)


def _former(line: Line, before: Sequence[Line]) -> Line:
    """Return the line as the present policy has it, if it does: an instrument of one's own may remember things."""
    return before[before.index(line)] if line in before else line


def _traces(model: EssaimageModel) -> list[bool]:
    """Say which instruments ever had a file, an award, a claim or a line of the ledger."""
    treasury = model.treasury
    named = {award.instrument for award in treasury.awards} | set(treasury.claims.columns["instrument"].tolist())
    for block in model.state.ledger.blocks:
        named |= set(block[COLUMNS.index("instrument")].astype(int).tolist())
    asked = (model.answers != UNASKED).any(axis=1)
    return [k in named or bool(treasury.served[k]) or bool(asked[k]) for k in range(len(treasury.instruments))]


def _renumber(model: EssaimageModel, before: Sequence[Line], lines: Sequence[Line], place: np.ndarray) -> None:
    """Give every award, claim, file and line of the ledger the new number of its instrument: ``place[old]``."""
    treasury, column = model.treasury, COLUMNS.index("instrument")
    for award in treasury.awards:
        award.instrument = int(place[award.instrument])
    treasury.claims.columns["instrument"] = place[treasury.claims.columns["instrument"]]
    for block in model.state.ledger.blocks:
        rows = block[column].astype(int)
        block[column] = np.where(rows < 0, rows, place[rows])
    served, answers, files = treasury.served, model.answers, model.files
    treasury.served, model.files = [set() for _ in lines], [np.zeros(0, np.int64) for _ in lines] if files else []
    model.answers = np.ones((len(lines), 2)) * UNASKED
    for old, line in enumerate(before):
        if place[old] >= 0 and files:
            model.files[place[old]] = files[old]
        for k, other in enumerate(lines):
            if other.tool.name == line.tool.name:
                treasury.served[k] |= served[old]
                model.answers[k] = np.maximum(model.answers[k], answers[old])
