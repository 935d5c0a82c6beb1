"""What can be had together: mixes that no other betters on every count (front de compromis, robustesse)."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.caption import Note
from experiments.figures.style import CYCLE, GREY, INK, WIDTH, AxisNumbers, Picture, dress, kind_of, styled
from experiments.words import NBSP
from sim.errors import Text

AROUND = ((8, 4), (-8, -11), (8, -11), (-8, 4))  # points, where numbers stand, so that neighbours' do not meet
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
    for k, row in enumerate(best.to_dict("records")):
        across, up = ([[row[a] - row[f"{a}_low"]], [row[f"{a}_high"] - row[a]]] for a in ("x", "y"))
        ax.errorbar(row["x"], row["y"], _known(up), _known(across), fmt="o", color=CYCLE[0], markersize=5.5,
                    elinewidth=0.8, ecolor="#A9C9DE")  # fmt: skip
        ax.annotate(str(row["name"]), (row["x"], row["y"]), AROUND[k % 4], textcoords="offset points", fontsize=8,
                    color=INK, ha="center", gid="name")  # fmt: skip
    for axis, label, unit in zip((ax.xaxis, ax.yaxis), labels, units, strict=True):
        axis.set_major_formatter(AxisNumbers(lang, kind_of(unit)))
        axis.set_label_text(label)
    ax.grid(visible=True, axis="both")
    ax.margins(0.08)
    handles = [Line2D([], [], marker="o", linestyle="", color=CYCLE[0], markersize=5.5),
               Line2D([], [], marker="o", linestyle="", color=GREY, markerfacecolor="white", markersize=4)]  # fmt: skip
    names = (Text("on the front", "sur le front"), Text("other mixes tried", "autres dosages essayés"))
    ax.legend(handles, [name.in_(lang) for name in names], loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2)
    dress(fig, note.title or TITLE.in_(lang), note.caption(lang, REMARK.in_(lang)))
    return fig, ax


def _known(ends: list[list[float]]) -> list[list[float]]:
    """Return the lengths of an error bar, 0 where there is none."""
    return [[max(0.0, value) if value == value else 0.0 for value in end] for end in ends]
