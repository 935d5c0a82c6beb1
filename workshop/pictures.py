"""Curves of a game as figures to take home, in a worker: medians with bands, one panel a group (figures)."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.answer import indicator_label
from experiments.figures.save import png
from experiments.figures.style import CYCLE, dress, kind_of, small_multiples, styled, written
from experiments.words import DISCLAIMER
from sim.measures import INDICATORS

DRAWN = ("adopters", "jobs", "sites", "wellbeing")
Row = Mapping[str, Any]


def pictures(results: Mapping[str, Row], names: Mapping[str, str], lang: str) -> dict[str, bytes]:
    """Return PNG and SVG bytes by file name: a figure for each indicator, a panel for each group, one scale.

    results: Result.to_dict by group, of the last turn.
    """
    found = {}
    for indicator in DRAWN:
        fig = _curves(indicator, results, names, lang)
        found[f"{indicator}.png"] = png(fig)
        found[f"{indicator}.svg"] = _svg(fig)
    return found


@styled
def _curves(indicator: str, results: Mapping[str, Row], names: Mapping[str, str], lang: str) -> Figure:
    fig, axes, _ = small_multiples(len(results))
    for ax, (group, result) in zip(axes, results.items(), strict=False):
        _panel(ax, result["curves"][indicator], result)
        ax.set_title(names.get(group, group))
    unit = INDICATORS[indicator].unit
    top = max(v for r in results.values() for v in r["curves"][indicator]["high90"] if v is not None)
    for ax in axes[: len(results)]:
        ax.set_ylim(0.0, 1.05 * top if top > 0.0 else 1.0)
        ax.yaxis.set_major_formatter(lambda value, _: written(value, lang, unit.en))
    said = "" if kind_of(unit.en) in ("share", "euros") else f" ({unit.in_(lang)})"
    first = next(iter(results.values()))
    bands = {"fr": f"Médiane, bandes à 50 % et 90 % de {first['seeds']} tirages communs.",
             "en": f"Median, 50% and 90% bands of {first['seeds']} common draws."}  # fmt: skip
    dress(fig, f"{indicator_label(indicator, lang)}{said}", f"{bands[lang]} {DISCLAIMER.in_(lang)}")
    return fig


def _panel(ax: Axes, curve: Row, result: Row) -> None:
    years = [result["first_year"] + result["every"] * k / 12.0 for k in range(len(curve["median"]))]
    known = [k for k, value in enumerate(curve["median"]) if value is not None]
    x = [years[k] for k in known]
    for low, high, alpha in (("low90", "high90", 0.2), ("low50", "high50", 0.35)):
        ax.fill_between(
            x, [curve[low][k] for k in known], [curve[high][k] for k in known], color=CYCLE[0], alpha=alpha, lw=0
        )
    ax.plot(x, [curve["median"][k] for k in known], color=CYCLE[0])
    ax.set_xlim(x[0], x[-1])
    ax.set_xticks([x[0], (x[0] + x[-1]) // 2, int(x[-1])])


@styled
def _svg(fig: Figure) -> bytes:
    file = BytesIO()
    fig.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()
