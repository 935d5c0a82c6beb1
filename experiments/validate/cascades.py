"""Against theory: cascades on random graphs, and how rewiring helps simple contagion and harms complex (cascades)."""
from collections.abc import Callable, Sequence
from math import log
from typing import NamedTuple

import numpy as np
from scipy.stats import poisson

from experiments.validate.criterion import Criterion, Outcome, Panel, Series, at_least, at_most, reported, within
from sim.errors import Text
from sim.graphs import Graph, degree_preserving, erdos_renyi
from sim.processes.adopt import AdoptParams
from sim.spread import crowd, spread

NEVER = 10**9
BY_SHARE = AdoptParams(rule="threshold", below_threshold=0.0)
BY_COUNT = AdoptParams(rule="threshold", below_threshold=0.0, exposure="count")
REWIRING, FINAL = Text("share of ties rewired", "part de liens recâblés"), Text("final share", "part finale")


class Windows(NamedTuple):
    """Runs at each mean degree, people in each."""

    runs: int = 200
    people: int = 10_000


def windows(settings: Windows) -> Outcome:
    """Start from one person on random graphs of several mean degrees; count the cascades that reach a tenth."""
    degrees = (0.8, 1.5, 2.0, 3.0, 4.0, 5.0, 5.5, 6.5, 7.5)
    chance = {z: _cascades(z, 0.18, settings) for z in degrees}
    checks = (
        *(at_most(_degree(z), chance[z], 0.01) for z in (0.8, 6.5, 7.5)),
        *(at_least(_degree(z), chance[z], 0.75) for z in (3.0, 4.0)),
        within(_degree(5.5), chance[5.5], 0.02, 0.7),
        *(within(_at(f"window, {end.en}, phi", f"fenêtre, {end.fr}, phi", phi), edge, e - 5e-4, e + 5e-4)
          for phi, edges in WINDOWS.items()
          for end, edge, e in zip(ENDS, window(phi), edges, strict=True)),
    )  # fmt: skip
    low, high = window(0.18)
    inside = np.linspace(low, high, 60)
    return Outcome(checks, (Panel(Text("mean degree", "degré moyen"), Text("P(cascade)", "P(cascade)"), (
        Series(Text("window of phi .18", "fenêtre de phi 0,18"), inside, np.zeros(60), "theory"),
        Series(Text("measured", "mesuré"), np.array(degrees), np.array([chance[z] for z in degrees])))),))  # fmt: skip


WINDOWS = {0.10: (1.000, 13.659), 0.19: (1.021, 5.765), 0.22: (1.114, 3.863)}
ENDS = (Text("lower end", "borne basse"), Text("upper end", "borne haute"))


def window(phi: float) -> tuple[float, float]:
    """Return the mean degrees between which one person may start a cascade on a random graph.

    There the sum of k (k - 1) p_k over the people whom one contact moves (k <= 1 / phi) is above the mean degree.
    Source: Watts (2002), PNAS 99.
    """
    k = np.arange(0, int(1.0 / phi + 1e-9) + 1)[:, None]

    def excess(z: np.ndarray) -> np.ndarray:
        return (k * (k - 1) * poisson.pmf(k, z)).sum(axis=0) - z

    grid = np.arange(0.5, 20.0, 0.001)
    inside = np.flatnonzero(excess(grid) > 0.0)
    ends = [np.linspace(grid[a], grid[b], 1_001) for a, b in ((inside[0] - 1, inside[0]), (inside[-1] + 1, inside[-1]))]
    low, high = (float(fine[excess(fine) > 0.0][0]) for fine in ends)
    return low, high


def _cascades(degree: float, phi: float, settings: Windows) -> float:
    n, thresholds, large = settings.people, np.full(settings.people, phi), 0
    for run in range(settings.runs):
        graph = erdos_renyi(n, degree, run)
        when = spread(crowd(graph, thresholds), BY_SHARE, np.array([run % n]), steps=NEVER, seed=run)
        large += int((when >= 0).mean() >= 0.1)
    return large / settings.runs


class Rewired(NamedTuple):
    """Runs at each share of ties rewired, on a ring of ``people`` with ``degree`` contacts each."""

    runs: int = 50
    people: int = 2_000
    degree: int = 8


class Ends(NamedTuple):
    """How runs ended, shape (runs,) each: the share that adopted, and the step at which 60% and 90% had."""

    final: np.ndarray
    t60: np.ndarray
    t90: np.ndarray


def contagion(needed: int, rewiring: float, settings: Rewired, noise: float = 0.0, steps: int = NEVER) -> Ends:
    """Let one person and all contacts begin; the others follow ``needed`` contacts, or one by chance (noise a step)."""
    n, ends = settings.people, []
    rule = AdoptParams(rule="threshold", exposure="count", below_threshold=-log(1.0 - noise) if noise else 0.0)
    for run in range(settings.runs):
        graph = degree_preserving(n, settings.degree, rewiring, run)
        people, first = crowd(graph, np.full(n, float(needed))), neighbourhood(graph, run * 37 % n)
        when = spread(people, rule, first, steps=steps, dt=1.0, seed=run)
        times = np.sort(np.where(when < 0, NEVER, when))
        ends.append(((when >= 0).mean(), times[int(np.ceil(0.6 * n)) - 1], times[int(np.ceil(0.9 * n)) - 1]))
    return Ends(*np.array(ends).T)


def neighbourhood(graph: Graph, node: int) -> np.ndarray:
    """Return a node and its contacts."""
    return np.append(graph.contact[graph.start[node] : graph.start[node + 1]], node)


def simple(settings: Rewired) -> Outcome:
    """One contact is enough: a tenth of the ties rewired make it far faster."""
    shares = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0)
    found = {p: contagion(1, p, settings).t60.mean() for p in shares}
    ratio = at_most(Text("t60 at .1 over t60 at 0", "t60 à 0,1 sur t60 à 0"), found[0.1] / found[0.0], 0.06)
    return Outcome((ratio,), (
        Panel(REWIRING, Text("steps to 60%", "pas jusqu'à 60 %"), (
            Series(Text("one contact needed", "un contact suffit"), np.array(shares), np.array([*found.values()])),)),
    ))  # fmt: skip


def complex_by_two(settings: Rewired) -> Outcome:
    """Two contacts are needed: it goes everywhere with some ties rewired, nowhere when all are."""
    found = {p: contagion(2, p, settings).final for p in (0.0, 0.03, 0.1, 0.2, 0.3, 1.0)}
    return Outcome((
        *(at_least(_at("median final share at", "part finale médiane à", p), np.median(found[p]), 0.99)
          for p in (0.0, 0.1, 0.2, 0.3)),
        *(reported(_at("mean final share at", "part finale moyenne à", p), found[p].mean()) for p in (0.1, 0.2, 0.3)),
        at_most(_at("mean final share at", "part finale moyenne à", 1.0), found[1.0].mean(), 0.05),
    ), (_finals(found),), Text(
        "The final share is that of a typical run: at .3 about one neighbourhood in fifteen dies out where it began "
        "(mean .94 ± .02 over 200 runs, .99 up to .22). NDlib on the same graphs finds the same adopters (D1).",
        "La part finale est celle d'une simulation ordinaire : à 0,3, environ un voisinage sur quinze s'éteint sur "
        "place (moyenne 0,94 ± 0,02 sur 200 simulations, 0,99 jusqu'à 0,22). NDlib trouve les mêmes adoptants (D1).",
    ))  # fmt: skip


def complex_by_three(settings: Rewired) -> Outcome:
    """Three contacts are needed: a tenth of the ties rewired are already too many."""
    found = {p: contagion(3, p, settings).final for p in (0.0, 0.03, 0.1, 0.3)}
    return Outcome((
        at_least(_at("mean final share at", "part finale moyenne à", 0.03), found[0.03].mean(), 0.95),
        at_most(_at("mean final share at", "part finale moyenne à", 0.1), found[0.1].mean(), 0.2),
    ), (_finals(found),))  # fmt: skip


def noisy(settings: Rewired) -> Outcome:
    """Two of four contacts are needed, but one sometimes does (.05 a step): rewiring then helps again."""
    shares, about_it = (0.0, 0.05, 0.1, 0.3, 1.0), (424.0, 84.0, 74.0, 52.0, 49.0)
    strict = [contagion(2, p, settings).final.mean() for p in shares]
    t90 = np.array([contagion(2, p, settings, 0.05, steps=20_000).t90.mean() for p in shares])
    return Outcome((
        at_least(_at("final share without noise at", "part finale sans bruit à", 0.0), strict[0], 0.99),
        *(at_most(_at("final share without noise at", "part finale sans bruit à", p), final, 0.5)
          for p, final in zip(shares[1:], strict[1:], strict=True)),
        at_most(Text("largest change of t90 from one rewiring to the next", "plus grande variation de t90 d'un "
                     "recâblage au suivant"), np.diff(t90).max(), -1e-9),
        *(reported(_at("t90 at", "t90 à", p), t) for p, t in zip(shares, t90, strict=True)),
    ), (Panel(REWIRING, Text("steps to 90%", "pas jusqu'à 90 %"), (
        Series(Text("a trial elsewhere, about", "un essai ailleurs, environ"), np.array(shares), np.array(about_it),
               "theory"),
        Series(Text("measured", "mesuré"), np.array(shares), t90))),))  # fmt: skip


def _finals(found: dict[float, np.ndarray]) -> Panel:
    shares = np.array([*found])
    mean, median = (np.array([law(ends) for ends in found.values()]) for law in (np.mean, np.median))
    return Panel(REWIRING, FINAL, (
        Series(Text("mean", "moyenne"), shares, mean), Series(Text("median", "médiane"), shares, median)))  # fmt: skip


def _degree(degree: float) -> Text:
    return _at("P(cascade), mean degree", "P(cascade), degré moyen", degree)


def _at(en: str, fr: str, value: float) -> Text:
    return Text(f"{en} {value:g}", f"{fr} {value:g}".replace(".", ","))


def _by_count(name: str, title: Text, theory: Text, measure: Callable[[Rewired], Outcome], runs: Sequence[Rewired]
              ) -> Criterion:  # fmt: skip
    return Criterion(name, title, theory, measure, full=runs[0], quick=runs[1])


FEW = (Rewired(), Rewired(5))
CRITERIA = (
    Criterion(
        "V7", Text("Cascades between two mean degrees", "Des cascades entre deux degrés moyens"),
        Text("phi .18: rare at .8 and from 6.5, ≥ .75 at 3 and 4 (Watts 2002, PNAS 99)",
             "phi 0,18 : rares à 0,8 et dès 6,5, ≥ 0,75 à 3 et 4 (Watts 2002, PNAS 99)"),
        windows, full=Windows(),
    ),
    _by_count("V8", Text("One contact: rewiring speeds up", "Un contact : le recâblage accélère"),
              Text("t60(.1) / t60(0) ≤ .06 (Centola & Macy 2007, AJS 113)",
                   "t60(0,1) / t60(0) ≤ 0,06 (Centola et Macy 2007, AJS 113)"), simple, FEW),
    _by_count("V9", Text("Two contacts: all rewired stops it", "Deux contacts : tout recâbler l'arrête"),
              Text("final ≥ .99 up to .3, ≤ .05 at 1 (Centola & Macy 2007, AJS 113)",
                   "part finale ≥ 0,99 jusqu'à 0,3, ≤ 0,05 à 1 (Centola et Macy 2007, AJS 113)"), complex_by_two, FEW),
    _by_count("V10", Text("Three contacts: a tenth is too much", "Trois contacts : un dixième est de trop"),
              Text("final ≥ .95 at .03, mean ≤ .2 at .1 (Centola & Macy 2007, AJS 113)",
                   "part finale ≥ 0,95 à 0,03, moyenne ≤ 0,2 à 0,1 (Centola et Macy 2007, AJS 113)"),
              complex_by_three, FEW),
    _by_count("V11", Text("Noise reverses it", "Le bruit inverse l'effet"),
              Text("alone only without rewiring; with .05 of noise t90 falls with rewiring (Eckles et al. 2024)",
                   "seul, seulement sans recâblage ; avec 0,05 de bruit t90 baisse avec lui (Eckles et al. 2024)"),
              noisy, (Rewired(50, 1_000, 4), Rewired(10, 1_000, 4))),
)  # fmt: skip
