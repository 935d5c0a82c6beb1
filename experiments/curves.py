"""Curves of diffusion fitted to counts: Bass, logistic, naive (courbes de diffusion)."""
from typing import NamedTuple

import numpy as np
from scipy.optimize import least_squares

from sim.errors import InputError, Text

CATEGORIES = (  # of adopters by the time at which they adopt
    Text("innovators", "innovateurs"),
    Text("early adopters", "adoptants précoces"),
    Text("early majority", "majorité précoce"),
    Text("late majority", "majorité tardive"),
    Text("laggards", "retardataires"),
)


class Bass(NamedTuple):
    """A Bass curve: innovation p and imitation q (a step of time), and m, how many will adopt in the end."""

    p: float
    q: float
    m: float

    def share(self, t: np.ndarray) -> np.ndarray:
        """Return the share of m that has adopted at times ``t``, 0 before 0. Source: Bass (1969)."""
        t = np.maximum(0.0, np.asarray(t, float))
        fall = np.exp(-(self.p + self.q) * t)
        return (1.0 - fall) / (1.0 + self.q / self.p * fall)

    def sold(self, periods: int) -> np.ndarray:
        """Return how many adopt in each of the first ``periods`` steps, shape (periods,)."""
        return self.m * np.diff(self.share(np.arange(periods + 1)))

    @property
    def peak(self) -> float:
        """Return the time at which most adopt."""
        return float(np.log(self.q / self.p) / (self.p + self.q))

    @property
    def half(self) -> float:
        """Return the time at which half of m has adopted."""
        return float(np.log(2.0 + self.q / self.p) / (self.p + self.q))


class Logistic(NamedTuple):
    """A logistic curve: ceiling, slope b (a step of time), and the time at which half the ceiling is reached."""

    ceiling: float
    slope: float
    middle: float

    def total(self, t: np.ndarray) -> np.ndarray:
        """Return the total reached at times ``t``."""
        return self.ceiling / (1.0 + np.exp(-self.slope * (np.asarray(t, float) - self.middle)))


def bass_by_nls(adoptions: np.ndarray) -> Bass:
    """Return the Bass curve nearest to the adoptions of each period, shape (n,), n >= 4, by nonlinear least squares.

    Adoptions of period k are m (F(k) - F(k - 1)), the curve starting at 0 with the first period.

    Source: Srinivasan & Mason (1986), Marketing Science 5(2). Raises InputError where no curve can be found.
    """
    y = np.asarray(adoptions, float)
    _check(y, 4)
    scale = y.sum()

    def gap(logs: np.ndarray) -> np.ndarray:
        p, q, m = np.exp(logs)
        return Bass(p, q, m).sold(y.size) - y / scale

    starts = [(p, q, m) for p in (0.003, 0.03) for q in (0.2, 0.6) for m in (1.2, 3.0)]
    low, high = np.log([1e-9, 1e-9, 0.5]), np.log([2.0, 10.0, 100.0])
    found = [least_squares(gap, np.log(s), bounds=(low, high), xtol=1e-13, ftol=1e-13, gtol=1e-13) for s in starts]
    p, q, m = np.exp(min(found, key=lambda f: f.cost).x)
    return Bass(float(p), float(q), float(m * scale))


def bass_by_ols(adoptions: np.ndarray) -> Bass:
    """Return the Bass curve of the discrete regression: adoptions = a + b N + c N², N those before; shape (n,), n >= 4.

    Source: Bass (1969). Raises InputError where the roots make no curve.
    """
    y = np.asarray(adoptions, float)
    _check(y, 4)
    before = np.cumsum(y) - y
    c, b, a = np.polyfit(before, y, 2)
    if c >= 0.0 or b * b < 4.0 * a * c:
        raise InputError(Text("The regression of Bass gives no ceiling.", "La régression de Bass n'a pas de plafond."))
    m = (-b - np.sqrt(b * b - 4.0 * a * c)) / (2.0 * c)
    return Bass(float(a / m), float(-m * c), float(m))


def bass_of_shares(t: np.ndarray, share: np.ndarray) -> Bass:
    """Return the Bass curve nearest to shares of a known whole (m = 1) at times ``t``, shape (n,), n >= 3."""
    t, share = np.asarray(t, float), np.asarray(share, float)
    _check(share, 3)

    def gap(logs: np.ndarray) -> np.ndarray:
        p, q = np.exp(logs)
        return Bass(p, q, 1.0).share(t) - share

    bounds = np.log([1e-9, 1e-9]), np.log([10.0, 50.0])
    found = [least_squares(gap, np.log([0.02, q]), bounds=bounds) for q in (0.1, 0.4, 1.5)]
    p, q = np.exp(min(found, key=lambda f: f.cost).x)
    return Bass(float(p), float(q), 1.0)


def logistic_of(t: np.ndarray, total: np.ndarray) -> Logistic:
    """Return the logistic curve nearest to totals at times ``t``, shape (n,), n >= 4, by nonlinear least squares."""
    t, total = np.asarray(t, float), np.asarray(total, float)
    _check(total, 4)
    top, span = total.max(), float(np.ptp(t))

    def gap(x: np.ndarray) -> np.ndarray:
        return Logistic(np.exp(x[0]), np.exp(x[1]), x[2]).total(t) - total / top

    starts = [(np.log(c), np.log(b / span), t.min() + s * span) for c in (1.1, 3) for b in (4, 12) for s in (0.4, 0.9)]
    low = (np.log(0.5), np.log(1e-3 / span), t.min() - 5 * span)
    high = (np.log(100), np.log(1e3 / span), t.max() + 5 * span)
    best = min((least_squares(gap, s, bounds=(low, high)) for s in starts), key=lambda f: f.cost)
    return Logistic(float(top * np.exp(best.x[0])), float(np.exp(best.x[1])), float(best.x[2]))


def rogers(times: np.ndarray) -> np.ndarray:
    """Return the category of each adopter, an index in CATEGORIES, shape (n,): cut at the mean and 1 or 2 sd before it.

    times: of adoption, shape (n,). Source: Rogers (2003), Diffusion of Innovations.
    """
    times = np.asarray(times, float)
    cuts = times.mean() + times.std() * np.array([-2.0, -1.0, 0.0, 1.0])
    return np.searchsorted(cuts, times, side="left")


def r_squared(observed: np.ndarray, fitted: np.ndarray) -> float:
    """Return the share of the variance of ``observed`` that ``fitted`` explains; nan where it does not vary."""
    spread = float(((observed - observed.mean()) ** 2).sum())
    return 1.0 - float(((observed - fitted) ** 2).sum()) / spread if spread > 0.0 else float("nan")


def _check(y: np.ndarray, least: int) -> None:
    """Refuse a series too short, or with nothing in it."""
    if y.size < least or not np.isfinite(y).all() or not y.max() > 0.0:
        raise InputError(
            Text(
                f"A curve needs {least} finite numbers or more, not all 0; given {y.size}.",
                f"Une courbe demande au moins {least} nombres finis, non tous nuls ; {y.size} donnés.",
            )
        )
