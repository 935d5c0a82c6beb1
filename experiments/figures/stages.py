"""Sites by stage over time, one panel per policy (sites par stade)."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.figures.caption import Note
from experiments.figures.style import (
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
from experiments.words import number
from sim.errors import Text

STAGES = {
    "experiment": (Text("experiment", "expérimentation"), "#CFE3F3"),
    "proof": (Text("proof", "preuve"), "#7FB5DC"),
    "structured": (Text("structured", "structuré"), "#2F7FBD"),
    "established": (Text("established", "pérennisé"), "#0B3C68"),
}
TITLE = Text(
    "Sites standing, by stage (mean of the seeds)", "Sites en activité, par stade (moyenne des tirages)"
)


@styled
def sites_by_stage(frame: pd.DataFrame, lang: str, note: Note = Note()) -> tuple[Figure, list[Axes]]:
    """Draw the sites standing as stacked areas by stage, one panel per policy, all on one scale.

    frame: policy, label, seed, year (and step), indicator (sites_experiment … sites_established), value.
    """
    shown = policies(frame)
    stages = frame[frame["indicator"].isin([f"sites_{stage}" for stage in STAGES])]
    stages = stages.assign(date=years_of(frame))
    means = stages.pivot_table(index=["policy", "date"], columns="indicator", values="value", aggfunc="mean")
    means = means.reindex(columns=[f"sites_{stage}" for stage in STAGES]).fillna(0.0)
    fig, axes, key = small_multiples(len(shown))
    for ax, (policy, name) in zip(axes, shown, strict=True):
        _draw(ax, means.loc[[policy]].droplevel(0), lang)
        ax.set_title(wrapped(name, 18))
    axes[0].set_ylim(0.0, 1.06 * float(means.sum(axis=1).max()) or 1.0)
    handles = [
        Patch(facecolor=colour, edgecolor=INK, linewidth=0.4) for _, colour in reversed(STAGES.values())
    ]
    names = [text.in_(lang) for text, _ in reversed(STAGES.values())]
    key.legend(
        handles,
        names,
        loc="center left",
        bbox_to_anchor=(-0.05, 0.5),
        borderaxespad=0,
        handlelength=1.4,
        title=Text("Stage of the site", "Stade du site").in_(lang),
        title_fontsize=7.5,
        alignment="left",
    )
    dress(fig, note.title or TITLE.in_(lang), note.filled(frame).caption(lang))
    return fig, axes


def _draw(ax: Axes, means: pd.DataFrame, lang: str) -> None:
    colours = [colour for _, colour in STAGES.values()]
    dates = means.index.to_numpy()
    ax.stackplot(
        dates,
        *(means[column].to_numpy() for column in means),
        colors=colours,
        edgecolor="white",
        linewidth=0.4,
    )
    total = float(means.iloc[-1].sum())
    ax.annotate(
        number(total, lang), (dates[-1], total), (3, 0), textcoords="offset points", va="center", fontsize=7.5
    )
    ax.set_xlim(dates[0], dates[-1] + 0.2 * (dates[-1] - dates[0]))
    ax.yaxis.set_major_formatter(AxisNumbers(lang))
    year_ticks(ax, dates[0], dates[-1])
