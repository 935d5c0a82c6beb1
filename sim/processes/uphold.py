"""Upholding: public owners take sites on, give them back, open them elsewhere (reprise, généralisation)."""
import numpy as np

from sim.copying import CopyParams, open_copy
from sim.founding import FoundingParams
from sim.names import MODALITIES, STRUCTURED, TAKE_OVER, TAKEN_OVER
from sim.state import State

GENERALISATION = MODALITIES.index("generalisation")


def take_on(state: State) -> None:
    """Make public what an owner begins to pay for: open to more people, less like itself, other hands and voices."""
    p, ways, n = state.projects, state.modalities, state.n_projects
    rows = np.flatnonzero((p.upheld[:n] > 0.0) & (p.stage[:n] != TAKEN_OVER))
    how = p.modality[rows]
    kept = ways.fidelity[how]
    p.stage[rows] = TAKEN_OVER
    p.fit[rows] += ways.coverage[how] * (1.0 - p.fit[rows])
    p.fidelity[rows] *= kept
    p.merit[rows] = kept * p.merit[rows] + (1.0 - kept) * state.innovations.merit[p.innovation[rows]]
    p.governance[rows] = np.clip(p.governance[rows] + ways.governance[how], 0.0, 1.0)
    p.volunteers[rows] *= ways.volunteers[how]
    state.recount()


def give_back(state: State) -> None:
    """Return to its carrier what its owner no longer pays for: a structured site, on its own again."""
    p, n = state.projects, state.n_projects
    rows = np.flatnonzero((p.stage[:n] == TAKEN_OVER) & (p.upheld[:n] == 0.0))
    p.stage[rows], p.owner[rows], p.modality[rows] = STRUCTURED, -1, 0


def most_wanting(state: State, kind: int, owner: int) -> int:
    """Return the owner's place with most people concerned and unserved, and no site of ``kind``; -1 for none."""
    places, p, alive = state.places, state.projects, state.alive()
    taken = np.zeros(places.code.size, bool)
    taken[p.place[alive[p.innovation[alive] == kind]]] = True
    free = state.area(owner) & ~taken
    wanting = np.where(free, places.unmet[kind] * places.persons * places.counts[kind].sum(axis=1), 0.0)
    best = int(wanting.argmax())
    return best if wanting[best] > 0.0 else -1


def step(state: State, copy: CopyParams, founding: FoundingParams) -> None:
    """Follow the owners' payments; open one copy a month of what is generalised, while its purse pays."""
    p, n, price = state.projects, state.n_projects, state.modes.price[TAKE_OVER]
    if not p.modality[:n].any():
        return
    take_on(state)
    give_back(state)
    spreads = (p.stage[:n] == TAKEN_OVER) & (p.modality[:n] == GENERALISATION)
    for row in state.by_name(np.flatnonzero(spreads & (p.purse[:n] >= price))).tolist():
        kind, owner = int(state.projects.innovation[row]), int(state.projects.owner[row])
        place = most_wanting(state, kind, owner)
        if place >= 0:
            open_copy(state, row, place, kind, TAKE_OVER, founding, copy)
