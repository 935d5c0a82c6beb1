"""How far each policy is from the best one, over the worlds tested (regret)."""

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.figures.caption import Note
from experiments.figures.style import (
    WIDTH,
    Picture,
    dress,
    gap_decimals,
    gap_label,
    gap_written,
    ink_on,
    policies,
    styled,
    wrapped,
)
from experiments.words import NBSP
from sim.errors import Text

SUMMARIES = {
    "max": Text("worst world", "pire monde"),
    "p90": Text("exceeded in 1 world in 10", "dépassé dans 1 monde sur 10"),
    "mean": Text("mean of worlds", "moyenne des mondes"),
}
TITLE = Text(
    "Regret: how far below the best policy of each world",
    f"Regret{NBSP}: retard sur la meilleure politique de chaque monde",
)


def summarise(frame: pd.DataFrame) -> pd.DataFrame:
    """Return max, p90 and mean regret by policy (index: policy), from one row per world or as they stand."""
    if "regret" not in frame:
        return frame.set_index("policy")[[*SUMMARIES]]
    groups = frame.groupby("policy", sort=False)["regret"]
    return pd.DataFrame({"max": groups.max(), "p90": groups.quantile(0.9), "mean": groups.mean()})


@styled
def regret_table(
    frame: pd.DataFrame,
    lang: str,
    note: Note = Note(),
    label: str = "",
    unit: str = "",
) -> tuple[Figure, Axes]:
    """Draw the regret of each policy as a table of numbers on colours, the smallest worst case first.

    frame: policy, label, world, regret (`compare.regret`), or policy, label, max, p90, mean
    (`compare.regret_summary`). label, unit: the indicator.
    """
    table = summarise(frame).sort_values("max", kind="stable")
    names = dict(policies(frame))
    fig = Picture(figsize=(WIDTH, 0.36 * len(table) + 1.6))
    ax = fig.subplots()
    _cells(ax, table, (lang, unit))
    ax.set(xlim=(0, 3), ylim=(len(table), 0))
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False, labelsize=7.5)
    ax.set_xticks([0.5, 1.5, 2.5], [text.in_(lang) for text in SUMMARIES.values()])
    ax.set_yticks(
        [k + 0.5 for k in range(len(table))], [wrapped(names[policy], 34) for policy in table.index]
    )
    named = gap_label(label or "Regret", unit)
    remark = Text(
        f"{named}; 0: the best of the policies in every world.",
        f"{named}{NBSP}; 0{NBSP}: la meilleure des politiques dans chaque monde.",
    ).in_(lang)
    dress(fig, note.title or TITLE.in_(lang), note.filled(frame).caption(lang, remark))
    return fig, ax


def _cells(ax: Axes, table: pd.DataFrame, style: tuple[str, str]) -> None:
    lang, unit = style
    largest = float(table.to_numpy().max()) or 1.0
    decimals = gap_decimals(largest, unit)
    for (i, j), value in np.ndenumerate(table.to_numpy(float)):
        colour = colormaps["cividis_r"](0.05 + 0.95 * value / largest)
        text = gap_written(value, lang, unit, decimals, sign=False)
        ax.add_patch(Rectangle((j, i), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.5))
        ax.text(j + 0.5, i + 0.5, text, ha="center", va="center", fontsize=8, color=ink_on(colour))
