"""Where the parameters to calibrate may lie before any data: their plausible ranges (lois a priori)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy.stats import qmc

from experiments.choices import kinds
from experiments.groups import settable
from experiments.overrides import Override
from sim.errors import Text, nearest

FIGURES = 6  # significant figures kept of a drawn value, so that files hold it exactly


@dataclass(frozen=True)
class Prior:
    """A parameter to calibrate: any value from low to high is as plausible as any other before the data."""

    name: str
    low: float
    high: float
    whole: bool
    unit: str
    meaning: str

    def at(self, u: float) -> float | int:
        """Return the value at share ``u`` (0 to 1) of the range."""
        if self.whole:
            return int(min(self.high, self.low + int(u * (self.high - self.low + 1))))
        return float(f"{self.low + u * (self.high - self.low):.{FIGURES}g}")

    def share(self, value: float) -> float:
        """Return where in the range a value stands, 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def priors_of(
    names: Sequence[str], where: Override, picked: Mapping[str, Any], own: Mapping[str, type], problems: list[Text]
) -> tuple[Prior, ...]:
    """Return the prior of each named parameter; note every unknown, doubled or unsuitable name.

    picked: options of configs/ of the run; own: classes of parameters, by group, that no run has.
    """
    classes = {**kinds(picked), **own}
    known = [f"{group}.{name}" for group, kind in classes.items() for name in _ranged(kind)]
    doubled = sorted({name for name in names if list(names).count(name) > 1})
    problems += [_said(where, Text(f"{name} is named twice", f"{name} est nommé deux fois")) for name in doubled]
    if not names:
        problems.append(_said(where, Text("no parameter is named", "aucun paramètre n'est nommé")))
    found = [_prior(str(name), where, classes, known, problems) for name in dict.fromkeys(names)]
    return tuple(prior for prior in found if prior)


def sobol(priors: Sequence[Prior], count: int, seed: int) -> list[dict[str, float | int]]:
    """Return ``count`` draws from the priors that fill their ranges evenly; a longer list begins with a shorter one.

    Source: Sobol' (1967) sequence, scrambled (Owen 1998) by ``seed``.
    """
    power = max(1, int(np.ceil(np.log2(max(2, count)))))
    rows = qmc.Sobol(len(priors), scramble=True, rng=np.random.default_rng(seed)).random_base2(power)[:count]
    return [{prior.name: prior.at(float(u)) for prior, u in zip(priors, row, strict=True)} for row in rows]


def _ranged(kind: type) -> list[str]:
    """Return the fields of a class that have a plausible range of numbers."""
    return [name for name, field in settable(kind).items() if range_of(field.metadata) is not None]


def range_of(meta: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return the plausible range of numbers of a parameter, None where none is stated or it is a point."""
    plausible = meta["plausible"]
    stated = meta.get("stated") and not isinstance(plausible[0], str) and plausible[0] < plausible[1]
    return plausible if stated else None


def _prior(
    name: str, where: Override, classes: Mapping[str, type], known: Sequence[str], problems: list[Text]
) -> Prior | None:
    group, _, short = name.partition(".")
    kind = classes.get(group)
    field = {f.name: f for f in fields(kind)}.get(short) if kind else None
    if field is None or "allowed" not in field.metadata:
        near = nearest(name, known)
        hint = Text(f" Did you mean {near}?", f" Vouliez-vous dire {near} ?") if near else Text("", "")
        problems.append(Text(
            f"Unknown parameter '{name}' ({where.where.en}).{hint.en} docs/parameters.md lists them.",
            f"Paramètre inconnu « {name} » ({where.where.fr}).{hint.fr} docs/parameters.md les donne.",
        ))
        return None
    span = range_of(field.metadata)
    if span is None:
        problems.append(_said(where, Text(
            f"{name} has no plausible range of numbers, so no prior: it cannot be calibrated. Choose another, or give "
            "it a range where it is defined (plausible=)",
            f"{name} n'a pas de plage plausible de nombres, donc pas de loi a priori : il ne peut pas être calé. "
            "Choisissez-en un autre, ou donnez-lui une plage là où il est défini (plausible=)",
        )))
        return None
    whole = isinstance(field.default, int) and not isinstance(field.default, bool)
    return Prior(name, *span, whole, field.metadata["unit"], field.metadata["meaning"])


def _said(where: Override, text: Text) -> Text:
    return Text(f"{text.en} ({where.where.en}).", f"{text.fr} ({where.where.fr}).")
