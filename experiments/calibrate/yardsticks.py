"""Simple forecasts that a calibrated model must be set beside: naive, logistic, Bass, constant rate (étalons).

Source: Hyndman and Koehler (2006) for the naive forecast as the yardstick; Verhulst (1838); Bass (1969).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar

from experiments.calibrate.targets import GROWTH, NETWORK, SURVIVAL, Target
from experiments.curves import bass_of_shares, logistic_of
from sim.errors import InputError, Text


class Yardstick(NamedTuple):
    """What one simple rule says at every compared point; NaN where it says nothing."""

    name: str
    label: Text
    values: np.ndarray  # (n,)


class Errors(NamedTuple):
    """How far values are from the data: mean absolute percentage error and root mean squared error; NaN for none."""

    mape: float
    rmse: float


def errors_of(values: np.ndarray, seen: np.ndarray) -> Errors:
    """Return the errors of values where there are some; the percentage leaves out data of 0."""
    known = np.isfinite(values)
    if not known.any():
        return Errors(float("nan"), float("nan"))
    gap, base = values[known] - seen[known], seen[known]
    share = np.abs(gap[base > 0]) / base[base > 0]
    return Errors(float(share.mean()) if share.size else float("nan"), float(np.sqrt(np.mean(gap**2))))


def yardsticks(target: Target, fit: int) -> list[Yardstick]:
    """Return what each simple rule says, fitted on the first ``fit`` points only.

    On the fit part the naive rules forecast each value from those before it; after it, from the last ones of the fit.
    """
    value = Text("naive: last value", "naïve : dernière valeur")
    growth = Text("naive: last growth", "naïve : dernière croissance")
    found = [
        Yardstick("last_value", value, _naive(target, fit, _last)),
        Yardstick("last_growth", growth, _naive(target, fit, _trend)),
    ]
    if target.kind in (GROWTH, NETWORK):
        found += [_fitted(name, label, curve, target, fit) for name, label, curve in CURVES]
    if target.kind == SURVIVAL:
        label = Text("constant hazard", "risque constant")
        found.append(Yardstick("constant_hazard", label, _constant_hazard(target, fit)))
    return found


def scaled_naive(target: Target, fit: int) -> float | None:
    """Return the naive forecast's error on the fit part as a share of the mean of the data there; None for none."""
    seen = np.array([point.value for point in target.points[:fit]])
    found = errors_of(_naive(target, fit, _last)[:fit], seen)
    return float(found.rmse / seen.mean()) if np.isfinite(found.rmse) and seen.mean() > 0 else None


def _logistic(t: np.ndarray, seen: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    return logistic_of(t, seen).total(wanted)


def _bass(t: np.ndarray, seen: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the Bass curve nearest to totals at any times, its ceiling from what is seen to a hundred times that.

    Shares have a ceiling of 1 at most.
    """
    top = float(seen.max())
    most = np.log(1.0 / top) if top <= 1.0 else np.log(100.0)

    def gap(log_ceiling: float) -> float:
        ceiling = top * np.exp(log_ceiling)
        return float(np.sum((ceiling * bass_of_shares(t, seen / ceiling).share(t) - seen) ** 2))

    ceiling = top * float(np.exp(minimize_scalar(gap, bounds=(1e-3, max(2e-3, most)), method="bounded").x))
    return ceiling * bass_of_shares(t, seen / ceiling).share(wanted)


Curve = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
CURVES: tuple[tuple[str, Text, Curve], ...] = (
    ("logistic", Text("logistic curve", "courbe logistique"), _logistic),
    ("bass", Text("Bass curve", "courbe de Bass"), _bass),
)
FEWEST = 4  # values below which a curve of three numbers is not fitted


def _fitted(name: str, label: Text, curve: Curve, target: Target, fit: int) -> Yardstick:
    """Return a curve fitted on the fit part, NaN where it has too few values."""
    t = np.array([point.x for point in target.points]) - target.begins
    seen = np.array([point.value for point in target.points])
    try:
        values = curve(t[:fit], seen[:fit], t) if fit >= FEWEST else np.full(t.size, np.nan)
    except InputError:  # the values make no such curve
        values = np.full(t.size, np.nan)
    return Yardstick(name, label, values)


Rule = Callable[[Sequence[tuple[float, float]], float], float]


def _naive(target: Target, fit: int, rule: Rule) -> np.ndarray:
    """Return what a rule says at each point from what was known before it: all of the fit part, at the latest."""
    start = [(0.0, 1.0)] if target.kind == SURVIVAL else []  # all are alive when they begin
    values = []
    for k, point in enumerate(target.points):
        known = [(p.x, p.value) for p in target.points[: min(k, fit)] if p.part == point.part]
        values.append(rule([*start, *known], point.x))
    return np.array(values)


def _last(known: Sequence[tuple[float, float]], x: float) -> float:
    return known[-1][1] if known else float("nan")


def _trend(known: Sequence[tuple[float, float]], x: float) -> float:
    if len(known) < 2 or known[-1][0] == known[-2][0]:
        return float("nan")
    (x0, y0), (x1, y1) = known[-2:]
    return max(0.0, y1 + (y1 - y0) / (x1 - x0) * (x - x1))


def _constant_hazard(target: Target, fit: int) -> np.ndarray:
    """Return survival at one constant hazard, that of the last fitted age."""
    x = np.array([point.x for point in target.points])
    last = target.points[fit - 1]
    return np.exp(np.log(max(last.value, 1e-9)) / last.x * x)
