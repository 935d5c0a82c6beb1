"""What a run knows of each citizen, in few bytes: what can be worked out again is left out (colonnes compactes).

Clocks are kept as they are; stages take half a byte and spells one; who listens to whom is drawn again, and what
contacts and thresholds make of it is worked out again: only where the run differs from that are values kept, so that
what comes back is the same to the bit, whatever happened to a citizen.
"""
from typing import NamedTuple

import numpy as np

from sim.clock import mixing_now, refresh_places
from sim.names import ADOPTER, LAPSED, RELAY
from sim.state import AudienceTable, CitizenTable, State

Arrays = dict[str, np.ndarray]
MANY = 255  # a spell this long is kept in full, beside
CHUNK = 1_000_000  # rows of the audience worked on at a time
OF_CITIZENS = ("place", "concern", "threshold", "engagement")  # all but identities, which are drawn again


class Differences(NamedTuple):
    """Where a column differs from what was expected of it: a bit a row, and the values there; empty for nowhere."""

    where: np.ndarray  # (n / 8,) uint8, packed bits
    values: np.ndarray  # (k,) of the column's type


def differences(column: np.ndarray, expected: np.ndarray) -> Differences:
    """Return where ``column`` differs from ``expected``, each (n,) and of one type, bit for bit."""
    bits = f"u{column.itemsize}"
    changed = column.view(bits) != np.ascontiguousarray(expected).view(bits)
    where = np.packbits(changed) if changed.any() else np.zeros(0, np.uint8)
    return Differences(where, column[changed])


def corrected(expected: np.ndarray, found: Differences) -> np.ndarray:
    """Return the column of which ``differences`` were taken."""
    column = expected.copy()
    if found.where.size:
        column[np.unpackbits(found.where, count=column.size).astype(bool)] = found.values
    return column


def heard(audience: AudienceTable) -> tuple[np.ndarray, np.ndarray]:
    """Return (voice, adopting) of every row of the audience, as its contacts' stages make them, each (M,) int16."""
    using = ((audience.stage == ADOPTER) | (audience.stage == RELAY)).astype(np.int8)
    voices = 2 * using - (audience.stage == LAPSED).astype(np.int8)
    size = audience.stage.size
    voice, adopting = np.zeros((2, size), np.int16)
    for low in range(0, size, CHUNK):
        first = audience.start[low : low + CHUNK + 1].astype(np.int64)
        contacts = audience.contact[first[0] : first[-1]]
        first -= first[0]
        for said, out in ((voices, voice), (using, adopting)):
            running = np.concatenate([[0], np.cumsum(said[contacts], dtype=np.int64)])
            out[low : low + first.size - 1] = running[first[1:]] - running[first[:-1]]
    return voice, adopting


def felt(state: State) -> np.ndarray:
    """Return S of every row of the audience as stages, contacts, thresholds and mixing make it now, (M,) float32."""
    a, places = state.audience, state.places
    social = np.where(a.stage == RELAY, np.float32(1.0), state.citizens.engagement[a.citizen])
    again = a._replace(social=social)
    everywhere = np.ones(places.code.size, bool)
    refresh_places(
        again, state.citizens, everywhere, mixing_now(state), places.counts, places.code.size, state.contagion
    )
    return social


def pack_people(state: State, born: CitizenTable) -> Arrays:
    """Return the columns of citizens and of their audience, in few bytes; ``born``: the citizens of month 0."""
    a, found = state.audience, dict[str, np.ndarray]()
    half = np.concatenate([a.stage, np.zeros(a.stage.size % 2, np.uint8)])
    found["stage"] = half[0::2] | half[1::2] << 4
    long = np.flatnonzero(a.spell >= MANY)
    found["spell"] = np.minimum(a.spell, MANY).astype(np.uint8)
    found["spell.rows"], found["spell.values"] = long, a.spell[long]
    found["clock"] = a.clock
    voice, adopting = heard(a)
    expected = {"voice": voice, "adopting": adopting, "social": felt(state)}
    columns = [(f"citizen.{n}", getattr(state.citizens, n), getattr(born, n)) for n in OF_CITIZENS]
    columns += [(name, getattr(a, name), guess) for name, guess in expected.items()]
    for name, column, guess in columns:
        found[f"{name}.where"], found[f"{name}.values"] = differences(column, guess)
    return found


def restore_people(state: State, kept: Arrays) -> None:
    """Put citizens and their audience back; ``state`` holds those of month 0, and places as they are to be."""
    a, born = state.audience, state.citizens
    for name in OF_CITIZENS:
        getattr(born, name)[:] = corrected(getattr(born, name), _differences(kept, f"citizen.{name}"))
    half = kept["stage"]
    a.stage[:] = np.stack([half & 15, half >> 4], axis=1).ravel()[: a.stage.size]
    a.spell[:] = kept["spell"]
    a.spell[kept["spell.rows"]] = kept["spell.values"]
    a.clock[:] = kept["clock"]
    voice, adopting = heard(a)
    a.voice[:] = corrected(voice, _differences(kept, "voice"))
    a.adopting[:] = corrected(adopting, _differences(kept, "adopting"))
    a.social[:] = corrected(felt(state), _differences(kept, "social"))


def _differences(kept: Arrays, name: str) -> Differences:
    return Differences(kept[f"{name}.where"], kept[f"{name}.values"])
