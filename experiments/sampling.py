"""Worlds drawn over ranges of levers and uncertainties: Latin hypercube, Sobol', Morris (tirage des mondes)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from scipy.stats import qmc

from experiments.catalogue import names
from experiments.choices import SHARES as SHARE_RULE
from experiments.choices import hydra_config, kinds, option
from experiments.expand import PLAUSIBLE, Experiment, range_in
from experiments.extra import needed
from experiments.groups import settable
from experiments.overrides import NUMBERS
from experiments.priors import Prior, range_of
from experiments.resolve import SHARES
from experiments.sensitivity_space import Choice
from scenarios.scenario import HORIZON
from sim.errors import Text, nearest

MORRIS, SOBOL, LHS = "morris", "sobol", "lhs"


@dataclass(frozen=True)
class Listed:
    """A lever or an uncertainty that takes one of the values listed, each as often as any other."""

    name: str
    options: tuple[Any, ...]

    def at(self, u: float) -> Any:
        """Return the value at share ``u`` (0 to 1) of the list."""
        return self.options[min(len(self.options) - 1, int(u * len(self.options)))]


Factor = Prior | Choice | Listed


def worlds(plan: Experiment, luck: int, problems: list[Text]) -> list[dict[str, Any]]:
    """Return the worlds that the design of an experiment asks for; the same for the same ``luck``.

    Every range without sense, lever that is none and size that cannot be is noted, and no world returned then.
    """
    before = len(problems)
    factors = factors_of(plan, problems)
    if plan.design == SOBOL and plan.size & (plan.size - 1):
        problems.append(Text(
            f"size is {plan.size}, but must be a power of 2 with design=sobol: 64, 128 …",
            f"size vaut {plan.size}, mais doit être une puissance de 2 avec design=sobol : 64, 128 …",
        ))
    if not factors and len(problems) == before:
        problems.append(Text(
            f"design={plan.design} has nothing to draw: name what varies with params=[operate.sigma,…], a list of "
            "values, a range (operate.sigma=.3..2), or levers and uncertainties in the experiment's file.",
            f"design={plan.design} n'a rien à tirer : nommez ce qui varie avec params=[operate.sigma,…], une liste de "
            "valeurs, une plage (operate.sigma=.3..2), ou levers et uncertainties dans le fichier de l'expérience.",
        ))
    if len(problems) > before:
        return []
    rows = points(plan.design, [factor.name for factor in factors], plan.size, luck)
    return [{f.name: f.at(float(u)) for f, u in zip(factors, row, strict=True)} for row in rows]


def points(design: str, names: Sequence[str], size: int, luck: int) -> np.ndarray:
    """Return points of the unit cube, shape (worlds, names): ``size`` worlds, or ``size`` trajectories for Morris."""
    if design == MORRIS:
        needed("sweep design=morris", "analysis", "SALib")
        sample = import_module("experiments.sensitivity.indices").Sample
        return np.asarray(sample(MORRIS, tuple(names), tuple(names), size, luck).points())
    rng = np.random.default_rng(luck)
    if design == LHS:
        return qmc.LatinHypercube(len(names), rng=rng).random(size)
    return qmc.Sobol(len(names), scramble=True, rng=rng).random(size)


def factors_of(plan: Experiment, problems: list[Text]) -> list[Factor]:
    """Return what varies, in the order of the experiment; note what is wrong with each."""
    picked = {group: _first(plan, group) for group in ("territory", "start")}
    classes = kinds(picked)
    problems += [said for name in plan.levers if (said := _no_lever(name, plan, classes))]
    found = []
    for name, values in {**plan.dials, **plan.levers, **plan.uncertainties}.items():
        factor = _factor(name, values, classes, problems)
        if factor is not None:
            found.append(factor)
    problems += _too_large(plan)
    return found


def _first(plan: Experiment, group: str) -> str:
    """Return the option of a group whose parameters people may name: the one set, the first one drawn, the usual."""
    for values in (plan.settings.get(group), plan.uncertainties.get(group), plan.dials.get(group)):
        if values is not None:
            value = getattr(values, "value", values)
            return str(value[0] if isinstance(value, (list, tuple)) else value)
    return str(hydra_config("config")[group]["name"])


def _factor(name: str, values: Any, classes: Mapping[str, type], problems: list[Text]) -> Factor | None:
    """Return one factor, None where something is wrong, and noted (what expanding checks itself is left to it)."""
    if isinstance(values, (list, tuple)):
        return Listed(name, tuple(values))
    group, _, short = name.partition(".")
    known: Any = settable(classes[group]).get(short) if group in classes else None
    rule = known.metadata if known else _rule(name)
    if rule is None:
        return None  # no such parameter: composing its values says so, with the nearest name
    if isinstance(rule["allowed"][0], str):
        if values == PLAUSIBLE and rule.get("stated") and len(rule["plausible"]) > 1:
            return Choice(name, tuple(rule["plausible"]), rule["unit"], rule["meaning"])
        problems.append(_said(name, values, Text("is a choice among words: list them", "est un choix : listez-le")))
        return None
    default = known.default if known else rule["default"]
    whole = isinstance(default, int) and not isinstance(default, bool)
    span = range_of(rule) if values == PLAUSIBLE else range_in(values)
    if span is None or not span[0] < span[1]:
        problems.append(_said(name, values, Text(
            "has no plausible range, so one must be given (LOW..HIGH)" if values == PLAUSIBLE
            else "must be LOW..HIGH, the first below the second, 'plausible', or a list",
            "n'a pas de plage plausible, il faut donc en donner une (BAS..HAUT)" if values == PLAUSIBLE
            else "doit être BAS..HAUT, le premier plus petit, « plausible », ou une liste",
        )))  # fmt: skip
        return None
    return Prior(name, span[0], span[1], whole, rule["unit"], rule.get("meaning", ""))


def _rule(name: str) -> Mapping[str, Any] | None:
    """Return what bounds a number that is no parameter of a class: the budget, a share of it."""
    if name in NUMBERS:
        return {**HORIZON[name], "plausible": HORIZON[name]["allowed"]}
    return {**SHARE_RULE, "plausible": (0, 1), "stated": True} if name.startswith(SHARES) else None


def _no_lever(name: str, plan: Experiment, classes: Mapping[str, type]) -> Text | None:
    """Say that what is called a lever is none: no instrument compared has it."""
    group = name.removeprefix(SHARES) if name.startswith(SHARES) else name.partition(".")[0]
    tools = names("instruments")
    if name in ("budget", "start") or group in ("start", "finance"):
        return None
    if group not in tools:
        near = nearest(group, tools)
        hint = Text(f" Did you mean {near}?", f" Vouliez-vous dire {near} ?") if near else Text("", "")
        unsure = Text(" It is an uncertainty: put it there.", " C'est une incertitude : mettez-l'y.")
        say = unsure if group in classes else hint
        return Text(
            f"{name} is called a lever, but no instrument has it (a lever is a parameter of an instrument, a share of "
            f"the budget, the budget, start or finance).{say.en}",
            f"{name} est dit levier, mais aucun instrument ne l'a (un levier est un paramètre d'instrument, une part "
            f"du budget, le budget, start ou finance).{say.fr}",
        )
    if name.startswith(SHARES) or any(group in _tools(str(policy)) for policy in plan.policies):
        return None
    if any(key.startswith(f"{SHARES}{group}") for key in plan.levers):
        return None
    return Text(
        f"{name} is a lever of {group}, which no policy compared uses ({', '.join(map(str, plan.policies))}).",
        f"{name} est un levier de {group}, dont aucune politique comparée ne se sert "
        f"({', '.join(map(str, plan.policies))}).",
    )


def _tools(policy: str) -> set[str]:
    """Return the instruments a policy ever uses; all of them for one that stands in a file of its own."""
    if policy == "file" or policy not in names("policy"):  # an unknown one is said by who composes it
        return set(names("instruments"))
    found = option("policy", policy)
    return {name for shares in (found["shares"], *found.get("later", {}).values()) for name in shares}


def _too_large(plan: Experiment) -> list[Text]:
    """Say that shares drawn can exceed the budget together, or belong to a policy whose shares change with years."""
    drawn = {name: values for name, values in plan.levers.items() if name.startswith(SHARES)}
    if not drawn:
        return []
    found = []
    spans = [range_in(v) or (0, 1) if not isinstance(v, (list, tuple)) else (min(v), max(v)) for v in drawn.values()]
    if sum(high for _, high in spans) > 1 + 1e-9:
        found.append(Text(
            f"The shares drawn ({', '.join(drawn)}) can make more than the whole budget: their highest values must add "
            "up to 1 at most.",
            f"Les parts tirées ({', '.join(drawn)}) peuvent dépasser le budget : leurs plus grandes valeurs doivent "
            "faire 1 au plus.",
        ))
    for policy in plan.policies:
        if policy == "file" or (policy in names("policy") and option("policy", policy).get("later")):
            found.append(Text(
                f"policy={policy} cannot have shares drawn: they change with the years, or stand in a file.",
                f"policy={policy} ne peut pas avoir de parts tirées : elles changent avec les années, ou sont dans un "
                "fichier.",
            ))
    return found


def _said(name: str, values: Any, why: Text) -> Text:
    return Text(f"{name} is {values!r}: it {why.en}.", f"{name} vaut {values!r} : il {why.fr}.")
