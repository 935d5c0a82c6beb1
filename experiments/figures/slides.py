"""Slides: 16:9, letters of 18 points or more, the title is the sentence (diapositives).

Each function takes tidy frames, as the other figures do; ``note.title`` is the sentence.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from itertools import pairwise
from typing import Any, ParamSpec, TypeVar

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.figures.caption import Note
from experiments.figures.ground import side_by_side
from experiments.figures.mosaic import Scale, distance, one_map
from experiments.figures.slope import DASHES, spread
from experiments.figures.style import (
    CYCLE,
    GREY,
    INK,
    AxisNumbers,
    Picture,
    dress,
    fitted,
    gap_kind,
    gap_label,
    policies,
    styled,
    written,
    year_ticks,
    years_of,
)
from experiments.words import MISSING, NBSP, NO_DIFFERENCE, direction, euros
from sim.errors import Text

SIZE = (40 / 3, 7.5)  # inches, 16:9
LEAST = 18  # points
ROWS, FEWER = 7, 4  # names that a slide holds, and where long names follow one another
NAME = 4.6  # inches a line of a name may take
SPACING = 1.1  # of the lines of captions
LONG = 34  # letters that fit in them
LARGE: dict[Any, Any] = {
    "font.size": LEAST, "axes.titlesize": LEAST, "axes.labelsize": LEAST, "xtick.labelsize": LEAST,
    "ytick.labelsize": LEAST, "legend.fontsize": LEAST, "figure.titlesize": 22, "figure.labelsize": LEAST,
    "axes.linewidth": 1.2, "grid.linewidth": 1.0, "lines.linewidth": 3.0,
}  # fmt: skip

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def slide(draw: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Make a function draw with the letters and the lines of a slide."""

    @wraps(draw)
    def inside(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        """Draw within the style of slides."""
        with matplotlib.rc_context(LARGE):
            return draw(*args, **kwargs)

    return styled(inside)


@slide
def answer_slide(counts: pd.DataFrame, lang: str, sides: tuple[str, str], note: Note = Note()) -> tuple[Figure, Axes]:
    """Draw, for each indicator, in how many worlds one policy does better, neither, or the other.

    counts: label, better, even, less (worlds). sides: what is said of "better" and of "less".
    """
    fig, ax = _page()
    parts = (("better", CYCLE[0], sides[0]), ("even", "#D9D9D9", f"≈ {NO_DIFFERENCE.in_(lang)}"),
             ("less", CYCLE[1], sides[1]))  # fmt: skip
    left = np.zeros(len(counts))
    for column, colour, _ in parts:
        values = counts[column].to_numpy(float)
        ax.barh(range(len(counts)), values, left=left, height=0.62, color=colour, edgecolor="white", gid=column)
        for row, value in enumerate(values):
            if value:
                ink = INK if column == "even" else "white"
                ax.text(left[row] + value / 2, row, f"{value:.0f}", ha="center", va="center", color=ink, weight="bold")
        left += values
    _names(ax, list(counts["label"]))
    ax.set_xticks([])
    ax.grid(False)
    ax.spines[:].set_visible(False)
    handles = [Patch(color=colour) for _, colour, _ in parts]
    ax.legend(handles, [said for *_, said in parts], loc="lower left", bbox_to_anchor=(-0.01, 1.0), borderaxespad=0.2)
    remark = Text("Numbers: worlds tested.", f"Nombres{NBSP}: mondes testés.").in_(lang)
    dress(fig, note.title, note.caption(lang, remark), SPACING)
    return fig, ax


@slide
def effects_slide(
    table: pd.DataFrame, lang: str, note: Note = Note(), label: str = "", unit: str = ""
) -> tuple[Figure, Axes]:
    """Draw the difference of each policy from the reference, its 95% interval, and how many worlds agree.

    table: policy, label, estimate, low, high, above, below, contains, no_interval (`compare.summary`).
    """
    fig, ax = _page()
    more, less = Text("more", "plus").in_(lang), Text("less", "moins").in_(lang)
    one: Any
    for row, one in enumerate(table.itertuples()):
        ax.plot([one.low, one.high], [row, row], color=CYCLE[0], linestyle="-", linewidth=5, gid="interval")
        ax.plot(one.estimate, row, "o", color=CYCLE[0] if direction(one.low, one.high) else "white", markersize=13,
                markeredgecolor=CYCLE[0], markeredgewidth=2.5, gid="estimate")  # fmt: skip
        said = f"{more} {one.above} · {less} {one.below} · ≈ {one.contains + one.no_interval}"
        ax.annotate(said, (1, row), (12, 0), xycoords=ax.get_yaxis_transform(), textcoords="offset points", va="center")
    ax.axvline(0.0, color=INK, linewidth=1.5, linestyle="-")
    _names(ax, list(table["label"]))
    _numbers(ax, AxisNumbers(lang, gap_kind(unit), sign=True))
    ax.set_xlabel(gap_label(label, unit))
    remark = Text(
        "Lines: 95% intervals, hollow where they hold 0. At the right: worlds tested.",
        f"Traits{NBSP}: intervalles à 95{NBSP}%, creux s'ils contiennent 0. À droite{NBSP}: mondes testés.",
    )
    dress(fig, note.title, note.filled(table).caption(lang, remark.in_(lang)), SPACING)
    return fig, ax


@slide
def adoption_slide(
    frame: pd.DataFrame, lang: str, note: Note = Note(), stressed: Sequence[str] = ()
) -> tuple[Figure, Axes]:
    """Draw the median share of adopters under each policy over time, named at its end.

    frame: policy, label, seed, year, value (and step). stressed: policies in colour, four at most.
    """
    fig, ax = _page()
    medians = frame.assign(date=years_of(frame)).groupby(["policy", "date"], sort=False)["value"].median()
    names, lines = dict(policies(frame)), {policy: medians[policy] for policy, _ in policies(frame)}
    for policy, line in sorted(lines.items(), key=lambda item: item[0] in stressed):
        rank = list(stressed).index(policy) if policy in stressed else -1
        look: dict[str, Any] = {"color": CYCLE[rank], "linestyle": DASHES[rank % 4]}
        look = look if rank >= 0 else {"color": GREY, "linewidth": 2}
        ax.plot(line.index, line.to_numpy(), gid="median", **{"linestyle": "-", **look})
    dates, top = lines[next(iter(lines))].index, 1.06 * max(float(line.max()) for line in lines.values()) or 1.0
    ends = pd.Series({policy: float(line.iloc[-1]) for policy, line in lines.items()}).sort_values()
    heights = spread(ends.to_numpy(), 0.095 * top)
    for policy, height in zip(ends.index, heights, strict=True):
        ax.plot([dates[-1], dates[-1] + 0.02 * np.ptp(dates)], [ends[policy], height], color="#B5B5B5", linestyle="-",
                linewidth=1, clip_on=False)  # fmt: skip
        ax.annotate(
            f"{written(ends[policy], lang, 'share')}  {names[policy]}", (dates[-1] + 0.025 * np.ptp(dates), height),
            va="center", weight="bold" if policy in stressed else "normal", annotation_clip=False, gid="end",
        )  # fmt: skip
    ax.set(xlim=(dates[0], dates[-1]), ylim=(0.0, max(top, float(heights.max()) + 0.04 * top)))
    year_ticks(ax, dates[0], dates[-1])
    ax.yaxis.set_major_formatter(AxisNumbers(lang, "share"))
    ax.locator_params(axis="y", nbins=5)
    ax.tick_params(pad=9)
    dress(fig, note.title, note.filled(frame).caption(lang), SPACING)
    return fig, ax


@slide
def bars_slide(
    table: pd.DataFrame, lang: str, note: Note = Note(), unit: str = "euros", remark: str = ""
) -> tuple[Figure, Axes]:
    """Draw one amount per policy as bars from 0 with its 95% interval, where there is one.

    table: policy, label, value, and low and high; a value that is not finite is written as not defined.
    """
    fig, ax = _page()
    values = table["value"].to_numpy(float)
    bounds = table[["low", "high"]].to_numpy(float) if "low" in table else np.full((len(table), 2), np.nan)
    reach = np.nanmax(np.column_stack([values, bounds[:, 1], np.zeros(len(values))]), axis=1)
    ax.barh(range(len(values)), np.where(np.isfinite(values), values, 0.0), height=0.62, color=CYCLE[0], gid="bars")
    for row, value in enumerate(values):
        if np.isfinite(bounds[row]).all():
            ax.plot(bounds[row], [row, row], color=INK, linestyle="-", linewidth=2.5, gid="interval")
        ax.annotate(_amount(value, lang, unit), (reach[row], row), (8, 0), textcoords="offset points", va="center")
    ax.set_xlim(min(0.0, float(np.nanmin(values, initial=0.0))), 1.22 * float(reach.max()) or 1.0)
    _names(ax, list(table["label"]))
    _numbers(ax, AxisNumbers(lang, "euros" if unit == "euros" else gap_kind(unit)))
    dress(fig, note.title, note.filled(table).caption(lang, remark), SPACING)
    return fig, ax


@slide
def map_slide(
    values: pd.Series, territory: pd.DataFrame, lang: str, scale: Scale, note: Note = Note()
) -> tuple[Figure, Axes]:
    """Draw one map that fills the slide. values: by place; territory: as `maps.coverage_maps` takes it."""
    fig, ax = _page()
    ground, breaks = side_by_side(territory)
    one_map(ax, ground, values.reindex(ground["place"]).to_numpy(float), scale, breaks, 4.0)
    distance(ax, ground, lang, LEAST, beside=True)
    bar = fig.colorbar(ScalarMappable(scale.norm, scale.colours), ax=ax, shrink=0.9, aspect=16, pad=0.02,
                       format=AxisNumbers(lang, scale.kind, scale.sign))  # fmt: skip
    bar.outline.set_visible(False)
    bar.ax.locator_params(nbins=5)
    ax.legend(
        [Line2D([], [], marker="o", color="none", markerfacecolor="white", markeredgecolor=INK, markersize=11)],
        [Text("hollow: fictional village", f"creux{NBSP}: village fictif").in_(lang)], loc="lower right",
        bbox_to_anchor=(1, -0.02), handletextpad=0.1,
    ).set_visible(bool((ground["source"] == "synthetic").any()))  # fmt: skip
    remark = Text("Percentage points.", "Points de pourcentage.").in_(lang)
    dress(fig, note.title, note.caption(lang, remark), SPACING)
    return fig, ax


def rows_that_fit(names: Sequence[str]) -> int:
    """Return how many of these names a slide holds without one covering the next."""
    long = [len(name) > LONG for name in names]
    return FEWER if any(a and b for a, b in pairwise(long)) else ROWS


def _page() -> tuple[Figure, Axes]:
    """Return an empty slide and its axes, with air around."""
    fig = Picture(figsize=SIZE)
    fig.set_layout_engine("constrained", h_pad=0.15, w_pad=0.15)
    return fig, fig.subplots()


def _names(ax: Axes, names: list[str]) -> None:
    """Name each row at its left, the first on top, on lines of at most NAME inches."""
    ax.set_yticks(range(len(names)), [fitted(name, NAME, ax.xaxis.label.get_fontproperties()) for name in names])
    ax.set_ylim(len(names) - 0.45, -0.55)
    ax.tick_params(axis="y", length=0)


def _numbers(ax: Axes, numbers: AxisNumbers) -> None:
    """Write few numbers under vertical lines."""
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.spines["left"].set_visible(False)
    ax.locator_params(axis="x", nbins=4)
    ax.xaxis.set_major_formatter(numbers)


def _amount(value: float, lang: str, unit: str) -> str:
    if not np.isfinite(value):
        return MISSING.in_(lang)
    if unit == "euros":
        return euros(float(f"{value:.3g}"), lang)
    return written(100.0 * value, lang, "", 1) if unit == "share" else written(value, lang, unit, 1)
