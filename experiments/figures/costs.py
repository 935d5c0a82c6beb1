"""What an adopter, a surviving site and a job cost, by policy (coûts unitaires)."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.caption import Note
from experiments.figures.style import CYCLE, INK, WIDTH, AxisNumbers, Picture, dress, policies, styled, wrapped
from experiments.words import MISSING, NBSP, euros
from sim.errors import Text

MEASURES = {
    "adopter": Text("per adopter", "par adoptant"),
    "site": Text("per surviving site", "par site survivant"),
    "job": Text("per job (FTE)", "par emploi (ETP)"),
}
TITLE = Text("Public euros spent for each result", "Euros publics dépensés pour chaque résultat")
NET = Text(
    "Public euros spent for each result, net of repayments",
    "Euros publics dépensés par résultat, nets des remboursements",
)
MORE = Text(
    "Public euros for each result beyond the reference", "Euros publics par résultat en plus de la référence"
)
REMARK = Text(
    "Each panel has its own scale; whiskers: 95% interval.",
    f"Chaque cadre a son échelle{NBSP}; moustaches{NBSP}: intervalle à 95{NBSP}%.",
)


@styled
def cost_bars(
    frame: pd.DataFrame, lang: str, note: Note = Note(), kind: str = "gross"
) -> tuple[Figure, list[Axes]]:
    """Draw euros per result as bars from 0 with their 95% intervals, one panel per measure.

    frame: policy, label, per (adopter, site, job), kind, euros, low, high (`compare.costs`); a cost that is
    not finite is written as not defined. kind: "gross", "net" of repayments, or "additional" to the reference.
    """
    if "kind" in frame:
        frame = frame[frame["kind"] == kind]
    shown = policies(frame)
    measures = [measure for measure in MEASURES if (frame["per"] == measure).any()]
    fig = Picture(figsize=(WIDTH, 0.36 * len(shown) + 1.55))
    axes = list(fig.subplots(1, len(measures), sharey=True, squeeze=False).flat)
    for ax, measure in zip(axes, measures, strict=True):
        part = frame[frame["per"] == measure].set_index("policy").reindex([policy for policy, _ in shown])
        _bars(ax, part[["euros", "low", "high"]].astype(float), lang)
        ax.set_title(MEASURES[measure].in_(lang))
    axes[0].set_yticks(range(len(shown)), [wrapped(name, 26) for _, name in shown])
    axes[0].set_ylim(len(shown) - 0.45, -0.55)
    dress(
        fig,
        note.title or {"net": NET, "additional": MORE}.get(kind, TITLE).in_(lang),
        note.filled(frame).caption(lang, REMARK.in_(lang)),
    )
    return fig, axes


def _bars(ax: Axes, part: pd.DataFrame, lang: str) -> None:
    finite = part.where(np.isfinite(part))
    known = finite.to_numpy()[np.isfinite(finite.to_numpy())]
    least, most = float(known.min(initial=0.0)), float(known.max(initial=0.0))
    span = most - least or 1.0
    rows = np.arange(len(part))
    ax.barh(rows, finite["euros"].fillna(0.0), height=0.6, color=CYCLE[0], gid="bars")
    for row, (estimate, low, high) in enumerate(finite.to_numpy()):
        text = MISSING.in_(lang) if np.isnan(estimate) else euros(_rounded(estimate), lang)
        reach = np.nanmax([estimate, high, 0.0])
        if not np.isnan(low + high):
            ax.plot([low, high], [row, row], color=INK, linestyle="-", linewidth=1.1, gid="interval")
        ax.text(reach + 0.03 * span, row, text, va="center", fontsize=7, gid="amount")
    ax.set_xlim(least - 0.05 * span * (least < 0), most + 0.42 * span)
    ax.tick_params(axis="y", length=0, labelsize=8)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.locator_params(axis="x", nbins=3)
    ax.xaxis.set_major_formatter(AxisNumbers(lang, "euros"))


def _rounded(value: float) -> float:
    """Return ``value`` to three figures: an interval of a fifth does not carry six."""
    return round(value, 2 - math.floor(math.log10(abs(value)))) if value else 0.0
