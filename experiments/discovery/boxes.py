"""Under which assumptions something happens, and whether luck would do as well (découverte de scénarios).

PRIM peels worlds off, a few at a time, until those that are left are nearly all of interest. Any table, even of noise,
leaves some such box: one is shown only where it stands out from those that PRIM finds in the same worlds with their
outcomes shuffled. How far a box stands out is the likelihood ratio of the scan statistic.

Source: Friedman & Fisher (1999) PRIM; Bryant & Lempert (2010) coverage, density, resampling; Kulldorff (1997) scan
statistic; Barnard (1963) for shuffling. ema_workbench (Kwakkel 2017) does the peeling.
"""

import inspect
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import xlogy
from scipy.stats import binom

with warnings.catch_warnings():  # it names engines that are not installed and not used
    warnings.simplefilter("ignore")
    from ema_workbench.analysis.prim import Prim

FEWEST = 4  # worlds in a box at least
SMALLEST = 0.05  # share of the worlds in a box at least; PRIM's usual
SHUFFLES = 19  # of the outcomes: a box is shown where none of them gives one as good, which luck does 1 time in 20
HALVES = 10  # of the worlds, in which a box is looked for again; as Bryant & Lempert
BY_LUCK = 0.1  # a limit that luck alone would make as useful more often than this is dropped; as ema_workbench
MOST_BOXES = 3
# before version 3 a box sparser than a threshold is not told
THRESHOLD = {"threshold": 1e-9} if "threshold" in inspect.signature(Prim).parameters else {}


class Limit(NamedTuple):
    """What a box asks of one dial: numbers from low to high, or one of some options.

    low, high: None where the box asks nothing; options: () for a number. luck: how often a box of that many worlds
    would be as dense by luck alone without this limit. again: in how many of HALVES halves of the worlds it is found.
    """

    dial: str
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()
    luck: float = np.nan
    again: int = 0


@dataclass(frozen=True)
class Box:
    """Worlds within some limits. inside: shape (worlds,); worlds, held: how many, and how many of interest."""

    limits: tuple[Limit, ...]
    inside: np.ndarray
    worlds: int
    held: int
    coverage: float  # share of the worlds of interest that are inside
    density: float  # share of the worlds inside that are of interest
    score: float  # log likelihood ratio of the scan statistic

    @property
    def dials(self) -> tuple[str, ...]:
        """Return the dials that the box limits."""
        return tuple(dict.fromkeys(limit.dial for limit in self.limits))


@dataclass(frozen=True)
class Found:
    """A box that was looked for, the path that led to it, and how many shuffled tables did as well."""

    box: Box
    path: tuple[Box, ...]  # from all the worlds to the last box
    as_good: int
    shuffles: int

    @property
    def discernible(self) -> bool:
        """Say whether the box stands out from luck."""
        return self.as_good == 0


Look = Callable[[pd.DataFrame, np.ndarray], Sequence[Box]]


def boxes(dials: pd.DataFrame, interest: np.ndarray, luck: int = 1) -> list[Found]:
    """Return the boxes that stand out, one after the other, each among the worlds the earlier ones leave.

    dials: one row for each world; interest: shape (worlds,), 1 where the world is of interest. The last is the first
    that does not stand out, kept to be told; none where nothing can be looked for.
    """
    found: list[Found] = []
    left = np.ones(len(dials), bool)
    while len(found) < MOST_BOXES and searchable(interest[left]):
        one = looked_for(dials[left], interest[left], peeled, luck)
        found.append(_placed(one, left, interest))
        if not one.discernible:
            break
        left &= ~found[-1].box.inside
    return found


def looked_for(dials: pd.DataFrame, interest: np.ndarray, look: Look, luck: int) -> Found:
    """Return the best box that ``look`` gives, and how many tables with shuffled outcomes give one as good."""
    draws = np.random.default_rng(luck)
    path = tuple(look(dials, interest))
    best = max(path, key=lambda box: (box.score, -len(box.limits)))
    as_good = done = 0
    while done < SHUFFLES and not as_good:
        shuffled = look(dials, draws.permutation(interest))
        as_good += max(box.score for box in shuffled) >= best.score - 1e-9
        done += 1
    if not as_good:
        best = _repeated(_simplified(best, dials, interest), dials, interest, look, draws)
    return Found(best, path, as_good, done)


def searchable(interest: np.ndarray) -> bool:
    """Say whether there are worlds enough of both kinds for a box to be looked for."""
    return min(int(interest.sum()), int((1 - interest).sum())) >= 2 and len(interest) >= 2 * FEWEST


def peeled(dials: pd.DataFrame, interest: np.ndarray) -> list[Box]:
    """Return the boxes PRIM goes through, from all the worlds to the smallest."""
    share = max(SMALLEST, FEWEST / len(dials))
    with quietly():
        prim = Prim(dials.reset_index(drop=True), interest, mass_min=share, **THRESHOLD)
        steps = prim.find_box().box_lims
    return [box_of(limits_in(step, steps[0]), dials, interest) for step in steps]


def limits_in(step: pd.DataFrame, first: pd.DataFrame) -> tuple[Limit, ...]:
    """Return the limits of a box of ema_workbench that the box of all worlds does not have."""
    found = []
    for dial in step.columns:
        (low, high), (lowest, highest) = step[dial], first[dial]
        if isinstance(low, set):
            if low != lowest:
                found.append(Limit(str(dial), options=tuple(sorted(map(str, low)))))
        elif low > lowest or high < highest:
            ends = float(low) if low > lowest else None, float(high) if high < highest else None
            found.append(Limit(str(dial), *ends))
    return tuple(found)


def box_of(limits: Sequence[Limit], dials: pd.DataFrame, interest: np.ndarray) -> Box:
    """Return the box of the worlds within limits."""
    inside = np.ones(len(dials), bool)
    for limit in limits:
        inside &= within(limit, dials[limit.dial])
    count, held, total = int(inside.sum()), int(interest[inside].sum()), int(interest.sum())
    density = held / count if count else 0.0
    score = scan_score(held, count, total, len(interest))
    return Box(tuple(limits), inside, count, held, held / total if total else 0.0, density, score)


def within(limit: Limit, column: pd.Series) -> np.ndarray:
    """Return which worlds a limit lets in."""
    if limit.options:
        return column.astype(str).isin(limit.options).to_numpy()
    values = column.to_numpy(float)
    low, high = (end if end is not None else side for end, side in ((limit.low, -np.inf), (limit.high, np.inf)))
    return (values >= low) & (values <= high)


def scan_score(held: int, count: int, total: int, worlds: int) -> float:
    """Return the log likelihood ratio of one rate inside and another outside against one rate; 0 if not denser."""
    outside, missed = worlds - count, total - held
    if not count or not outside or held / count <= missed / outside:
        return 0.0

    def likelihood(k: int, n: int) -> float:
        return float(xlogy(k, k / n) + xlogy(n - k, (n - k) / n))

    return likelihood(held, count) + likelihood(missed, outside) - likelihood(total, worlds)


def _simplified(box: Box, dials: pd.DataFrame, interest: np.ndarray) -> Box:
    """Return the box without the limits that luck alone would make as useful, the least useful first."""
    while True:
        sides = [part for limit in box.limits for part in _sides(limit)]
        judged = [side._replace(luck=_luck(side, sides, box, dials, interest)) for side in sides]
        worst = max(judged, key=lambda side: side.luck, default=None)
        if worst is None or worst.luck <= BY_LUCK or len(sides) == 1:
            return box_of(judged, dials, interest)
        box = box_of([side for side in judged if side is not worst], dials, interest)


def _sides(limit: Limit) -> list[Limit]:
    """Return a limit on both sides as two, each judged by itself."""
    if limit.options or limit.low is None or limit.high is None:
        return [limit]
    return [limit._replace(high=None), limit._replace(low=None)]


def _luck(side: Limit, sides: Sequence[Limit], box: Box, dials: pd.DataFrame, interest: np.ndarray) -> float:
    """Return the quasi-p-value of Bryant & Lempert: that the box without this limit would be as dense by luck."""
    wider = box_of([other for other in sides if other is not side], dials, interest)
    return float(binom.sf(box.held - 1, box.worlds, wider.density))


def _repeated(
    box: Box, dials: pd.DataFrame, interest: np.ndarray, look: Look, draws: np.random.Generator
) -> Box:
    """Return the box with, for each limit, in how many halves of the worlds the best box limits that dial."""
    again = dict.fromkeys(box.dials, 0)
    for _ in range(HALVES):
        half = draws.permutation(len(dials))[: len(dials) // 2]
        if 0 < interest[half].sum() < len(half):
            best = max(look(dials.iloc[half], interest[half]), key=lambda one: one.score)
            for dial in set(best.dials) & set(again):
                again[dial] += 1
    limits = [limit._replace(again=again[limit.dial]) for limit in box.limits]
    return box_of(limits, dials, interest)


def _placed(found: Found, left: np.ndarray, interest: np.ndarray) -> Found:
    """Return what was found among the worlds left as seen among all the worlds."""
    total = int(interest.sum())

    def among_all(box: Box) -> Box:
        """Return a box as seen among all the worlds."""
        inside = np.zeros(len(left), bool)
        inside[np.flatnonzero(left)[box.inside]] = True
        return Box(box.limits, inside, box.worlds, box.held, box.held / total, box.density, box.score)

    return Found(among_all(found.box), tuple(map(among_all, found.path)), found.as_good, found.shuffles)


@contextmanager
def quietly() -> Iterator[None]:
    """Keep to itself what a library says of its own use of other libraries."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
