"""The slides of a folder of results: which, and the sentence each bears (diaporama)."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import Normalize

from experiments import brief
from experiments.answer import indicator_label, named_indicator
from experiments.drawing import Album, Drawn
from experiments.figures import Note, save
from experiments.figures.costs import MEASURES
from experiments.figures.maps import APART
from experiments.figures.mosaic import Scale
from experiments.figures.slides import (
    adoption_slide,
    answer_slide,
    bars_slide,
    effects_slide,
    map_slide,
    rows_that_fit,
)
from experiments.figures.style import GREY
from experiments.results import Sweep
from experiments.words import NBSP
from sim.errors import Text

WORST = Text("Regret in the worst of the worlds tested.", "Regret dans le pire des mondes testés.")
WHISKERS = Text("Lines: 95% intervals.", f"Traits{NBSP}: intervalles à 95{NBSP}%.")


class Deck:
    """The slides of a sweep: figures large enough for a room, each titled by what was measured."""

    def __init__(self, sweep: Sweep, lang: str) -> None:
        self.album, self.sweep, self.lang = Album(sweep, lang), sweep, lang

    def slides(self) -> Iterator[Drawn]:
        """Yield the name of each slide that these results allow, and how to draw it."""
        several = len(self.sweep.policies) > 1 and self.sweep.reference in self.sweep.policies
        if self.sweep.versus:
            yield "answer", self._answer
        if several:
            for name in self.sweep.experiment.indicators:
                table = self._summary(name)
                yield from _paged(f"effects_{name}", table, partial(self._effects, name))
        yield "adoption", self._adoption
        if several:
            costs = self.album.labelled(self.sweep.costs())
            costs = costs[costs["kind"] == "gross"].rename(columns={"euros": "value"})
            for per in MEASURES:
                if (costs["per"] == per).any():
                    yield from _paged(f"costs_{per}", costs[costs["per"] == per], partial(self._costs, per, costs))
            main = self.sweep.experiment.indicators[0]
            regrets = self.sweep.regret_summary(main)
            table = self.album.labelled(regrets).assign(value=lambda t: t["max"]).sort_values("max", kind="stable")
            yield from _paged(f"regret_{main}", table, partial(self._regret, main, regrets))
        if self.sweep.versus:
            yield "map", self._map

    @property
    def _worlds(self) -> int:
        """Return how many worlds were tested."""
        return int(self.sweep.plan["world"].nunique())

    def _note(self, note: Note, title: str) -> Note:
        command = note.command.replace(" lang=", " for=slides lang=")
        return replace(note, title=title, command=command)

    def _summary(self, name: str) -> pd.DataFrame:
        return self.album.labelled(self.sweep.compare(indicators=[name]))

    def _answer(self) -> Any:
        a, b = self.sweep.versus or ("", "")
        names = list(self.sweep.experiment.indicators)
        counts = pd.DataFrame([brief.tally(self.sweep.dial_effects(a, b, name)) for name in names])
        labels = [indicator_label(name, self.lang) for name in names]
        counts = counts.assign(label=labels, even=counts["even"] + counts["none"])
        said = Text("better with {}", "mieux avec {}").in_(self.lang)
        sides = (said.format(brief.quoted(a, self.lang)), said.format(brief.quoted(b, self.lang)))
        title = brief.answer(self.sweep, names[0], self.lang)
        return answer_slide(counts, self.lang, sides, self._note(self.album.everywhere(), title))

    def _effects(self, name: str, table: pd.DataFrame) -> Any:
        title = brief.widest(self.sweep, name, self.sweep.reference, self.lang)
        note = self._note(self.album.everywhere(), title)
        label, unit = named_indicator(name, self.lang)
        against = brief.quoted(self.sweep.reference, self.lang)
        said = Text(f"difference from {against}", f"écart à {against}").in_(self.lang)
        return effects_slide(table, self.lang, note, f"{label}{brief.colon(self.lang)}{said}", unit)

    def _adoption(self) -> Any:
        frame = self.album.indicator("adopted_share")
        stressed = self.sweep.versus or (self.sweep.reference,)
        title = brief.levels(frame, self.lang, self._worlds)
        return adoption_slide(frame, self.lang, self._note(self.album.here, title), stressed)

    def _costs(self, per: str, costs: pd.DataFrame, table: pd.DataFrame) -> Any:
        title = brief.price(costs.rename(columns={"value": "euros"}), per, self.lang)
        note = self._note(self.album.everywhere(), title)
        return bars_slide(table, self.lang, note, remark=WHISKERS.in_(self.lang))

    def _regret(self, name: str, regrets: pd.DataFrame, table: pd.DataFrame) -> Any:
        title, unit = brief.safest(regrets, name, self.lang), named_indicator(name, self.lang)[1]
        note = self._note(self.album.everywhere(), title)
        points = Text(" In points.", " En points.").in_(self.lang) if unit == "share" else ""
        return bars_slide(table, self.lang, note, unit, WORST.in_(self.lang) + points)

    def _map(self) -> Any:
        a, b = self.sweep.versus or ("", "")
        places, ground = self.album.ground()
        means = places.groupby(["policy", "place"])["coverage"].mean()
        gaps = means.loc[a] - means.loc[b]
        bound = max(0.02, np.ceil(50 * float(gaps.abs().max())) / 50)
        title = brief.places(gaps, a, b, self.lang, self._worlds)
        note = self._note(replace(self.album.here, source=self.album.credit), title)
        scale = Scale(APART, Normalize(-bound, bound), "points", True, GREY)
        return map_slide(gaps, ground, self.lang, scale, note)


def slides(sweep: Sweep, folder: Path, lang: str) -> list[Path]:
    """Write every slide of the results in ``folder``, numbered, and return the paths, PNG then SVG."""
    written: list[Path] = []
    for rank, (name, draw) in enumerate(Deck(sweep, lang).slides(), 1):
        written += save(draw()[0], folder / f"{rank:02d}_{name}", dpi=144)
    return written


def _paged(name: str, table: pd.DataFrame, draw: Any) -> Iterator[Drawn]:
    """Yield as many slides as it takes for letters of 18 points."""
    rows = rows_that_fit(list(table["label"]))
    for first in range(0, len(table), rows):
        part = table.iloc[first : first + rows]
        yield (f"{name}_{first // rows + 1}" if len(table) > rows else name), partial(draw, part)

