"""A box of worlds: its limits on each dial, and what it gives up to be dense (limites, couverture et densité)."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.caption import Note
from experiments.figures.dial_words import dial_name, dial_value
from experiments.figures.style import CYCLE, GREY, INK, WIDTH, AxisNumbers, Picture, dress, styled, wrapped
from experiments.words import NBSP, number
from sim.errors import Text

TITLE = Text("Under which assumptions it happens", "Sous quelles hypothèses cela arrive")
COVERAGE = Text(
    "coverage: share of the worlds of interest inside", f"couverture{NBSP}: part des mondes visés à l'intérieur"
)
DENSITY = Text("density: share of interest among those inside", f"densité{NBSP}: part de mondes visés à l'intérieur")
REMARK = Text(
    "Left: what the box keeps (thick) of the values tested (thin). Right: the boxes on the way, from all worlds to few",
    f"À gauche{NBSP}: ce que la boîte garde (épais) des valeurs testées (fin). À droite{NBSP}: les boîtes sur le "
    "chemin, de tous les mondes à quelques-uns",
)
SHADES = (GREY, *CYCLE[:3], CYCLE[4])  # 0 to 4 limits and more


@styled
def box_limits(
    limits: pd.DataFrame, path: pd.DataFrame, lang: str, note: Note = Note()
) -> tuple[Figure, list[Axes]]:
    """Draw the limits of a box beside the trade-off between coverage and density that led to it.

    limits: a row for each dial that the box limits: dial, low, high, lowest, highest (numbers; low or high NaN where
    the box asks nothing), or kept, options (texts separated by commas) for a choice. path: a row for each box on the
    way: coverage, density (0 to 1), limits (how many dials), chosen (True for the one drawn on the left).
    """
    fig = Picture(figsize=(WIDTH, max(3.3, 0.5 * len(limits) + 2.0)))
    left, right = fig.subplots(1, 2, width_ratios=(1.1, 1.0))
    for row, limit in enumerate(limits.to_dict("records")):
        (_choice if isinstance(limit.get("kept"), str) and limit["kept"] else _range)(left, row, limit, lang)
    left.set(xlim=(-0.06, 1.06), ylim=(len(limits) - 0.35, -0.75), xticks=[])
    left.set_yticks(range(len(limits)), [wrapped(dial_name(str(d), lang), 17) for d in limits["dial"]])
    left.tick_params(axis="y", length=0)
    left.grid(False)
    left.spines[:].set_visible(False)
    _path(right, path, lang)
    dress(fig, note.title or TITLE.in_(lang), note.caption(lang, f"{REMARK.in_(lang)}."))
    return fig, [left, right]


def _range(ax: Axes, row: int, limit: Mapping[Any, Any], lang: str) -> None:
    """Draw the limits of a number on the range tested, 0 to 1."""
    lowest, highest = limit["lowest"], limit["highest"]
    ends = [limit["low"] if limit["low"] == limit["low"] else lowest, limit["high"]]
    ends[1] = ends[1] if ends[1] == ends[1] else highest
    start, stop = ((end - lowest) / (highest - lowest) for end in ends)
    ax.plot([0, 1], [row, row], color=GREY, linewidth=1.2, linestyle="-")
    ax.plot([start, stop], [row, row], color=CYCLE[0], linewidth=7, linestyle="-", solid_capstyle="butt", gid="kept")
    for place, value, bound in ((0.0, lowest, start), (1.0, highest, stop)):
        ax.annotate(dial_value(value, lang), (place, row), (0, -15), **_LABEL, color=GREY, fontsize=6.5)
        if abs(bound - place) > 1e-9:
            text = dial_value(float(f"{ends[0] if place == 0 else ends[1]:.3g}"), lang)
            ax.annotate(text, (bound, row), (0, 6), **_LABEL, color=INK, fontsize=8, gid="limit")


def _choice(ax: Axes, row: int, limit: Mapping[Any, Any], lang: str) -> None:
    """Draw the options of a choice, filled where the box keeps them."""
    options, kept = str(limit["options"]).split(","), set(str(limit["kept"]).split(","))
    for place, option in zip(np.linspace(0.08, 0.92, len(options)), options, strict=True):
        inside = option in kept
        ax.plot(place, row, "o", color=CYCLE[0] if inside else GREY, markersize=8,
                markerfacecolor=CYCLE[0] if inside else "white", gid="kept" if inside else None)  # fmt: skip
        ax.annotate(dial_value(option, lang), (place, row), (0, -15), **_LABEL, fontsize=6.5,
                    color=INK if inside else GREY)  # fmt: skip


_LABEL: dict[str, Any] = {"textcoords": "offset points", "ha": "center"}


def _path(ax: Axes, path: pd.DataFrame, lang: str) -> None:
    """Draw coverage against density, shaded by how many dials each box limits."""
    counts = np.minimum(path["limits"].to_numpy(int), 4)
    ax.plot(path["coverage"], path["density"], color="#C9C9C9", linestyle="-", linewidth=0.9, zorder=1)
    ax.scatter(path["coverage"], path["density"], c=[SHADES[k] for k in counts], s=22, zorder=2, linewidths=0)
    mine = path[path["chosen"]]
    ax.scatter(mine["coverage"], mine["density"], s=95, facecolors="none", edgecolors=INK, linewidths=1.4, zorder=3,
               gid="chosen")  # fmt: skip
    ax.set(xlim=(-0.03, 1.05), ylim=(-0.03, 1.07))
    ax.grid(visible=True, axis="both")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(AxisNumbers(lang, "share"))
    ax.set_xlabel(wrapped(COVERAGE.in_(lang), 34), fontsize=7.5)
    ax.set_ylabel(wrapped(DENSITY.in_(lang), 26), fontsize=7.5)
    shown = sorted(set(counts))
    handles = [Line2D([], [], marker="o", linestyle="", color=SHADES[k], markersize=4.5) for k in shown]
    more = Text("or more", "ou plus").in_(lang)
    names = [number(k, lang) + (f" {more}" if k == 4 else "") for k in shown]
    handles.append(Line2D([], [], marker="o", linestyle="", color=INK, markerfacecolor="none", markersize=8))
    names.append(Text("the box on the left", "la boîte de gauche").in_(lang))
    title = Text("dials limited", "réglages limités").in_(lang)
    ax.legend(handles, names, title=title, title_fontsize=7, fontsize=7, loc="lower left", frameon=True,
              framealpha=0.85, edgecolor="none")  # fmt: skip
