"""Which parameters a difference rests on, drawn: bars of the indices, and the plane of μ* and σ (sensibilité)."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.apart import name_beside, set_apart
from experiments.figures.style import (
    CYCLE,
    GREY,
    INK,
    PALE,
    WIDTH,
    AxisNumbers,
    Picture,
    dress,
    gap_kind,
    gap_label,
    styled,
)
from experiments.words import DISCLAIMER, NBSP, number, worlds_phrase
from sim.errors import Text
from sim.measures import INDICATORS
from sim.version import MODEL_VERSION

DRAWN = 15  # bars; the tables hold all
NAMED = 8  # points of the plane that bear their name
NAMES = {
    "mu_star": Text(
        "μ*: mean size of the change over the whole range",
        f"μ*{NBSP}: taille moyenne du changement sur toute la plage",
    ),
    "ST": Text("ST: with interactions", f"ST{NBSP}: avec les interactions"),
    "S1": Text("S1: alone", f"S1{NBSP}: seul"),
    "noise": Text("by the luck of seeds alone", "par le seul hasard des tirages"),
}  # fmt: skip
SIGMA = Text("σ: how much the change depends on the others", f"σ{NBSP}: combien le changement dépend des autres")


@styled
def bars(found: Any, lang: str) -> tuple[Figure, list[Axes]]:
    """Draw the largest indices as bars with their 95% intervals; for Morris, a tick where the luck of seeds reaches.

    found: experiments.sensitivity.output.Result.
    """
    table = found.listed(DRAWN)
    kinds = ("mu_star",) if found.size_column == "mu_star" else ("ST", "S1")
    fig = Picture(figsize=(WIDTH, 0.26 * len(table) * len(kinds) ** 0.5 + 1.9))
    ax = fig.subplots()
    rows, height = np.arange(len(table)), 0.72 / len(kinds)
    for k, kind in enumerate(kinds):
        _bar(ax, rows + (k - (len(kinds) - 1) / 2) * height, table, kind, (CYCLE[k], height))
    handles = [Line2D([], [], color=CYCLE[k], linewidth=5) for k in range(len(kinds))]
    names = [NAMES[kind].in_(lang) for kind in kinds]
    if "noise" in table and table["noise"].notna().any():
        ax.plot(table["noise"], rows, "|", color=CYCLE[1], markersize=11, markeredgewidth=1.6)
        handles.append(Line2D([], [], color=CYCLE[1], marker="|", linestyle="", markersize=9, markeredgewidth=1.6))
        names.append(NAMES["noise"].in_(lang))
    ax.set_yticks(rows, list(table["factor"]))
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0, labelsize=7.5)
    ax.grid(axis="y", visible=False)
    ax.axvline(0.0, color=INK, linewidth=0.9)
    unit = _unit(found)
    ax.xaxis.set_major_formatter(AxisNumbers(lang, gap_kind(unit) if kinds[0] == "mu_star" else "number"))
    ax.set_xlabel(_measured(found, lang) if kinds[0] == "mu_star" else _shares(lang))
    ax.legend(handles, names, loc="lower right", fontsize=7, frameon=True, framealpha=0.85, edgecolor="none")
    dress(fig, _title(found, lang), _caption(found, lang))
    return fig, [ax]


@styled
def plane(found: Any, lang: str) -> tuple[Figure, list[Axes]]:
    """Draw each parameter by how much it moves the difference (μ*) and how unevenly (σ), with 95% intervals.

    Hollow: μ* within what the luck of seeds alone would make. found: experiments.sensitivity.output.Result.
    """
    table = found.indices.dropna(subset=["mu_star", "sigma"])
    fig = Picture(figsize=(WIDTH, 4.4))
    ax = fig.subplots()
    top, names = float(table["mu_star_high"].max()) or 1.0, []
    ax.plot([0, top], [0, top], color=PALE, linewidth=1.2, zorder=0)
    for place, row in enumerate(table.to_dict("records")):
        named, clear = place < NAMED, not row["mu_star_low"] <= row["noise"]
        colour = CYCLE[0] if named else GREY
        if named:
            across, up = ([[row[k] - row[f"{k}_low"]], [row[f"{k}_high"] - row[k]]] for k in ("mu_star", "sigma"))
            ax.errorbar(row["mu_star"], row["sigma"], up, across, color=colour, linewidth=0.8, alpha=0.7)
            names.append(name_beside(ax, row["factor"], (row["mu_star"], row["sigma"])))
        fill = colour if clear else "white"
        ax.plot(row["mu_star"], row["sigma"], "o", color=colour, markerfacecolor=fill, markersize=4.5 if named else 3)
    ax.set_xlim(left=0)
    ax.set_ylim(bottom=0)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(AxisNumbers(lang, gap_kind(_unit(found))))
    ax.set_xlabel(f"{NAMES['mu_star'].in_(lang)}\n{_measured(found, lang)}")
    ax.set_ylabel(SIGMA.in_(lang))
    remark = Text(
        "Hollow: within what the luck of seeds alone would make. Line: σ = μ*.",
        f"Creux{NBSP}: dans ce que ferait le seul hasard des tirages. Droite{NBSP}: σ = μ*.",
    )
    dress(fig, _title(found, lang), f"{remark.in_(lang)} {_caption(found, lang)}")
    set_apart(fig, names)
    return fig, [ax]


def _bar(ax: Axes, rows: np.ndarray, table: pd.DataFrame, kind: str, style: tuple[str, float]) -> None:
    value = table[kind].to_numpy(float)
    ends = np.array([value - table[f"{kind}_low"], table[f"{kind}_high"] - value])
    ax.barh(rows, value, style[1], color=style[0], alpha=0.75)
    ax.errorbar(value, rows, xerr=np.nan_to_num(np.maximum(ends, 0.0)), fmt="none", ecolor=INK, elinewidth=0.9)


def _unit(found: Any) -> str:
    return str(INDICATORS[found.asked.indicator].unit.en)


def _measured(found: Any, lang: str) -> str:
    what = INDICATORS[found.asked.indicator]
    return gap_label(what.label.in_(lang), what.unit.in_(lang))


def _shares(lang: str) -> str:
    return Text("share of the variance of the difference", "part de la variance de l'écart").in_(lang)


def _title(found: Any, lang: str) -> str:
    return Text("What moves the difference. ", "Ce qui change l'écart. ").in_(lang) + found.title(lang)


def _caption(found: Any, lang: str) -> str:
    sample, counts = found.asked.sample, found.counts
    method = {"morris": Text("Morris", "Morris"), "sobol": Text("Sobol'", "Sobol'")}[sample.method].in_(lang)
    points, seeds = number(sample.size * sample.block, lang), number(len(found.asked.seeds), lang)
    turned = number(len(found.asked.space.factors), lang)
    cell = found.asked.cells[found.asked.pair[0]]
    span, last = number(cell["years"], lang), cell["first_year"] + cell["years"]
    seen = f" {worlds_phrase(counts['above'], counts['worlds'], lang)}" if counts["worlds"] else ""
    said = Text(
        f"{method}, {turned} parameters over their plausible ranges, {points} points, {seeds} common seeds, "
        f"{span} years ({cell['first_year']}–{last}); 95% intervals by bootstrap. The first lies "
        f"above the second{seen}. Model {MODEL_VERSION}. {DISCLAIMER.en}",
        f"{method}, {turned} paramètres dans leurs plages plausibles, {points} points, {seeds} tirages communs, "
        f"{span} ans ({cell['first_year']}–{last})\u00a0; intervalles à 95{NBSP}% par "
        f"rééchantillonnage. La première est au-dessus de la seconde{seen}. Modèle {MODEL_VERSION}. {DISCLAIMER.fr}",
    )
    return said.in_(lang)
