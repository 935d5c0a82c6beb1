"""A criterion of validation: measured against theory or data, with its tolerance (figure d'un critère)."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.figures.panels import Panel, Series
from experiments.figures.style import CYCLE, GREY, INK, WIDTH, AxisNumbers, Picture, dress, styled, wrapped
from experiments.words import DISCLAIMER
from sim.version import MODEL_VERSION

KINDS = {"theory": {"color": GREY, "linewidth": 2.2}, "datum": {"color": "#000000", "linewidth": 1.0}}


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
    measured = iter(CYCLE)
    for series in panel.series:
        style = KINDS.get(series.kind) or {"color": next(measured, INK), "linewidth": 1.4}
        _series(ax, series, style, lang)
    if panel.title:
        ax.set_title(wrapped(panel.title.in_(lang), 44))
    ax.set_xlabel(panel.x.in_(lang))
    ax.set_ylabel(panel.y.in_(lang))
    if all((series.x == series.x.round()).all() for series in panel.series):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(AxisNumbers(lang))
    ax.legend(fontsize=6.5, loc="best", frameon=True, framealpha=0.8, edgecolor="none")


def _series(ax: Axes, series: Series, style: dict, lang: str) -> None:
    """Draw one line with its band; points where the abscissas do not run on, marks where there are few."""
    if series.low is not None and series.high is not None:
        ax.fill_between(series.x, series.low, series.high, color=style["color"], alpha=0.18, linewidth=0)
    runs_on = bool((series.x[1:] > series.x[:-1]).all())
    few = series.x.size <= 12
    ax.plot(
        series.x, series.y, label=wrapped(series.name.in_(lang), 34), linestyle="-" if runs_on else "none",
        marker="o" if few or not runs_on else "", markersize=3.5 if few else 1.6,
        alpha=1.0 if runs_on or few else 0.5, zorder=1 if series.kind == "theory" else 2, **style,
    )  # fmt: skip
