"""The worlds of a sweep as a table: dials on one side, what came out on the other (table des mondes)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.design import dials_of
from experiments.figures.dial_words import dial_said, dial_value, in_order
from experiments.intervals import cube, interval, less, row_of, values_of, verdict
from sim.errors import Text

FEW = 4  # values of a dial up to which each is a part of its own
PARTS = 3  # of a dial with more values
EQUAL = 1e-9


class Part(NamedTuple):
    """Some of a dial's values: a label, and which worlds have them (shape (worlds,))."""

    label: Text
    inside: np.ndarray


@dataclass(frozen=True)
class Worlds:
    """The worlds where two policies can be compared on common seeds.

    dials: one row for each world, numbers as floats and choices as text; those that never vary are left out.
    difference: shape (worlds, seeds), the first policy less the second; NaN where a run has no value.
    estimate, low, high, verdict: of the difference in each world, as ``compare.paired`` gives them.
    """

    dials: pd.DataFrame
    difference: np.ndarray
    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    verdict: np.ndarray

    @property
    def count(self) -> int:
        """Return how many worlds there are."""
        return len(self.dials)

    def side(self, name: str) -> np.ndarray:
        """Return 1 where the 95% interval lies wholly "above" or "below" 0, else 0, by world."""
        return (self.verdict == name).astype(int)


def worlds_of(plan: pd.DataFrame, indicators: pd.DataFrame, pair: Sequence[str], indicator: str) -> Worlds:
    """Return the worlds where the difference pair[0] − pair[1] has an interval.

    Raises InputError for a policy or an indicator that the results do not hold.
    """
    values, names, policies, _ = cube(plan, values_of(plan, indicators, indicator, None))
    difference = less(values[row_of(policies, pair[0])], values[row_of(policies, pair[1])])
    mean, low, high, count = interval(difference)
    keep = count >= 2
    dials = dials_table(plan).loc[names[keep]]
    said = verdict(low, high, count)
    return Worlds(_varying(dials), difference[keep], mean[keep], low[keep], high[keep], said[keep])


def dials_table(plan: pd.DataFrame) -> pd.DataFrame:
    """Return the dials of each world (the index), numbers as floats and choices as text, those that vary only."""
    first = plan.drop_duplicates("world").set_index("world").sort_index()
    columns = {}
    for dial in dials_of(plan):
        columns[dial] = first[dial].astype(str if is_choice(first[dial]) else float)
    return _varying(pd.DataFrame(columns, index=first.index))


def is_choice(column: pd.Series) -> bool:
    """Say whether a dial is a choice among names, yes or no included, rather than a number."""
    return not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)


def parts_of_dial(column: pd.Series, most: int = PARTS) -> list[Part]:
    """Return the parts of a dial's values: each one where there are few, else ``most`` of equal counts, in order."""
    if is_choice(column):
        return [Part(_said(column, v), (column == v).to_numpy()) for v in in_order(column.unique())]
    values = column.to_numpy(float)
    levels = np.unique(values)
    if len(levels) <= max(FEW, most):
        return [Part(_said(column, v), np.abs(values - v) < EQUAL) for v in levels]
    ends = np.quantile(values, np.linspace(0, 1, most + 1))
    place = np.clip(np.searchsorted(ends[1:-1], values, side="right"), 0, most - 1)
    found = []
    for k in range(most):
        inside = place == k
        if inside.any():
            found.append(Part(_said(column, values[inside].min(), values[inside].max()), inside))
    return found


def _said(column: pd.Series, *values: object) -> Text:
    """Return what a part of a dial is called: its value, or its least and its greatest to three digits."""
    *least, last = values if len(values) == 1 else [float(f"{value:.3g}") for value in values]
    return Text(*(
        " – ".join([*(dial_value(value, lang) for value in least), dial_said(str(column.name), last, lang)])
        for lang in ("en", "fr")
    ))  # fmt: skip


def _varying(dials: pd.DataFrame) -> pd.DataFrame:
    return dials[[name for name in dials if dials[name].nunique() > 1]]
