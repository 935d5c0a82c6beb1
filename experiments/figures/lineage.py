"""The tree of essaimage: which site came from which, when, how, and which have closed (arbre d'essaimage)."""

from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.caption import Note
from experiments.figures.style import CYCLE, GREY, INK, WIDTH, Picture, dress, styled, wrapped
from experiments.words import NBSP, number
from sim.errors import Text

DEPTHS = (
    (Text("original", "original"), "#555555"),
    (Text("copy", "copie"), CYCLE[0]),
    (Text("copy of a copy", "copie de copie"), CYCLE[1]),
    (Text("further copies", "copies suivantes"), CYCLE[2]),
)
Style = Literal["solid"] | tuple[float, tuple[float, ...]]
MODES: dict[str, tuple[Text, Style]] = {
    "branching": (Text("branching", "duplication"), "solid"),
    "affiliation": (Text("affiliation", "affiliation"), (0.0, (4.0, 1.2))),
    "fertilisation": (Text("open diffusion", "fertilisation"), (0.0, (1.0, 1.2))),
    "cooperation": (Text("cooperation", "coopération"), (0.0, (4.0, 1.2, 1.0, 1.2))),
    "diversification": (Text("diversification", "diversification"), (0.0, (4.0, 1.2, 1.0, 1.2, 1.0, 1.2))),
    "take_over": (Text("made general by a public actor", "généralisation par l'action publique"), (0.0, (7.0, 1.5))),
}
OTHER_MODE: tuple[Text, Style] = (Text("other mode", "autre mode"), (0.0, (5.0, 1.0, 1.0, 1.0)))
MANY = 90  # above this, originals that were never copied are counted, not drawn
TITLE = Text(
    "The tree of essaimage: from original sites to copies of copies",
    f"L'arbre d'essaimage{NBSP}: des sites d'origine aux copies de copies",
)


def rows_of(lineage: pd.DataFrame, groups: pd.Series) -> pd.Series:
    """Return the row of each project (index: project) such that no branch crosses a living line.

    The children of a site stand above it, the last born nearest: what a branch passes over is not yet born.
    lineage: project, parent, step. groups: innovation of each project; a group's trees stay together.
    """
    born = lineage.set_index("project")["step"]
    children: dict[int, list[int]] = {}
    roots = []
    for project, parent in zip(lineage["project"], lineage["parent"], strict=True):
        if pd.isna(parent) or parent not in born.index:
            roots.append(project)
        else:
            children.setdefault(int(parent), []).append(project)
    roots.sort(key=lambda project: (groups[project], born[project], project))
    order, stack = [], roots[::-1]
    while stack:
        project = stack.pop()
        order.append(project)
        stack.extend(sorted(children.get(project, ()), key=lambda child: (born[child], child)))
    return pd.Series(range(len(order)), index=order)


@styled
def lineage_tree(
    lineage: pd.DataFrame,
    projects: pd.DataFrame,
    lang: str,
    note: Note = Note(),
    horizon: int | None = None,
) -> tuple[Figure, Axes]:
    """Draw each site as a line from its birth to its end, tied to the site it was copied from.

    lineage: project, parent, depth, mode, step. projects: project, innovation, born, closed (steps in months)
    and innovation_label where there is one. horizon: last step, by default the last one seen or note.years.
    """
    filled = note.filled(projects)
    columns = ["project", "innovation", "closed"] + ["innovation_label"] * ("innovation_label" in projects)
    sites = lineage.merge(projects[columns], on="project", validate="one_to_one")
    alone = sites["parent"].isna() & ~sites["project"].isin(sites["parent"].dropna())
    hidden = alone if len(sites) > MANY else alone & False
    counts = (len(sites), int(hidden.sum()), int((hidden & sites["closed"].notna()).sum()))
    seen = pd.concat([sites["step"], sites["closed"].dropna()]).astype(float).max() if len(sites) else 12
    end = horizon or (12 * filled.years if filled.years else int(seen))
    sites = sites[~hidden].reset_index(drop=True)
    sites["row"] = sites["project"].map(rows_of(sites, sites.set_index("project")["innovation"]))
    height = float(np.clip(0.05 * len(sites) + 1.9, 3.2, 8.6))
    fig = Picture(figsize=(WIDTH, height))
    ax = fig.subplots()
    _draw(ax, sites, (filled.first_year or 0, end), 72 * (height - 1.5) / max(len(sites), 1))
    _frame(ax, sites, (filled.first_year or 0, end))
    _legend(ax, sites, lang)
    dress(fig, note.title or TITLE.in_(lang), filled.caption(lang, _remark(counts, lang)))
    return fig, ax


def _draw(ax: Axes, sites: pd.DataFrame, span: tuple[int, int], pitch: float) -> None:
    """Draw the lives, the branches and the crosses; ``pitch`` is the height of a row in points."""
    first, end = span
    born = first + sites["step"].to_numpy(float) / 12
    last = first + sites["closed"].astype("Float64").fillna(end).to_numpy(float) / 12
    row, width = sites["row"].to_numpy(), float(np.clip(0.32 * pitch, 0.6, 1.5))
    above = sites["parent"].map(sites.set_index("project")["row"])
    for depth, (_, colour) in enumerate(DEPTHS):
        level = np.minimum(sites["depth"].to_numpy(int), len(DEPTHS) - 1) == depth
        for mode, style in _styles(sites["mode"][level]):
            k = np.flatnonzero(level & (sites["mode"].fillna("") == mode).to_numpy())
            lives = [((born[i], row[i]), (last[i], row[i])) for i in k]
            branches = [((born[i], above[i]), (born[i], row[i])) for i in k if pd.notna(above[i])]
            ax.add_collection(
                LineCollection(lives, colors=colour, linewidths=width, linestyles=[style], gid="lives")
            )
            ax.add_collection(
                LineCollection(
                    branches,
                    colors=colour,
                    linewidths=0.6 * width,
                    linestyles="solid",
                    gid="branches",
                    zorder=1.5,
                )
            )
        ax.scatter(
            born[level], row[level], s=float(np.clip(pitch, 2.5, 9)), color=colour, linewidths=0, zorder=3
        )
        dead = level & sites["closed"].notna().to_numpy()
        ax.scatter(
            last[dead],
            row[dead],
            s=float(np.clip(1.6 * pitch, 5, 14)),
            marker="x",
            color=colour,
            linewidths=0.8,
            zorder=3,
            gid="closed",
        )


def _styles(modes: pd.Series) -> list[tuple[str, Style]]:
    present = modes.fillna("").unique()
    return [(mode, "solid" if mode == "" else MODES.get(mode, OTHER_MODE)[1]) for mode in sorted(present)]


def _first(sites: pd.DataFrame) -> pd.Series:
    """Return the innovation of the original of each site: by diversification a copy may be of another one."""
    kinds = sites.set_index("project")["innovation"]
    parents = sites.set_index("project")["parent"]
    roots: dict[int, str] = {}
    for project in sites.sort_values("step", kind="stable")["project"]:
        parent = parents[project]
        roots[project] = kinds[project] if pd.isna(parent) else roots.get(parent, kinds[project])
    return sites["project"].map(roots)


def _frame(ax: Axes, sites: pd.DataFrame, span: tuple[int, int]) -> None:
    """Mark the years below and each innovation at its rows, on alternate grounds."""
    first, end = span
    ax.set_xlim(first - end / 12 * 0.015, first + end / 12 * 1.015)
    ax.set_ylim(-1, len(sites))
    ax.set_xticks(range(first, first + end // 12 + 1, max(1, end // 12 // 5)))
    ax.xaxis.set_major_formatter(lambda year, pos: f"{year:.0f}")
    ax.grid(axis="x", visible=True)
    ax.grid(axis="y", visible=False)
    ax.spines["left"].set_visible(False)
    names = "innovation_label" if "innovation_label" in sites else "innovation"
    marks = []
    for k, (_, part) in enumerate(sites.groupby(_first(sites))):
        low, high = part["row"].min() - 0.5, part["row"].max() + 0.5
        marks.append(((low + high) / 2, wrapped(str(part.sort_values("row")[names].iloc[0]), 16)))
        if k % 2:
            ax.axhspan(low, high, color="#F4F4F4", linewidth=0, zorder=0)
    ax.set_yticks([place for place, _ in marks], [name for _, name in marks])
    ax.tick_params(axis="y", length=0, labelsize=8)


def _legend(ax: Axes, sites: pd.DataFrame, lang: str) -> None:
    """Name what is drawn only: the depths, the modes, the cross."""
    deepest = min(int(sites["depth"].max()) if len(sites) else 0, len(DEPTHS) - 1)
    handles = [Line2D([], [], color=colour, marker="o", markersize=3, linestyle="-") for _, colour in DEPTHS]
    names = [text.in_(lang) for text, _ in DEPTHS]
    handles, names = handles[: deepest + 1], names[: deepest + 1]
    present = set(sites["mode"].dropna()) - {""}
    for mode in [*MODES, *sorted(present - set(MODES))]:
        if mode in present:
            text, style = MODES.get(mode, OTHER_MODE)
            handles.append(Line2D([], [], color=GREY, linestyle=style, linewidth=1.3))
            names.append(text.in_(lang))
    handles.append(Line2D([], [], color=INK, marker="x", linestyle="none", markersize=4.5))
    names.append(Text("closed", "fermé").in_(lang))
    ax.legend(
        handles,
        names,
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=4,
        borderaxespad=0.2,
        columnspacing=1.3,
        handlelength=2.2,
    )


def _remark(counts: tuple[int, int, int], lang: str) -> str:
    total, hidden, closed = (number(count, lang) for count in counts)
    if not counts[1]:
        return Text(f"{total} sites ever started.", f"{total} sites créés en tout.").in_(lang)
    return Text(
        f"{total} sites ever started; {hidden} originals never copied are not drawn "
        f"({closed} of them closed).",
        f"{total} sites créés en tout{NBSP}; {hidden} sites d'origine jamais copiés ne sont pas dessinés "
        f"(dont {closed} fermés).",
    ).in_(lang)
