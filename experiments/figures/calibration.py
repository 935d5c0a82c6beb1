"""A calibration drawn: data, fit, hold-out and band; prior against posterior of each parameter (figures du calage)."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.figures.style import (
    CYCLE,
    GREY,
    INK,
    PALE,
    WIDTH,
    AxisNumbers,
    Picture,
    dress,
    kind_of,
    styled,
    wrapped,
)
from experiments.words import DISCLAIMER, NBSP, number
from sim.errors import Text
from sim.units import unit_in
from sim.version import MODEL_VERSION

BINS = 12
DATA = Text("data, fitted", "données calées")
HELD = Text("data, held out", "données mises de côté")
SHOWN = Text("data, not compared", "données non comparées")
MEDIAN = Text("model: median of the ensemble", f"modèle{NBSP}: médiane de l'ensemble")
BAND = Text("model: 90% of the ensemble", f"modèle{NBSP}: 90{NBSP}% de l'ensemble")
OTHER: dict[str, Any] = {"logistic": "--", "bass": ":", "constant_hazard": "--"}


@styled
def fit_figure(found: Any, lang: str) -> tuple[Figure, list[Axes]]:
    """Draw the data, what was fitted and what was held out, and the band of the ensemble beside simple curves.

    found: experiments.calibrate.output.Result.
    """
    fig = Picture(figsize=(WIDTH, 4.0))
    ax = fig.subplots()
    target, points = found.target, found.target.points
    calls = target.kind == "funnel"
    x = np.arange(len(points)) if calls else np.array([p.x for p in points])
    band = found.ensemble.band("points" if calls else "curve")
    if calls:
        ax.errorbar(x, band[2], np.array([band[2] - band[0], band[4] - band[2]]), color=CYCLE[0], fmt="_", capsize=4)
        ax.set_xticks(x, [_call(p, lang) for p in points], fontsize=7)
    else:
        ax.fill_between(found.axis, band[0], band[4], color=CYCLE[0], alpha=0.2, linewidth=0)
        ax.plot(found.axis, band[2], color=CYCLE[0])
    drawn = [other for other in found.others if other.name in OTHER and np.isfinite(other.values).any()]
    for other in drawn:
        ax.plot(x, other.values, color=GREY, linestyle=OTHER[other.name], linewidth=1.1)
    values = np.array([p.value for p in points])
    ax.plot(x[: found.fit], values[: found.fit], "o", color=INK, markersize=4.5)
    ax.plot(x[found.fit :], values[found.fit :], "o", color=INK, markerfacecolor="white", markersize=4.5)
    if not calls and target.before:
        ax.plot([p.x for p in target.before], [p.value for p in target.before], "x", color=GREY, markersize=4.5)
    if 0 < found.fit < len(points):
        ax.axvline((x[found.fit - 1] + x[found.fit]) / 2, color=GREY, linewidth=0.8, linestyle=(0, (1, 3)))
    ax.set_ylim(bottom=0)
    ax.yaxis.set_major_formatter(AxisNumbers(lang, kind_of(target.unit.en)))
    ax.set_ylabel(target.unit.in_(lang))
    if target.kind == "survival":
        ax.set_xlabel(Text("age, years", "âge, années").in_(lang))
    if target.kind == "network":
        ax.set_xlabel(Text("period of the data", "période des données").in_(lang))
    _legend(ax, found, drawn, lang)
    title = Text(f"Calibration: {target.label.en}", f"Calage{NBSP}: {target.label.fr}").in_(lang)
    dress(fig, title, _caption(found, lang))
    return fig, [ax]


@styled
def prior_posterior(found: Any, lang: str) -> tuple[Figure, list[Axes]]:
    """Draw, for each parameter, its prior and how the ensemble lies in it; the best trial as a line.

    found: experiments.calibrate.output.Result.
    """
    ensemble = found.ensemble
    count = len(ensemble.priors)
    columns = min(3, count)
    rows = -(-count // columns)
    fig = Picture(figsize=(WIDTH, 2.1 * rows + 1.3))
    axes = list(np.atleast_1d(fig.subplots(rows, columns, squeeze=False)).flat)
    for spare in axes[count:]:
        spare.set_axis_off()
    for ax, prior in zip(axes, ensemble.priors, strict=False):
        edges = np.linspace(prior.low, prior.high, BINS + 1)
        ax.fill_between([prior.low, prior.high], [1.0 / BINS] * 2, color=PALE, edgecolor=GREY, linewidth=0.6)
        ax.hist(ensemble.values(prior.name), edges, weights=ensemble.weights, color=CYCLE[0], alpha=0.6)
        ax.axvline(float(ensemble.best.values[prior.name]), color=CYCLE[1], linewidth=1.4)
        ax.set_title(prior.name)
        ax.set_xlabel(wrapped(unit_in(prior.unit, lang), 34), fontsize=7)
        ax.xaxis.set_major_formatter(AxisNumbers(lang))
        ax.yaxis.set_major_formatter(AxisNumbers(lang, "share"))
        ax.locator_params(axis="x", nbins=4)
    axes[0].set_ylabel(Text("weight", "poids").in_(lang))
    names = (Text("prior", "a priori"), Text("ensemble", "ensemble"), Text("best trial", "meilleur essai"))
    handles = [Patch(facecolor=PALE, edgecolor=GREY), Patch(color=CYCLE[0], alpha=0.6), Line2D([], [], color=CYCLE[1])]
    fig.legend(handles, [name.in_(lang) for name in names], loc="outside upper right", ncols=3)
    title = Text("Before and after the data", "Avant et après les données").in_(lang)
    dress(fig, title, _caption(found, lang))
    return fig, axes[:count]


def _call(point: Any, lang: str) -> str:
    said = {"heard": Text("heard", "auditionnés"), "selected": Text("selected", "retenus")}
    part = said.get(point.part, Text(point.part, point.part)).in_(lang)
    return f"{point.x:.0f}\n{part}"


def _legend(ax: Axes, found: Any, drawn: list, lang: str) -> None:
    handles: list[Any] = [Line2D([], [], color=INK, marker="o", linestyle="", markersize=4.5)]
    names = [DATA.in_(lang)]
    if found.fit < len(found.target.points):
        handles.append(Line2D([], [], color=INK, marker="o", markerfacecolor="white", linestyle="", markersize=4.5))
        names.append(HELD.in_(lang))
    if found.target.before and found.target.kind != "funnel":
        handles.append(Line2D([], [], color=GREY, marker="x", linestyle="", markersize=4.5))
        names.append(SHOWN.in_(lang))
    handles += [Line2D([], [], color=CYCLE[0]), Patch(color=CYCLE[0], alpha=0.2, linewidth=0)]
    names += [MEDIAN.in_(lang), BAND.in_(lang)]
    handles += [Line2D([], [], color=GREY, linestyle=OTHER[other.name], linewidth=1.1) for other in drawn]
    names += [other.label.in_(lang) for other in drawn]
    ax.legend(handles, names, loc="best", fontsize=7)


def _caption(found: Any, lang: str) -> str:
    ensemble = found.ensemble
    counts = (number(len(ensemble.kept), lang), number(len(ensemble.draws), lang), number(len(found.seeds), lang))
    doubt = Text(" Not converged.", " N'a pas convergé.") if found.doubts else Text("", "")
    scale = Text(
        " The level of the model is scaled to the data: only the shape is fitted.",
        " Le niveau du modèle est ramené à celui des données : seule la forme est calée.",
    ) if found.target.free else Text("", "")  # fmt: skip
    said = Text(
        f"Ensemble: the nearest {counts[0]} of {counts[1]} draws, {counts[2]} common seeds each.{scale.en}{doubt.en} "
        f"Model {MODEL_VERSION}. {DISCLAIMER.en}\nData: {found.target.citation.en}.",
        f"Ensemble{NBSP}: les {counts[0]} tirages les plus proches sur {counts[1]}, {counts[2]} graines communes "
        f"chacun.{scale.fr}{doubt.fr} Modèle {MODEL_VERSION}. "
        f"{DISCLAIMER.fr}\nDonnées{NBSP}: {found.target.citation.fr}.",
    )
    return said.in_(lang)
