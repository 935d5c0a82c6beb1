"""In how many of the worlds tested a policy reaches at least so much (courbes de dépassement d'un seuil)."""

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

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
)
from experiments.words import NBSP, number
from sim.errors import Text

TITLE = Text("{}: how many worlds reach at least so much", f"{{}}{NBSP}: combien de mondes atteignent au moins tant")
ALONE = Text("{}: how many seeds reach at least so much", f"{{}}{NBSP}: combien de tirages atteignent au moins tant")
REMARK = Text(
    "Up: worlds tested whose mean over the seeds is at least the value below; worlds are cases, not a sample.",
    f"En hauteur{NBSP}: mondes testés dont la moyenne des tirages vaut au moins la valeur en abscisse{NBSP}; les "
    "mondes sont des cas, pas un échantillon.",
)
SEEDS = Text(
    "Up: seeds of the one world drawn whose value is at least the one below.",
    f"En hauteur{NBSP}: tirages du seul monde dessiné dont la valeur vaut au moins celle en abscisse.",
)


@styled
def exceedance(
    frame: pd.DataFrame,
    lang: str,
    note: Note = Note(),
    label: str = "",
    unit: str = "",
    threshold: float | None = None,
    reference: str | None = None,
) -> tuple[Figure, list[Axes]]:
    """Draw, one panel per policy, how many worlds have a mean of at least each value; steps down to 0.

    Where there is one world only, seeds are counted. frame: policy, label, world, seed, value. threshold: a value to
    mark, with its count; the mean of the reference by default. reference: policy repeated in grey, the first by
    default, "" for none.
    """
    shown, alone = policies(frame), frame["world"].nunique() == 1
    reference = shown[0][0] if reference is None else reference
    cases = {policy: _cases(frame[frame["policy"] == policy], alone) for policy, _ in shown}
    mark = float(cases[reference].mean()) if threshold is None and reference in cases else threshold
    seen = np.concatenate([*cases.values(), [] if mark is None else [mark]])
    margin = 0.06 * (float(np.ptp(seen)) or 1.0)
    span = (float(seen.min()) - margin, float(seen.max()) + margin)
    fig, axes, key = small_multiples(len(shown))
    for ax, (policy, name) in zip(axes, shown, strict=True):
        if policy != reference and reference in cases:
            _steps(ax, cases[reference], span, ("reference", GREY, "--", 1.2))
        _steps(ax, cases[policy], span, ("reached", CYCLE[0], "-", 1.8))
        if mark is not None:
            _threshold(ax, cases[policy], mark, (lang, span))
        ax.set_title(wrapped(name, 18))
        ax.xaxis.set_major_formatter(AxisNumbers(lang, kind_of(unit)))
        ax.locator_params(axis="x", nbins=3)
    axes[0].set(xlim=span, ylim=(0.0, 1.22 * max(map(len, cases.values()))))
    axes[0].yaxis.set_major_locator(MaxNLocator(4, integer=True))
    said = "" if mark is None else written(mark, lang, unit, 1 if unit == "share" else None)
    _legend(key, lang, dict(shown).get(reference, ""), (alone, len(shown) > 1), (said, threshold is None))
    title = (ALONE if alone else TITLE).in_(lang).format(label)
    dress(fig, note.title or title, note.filled(frame).caption(lang, (SEEDS if alone else REMARK).in_(lang)))
    return fig, axes


def reached(cases: np.ndarray, threshold: float) -> int:
    """Return how many cases are at least the threshold."""
    return int((cases >= threshold).sum())


def _cases(frame: pd.DataFrame, alone: bool) -> np.ndarray:
    """Return what is counted, ascending: means of the worlds, or seeds where there is one world."""
    values = frame["value"] if alone else frame.groupby("world")["value"].mean()
    return np.sort(values.dropna().to_numpy(float))


def _steps(ax: Axes, cases: np.ndarray, span: tuple[float, float], style: tuple[str, str, str, float]) -> None:
    gid, colour, dashes, width = style
    x = np.concatenate([[span[0]], cases, [span[1]]])
    y = np.concatenate([[len(cases)], np.arange(len(cases), 0, -1), [0]])
    ax.plot(x, y, drawstyle="steps-pre", color=colour, linestyle=dashes, linewidth=width, gid=gid)


def _threshold(ax: Axes, cases: np.ndarray, threshold: float, style: tuple[str, tuple[float, float]]) -> None:
    """Mark the threshold and write how many reach it, of how many."""
    lang, span = style
    ax.axvline(threshold, color=INK, linewidth=0.9, linestyle=":", gid="threshold")
    left = threshold < (span[0] + span[1]) / 2
    ax.annotate(
        f"{number(reached(cases, threshold), lang)}/{number(len(cases), lang)}", (threshold, 1.0),
        (3 if left else -3, -1), xycoords=("data", "axes fraction"), va="top", ha="left" if left else "right",
        textcoords="offset points", fontsize=7.5, fontweight="bold", gid="count",
    )  # fmt: skip


def _legend(key: Axes, lang: str, reference: str, shape: tuple[bool, bool], mark: tuple[str, bool]) -> None:
    """Name the curve, the reference where it is repeated, and the threshold (as ``mark``: written, a default)."""
    (alone, several), (threshold, default) = shape, mark
    counted = Text("seeds", "tirages") if alone else Text("worlds tested", "mondes testés")
    quoted = Text(f"“{reference}”", f"«{NBSP}{reference}{NBSP}»").in_(lang)
    handles: list[Artist] = [Line2D([], [], color=CYCLE[0], linestyle="-", linewidth=1.8)]
    names = [counted.in_(lang)]
    if reference and several:
        handles.append(Line2D([], [], color=GREY, linestyle="--", linewidth=1.2))
        names.append(wrapped(quoted, 22))
    if threshold:
        handles.append(Line2D([], [], color=INK, linestyle=":", linewidth=0.9))
        why = Text(f", mean of {quoted}", f", moyenne de {quoted}").in_(lang) if default else ""
        names.append(wrapped(Text(f"threshold: {threshold}", f"seuil{NBSP}: {threshold}").in_(lang) + why, 22))
    key.legend(handles, names, loc="center left", bbox_to_anchor=(-0.05, 0.5), borderaxespad=0, handlelength=1.6)
