"""Paired effects of the policies against the reference, and where they hold (effets appariés)."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.caption import Note
from experiments.figures.style import (
    CYCLE,
    GREY,
    INK,
    WIDTH,
    AxisNumbers,
    Picture,
    dress,
    gap_kind,
    gap_label,
    policies,
    styled,
    wrapped,
)
from experiments.words import NBSP, NO_DIFFERENCE, direction, worlds_phrase
from sim.errors import Text

AVERAGE = "all"  # value of the column ``world`` in the row that averages the worlds
TITLE = Text("Difference from the reference, same seeds", "Écart à la référence, mêmes tirages")


@styled
def effects_forest(
    frame: pd.DataFrame,
    lang: str,
    note: Note = Note(),
    label: str = "",
    unit: str = "",
    reference: str = "",
) -> tuple[Figure, Axes]:
    """Draw the paired difference with its 95% interval, one line per policy, and one small dot per world.

    frame: policy, label, world, estimate, low, high: `compare.paired`, with `compare.summary` as the rows
    whose world is "all" (without them the mean of the worlds is drawn with no interval). label and unit: the
    indicator; reference: its label.
    """
    shown = [(policy, name) for policy, name in policies(frame)]
    fig = Picture(figsize=(WIDTH, 0.46 * len(shown) + 1.7))
    ax = fig.subplots()
    for row, (policy, _) in enumerate(shown):
        _line(ax, row, frame[frame["policy"] == policy], lang)
    ax.axvline(0.0, color=INK, linewidth=0.9, linestyle="-")
    ax.set_yticks(range(len(shown)), [wrapped(name, 26) for _, name in shown])
    ax.set_ylim(len(shown) - 0.5, -0.6)
    ax.tick_params(axis="y", length=0, labelsize=8)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_formatter(AxisNumbers(lang, gap_kind(unit), sign=True))
    ax.set_xlabel(gap_label(label, unit))
    _legend(ax, lang)
    named = Text(
        f"Difference from “{reference}”, same seeds", f"Écart à «{NBSP}{reference}{NBSP}», mêmes tirages"
    )
    dress(fig, note.title or (named if reference else TITLE).in_(lang), note.filled(frame).caption(lang))
    return fig, ax


def _line(ax: Axes, row: int, rows: pd.DataFrame, lang: str) -> None:
    average = rows[rows["world"].astype(str) == AVERAGE]
    worlds = rows[rows["world"].astype(str) != AVERAGE]
    if average.empty and len(worlds) == 1:
        average = worlds
    shift = np.linspace(-0.12, 0.12, len(worlds)) if len(worlds) > 1 else np.zeros(len(worlds))
    ax.scatter(
        worlds["estimate"], row + 0.24 + shift, s=7, color=GREY, alpha=0.55, linewidths=0, gid="worlds"
    )
    if average.empty:
        ax.plot(worlds["estimate"].mean(), row, "o", color=CYCLE[0], markersize=5.5, gid="average")
    else:
        one = average.iloc[0]
        ax.plot(
            [one["low"], one["high"]], [row, row], color=CYCLE[0], linestyle="-", linewidth=2, gid="interval"
        )
        ax.plot(one["estimate"], row, "o", color=CYCLE[0], markersize=5.5, gid="average")
    ax.annotate(
        _phrase(worlds if len(worlds) else average, lang),
        (1, row),
        (8, 0),
        xycoords=ax.get_yaxis_transform(),
        textcoords="offset points",
        va="center",
        fontsize=7,
        linespacing=1.25,
        gid="phrase",
    )


def _phrase(worlds: pd.DataFrame, lang: str) -> str:
    if worlds["low"].isna().all():
        return Text("one seed: no interval", f"un seul tirage{NBSP}: pas d'intervalle").in_(lang)
    signs = [direction(low, high) for low, high in zip(worlds["low"], worlds["high"], strict=True)]
    more, less = Text("more", "plus").in_(lang), Text("less", "moins").in_(lang)
    lines = [
        f"{word} {worlds_phrase(signs.count(sign), len(signs), lang)}"
        for word, sign in ((more, 1), (less, -1))
        if signs.count(sign)
    ]
    return "\n".join(lines) or f"≈ {NO_DIFFERENCE.in_(lang)}"


def _legend(ax: Axes, lang: str) -> None:
    handles = [
        Line2D([], [], color=CYCLE[0], marker="o", linestyle="-", linewidth=2, markersize=5.5),
        Line2D([], [], color=GREY, marker="o", linestyle="none", markersize=2.8),
    ]
    names = [
        Text("mean of the worlds, 95% interval", "moyenne des mondes, intervalle à 95\u00a0%").in_(lang),
        Text("one world each", "un monde chacun").in_(lang),
    ]
    ax.legend(
        handles,
        names,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=2,
        borderaxespad=0.2,
        columnspacing=1.4,
    )
