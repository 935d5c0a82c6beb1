"""A page of maps of the same places: discs, outlines, one scale of colours and of kilometres (planche de cartes)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from scipy.spatial import cKDTree

from experiments.figures.ground import side_by_side
from experiments.figures.outlines import EDGE, add_outlines, outlined
from experiments.figures.style import INK, WIDTH, AxisNumbers, Picture, wrapped
from experiments.words import NBSP, number
from sim.errors import Text

NO_ONE = "#D9D9D9"  # no one concerned there
LARGEST = 190.0  # pt², area of the most populated place
SMALLEST = 7.0  # pt², so that a village stays visible
ALONE = 4.2  # inches, the width of a map that stands alone beside its key
ROOM = 0.12  # of the width, under a map that stands alone, for names
LETTER = 0.047  # inches, the width of a letter of a name
CROWDED = 2.5  # pt between neighbours: below, rings would hide one another, so places are plain dots
HOLLOW = Text("Hollow: fictional village", f"Creux{NBSP}: village fictif")
NOBODY = Text("Light grey: no one concerned", f"Gris clair{NBSP}: personne de concerné")
AREA = Text("Area of a disc: inhabitants", f"Surface du disque{NBSP}: habitants")
DOT = Text(
    "A dot: a commune, whatever its size. Grey: no simulated citizen is concerned.",
    f"Un point{NBSP}: une commune, quelle que soit sa taille. Gris{NBSP}: aucun citoyen simulé n'est concerné.",
)


class Scale(NamedTuple):
    """How values become colours on every map of a page: colour map, bounds, and how they are written."""

    colours: str
    norm: Normalize
    kind: str = "share"
    sign: bool = False
    edge: str = EDGE  # of outlines: it must be told from the palest fill

    @property
    def palette(self) -> Any:
        """Return the colour map, with grey where there is no value."""
        return colormaps[self.colours].with_extremes(bad=NO_ONE)


def points_apart(ground: pd.DataFrame) -> float:
    """Return how far neighbours lie from each other on the map, in points: the median over places."""
    at = ground[["x", "y"]].to_numpy(float)
    if len(at) < 2:
        return np.inf
    nearest = cKDTree(at).query(at, k=2)[0][:, 1]
    return float(np.median(nearest) / (1.1 * max(np.ptp(at[:, 0]), 1.0)) * 72 * (WIDTH / _columns(ground) - 0.15))


def mosaic(
    territory: pd.DataFrame, panels: Sequence[tuple[str, pd.Series]], scale: Scale, lang: str
) -> tuple[Figure, list[Axes]]:
    """Draw one map for each panel (a title, the value of each place, index: place), all on one scale.

    territory: as `maps.coverage_maps` takes it.
    """
    ground, breaks = side_by_side(territory)
    fig, axes, key = _frames(len(panels), ground)
    nobody = False
    grown = (ALONE * _columns(ground) / WIDTH) ** 2 if len(axes) == 1 and _crowded(ground) else 1.0
    for ax, (name, found) in zip(axes, panels, strict=True):
        values = found.reindex(ground["place"]).to_numpy(float)
        nobody = nobody or bool(np.isnan(values).any())
        one_map(ax, ground, values, scale, breaks, grown)
        ax.set_title(wrapped(name, 42))
    if len(axes) == 1 and _named(ground):  # names stand under the bar of kilometres
        axes[0].set_ylim(bottom=axes[0].get_ylim()[0] - ROOM * _size(ground)[0])
    distance(axes[-1], ground, lang)
    _names(axes[0], ground, ALONE if len(axes) == 1 else WIDTH / _columns(ground))
    if _crowded(ground):
        key.text(0.02, 0.6, wrapped(DOT.in_(lang), 30), transform=key.transAxes, fontsize=7.5, gid="dots")
    else:
        _key(key, lang, float(ground["population"].max()), ground, nobody)
    _bar(fig, key, scale, lang)
    return fig, axes


def one_map(
    ax: Axes, ground: pd.DataFrame, values: np.ndarray, scale: Scale, breaks: list[float], size: float = 1.0
) -> None:
    """Draw one map of places already side by side; ``size`` multiplies the area of discs and dots."""
    if _crowded(ground):
        _dots(ax, ground, values, scale, points_apart(ground) * size**0.5)
    else:
        _map(ax, ground, values, scale, size)
    _ground(ax, ground, breaks)


def _crowded(ground: pd.DataFrame) -> bool:
    """Say whether discs would hide one another."""
    return points_apart(ground) < CROWDED and not outlined(ground).any()


def _bar(fig: Figure, key: Axes, scale: Scale, lang: str) -> None:
    """Draw the scale of colours under the key."""
    place: dict[str, Any] = {"location": "bottom", "aspect": 22, "fraction": 0.12, "pad": 0.02}
    numbers = AxisNumbers(lang, scale.kind, scale.sign)
    bar = fig.colorbar(ScalarMappable(scale.norm, scale.colours), ax=key, format=numbers, **place)
    bar.outline.set_visible(False)


def _columns(ground: pd.DataFrame) -> int:
    """Return how many maps stand side by side."""
    wide, tall = _size(ground)
    return 2 if wide > 1.3 * tall else 3


def _frames(count: int, ground: pd.DataFrame) -> tuple[Figure, list[Axes], Axes]:
    wide, tall = _size(ground)
    if count == 1:  # one map takes what the key leaves
        height = (ALONE - 0.15) * min(1.0, (tall + (0.16 + ROOM) * wide) / (1.1 * wide)) + 0.3
        fig = Picture(figsize=(WIDTH, max(2.0, height) + 0.9))
        fig.set_layout_engine("constrained", h_pad=0.08, w_pad=0.03)
        ax, key = fig.subplots(1, 2, width_ratios=(ALONE, WIDTH - ALONE))
        key.set_axis_off()
        return fig, [ax], key
    columns = _columns(ground)
    rows = -(-(count + 1) // columns)
    height = (WIDTH / columns - 0.15) * min(1.2, (tall + 0.16 * wide) / (1.1 * wide)) + 0.3
    fig = Picture(figsize=(WIDTH, max(1.5, height) * rows + 0.9))
    fig.set_layout_engine("constrained", h_pad=0.08, w_pad=0.03)
    axes = list(fig.subplots(rows, columns, squeeze=False).flat)
    for spare in axes[count:]:
        spare.set_axis_off()
    return fig, axes[:count], axes[count]


def _size(ground: pd.DataFrame) -> tuple[float, float]:
    """Return how wide and how tall the places are together, km."""
    wide, tall = ground["right"].max() - ground["left"].min(), ground["high"].max() - ground["low"].min()
    return float(wide) or 1.0, float(tall) or 1.0


def _map(ax: Axes, ground: pd.DataFrame, values: np.ndarray, scale: Scale, size: float) -> None:
    """Draw outlines, then discs, the largest first; a hollow ring is white inside, its colour says the coverage."""
    people = ground["population"].to_numpy(float)
    area = size * np.maximum(SMALLEST, LARGEST * people / people.max())
    hollow = (ground["source"] == "synthetic").to_numpy()
    drawn = add_outlines(ax, ground, values, scale.palette, scale.norm, scale.edge)
    order = np.argsort(-area, kind="stable")
    order = order[~drawn[order]]
    for gid, rows in (("filled", order[~hollow[order]]), ("hollow", order[hollow[order]])):
        x, y = ground["x"].to_numpy()[rows], ground["y"].to_numpy()[rows]
        if gid == "filled":
            ax.scatter(
                x,
                y,
                s=area[rows],
                c=values[rows],
                cmap=scale.palette,
                norm=scale.norm,
                edgecolors=INK,
                linewidths=0.4,
                plotnonfinite=True,
                gid=gid,
            )
        else:
            sizes = area[rows]
            ax.scatter(x, y, s=sizes, facecolors="white", edgecolors=INK, linewidths=1.7, gid="outline")
            colours = scale.palette(scale.norm(np.ma.masked_invalid(values[rows])))
            ax.scatter(x, y, s=sizes, facecolors="none", edgecolors=colours, linewidths=1.1, gid=gid)


def _dots(ax: Axes, ground: pd.DataFrame, values: np.ndarray, scale: Scale, apart: float) -> None:
    """Draw each place as a square that touches its neighbours, as pixels: a picture of thousands stays light."""
    ax.scatter(
        ground["x"], ground["y"], s=max(1.2 * apart, 0.3) ** 2, c=values, marker="s", linewidths=0,
        cmap=scale.palette, norm=scale.norm, plotnonfinite=True, rasterized=True, gid="dots",
    )  # fmt: skip


def _ground(ax: Axes, ground: pd.DataFrame, breaks: list[float]) -> None:
    """Give every panel the same limits, with room under the places for names or the bar of kilometres."""
    wide = max(_size(ground)[0], 1.0)
    ax.set(
        xlim=(ground["left"].min() - 0.05 * wide, ground["right"].max() + 0.05 * wide),
        ylim=(ground["low"].min() - 0.12 * wide, ground["high"].max() + 0.04 * wide),
    )
    ax.set_aspect("equal")
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(False)
    ax.spines[:].set_visible(False)
    for place in breaks:
        ax.axvline(place, color="#B5B5B5", linewidth=0.8, linestyle=(0, (3, 3)), gid="break")


def distance(ax: Axes, ground: pd.DataFrame, lang: str, letters: float = 7.0, beside: bool = False) -> None:
    """Draw the bar of kilometres under the places, its length under it or beside it; letters: points."""
    wide = _size(ground)[0]
    length = next(step for step in (200, 100, 50, 20, 10, 5, 2, 1, 0.2) if step <= max(0.25 * wide, 0.2))
    left, bottom = float(ground["left"].min()), float(ground["low"].min()) - 0.06 * wide
    ax.plot(
        [left, left + length],
        [bottom, bottom],
        color=INK,
        linestyle="-",
        linewidth=1.6,
        solid_capstyle="butt",
        gid="scale",
    )
    where = (left + length + 0.015 * wide, bottom) if beside else (left + length / 2, bottom - 0.015 * wide)
    ax.text(
        *where, f"{number(length, lang)}{NBSP}km", fontsize=letters, ha="left" if beside else "center",
        va="center" if beside else "top",
    )  # fmt: skip


def _named(ground: pd.DataFrame) -> bool:
    """Say whether frames have names."""
    return ground["cluster"].nunique() > 1 and "epci_name" in ground


def _names(ax: Axes, ground: pd.DataFrame, inches: float) -> None:
    """Name each frame by the EPCI it holds, under it and no wider; nothing where there is one frame only.

    inches: the width of the map.
    """
    if not _named(ground):
        return
    across = _size(ground)[0]
    for _, part in ground.groupby("cluster"):
        sizes = part.groupby("epci_name")["population"].sum().sort_values(ascending=False)
        share = float(part["right"].max() - part["left"].min()) / across + 0.1  # half a margin on either side
        name = wrapped(", ".join(sizes.index[:2]), max(10, min(26, int(share * inches / LETTER))))
        ax.text(
            (part["left"].min() + part["right"].max()) / 2,
            ax.get_ylim()[0],
            name,
            ha="center",
            va="bottom",
            fontsize=6.5,
            color="#555555",
            linespacing=1.1,
            gid="names",
        )


def _key(key: Axes, lang: str, largest: float, ground: pd.DataFrame, nobody: bool) -> None:
    """Say what the area of a disc means, where there are discs, and what light grey means, where some is ``nobody``."""
    hollow = bool((ground["source"] == "synthetic").any())
    discs = not outlined(ground).all()
    sizes = [size for size in (500.0, 5e3, 2e4, 1e5, 5e5) if size <= largest][-3:] or [largest]
    sizes = sizes if discs else []
    marks = [
        key.scatter(
            [],
            [],
            s=max(SMALLEST, LARGEST * size / largest),
            facecolors="#BBBBBB",
            edgecolors=INK,
            linewidths=0.4,
        )
        for size in sizes
    ]
    names = [number(size, lang) for size in sizes]
    if hollow:
        marks.append(key.scatter([], [], s=SMALLEST, facecolors="white", edgecolors=INK, linewidths=1.4))
        names.append(HOLLOW.in_(lang))
    if nobody:
        marks.append(key.scatter([], [], s=3 * SMALLEST, marker="s", facecolors=NO_ONE, edgecolors="none"))
        names.append(NOBODY.in_(lang))
    if not marks:
        return
    key.legend(
        marks,
        names,
        loc="center left",
        title=AREA.in_(lang) if discs else None,
        title_fontsize=7.5,
        alignment="left",
        labelspacing=0.7,
        borderaxespad=0,
    )
