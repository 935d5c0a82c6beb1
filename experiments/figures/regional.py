"""Where the worlds of interest lie on each dial, against the others (sensibilité régionale)."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.caption import Note
from experiments.figures.dial_words import dial_name, dial_value
from experiments.figures.style import CYCLE, GREY, WIDTH, AxisNumbers, Picture, dress, grid_of, styled, wrapped
from experiments.words import NBSP
from sim.errors import Text

TITLE = Text("Where it happens on each dial", "Où cela arrive sur chaque réglage")
SIDES = (Text("worlds of interest", "mondes visés"), Text("other worlds", "autres mondes"))
REMARK = Text(
    "Share of the worlds up to each value (of a choice: with each option). ≈: the two lie no farther apart than "
    "shuffled outcomes do.",
    f"Part des mondes jusqu'à chaque valeur (pour un choix{NBSP}: avec chaque option). ≈{NBSP}: l'écart ne dépasse pas "
    "celui de résultats mélangés.",
)


@styled
def regional_curves(
    curves: pd.DataFrame, distances: pd.DataFrame, lang: str, note: Note = Note(), sides: tuple[str, str] = ("", "")
) -> tuple[Figure, list[Axes]]:
    """Draw, for each dial, the cumulated shares of the worlds of interest and of the others: apart where it matters.

    curves: dial, value, of_interest, others (0 to 1; of a choice, not cumulated). distances: dial, discernible; its
    order is that of the panels. sides: names of the two groups.
    """
    dials = [str(dial) for dial in distances["dial"]]
    rows, columns = grid_of(len(dials))
    fig = Picture(figsize=(WIDTH, 1.7 * rows + 0.9))
    axes = list(np.atleast_1d(fig.subplots(rows, columns, sharey=True)).flat)
    seen = distances.set_index("dial")["discernible"]
    for ax, dial in zip(axes, dials, strict=False):
        mine = curves[curves["dial"] == dial]
        (_lines if pd.api.types.is_number(mine["value"].iloc[0]) else _bars)(ax, mine, lang)
        name = dial_name(dial, lang)
        ax.set_title(wrapped(name if seen[dial] else f"≈ {name}", 100 // columns), fontsize=7.5)
        ax.set_ylim(0, 1.04)
        ax.yaxis.set_major_formatter(AxisNumbers(lang, "share"))
    for spare in axes[len(dials) :]:
        spare.set_axis_off()
    names = [given or text.in_(lang) for given, text in zip(sides, SIDES, strict=True)]
    handles = [Line2D([], [], color=CYCLE[0], linestyle="-", linewidth=2), Line2D([], [], color=GREY, linestyle="--")]
    axes[len(dials)].legend(handles, [wrapped(name, 100 // columns) for name in names], loc="center left")
    dress(fig, note.title or TITLE.in_(lang), note.caption(lang, REMARK.in_(lang)))
    return fig, axes[: len(dials)]


def _lines(ax: Axes, mine: pd.DataFrame, lang: str) -> None:
    values = mine["value"].to_numpy(float)
    start = [values[0], *values]
    room = 0.05 * float(np.ptp(values))
    ax.set_xlim(values[0] - room, values[-1] + room)
    for column, colour, line, width in (("others", GREY, "--", 1.3), ("of_interest", CYCLE[0], "-", 2.0)):
        ax.step(start, [0.0, *mine[column]], where="post", color=colour, linestyle=line, linewidth=width, gid=column)
    ax.set_xticks([values[0], values[-1]], [dial_value(float(f"{v:.3g}"), lang) for v in (values[0], values[-1])])


def _bars(ax: Axes, mine: pd.DataFrame, lang: str) -> None:
    rows = np.arange(len(mine))
    ax.bar(rows - 0.19, mine["of_interest"], 0.36, color=CYCLE[0], gid="of_interest")
    ax.bar(rows + 0.19, mine["others"], 0.36, color="white", edgecolor=GREY, linestyle="--", gid="others")
    ax.set_xticks(rows, [dial_value(value, lang) for value in mine["value"]], fontsize=6.5)
