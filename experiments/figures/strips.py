"""A paired difference along each dial, where worlds were drawn at random and not crossed (nuages par réglage)."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.caption import Note
from experiments.figures.dial_words import dial_name, dial_value, in_order
from experiments.figures.dials import shared
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
    grid_of,
    styled,
    wrapped,
)
from experiments.words import NBSP, NO_DIFFERENCE, direction
from sim.errors import Text

SPARSE = 4  # cells of a dial map for each world: above, worlds were not crossed
LEVELS = 6  # values of a dial that are set side by side; more are read on an axis
APART = 0.5  # of the room of an option, over which its worlds are spread
TITLE = Text("The difference in each world, along each dial", "L'écart dans chaque monde, le long de chaque réglage")
REMARK = Text(
    f"A point: one world; line: 95% interval of the paired difference, each read alone; hollow: {NO_DIFFERENCE.en}. "
    "The other dials change too from point to point.",
    f"Un point{NBSP}: un monde{NBSP}; trait{NBSP}: intervalle à 95{NBSP}% de l'écart apparié, lu chacun seul{NBSP}; "
    f"creux{NBSP}: {NO_DIFFERENCE.fr}. Les autres réglages changent aussi d'un point à l'autre.",
)
GROUPS = (
    (1, Text("more", "plus"), CYCLE[0]), (-1, Text("less", "moins"), CYCLE[1]),
    (0, Text(f"≈ {NO_DIFFERENCE.en}", f"≈ {NO_DIFFERENCE.fr}"), GREY),
)  # fmt: skip


def crossed(effects: pd.DataFrame) -> bool:
    """Say whether worlds fill a good part of the cells of a dial map: every value of a dial with those of the others.

    effects: as `dials.dial_map` takes them.
    """
    rows, columns = shared(effects)
    cells = float(np.prod([float(effects[name].nunique()) for name in (*rows, *columns)]))
    return cells <= SPARSE * len(effects)


@styled
def dial_strips(
    effects: pd.DataFrame, lang: str, note: Note = Note(), label: str = "", unit: str = ""
) -> tuple[Figure, list[Axes]]:
    """Draw the difference in each world with its 95% interval, once along each dial that varies, on one scale.

    effects: one row per world with one column per dial (dotted names), estimate, low, high (`compare.dial_effects`).
    label, unit: the indicator's.
    """
    rows, columns = shared(effects)
    dials = [*rows, *columns]
    down, across = grid_of(len(dials))
    fig = Picture(figsize=(WIDTH, 1.9 * down + 1.3))
    axes = list(np.atleast_1d(fig.subplots(down, across, sharey=True)).flat)
    signs = np.array([direction(low, high) for low, high in zip(effects["low"], effects["high"], strict=True)])
    for ax, dial in zip(axes, dials, strict=False):
        _points(ax, _abscissas(ax, effects[dial], lang), effects, signs)
        ax.set_title(wrapped(dial_name(dial, lang), 84 // across), fontsize=8)
        ax.axhline(0.0, color=INK, linewidth=0.9, linestyle="-")
        ax.yaxis.set_major_formatter(AxisNumbers(lang, gap_kind(unit), sign=True))
    for spare in axes[len(dials) :]:
        spare.set_axis_off()
    _legend(axes[len(dials)], signs, lang)
    named = gap_label(label, unit)
    fig.supylabel(named, fontsize=8, color=INK)
    dress(fig, note.title or TITLE.in_(lang), note.filled(effects).caption(lang, REMARK.in_(lang)))
    return fig, axes[: len(dials)]


def _abscissas(ax: Axes, values: pd.Series, lang: str) -> np.ndarray:
    """Return where each world stands: its number, or a place within the room of its value where there are few."""
    if values.nunique() > LEVELS:
        ax.xaxis.set_major_formatter(AxisNumbers(lang))
        ax.locator_params(axis="x", nbins=4)
        return values.to_numpy(float)
    levels = in_order(values.unique())
    ax.set_xticks(range(len(levels)), [wrapped(dial_value(level, lang), 9) for level in levels], fontsize=6.5)
    place = values.map({level: k for k, level in enumerate(levels)}).to_numpy(float)
    rank = values.groupby(values.to_numpy()).cumcount() / values.groupby(values.to_numpy()).transform("size")
    ax.set_xlim(-0.6, len(levels) - 0.4)
    return np.asarray(place + APART * (rank.to_numpy(float) - 0.5))


def _points(ax: Axes, x: np.ndarray, effects: pd.DataFrame, signs: np.ndarray) -> None:
    """Draw each world, hollow where its interval holds 0 or there is none."""
    for sign, _, colour in reversed(GROUPS):
        mine = signs == sign
        part = effects[mine]
        ax.vlines(x[mine], part["low"], part["high"], colors=colour, linewidth=0.7, alpha=0.55, gid=f"interval {sign}")
        fill = colour if sign else "white"
        ax.plot(x[mine], part["estimate"], "o", color=colour, markerfacecolor=fill, markersize=3.2, linestyle="none",
                gid=f"worlds {sign}")  # fmt: skip


def _legend(ax: Axes, signs: np.ndarray, lang: str) -> None:
    """Name the groups with how many worlds each has."""
    handles = [
        Line2D([], [], color=colour, marker="o", markersize=4, linestyle="none",
               markerfacecolor=colour if sign else "white") for sign, _, colour in GROUPS
    ]  # fmt: skip
    names = [f"{text.in_(lang)} ({int((signs == sign).sum())})" for sign, text, _ in GROUPS]
    ax.legend(handles, [wrapped(name, 26) for name in names], loc="center left",
              title=Text("worlds", "mondes").in_(lang), title_fontsize=7.5, alignment="left")  # fmt: skip
