"""The length of a step: what a month, a fortnight and a week make of the same adoption (pas de temps)."""
from typing import NamedTuple

import numpy as np

from experiments.compose import build, compose
from experiments.validate.criterion import Check, Criterion, Outcome, Panel, Series
from experiments.words import LANGUAGES
from sim.errors import Text
from sim.graphs import Graph
from sim.processes.adopt import AdoptParams
from sim.spread import Crowd, spread

STEPS = {parts: Text(f"1/{parts} year", f"1/{parts} d'année") for parts in (12, 24, 48)}
NOBODY = np.empty(0, np.int64)
HORIZON = 15  # years
BASS = AdoptParams(rule="bass", recruiting=0.03, contagion=0.38)
RULES = {Text("default rule", "règle par défaut"): AdoptParams(), Text("Bass", "Bass"): BASS}


class Lengths(NamedTuple):
    """How many seeds, on a network of so many citizens."""

    seeds: int = 10
    citizens: int = 20_000


def step_length(settings: Lengths) -> Outcome:
    """Let people of the default territory adopt by steps of 1/12, 1/24 and 1/48 year, all with a site at hand.

    The luck of each is the same at every step length (a clock is named by the citizen, never by a step).
    """
    checks: list[Check] = []
    panels = []
    for name, rule in RULES.items():
        curves = {parts: _curves(rule, parts, settings) for parts in STEPS}
        finest = curves[max(STEPS)].mean(axis=0)
        for parts, length in STEPS.items():
            mean = curves[parts].mean(axis=0)
            t50 = np.mean([half_time(curve) for curve in curves[parts]])
            gap = float(np.abs(mean - finest).max())
            checks += [
                _check(name, length, Text("t50, years", "t50, années"), float(t50)),
                _check(name, length, Text(f"share at year {HORIZON}", f"part à l'année {HORIZON}"), float(mean[-1])),
            ]
            if parts != max(STEPS):
                checks.append(_check(name, length, Text("largest gap to 1/48", "plus grand écart à 1/48"), gap))
        years = np.arange(finest.size) / 12.0
        series = tuple(Series(length, years, curves[parts].mean(axis=0)) for parts, length in STEPS.items())
        panels.append(Panel(Text("years", "années"), Text("share adopting", "part des adoptants"), series, name))
    return Outcome(tuple(checks), tuple(panels), Text(
        "Exposure is that of the step before: shorter steps adopt sooner. The model's step is a month.",
        "L'exposition est celle du pas précédent : avec des pas plus courts on adopte plus tôt. Le pas du modèle est "
        "le mois.",
    ))


def _check(rule: Text, length: Text, what: Text, value: float) -> Check:
    name = Text(*(f"{rule.in_(lang)}, {length.in_(lang)}, {what.in_(lang)}" for lang in LANGUAGES))
    return Check(name, value, decimals=3)


def people_of(citizens: int, seed: int) -> Crowd:
    """Return those concerned by the first innovation of a default run, with their ties and thresholds."""
    state = build(compose((f"citizens={citizens}",))).model(seed).state
    audience = state.audience
    rows = slice(0, int(audience.first[state.places.code.size]))
    start = audience.start[rows.start : rows.stop + 1]
    graph = Graph(start - start[0], audience.contact[start[0] : start[-1]])
    who = audience.citizen[rows]
    return Crowd(graph, state.citizens.threshold[who].astype(float), state.citizens.code[who])


def _curves(rule: AdoptParams, parts: int, settings: Lengths) -> np.ndarray:
    """Return the share adopting at the end of each month, shape (seeds, months + 1)."""
    found = []
    for seed in range(1, settings.seeds + 1):
        people = people_of(settings.citizens, seed)
        when = spread(people, rule, NOBODY, steps=HORIZON * parts, dt=1.0 / parts, seed=seed)
        by_step = np.cumsum(np.bincount(when[when >= 0], minlength=HORIZON * parts + 1)) / when.size
        found.append(by_step[:: parts // 12])
    return np.array(found)


def half_time(curve: np.ndarray) -> float:
    """Return when half have adopted, in years, NaN where they have not; curve: share at the end of each month."""
    if curve[-1] < 0.5:
        return float("nan")
    k = int((curve >= 0.5).argmax())
    before = float(curve[k - 1]) if k else 0.0
    return (k - 1 + (0.5 - before) / (float(curve[k]) - before)) / 12.0 if k else 0.0


CRITERIA = (
    Criterion(
        "T1", Text("The length of a step", "La longueur d'un pas"),
        Text("adoption by steps of 1/12, 1/24 and 1/48 year: the bias of the step, measured, not judged",
             "l'adoption par pas de 1/12, 1/24 et 1/48 an : le biais du pas, mesuré, non jugé"),
        step_length, full=Lengths(), quick=Lengths(seeds=3, citizens=5_000),
    ),
)  # fmt: skip
