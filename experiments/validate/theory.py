"""Against theory: Bass, his fitter, Granovetter's ladder and crowds, Rogers' categories (théorie)."""
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from experiments.curves import CATEGORIES, Bass, bass_by_nls, bass_by_ols, bass_of_shares, rogers
from experiments.validate.criterion import (
    Check,
    Criterion,
    Outcome,
    Panel,
    Series,
    about,
    at_least,
    at_most,
    exactly,
    reported,
    within,
)
from sim.draws import key, uniforms
from sim.errors import Text
from sim.processes.adopt import AdoptParams
from sim.spread import crowd, spread

NOBODY = np.empty(0, np.int64)
AT_ONCE = AdoptParams(rule="threshold", below_threshold=0.0)
YEARS, SHARE = Text("years", "années"), Text("share adopting", "part des adoptants")


class BassRuns(NamedTuple):
    """How many people and seeds; the step is ``dt`` years."""

    people: int = 10_000
    seeds: int = 30
    dt: float = 0.05
    years: float = 20.0


def bass(settings: BassRuns) -> Outcome:
    """Compare one mixed place under the rule of Bass with his curve, p .03, q .38: its gap, its peak, its refit."""
    theory, dt = Bass(0.03, 0.38, 1.0), settings.dt
    t = np.arange(round(settings.years / dt) + 1) * dt
    curves = np.array([_shares(settings.people, theory, dt, t.size - 1, seed) for seed in range(settings.seeds)])
    mean, expected = curves.mean(axis=0), theory.share(t)
    again = bass_of_shares(t, mean)
    t50 = float(np.interp(0.5, mean, t))
    checks = (
        at_most(Text("mean of the largest gap", "moyenne de l'écart maximal"),
                np.abs(curves - expected).max(axis=1).mean(), 0.02),
        about(Text("peak t*, years", "pic t*, années"), again.peak, 6.193, 0.05),
        reported(Text("share at the peak F*", "part au pic F*"), float(np.interp(again.peak, t, mean))),
        about(Text("half adopted t50, years", "moitié atteinte t50, années"), t50, 6.550, 0.05),
        about(Text("refitted p", "p réajusté"), again.p, 0.03, 0.15),
        about(Text("refitted q", "q réajusté"), again.q, 0.38, 0.05),
    )  # fmt: skip
    steps = np.array([1.0, 0.5, 0.25, 1 / 12, 0.05])
    gaps = np.array([_gap(settings.people, theory, step, settings.years) for step in steps])
    shares = Panel(YEARS, SHARE, (
        Series(Text("Bass (1969) ± .02", "Bass (1969) ± 0,02"), t, expected, "theory", expected - 0.02,
               expected + 0.02),
        Series(Text("mean of the runs", "moyenne des simulations"), t, mean),
    ))  # fmt: skip
    lag = Panel(Text("step, years", "pas, années"), Text("largest gap", "écart maximal"), (
        Series(Text("recursion of the hazard", "récurrence du risque"), steps, _lags(theory, steps, settings.years),
               "theory"),
        Series(Text("one run of each", "une simulation de chaque"), steps, gaps),
    ))  # fmt: skip
    return Outcome(checks, (shares, lag), Text(
        "The gap is the step's own: exposure is that of the step before, so it grows with dt.",
        "L'écart vient du pas : l'exposition est celle du pas précédent, donc il croît avec dt.",
    ))


def _shares(people: int, theory: Bass, dt: float, steps: int, seed: int) -> np.ndarray:
    """Return the share adopting after each step of one run, shape (steps + 1,)."""
    rule = AdoptParams(rule="bass", recruiting=theory.p, contagion=theory.q)
    when = spread(crowd(None, np.zeros(people)), rule, NOBODY, steps=steps, dt=dt, seed=seed)
    return np.cumsum(np.bincount(when[when >= 0], minlength=steps + 1)) / people


def _gap(people: int, theory: Bass, dt: float, years: float) -> float:
    steps = round(years / dt)
    return float(np.abs(_shares(people, theory, dt, steps, 0) - theory.share(np.arange(steps + 1) * dt)).max())


def _lags(theory: Bass, steps: np.ndarray, years: float) -> np.ndarray:
    """Return how far F' = F + (1 - F)(1 - exp(-dt (p + q F))) falls behind the curve at each step length."""
    found = []
    for dt in steps:
        share, worst = 0.0, 0.0
        for k in range(1, round(years / dt) + 1):
            share += (1.0 - share) * (1.0 - np.exp(-dt * (theory.p + theory.q * share)))
            worst = max(worst, abs(share - float(theory.share(np.array(k * dt)))))
        found.append(worst)
    return np.array(found)


PUBLISHED = {  # adoptions a year in thousands; p, q, m by nonlinear least squares, Srinivasan & Mason (1986)
    Text("room air conditioners 1949–61", "climatiseurs 1949–61"): (
        (96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500), (0.00944, 0.3748, 18_713.0)),
    Text("colour TV 1963–70", "télévision couleur 1963–70"): (
        (747, 1480, 2646, 5118, 5777, 5982, 5962, 4631), (0.01847, 0.6159, 39_659.0)),
    Text("clothes dryers 1949–61", "sèche-linge 1949–61"): (
        (106, 319, 492, 635, 737, 890, 1397, 1523, 1294, 1240, 1425, 1260, 1236), (0.01360, 0.3267, 16_497.0)),
}  # fmt: skip


def fitter(_: bool) -> Outcome:
    """Fit the published series by nonlinear least squares; show what the regression of 1969 gives beside it."""
    checks: list[Check] = []
    panels = []
    for name, (sold, wanted) in PUBLISHED.items():
        series = np.array(sold, float)
        found, regression = bass_by_nls(series), bass_by_ols(series)
        for letter, value, expected in zip("pqm", found, wanted, strict=True):
            checks.append(about(Text(f"{letter}, {name.en}", f"{letter}, {name.fr}"), value, expected, 0.01))
        t = np.arange(series.size) + 1.0
        panels.append(Panel(Text("year", "année"), Text("thousands a year", "milliers par an"), (
            Series(Text("sold", "ventes"), t, series, "datum"),
            Series(Text("nonlinear least squares", "moindres carrés non linéaires"), t, found.sold(t.size)),
            Series(Text("regression of 1969", "régression de 1969"), t, regression.sold(t.size), "theory"),
        ), name))  # fmt: skip
    return Outcome(tuple(checks), tuple(panels), Text(
        "The figures are those of nonlinear least squares (Srinivasan & Mason 1986); the regression of Bass (1969) on "
        "the same years gives p .0170, .0357 and .0196.",
        "Ces valeurs sont celles des moindres carrés non linéaires (Srinivasan et Mason 1986) ; la régression de Bass "
        "(1969) sur les mêmes années donne p = 0,0170, 0,0357 et 0,0196.",
    ))


def ladder(_: bool) -> Outcome:
    """Let a hundred people have thresholds 0 to 99 others; then give the one of threshold 1 the threshold 2."""
    steps, mended = np.arange(100) / 100, np.arange(100) / 100
    mended[1] = 0.02
    first, second = (spread(crowd(None, t), AT_ONCE, NOBODY, steps=200) for t in (steps, mended))
    t = np.arange(101)
    curve = np.array([((first >= 0) & (first <= k)).sum() for k in t])
    return Outcome(
        (exactly(Text("adopters, thresholds 0 to 99", "adoptants, seuils de 0 à 99"), (first >= 0).sum(), 100),
         exactly(Text("adopters, 2 in place of 1", "adoptants, 2 au lieu de 1"), (second >= 0).sum(), 1)),
        (Panel(Text("step", "pas"), Text("adopters", "adoptants"), (
            Series(Text("one a step", "un par pas"), t, t, "theory"), Series(Text("measured", "mesuré"), t, curve))),),
    )  # fmt: skip


class Crowds(NamedTuple):
    """People in a crowd, and how many crowds at each spread of thresholds."""

    people: int = 100_000
    crowds: int = 10


def riots(settings: Crowds) -> Outcome:
    """Draw thresholds from normal(25, sigma) of 100; the crowd tips between sigma 12 and 12.5."""
    spreads = np.array([11.0, 11.5, 12.0, 12.5, 13.0, 14.0])
    ends = np.array([[_riot(settings.people, s, seed) for seed in range(settings.crowds)] for s in spreads])
    fine = np.linspace(11.0, 14.0, 301)
    return Outcome(
        (at_most(Text("largest share at sigma 12.0", "plus grande part à sigma 12,0"), ends[2].max(), 0.10),
         at_least(Text("smallest share at sigma 12.5", "plus petite part à sigma 12,5"), ends[3].min(), 0.95)),
        (Panel(Text("sigma", "sigma"), SHARE, (
            Series(Text("fixed point (critical 12.222)", "point fixe (critique 12,222)"), fine,
                   np.array([_fixed_point(s) for s in fine]), "theory"),
            Series(Text("mean of the crowds", "moyenne des foules"), spreads, ends.mean(axis=1), "measured",
                   ends.min(axis=1), ends.max(axis=1)))),),
    )  # fmt: skip


def _riot(people: int, sigma: float, seed: int) -> float:
    luck = uniforms(key(seed, "riot"), np.arange(people, dtype=np.uint64), 0)
    thresholds = 0.25 + sigma / 100.0 * norm.ppf(luck)
    return float((spread(crowd(None, thresholds), AT_ONCE, NOBODY, steps=5_000, seed=seed) >= 0).mean())


def _fixed_point(sigma: float) -> float:
    """Return the first share r with r = Phi((r - 25) / sigma), climbing from 0. Source: Granovetter (1978)."""
    share = 0.0
    for _ in range(20_000):
        share, before = float(norm.cdf((100.0 * share - 25.0) / sigma)), share
        if share - before < 1e-12:
            break
    return share


def categories(people: int) -> Outcome:
    """Label given times of adoption, drawn from a normal law, by their mean and standard deviation."""
    times = norm.ppf(uniforms(key(15, "Rogers"), np.arange(people, dtype=np.uint64), 0)) * 3.0 + 10.0
    shares = 100.0 * np.bincount(rogers(times), minlength=5) / people
    wanted = np.array([2.28, 13.59, 34.13, 34.13, 15.87])
    x = np.arange(5.0)
    return Outcome(
        tuple(within(Text(f"{name.en}, %", f"{name.fr}, %"), share, low, low + 1.0)
              for name, share, low in zip(CATEGORIES, shares, wanted - 0.5, strict=True)),
        (Panel(Text("category", "catégorie"), Text("% of adopters", "% des adoptants"), (
            Series(Text("Rogers ± .5 points", "Rogers ± 0,5 point"), x, wanted, "theory", wanted - 0.5, wanted + 0.5),
            Series(Text("labelled", "étiquetés"), x, shares))),),
    )  # fmt: skip


CRITERIA = (
    Criterion(
        "V1", Text("One mixed place follows Bass", "Un lieu unique suit Bass"),
        Text("p .03, q .38: t* 6.193, F* .4605, t50 6.550 (Bass 1969, Management Science 15)",
             "p = 0,03, q = 0,38 : t* 6,193, F* 0,4605, t50 6,550 (Bass 1969, Management Science 15)"),
        bass, full=BassRuns(), quick=BassRuns(),
    ),
    Criterion(
        "V3", Text("The fitter finds published values", "L'ajustement retrouve des valeurs publiées"),
        Text("p, q, m of three series (Srinivasan & Mason 1986, Marketing Science 5)",
             "p, q, m de trois séries (Srinivasan et Mason 1986, Marketing Science 5)"),
        fitter, full=True, quick=True,
    ),
    Criterion(
        "V5", Text("The ladder of thresholds", "L'échelle des seuils"),
        Text("100 adopters; 1 where one threshold changes (Granovetter 1978, AJS 83)",
             "100 adoptants ; 1 si un seuil change (Granovetter 1978, AJS 83)"),
        ladder, full=True, quick=True,
    ),
    Criterion(
        "V6", Text("A crowd tips at sigma 12.222", "Une foule bascule à sigma 12,222"),
        Text("below 10% at 12.0, above 95% at 12.5 (Granovetter 1978, AJS 83)",
             "moins de 10 % à 12,0, plus de 95 % à 12,5 (Granovetter 1978, AJS 83)"),
        riots, full=Crowds(), quick=Crowds(crowds=3),
    ),
    Criterion(
        "V15", Text("Rogers' categories", "Les catégories de Rogers"),
        Text("2.28, 13.59, 34.13, 34.13, 15.87% of normal times (Rogers 2003)",
             "2,28, 13,59, 34,13, 34,13, 15,87 % de temps normaux (Rogers 2003)"),
        categories, full=100_000, quick=100_000,
    ),
)  # fmt: skip
