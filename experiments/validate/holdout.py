"""Hold-out: the last two values in five of real series, forecast from the first three (mise de côté)."""
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from experiments.calibrate.observing import Observation, Witness, pooled
from experiments.calibrate.target_network import Spreading, SpreadParams, network_target
from experiments.calibrate.targets import NETWORK, Description, Target, described, located, target_of
from experiments.calibrate.yardsticks import Yardstick, errors_of, yardsticks
from experiments.compose import compose
from experiments.overrides import Override, as_overrides
from experiments.priors import Prior, priors_of, sobol
from experiments.validate.criterion import Check, Criterion, Outcome, Panel, Series, reported
from sim.errors import InputError, Text

SERIES = ("repair_cafe", "fab_labs", "brazilian_farmers")
HELD = 0.4  # share of the values, the last ones
WORLD = {"territory": "chalon_creusot", "start": "balanced"}  # of runs: priors may depend on them
USED = ("logistic", "bass", "last_value", "last_growth")
Read = Callable[[Mapping[str, Any]], Observation]


class Effort(NamedTuple):
    """How many draws from the priors are tried on the fit part of each series, on how many common seeds each."""

    draws: int = 48
    seeds: int = 2


class Forecast(NamedTuple):
    """A series, where its fit part ends, and what the model and the simple rules say at each of its points."""

    target: Target
    fit: int
    rules: tuple[Yardstick, ...]  # the model first


def said_of(name: str) -> Description:
    """Return what the file of a target says. Raises InputError with all that is wrong with it."""
    problems: list[Text] = []
    said = described(name, (), problems)
    if said is None:
        raise InputError(*problems)
    return said


def absent(said: Description) -> bool:
    """Say whether the files of a network are not to be found."""
    return said.kind == NETWORK and not all(located(said, key).exists() for key in ("edges", "nodes"))


def forecast(said: Description, effort: Effort) -> Forecast:
    """Fit the model on the first values of a target, by the best of draws from the priors, and let it go on."""
    problems: list[Text] = []
    target = network_target(said, problems) if said.kind == NETWORK else target_of(said, problems)
    own: dict[str, type] = {"spread": SpreadParams} if said.kind == NETWORK else {}
    priors = priors_of(said.params, Override("params", None, f"target {said.name}"), WORLD, own, problems)
    if target is None or problems:
        raise InputError(*problems)
    fit = len(target.points) - target.held_out(HELD)
    best = Yardstick("model", Text("this model", "ce modèle"), _best(target, priors, fit, effort))
    simple = [rule for rule in yardsticks(target, fit) if rule.name in USED]
    return Forecast(target, fit, (best, *simple))


def _best(target: Target, priors: Sequence[Prior], fit: int, effort: Effort) -> np.ndarray:
    """Return what the draw nearest to the fit part gives at every point, scaled where the level is free."""
    seen = np.array([point.value for point in target.points])
    tried: list[tuple[float, np.ndarray]] = []
    read: Read = Spreading(target) if target.kind == NETWORK else Witness(target)
    for values in sobol(priors, effort.draws, 1):
        points = pooled([read(_cell(target, values, seed)).points for seed in range(1, effort.seeds + 1)])
        square = float(points[:fit] @ points[:fit])
        scale = float(seen[:fit] @ points[:fit]) / square if target.free and square > 0.0 else 1.0
        tried.append((errors_of(scale * points[:fit], seen[:fit]).rmse, scale * points))
    return min(tried, key=lambda found: found[0])[1]


def _cell(target: Target, values: Mapping[str, Any], seed: int) -> dict[str, Any]:
    if target.kind == NETWORK:
        return {"values": dict(values), "seed": seed}
    return {**compose((*target.settings, f"years={target.years}", *as_overrides(values))), "seed": seed}


def held_out(effort: Effort) -> Outcome:
    """Forecast the held-out part of each series; report the errors of the model beside those of simple rules."""
    checks: list[Check] = []
    panels, missing = [], []
    for name in SERIES:
        said = said_of(name)
        if absent(said):
            missing.append(said)
            continue
        found = forecast(said, effort)
        seen = np.array([point.value for point in found.target.points])
        label = found.target.label
        for rule in found.rules:
            error = 100.0 * errors_of(rule.values[found.fit :], seen[found.fit :]).mape
            which = Text(f"{label.en}, {rule.label.en}, MAPE %", f"{label.fr}, {rule.label.fr}, EMAP %")
            checks.append(replace(reported(which, error), decimals=0))
        panels.append(_panel(found, seen))
    return Outcome(tuple(checks), tuple(panels), _note(missing))


def _panel(found: Forecast, seen: np.ndarray) -> Panel:
    """Return the series, shaded from where it is held out, with every forecast."""
    x = np.array([point.x for point in found.target.points])
    kept, later = slice(None, found.fit), slice(found.fit, None)
    return Panel(Text("date", "date"), found.target.unit, (
        Series(Text("fitted values", "valeurs calées"), x[kept], seen[kept], "datum"),
        Series(Text("held-out values", "valeurs mises de côté"), x[later], seen[later], "datum"),
        *(_line(rule, x) for rule in found.rules),
    ), found.target.label)  # fmt: skip


def _note(missing: Sequence[Description]) -> Text:
    """Say what such errors mean, and what could not be read."""
    en, fr = "Nobody should believe a forecast of these.", "Personne ne devrait croire une prévision de ces séries."
    for said in missing:
        en += f" {said.label_en}: {said.edges} and {said.nodes} are not in $ESSAIMAGE_DATA/series."
        fr += f" {said.label_fr} : {said.edges} et {said.nodes} ne sont pas dans $ESSAIMAGE_DATA/series."
    return Text(en, fr)


def _line(rule: Yardstick, x: np.ndarray) -> Series:
    """Return what a rule says where it says something: one that repeats the last value has none for the first."""
    said = np.isfinite(rule.values)
    return Series(rule.label, x[said], rule.values[said], "measured" if rule.name == "model" else "theory")


CRITERIA = (
    Criterion(
        "V24", Text("What a forecast is worth", "Ce que vaut une prévision"),
        Text("the last 40% of real series, beside logistic, Bass and naive (Hyndman & Koehler 2006): no pass or fail",
             "les derniers 40 % de séries réelles, à côté de la logistique, de Bass et du naïf (Hyndman et Koehler "
             "2006) : ni succès ni échec"),
        held_out, full=Effort(), quick=Effort(8, 1),
    ),
)  # fmt: skip
