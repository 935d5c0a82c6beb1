"""Maps of coverage by place, one panel per policy, on one scale of colours and of kilometres (cartes)."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from experiments.figures.caption import Note
from experiments.figures.mosaic import Scale, mosaic
from experiments.figures.style import GREY, dress, policies, styled
from experiments.words import NBSP
from sim.errors import Text

MAP = "cividis_r"  # the darker, the better covered
APART = "PuOr"  # two colours that every kind of sight tells apart, white where nothing differs
TITLE = Text(
    "Share of the people concerned who have adopted, by commune",
    "Part des personnes concernées qui ont adopté, par commune",
)
MEANS = Text("Mean of the seeds and of the innovations.", "Moyenne des tirages et des innovations.")
GAPS = Text(
    "Share of the people concerned who have adopted, by commune: difference from “{}”",
    f"Part des personnes concernées qui ont adopté, par commune{NBSP}: écart à «{NBSP}{{}}{NBSP}»",
)
POINTS = Text("Percentage points, same seeds.", "Points de pourcentage, mêmes tirages.")


@styled
def coverage_maps(
    places: pd.DataFrame,
    territory: pd.DataFrame,
    lang: str,
    note: Note = Note(),
) -> tuple[Figure, list[Axes]]:
    """Draw the coverage of each place, mean of seeds and innovations, one map per policy on one norm.

    places: policy, label, seed, place, coverage (a row per innovation; rows with no one concerned are empty).
    territory: place, population, x_km, y_km, source, and epci_name and boundary (rings in km) where there are.
    A place with an outline is filled by its value; others are discs, whose area follows the population, with a
    floor; a place of source "synthetic" is a hollow disc. Where discs would hide one another (thousands of places
    without outlines), each place is a dot of one size.
    """
    means = places.groupby(["policy", "place"])["coverage"].mean()
    norm = Normalize(0.0, max(0.05, np.ceil(20 * float(means.max())) / 20))
    panels = [(name, means.loc[policy]) for policy, name in policies(places)]
    fig, axes = mosaic(territory, panels, Scale(MAP, norm), lang)
    dress(fig, note.title or TITLE.in_(lang), note.filled(places).caption(lang, MEANS.in_(lang)))
    return fig, axes


@styled
def difference_maps(
    places: pd.DataFrame,
    territory: pd.DataFrame,
    lang: str,
    note: Note = Note(),
    reference: str | None = None,
) -> tuple[Figure, list[Axes]]:
    """Draw how far the coverage of each place is from that under the reference, one map per other policy.

    The colours diverge from white at 0 and are symmetric: as much above and below look as strong. Each seed is
    compared with itself. places, territory: as coverage_maps takes them. reference: a policy of ``places``, the
    first by default.
    """
    names = dict(policies(places))
    base = next(iter(names)) if reference is None else reference
    means = places.groupby(["policy", "seed", "place"])["coverage"].mean()
    gaps = {name: means.loc[policy] - means.loc[base] for policy, name in names.items() if policy != base}
    panels = [(name, gap.groupby("place").mean()) for name, gap in gaps.items()]
    largest = max((float(gap.abs().max()) for _, gap in panels), default=0.0)
    bound = max(0.02, np.ceil(50 * largest) / 50)
    fig, axes = mosaic(territory, panels, Scale(APART, Normalize(-bound, bound), "points", True, GREY), lang)
    remarks = (POINTS.in_(lang), MEANS.in_(lang))
    dress(fig, note.title or GAPS.in_(lang).format(names[base]), note.filled(places).caption(lang, *remarks))
    return fig, axes
