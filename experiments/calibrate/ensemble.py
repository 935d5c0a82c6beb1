"""What trials say together: the draws nearest the data, weighted, and whether the search has ended (ensemble).

The ensemble is an approximate Bayesian one: of the draws from the priors, the nearest share is kept, each with a
weight that falls to 0 at the distance of the first one left out. Draws that the seeds alone could set apart from the
data are kept too: common seeds hide that noise, they do not remove it. Source: Pritchard et al. (1999) for rejection,
Beaumont, Zhang and Balding (2002) for the Epanechnikov weight. The search for the best point is not part of it.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from experiments.calibrate.trials import PRIOR, Trial
from experiments.priors import Prior
from experiments.words import percent
from sim.errors import Text

KEPT = 0.2  # of the draws; assumption: far more draws would allow a smaller share
LEAST = 5  # draws kept at least; assumption
NOISE = 2.0  # standard errors over seeds within which a draw is kept: the errors along a curve go together; assumption
STILL = 0.1  # an improvement above this share over the last third means that the search has not ended; assumption
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Ensemble:
    """The trials kept and their weights, which add up to 1."""

    trials: tuple[Trial, ...]  # every trial done, draws first, in the order in which they are done
    priors: tuple[Prior, ...]
    fit: int  # compared points that were fitted, the first ones

    @cached_property
    def draws(self) -> list[Trial]:
        """Return the draws from the priors, nearest first."""
        return sorted((t for t in self.trials if t.stage == PRIOR), key=lambda t: (t.distance, t.row))

    @cached_property
    def kept(self) -> list[Trial]:
        """Return the draws kept, nearest first."""
        share = max(LEAST, math.ceil(KEPT * len(self.draws)))
        within = sum(trial.distance < NOISE * self.noise for trial in self.draws)
        return self.draws[: min(len(self.draws), max(share, within))]

    @property
    def blurred(self) -> bool:
        """Say whether the noise of the seeds, more than nearness, decides which draws are kept."""
        return len(self.kept) > max(LEAST, math.ceil(KEPT * len(self.draws)))

    @cached_property
    def weights(self) -> np.ndarray:
        """Return the weight of each draw kept."""
        size = len(self.kept)
        far = self.draws[size].distance if size < len(self.draws) else self.kept[-1].distance * 1.001
        found = np.array([1.0 - (trial.distance / far) ** 2 if far > 0 else 1.0 for trial in self.kept])
        found = np.maximum(found, 0.0)
        return found / found.sum() if found.sum() > 0 else np.full(size, 1.0 / size)

    @cached_property
    def best(self) -> Trial:
        """Return the nearest trial of all, draws and search."""
        return min(self.trials, key=lambda t: (t.distance, t.stage, t.row))

    @property
    def size(self) -> float:
        """Return how many draws of equal weight would tell as much (Kish)."""
        return float(1.0 / (self.weights**2).sum())

    def values(self, name: str) -> np.ndarray:
        """Return the values of a parameter in the ensemble."""
        return np.array([float(trial.values[name]) for trial in self.kept])

    def parameters(self) -> pd.DataFrame:
        """Return one row for each parameter: its prior range, its quantiles, the best point, how much it narrowed."""
        rows = []
        for prior in self.priors:
            values = self.values(prior.name)
            low, q25, median, q75, high = (quantile(values, self.weights, level) for level in LEVELS)
            mean = float(self.weights @ values)
            spread = math.sqrt(float(self.weights @ (values - mean) ** 2))
            rows.append({
                "parameter": prior.name, "unit": prior.unit, "low": prior.low, "high": prior.high, "q05": low,
                "q25": q25, "median": median, "q75": q75, "q95": high, "mean": mean, "spread": spread,
                "best": self.best.values[prior.name],
                "narrowed": 1.0 - spread / ((prior.high - prior.low) / math.sqrt(12.0)),
            })  # fmt: skip
        return pd.DataFrame(rows)

    def correlation(self) -> pd.DataFrame:
        """Return the weighted correlation of the parameters in the ensemble; NaN for one that does not vary."""
        names = [prior.name for prior in self.priors]
        table = np.array([self.values(name) for name in names])
        table = table - (table @ self.weights)[:, None]
        cross = (table * self.weights) @ table.T
        scale = np.sqrt(np.diag(cross))
        size = np.outer(scale, scale)
        found = np.divide(cross, size, out=np.full(cross.shape, np.nan), where=size > 0)
        return pd.DataFrame(found, names, names)

    def band(self, of: str) -> np.ndarray:
        """Return the 5, 25, 50, 75 and 95% quantiles of ``points`` or ``curve``, scaled, shape (5, n)."""
        table = np.array([np.array(getattr(trial, of)) * trial.scale for trial in self.kept])
        columns = [[quantile(column, self.weights, level) for level in LEVELS] for column in table.T]
        return np.array(columns).reshape(-1, len(LEVELS)).T

    @cached_property
    def noise(self) -> float:
        """Return the distance that the seeds alone make, one standard error, in the unit of distances."""
        errors = np.array(self.best.errors[: self.fit]) * self.best.scale
        level = np.mean(np.array(self.best.points[: self.fit]) * self.best.scale)
        return float(np.sqrt(np.mean(errors**2)) / level) if level > 0 else 0.0


def quantile(values: np.ndarray, weights: np.ndarray, level: float) -> float:
    """Return a quantile of weighted values: the least one below which, itself included, lies that share of weight."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][min(len(order) - 1, int(np.searchsorted(reached, level * reached[-1] - 1e-12)))])


def doubts(ensemble: Ensemble, naive: float | None) -> list[Text]:
    """Say why the calibration has not converged; nothing where it has.

    naive: distance of the naive forecast on the fit part (each value forecast by the one before), None for none.

    A model no nearer to the data it was fitted on than "as last time" has learnt nothing of them: the rule of the
    mean absolute scaled error (Hyndman and Koehler 2006). A search that still improves has not ended (STILL), unless
    what it gains is within what the seeds alone could make.
    """
    best, found = ensemble.best.distance, []
    if naive is not None and best >= naive:
        found.append(Text(
            f"on the fit part its best error ({best:.1%} of the mean) is not below that of the naive forecast, "
            f"\"as last time\" ({naive:.1%})",
            f"sur la partie calée, sa meilleure erreur ({percent(best, 'fr', 1)} de la moyenne) n'est pas sous celle "
            f"de la prévision naïve, « comme la dernière fois » ({percent(naive, 'fr', 1)})",
        ))
    before = ensemble.trials[: max(1, 2 * len(ensemble.trials) // 3)]
    earlier = min(trial.distance for trial in before)
    gain = earlier - best
    if gain > STILL * earlier and gain > ensemble.noise:
        found.append(Text(
            f"the last third of the trials still improved the error by {gain / earlier:.0%}, more than {STILL:.0%}: "
            "give more trials",
            f"le dernier tiers des essais a encore réduit l'erreur de {percent(gain / earlier, 'fr')}, plus de "
            f"{percent(STILL, 'fr')} : donnez plus d'essais (trials)",
        ))
    return found
