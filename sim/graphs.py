"""Networks of a known shape, as compressed rows: ring, small world, random, read from a file (graphes).

Every graph is simple and symmetric, contacts sorted; draws are named by positions, so a seed names one graph.
"""
import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.draws import fold, key, uniform
from sim.errors import InputError, Text, nearest
from sim.jit import inline, jit

GONE = np.int64(-2)  # a slot whose tie has been taken out: a search goes on behind it
SHOWN = 20  # problems of a file that are spelled out
TRIES = 100  # partners tried for one swap
INT32 = np.iinfo(np.int32).max


class Graph(NamedTuple):
    """Who is tied to whom: node i to contact[start[i]:start[i + 1]]."""

    start: np.ndarray  # (n + 1,) int32 where that counts all ties, else int64
    contact: np.ndarray  # (E,) int32, each tie seen from both ends


def index_type(size: int) -> type[np.int32] | type[np.int64]:
    """Return the smallest type of the positions 0 to ``size`` in a list: half the memory where 32 bits do."""
    return np.int32 if size <= INT32 else np.int64


def of_pairs(n: int, pairs: np.ndarray) -> Graph:
    """Return the graph of ``pairs``, shape (m, 2): each tie once, in either direction, no self-loop."""
    origin, other = np.concatenate([pairs, pairs[:, ::-1]]).T
    order = np.lexsort((other, origin))
    start = np.concatenate([[0], np.cumsum(np.bincount(origin, minlength=n))])
    return Graph(start.astype(index_type(origin.size)), other[order].astype(np.int32))


def ring(n: int, degree: int) -> Graph:
    """Return n nodes in a ring, each tied to ``degree`` / 2 on either side; degree even and below n."""
    return of_pairs(n, ring_pairs(n, degree))


def ring_pairs(n: int, degree: int) -> np.ndarray:
    """Return the ties of a ring, shape (n x degree / 2, 2), by node then distance."""
    node, step = np.divmod(np.arange(n * (degree // 2)), max(1, degree // 2))
    return np.column_stack([node, (node + 1 + step) % n])


def watts_strogatz(n: int, degree: int, rewiring: float, seed: int) -> Graph:
    """Return a ring of which each tie keeps one end and, with chance ``rewiring``, draws the other anew.

    Source: Watts & Strogatz (1998).
    """
    pairs = ring_pairs(n, degree)
    rewire_ends(pairs, n, float(rewiring), slots(pairs.shape[0]), key(seed, "rewiring"))
    return of_pairs(n, pairs)


def degree_preserving(n: int, degree: int, rewiring: float, seed: int) -> Graph:
    """Return a ring of which a share ``rewiring`` of the ties have swapped ends among themselves: all degrees stay.

    Source: Maslov & Sneppen (2002) for the swap; Centola & Macy (2007) for its use.
    """
    pairs = ring_pairs(n, degree)
    swap_ends(pairs, n, round(rewiring * pairs.shape[0]), slots(pairs.shape[0]), key(seed, "swap"))
    return of_pairs(n, pairs)


def erdos_renyi(n: int, mean_degree: float, seed: int) -> Graph:
    """Return n nodes of which each pair is tied with the same chance, mean_degree / (n - 1).

    Source: Batagelj & Brandes (2005), gaps between ties are geometric: the cost grows with the ties, not the pairs.
    """
    chance = min(1.0, mean_degree / max(1, n - 1))
    if chance >= 1.0:
        return of_pairs(n, np.column_stack(np.tril_indices(n, -1)))
    stream, nothing = key(seed, "random graph"), np.empty((0, 2), np.int64)
    pairs = np.empty((scatter(n, chance, stream, nothing), 2), np.int64)
    scatter(n, chance, stream, pairs)
    return of_pairs(n, pairs)


def slots(ties: int) -> np.ndarray:
    """Return an empty set with room for ``ties`` and as many again, shape (power of two,), -1 = free."""
    return np.full(1 << int(np.ceil(np.log2(max(4, 4 * ties)))), -1, np.int64)


@inline
def name_of(a, b, n):
    """Return the number that names a tie, the same from either end."""
    return min(a, b) * n + max(a, b)


@inline
def slot_of(table, tie):
    """Return where ``tie`` stands in the set; -1 where it does not."""
    at = np.int64(fold(np.uint64(tie), 0) & np.uint64(table.size - 1))
    while table[at] != -1:
        if table[at] == tie:
            return at
        at = (at + 1) & (table.size - 1)
    return -1


@inline
def put(table, tie):
    """Add a tie that does not stand in the set."""
    at = np.int64(fold(np.uint64(tie), 0) & np.uint64(table.size - 1))
    while table[at] >= 0:
        at = (at + 1) & (table.size - 1)
    table[at] = tie


@jit
def rewire_ends(pairs, n, chance, table, stream):
    """Draw the second end of ties anew, in place, ring distance by ring distance; no loops, no tie twice."""
    for k in range(pairs.shape[0]):
        put(table, name_of(pairs[k, 0], pairs[k, 1], n))
    for k in range(pairs.shape[0]):
        name, a = fold(stream, k), pairs[k, 0]
        if uniform(fold(name, 0)) >= chance:
            continue
        for t in range(TRIES):
            b = int(uniform(fold(name, 1 + t)) * n)
            tie = name_of(a, b, n)
            if b != a and slot_of(table, tie) < 0:
                table[slot_of(table, name_of(a, pairs[k, 1], n))] = GONE
                put(table, tie)
                pairs[k, 1] = b
                break


@jit
def swap_ends(pairs, n, count, table, stream):
    """Let ``count`` ties drawn at random each swap an end with another of them, in place."""
    size = pairs.shape[0]
    order = np.arange(size)
    for k in range(count):
        other = k + int(uniform(fold(fold(stream, 0), k)) * (size - k))
        order[k], order[other] = order[other], order[k]
    for k in range(size):
        put(table, name_of(pairs[k, 0], pairs[k, 1], n))
    for k in range(count):
        for t in range(TRIES):
            name = fold(fold(fold(stream, 1), k), t)
            one, two = order[k], order[int(uniform(fold(name, 0)) * count)]
            flip = 1 if uniform(fold(name, 1)) < 0.5 else 0
            a, b, c, d = pairs[one, 0], pairs[one, 1], pairs[two, flip], pairs[two, 1 - flip]
            new, other = name_of(a, d, n), name_of(c, b, n)
            if a != d and c != b and new != other and slot_of(table, new) < 0 and slot_of(table, other) < 0:
                table[slot_of(table, name_of(a, b, n))] = GONE
                table[slot_of(table, name_of(c, d, n))] = GONE
                put(table, new)
                put(table, other)
                pairs[one, 0], pairs[one, 1], pairs[two, 0], pairs[two, 1] = a, d, c, b
                break


@jit
def scatter(n, chance, stream, out):
    """Tie each pair with a chance and return how many are; ``out`` gets them where it has room."""
    a, b, made, drawn = 1, -1, 0, 0
    scale = np.log(1.0 - chance)
    while a < n:
        gap = np.log(1.0 - uniform(fold(stream, drawn))) / scale if scale < 0.0 else np.inf
        drawn += 1
        if gap > float(n) * n:
            break
        b += 1 + int(gap)
        while b >= a and a < n:
            b -= a
            a += 1
        if a < n:
            if made < out.shape[0]:
                out[made, 0], out[made, 1] = a, b
            made += 1
    return made


def read_edges(path: Path, names: Iterable[str]) -> Graph:
    """Return the graph of a CSV file: a header of two columns, then the names of two nodes a line, each tie once.

    names: of every node, in the order of the rows. Raises InputError with every bad line, by its number.
    """
    row = {name: i for i, name in enumerate(names)}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            lines = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(Text(f"{path} cannot be read: {error}.", f"{path} ne peut pas être lu : {error}.")) from None
    found: dict[tuple[int, int], int] = {}
    problems = [*_header(path, lines, row), *_ties(path, lines, row, found)]
    if problems:
        rest = len(problems) - SHOWN
        more = [Text(f"… and {rest} more.", f"… et {rest} de plus.")] if rest > 0 else []
        raise InputError(*problems[:SHOWN], *more)
    return of_pairs(len(row), np.array(list(found), np.int64).reshape(-1, 2))


def _header(path: Path, lines: list[list[str]], row: Mapping[str, int]) -> Iterator[Text]:
    """Say what is wrong with the first line: it must name two columns, and no node."""
    first = lines[0] if lines else []
    if len(first) != 2 or any(name in row for name in first):
        yield Text(
            f"{path}, line 1 is '{','.join(first)}', but must be a header of two columns, such as from,to.",
            f"{path}, la ligne 1 est « {','.join(first)} », mais doit nommer deux colonnes, par exemple de,vers.",
        )


def _ties(path: Path, lines: list[list[str]], row: Mapping[str, int],
          found: dict[tuple[int, int], int]) -> Iterator[Text]:  # fmt: skip
    """Fill ``found`` with the ties and the lines that say them; say what is wrong with each other line."""
    for number, line in enumerate(lines[1:], 2):
        where = Text(f"{path}, line {number}", f"{path}, ligne {number}")
        ends = [name.strip() for name in line]
        if not any(ends):
            continue
        if len(ends) != 2:
            yield Text(f"{where.en}: {len(ends)} columns, but a tie has two ends.",
                       f"{where.fr} : {len(ends)} colonnes, mais un lien a deux bouts.")  # fmt: skip
            continue
        unknown = [name for name in dict.fromkeys(ends) if name not in row]
        yield from (_unknown(where, name, row) for name in unknown)
        if unknown:
            continue
        if ends[0] == ends[1]:
            yield Text(f"{where.en}: {ends[0]} is tied to itself.", f"{where.fr} : {ends[0]} est lié à lui-même.")
            continue
        a, b = sorted((row[ends[0]], row[ends[1]]))
        if (a, b) in found:
            yield Text(f"{where.en} repeats the tie of line {found[a, b]}: {' and '.join(ends)}.",
                       f"{where.fr} répète le lien de la ligne {found[a, b]} : {' et '.join(ends)}.")  # fmt: skip
            continue
        found[a, b] = number


def _unknown(where: Text, name: str, row: Mapping[str, int]) -> Text:
    """Say that no node has this name, and the nearest one."""
    near = nearest(name, row) if len(row) <= 5_000 else None  # else slow, and of little help
    hint = Text(f" Did you mean {near}?", f" Vouliez-vous dire {near} ?") if near else Text("", "")
    return Text(f"{where.en}: no node is called '{name}'.{hint.en}",
                f"{where.fr} : aucun nœud ne s'appelle « {name} ».{hint.fr}")  # fmt: skip
