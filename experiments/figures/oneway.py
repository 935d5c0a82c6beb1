"""A paired difference along one parameter, with its intervals and where it turns (balayage d'un paramètre)."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.caption import Note
from experiments.figures.dial_words import dial_name
from experiments.figures.style import (
    CYCLE,
    INK,
    WIDTH,
    AxisNumbers,
    Picture,
    dress,
    gap_kind,
    gap_label,
    styled,
)
from experiments.words import NBSP, NO_DIFFERENCE
from sim.errors import Text

OTHER = ("world", "estimate", "low", "high", "seeds", "verdict")


@styled
def oneway_curve(
    table: pd.DataFrame, lang: str, note: Note = Note(), measure: tuple[str, str] = ("", ""),
    names: tuple[str, str] = ("", ""),
) -> tuple[Figure, Axes]:  # fmt: skip
    """Draw the difference at each value of one parameter with its 95% interval; hollow where it holds 0.

    table: one row per value, with a column for the parameter, estimate, low, high, verdict. measure: label and unit of
    the indicator. names: the first policy less the second.
    """
    dial = next(str(name) for name in table if name not in OTHER)
    table = table.sort_values(dial)
    label, unit = measure
    fig = Picture(figsize=(WIDTH, 3.6))
    ax = fig.subplots()
    ax.axhline(0.0, color=INK, linewidth=0.9, linestyle="-")
    ax.plot(table[dial], table["estimate"], color=CYCLE[0], linestyle="-", linewidth=1.2, zorder=1)
    for row in table.to_dict("records"):
        ax.plot(
            [row[dial]] * 2, [row["low"], row["high"]], color=CYCLE[0], linestyle="-", linewidth=1.6, gid="interval"
        )
        fill = CYCLE[0] if row["verdict"] in ("above", "below") else "white"
        ax.plot(row[dial], row["estimate"], "o", color=CYCLE[0], markerfacecolor=fill, markersize=6, gid="value")
    ax.set_xlabel(dial_name(dial, lang))
    ax.set_title(gap_label(label, unit), loc="left", fontsize=8)
    ax.yaxis.set_major_formatter(AxisNumbers(lang, gap_kind(unit), sign=True))
    ax.xaxis.set_major_formatter(AxisNumbers(lang))
    title = Text(f"“{names[0]}” less “{names[1]}”", f"«{NBSP}{names[0]}{NBSP}» moins «{NBSP}{names[1]}{NBSP}»").in_(
        lang
    )
    none = NO_DIFFERENCE.in_(lang)
    remark = Text(
        f"Lines: 95% intervals of the paired difference, each read alone. Hollow: {none}.",
        f"Traits{NBSP}: intervalles à 95{NBSP}% de l'écart apparié, lus chacun seul. Creux{NBSP}: {none}.",
    )
    dress(fig, note.title or title, note.filled(table).caption(lang, remark.in_(lang)))
    return fig, ax
