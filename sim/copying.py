"""Copies: who pays for them, how far they are adapted, what they inherit (copies, reprises et adaptations)."""
from dataclasses import dataclass

import numpy as np

from sim.draws import named
from sim.founding import FoundingParams, found, open_site
from sim.jit import jit
from sim.names import BRANCHING, DIVERSIFICATION, EPCI, PROOF
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State


@dataclass(frozen=True)
class CopyParams(Parameters):
    """What a copy costs those who receive it, and keeps of its parent."""

    cofinancing: float = param(
        0.2, unit="share of the price", allowed=(0, 1), plausible=(0, 0.4), source="assumption",
        meaning="Share of a copy that each other level pays where it has made the innovation its own policy.",
    )
    misfit: float = param(
        0.5, unit="fit lost per unit of context difference", allowed=(0, 5), plausible=(0, 1), source="assumption",
        meaning="Fit that a copy loses where nothing is adapted.",
    )
    adaptation: float = param(
        6.0, unit="FTE-months", allowed=(0, 60), plausible=(2, 12), source="assumption",
        meaning="Work of reinventing a practice for another context; adapting takes half.",
    )
    reinvention: float = param(
        0.2, unit="share of fidelity", allowed=(0, 1), plausible=(0.05, 0.4), source="assumption",
        meaning="Fidelity lost in reinventing; adapting loses half.",
    )
    inherited: float = param(
        12.0, unit="trials", allowed=(0, 120), plausible=(0, 24), source="assumption",
        meaning="Most trials a copy inherits: half its parent's evidence, up to this.",
    )


@jit
def apart(context, latent, reliance, one, two):
    """Return the squared RMS difference of two places' context, and of resources that matter, from one to two."""
    d2 = 0.0
    for c in range(context.shape[0]):
        d2 += (context[c, two] - context[c, one]) ** 2 / context.shape[0]
    return d2 + (reliance * max(0.0, latent[one] - latent[two])) ** 2


@jit
def pay(p, envelope, adopted, payers, epci, parent, kind, price, share):
    """Take the price of a copy from its ``payers`` (6,); see ``pay_for``."""
    own = min(price, p.purse[parent])
    left, given = price - own, 0.0
    for u in payers:
        if u != epci and adopted[u, kind] >= 0:
            given += min(share * left, envelope[u])
    scale = min(1.0, left / given) if given > 0.0 else 0.0
    rest = left - scale * given
    if envelope[epci] < rest:
        return False
    p.purse[parent] -= own
    envelope[epci] -= rest
    for u in payers:
        if u != epci and adopted[u, kind] >= 0:
            envelope[u] -= scale * min(share * left, envelope[u])
    return True


def pay_for(state: State, parent: int, place: int, kind: int, price: float, share: float) -> bool:
    """Take the price of a copy where there is money for it; say whether there was: no payer, no copy.

    What its parent was given for copies comes first; the EPCI pays the rest from its ordinary means, helped by a
    ``share`` of the price from each other public actor of the place that has made the innovation its own policy.
    """
    public, payers = state.authorities, state.places.levels[:, place]
    return pay(
        records(state.projects), public.envelope, public.adopted, payers, payers[EPCI], parent, kind, price, share
    )


@jit
def inherit(p, row, parent, mode, tolerance, fidelity, cash, context, latent, reliance, rules):
    """Fit a copy to its place and give it what it keeps of its parent; return how much of the practice survives.

    Copy as it is, adapt or reinvent: the further the context, the more is changed, by as much work, and the less
    survives of the ``fidelity`` of the mode. cash: what it starts with; rules: misfit, adaptation, reinvention,
    inherited, as in CopyParams.
    """
    misfit, adaptation, reinvention, inherited = rules
    p.parent[row], p.depth[row], p.mode[row], p.cash[row] = parent, p.depth[parent] + 1, mode, cash
    if mode == DIVERSIFICATION:  # no receiver pays: the carrier moves its own money
        p.cash[row] = min(cash, max(0.0, p.cash[parent]))
        p.cash[parent] -= p.cash[row]
    distance = np.sqrt(apart(context, latent, reliance, p.place[parent], p.place[row]))
    change = 0.0 if distance < 0.5 * tolerance else 0.5 if distance < tolerance else 1.0
    p.fit[row] = max(0.0, p.fit[parent] - misfit * distance * (1.0 - change))
    p.backlog[row] += adaptation * change
    fidelity *= 1.0 - reinvention * change
    p.fidelity[row] = p.fidelity[parent] * fidelity
    p.merit[row] = fidelity * p.merit[parent] + (1.0 - fidelity) * p.merit[row]
    p.governance[row] = fidelity * p.governance[parent] + (1.0 - fidelity) * p.governance[row]
    trials = 0.5 * (p.successes[parent] + p.failures[parent])
    kept = 0.5 * min(1.0, inherited / trials) if trials > 0.0 else 0.0
    p.successes[row], p.failures[row] = np.floor(kept * p.successes[parent]), np.floor(kept * p.failures[parent])
    p.codified[row] = p.codified[parent] * fidelity
    return fidelity


def receive(state: State, parent: int, place: int, kind: int, founding: FoundingParams, params: CopyParams) -> None:
    """Open a copy of ``parent`` at ``place`` in the way its carrier chose, if someone pays.

    An EPCI that cannot yet pay promises, and saves for it: what comes after waits, however cheap.
    """
    mode = int(state.projects.choice[parent])
    promise = state.authorities.promised[state.places.levels[EPCI, place]]
    if promise[0] >= 0 and state.projects.purse[parent] < state.modes.price[mode]:
        return
    if not open_copy(state, parent, place, kind, mode, founding, params):
        promise[:] = parent, place, kind, mode


def keep_promises(state: State, founding: FoundingParams, params: CopyParams) -> None:
    """Open promised copies that can be paid now; forget those whose parent closed or whose place has one."""
    p, promised = state.projects, state.authorities.promised
    waiting = np.flatnonzero(promised[:, 0] >= 0)
    if not waiting.size:
        return
    rows, present = state.operating(), np.zeros((state.places.code.size, state.innovations.code.size), bool)
    present[p.place[rows], p.innovation[rows]] = True
    for payer in waiting:
        parent, place, kind, mode = promised[payer].tolist()
        gone = state.projects.closed[parent] >= 0 or present[place, kind]
        if gone or open_copy(state, parent, place, kind, mode, founding, params):
            promised[payer] = -1


def open_copy(state: State, parent: int, place: int, kind: int, mode: int, founding: FoundingParams,
              params: CopyParams) -> bool:  # fmt: skip
    """Open a copy of ``parent`` at ``place`` by a mode, if someone pays; the originator owes the work."""
    p = state.projects
    if not pay_for(state, parent, place, kind, float(state.modes.price[mode]), params.cofinancing):
        return False
    p.backlog[parent] += state.modes.effort[mode]
    name = named(p.key[parent], p.children[parent])
    p.children[parent] += 1
    actor = int(p.actor[parent]) if mode in (BRANCHING, DIVERSIFICATION) else None
    row = found(state, name, place, kind, actor, founding)
    p = state.projects  # the tables may have grown
    fidelity = inherit(
        records(p), row, parent, mode, state.modes.tolerance[mode], state.modes.fidelity[mode], founding.first_cash,
        state.places.context, state.places.latent, state.innovations.reliance[kind],
        (params.misfit, params.adaptation, params.reinvention, params.inherited),
    )  # fmt: skip
    open_site(state, np.array([row]), fidelity * p.skill[parent])
    p.stage[row] = PROOF
    return True
