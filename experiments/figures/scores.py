"""Which dial tells of which outcome, as a table of numbers on colours (scores des réglages)."""

import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.figures.caption import Note
from experiments.figures.dial_words import dial_name
from experiments.figures.style import WIDTH, Picture, dress, ink_on, styled, wrapped
from experiments.words import NBSP, percent
from sim.errors import Text

TITLE = Text("Which assumption tells of which outcome", "Quelle hypothèse renseigne sur quel résultat")
REMARK = Text(
    "Share of what a forest of trees learns of each outcome from each dial. ≈, hatched: not told from a shuffled copy "
    "of the dials.",
    f"Part de ce qu'une forêt d'arbres apprend de chaque résultat par chaque réglage. ≈, hachuré{NBSP}: ne se "
    "distingue pas d'une copie mélangée des réglages.",
)


@styled
def score_table(frame: pd.DataFrame, lang: str, note: Note = Note()) -> tuple[Figure, Axes]:
    """Draw one cell for each dial and outcome, coloured and numbered by its score, pale and hatched where luck does it.

    frame: outcome, dial, score (0 to 1), discernible, and label where the outcome has one. Dials stand in the order of
    their largest score.
    """
    order = frame.groupby("dial")["score"].max().sort_values(ascending=False, kind="stable").index
    labels = frame.drop_duplicates("outcome").set_index("outcome")
    outcomes = list(labels.index)
    fig = Picture(figsize=(WIDTH, 0.34 * len(order) + 1.9))
    ax = fig.subplots()
    rows, columns = {d: k for k, d in enumerate(order)}, {o: k for k, o in enumerate(outcomes)}
    largest = float(frame["score"].max()) or 1.0
    for cell in frame.to_dict("records"):
        _cell(ax, rows[cell["dial"]], columns[cell["outcome"]], cell, (lang, largest))
    ax.set(xlim=(0, len(outcomes)), ylim=(len(order), 0))
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False, labelsize=7.5)
    names = labels["label"] if "label" in labels else pd.Series(outcomes, index=outcomes)
    width = max(10, 70 // len(outcomes))
    ax.set_xticks([k + 0.5 for k in range(len(outcomes))], [wrapped(str(names[o]), width) for o in outcomes])
    ax.set_yticks([k + 0.5 for k in range(len(order))], [dial_name(str(d), lang) for d in order])
    dress(fig, note.title or TITLE.in_(lang), note.caption(lang, REMARK.in_(lang)))
    return fig, ax


def _cell(ax: Axes, row: int, column: int, cell: dict, style: tuple[str, float]) -> None:
    lang, largest = style
    seen = bool(cell["discernible"])
    colour = colormaps["cividis_r"](0.05 + 0.95 * cell["score"] / largest) if seen else to_rgb("#F7F7F7")
    box = Rectangle((column, row), 1, 1, facecolor=colour, edgecolor="white" if seen else "#D0D0D0", linewidth=0.0,
                    hatch=None if seen else "////", gid=f"{row},{column}")  # fmt: skip
    ax.add_patch(box)
    ax.add_patch(Rectangle((column, row), 1, 1, facecolor="none", edgecolor="white", linewidth=1.5))
    text = percent(cell["score"], lang)
    ax.text(column + 0.5, row + 0.5, text if seen else f"≈ {text}", ha="center", va="center", fontsize=7.5,
            color=ink_on(colour))  # fmt: skip
