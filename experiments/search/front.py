"""Which mixes no other betters on every count, and how steady that is over seeds (front de compromis)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.intervals import interval
from experiments.mixes import shares_of
from experiments.search.request import MET, WORST, Asked

REDRAWS = 200  # of the common seeds


class Goal(NamedTuple):
    """An objective of one mix, with its 95% interval by seeds; NaN ends for a count of worlds."""

    value: float
    low: float
    high: float


def objectives_of(values: np.ndarray, asked: Asked) -> list[Goal]:
    """Return the objectives of one mix. values: (indicators, worlds, seeds).

    An indicator: its mean over worlds. worst.: its mean in the world where that is least. met: the share of the worlds
    where the 95% interval by seeds lies at every threshold or above.
    """
    return [_goal(name, values, asked) for name in asked.objectives]


def _goal(name: str, values: np.ndarray, asked: Asked) -> Goal:
    if name == MET:
        met = np.ones(values.shape[1], bool)
        for indicator, bar in asked.thresholds.items():
            met &= interval(values[asked.indicators.index(indicator)])[1] >= bar
        return Goal(float(met.mean()), float("nan"), float("nan"))
    mine = values[asked.indicators.index(name.removeprefix(WORST))]
    seeds = mine[int(mine.mean(axis=1).argmin())] if name.startswith(WORST) else mine.mean(axis=0)
    mean, low, high, _ = interval(seeds)
    return Goal(float(mean), float(low), float(high))


def on_front(goals: np.ndarray) -> np.ndarray:
    """Return which rows no other row betters: at least as good on every objective, and better on one.

    goals: shape (mixes, objectives), more is better.
    """
    as_good = (goals[:, None] >= goals[None]).all(axis=2)
    better = (goals[:, None] > goals[None]).any(axis=2)
    return np.asarray(~(as_good & better).any(axis=0))


def front_table(trials: Sequence[Any], asked: Asked) -> pd.DataFrame:
    """Return a row for each mix tried, those of the front first, the best on the first objective on top.

    trials: with row, units, values, paid (experiments.search.trials.Trial). Columns: name, front, again (share of 200
    redraws of the common seeds in which it is on the front), row, share.INSTRUMENT, each objective with _low and _high,
    paid (euros, mean) and paid_gap (share of the mean of the mixes).
    """
    goals = [objectives_of(trial.values, asked) for trial in trials]
    front = on_front(np.array([[goal.value for goal in mine] for mine in goals]))
    rows = []
    for trial, mine in zip(trials, goals, strict=True):
        shares = shares_of(asked.tools, trial.units)
        row: dict[str, Any] = {"row": trial.row, **{f"share.{tool}": shares.get(tool, 0.0) for tool in asked.tools}}
        for name, goal in zip(asked.objectives, mine, strict=True):
            row |= {name: goal.value, f"{name}_low": goal.low, f"{name}_high": goal.high}
        rows.append({**row, "paid": float(trial.paid.mean())})
    table = pd.DataFrame(rows).assign(front=front, again=_again(trials, asked))
    table["paid_gap"] = table["paid"] / table["paid"].mean() - 1.0
    table = table.sort_values(["front", asked.objectives[0], "row"], ascending=[False, False, True], ignore_index=True)
    width = len(str(len(table)))
    table.insert(0, "name", [f"mix_{k + 1:0{max(2, width)}d}" for k in range(len(table))])
    return table


def _again(trials: Sequence[Any], asked: Asked) -> np.ndarray:
    """Return in what share of redraws of the seeds each mix is on the front; the same redraw for all mixes."""
    count = trials[0].values.shape[2]
    draws = np.random.default_rng(asked.luck)
    seen = np.zeros(len(trials))
    for _ in range(REDRAWS):
        chosen = draws.integers(count, size=count)
        goals = [[goal.value for goal in objectives_of(trial.values[:, :, chosen], asked)] for trial in trials]
        seen += on_front(np.array(goals))
    return seen / REDRAWS
