"""Stages: from idea to established site (étapes d'un projet, jusqu'à la pérennisation)."""
from dataclasses import dataclass

import numpy as np

from sim.belief import convinced
from sim.draws import fold, key, uniform
from sim.founding import learnt, open_site
from sim.jit import jit
from sim.names import EPCI, ESTABLISHED, EXPERIMENT, IDEA, PROOF, STRUCTURED
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State


@dataclass(frozen=True)
class AdvanceParams(Parameters):
    """What each stage asks."""

    opening: float = param(
        1.0, unit="a year, at full absorptive capacity", allowed=(0, 24), plausible=(0.5, 3), source="assumption",
        meaning="Speed at which a funded idea opens, times the public actor's absorptive capacity (AC).",
    )
    knowledge: float = param(
        1.0, unit="times, where all is known", allowed=(0, 20), plausible=(0, 3), source="assumption",
        meaning="How much faster an idea opens where its place has knowledge of the innovation.",
    )
    opening_cash: float = param(
        3.0, unit="months of first cost", allowed=(0, 36), plausible=(2, 6), source="assumption",
        meaning="Cash an idea must have to open.",
    )
    co_design: float = param(
        12.0, unit="months", allowed=(0, 120), plausible=(6, 24), source="assumption",
        meaning="Months that a design made wholly with those concerned adds before opening; a share takes that share.",
    )
    certainty: float = param(
        0.95, unit="probability", allowed=(0.5, 0.9999), plausible=(0.9, 0.99), source="assumption",
        meaning="P(chance of success > 1/2) that counts as proof; judged once a year, after a year of trials.",
    )
    structuring: float = param(
        4.0, unit="a year, at full output", allowed=(0, 24), plausible=(2, 8), source="assumption",
        meaning="Speed from proof to a structured organisation, times output.",
    )
    scaling: float = param(
        4.0, unit="a year", allowed=(0, 24), plausible=(2, 8), source="assumption",
        meaning="Speed from structured to scaling, once the actor has chosen how.",
    )
    covered_months: int = param(
        24, unit="months in a row", allowed=(1, 120), plausible=(12, 36), source="assumption",
        meaning="Months with costs covered that make a site established (pérennisé).",
    )


@jit
def advance(rows, p, step, certainty, structuring, scaling, covered_months, stream):
    """Move open sites one stage on, where they meet what it asks."""
    for row in rows:
        age = step - p.born[row]
        u = uniform(fold(fold(stream, p.key[row]), age))
        stage = p.stage[row]
        if stage == EXPERIMENT:
            judged = age > 0 and (step - p.opened[row]) % 12 == 0 and p.successes[row] + p.failures[row] >= 12.0
            if judged and convinced(p.successes[row], p.failures[row], certainty):
                p.stage[row] = PROOF
        elif stage == PROOF:
            if u < 1.0 - np.exp(-structuring * p.output[row] / 12.0):
                p.stage[row] = STRUCTURED
        else:
            if p.choice[row] == 0:
                p.scaling[row] = 0
            elif u < 1.0 - np.exp(-scaling / 12.0):
                p.scaling[row] = 1
            if stage == STRUCTURED and p.covered[row] >= covered_months:
                p.stage[row] = ESTABLISHED


@jit
def ready(rows, p, step, cost, absorptive, epci, codified, tacit, rules, stream, opens, knows):
    """List in ``opens`` the ideas that have the cash and open this month, as fast as the public actor can follow.

    cost: (I,), a month of a new site; rules: opening, knowledge, opening_cash, co_design, as in AdvanceParams.
    ``knows`` gets what each can build on in its place, see ``learnt``; returns how many open.
    """
    opening, knowledge, opening_cash, co_design = rules
    found = 0
    for row in rows:
        i, home = p.innovation[row], p.place[row]
        if p.stage[row] != IDEA or not p.cash[row] >= opening_cash * cost[i]:
            continue
        at_hand = learnt(absorptive[epci[home]], codified[i, home], tacit[i, home])
        speed = opening * absorptive[epci[home]]
        speed /= 1.0 + co_design / 12.0 * p.involved[row] * speed  # the mean wait grows by co_design x involved
        speed *= 1.0 + knowledge * at_hand
        if uniform(fold(fold(stream, p.key[row]), step - p.born[row])) < 1.0 - np.exp(-speed / 12.0):
            opens[found], knows[found] = row, at_hand
            found += 1
    return found


def open_ideas(state: State, rows: np.ndarray, params: AdvanceParams, monthly_cost: np.ndarray, skill: float,
               head_start: float) -> None:  # fmt: skip
    """Open the ideas among living projects ``rows`` that have the cash and can open this month; see ``step``."""
    places, opens, knows = state.places, np.empty(rows.size, np.int64), np.empty(rows.size)
    found = ready(
        rows, records(state.projects), state.step, monthly_cost, state.authorities.absorptive, places.levels[EPCI],
        places.codified, places.tacit, (params.opening, params.knowledge, params.opening_cash, params.co_design),
        key(state.seed, "open"), opens, knows,
    )  # fmt: skip
    if found:
        open_site(state, opens[:found], skill + head_start * (1.0 - skill) * knows[:found])


def step(state: State, params: AdvanceParams, monthly_cost: np.ndarray, skill: float, head_start: float) -> None:
    """Open ideas that can, then judge open sites.

    monthly_cost: shape (I,), euros, of a new site; skill: of a new team; head_start: share of what is missing that
    it has where all is known.
    """
    rows = state.operating()  # those that open now are judged from next month on
    open_ideas(state, state.alive(), params, monthly_cost, skill, head_start)
    advance(
        rows, records(state.projects), state.step, params.certainty, params.structuring, params.scaling,
        params.covered_months, key(state.seed, "advance"),
    )  # fmt: skip
