"""Earmarked money: each instrument has a pot of its own, and nothing else spends it (crédits fléchés).

One public actor of the level that pays keeps the pot, the most peopled one, and decides for all of them: what is put on
an instrument is not split into parts too small to pay for anything. What is not used stays in the pot.
"""
from typing import Any

import numpy as np

from sim.ledger import BUDGETED, COLUMNS, COMMITTED, RELEASED, REPAID

SIGNS = {BUDGETED: 1.0, RELEASED: 1.0, REPAID: 1.0, COMMITTED: -1.0}


def pots(model: Any) -> np.ndarray:
    """Return the euros in the pot of each instrument: opened, given back and repaid less committed, shape (n,)."""
    size, blocks = len(model.programme.instruments), model.state.ledger.blocks
    if not blocks:
        return np.zeros(size)
    lines = np.concatenate(blocks, axis=1)
    flow, tool, euros = (lines[COLUMNS.index(name)] for name in ("flow", "instrument", "euros"))
    sign = np.zeros(flow.size)
    for kind, value in SIGNS.items():
        sign[flow == kind] = value
    own = tool >= 0
    return np.maximum(0.0, np.bincount(tool[own].astype(int), (sign * euros)[own], size))


def rows_of(model: Any, index: int) -> np.ndarray:
    """Return the public actors that instrument ``index`` is paid by: those of its level, or the one it is kept for."""
    programme, public = model.programme, model.state.authorities
    only = programme.areas.get(programme.instruments[index].name, -1)
    return np.array([only]) if only >= 0 else np.flatnonzero(public.level == programme.levels[index])


def home_of(model: Any, index: int) -> int:
    """Return who keeps the pot of instrument ``index``: the most peopled of those that pay it."""
    rows = rows_of(model, index)
    return int(rows[np.argmax(model.state.authorities.population[rows])])


def spend_earmarked(model: Any) -> None:
    """Open the year's money and spend it, each instrument its own."""
    open_pots(model)
    spend_pots(model)


def open_pots(model: Any) -> None:
    """Open the year's money, each instrument's own; a cut of public budgets falls on all alike."""
    programme, treasury = model.programme, model.treasury
    yearly = model.state.climate.budgets * programme.budget * programme.shares(model.policy_year)
    for index in np.flatnonzero(yearly > 0.0).tolist():
        treasury.open_pot(home_of(model, index), index, float(yearly[index]))


def spend_pots(model: Any) -> None:
    """Spend each pot on the best files of all who pay its instrument, or over their whole territories."""
    programme, left = model.programme, pots(model)
    shares = programme.shares(model.policy_year)
    deciders = list(model.public_actors)
    for index, tool in enumerate(programme.instruments):
        home = home_of(model, index)
        limit = min(left[index], model.treasury.available[home, tool.section])
        if index in programme.closed or shares[index] == 0.0 or limit <= 0.0:
            continue
        rows = rows_of(model, index)
        if tool.target == "territory":
            people = model.state.authorities.population[rows]
            euros = np.minimum(limit * people / people.sum(), tool.price(model.state, rows))
        else:
            files = model.files[index]
            files = files[np.isin(model.desk.payers(index, files), rows)]
            rows, euros = deciders[home].choose(index, files, limit)
        if euros.sum() > 0.0:
            model.treasury.commit(index, home, rows, euros)
