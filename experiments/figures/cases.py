"""The lives of two sites month by month under two policies, small multiples (cas types)."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.cases_text import CLOSED, MEASURES, STAGE_LABELS, title
from experiments.catalogue import label
from experiments.credit import territory_title
from experiments.figures.caption import Note
from experiments.figures.style import CYCLE, WIDTH, AxisNumbers, Picture, dress, styled, wrapped, year_ticks
from sim.errors import Text
from sim.names import STAGES
from sim.version import MODEL_VERSION

LINES: tuple[Any, ...] = ("-", (0, (4, 2)))
EUROS = ("capital", "operating", "investment")


@styled
def case_lives(
    found: Sequence[Any], cell: Mapping[str, Any], lang: str, command: str = ""
) -> tuple[Figure, list[Axes]]:
    """Draw a row for each measure and a column for each case, one line for each policy; each panel on its own scale.

    found: experiments.cases.Case. A cross marks a closing.
    """
    fig = Picture(figsize=(WIDTH, 1.05 * len(MEASURES) + 2.2))
    heights = [*[1.0] * len(MEASURES), 0.3]  # the last one holds the legend
    panels = fig.subplots(len(heights), len(found), squeeze=False, height_ratios=heights)
    grid = panels[:-1]
    for spare in panels[-1]:
        spare.set_axis_off()
    policies = list(dict.fromkeys(found[0].lives["policy"]))
    first = int(cell["first_year"])
    for row, name in enumerate(MEASURES):
        for column, case in enumerate(found):
            _lives(grid[row, column], case, name, policies, first)
            _axis(grid[row, column], name, lang, column == 0)
    for column, case in enumerate(found):
        grid[0, column].set_title(wrapped(title(case, lang), 30), fontsize=8, loc="left")
        for ax in grid[:, column]:
            year_ticks(ax, first, first + int(cell["years"]))
            ax.set_xlim(first - 0.3, first + int(cell["years"]) + 0.3)
            ax.tick_params(axis="x", labelbottom=ax is grid[-1, column])
    fig.align_ylabels(grid[:, 0])
    _legend(panels[-1, 0], policies, lang)
    note = Note(
        seeds=1, years=int(cell["years"]), first_year=first, version=MODEL_VERSION, command=command,
        territory=territory_title(cell, lang),
    )  # fmt: skip
    heading = Text("Two sites, two policies, the same draws", "Deux sites, deux politiques, les mêmes tirages").in_(
        lang
    )
    remark = Text(
        "Chosen by a rule the command states. Each panel has its own scale.",
        "Choisis par une règle que la commande énonce. Chaque cadre a son échelle.",
    ).in_(lang)
    dress(fig, heading, note.caption(lang, remark))
    return fig, list(grid.flat)


def _legend(ax: Axes, policies: Sequence[str], lang: str) -> None:
    """Say which line is which policy, and what a cross is."""
    handles = [Line2D([], [], color=CYCLE[k], linestyle=LINES[k], linewidth=1.6) for k in range(len(policies))]
    handles.append(Line2D([], [], color="#333333", marker="x", linestyle="", markersize=5))
    names = [label("policy", policy, lang) for policy in policies] + [Text("closing", "fermeture").in_(lang)]
    legend = ax.legend(handles, names, loc="center left", bbox_to_anchor=(-0.3, 0.5), ncols=3, fontsize=7.5)
    legend.set_in_layout(False)  # it spans both columns and is to widen none


def _lives(ax: Axes, case: Any, name: str, policies: Sequence[str], first: int) -> None:
    for k, policy in enumerate(policies):
        life = case.lives[case.lives["policy"] == policy]
        dates, values = first + life["step"].to_numpy() / 12.0, life[name].to_numpy(float)
        closed = np.isin(life["stage"].to_numpy(), CLOSED)
        if name == "stage":
            values = np.where(closed, np.nan, values)
        ax.plot(dates, values, color=CYCLE[k], linestyle=LINES[k], linewidth=1.4, gid=f"{name}-{policy}",
                drawstyle="steps-post" if name == "stage" else "default")  # fmt: skip
        if closed.any():
            at = int(np.argmax(closed))
            before = values[max(at - 1, 0)]
            if before == before:
                ax.plot(dates[at], before, "x", color=CYCLE[k], markersize=5, gid="closing")


def _axis(ax: Axes, name: str, lang: str, named: bool) -> None:
    """Write the numbers of a panel, stages by their names; name the first of a row."""
    if named:
        ax.set_ylabel(wrapped(MEASURES[name].in_(lang), 16), fontsize=7)
    ax.tick_params(labelsize=7)
    if name == "stage":
        shown = STAGES[:6]
        ax.set_yticks(range(len(shown)), [STAGE_LABELS[stage].in_(lang) for stage in shown], fontsize=6.5)
        return
    ax.yaxis.set_major_formatter(AxisNumbers(lang, "euros" if name in EUROS else "number"))
    ax.locator_params(axis="y", nbins=3)
    ax.set_ylim(bottom=0.0)
