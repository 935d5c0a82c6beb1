"""Mixes tried one after the other, each kept as it ends, the next ones where the front may move (essais de dosages).

Even draws come first, then a search that learns from all that is known. Both depend on the seed alone: a search that
was killed goes on where it was and ends with the same trials.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import optuna
from optuna.distributions import BaseDistribution, FloatDistribution
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from experiments.calibrate.trials import JOURNAL, mended
from experiments.mixes import Units, drawn, in_steps
from experiments.search.front import objectives_of
from experiments.search.request import Asked

DRAWN = 1 / 2  # of the trials are even draws; assumption
CHUNK = 4  # draws computed together: what a killed search may lose
ASKED_AGAIN = 20  # times, where the mix suggested was tried already


class Trial(NamedTuple):
    """One mix: its steps of the budget, and what its runs gave.

    values: (indicators, worlds, seeds), in the order of ``Asked.indicators``; paid: (worlds, seeds), euros.
    """

    row: int
    units: Units
    values: np.ndarray
    paid: np.ndarray


Evaluate = Callable[[Sequence[Units]], Sequence["tuple[np.ndarray, np.ndarray] | str"]]


def run_trials(
    asked: Asked, evaluate: Evaluate, failed: Callable[[int, str], None], advance: Callable[[int], None]
) -> list[Trial]:
    """Do the trials that are missing in the folder and return all, in order.

    evaluate: gives the values and the euros paid of each mix, or what went wrong, which ``failed`` is told; advance:
    told how many trials have ended.
    """
    study = journal(asked.out, len(asked.objectives))
    done = {trial.row: trial for trial in stored(study, asked)}
    first = drawn(len(asked.tools), asked.steps, math.ceil(DRAWN * asked.trials), asked.luck)
    advance(min(len(done), asked.trials))

    def compute(rows: Mapping[int, Units]) -> None:
        """Compute the trials given and keep each that ended."""
        for (row, units), found in zip(rows.items(), evaluate(list(rows.values())), strict=True):
            if isinstance(found, str):
                failed(row, found)
            else:
                trial = Trial(row, units, *found)
                study.add_trial(_frozen(trial, asked))
                done[row] = trial
            advance(1)

    missing = [k for k in range(len(first)) if k not in done]
    for start in range(0, len(missing), CHUNK):
        compute({k: first[k] for k in missing[start : start + CHUNK]})
    for k in range(len(first), asked.trials):
        if k not in done and done:
            compute({k: suggested(asked, [done[n] for n in sorted(done) if n < k], k)})
    return [done[row] for row in sorted(done) if row < asked.trials]


def suggested(asked: Asked, known: Sequence[Trial], row: int) -> Units:
    """Return the mix to try next, from what is known; another one than those tried.

    Source: Ozaki et al. (2022), multi-objective tree-structured Parzen estimator, as in Optuna.
    """
    tried = {trial.units for trial in known}
    frozen = [_frozen(trial, asked) for trial in known]
    for again in range(ASKED_AGAIN):
        luck = (asked.luck + 1 + row * ASKED_AGAIN + again) % 2**32
        sampler = optuna.samplers.TPESampler(seed=luck, multivariate=True, n_startup_trials=0)
        study = optuna.create_study(directions=["maximize"] * len(asked.objectives), sampler=sampler)
        study.add_trials(frozen)
        weights = study.ask(_space(asked.tools)).params
        units = in_steps([weights[tool] for tool in asked.tools], asked.steps)
        if units not in tried:
            return units
    untried = drawn(len(asked.tools), asked.steps, len(tried) + 10**6, asked.luck + row)
    return next((units for units in untried if units not in tried), untried[0])


def journal(folder: Path, objectives: int) -> optuna.Study:
    """Return the study kept in a folder, without the line that a killed process may have left unfinished."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    mended(folder / JOURNAL)
    storage = JournalStorage(JournalFileBackend(str(folder / JOURNAL)))
    return optuna.create_study(
        study_name="search", storage=storage, load_if_exists=True, directions=["maximize"] * objectives
    )


def stored(study: optuna.Study, asked: Asked) -> Iterator[Trial]:
    """Yield the complete trials of a study."""
    for found in study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.COMPLETE,)):
        about: Mapping[str, Any] = found.user_attrs
        yield Trial(about["row"], tuple(about["units"]), np.array(about["values"]), np.array(about["paid"]))


def _space(tools: Sequence[str]) -> dict[str, BaseDistribution]:
    return {tool: FloatDistribution(0.0, 1.0) for tool in tools}


def _frozen(trial: Trial, asked: Asked) -> optuna.trial.FrozenTrial:
    """Return a trial as Optuna keeps it: weights are shares of the largest, so that each may reach 1."""
    largest = max(trial.units)
    goals = [goal.value for goal in objectives_of(trial.values, asked)]
    return optuna.trial.create_trial(
        params={tool: unit / largest for tool, unit in zip(asked.tools, trial.units, strict=True)},
        distributions=_space(asked.tools), values=goals,
        user_attrs={
            "row": trial.row, "units": list(trial.units), "values": trial.values.tolist(), "paid": trial.paid.tolist(),
        },
    )  # fmt: skip
