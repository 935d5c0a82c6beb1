"""Why two runs differ, as a cascade: what each part adds, what is left, the whole; and its euros (explication)."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.catalogue import label
from experiments.explain_words import FAMILIES, label_of
from experiments.figures.caption import Note
from experiments.figures.style import (
    CYCLE,
    GREY,
    INK,
    WIDTH,
    AxisNumbers,
    Picture,
    dress,
    gap_decimals,
    gap_kind,
    gap_label,
    gap_written,
    styled,
    wrapped,
)
from experiments.words import NBSP, NO_EFFECT, euros, number
from sim.errors import Text
from sim.measures import INDICATORS

UP, DOWN = CYCLE[0], CYCLE[1]


@styled
def explain_waterfall(found: Any, lang: str, family: str | None = None, note: Note = Note()) -> tuple[Figure, Axes]:
    """Draw what each part of a family adds, one after the other, then what is left, then the whole difference.

    found: experiments.explain.parts.Explanation. family: "instruments" or "mechanisms", the first there is by default.
    Hollow: the interval holds 0. Beside each bar: what it adds, and the euros paid that go with it.
    """
    table = cascade(found, family or found.families[0])
    rows: list[dict[str, Any]] = [dict(row) for _, row in table.iterrows()]
    fig = Picture(figsize=(WIDTH, 0.36 * len(table) + 1.9))
    ax = fig.subplots()
    for row, part in enumerate(rows):
        _bar(ax, row, part)
    for row, (above, below) in enumerate(pairwise(rows)):
        if below["kind"] != "total":
            ax.plot([above["end"]] * 2, [row - 0.3, row + 1.3], color=GREY, linewidth=0.7, linestyle="-")
    _amounts(ax, table, found, lang)
    ax.axvline(0.0, color=INK, linewidth=0.9, linestyle="-")
    ax.set_yticks(range(len(table)), [wrapped(_named(row, lang), 32) for row in rows])
    ax.set_ylim(len(table) - 0.45, -1.0)
    ax.tick_params(axis="y", length=0, labelsize=8)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.spines["left"].set_visible(False)
    unit = INDICATORS[found.indicator].unit.in_(lang)
    ax.xaxis.set_major_formatter(AxisNumbers(lang, gap_kind(unit), sign=True))
    ax.set_xlabel(gap_label(INDICATORS[found.indicator].label.in_(lang), unit))
    cell = found.cell
    note = Note(
        seeds=note.seeds or len(found.seeds), years=note.years or cell["years"], source=note.source,
        first_year=note.first_year or cell["first_year"], version=note.version or found.data()["model"],
        territory=note.territory, command=note.command, title=note.title,
    )  # fmt: skip
    heading = note.title or _headline(found, family or found.families[0], lang)
    dress(fig, heading, note.caption(lang, _remark(found, lang)))
    return fig, ax


def cascade(found: Any, family: str) -> pd.DataFrame:
    """Return the rows of a family with ``start`` and ``end`` of their bars; the last, the whole, starts at 0."""
    parts = found.family(family)
    ends = np.cumsum(np.nan_to_num(parts["estimate"].to_numpy(float)))
    parts = parts.assign(start=np.append(0.0, ends[:-1]), end=ends)
    whole = found.table[found.table["kind"] == "total"]
    return pd.concat([parts, whole.assign(start=0.0, end=whole["estimate"])], ignore_index=True)


def _bar(ax: Axes, row: int, part: dict[str, Any]) -> None:
    """Draw a bar from where the one above ends, with the interval of what it adds around its end."""
    width = part["end"] - part["start"]
    colour = GREY if part["kind"] == "residual" else INK if part["kind"] == "total" else UP if width >= 0 else DOWN
    clear = part["verdict"] in ("above", "below")
    ax.barh(
        row, width, left=part["start"], height=0.58, edgecolor=colour, color=colour if clear else "none",
        linewidth=1.0, alpha=0.85, gid=f"bar-{part['kind']}",
    )  # fmt: skip
    if part["low"] == part["low"]:
        ends = [part["start"] + part["low"], part["start"] + part["high"]]
        ax.plot(ends, [row, row], color=INK, linestyle="-", linewidth=1.0, marker="|", markersize=5, gid="interval")


def _named(row: dict[str, Any], lang: str) -> str:
    """Return how a row is called, from a capital on."""
    name = label_of(row, lang)
    return name[:1].upper() + name[1:]


def _amounts(ax: Axes, table: pd.DataFrame, found: Any, lang: str) -> None:
    """Write what each part adds and the euros that go with it, at the right."""
    unit = str(INDICATORS[found.indicator].unit.en)
    decimals = gap_decimals(float(table["estimate"].abs().max()), unit)

    def beside(row: float, right: int, text: str) -> None:
        """Write at the right of a row."""
        ax.annotate(
            text, (1, row), (right, 0), xycoords=ax.get_yaxis_transform(), textcoords="offset points", ha="right",
            va="center", fontsize=7.5,
        )  # fmt: skip

    beside(-0.8, 36, Text("adds", "ajoute").in_(lang))
    beside(-0.8, 88, Text("euros paid", "euros payés").in_(lang))
    for row, part in enumerate(table.to_dict("records")):
        beside(row, 36, gap_written(part["estimate"], lang, unit, decimals))
        beside(row, 88, euros(part["euros"], lang, 0, "k", sign=True))


def _headline(found: Any, family: str, lang: str) -> str:
    run, reference = (label("policy", name, lang) for name in found.names)
    return Text(
        f"Why “{run}” differs from “{reference}”, by {FAMILIES[family].en}",
        f"Pourquoi «{NBSP}{run}{NBSP}» diffère de «{NBSP}{reference}{NBSP}», par {FAMILIES[family].fr}",
    ).in_(lang)


def _remark(found: Any, lang: str) -> str:
    count = number(found.comparisons, lang)
    return Text(
        f"Each part left out in turn. Hollow: {NO_EFFECT.en}. Lines: intervals, the {count} of the parts holding all "
        "together in 95% of cases.",
        f"Chaque partie ôtée à son tour. Creux{NBSP}: {NO_EFFECT.fr}. Traits{NBSP}: intervalles, les {count} des "
        f"parties valant ensemble dans 95{NBSP}% des cas.",
    ).in_(lang)
