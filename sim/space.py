"""Distance: who is near whom, and where people and projects look first (espace)."""
import numpy as np

from sim.gravity import boxes, first_above
from sim.jit import inline, jit
from sim.state import Near

MEAN_INFORMATION_FIELD = np.array(  # Hägerstrand (1967): chance of a contact by cell offset |dx|, |dy|
    [[0.4432, 0.0547, 0.0168], [0.0547, 0.0301, 0.0140], [0.0168, 0.0140, 0.0096]]
)

LEAST_KM = 2.0  # power laws of distance take it for nearer places; assumption


@inline
def distance(x, y, i, j):
    """Return the distance between places i and j, km."""
    return np.sqrt((x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2)


@jit
def _count_near(x, y, limit, order, out):
    """Count the places within ``limit`` km of each; ``order`` sorts them by x, so that few are compared."""
    for a in range(order.size):
        i = order[a]
        b = a
        while b < order.size and x[order[b]] - x[i] <= limit:
            j = order[b]
            if distance(x, y, i, j) <= limit:
                out[i] += 1
                if i != j:
                    out[j] += 1
            b += 1


@jit
def _fill_near(x, y, limit, order, fill, place, km):
    """Write each pair found by ``_count_near`` at both ends."""
    for a in range(order.size):
        i = order[a]
        b = a
        while b < order.size and x[order[b]] - x[i] <= limit:
            j = order[b]
            d = distance(x, y, i, j)
            if d <= limit:
                place[fill[i]], km[fill[i]] = j, d
                fill[i] += 1
                if i != j:
                    place[fill[j]], km[fill[j]] = i, d
                    fill[j] += 1
            b += 1


@jit
def _by_number(start, place, km, fill, sorted_place, sorted_km):
    """Write each pair again from its other end, row by row: the places of each row then stand by their number."""
    for i in range(start.size - 1):
        for e in range(start[i], start[i + 1]):
            j = place[e]
            sorted_place[fill[j]], sorted_km[fill[j]] = i, km[e]
            fill[j] += 1


def near_places(x: np.ndarray, y: np.ndarray, limit: float, reach: float) -> Near:
    """Return the places within ``limit`` km of each place, itself included, sorted by row, and the tree of all.

    x, y: shape (P,), km; limit, reach: km. Cost grows with the pairs found, not with P squared.
    """
    order = np.argsort(x, kind="stable")
    counts = np.zeros(x.size, np.int64)
    _count_near(x, y, limit, order, counts)
    start = np.concatenate([[0], np.cumsum(counts)])
    found, away = np.empty(start[-1], np.int32), np.empty(start[-1])
    _fill_near(x, y, limit, order, start[:-1].copy(), found, away)
    place, km = np.empty_like(found), np.empty_like(away)
    _by_number(start, found, away, start[:-1].copy(), place, km)
    return Near(start, place, km, np.exp(-km / reach), *boxes(x, y))


@jit
def local_field(x, y, mass, near_start, near_place, near_km, scale_km, cell_km, origin, out):
    """Fill ``out`` with the running sum of local weights around ``origin``, over its near places.

    On a grid (cell_km > 0) the weight is Hägerstrand's mean information field, elsewhere exp(-d / scale_km);
    both times the mass (inhabitants) of the place.
    """
    total = 0.0
    for e in range(near_start[origin], near_start[origin + 1]):
        j = near_place[e]
        if cell_km > 0.0:
            dx = int(abs(x[j] - x[origin]) / cell_km + 0.5)
            dy = int(abs(y[j] - y[origin]) / cell_km + 0.5)
            weight = MEAN_INFORMATION_FIELD[dx, dy] if dx <= 2 and dy <= 2 else 0.0
        else:
            weight = np.exp(-near_km[e] / scale_km)
        total += mass[j] * weight
        out[e - near_start[origin]] = total


@inline
def pick(running, size, u):
    """Return the first position whose running sum exceeds ``u`` times the total; -1 where all weights are 0."""
    total = running[size - 1]
    if not total > 0.0:
        return -1
    return first_above(running, 0, size, u * total)
