"""Spreading on a given network, without territory or sites: the model's own adoption, alone (contagion seule).

Everyone knows of the innovation and may use it; nobody gives up. The clocks, the rule of adoption and the process are
those of a whole run.
"""
from typing import NamedTuple

import numpy as np

from sim.audience import check_sizes
from sim.clock import MONTH, end_spells, hear_neighbours, listen_again, wind
from sim.draws import key
from sim.graphs import Graph
from sim.names import ADOPTER, AWARE
from sim.processes.adopt import AdoptParams
from sim.processes.adopt import step as adopt
from sim.state import AudienceTable, AuthorityTable, CitizenTable, InnovationTable, ModeTable, Near, PlaceTable, State


class Crowd(NamedTuple):
    """People tied by a network, or of one place where all know all (``graph`` None); n of them."""

    graph: Graph | None
    thresholds: np.ndarray  # (n,) float64: shares of contacts (of the crowd, without graph), or numbers of contacts
    codes: np.ndarray  # (n,) uint64, identities: whose luck is whose


def crowd(graph: Graph | None, thresholds: np.ndarray) -> Crowd:
    """Return a crowd whose luck goes by row; thresholds: shape (n,)."""
    return Crowd(graph, thresholds, np.arange(thresholds.size, dtype=np.uint64))


def spread(people: Crowd, params: AdoptParams, first: np.ndarray, *, steps: int, dt: float = MONTH,
           seed: int = 1) -> np.ndarray:  # fmt: skip
    """Return the step at which each adopts, shape (n,) int64: 0 for the ``first`` rows, -1 for never.

    params: the rule of adoption, as in a whole run; steps of ``dt`` years. Thresholds are those of ``people`` but
    under ``bass``, which has none.
    """
    state = _alone(people, params, seed)
    when = np.full(people.codes.size, -1, np.int64)
    _begin_with(state, np.unique(first))
    when[first] = 0
    everyone = np.ones(1, bool)
    listen_again(state, everyone)
    certain = params.rule == "threshold" and params.below_threshold == 0.0
    for step in range(1, steps + 1):
        hear_neighbours(state)
        before = int(state.places.counts[0, 0, ADOPTER])
        adopt(state, params, dt)
        if state.places.counts[0, 0, ADOPTER] > before:
            when[(state.audience.stage == ADOPTER) & (when < 0)] = step
        elif certain or before == when.size:
            break  # nothing will ever happen again
    return when


def whole(thresholds: np.ndarray, contacts: np.ndarray) -> np.ndarray:
    """Return shares that m contacts reach exactly where m >= ceil(threshold x contacts - 1e-12), shape (n,).

    They lie half a contact below: single precision cannot then turn a case of equality. Whoever has no contact at all
    reaches a threshold of 0 and no other.
    """
    needed = np.maximum(np.ceil(thresholds * contacts - 1e-12), thresholds > 0.0)
    return np.where(needed > 0.0, (needed - 0.5) / np.maximum(contacts, 1), 0.0)


def _alone(people: Crowd, params: AdoptParams, seed: int) -> State:
    """Return a world of one place and one innovation that all know and can use, nothing else in it."""
    n, law = people.codes.size, params.law
    graph = people.graph or Graph(np.zeros(n + 1, np.int32), np.empty(0, np.int32))
    contacts = np.diff(graph.start) if people.graph else np.full(n, n)
    check_sizes(n, int(contacts.max(initial=0)) if people.graph else 0)
    thresholds = people.thresholds if law.counted else whole(people.thresholds, contacts)
    if params.rule == "bass":
        thresholds = np.zeros(n)
    citizens = CitizenTable(
        people.codes, np.zeros(n, np.int32), np.ones(n, np.uint16), thresholds.astype(np.float32),
        np.zeros(n, np.float32),
    )  # fmt: skip
    audience = AudienceTable(
        np.array([0, n]), np.arange(n, dtype=np.int32), np.zeros(n, np.uint8), np.zeros(n, np.uint16),
        np.empty(n, np.float32), np.zeros(n, np.float32), np.zeros(n, np.int16), np.zeros(n, np.int16), *graph,
    )  # fmt: skip
    wind(audience, citizens, np.zeros(1, np.uint64), 1, AWARE, key(seed, "adopt"))
    places = PlaceTable(**dict.fromkeys(PlaceTable._fields, np.zeros(1)))._replace(
        code=np.zeros(1, np.uint64), mixing=np.zeros(1), access=np.ones((1, 1)), service=np.ones((1, 1)),
        outreach=np.zeros((1, 1)), counts=np.array([[[0, n, 0, 0, 0]]]),
    )  # fmt: skip
    kinds = InnovationTable(**dict.fromkeys(InnovationTable._fields, np.ones(1)))._replace(code=np.zeros(1, np.uint64))
    none = np.zeros(0)
    public, near, modes = (len(table._fields) * (none,) for table in (AuthorityTable, Near, ModeTable))
    return State(
        seed, places, citizens, audience, AuthorityTable(*public), kinds, Near(*near), ModeTable(*modes), 0.0,
        (1.0, 1.0), law, acquainted=people.graph is None,
    )  # fmt: skip


def _begin_with(state: State, rows: np.ndarray) -> None:
    """Let ``rows`` adopt at step 0."""
    hits, nothing = np.empty(state.audience.stage.size, np.int32), np.zeros((1, 5))
    hits[: rows.size] = rows
    end_spells(state, nothing, nothing, hits, np.array([rows.size]))
