"""What a smaller or a larger budget changes to each policy, against itself (budget en plus ou en moins)."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.caption import Note
from experiments.figures.style import (
    CYCLE,
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
from experiments.words import NBSP, NO_DIFFERENCE, direction, percent
from sim.errors import Text

SIDES = {"less": (CYCLE[1], "v", -0.15), "more": (CYCLE[0], "^", 0.15)}  # colour, mark, height in the row
REMARK = Text(
    "Each policy against itself with its usual budget, same seeds. Lines: 95% intervals, each read alone. Hollow: "
    f"{NO_DIFFERENCE.en}.",
    f"Chaque politique face à elle-même avec son budget usuel, mêmes tirages. Traits{NBSP}: intervalles à 95{NBSP}%, "
    f"lus chacun seul. Creux{NBSP}: {NO_DIFFERENCE.fr}.",
)


@styled
def budget_effects(
    frame: pd.DataFrame, lang: str, note: Note = Note(), label: str = "", unit: str = "", change: float = 0.2
) -> tuple[Figure, Axes]:
    """Draw, for each policy, what ``change`` less and ``change`` more of its budget do, with 95% intervals.

    frame: policy, label, side ("less" or "more"), estimate, low, high (`experiments.cabinet.budget.effects_of`, one
    indicator). label, unit: the indicator's. change: share of the budget.
    """
    shown = policies(frame)
    fig = Picture(figsize=(WIDTH, 0.5 * len(shown) + 1.75))
    ax = fig.subplots()
    for row, (policy, _) in enumerate(shown):
        for one in frame[frame["policy"] == policy].to_dict("records"):
            _side(ax, row, one)
    ax.axvline(0.0, color=INK, linewidth=0.9, linestyle="-")
    ax.set_yticks(range(len(shown)), [wrapped(name, 26) for _, name in shown])
    ax.set_ylim(len(shown) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0, labelsize=8)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_formatter(AxisNumbers(lang, gap_kind(unit), sign=True))
    ax.set_xlabel(gap_label(label, unit))
    signs = {"less": -change, "more": change}
    handles = [Line2D([], [], color=colour, marker=mark, linestyle="-", linewidth=1.8, markersize=5)
               for colour, mark, _ in SIDES.values()]  # fmt: skip
    said = Text("budget {}", "budget {}").in_(lang)
    names = [said.format(percent(signs[side], lang, sign=True)) for side in SIDES]
    ax.legend(handles, names, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0.2)
    share = percent(change, lang)
    title = Text(f"What a budget {share} smaller or larger changes",
                 f"Ce que change un budget de {share} plus petit ou plus grand").in_(lang)  # fmt: skip
    dress(fig, note.title or title, note.filled(frame).caption(lang, REMARK.in_(lang)))
    return fig, ax


def _side(ax: Axes, row: int, one: dict) -> None:
    colour, mark, shift = SIDES[one["side"]]
    ax.plot([one["low"], one["high"]], [row + shift] * 2, color=colour, linestyle="-", linewidth=1.8, gid="interval")
    fill = colour if direction(one["low"], one["high"]) else "white"
    ax.plot(one["estimate"], row + shift, mark, color=colour, markerfacecolor=fill, markersize=5.5, gid=one["side"])
