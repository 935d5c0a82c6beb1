"""The S of diffusion and the time at which each share has adopted (courbe en S, délais d'adoption)."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.caption import Note
from experiments.figures.style import (
    CYCLE,
    GREY,
    INK,
    AxisNumbers,
    dress,
    policies,
    small_multiples,
    styled,
    wrapped,
    year_ticks,
    years_of,
)
from experiments.words import NBSP, number
from sim.errors import Text

LEVELS = (0.25, 0.5, 0.75)
TITLE = Text(
    "Diffusion, and years until a quarter, half and three quarters have adopted",
    "Diffusion, et années jusqu'à un quart, la moitié et trois quarts d'adoptants",
)
REMARK = Text(
    "Share of the people concerned; a share never reached by the horizon has no mark.",
    f"Part des personnes concernées{NBSP}; une part jamais atteinte à l'horizon n'a pas de marque.",
)


def adoption_times(dates: np.ndarray, shares: np.ndarray, levels: tuple[float, ...] = LEVELS) -> np.ndarray:
    """Return when a curve first reaches each level, between dates in a straight line; NaN where it never does.

    dates: shape (n,), ascending, years; shares: shape (n,). A curve already there at the first date gives that date.
    """
    found = np.full(len(levels), np.nan)
    for k, level in enumerate(levels):
        there = np.flatnonzero(shares >= level)
        if there.size == 0:
            continue
        at = there[0]
        found[k] = dates[0] if at == 0 else np.interp(level, shares[at - 1 : at + 1], dates[at - 1 : at + 1])
    return found


@styled
def diffusion_curves(
    frame: pd.DataFrame, lang: str, note: Note = Note(), levels: tuple[float, ...] = LEVELS
) -> tuple[Figure, list[Axes]]:
    """Draw the share of adopters over time, each seed thin and their median thick, and when it reaches each level.

    frame: policy, label, seed, year, value (and step, in months, where there is one). levels: shares, 0 to 1.
    """
    frame = frame.assign(date=years_of(frame))
    shown = policies(frame)
    fig, axes, key = small_multiples(len(shown), 1.85)
    first, last = float(frame["date"].min()), float(frame["date"].max())
    axes[0].set_xlim(first - 0.02 * (last - first), last + 0.02 * (last - first))
    axes[0].set_ylim(0.0, min(1.0, max(1.12 * float(frame["value"].max()), levels[0] + 0.05)))
    for ax, (policy, name) in zip(axes, shown, strict=True):
        curves = frame[frame["policy"] == policy].pivot_table(index="date", columns="seed", values="value")
        _curves(ax, curves, levels, lang)
        ax.set_title(wrapped(name, 18))
        year_ticks(ax, first, last)
        ax.yaxis.set_major_formatter(AxisNumbers(lang, "share"))
    _legend(key, lang)
    dress(fig, note.title or TITLE.in_(lang), note.filled(frame).caption(lang, REMARK.in_(lang)))
    return fig, axes


def _curves(ax: Axes, curves: pd.DataFrame, levels: tuple[float, ...], lang: str) -> None:
    """Draw seeds, median, and a mark with its years where the median reaches each level."""
    dates, median = curves.index.to_numpy(float), curves.median(axis=1).to_numpy(float)
    if curves.shape[1] > 1:
        ax.plot(dates, curves.to_numpy(float), color=GREY, linewidth=0.5, linestyle="-", alpha=0.5, gid="seed")
    ax.plot(dates, median, color=CYCLE[0], linewidth=1.8, linestyle="-", gid="median")
    for level, when in zip(levels, adoption_times(dates, median, levels), strict=True):
        if np.isnan(when):
            continue
        ax.plot([dates[0], when, when], [level, level, 0.0], color=INK, linewidth=0.7, linestyle=":", gid="reach")
        ax.plot(when, level, "o", color=CYCLE[1], markersize=4, zorder=3, gid="time")
        high, late = level > 0.8 * ax.get_ylim()[1], when > np.mean(ax.get_xlim())
        ax.annotate(
            _years(when - dates[0], lang), (when, level), (-5 if late else 5, -4), textcoords="offset points",
            fontsize=6.8, color=INK,
            ha="right" if late else "left", va="bottom" if late and not high else "top", gid="years",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.8},
        )  # fmt: skip


def _years(value: float, lang: str) -> str:
    digits = number(value, lang, 1)
    return f"{digits}{NBSP}{Text('y', 'ans').in_(lang)}"


def _legend(key: Axes, lang: str) -> None:
    handles = [
        Line2D([], [], color=CYCLE[0], linewidth=1.8, linestyle="-"),
        Line2D([], [], color=GREY, linewidth=0.6, linestyle="-"),
        Line2D([], [], color=CYCLE[1], marker="o", markersize=4, linestyle="none"),
    ]
    names = [
        Text("median of the seeds", "médiane des tirages").in_(lang),
        Text("one seed each", "un tirage chacun").in_(lang),
        Text("share reached:\nyears since the start", f"part atteinte{NBSP}:\nannées depuis le début").in_(lang),
    ]
    key.legend(handles, names, loc="center left", bbox_to_anchor=(-0.05, 0.5), borderaxespad=0, handlelength=1.6)
