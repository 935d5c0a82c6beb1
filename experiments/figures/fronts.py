"""What can be had together: mixes that no other betters on every count (front de compromis, robustesse)."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.apart import name_beside, set_apart
from experiments.figures.caption import Note
from experiments.figures.style import CYCLE, GREY, WIDTH, AxisNumbers, Picture, dress, kind_of, measured, styled
from experiments.words import NBSP
from sim.errors import Text

TITLE = Text("What one budget can have together", "Ce qu'un même budget peut avoir ensemble")
REMARK = Text(
    "A mix is on the front where no other tried does at least as well on every count and better on one; lines: 95% "
    "intervals by seeds; the number names the mix.",
    f"Un dosage est sur le front si aucun autre essayé ne fait au moins aussi bien partout et mieux quelque part"
    f"{NBSP}; traits{NBSP}: intervalles à 95{NBSP}% par tirages{NBSP}; le numéro nomme le dosage.",
)


@styled
def front_scatter(
    frame: pd.DataFrame, lang: str, note: Note = Note(), labels: tuple[str, str] = ("", ""),
    units: tuple[str, str] = ("", ""),
) -> tuple[Figure, Axes]:  # fmt: skip
    """Draw every mix by two objectives, those of the front filled, numbered and with their intervals.

    frame: x, x_low, x_high, y, y_low, y_high, front (True or False), name (a short text). labels, units: of x and y.
    """
    fig = Picture(figsize=(WIDTH, 4.1))
    ax = fig.subplots()
    rest, best = frame[~frame["front"]], frame[frame["front"]].sort_values("x")
    ax.plot(rest["x"], rest["y"], "o", color=GREY, markerfacecolor="white", markersize=4, gid="others")
    ax.step(best["x"], best["y"], where="pre", color=CYCLE[0], linewidth=0.8, linestyle=":")
    names = []
    for row in best.to_dict("records"):
        across, up = ([[row[a] - row[f"{a}_low"]], [row[f"{a}_high"] - row[a]]] for a in ("x", "y"))
        ax.errorbar(row["x"], row["y"], _known(up), _known(across), fmt="o", color=CYCLE[0], markersize=5.5,
                    elinewidth=0.8, ecolor="#A9C9DE")  # fmt: skip
        names.append(name_beside(ax, str(row["name"]), (row["x"], row["y"]), 8))
    for axis, label, unit in zip((ax.xaxis, ax.yaxis), labels, units, strict=True):
        axis.set_major_formatter(AxisNumbers(lang, kind_of(unit)))
        axis.set_label_text(measured(label, unit))
    ax.grid(visible=True, axis="both")
    ax.margins(0.08)
    handles = [Line2D([], [], marker="o", linestyle="", color=CYCLE[0], markersize=5.5),
               Line2D([], [], marker="o", linestyle="", color=GREY, markerfacecolor="white", markersize=4)]  # fmt: skip
    said = (Text("on the front", "sur le front"), Text("other mixes tried", "autres dosages essayés"))
    ax.legend(handles, [text.in_(lang) for text in said], loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2)
    dress(fig, note.title or TITLE.in_(lang), note.caption(lang, REMARK.in_(lang)))
    set_apart(fig, names)
    return fig, ax


def _known(ends: list[list[float]]) -> list[list[float]]:
    """Return the lengths of an error bar, 0 where there is none."""
    return [[max(0.0, value) if value == value else 0.0 for value in end] for end in ends]
