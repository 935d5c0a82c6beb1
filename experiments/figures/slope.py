"""How policies move and cross from one setting to another, or from one date to another (diagramme de pentes)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.caption import Note
from experiments.figures.style import CYCLE, GREY, INK, WIDTH, Picture, dress, policies, styled, wrapped, written
from experiments.words import NBSP
from sim.errors import Text

TITLE = Text("{}: from one setting to another", f"{{}}{NBSP}: d'un réglage à l'autre")
DASHES = ("-", "--", "-.", ":")
ROOM = 0.19  # inches a label of one line takes
REMARK = Text("Each number: mean of the seeds and of the other settings.",
              f"Chaque nombre{NBSP}: moyenne des tirages et des autres réglages.")  # fmt: skip


@styled
def slopegraph(
    frame: pd.DataFrame,
    lang: str,
    note: Note = Note(),
    label: str = "",
    unit: str = "",
    stressed: Sequence[str] = (),
) -> tuple[Figure, Axes]:
    """Draw the value of each policy at each setting, joined by a line, with its name and number at both ends.

    frame: policy, label, at (a setting, in order, two or more), value (several rows are averaged). label, unit: the
    indicator. stressed: policies drawn in colour, four at most; the others are grey.
    """
    shown, marks = policies(frame), list(dict.fromkeys(frame["at"]))
    means = frame.groupby(["policy", "at"], sort=False)["value"].mean().unstack()[marks]
    names = dict(shown)
    fig = Picture(figsize=(WIDTH, 0.34 * len(shown) + 1.7))
    fig.set_layout_engine("constrained", w_pad=0.08)
    ax = fig.subplots()
    for rank, policy in enumerate(sorted(means.index, key=lambda p: p in stressed)):
        _line(ax, means.loc[policy], _style(policy, stressed), rank)
    low, high = float(np.nanmin(means)), float(np.nanmax(means))
    room = ROOM * ((high - low) or abs(high) or 1.0) / (0.34 * len(shown) - 0.2)
    heights = [_names(ax, means, names, side, (room, lang, unit, stressed)) for side in (-1, 1)]
    seen = np.concatenate([[low, high], *heights])
    _frame(ax, marks, (seen.min() - room, seen.max() + room))
    dress(fig, note.title or TITLE.in_(lang).format(label), note.filled(frame).caption(lang, REMARK.in_(lang)))
    return fig, ax


def _style(policy: str, stressed: Sequence[str]) -> dict:
    """Return the line of a policy: a colour and dashes of its own where it is stressed."""
    if policy not in stressed:
        return {"color": GREY, "linewidth": 1.0, "linestyle": "-", "alpha": 0.75}
    rank = list(stressed).index(policy)
    return {"color": CYCLE[rank], "linewidth": 2.2, "linestyle": DASHES[rank % len(DASHES)]}


def _line(ax: Axes, values: pd.Series, style: dict, rank: int) -> None:
    x, y = range(len(values)), values.to_numpy(float)
    ax.plot(x, y, marker="o", markersize=4, clip_on=False, zorder=2 + rank, gid="slope", **style)


def _names(ax: Axes, means: pd.DataFrame, names: dict[str, str], side: int, style: tuple) -> np.ndarray:
    """Write name and number beside each end, spread so that none covers another; return their heights."""
    room, lang, unit, stressed = style
    values = means.iloc[:, 0 if side < 0 else -1].dropna().sort_values()
    end, reach = (0 if side < 0 else means.shape[1] - 1), 0.03 * side * (means.shape[1] - 1)
    heights = spread(values.to_numpy(float), room)
    for policy, value, height in zip(values.index, values, heights, strict=True):
        number = written(value, lang, unit, 1 if unit == "share" else None)
        ax.plot(
            [end, end + reach], [value, height], color="#B5B5B5", linestyle="-", linewidth=0.6, zorder=1, clip_on=False
        )
        ax.annotate(
            f"{names[policy]}  {number}" if side < 0 else f"{number}  {names[policy]}", (end + reach, height),
            (3 * side, 0), textcoords="offset points", ha="right" if side < 0 else "left", va="center", fontsize=7.5,
            color=INK, fontweight="bold" if policy in stressed else "normal", annotation_clip=False, gid="end",
        )  # fmt: skip
    return heights


def spread(heights: np.ndarray, room: float) -> np.ndarray:
    """Return ascending heights moved as little as it takes to stand ``room`` apart (least squares).

    Pools neighbours that touch and centres each pool on its own mean, as in isotonic regression.
    """
    pools: list[list[float]] = []  # [mean of height less rank * room, how many]
    for rank, height in enumerate(heights):
        pools.append([float(height) - rank * room, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            value, count = pools.pop()
            pools[-1] = [(pools[-1][0] * pools[-1][1] + value * count) / (pools[-1][1] + count), pools[-1][1] + count]
    flat = np.concatenate([np.full(int(count), value) for value, count in pools]) if pools else np.zeros(0)
    return flat + room * np.arange(len(heights))


def _frame(ax: Axes, marks: list, limits: tuple[float, float]) -> None:
    """Show a vertical for each setting, its name on top, and nothing else: the numbers stand at the ends."""
    ax.set_xlim(0, len(marks) - 1)
    ax.set_ylim(*limits)
    ax.set_xticks(range(len(marks)), [wrapped(str(mark), 24) for mark in marks])
    ax.tick_params(axis="x", top=False, bottom=False, labeltop=True, labelbottom=False, labelsize=8)
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    ax.grid(False)
    for place in range(len(marks)):
        ax.axvline(place, color="#D5D5D5", linewidth=0.8, linestyle="-", zorder=0, clip_on=False)
