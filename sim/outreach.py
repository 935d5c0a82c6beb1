"""Ambassadors, who tell those they know, and publicity around what works (ambassadeurs, publicité)."""
import numpy as np

from sim.draws import fold, key, named, uniform
from sim.jit import inline, jit
from sim.names import ADOPTER, RELAY
from sim.rows import records
from sim.state import State

CHOICES = ("random", "degree", "leaders")
RANDOM, DEGREE, LEADERS = range(3)


@inline
def rank(a, citizens, r, who, name):
    """Return how early a user is asked: by luck, by contacts or by engagement; luck settles ties."""
    u = uniform(fold(name, citizens.code[a.citizen[r]]))
    if who == DEGREE:
        return a.start[r + 1] - a.start[r] + u
    if who == LEADERS:
        return citizens.engagement[a.citizen[r]] + 1e-9 * u
    return u


@inline
def kinds_used(a, place, kinds, places):
    """Return how many innovations have users at ``place``."""
    used = 0
    for i in range(kinds):
        for r in range(a.first[i * places + place], a.first[i * places + place + 1]):
            if ADOPTER <= a.stage[r] <= RELAY:
                used += 1
                break
    return used


@inline
def ask_users(a, citizens, g, who, name, order):
    """Put in ``order`` when each user of group ``g`` is asked to be an ambassador, -1 for the others."""
    for r in range(a.first[g], a.first[g + 1]):
        used = ADOPTER <= a.stage[r] <= RELAY
        order[r - a.first[g]] = rank(a, citizens, r, who, name) if used else -1.0


@jit
def send(a, citizens, rows, ambassadors, persons, kinds, who, met, stream, reached):
    """Add to ``reached`` (I, P) the concerned people, in persons, whom the ambassadors of places ``rows`` convince.

    ambassadors: (n,) persons, shared over the innovations with users there. Simulated citizens are whole and stand
    for ``persons`` (P,): as many as needed are chosen, the last for a part. An ambassador meets ``met`` persons for
    each of its contacts, wherever they live, and is listened to by min(1, 2 x engagement) of them.
    """
    places = reached.shape[1]
    for k in range(rows.size):
        home = rows[k]
        used = max(1, kinds_used(a, home, kinds.size, places))
        for i in range(kinds.size):
            g = i * places + home
            order = np.empty(a.first[g + 1] - a.first[g])
            ask_users(a, citizens, g, who, fold(stream, kinds[i]), order)
            left = ambassadors[k] / (persons[home] * used)
            while left > 0.0 and order.size > 0:
                j = np.argmax(order)
                if order[j] < 0.0:
                    break
                order[j], r = -1.0, a.first[g] + j
                said = min(1.0, left) * persons[home] * met * min(1.0, 2.0 * citizens.engagement[a.citizen[r]])
                for e in range(a.start[r], a.start[r + 1]):
                    reached[i, citizens.place[a.citizen[a.contact[e]]]] += said
                left -= 1.0


def reach(state: State, rows: np.ndarray, ambassadors: np.ndarray, who: str, met: float) -> np.ndarray:
    """Return the share of those concerned whom the ambassadors of places ``rows`` reach, shape (I, P), 0 to 1.

    ambassadors: persons, shape (n,); who: one of CHOICES; a random choice holds for a year.
    """
    places, reached, order = state.places, np.zeros(state.places.access.shape), np.argsort(rows)
    stream = named(key(state.seed, "ambassador"), state.step // 12)
    send(
        state.audience, state.citizens, rows[order], ambassadors[order], places.persons, state.innovations.code,
        CHOICES.index(who), met, stream, reached,
    )  # fmt: skip
    return np.minimum(1.0, reached / np.maximum(1.0, places.persons * places.counts.sum(axis=2)))


@jit
def publicise(rows, p, start, place, reach, gain, publicity):
    """Add ``gain`` (n,) to the publicity (I, P) around each of ``rows``, as readily as people go there."""
    for k in range(rows.size):
        i, home = p.innovation[rows[k]], p.place[rows[k]]
        for e in range(start[home], start[home + 1]):
            publicity[i, place[e]] += gain[k] * reach[e]


def make_known(state: State, rows: np.ndarray, gain: np.ndarray) -> None:
    """Raise awareness around sites ``rows`` by ``gain``, both (n,): times the ordinary publicity, at the site."""
    near, places = state.near, state.places
    publicise(rows, records(state.projects), near.start, near.place, near.reach, gain, places.publicity)
