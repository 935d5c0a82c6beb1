"""What the sections of a report share: the results, their figures in a page, their values by policy (matériau)."""

from typing import Any

import numpy as np
import pandas as pd

from experiments import brief
from experiments.answer import indicator_label, value_text
from experiments.catalogue import label
from experiments.credit import territory_title
from experiments.drawing import Album
from experiments.figures.save import png
from experiments.intervals import interval
from experiments.report.markup import Safe, picture, tag
from experiments.results import Sweep
from experiments.words import MISSING, points
from sim.errors import Text

DIFFERENCES = ("rural_gap",)  # indicators that are a share less another
REMAKE = Text("To remake it:", "Pour la refaire\u00a0:")


class Pieces:
    """The results behind a report, in one language; ``album`` is None where no run has ended."""

    def __init__(self, sweep: Sweep, lang: str) -> None:
        self.sweep, self.lang = sweep, lang
        self.album: Album | None = None if sweep.plan.empty else Album(sweep, lang)
        self._draws = dict(self.album.figures()) if self.album else {}
        if self.album:
            self.album.note = self.album.bare  # the command stands in the page itself
        self._pictures: dict[str, Safe] = {}

    @property
    def command(self) -> str:
        """Return what draws every figure again."""
        return f"essaimage plot {self.sweep.folder} lang={self.lang}"

    @property
    def several(self) -> bool:
        """Say whether policies can be compared with the reference."""
        return len(self.sweep.policies) > 1 and self.sweep.reference in self.sweep.policies

    @property
    def main(self) -> str:
        """Return the indicator that the answer is read on first."""
        return self.sweep.experiment.indicators[0]

    @property
    def worlds(self) -> int:
        """Return how many worlds were tested."""
        return int(self.sweep.plan["world"].nunique())

    @property
    def seeds(self) -> int:
        """Return how many common seeds there are."""
        return int(self.sweep.plan["seed"].nunique())

    def cell(self) -> dict[str, Any]:
        """Return the configuration of a run of the reference in the world of the figures; of any where none ended."""
        if self.album is None:
            return self.sweep.cell(self.sweep.store.run_ids()[0])
        plan = self.album.plan
        mine = plan[plan["policy"] == self.sweep.reference]
        return self.sweep.cell(str((plan if mine.empty else mine)["run_id"].iloc[0]))

    def where(self) -> str:
        """Return the territory and the years."""
        cell = self.cell()
        return f"{territory_title(cell, self.lang)}, {cell['first_year']}–{cell['first_year'] + cell['years']}"

    def name(self, policy: str) -> str:
        """Return the label of a policy."""
        return label("policy", policy, self.lang)

    def figure(self, name: str, sentence: str = "", which: str = "") -> Safe:
        """Return a figure with its alternative text, its caption and its command; nothing where it is not drawn.

        sentence: what was found, for the alternative text; which: what sets it apart from others of its title.
        """
        if name not in self._draws:
            return Safe("")
        if name in self._pictures:
            return self._pictures[name]
        fig = self._draws[name]()[0]
        title = " ".join(fig.get_suptitle().split("\n")) + (f"{brief.colon(self.lang)}{which}" if which else "")
        told = f"{title}. {sentence}".strip()
        again = tag("p", REMAKE.in_(self.lang), " ", tag("code", self.command), f" (figures/{name}.png)")
        number = f"Figure {len(self._pictures) + 1}. "
        self._pictures[name] = picture(png(fig), told, tag("p", f"{number}{title}"), again)
        return self._pictures[name]

    @property
    def drawn(self) -> list[str]:
        """Return the names of the figures drawn so far, in their order."""
        return list(self._pictures)

    def ledgers(self) -> list[str]:
        """Return the figures of the ledgers worth a page: those of the question, else the reference, else the first."""
        shown = self.sweep.versus or (self.sweep.reference,)
        found = [f"ledger_{policy}" for policy in shown if f"ledger_{policy}" in self._draws]
        return found or [name for name in self._draws if name.startswith("ledger_")][:1]

    def ends(self, indicator: str) -> pd.Series:
        """Return the mean of each policy at the end, over worlds and seeds that have a value."""
        assert self.album is not None
        return self.album.ends(indicator).groupby("policy", sort=False)["value"].mean()

    def value(self, indicator: str, value: float) -> str:
        """Return a value with its unit; a difference of shares in points."""
        if indicator in DIFFERENCES and np.isfinite(value):
            return points(value, self.lang)
        return value_text(indicator, value, self.lang) if np.isfinite(value) else MISSING.in_(self.lang)

    def spread(self, indicator: str, policy: str) -> str:
        """Return the mean of a policy at the end with its 95% interval over seeds, where there are several."""
        assert self.album is not None
        rows = self.album.ends(indicator)
        means = rows[rows["policy"] == policy].groupby("seed")["value"].mean()
        mean, low, high, count = (float(x) for x in interval(means.to_numpy(float)))
        said = self.value(indicator, mean)
        return f"{said} ({brief.span_text(indicator, low, high, self.lang)})" if count > 1 and high > low else said

    def indicator(self, name: str) -> str:
        """Return the label of an indicator."""
        return indicator_label(name, self.lang)
