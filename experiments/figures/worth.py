"""What it would gain to know each uncertainty before choosing (valeur de l'information)."""

import numpy as np
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

ALL = "(all)"
EVERY = Text("all of them together", "toutes ensemble")
TITLE = Text("Which uncertainty is worth measuring", "Quelle incertitude vaut d'être mesurée")
REMARK = Text(
    "Gain, on the mean of the worlds, of knowing a dial before choosing a policy. Bar: plain estimate, biased upwards; "
    "diamond: choice and judgement on different seeds, biased downwards; tick: what a shuffled dial seems to be worth; "
    "pale: not told from it.",
    f"Gain, sur la moyenne des mondes, à connaître un réglage avant de choisir une politique. Barre{NBSP}: estimation "
    f"simple, biaisée vers le haut{NBSP}; losange{NBSP}: choix et jugement sur des tirages différents, biaisée vers le "
    f"bas{NBSP}; trait{NBSP}: ce que semble valoir un réglage mélangé{NBSP}; pâle{NBSP}: ne s'en distingue pas.",
)


@styled
def information_bars(
    frame: pd.DataFrame, lang: str, note: Note = Note(), label: str = "", unit: str = ""
) -> tuple[Figure, Axes]:
    """Draw the value of knowing each dial, beside its cautious estimate and what luck alone makes.

    frame: dial, value, cautious, luck, discernible (``information.information``); label, unit: the indicator's.
    """
    fig = Picture(figsize=(WIDTH, 0.34 * len(frame) + 2.0))
    ax = fig.subplots()
    rows = np.arange(len(frame))
    for row, one in zip(rows, frame.to_dict("records"), strict=True):
        clear = bool(one["discernible"]) or one["dial"] == ALL
        ax.barh(row, one["value"], 0.62, color=CYCLE[0] if clear else "#D9E4EC", alpha=0.75, gid=str(one["dial"]))
    ax.plot(frame["luck"], rows, "|", color=CYCLE[1], markersize=12, markeredgewidth=1.6, gid="luck")
    ax.plot(frame["cautious"], rows, "D", color=INK, markersize=3.5, gid="cautious")
    names = [EVERY.in_(lang) if dial == ALL else dial_name(str(dial), lang) for dial in frame["dial"]]
    ax.set_yticks(rows, [wrapped(name, 28) for name in names])
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.axvline(0.0, color=INK, linewidth=0.9)
    ax.xaxis.set_major_formatter(AxisNumbers(lang, gap_kind(unit)))
    ax.set_xlabel(gap_label(label, unit))
    handles = [Line2D([], [], color=CYCLE[0], linewidth=6, linestyle="-"),
               Line2D([], [], color=INK, marker="D", linestyle="", markersize=3.5),
               Line2D([], [], color=CYCLE[1], marker="|", linestyle="", markersize=9, markeredgewidth=2)]  # fmt: skip
    said = (Text("plain", "simple"), Text("cautious", "prudente"), Text("luck", "hasard"))
    ax.legend(handles, [text.in_(lang) for text in said], loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3)
    dress(fig, note.title or TITLE.in_(lang), note.caption(lang, REMARK.in_(lang)))
    return fig, ax


