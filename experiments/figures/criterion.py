"""A criterion of validation: measured against theory or data, with its tolerance (figure d'un critère)."""

from collections import Counter

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from experiments.figures.panels import Panel, Series
from experiments.figures.style import CYCLE, GREY, WIDTH, AxisNumbers, Picture, dress, styled, wrapped
from experiments.words import DISCLAIMER
from sim.version import MODEL_VERSION

KINDS = {"theory": {"color": GREY, "linewidth": 2.2}, "datum": {"color": "#000000", "linewidth": 1.0}}

DASHES = ("-", "--", ":", "-.")
LEAST = 1e-6  # below, an axis counts in powers of ten


@styled
def criterion_panels(title: str, panels: tuple[Panel, ...], sentence: str, lang: str) -> tuple[Figure, list[Axes]]:
    """Draw the panels of one criterion side by side, two in a row; what was found is the caption.

    title: id, name and verdict; sentence: every number with its bounds.
    """
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)
    fig = Picture(figsize=(WIDTH, 2.7 * rows + 1.0))
    axes = list(fig.subplots(rows, columns, squeeze=False).flat)
    for spare in axes[len(panels) :]:
        spare.set_axis_off()
    for ax, panel in zip(axes, panels, strict=False):
        _draw(ax, panel, lang)
    model = {"en": f"Model {MODEL_VERSION}.", "fr": f"Modèle {MODEL_VERSION}."}[lang]
    dress(fig, title, f"{sentence} {model} {DISCLAIMER.in_(lang)}")
    return fig, axes[: len(panels)]


def _draw(ax: Axes, panel: Panel, lang: str) -> None:
    seen: Counter[str] = Counter()
    for series in panel.series:
        _series(ax, series, _style(series.kind, seen[series.kind]), lang)
        seen[series.kind] += 1
    if panel.title:
        ax.set_title(wrapped(panel.title.in_(lang), 44))
    ax.set_xlabel(panel.x.in_(lang))
    ax.set_ylabel(panel.y.in_(lang))
    values = np.concatenate([series.x for series in panel.series])
    if (values == values.round()).all():
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    years = values.min() > 1800.0 and values.max() < 2200.0
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:.0f}") if years else AxisNumbers(lang))
    if max(np.abs(series.y).max() for series in panel.series) > LEAST:
        ax.yaxis.set_major_formatter(AxisNumbers(lang))
    ax.legend(fontsize=6.5, loc="best", frameon=True, framealpha=0.8, edgecolor="none")


def _style(kind: str, rank: int) -> dict:
    """Return the line of a series: theory grey, data black, measured in colour; the next ones differ by dashes."""
    if kind in KINDS:
        return KINDS[kind] | {"linestyle": DASHES[rank % len(DASHES)]}
    return {"color": CYCLE[rank % len(CYCLE)], "linewidth": 1.4, "linestyle": "-"}


def _series(ax: Axes, series: Series, style: dict, lang: str) -> None:
    """Draw one line with its band; points where abscissas do not run on or name cases, marks where there are few."""
    if series.low is not None and series.high is not None:
        ax.fill_between(series.x, series.low, series.high, color=style["color"], alpha=0.18, linewidth=0)
    joined = bool((series.x[1:] > series.x[:-1]).all()) and (series.x.size > 2 or series.kind != "measured")
    few = series.x.size <= 12
    ax.plot(
        series.x, series.y, label=wrapped(series.name.in_(lang), 34), marker="o" if few or not joined else "",
        markersize=3.5 if few else 1.6, alpha=1.0 if joined or few else 0.5,
        zorder=1 if series.kind == "theory" else 2, **style | ({} if joined else {"linestyle": "none"}),
    )  # fmt: skip
