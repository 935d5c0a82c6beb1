"""The dial map: where which policy does better, where none discernibly (carte des hypothèses)."""

from itertools import product
from typing import Any

import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colorbar import Colorbar
from matplotlib.colors import Normalize, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.figures.caption import Note
from experiments.figures.dial_words import dial_name, dial_said, in_order
from experiments.figures.style import (
    WIDTH,
    AxisNumbers,
    Picture,
    dress,
    gap_decimals,
    gap_kind,
    gap_label,
    gap_written,
    ink_on,
    styled,
    wrapped,
)
from experiments.words import NBSP, NO_DIFFERENCE, direction
from sim.errors import ParameterError, Text

DOWN, ACROSS = ("start", "people_funding.term"), ("finance.transferable", "operate.sigma")  # outer dials first
SIDES_WIDTH = 70  # letters that fit on one line below the scale
OTHER = (
    "world",
    "estimate",
    "low",
    "high",
    "seeds",
    "verdict",
    "value",
    "reference_value",
    "policy",
    "label",
    "indicator",
)
SIDES = (
    Text("investments do better", "les investissements font mieux"),
    Text("people do better", "les personnes font mieux"),
)
TITLE = Text(
    "People or investments? The difference under each set of assumptions",
    "Personnes ou investissements\u00a0? L'écart selon les hypothèses",
)


@styled
def dial_map(
    effects: pd.DataFrame,
    lang: str,
    note: Note = Note(),
    label: str = "",
    unit: str = "",
    sides: tuple[str, str] = ("", ""),
) -> tuple[Figure, Axes]:
    """Draw one cell per world, its colour and number the paired difference, pale and hatched where unclear.

    effects: one row per world with one column per dial (dotted names), estimate, low, high: fund_people
    less fund_investments (`compare.dial_effects`). A cell whose interval contains 0, or that has
    none, is pale, hatched and marked ≈.
    label: the indicator; unit: its unit; sides: names of the negative and of the positive side.

    Worlds drawn at random, which fill few cells, are for `dial_strips`. Raises ParameterError if two rows have the same
    dials.
    """
    rows, columns = shared(effects)
    down, across = _levels(effects, rows), _levels(effects, columns)
    bound = float(effects["estimate"].abs().max() or 1.0)
    fig = Picture(figsize=(WIDTH, 0.36 * len(down) + 2.1))
    ax = fig.subplots()
    _cells(ax, effects.set_index([*rows, *columns]), down, across, (lang, unit, bound))
    _headings(ax, (rows, down), (columns, across), lang)
    _scale(fig, ax, len(down), (lang, unit, bound)).set_label(
        _sides(sides, lang) + "\n" + gap_label(label, unit), fontsize=7.5, linespacing=1.5
    )
    dress(fig, note.title or TITLE.in_(lang), note.filled(effects).caption(lang, _remark(effects, lang)))
    return fig, ax


def _remark(effects: pd.DataFrame, lang: str) -> str:
    """Say what ≈ means, and that a world without an interval (one seed) is marked so too."""
    none = NO_DIFFERENCE.in_(lang)
    unclear = Text(
        f"≈, hatched: {none}, the 95% interval of the paired difference contains 0",
        f"≈, hachuré{NBSP}: {none}, l'intervalle à 95{NBSP}% de l'écart apparié contient 0",
    ).in_(lang)
    alone = Text(", or there is none (one seed)", ", ou il n'y en a pas (un seul tirage)").in_(lang)
    return unclear + (alone if effects["low"].isna().any() else "") + "."


def _scale(fig: Figure, ax: Axes, rows: int, style: tuple) -> Colorbar:
    """Draw the scale of colours, of one thickness whatever the number of rows."""
    lang, unit, bound = style
    numbers = AxisNumbers(lang, gap_kind(unit), sign=True)
    place: dict[str, Any] = {
        "location": "bottom",
        "aspect": 45,
        "pad": 0.03,
        "fraction": 0.15 / (0.36 * rows),
    }
    bar = fig.colorbar(ScalarMappable(Normalize(-bound, bound), "PuOr"), ax=ax, format=numbers, **place)
    bar.outline.set_visible(False)
    return bar


def _sides(sides: tuple[str, str], lang: str) -> str:
    low, high = (side or SIDES[k].in_(lang) for k, side in enumerate(sides))
    gap = 10 * NBSP if len(low) + len(high) <= SIDES_WIDTH else "\n"
    return f"← {low}{gap}{high} →"


def shared(effects: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the dials that vary, shared between rows and columns; an unknown dial goes where there are fewer."""
    varying = [name for name in map(str, effects) if name not in OTHER and effects[name].nunique() > 1]
    rows, columns = ([name for name in side if name in varying] for side in (DOWN, ACROSS))
    for name in varying:
        if name not in (*DOWN, *ACROSS):
            (rows if len(rows) <= len(columns) else columns).append(name)
    if effects.duplicated(rows + columns).any():
        raise ParameterError(
            Text(
                "The dial map takes one row per world; two rows have the same dials.",
                "La carte des hypothèses prend une ligne par monde ; deux lignes ont les mêmes réglages.",
            )
        )
    return rows, columns


def _levels(effects: pd.DataFrame, names: list[str]) -> list[tuple]:
    return list(product(*(in_order(effects[name].unique()) for name in names)))


def _cells(ax: Axes, table: pd.DataFrame, down: list[tuple], across: list[tuple], style: tuple) -> None:
    lang, unit, bound = style
    decimals = gap_decimals(bound, unit)
    for i, j in product(range(len(down)), range(len(across))):
        key = (*down[i], *across[j])
        if (key if len(key) > 1 else key[0]) not in table.index:
            continue
        row = table.loc[key if len(key) > 1 else key[0]]
        discernible = direction(row["low"], row["high"]) != 0
        colour = colormaps["PuOr"](0.5 + 0.5 * float(row["estimate"]) / bound) if discernible else "#F7F7F7"
        ax.add_patch(
            Rectangle(
                (j, i),
                1,
                1,
                facecolor=colour,
                edgecolor="white" if discernible else "#D0D0D0",
                hatch=None if discernible else "////",
                linewidth=0.0,
                gid=f"{i},{j}",
            )
        )
        ax.add_patch(
            Rectangle((j, i), 1, 1, facecolor="none", edgecolor="white", linewidth=1.2, gid="border")
        )
        text = gap_written(row["estimate"], lang, unit, decimals)
        ax.text(
            j + 0.5,
            i + 0.5,
            text if discernible else f"≈ {text}",
            ha="center",
            va="center",
            fontsize=7.5,
            color=ink_on(to_rgb(colour)),
        )


def _headings(ax: Axes, downs: tuple, acrosses: tuple, lang: str) -> None:
    """Write the levels of the inner dial at each row and column, the outer ones beside their group."""
    (rows, down), (columns, across) = downs, acrosses
    ax.set(xlim=(0, len(across)), ylim=(len(down), 0))
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    ax.set_xticks([k + 0.5 for k in range(len(across))], [_word(columns, level, lang) for level in across])
    ax.set_yticks([k + 0.5 for k in range(len(down))], [_word(rows, level, lang) for level in down])
    for k, (level, before) in enumerate(zip(across[1:], across, strict=False), 1):
        if len(level) > 1 and level[0] != before[0]:
            ax.axvline(k, color="white", linewidth=5)
    for k, (level, before) in enumerate(zip(down[1:], down, strict=False), 1):
        if len(level) > 1 and level[0] != before[0]:
            ax.axhline(k, color="white", linewidth=5)
    _group(ax, columns, across, lang, True)
    _group(ax, rows, down, lang, False)


def _group(ax: Axes, names: list[str], levels: list[tuple], lang: str, across: bool) -> None:
    """Write the outer level once per group, and the name of the inner dial at the end of its levels."""
    if not names:
        return
    inner = dial_name(names[-1], lang)
    if across:
        ax.set_xlabel(inner, fontsize=7.5, labelpad=5)
        ax.xaxis.set_label_position("top")
    else:
        ax.set_ylabel(inner, fontsize=7.5, labelpad=6)
    outer = [level[:-1] for level in levels]
    for level in dict.fromkeys(outer) if len(names) > 1 else ():
        first, count = outer.index(level), outer.count(level)
        name = "\n".join(
            f"{dial_name(n, lang)} {dial_said(n, v, lang)}" for n, v in zip(names, level, strict=False)
        )
        if across:
            ax.annotate(
                name,
                (first + count / 2, 1),
                (0, 30),
                xycoords=ax.get_xaxis_transform(),
                ha="center",
                textcoords="offset points",
                fontsize=7.5,
                fontweight="bold",
                va="bottom",
            )
        else:
            ax.annotate(
                wrapped(name, 12),
                (0, first + count / 2),
                (-50, 0),
                xycoords=ax.get_yaxis_transform(),
                ha="right",
                textcoords="offset points",
                fontsize=7.5,
                fontweight="bold",
                va="center",
            )


def _word(names: list[str], level: tuple, lang: str) -> str:
    if not names:
        return ""
    return dial_said(names[-1], level[-1], lang)
