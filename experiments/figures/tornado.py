"""The difference at the two ends of each dial, the widest on top (diagramme en tornade)."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

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
    wrapped,
)
from experiments.words import NBSP
from sim.errors import Text

APART = {"low": -0.14, "high": 0.14}  # rows: on one line the two intervals would hide one another
DRAWN = 12
TITLE = Text(
    "What moves the difference: the two ends of each dial",
    f"Ce qui change l'écart{NBSP}: les deux bouts de chaque réglage",
)
ENDS = (Text("where it is least", "où il est le moindre"), Text("where it is greatest", "où il est le plus grand"))
REMARK = Text(
    "Mean of the worlds where a dial is in that part; line: 95% interval by seeds; dotted: mean of all worlds.",
    f"Moyenne des mondes où un réglage est dans cette partie{NBSP}; trait{NBSP}: intervalle à 95{NBSP}% par tirages"
    f"{NBSP}; pointillé{NBSP}: moyenne de tous les mondes.",
)


@styled
def tornado(
    frame: pd.DataFrame, lang: str, note: Note = Note(), label: str = "", unit: str = ""
) -> tuple[Figure, Axes]:
    """Draw a bar from the mean of the worlds to that of each dial's two extreme parts, the widest dial on top.

    frame: dial, end ("low" or "high"), part_en, part_fr, estimate, low, high, gap (``discovery_scores.ends``), and mean
    (of all worlds). label, unit: the indicator's.
    """
    dials = list(dict.fromkeys(frame["dial"]))[:DRAWN]
    middle = float(frame["mean"].iloc[0])
    fig = Picture(figsize=(WIDTH, 0.46 * len(dials) + 1.8))
    ax = fig.subplots()
    for row, dial in enumerate(dials):
        mine = frame[frame["dial"] == dial]
        for end in mine.to_dict("records"):
            _end(ax, row, end, middle)
        _parts(ax, row, mine, lang)
    ax.axvline(middle, color=INK, linewidth=0.9, linestyle=":")
    ax.axvline(0.0, color=INK, linewidth=0.9, linestyle="-")
    ax.set_yticks(range(len(dials)), [wrapped(dial_name(str(dial), lang), 26) for dial in dials])
    ax.set_ylim(len(dials) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0, labelsize=8)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.spines["left"].set_visible(False)
    low, high = (float(getattr(frame[["estimate", "low", "high", "mean"]], end)().agg(end)) for end in ("min", "max"))
    ax.set_xlim(low - 0.3 * (high - low), high + 0.2 * (high - low))
    ax.xaxis.set_major_formatter(AxisNumbers(lang, gap_kind(unit), sign=True))
    ax.set_xlabel(gap_label(label, unit))
    handles = [Line2D([], [], color=colour, linewidth=6, linestyle="-") for colour in (CYCLE[1], CYCLE[0])]
    ax.legend(handles, [end.in_(lang) for end in ENDS], loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2)
    dress(fig, note.title or TITLE.in_(lang), note.caption(lang, REMARK.in_(lang)))
    return fig, ax


def _end(ax: Axes, row: int, end: dict, middle: float) -> None:
    high = end["end"] == "high"
    ax.barh(row, end["estimate"] - middle, 0.56, left=middle, color=CYCLE[0] if high else CYCLE[1], alpha=0.75,
            gid=f"{end['dial']} {end['end']}")  # fmt: skip
    at = row + APART[end["end"]]
    ax.plot([end["low"], end["high"]], [at, at], color=INK, linewidth=0.9, linestyle="-")


def _parts(ax: Axes, row: int, mine: pd.DataFrame, lang: str) -> None:
    """Write which part of the dial each end is, clear of both intervals."""
    for end, side, place in (("low", "right", -4), ("high", "left", 4)):
        text = mine.loc[mine["end"] == end, f"part_{lang}"].iloc[0]
        far = mine[["estimate", "low"]].min().min() if end == "low" else mine[["estimate", "high"]].max().max()
        ax.annotate(text, (far, row + APART[end]), (place, 0), textcoords="offset points", ha=side, va="center",
                    fontsize=7)  # fmt: skip
