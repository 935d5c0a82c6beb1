"""Clocks of adoption: each spell holds one Exp(1) of hazard, drained month by month (horloges).

The hazard is h = B + A S: B and A belong to (innovation, place, stage) and are remade each month, policies act
through them; S belongs to the citizen and changes when a contact adopts, lapses or returns.

Source: Sellke (1983) for the construction; one draw per spell makes two policies on one seed comparable.
"""
import numpy as np
from numba import prange

from sim.draws import exponential, fold, key, named, uniform
from sim.jit import inline, jit, parallel
from sim.names import ADOPTER, AWARE, LAPSED, RELAY, UNAWARE
from sim.state import State

MONTH = 1.0 / 12.0  # years
PARALLEL_FROM = 200_000  # rows of the audience from which two threads pay
SINGLE = 1.0 - 1e-7  # thresholds are kept in single precision: m contacts of k reach a threshold of m / k
CHOICE = 1_000  # a word no transition uses: which of two ends a spell has


def _drain(first, stage, clock, social, base, slope, hits, found):
    """Take one month's hazard off every clock; list those that ran out, by group. A hazard of 0 takes nothing."""
    for g in prange(first.size - 1):
        here = slice(first[g], first[g + 1])
        b, k, s, left, pressed = base[g], slope[g], stage[here], clock[here], social[here]
        ended = 0
        for j in range(s.size):  # no branch: which stage comes next cannot be foretold
            left[j] -= np.float32(b[s[j]] + k[s[j]] * pressed[j])
            ended += left[j] <= 0.0
        m = first[g]
        if ended > 0:
            for j in range(s.size):
                if left[j] <= 0.0:
                    hits[m] = first[g] + j
                    m += 1
        found[g] = m - first[g]


drain = jit(_drain)
drain_parallel = parallel(_drain)


@inline
def exposure(voice, degree, mixing, share, counted):
    """Return e = (adopting - lapsed / 2)+ / contacts, mixed with the place's own share where people meet (mu).

    Times the contacts where the law counts them.
    """
    e = (1.0 - mixing) * (max(0.0, 0.5 * voice) / max(1, degree)) + mixing * share
    return e * degree if counted else e


@inline
def pressure(stage, e, adopting, threshold, engagement, mixing, law):
    """Return S: exposure e for the unaware, what contacts add for the aware and the lapsed, engagement for adopters.

    Relays have 1: only their place and its answers weigh on them.

    What contacts add: pull x e and at_once at or above the threshold, else at most ``floor`` with one adopting
    contact. (All is worked out, then one is taken: no jump to guess wrong.)
    """
    pull = law.pull * e
    below = min(law.floor, pull) if (adopting > 0) | (mixing > 0.0) else 0.0
    social = pull + law.at_once if e >= threshold * SINGLE - 1e-12 else below
    social = e if stage == UNAWARE else social
    social = engagement if stage == ADOPTER else social
    return np.float32(1.0 if stage == RELAY else social)


@inline
def spell_clock(stream, citizen_code, innovation_code, stage, spell):
    """Return the hazard a new spell can take: a draw named by who, what, which transition, which time."""
    return np.float32(exponential(fold(fold(fold(fold(stream, citizen_code), innovation_code), stage), spell)))


@inline
def next_stage(stage, other_role, lapse, stream, citizen_code, innovation_code, spell):
    """Return where a spell ends; users may change role (adopter, relay) or lapse: one clock, drawn by the hazards."""
    if stage == UNAWARE:
        return AWARE
    if ADOPTER <= stage <= RELAY:
        name = fold(fold(fold(fold(stream, citizen_code), innovation_code), CHOICE), spell)
        if uniform(name) * (other_role + lapse) >= other_role:
            return LAPSED
        return RELAY if stage == ADOPTER else ADOPTER
    return ADOPTER


@jit
def wind(audience, citizens, innovation_code, places, entry, stream):
    """Set every clock for month 0: everyone at the stage ``entry``, nobody adopting."""
    for g in range(audience.first.size - 1):
        for r in range(audience.first[g], audience.first[g + 1]):
            audience.stage[r] = entry
            code = citizens.code[audience.citizen[r]]
            audience.clock[r] = spell_clock(stream, code, innovation_code[g // places], entry, 0)


@inline
def press(a, citizens, r, mixing, share, law):
    """Set S of one row from its contacts and the share adopting in its place."""
    c, e = a.citizen[r], exposure(a.voice[r], a.start[r + 1] - a.start[r], mixing, share, law.counted)
    a.social[r] = pressure(a.stage[r], e, a.adopting[r], citizens.threshold[c], citizens.engagement[c], mixing, law)


@inline
def refresh(a, citizens, i, r, mixing, counts, law):
    """Recompute S of one row, of innovation i."""
    p = citizens.place[a.citizen[r]] if mixing.size else 0
    mu = mixing[p] if mixing.size else 0.0
    press(a, citizens, r, mu, adopting_share(counts, i, p) if mu > 0.0 else 0.0, law)


@inline
def adopting_share(counts, i, p):
    """Return the share adopting among those concerned by innovation i in place p; 0 where there is none."""
    total = 0
    for stage in range(counts.shape[2]):
        total += counts[i, p, stage]
    return (counts[i, p, ADOPTER] + counts[i, p, RELAY]) / total if total > 0 else 0.0


@inline
def enter(a, citizens, innovation_code, places, g, r, new, mixing, counts, law, stream):
    """Bring row r of group g to stage ``new``: a new spell and clock, the place's counts, and word to the contacts."""
    i, old = g // places, a.stage[r]
    a.stage[r] = new
    a.spell[r] += 1
    a.clock[r] = spell_clock(stream, citizens.code[a.citizen[r]], innovation_code[i], new, a.spell[r])
    counts[i, g % places, old] -= 1
    counts[i, g % places, new] += 1
    adopts = np.int16(ADOPTER <= new <= RELAY) - np.int16(ADOPTER <= old <= RELAY)
    voice = 2 * adopts - (np.int16(new == LAPSED) - np.int16(old == LAPSED))
    refresh(a, citizens, i, r, mixing, counts, law)
    if voice != 0:
        for e in range(a.start[r], a.start[r + 1]):
            other = a.contact[e]
            a.voice[other] += voice
            a.adopting[other] += adopts
            if not ADOPTER <= a.stage[other] <= RELAY:  # contacts do not weigh on those who use it
                refresh(a, citizens, i, other, mixing, counts, law)


@jit
def move(audience, citizens, innovation_code, places, base, slope, hits, found, mixing, counts, law, stream):
    """End the spells found by ``drain``."""
    for g in range(found.size):
        for k in range(audience.first[g], audience.first[g] + found[g]):
            r = hits[k]
            old, code = audience.stage[r], citizens.code[audience.citizen[r]]
            social = slope[g, old] * audience.social[r]
            new = next_stage(old, social, base[g, old], stream, code, innovation_code[g // places], audience.spell[r])
            enter(audience, citizens, innovation_code, places, g, r, new, mixing, counts, law, stream)


@jit
def pass_time(audience, citizens, innovation_code, places, base, slope, dt, mixing, counts, law, stream):
    """Take ``dt`` years of hazard off the clocks, then end the spells that ran out; base, slope: (I * P, 5), a year."""
    hits, found = np.empty(audience.stage.size, np.int32), np.empty(base.shape[0], np.int64)
    taken, pressed = np.empty(base.shape), np.empty(base.shape)
    for g in range(base.shape[0]):
        for stage in range(base.shape[1]):
            taken[g, stage], pressed[g, stage] = base[g, stage] * dt, slope[g, stage] * dt
    drain(audience.first, audience.stage, audience.clock, audience.social, taken, pressed, hits, found)
    move(audience, citizens, innovation_code, places, taken, pressed, hits, found, mixing, counts, law, stream)


@jit
def nearest_free(audience, citizens, near, places, innovation, home, entry, stream, rows, times):
    """List those still at the stage ``entry`` near ``home`` with the time of a race at rate exp(-distance / reach)."""
    n = 0
    for e in range(near.start[home], near.start[home + 1]):
        g = innovation * places + near.place[e]
        for r in range(audience.first[g], audience.first[g + 1]):
            if audience.stage[r] == entry:
                code = citizens.code[audience.citizen[r]]
                rows[n], times[n] = r, exponential(fold(stream, code)) / near.reach[e]
                n += 1
    return n


@jit
def refresh_places(audience, citizens, which, mixing, counts, places, law):
    """Recompute S of everyone in the places ``which`` (P,): first exposure, many at a time."""
    most = 0
    for g in range(audience.first.size - 1):
        most = max(most, audience.first[g + 1] - audience.first[g])
    exposed = np.empty(most)
    for g in range(audience.first.size - 1):
        p = g % places
        if which[p]:
            mu, share = mixing[p] if mixing.size else 0.0, adopting_share(counts, g // places, p)
            here, after = slice(audience.first[g], audience.first[g + 1]), audience.start[audience.first[g] + 1 :]
            stage, voice, adopting = audience.stage[here], audience.voice[here], audience.adopting[here]
            who, start, social = audience.citizen[here], audience.start[here], audience.social[here]
            for k in range(who.size):
                exposed[k] = exposure(voice[k], after[k] - start[k], mu, share, law.counted)
            for k in range(who.size):
                threshold, engagement = citizens.threshold[who[k]], citizens.engagement[who[k]]
                social[k] = pressure(stage[k], exposed[k], adopting[k], threshold, engagement, mu, law)


def advance_clocks(state: State, base: np.ndarray, slope: np.ndarray, dt: float = MONTH) -> None:
    """Take ``dt`` years of hazard off the clocks and end the spells that run out.

    base, slope: shape (I, P, 5), hazards a year; 0 for the stages that wait.
    """
    a, places, base, slope = state.audience, state.places, base.reshape(-1, 5), slope.reshape(-1, 5)
    if a.stage.size < PARALLEL_FROM:
        pass_time(
            a, state.citizens, state.innovations.code, places.code.size, base, slope, dt, mixing_now(state),
            places.counts, state.contagion, key(state.seed, "adopt"),
        )  # fmt: skip
        return
    hits, found = np.empty(a.stage.size, np.int32), np.empty(base.shape[0], np.int64)
    base, slope = base * dt, slope * dt
    drain_parallel(a.first, a.stage, a.clock, a.social, base, slope, hits, found)
    end_spells(state, base, slope, hits, found)


def hear_neighbours(state: State) -> None:
    """Bring exposure up to date where people mix inside their place (mu > 0): the place's share has changed."""
    if state.acquainted or np.count_nonzero(state.places.mixing):
        listen_again(state, (state.places.mixing > 0.0) | state.acquainted)


def mixing_now(state: State) -> np.ndarray:
    """Return the weight of each place's own share in exposure, shape (P,), or (0,) where it has none anywhere.

    It is less where people may not meet, and 1 where the network is complete.
    """
    if state.acquainted:
        return np.ones(state.places.mixing.size)
    if not np.count_nonzero(state.places.mixing):
        return np.zeros(0)
    return state.places.mixing * state.climate.mixing


def listen_again(state: State, which: np.ndarray) -> None:
    """Recompute the pressure on everyone in the places ``which``, shape (P,) bool: thresholds or mixing changed."""
    places = state.places
    refresh_places(
        state.audience, state.citizens, which, mixing_now(state), places.counts, places.code.size, state.contagion
    )


def end_spells(state: State, base: np.ndarray, slope: np.ndarray, hits: np.ndarray, found: np.ndarray) -> None:
    """End the spells listed in ``hits``, ``found`` of them in each (innovation, place); see ``drain``."""
    places = state.places
    move(
        state.audience, state.citizens, state.innovations.code, places.code.size, base, slope, hits, found,
        mixing_now(state), places.counts, state.contagion, key(state.seed, "adopt"),
    )  # fmt: skip


def first_users(state: State, home: int, innovation: int, name: int, persons: float) -> None:
    """Let ``persons`` concerned people around ``home``, the nearer the likelier, use a site from month 0."""
    a, places = state.audience, state.places
    rows, times = np.empty(a.stage.size, np.int64), np.empty(a.stage.size)
    stream = key(state.seed, "first user")
    n = nearest_free(
        a, state.citizens, state.near, places.code.size, innovation, home, state.contagion.entry,
        named(stream, name), rows, times,
    )  # fmt: skip
    wanted = min(n, max(1, round(persons / state.places.persons[home]))) if persons > 0.0 else 0
    soonest = np.argpartition(times[:n], wanted - 1)[:wanted] if wanted else np.zeros(0, np.int64)
    chosen = np.sort(rows[soonest])
    groups = np.searchsorted(a.first, chosen, side="right") - 1
    found = np.bincount(groups, minlength=a.first.size - 1)
    hits = np.empty(a.stage.size, np.int32)
    hits[a.first[groups] + np.arange(chosen.size) - (np.cumsum(found) - found)[groups]] = chosen
    for _ in range(state.contagion.entry, ADOPTER):
        end_spells(state, np.zeros((found.size, 5)), np.zeros((found.size, 5)), hits, found)
