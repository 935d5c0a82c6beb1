"""What every figure shares: style, palette, axis numbers, title and caption placing (charte graphique)."""

import math
import textwrap
from collections.abc import Callable, Sequence
from functools import wraps
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import Formatter

from experiments.words import decimals_for, euros, number, percent

STYLE = Path(__file__).with_name("essaimage.mplstyle")
CYCLE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000")
INK = "#333333"  # text and numbers
GREY = "#767676"  # the reference, secondary marks
PALE = "#EFEFEF"
WIDTH = 6.3  # inches, a text column
MARGIN = 0.008  # left of titles and captions, share of the width
MEASURE = 0.97  # longest line of both, share of the width

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def styled(draw: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Make a figure function draw in the project's style, whatever the reader's own settings are.

    A figure and its axes come back as a Drawing, which notebooks show.
    """

    @wraps(draw)
    def inside(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        """Draw within the project's style."""
        with matplotlib.rc_context(fname=STYLE):
            drawn: Any = draw(*args, **kwargs)
            shown: Any = Drawing(drawn) if isinstance(drawn, tuple) and isinstance(drawn[0], Picture) else drawn
            return shown

    return inside


class Picture(Figure):
    """A figure that notebooks show by themselves, without pyplot, with letters of one width at any resolution."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw without hinting, which would make lines longer than measured on some screens."""
        with matplotlib.rc_context({"text.hinting": "none"}):
            super().draw(renderer)

    def _repr_png_(self) -> bytes:
        """Return the figure as IPython shows it."""
        file = BytesIO()
        with matplotlib.rc_context(fname=STYLE):
            self.savefig(file, format="png", dpi=self.dpi, metadata={"Software": None})
        return file.getvalue()


class Drawing(tuple):
    """A figure and its axes, to unpack as any pair; notebooks show the figure."""

    def _repr_png_(self) -> bytes:
        """Return the figure as IPython shows it."""
        return self[0]._repr_png_()


class AxisNumbers(Formatter):
    """Tick labels as people write numbers in ``lang``; ``kind`` is "number", "share", "points" or "euros"."""

    def __init__(self, lang: str, kind: str = "number", sign: bool = False) -> None:
        self.lang, self.kind, self.sign = lang, kind, sign

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the label of one value alone, as under the cursor."""
        return self.format_ticks([x])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return the labels of one axis: the same scale and the same decimals for all its ticks."""
        largest = max(map(abs, values), default=0.0)
        if self.kind == "share":
            decimals = _decimals(values, 100.0)
            return [percent(value, self.lang, decimals, self.sign) for value in values]
        if self.kind == "euros":
            scale, size = ("M", 1e-6) if largest >= 1e6 else ("k", 1e-3) if largest >= 1e4 else ("", 1.0)
            decimals = _decimals(values, size)
            return [
                euros(value, self.lang, decimals if value else 0, scale if value else "", self.sign)
                for value in values
            ]
        size = 100.0 if self.kind == "points" else 1.0
        decimals = _decimals(values, size)
        return [number(size * value, self.lang, decimals, sign=self.sign) for value in values]


def _decimals(values: Sequence[float], size: float) -> int:
    """Return the decimals that tell the ticks apart, 4 at most."""
    gap = min((abs(b - a) * size for a, b in pairwise(values) if b != a), default=0.0)
    return next((d for d in range(4) if math.isclose(round(gap, d), gap, rel_tol=1e-6, abs_tol=1e-12)), 4)


def kind_of(unit: str) -> str:
    """Return how a unit is written on an axis: "share" as percentages, "euros", or "number"."""
    first = unit.split(" ")[0]
    return "share" if first in ("share", "part") else "euros" if first in ("€", "euro", "euros") else "number"


def gap_kind(unit: str) -> str:
    """Return how a difference is written: that of two shares is in points, whatever else is as its unit."""
    return "points" if kind_of(unit) == "share" else kind_of(unit)


def gap_label(label: str, unit: str) -> str:
    """Return the name of a difference, with "points" where it is one of two shares."""
    if gap_kind(unit) != "points":
        return label
    return f"{label} (points)" if label else "points"


def gap_decimals(largest: float, unit: str) -> int:
    """Return the decimals of differences of one unit whose largest is ``largest``."""
    if kind_of(unit) == "euros":
        return 0
    return min(1, decimals_for(100.0 * largest)) if gap_kind(unit) == "points" else decimals_for(largest)


def gap_written(value: float, lang: str, unit: str, decimals: int, sign: bool = True) -> str:
    """Return one difference as it is written in a cell, without the name of its unit."""
    if kind_of(unit) == "euros":
        return euros(value, lang, decimals, sign=sign)
    return number(value * (100.0 if gap_kind(unit) == "points" else 1.0), lang, decimals, sign=sign)


def ink_on(colour: Sequence[float]) -> str:
    """Return white or dark grey, whichever is read better on ``colour`` (WCAG contrast)."""
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3])
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.0834 else INK


def written(value: float, lang: str, unit: str, decimals: int | None = None, sign: bool = False) -> str:
    """Return one value as it is written in a cell or beside a mark, without the name of its unit."""
    kind = kind_of(unit)
    if kind == "share":
        return percent(value, lang, 0 if decimals is None else decimals, sign)
    if kind == "euros":
        return euros(value, lang, 0 if decimals is None else decimals, sign=sign)
    return number(value, lang, decimals, sign=sign)


def wrapped(text: str, width: int) -> str:
    """Return ``text`` on lines of at most ``width`` characters; no-break spaces are kept."""
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def fitted(text: str, inches: float, font: FontProperties) -> str:
    """Return ``text`` on lines of at most ``inches``, as measured in ``font``; no-break spaces are kept."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and _inches(f"{line} {word}", font) <= inches:
            line += f" {word}"
            continue
        lines.append(line)
        while _inches(word, font) > inches:  # a long path
            end = next(k for k in range(len(word) - 1, 0, -1) if k == 1 or _inches(word[:k], font) <= inches)
            lines.append(word[:end])
            word = word[end:]
        line = word
    return "\n".join([*lines[1:], line])


def _inches(text: str, font: FontProperties) -> float:
    """Return the width of ``text`` without hinting, which depends on no resolution."""
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 72.0


def dress(fig: Figure, title: str, caption: str, spacing: float = 1.35) -> None:
    """Put the title at the top left and the caption at the bottom left, inside the reserved margins.

    spacing: of the lines of the caption.
    """
    inches = MEASURE * fig.get_figwidth()
    head = fig.suptitle(title, x=MARGIN, ha="left", color=INK)
    foot = fig.supxlabel(caption, x=MARGIN, ha="left", color="#555555", linespacing=spacing)
    for text in (head, foot):
        lines = text.get_text().split("\n")
        text.set_text("\n".join(fitted(line, inches, text.get_fontproperties()) for line in lines))


def grid_of(count: int) -> tuple[int, int]:
    """Return rows and columns for ``count`` small multiples and one cell kept for the legend."""
    cells = count + 1
    columns = min((2, 3, 4), key=lambda c: (-(-cells // c) * c - cells, -(-cells // c)))
    return -(-cells // columns), columns


def small_multiples(count: int, height: float = 1.75) -> tuple[Figure, list[Axes], Axes]:
    """Return a figure, ``count`` axes on one scale, and an empty axes for the legend."""
    rows, columns = grid_of(count)
    fig = Picture(figsize=(WIDTH, height * rows + 0.9))
    axes = list(fig.subplots(rows, columns, sharex=True, sharey=True).flat)
    for spare in axes[count:]:
        spare.set_axis_off()
    for ax in axes[:count]:
        ax.xaxis.set_tick_params(labelbottom=True)
    return fig, axes[:count], axes[count]


def policies(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Return each policy key with its label (the key itself without one), in the order of the frame."""
    rows = frame.drop_duplicates("policy")
    return list(zip(rows["policy"], rows["label" if "label" in rows else "policy"], strict=True))


def years_of(frame: pd.DataFrame) -> pd.Series:
    """Return the date of each row in years: from ``step`` in months where there is one, else ``year``."""
    if "step" not in frame:
        return frame["year"].astype(float)
    first = int(frame["year"].min()) - int(frame["step"].min()) // 12
    return first + frame["step"].astype(float) / 12.0


def year_ticks(ax: Axes, first: float, last: float) -> None:
    """Mark the first, the middle and the last year: small panels hold no more."""
    middle = round((first + last) / 2)
    marks = sorted({int(first), middle, int(last)})
    ax.set_xticks(marks, [str(year) for year in marks])
