"""Gravity without a table of all pairs: places in a tree of boxes, far destinations drawn exactly (gravité).

A place is drawn in proportion to mass x distance^-power by rejection: first a box of places as far away as one
another, by its mass and its nearest point; then a place of that box, by mass; it is kept with the chance that its
distance leaves of what the box promised. The chances are those of the formula, whatever the boxes; a draw costs a
number of boxes that grows with the logarithm of the places.

Source: Barnes & Hut (1986) for the tree; von Neumann (1951) for rejection.
"""
import numpy as np

from sim.draws import fold, uniform
from sim.jit import inline, jit
from sim.sorting import sort_by

WIDE = 2.0  # a box is opened where its farthest point lies more than so many times as far as its nearest
DEPTH = 128  # boxes that wait to be opened: at most one a level of the tree


@inline
def first_above(running, low, high, target):
    """Return the first position from low to high - 1 whose running sum exceeds ``target``; high - 1 if none does."""
    high -= 1
    while low < high:
        middle = (low + high) // 2
        if running[middle] > target:
            high = middle
        else:
            low = middle + 1
    return low


@inline
def put_off(waiting, left, box, low, high):
    """Remember the two halves of a box, to look at them later; the first half comes first."""
    middle = (low + high) // 2
    for half in range(2):
        waiting[left + half, 0] = box + 1 if half else box + 2 * (middle - low)
        waiting[left + half, 1] = low if half else middle
        waiting[left + half, 2] = middle if half else high
    return left + 2


@inline
def first_box(places):
    """Return the list of boxes to look at, with room for all that ever wait: the box of all places."""
    waiting = np.zeros((DEPTH, 3), np.int64)
    waiting[0, 2] = places
    return waiting


@inline
def nearest(box, k, x, y):
    """Return the distance from x, y to the nearest point of box k, km; 0 inside."""
    dx = max(box[k, 0] - x, x - box[k, 1], 0.0)
    dy = max(box[k, 2] - y, y - box[k, 3], 0.0)
    return np.sqrt(dx * dx + dy * dy)


@inline
def farthest(box, k, x, y):
    """Return the distance from x, y to the farthest point of box k, km."""
    dx = max(box[k, 1] - x, x - box[k, 0])
    dy = max(box[k, 3] - y, y - box[k, 2])
    return np.sqrt(dx * dx + dy * dy)


@jit
def grow(x, y, order, spare, box):
    """Sort ``order`` (P,) so that each box is a range of it; ``box`` (2 P - 1, 4) gets west, east, south and north.

    A box of m > 1 places, number k, holds its first m // 2 in box k + 1 and the others in box k + 2 (m // 2).
    spare: (P,), room to sort in.
    """
    waiting, left = first_box(order.size), 1
    while left:
        left -= 1
        k, low, high = waiting[left, 0], waiting[left, 1], waiting[left, 2]
        box[k, 0], box[k, 1], box[k, 2], box[k, 3] = np.inf, -np.inf, np.inf, -np.inf
        for p in order[low:high]:
            box[k, 0], box[k, 1] = min(box[k, 0], x[p]), max(box[k, 1], x[p])
            box[k, 2], box[k, 3] = min(box[k, 2], y[p]), max(box[k, 3], y[p])
        if high - low == 1:
            continue
        along = x if box[k, 1] - box[k, 0] >= box[k, 3] - box[k, 2] else y
        sort_by(along, order[low:high], spare)  # ties stay in the order of codes
        left = put_off(waiting, left, k, low, high)


def boxes(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places at x, y (P,) in the order of a tree of boxes, and the boxes; see ``grow``. O(P log^2 P)."""
    order, box = np.arange(x.size), np.empty((max(1, 2 * x.size - 1), 4))
    if x.size:
        grow(x, y, order, np.empty_like(order), box)
    return order.astype(np.int32), box


@inline
def masses(order, mass):
    """Return the running sum of ``mass`` (P,) in the order of the tree, shape (P + 1,), from 0."""
    running = np.empty(order.size + 1)
    running[0] = 0.0
    for k in range(order.size):
        running[k + 1] = running[k] + mass[order[k]]
    return running


@jit
def look_around(near, running, x, y, power, least_km, low, high, closest, promised):
    """List the boxes seen from x, y, each as far as its parts within WIDE, and return how many.

    running: see ``masses``. For each box: the range of places, km to its nearest point (``least_km`` or more), and the
    running sum of mass x that distance^-power; every array has room for P.
    """
    waiting, left, found, total = first_box(near.order.size), 1, 0, 0.0
    while left:
        left -= 1
        k, a, b = waiting[left, 0], waiting[left, 1], waiting[left, 2]
        mass = running[b] - running[a]
        if not mass > 0.0:
            continue
        close = max(least_km, nearest(near.box, k, x, y))
        if b - a > 1 and max(least_km, farthest(near.box, k, x, y)) > WIDE * close:
            left = put_off(waiting, left, k, a, b)
            continue
        total += mass * close**-power
        low[found], high[found], closest[found], promised[found] = a, b, close, total
        found += 1
    return found


@jit
def draw_far(near, running, places_x, places_y, x, y, power, seen, size, name):
    """Draw a place by mass x distance^-power from x, y, exactly; -1 where all weights are 0.

    seen, size: what ``look_around`` listed; name: the key of this draw, each attempt has its own luck under it.
    """
    low, high, closest, promised = seen
    if size == 0 or not promised[size - 1] > 0.0:
        return np.int64(-1)
    attempt = 0
    while True:
        luck = fold(name, attempt)
        b = first_above(promised, 0, size, uniform(fold(luck, 0)) * promised[size - 1])
        before, after = running[low[b]], running[high[b]]
        k = first_above(running, low[b] + 1, high[b] + 1, before + uniform(fold(luck, 1)) * (after - before)) - 1
        p = near.order[k]
        km = max(closest[b], np.sqrt((places_x[p] - x) ** 2 + (places_y[p] - y) ** 2))
        if running[k + 1] > running[k] and uniform(fold(luck, 2)) < (km / closest[b]) ** -power:
            return np.int64(p)
        attempt += 1
