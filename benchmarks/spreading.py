"""Workload W: our kernels against C, NumPy and the libraries of agents and of graphs (noyaux comparés)."""
from collections.abc import Iterator
from importlib import import_module
from statistics import median
from typing import NamedTuple

import numpy as np

from benchmarks.lines import Line, skipped
from benchmarks.peers import ours
from benchmarks.timing import exponent
from benchmarks.workload import Outcome, World, world

NAME = "workload"
MONTHS = 100
ERRORS = 4.0  # standard errors that a mean may differ by: about 1 false alarm in 16,000 for each figure
LUCKS = {10_000: 40, 100_000: 20, 1_000_000: 10, 10_000_000: 3}  # seeds of ours that give the spread


class Peer(NamedTuple):
    """An implementation: its file, its label, the goal at 100,000, months by size, pairs measured."""

    file: str
    label: str
    least: float | None
    months: dict[int, int]
    pairs: int = 3


# Our kernel costs least while few adopt, objects most: a goal is judged over all months, a line of fewer says so
OBJECTS = {10_000: MONTHS, 100_000: MONTHS}
PEERS = (
    Peer("with_numpy", "NumPy, gather", 20.0, dict.fromkeys((10_000, 100_000, 1_000_000), MONTHS)),
    Peer("with_mesa_frames", "mesa-frames (Polars)", 100.0, {10_000: MONTHS, 100_000: MONTHS, 1_000_000: 5}),
    Peer("with_mesa", "Mesa, idiomatic", 500.0, OBJECTS | {1_000_000: 3}),
    Peer("with_ndlib", "NDlib", None, OBJECTS | {100_000: 20}),
    Peer("with_agentpy", "AgentPy", 1_000.0, OBJECTS),
    Peer("with_networkx", "networkx", None, OBJECTS | {100_000: 20}),
)
SIZES = {"quick": (10_000,), "usual": (10_000, 100_000, 1_000_000), "full": (10_000, 100_000, 1_000_000, 10_000_000)}


class Spread(NamedTuple):
    """What runs of ours say of a curve: means and standard deviations over seeds of share and half-time.

    Shares are compared half-way: near 1 the few who are left follow the one late run, and no normal law.
    """

    month: int  # at which shares are compared: the first when half have adopted in the mean, else the last
    share: float
    share_sd: float
    half: float  # month at which half have adopted, nan where some run has not come so far
    half_sd: float
    runs: int


def measure(size: str) -> Iterator[Line]:
    """Yield the lines of workload W; sizes go with "quick", "usual" and "full"."""
    nanoseconds = []
    for n in SIZES[size]:
        given = world(n)
        runs = [ours.run(given, MONTHS, seed) for seed in range(1, 3 if size == "quick" else 6)]
        nanoseconds.append(median(run.seconds for run in runs) / n / MONTHS * 1e9)
        yield Line(NAME, f"our kernels, {n:,} citizens", nanoseconds[-1], "ns/citizen-month")
        yield from _against_c(given)
        for peer in PEERS:
            if n in peer.months:
                yield from _against(peer, given, 20 if size == "quick" else peer.months[n], size)
    if len(nanoseconds) > 1:
        sizes = SIZES[size]
        cost = [n * each for n, each in zip(sizes, nanoseconds, strict=True)]
        yield Line(NAME, f"exponent of cost, {sizes[0]:,} to {sizes[-1]:,}", exponent(sizes, cost), "of N", most=1.25)


def _against_c(given: World) -> Iterator[Line]:
    """Yield our time over that of C, on the same draws: the adopters must be the same, cell by cell."""
    n = given.cell.size
    try:
        hand = import_module("benchmarks.peers.c")
        runs = [(ours.run(given, MONTHS, k), hand.run(given, MONTHS, k), hand.run(given, MONTHS, k, bare=True))
                for k in range(1, 6)]  # fmt: skip
    except ImportError as error:
        yield skipped(NAME, f"C, {n:,}", error)
        return
    ways = ((1, "our kernels over the same algorithm in C", 1.4 if n <= 10_000 else 1.3),
            (2, "our kernels over C that can do this workload only", None))  # fmt: skip
    for way, what, most in ways:
        ratio = median(run[0].seconds / run[way].seconds for run in runs)
        same = all((run[0].adopters == run[way].adopters).all() for run in runs)
        same_there = f"the same adopters in every cell and month: {'yes' if same else 'NO'}"
        note = f"C: {number_of(runs[-1][way], n)} ns; {same_there}"
        yield Line(NAME, f"{what}, {n:,}", ratio, "times the time of C", most=most, note=note, agrees=same)


def number_of(run: Outcome, n: int) -> str:
    """Return the nanoseconds per citizen and month of a run."""
    return f"{run.seconds / n / len(run.adopters) * 1e9:,.3g}"


def _against(peer: Peer, given: World, months: int, size: str) -> Iterator[Line]:
    """Yield how many times faster ours is than a peer on the same months, and whether they agree."""
    n = given.cell.size
    try:
        module = import_module(f"benchmarks.peers.{peer.file}")
        pairs = []
        for seed in range(1, 1 + (1 if size == "quick" or n >= 1_000_000 else peer.pairs)):
            pairs.append((ours.run(given, months, seed), module.run(given, months, seed)))
    except ImportError as error:
        yield skipped(NAME, f"{peer.label}, {n:,}", error)
        return
    ratio = median(b.seconds / a.seconds for a, b in pairs)
    note, agrees = agreement([b.adopters for _, b in pairs], spread_of_ours(given, months), n)
    note = f"{number_of(pairs[-1][1], n)} ns over {months} months; {note}"
    early = "" if months == MONTHS else f", first {months} months"
    yield Line(NAME, f"faster than {peer.label}, {n:,}{early}", ratio, "times", note=note, agrees=agrees,
               least=peer.least if n == 100_000 and months == MONTHS else None)  # fmt: skip


def half_time(curve: np.ndarray, n: int) -> float:
    """Return the month, between two, at which half of ``n`` have adopted; nan where the curve stays below."""
    if curve[-1] < n / 2:
        return float("nan")
    return float(np.interp(n / 2, curve, np.arange(1, curve.size + 1)))


def spread_of_ours(given: World, months: int) -> Spread:
    """Return how much our own runs differ by luck alone, on the same world."""
    n = given.cell.size
    curves = [ours.run(given, months, 1_000 + luck).adopters.sum(axis=1) for luck in range(LUCKS.get(n, 40))]
    halfway = np.mean(curves, axis=0) >= n / 2
    month = int(halfway.argmax()) if halfway.any() else months - 1
    shares, halves = np.array([c[month] / n for c in curves]), np.array([half_time(c, n) for c in curves])
    return Spread(month, shares.mean(), shares.std(ddof=1), halves.mean(), halves.std(ddof=1), len(curves))


def agreement(found: list[np.ndarray], mine: Spread, n: int) -> tuple[str, bool]:
    """Say whether adopters by month and cell fit ours in distribution: mean share half-way and half-time, ``n`` people.

    Tolerance: ERRORS standard errors of the difference of two means, by the spread of our own runs.
    """
    curves = [adopters.sum(axis=1) for adopters in found]
    width = ERRORS * np.sqrt(1.0 / mine.runs + 1.0 / len(found))
    share = float(np.mean([curve[mine.month] / n for curve in curves]))
    fits = abs(share - mine.share) <= width * mine.share_sd
    note = f"share after {mine.month + 1} months {share:.4f}, ours {mine.share:.4f} ± {width * mine.share_sd:.4f}"
    half = float(np.mean([half_time(curve, n) for curve in curves]))
    if np.isfinite(mine.half):
        fits = fits and abs(half - mine.half) <= width * mine.half_sd
        note += f"; half after {half:.1f} months, ours {mine.half:.1f} ± {width * mine.half_sd:.1f}"
    return note, bool(fits)
