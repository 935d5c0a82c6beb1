"""Trials of a calibration: draws from the priors, then a search, each kept as it ends (essais du calage).

The draws fill the priors evenly; the ensemble is chosen among them. The search that follows looks for the best point.
Both depend on the seed alone: killed at any moment, the same call does the rest and ends with the same trials.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import optuna
from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from experiments.calibrate.observing import Observation, pooled, sampling_error
from experiments.calibrate.targets import Target
from experiments.priors import Prior, sobol

JOURNAL = "study.journal"
DRAWN = 1 / 2  # of the trials are draws from the priors; assumption
CHUNK = 8  # draws computed and stored together: what a killed calibration may lose
PRIOR, SEARCH = "prior", "search"


class Trial(NamedTuple):
    """One trial: the values tried, how far from the data they lead, and what the runs gave."""

    stage: str  # "prior" or "search"
    row: int
    values: dict[str, float | int]
    distance: float  # root mean squared error on the fit part, in units of the mean of the data there
    scale: float  # what the run is multiplied by, 1 where the level is given
    points: list[float]  # at the compared points, unscaled
    errors: list[float]  # their standard errors over seeds, unscaled
    curve: list[float]


@dataclass(frozen=True)
class Search:
    """What is searched: the target, the priors, the points kept out of the fit, how many trials, on what luck."""

    target: Target
    priors: tuple[Prior, ...]
    held: int
    trials: int
    luck: int

    @property
    def fit(self) -> int:
        """Return how many points, the first ones, are fitted."""
        return len(self.target.points) - self.held

    @property
    def drawn(self) -> int:
        """Return how many trials are draws from the priors."""
        return math.ceil(DRAWN * self.trials)

    def judged(self, stage: str, row: int, values: Mapping[str, Any], runs: Sequence[Observation]) -> Trial:
        """Return the trial that runs on common seeds make. Raises ValueError where they cannot be compared."""
        points = pooled([run.points for run in runs])
        seen = np.array([point.value for point in self.target.points[: self.fit]])
        mine = points[: self.fit]
        if not np.isfinite(points).all():
            raise ValueError("nothing to compare: the runs have no such site, file or person")
        square = float(mine @ mine)
        if self.target.free and square == 0.0:
            raise ValueError("nothing to compare: the runs stay at 0")
        scale = float(seen @ mine) / square if self.target.free else 1.0
        distance = float(np.sqrt(np.mean((scale * mine - seen) ** 2)) / seen.mean())
        errors, curve = sampling_error([run.points for run in runs]), pooled([run.curve for run in runs])
        return Trial(stage, row, dict(values), distance, scale, points.tolist(), errors.tolist(), curve.tolist())


Evaluate = Callable[[Sequence[Mapping[str, Any]]], Sequence[Sequence[Observation] | str]]
Failed = Callable[[str, int, str], None]


def run_trials(
    search: Search, folder: Path, evaluate: Evaluate, failed: Failed, advance: Callable[[int], None]
) -> list[Trial]:
    """Do the trials that are missing in ``folder`` and return all, draws first.

    evaluate: gives, for each set of values, the observations of its runs, or what went wrong, which ``failed`` is
    told with stage and row; advance: told how many trials have ended, those of earlier calls first.
    """
    study = journal(folder)
    done = {(trial.stage, trial.row): trial for trial in stored(study)}
    rows = sobol(search.priors, search.drawn, search.luck)
    wanted = [(PRIOR, k) for k in range(search.drawn)]
    wanted += [(SEARCH, k) for k in range(search.trials - search.drawn)]
    advance(sum(name in done for name in wanted))

    def compute(stage: str, tried: Mapping[int, Mapping[str, Any]]) -> None:
        """Compute the trials given and keep each that can be compared."""
        for (row, values), found in zip(tried.items(), evaluate(list(tried.values())), strict=True):
            try:
                if isinstance(found, str):
                    raise ValueError(found)
                trial = search.judged(stage, row, values, found)
            except ValueError as error:
                failed(stage, row, str(error))
            else:
                study.add_trial(_frozen(trial, search.priors))
                done[stage, row] = trial
            advance(1)

    missing = [k for k in range(search.drawn) if (PRIOR, k) not in done]
    for first in range(0, len(missing), CHUNK):
        compute(PRIOR, {k: rows[k] for k in missing[first : first + CHUNK]})
    for k in range(search.trials - search.drawn):
        if (SEARCH, k) not in done and done:
            compute(SEARCH, {k: suggested(search, [done[n] for n in wanted if n in done], k)})
    return [done[name] for name in wanted if name in done]


def suggested(search: Search, known: Sequence[Trial], row: int) -> dict[str, float | int]:
    """Return the values to try next, from what is known: a tree-structured Parzen estimator on a seed of its own.

    Source: Bergstra et al. (2011), as in Optuna; all parameters together.
    """
    sampler = optuna.samplers.TPESampler(seed=(search.luck + 1 + row) % 2**32, multivariate=True, n_startup_trials=0)
    study = optuna.create_study(sampler=sampler)
    study.add_trials([_frozen(trial, search.priors) for trial in known])
    values = study.ask(_space(search.priors)).params
    return {p.name: int(values[p.name]) if p.whole else p.at(p.share(values[p.name])) for p in search.priors}


def journal(folder: Path) -> optuna.Study:
    """Return the study kept in a folder, without the line that a killed process may have left unfinished."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    path = folder / JOURNAL
    mended(path)
    storage = JournalStorage(JournalFileBackend(str(path)))
    return optuna.create_study(study_name="calibration", storage=storage, load_if_exists=True)


def mended(path: Path) -> None:
    """Cut the unfinished last line of a journal, and the lock of its dead writer: this process holds the folder."""
    for stale in path.parent.glob(f"{path.name}.lock*"):
        stale.unlink(missing_ok=True)
    if path.exists():
        content = path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            with path.open("r+b") as file:
                file.truncate(whole)


def stored(study: optuna.Study) -> Iterator[Trial]:
    """Yield the complete trials of a study."""
    for found in study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.COMPLETE,)):
        about = dict(found.user_attrs)
        yield Trial(
            about["stage"], about["row"], about["values"], float(found.value or 0.0), about["scale"], about["points"],
            about["errors"], about["curve"],
        )  # fmt: skip


def _space(priors: Sequence[Prior]) -> dict[str, BaseDistribution]:
    return {
        p.name: IntDistribution(int(p.low), int(p.high)) if p.whole else FloatDistribution(p.low, p.high)
        for p in priors
    }


def _frozen(trial: Trial, priors: Sequence[Prior]) -> optuna.trial.FrozenTrial:
    about = {key: value for key, value in trial._asdict().items() if key != "distance"}
    return optuna.trial.create_trial(
        params=dict(trial.values), distributions=_space(priors), value=trial.distance, user_attrs=about
    )
