"""Who hears of what: the network among those concerned by each innovation (audience)."""
import numpy as np

from sim.errors import InputError, Text
from sim.graphs import INT32, Graph, index_type
from sim.jit import jit
from sim.state import CitizenTable

Rows = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
LISTENED = np.iinfo(np.int16).max // 2  # contacts of one citizen: each weighs 2 in the voice that an int16 counts


@jit
def count_concerned(concern, place, domain, start, contact, people):
    """Count those concerned by a domain, by place in ``people`` (P,); return their ties and the most that one has."""
    edges = most = 0
    for c in range(concern.size):
        if concern[c] >> domain & 1:
            people[place[c]] += 1
            before = edges
            for e in range(start[c], start[c + 1]):
                edges += concern[contact[e]] >> domain & 1
            most = max(most, edges - before)
    return edges, most


@jit
def restrict(concern, domain, start, contact, row, edge, rows, citizen, new_start, new_contact):
    """Number those concerned by a domain from ``row`` on and write their ties among themselves from ``edge`` on.

    rows: (N,), the number of each of them, to work in.
    """
    m = row
    for c in range(concern.size):
        if concern[c] >> domain & 1:
            rows[c], citizen[m] = m, c
            m += 1
    for r in range(row, m):
        c = citizen[r]
        for e in range(start[c], start[c + 1]):
            if concern[contact[e]] >> domain & 1:
                new_contact[edge] = rows[contact[e]]
                edge += 1
        new_start[r + 1] = edge


def audience_rows(citizens: CitizenTable, places: int, domains: np.ndarray, network: Graph) -> Rows:
    """Return (first, citizen, start, contact) of the audience: the network among those concerned.

    domains: shape (I,), the domain of each innovation; network: who listens to whom among the citizens. Raises
    InputError where rows or contacts are more than the columns of an AudienceTable can count.
    """
    groups = np.zeros((domains.size, places), np.int64)
    who = (citizens.concern, citizens.place)
    counted = [count_concerned(*who, d, *network, groups[i]) for i, d in enumerate(domains)]
    rows, edges = _running(groups.sum(axis=1)), _running([edges for edges, _ in counted])
    check_sizes(rows[-1], max((most for _, most in counted), default=0))
    citizen, contact = np.empty(rows[-1], np.int32), np.empty(edges[-1], np.int32)
    start, number = np.zeros(rows[-1] + 1, index_type(edges[-1])), np.empty(citizens.code.size, np.int32)
    for i, d in enumerate(domains):
        restrict(citizens.concern, d, *network, rows[i], edges[i], number, citizen, start, contact)
    return np.concatenate([[0], np.cumsum(groups.ravel())]), citizen, start, contact


def _running(counts: list[int] | np.ndarray) -> list[int]:
    return [0, *np.cumsum(counts, dtype=np.int64).tolist()]


def check_sizes(rows: int, most: int) -> None:
    """Raise InputError where the audience has too many rows, or one citizen too many contacts, for its columns."""
    found = []
    if rows > INT32:
        found.append(Text(
            f"{rows} pairs of a citizen and an innovation that concerns them, but a run holds {INT32} at most. Lower "
            "citizens or population.concerned, or leave innovations out.",
            f"{rows} couples d'un citoyen et d'une innovation qui le concerne, mais une simulation en tient {INT32} au "
            "plus. Diminuez citizens ou population.concerned, ou retirez des innovations.",
        ))
    if most > LISTENED:
        found.append(Text(
            f"One citizen has {most} contacts concerned by the same innovation, but {LISTENED} at most can be counted. "
            "Lower network.degree or the contacts chosen, or mend the file network.path.",
            f"Un citoyen a {most} contacts concernés par la même innovation, mais on n'en compte que {LISTENED} au "
            "plus. Diminuez network.degree ou les contacts choisis, ou corrigez le fichier network.path.",
        ))
    if found:
        raise InputError(*found)
