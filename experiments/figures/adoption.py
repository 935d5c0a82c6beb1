"""Adoption over time, one panel per policy, with its spread over seeds (courbes d'adoption)."""

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.figures.caption import Note
from experiments.figures.style import (
    CYCLE,
    GREY,
    INK,
    AxisNumbers,
    dress,
    kind_of,
    policies,
    small_multiples,
    styled,
    wrapped,
    written,
    year_ticks,
    years_of,
)
from experiments.words import NBSP
from sim.errors import Text

LABEL = Text("Share of the people concerned who have adopted", "Part des personnes concernées qui ont adopté")
QUANTILES = {"low90": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high90": 0.95}


@styled
def adoption_fan(
    frame: pd.DataFrame,
    lang: str,
    note: Note = Note(),
    reference: str | None = None,
    label: str = "",
    unit: str = "share",
) -> tuple[Figure, list[Axes]]:
    """Draw the median and the 50% and 90% bands over seeds, one panel per policy, all on one scale.

    With a single seed there is no band, only its curve.

    frame: policy, label, seed, year, value (and step, in months, where there is one), one row per date.
    reference: policy whose curve is repeated in grey, "" for none; the first of the frame by default.
    label: name of the quantity; unit: "share", "euros" or any other, as in the list of indicators.
    """
    shown = policies(frame)
    reference = shown[0][0] if reference is None else reference
    single = bool(frame.groupby(["policy", years_of(frame).rename("date")]).size().max() == 1)
    fans = {policy: _fan(frame[frame["policy"] == policy]) for policy, _ in shown}
    fig, axes, key = small_multiples(len(shown))
    for ax, (policy, name) in zip(axes, shown, strict=True):
        _draw(ax, fans[policy], None if policy == reference else fans.get(reference), single)
        _mark(ax, fans[policy]["median"], lang, unit)
        ax.set_title(wrapped(name, 18))
    dates = fans[shown[-1][0]].index
    axes[0].set_xlim(dates[0], dates[-1] + 0.24 * (dates[-1] - dates[0]))
    axes[0].set_ylim(min(0.0, *(fan["low90"].min() for fan in fans.values())))
    _legend(key, lang, dict(shown).get(reference, "") if len(shown) > 1 else "", single)
    dress(fig, note.title or label or LABEL.in_(lang), note.filled(frame).caption(lang))
    return fig, axes


def _fan(frame: pd.DataFrame) -> pd.DataFrame:
    groups = frame.assign(date=years_of(frame)).groupby("date")["value"]
    return pd.DataFrame({name: groups.quantile(level) for name, level in QUANTILES.items()})


def _mark(ax: Axes, median: pd.Series, lang: str, unit: str) -> None:
    """Write where the curve ends, the years and the numbers of the axes."""
    last, value = median.index[-1], median.iloc[-1]
    ax.annotate(
        written(value, lang, unit), (last, value), (3, 0), color=INK, fontsize=7.5, textcoords="offset points",
        va="center",
    )  # fmt: skip
    year_ticks(ax, median.index[0], last)
    ax.yaxis.set_major_formatter(AxisNumbers(lang, kind_of(unit)))


def _draw(ax: Axes, fan: pd.DataFrame, reference: pd.DataFrame | None, single: bool) -> None:
    for band, alpha in () if single else (("90", 0.18), ("50", 0.38)):
        ax.fill_between(
            fan.index, fan[f"low{band}"], fan[f"high{band}"], color=CYCLE[0], alpha=alpha, linewidth=0
        )
    if reference is not None:
        ax.plot(
            reference.index, reference["median"], color=GREY, linestyle="--", linewidth=1.2, gid="reference"
        )
    ax.plot(fan.index, fan["median"], color=CYCLE[0], linestyle="-", gid="median")


def _legend(key: Axes, lang: str, reference: str, single: bool) -> None:
    texts = (Text("one seed", "une seule graine"),) if single else (
        Text("median of the seeds", "médiane des tirages"),
        Text("50% of the seeds", f"50{NBSP}% des tirages"),
        Text("90% of the seeds", f"90{NBSP}% des tirages"),
    )
    quoted = Text(f"“{reference}”", f"«{NBSP}{reference}{NBSP}»").in_(lang)
    same = quoted if single else Text(f"median of {quoted}", f"médiane de {quoted}").in_(lang)
    handles: list[Artist] = [Line2D([], [], color=CYCLE[0])]
    handles += [Patch(color=CYCLE[0], alpha=alpha, linewidth=0) for alpha in (() if single else (0.5, 0.18))]
    names = [text.in_(lang) for text in texts]
    if reference:
        handles.append(Line2D([], [], color=GREY, linestyle="--", linewidth=1.2))
        names.append(wrapped(same, 22))
    key.legend(
        handles, names, loc="center left", bbox_to_anchor=(-0.05, 0.5), borderaxespad=0, handlelength=1.6
    )
