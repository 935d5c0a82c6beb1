"""Essaimage: sites that scale pass their practice on to other places, where someone pays (essaimer)."""
from dataclasses import dataclass

import numpy as np

from sim.draws import fold, key, named, uniform
from sim.founding import FoundingParams, found, open_site
from sim.jit import jit
from sim.param import Parameters, param
from sim.space import gravity_field, local_field, pick
from sim.state import BRANCHING, PROOF, State, ground, records


@dataclass(frozen=True)
class SwarmParams(Parameters):
    """Where copies go, and who can afford them."""

    far: float = param(
        0.3, unit="share of attempts", allowed=(0, 1), plausible=(0.1, 0.5), source="assumption",
        meaning="Attempts aimed by size and distance over the whole territory (xi); the others look nearby.",
    )
    near_km: float = param(
        10.0, unit="km", allowed=(0.1, 200), plausible=(4, 15), source="assumption, calibrated, docs/assumptions.md",
        meaning="Reach of the attempts nearby: population x exp(-distance / reach).",
    )
    attraction: float = param(
        0.8, unit="exponent of population", allowed=(0, 3), plausible=(0.5, 1), source="assumption",
        meaning="How strongly far attempts are drawn to large places.",
    )
    friction: float = param(
        1.5, unit="exponent of distance", allowed=(0, 5), plausible=(1, 2), source="assumption",
        meaning="How fast far attempts thin out with distance (at least 2 km).",
    )
    free_work: float = param(
        0.25, unit="share of posts", allowed=(0, 1), plausible=(0.1, 0.4), source="assumption",
        meaning="Share of a team's year that may go to scaling.",
    )
    envelope: float = param(
        4.0, unit="euros per inhabitant and year", allowed=(0, 1_000), plausible=(1, 8),
        source="assumption, calibrated, docs/assumptions.md",
        meaning="Ordinary local means (own funds, foundations, gifts) to receive copies, the same under every policy.",
    )
    inherited: float = param(
        12.0, unit="trials", allowed=(0, 120), plausible=(0, 24), source="assumption",
        meaning="Most trials a copy inherits: half its parent's evidence, up to this.",
    )


@jit
def aim(places, near, cell_km, origin, u, far, near_km, mass, friction, running):
    """Draw where an attempt goes: nearby by population and distance, or anywhere by size; -1 for nowhere."""
    if u[0] >= far:
        size = near.start[origin + 1] - near.start[origin]
        local_field(
            places.x, places.y, places.population, near.start, near.place, near.km, near_km, cell_km, origin, running
        )
        e = pick(running, size, u[1])
        return near.place[near.start[origin] + e] if e >= 0 else -1
    gravity_field(places.x, places.y, mass, friction, 2.0, origin, running)
    return pick(running, mass.size, u[1])


@jit
def attempts(rate, u):
    """Draw a Poisson count by inversion, at most 20: how many attempts a month holds."""
    term, total, n = np.exp(-rate), np.exp(-rate), 0
    while u > total and n < 20:
        n += 1
        term *= rate / n
        total += term
    return n


@jit
def swarm(rows, p, places, near, cell_km, modes, absorptive, step, weights, mass, stream, copies):
    """List the copies that a receiving place would take this month: thinning of attempts, exact and O(sites).

    An attempt succeeds with AC x exp(-d^2 / (2 tolerance^2)) x unmet need, d the RMS difference of context.
    ``copies`` gets (project row, place, ordinal); returns how many.
    """
    far, near_km, friction, free_work = weights
    running, u = np.empty(places.x.size), np.empty(2)
    found = 0
    for row in rows:
        m, i, home = p.choice[row], p.innovation[row], np.int64(p.place[row])
        free = max(0.0, 12.0 * free_work * (p.posts[row] + p.funded[row]) - p.backlog[row])
        rate = modes.rate[m] / 12.0 * min(1.0, p.output[row]) * min(1.0, free / max(modes.effort[m], 1e-9))
        name = fold(fold(stream, p.key[row]), step - p.born[row])
        for k in range(attempts(rate, uniform(name))):
            trial = fold(name, k)
            u[0], u[1] = uniform(fold(trial, 0)), uniform(fold(trial, 1))
            there = aim(places, near, cell_km, home, u, far, near_km, mass, friction, running)
            if there < 0:
                continue
            d2 = 0.0
            for c in range(places.context.shape[0]):
                d2 += (places.context[c, there] - places.context[c, home]) ** 2 / places.context.shape[0]
            chance = absorptive[places.authority[there]] * np.exp(-0.5 * d2 / modes.tolerance[m] ** 2)
            if uniform(fold(trial, 2)) < chance * places.unmet[i, there] and found < copies.shape[0]:
                copies[found, 0], copies[found, 1] = row, there
                found += 1
    return found


def receive(state: State, parent: int, place: int, founding: FoundingParams, inherited: float) -> None:
    """Open a copy of ``parent`` at ``place``: the receiver pays, the originator owes the work."""
    p = state.projects
    mode = int(p.choice[parent])
    payer = state.places.authority[place]
    if state.authorities.envelope[payer] < state.modes.price[mode]:
        return
    state.authorities.envelope[payer] -= state.modes.price[mode]
    p.backlog[parent] += state.modes.effort[mode]
    name = named(p.key[parent], p.children[parent])
    p.children[parent] += 1
    actor = int(p.actor[parent]) if mode == BRANCHING else None
    row = found(state, name, place, int(p.innovation[parent]), actor, founding)
    p, fidelity = state.projects, state.modes.fidelity[mode]
    p.parent[row], p.depth[row], p.mode[row] = parent, p.depth[parent] + 1, mode
    p.fidelity[row] = p.fidelity[parent] * fidelity
    p.merit[row] = fidelity * p.merit[parent] + (1.0 - fidelity) * p.merit[row]
    trials = 0.5 * (p.successes[parent] + p.failures[parent])
    kept = 0.5 * min(1.0, inherited / trials) if trials > 0.0 else 0.0
    p.successes[row] = np.floor(kept * p.successes[parent])
    p.failures[row] = np.floor(kept * p.failures[parent])
    p.codified[row] = p.codified[parent] * fidelity
    p.cash[row] = founding.first_cash
    open_site(state, np.array([row]), fidelity * p.skill[parent])
    p.stage[row] = PROOF


def step(state: State, params: SwarmParams, founding: FoundingParams) -> None:
    """Try, accept and open the copies of the month; the envelopes fill up by a twelfth of a year."""
    state.authorities.envelope[:] += params.envelope * state.authorities.population / 12.0
    p, rows = state.projects, state.operating()
    rows = rows[p.scaling[rows] == 1]
    copies = np.empty((20 * rows.size, 2), np.int64)
    weights = (params.far, params.near_km, params.friction, params.free_work)
    mass = state.places.population**params.attraction
    found = swarm(
        rows, records(p), ground(state.places), state.near, state.cell_km, state.modes,
        state.authorities.absorptive, state.step, weights, mass, key(state.seed, "swarm"), copies,
    )  # fmt: skip
    taken = set()
    for parent, place in copies[:found]:
        spot = (int(place), int(state.projects.innovation[parent]))
        if spot not in taken:
            taken.add(spot)
            receive(state, int(parent), int(place), founding, params.inherited)
