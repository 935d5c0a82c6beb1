"""Many columns at once, a line for each world or mix (coordonnées parallèles)."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.caption import Note
from experiments.figures.dial_words import dial_name, dial_value, in_order
from experiments.figures.style import CYCLE, GREY, WIDTH, Picture, dress, styled, wrapped
from experiments.words import percent
from sim.errors import Text

TITLE = Text("Every world at once", "Tous les mondes à la fois")
LINES: tuple[Any, ...] = ("-", "--", "-.", ":")
# white behind letters, so that lines stay off them
BEHIND: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85}
SPREAD = 0.05  # of an axis, by which lines that share a value are set apart


@styled
def parallel(
    frame: pd.DataFrame, columns: Sequence[str], lang: str, note: Note = Note(), names: Mapping[str, str] | None = None
) -> tuple[Figure, Axes]:
    """Draw a line for each row over upright axes, one for each column, each from its least to its greatest value.

    frame: the columns (numbers, or names of options) and group, a text by which lines are coloured; the first group in
    the frame is drawn on top, others paler. names: how to call columns ("share: …" are written as percentages).
    """
    fig = Picture(figsize=(WIDTH, 3.9))
    ax = fig.subplots()
    heights = pd.DataFrame({name: _heights(frame[name]) for name in columns}, index=frame.index)
    groups = list(dict.fromkeys(frame["group"]))
    order = _spread(len(frame))
    for k, group in reversed(list(enumerate(groups))):
        colour = CYCLE[k] if k < len(groups) - 1 or len(groups) == 1 else GREY
        for row in np.flatnonzero((frame["group"] == group).to_numpy()):
            line = heights.iloc[row].to_numpy(float) + order[row]
            ax.plot(range(len(columns)), line, color=colour, linestyle=LINES[k % 4], linewidth=1.0,
                    alpha=0.75 if colour != GREY else 0.4, gid=str(group))  # fmt: skip
    for place, name in enumerate(columns):
        ax.axvline(place, color="#B0B0B0", linewidth=0.8, linestyle="-", zorder=0)
        _marks(ax, place, frame[name], lang)
    said = names or {}
    ax.set_xticks(range(len(columns)), [wrapped(said.get(n, dial_name(n, lang)), 84 // len(columns)) for n in columns])
    ax.set(yticks=[], ylim=(-0.15, 1.15), xlim=(-0.15, len(columns) - 0.6))
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    handles = [
        Line2D([], [], color=CYCLE[k] if k < len(groups) - 1 or len(groups) == 1 else GREY, linestyle=LINES[k % 4])
        for k in range(len(groups))
    ]
    ax.legend(handles, groups, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=min(3, len(groups)))
    dress(fig, note.title or TITLE.in_(lang), note.caption(lang))
    return fig, ax


def _heights(column: pd.Series) -> np.ndarray:
    """Return where each value stands on its axis, 0 to 1; options at equal steps."""
    if pd.api.types.is_numeric_dtype(column):
        low, span = float(column.min()), float(np.ptp(column)) or 1.0
        return (column.to_numpy(float) - low) / span
    levels = in_order(column.unique())
    return np.array([levels.index(value) for value in column]) / max(1, len(levels) - 1)


def _spread(count: int) -> np.ndarray:
    """Return small shifts, all different, in an order that does not follow that of the rows."""
    shifts = (np.arange(count) * 0.6180339887) % 1.0
    return SPREAD * (shifts - 0.5)


def _marks(ax: Axes, place: int, column: pd.Series, lang: str) -> None:
    """Write the values at the ends of an axis, or each option."""
    if pd.api.types.is_numeric_dtype(column):
        share = str(column.name).startswith("share.")
        ends = [(float(column.min()), -0.09), (float(column.max()), 1.05)]
        marks = [(percent(v, lang) if share else dial_value(float(f"{v:.3g}"), lang), y) for v, y in dict(ends).items()]
    else:
        levels = in_order(column.unique())
        marks = [(dial_value(v, lang), k / max(1, len(levels) - 1) + 0.035) for k, v in enumerate(levels)]
    for text, height in marks:
        ax.text(place + 0.02, height, text, fontsize=6.5, color="#555555", bbox=BEHIND, zorder=3)
