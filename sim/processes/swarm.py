"""Essaimage: sites that scale pass their practice on to other places, where someone pays (essaimer)."""
from dataclasses import dataclass

import numpy as np

from sim.copying import CopyParams, apart, keep_promises, receive
from sim.draws import fold, key, uniform
from sim.founding import FoundingParams
from sim.gravity import draw_far, look_around, masses
from sim.jit import inline, jit
from sim.names import COOPERATION, DIVERSIFICATION, EPCI, FERTILISATION, FUSION, INVESTOR
from sim.param import Parameters, param
from sim.rows import records
from sim.space import LEAST_KM, local_field, pick
from sim.state import State, ground


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
    other_envelope: float = param(
        0.5, unit="euros per inhabitant and year", allowed=(0, 1_000), plausible=(0, 2), source="assumption",
        meaning="Ordinary means of each other level for copies of what it has made its own policy.",
    )
    own_policy: float = param(
        0.5, unit="share", allowed=(0, 5), plausible=(0, 1), source="assumption",
        meaning="How much readier an EPCI is to receive what it has made its own policy.",
    )
    stance: float = param(
        0.5, unit="share, at full support", allowed=(0, 1), plausible=(0, 1), source="assumption",
        meaning="How much the stance of local carriers helps (for) or hinders (against) a copy.",
    )


@jit
def aim(places, near, cell_km, origin, trial, far, near_km, running, friction, room):
    """Draw where an attempt goes: nearby by population and distance, or anywhere by size; -1 for nowhere.

    running: masses of all places in the order of their tree; room: (sums, low, high, closest), each (P,), to work in.
    """
    sums, low, high, closest = room
    if uniform(fold(trial, 0)) >= far:
        size = near.start[origin + 1] - near.start[origin]
        local_field(
            places.x, places.y, places.population, near.start, near.place, near.km, near_km, cell_km, origin, sums
        )
        e = pick(sums, size, uniform(fold(trial, 1)))
        return np.int64(near.place[near.start[origin] + e]) if e >= 0 else np.int64(-1)
    x, y = places.x, places.y
    size = look_around(near, running, x[origin], y[origin], friction, LEAST_KM, low, high, closest, sums)
    seen = (low, high, closest, sums)
    return draw_far(near, running, x, y, x[origin], y[origin], friction, seen, size, fold(trial, 1))


@jit
def attempts(rate, u):
    """Draw a Poisson count by inversion, at most 20: how many attempts a month holds."""
    term, total, n = np.exp(-rate), np.exp(-rate), 0
    while u > total and n < 20:
        n += 1
        term *= rate / n
        total += term
    return n


@inline
def most_needed(unmet, synergy, own, home):
    """Return the other innovation whose unmet need is greatest at ``home``, helped by synergy; -1 if there is none."""
    best, most = -1, 0.0
    for i in range(unmet.shape[0]):
        need = unmet[i, home] * (1.0 + synergy[own, i] + synergy[i, own])
        if i != own and need > most:
            best, most = i, need
    return best


@inline
def welcome(absorptive, adopted, u, i, stance, own_policy, weight):
    """Return the chance that a place takes up a copy of innovation i that fits it perfectly, 0 to 1.

    The absorptive capacity of its EPCI u, more where that has made the innovation its policy, and the stance of local
    carriers.
    """
    bonus = 1.0 + (own_policy if adopted[u, i] >= 0 else 0.0)
    return min(1.0, max(0.0, absorptive[u] * bonus * (1.0 + weight * stance)))


@inline
def at_hand(codified, least):
    """Return how far the knowledge that open diffusion needs is at hand in a place, 0 to 1.

    Full where as much is written as the mode needs of the originator.
    """
    return min(1.0, codified / least) if least > 0.0 else 1.0


@jit
def swarm(
    rows, p, partner, home_of, places, near, cell_km, reliance, synergy, modes, absorptive, adopted, epci, stance,
    codified, mass, step, weights, stream, copies,
):  # fmt: skip
    """List the copies that a receiving place would take this month: thinning of attempts, exact and O(sites).

    An attempt succeeds with welcome x exp(-d^2 / (2 tolerance^2)) x unmet need, d the RMS difference of context,
    widened by the local resources that the innovation relies on and the other place lacks; in open diffusion, as far
    as the knowledge is at hand. Diversification stays at home with another innovation; cooperation goes where a
    partner is.
    partner, home_of: partners (actors, TIES) and place of every actor; epci: (P,), row of each place's EPCI; mass:
    (P,), what draws attempts from anywhere. ``copies`` gets (project row, place, innovation); returns how many.
    """
    far, near_km, friction, free_work, own_policy, liking = weights
    size, running = places.x.size, masses(near.order, mass)
    room = (np.empty(size), np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size))
    found = 0
    for row in rows:
        m, home = p.choice[row], np.int64(p.place[row])
        if m == FUSION:
            continue
        free = max(0.0, 12.0 * free_work * (p.posts[row] + p.funded[row]) - p.backlog[row])
        rate = modes.rate[m] / 12.0 * min(1.0, p.output[row]) * min(1.0, free / max(modes.effort[m], 1e-9))
        name = fold(fold(stream, p.key[row]), step - p.born[row])
        for k in range(attempts(rate, uniform(name))):
            trial, i = fold(name, k), np.int64(p.innovation[row])
            there = home
            if m == DIVERSIFICATION:
                i = most_needed(places.unmet, synergy, i, home)
            elif m == COOPERATION:
                friend = partner[p.actor[row], int(uniform(fold(trial, 0)) * partner.shape[1])]
                there = np.int64(home_of[friend]) if friend >= 0 else np.int64(-1)
            else:
                there = aim(places, near, cell_km, home, trial, far, near_km, running, friction, room)
            if there < 0 or i < 0:
                continue
            d2 = apart(places.context, places.latent, reliance[i], home, there)
            open_to = welcome(absorptive, adopted, epci[there], i, stance[i, there], own_policy, liking)
            chance = open_to * np.exp(-0.5 * d2 / modes.tolerance[m] ** 2) * places.unmet[i, there]
            if m == FERTILISATION:
                chance *= at_hand(codified[i, there], modes.codified[m])
            if uniform(fold(trial, 2)) < chance and found < copies.shape[0]:
                copies[found, 0], copies[found, 1], copies[found, 2] = row, there, i
                found += 1
    return found


@jit
def fill(level, population, own, other, envelope):
    """Fill the envelopes up by a month: ``own`` euros per inhabitant and year for the EPCI, ``other`` elsewhere."""
    for u in range(level.size):
        if level[u] != INVESTOR:
            envelope[u] += (own if level[u] == EPCI else other) * population[u] / 12.0


def attempted(state: State, rows: np.ndarray, params: SwarmParams) -> np.ndarray:
    """Return the copies that sites ``rows`` would pass on this month: (project, place, innovation), shape (n, 3)."""
    a, public, places, kinds = state.actors, state.authorities, state.places, state.innovations
    copies = np.empty((20 * rows.size, 3), np.int64)
    weights = (params.far, params.near_km, params.friction, params.free_work, params.own_policy, params.stance)
    found = swarm(
        rows, records(state.projects), a.partner, a.place, ground(places), state.near, state.cell_km, kinds.reliance,
        kinds.synergy, state.modes, public.absorptive, public.adopted, places.levels[EPCI], places.stance,
        places.codified, places.population**params.attraction, state.step, weights, key(state.seed, "swarm"), copies,
    )  # fmt: skip
    return copies[:found]


def step(state: State, params: SwarmParams, copy: CopyParams, founding: FoundingParams) -> None:
    """Try, accept and open the copies of the month; the envelopes fill up by a twelfth of a year."""
    public = state.authorities
    fill(public.level, public.population, params.envelope, params.other_envelope, public.envelope)
    keep_promises(state, founding, copy)
    rows = state.operating()
    rows = state.by_name(rows[state.projects.scaling[rows] == 1])
    if not rows.size:
        return
    taken = set()
    for parent, place, kind in attempted(state, rows, params).tolist():
        if (place, kind) not in taken:
            taken.add((place, kind))
            receive(state, parent, place, kind, founding, copy)
