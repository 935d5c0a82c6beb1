"""What each policy changes in each density class or département, a panel per policy (effets par maille)."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.caption import Note
from experiments.figures.style import (
    CYCLE,
    INK,
    WIDTH,
    AxisNumbers,
    Picture,
    dress,
    gap_kind,
    policies,
    styled,
    wrapped,
)
from experiments.words import NBSP, NO_DIFFERENCE, direction
from sim.errors import Text

ACROSS = 3  # panels beside one another
REMARK = Text(
    f"Lines: 95% intervals of the paired difference, mean of the worlds, each read alone. Hollow: {NO_DIFFERENCE.en}.",
    f"Traits{NBSP}: intervalles à 95{NBSP}% de l'écart apparié, moyenne des mondes, lus chacun seul. Creux{NBSP}: "
    f"{NO_DIFFERENCE.fr}.",
)
INVENTED = Text(
    "* Over a fifth of the inhabitants live in invented villages: read villages like them.",
    f"* Plus d'un cinquième des habitants vivent dans des villages fictifs{NBSP}: lisez des villages semblables.",
)


@styled
def group_effects(
    frame: pd.DataFrame, lang: str, note: Note = Note(), label: str = "", unit: str = "", reference: str = "",
    grouping: str = "",
) -> tuple[Figure, list[Axes]]:  # fmt: skip
    """Draw the paired difference of each group with its 95% interval, a panel per policy; hollow where it holds 0.

    frame: policy, label, group, group_label, estimate, low, high, invented (true where over a fifth of the inhabitants
    of the group live in invented villages), groups in the order to draw. label, unit: the measure's, for 1,000
    inhabitants; reference: the label of the policy compared with; grouping: how groups are called.
    """
    shown = policies(frame)
    groups = frame.drop_duplicates("group")
    across = min(ACROSS, len(shown))
    down = -(-len(shown) // across)
    fig = Picture(figsize=(WIDTH, down * (0.24 * len(groups) + 0.62) + 1.15))
    axes = list(fig.subplots(down, across, sharex=True, sharey=True, squeeze=False).flat)
    for spare in axes[len(shown) :]:
        spare.set_axis_off()
    rank = {group: row for row, group in enumerate(groups["group"])}
    for ax, (policy, name) in zip(axes, shown, strict=False):
        for one in frame[frame["policy"] == policy].to_dict("records"):
            _interval(ax, rank[one["group"]], one)
        ax.axvline(0.0, color=INK, linewidth=0.9, linestyle="-")
        ax.set_title(wrapped(name, 22), fontsize=8)
        ax.grid(axis="y", visible=False)
        ax.grid(axis="x", visible=True)
        ax.tick_params(axis="y", length=0)
        ax.tick_params(labelsize=7, labelbottom=True)
        ax.locator_params(axis="x", nbins=4)
        ax.xaxis.set_major_formatter(AxisNumbers(lang, gap_kind(unit), sign=True))
        ax.spines["left"].set_visible(False)
    marked = [f"{name}*" if invented else str(name)
              for name, invented in zip(groups["group_label"], groups["invented"], strict=True)]  # fmt: skip
    axes[0].set_yticks(range(len(groups)), [wrapped(name, 26) for name in marked])
    axes[0].set_ylim(len(groups) - 0.5, -0.5)
    title = Text(f"{label}: difference from “{reference}”, by {grouping}",
                 f"{label}{NBSP}: écart à «{NBSP}{reference}{NBSP}», par {grouping}")  # fmt: skip
    starred = INVENTED.in_(lang) if groups["invented"].any() else ""
    dress(fig, note.title or title.in_(lang), note.filled(frame).caption(lang, REMARK.in_(lang), starred))
    return fig, axes[: len(shown)]


def _interval(ax: Axes, row: int, one: dict) -> None:
    ax.plot([one["low"], one["high"]], [row, row], color=CYCLE[0], linestyle="-", linewidth=1.6, gid="interval")
    fill = CYCLE[0] if direction(one["low"], one["high"]) else "white"
    ax.plot(one["estimate"], row, "o", color=CYCLE[0], markerfacecolor=fill, markersize=4.5, gid="group")
