"""Sorting and searching inside kernels, in few lines: NumPy's own take seconds to compile there (tri)."""
from sim.jit import inline


@inline
def sort_by(value, rows, spare):
    """Sort ``rows`` (n,) by their ``value``, in place; ties stay in the order they had. ``spare``: room, (n,) or more.

    Runs that are in order are merged two by two, until one is left: O(n log n).
    """
    width = 1
    while width < rows.size:
        for low in range(0, rows.size, 2 * width):
            middle, high = min(low + width, rows.size), min(low + 2 * width, rows.size)
            a, b = low, middle
            for k in range(low, high):
                if a < middle and (b >= high or not value[rows[b]] < value[rows[a]]):
                    spare[k] = rows[a]
                    a += 1
                else:
                    spare[k] = rows[b]
                    b += 1
        for k in range(rows.size):
            rows[k] = spare[k]
        width *= 2


@inline
def first_from(values, target):
    """Return the first position of ``values`` (n,), in rising order, that is ``target`` or more; n if none is."""
    low, high = 0, values.size
    while low < high:
        middle = (low + high) // 2
        if values[middle] < target:
            low = middle + 1
        else:
            high = middle
    return low
