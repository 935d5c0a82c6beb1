"""Seeds added until the paired interval is narrow enough, or a maximum is reached (tirages ajoutés au besoin).

Each stage has half as many seeds again as the one before, and all of its runs. Whether to go on is read on stored runs
alone: killed at any moment, the same call ends with the same bytes. A rule that stops when an interval is narrow makes
it a little too narrow on average: start with ten seeds at least.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.compare import summary
from experiments.design import Design
from experiments.expand import Experiment
from experiments.intervals import ended
from experiments.overrides import Override, number_in
from experiments.runner import Report
from experiments.store import Store
from sim.errors import Text, unknown
from sim.measures import INDICATORS

GROWTH = 1.5
WIDTH = (1e-12, 1e12, 0.0, Text("width of the 95% interval, in the unit of the indicator",
                                "largeur de l'intervalle à 95 %, dans l'unité de l'indicateur"))  # fmt: skip
MOST = (2, 100_000, 300, Text("common seeds at most", "tirages communs au plus"))
KEYS = ("width", "most", "indicator")


@dataclass(frozen=True)
class Until:
    """When to stop: the widest paired interval is ``width`` at most, or there are ``most`` seeds."""

    width: float
    most: int
    indicator: str

    def stages(self, first: int) -> list[int]:
        """Return how many seeds each stage has."""
        found = [min(max(2, first), self.most)]
        while found[-1] < self.most:
            found.append(min(self.most, math.ceil(GROWTH * found[-1])))
        return found


def until_of(plan: Experiment, options: dict[str, Override], problems: list[Text]) -> Until | None:
    """Return when to stop, as options or the experiment say; None where no width is asked for."""
    given = {**plan.until, **{key: options[key].value for key in KEYS if key in options}}
    if "width" not in given:
        wrong = [key for key in KEYS if key in options]
        if wrong:
            problems.append(Text(
                f"{', '.join(wrong)} goes with width=W: seeds are added until the paired interval is that narrow.",
                f"{', '.join(wrong)} va avec width=L : des tirages s'ajoutent jusqu'à un intervalle aussi étroit.",
            ))
        return None
    read = {key: Override(key, given[key], f"{key}={given[key]}") for key in given}
    width = number_in("width", read["width"], WIDTH, problems)
    most = number_in("most", read.get("most"), MOST, problems)
    indicator = str(given.get("indicator", plan.indicators[0]))
    if indicator not in INDICATORS:
        where = Text(f"indicator={indicator}", f"indicator={indicator}")
        problems.append(unknown(Text("indicator", "indicateur"), indicator, INDICATORS, where))
    if len(set(plan.policies)) < 2:
        problems.append(Text("width needs two policies to compare.", "width demande deux politiques à comparer."))
    return Until(float(width), int(most), indicator)


def widest(store: Store, pair: Sequence[str], until: Until) -> float:
    """Return the width of the widest paired interval: of a pair of policies, else of all with the reference."""
    plan = ended(store.table("plan"), store.table("runs"))
    values = store.table("indicators", filters=[("indicator", "==", until.indicator)])
    base = pair[1] if len(pair) == 2 else str(store.manifest["reference"])
    table = summary(plan, values, base, until.indicator)
    table = table[table["policy"] == pair[0]] if len(pair) == 2 else table
    widths = (table["high"] - table["low"]).to_numpy(float)
    return float(np.max(widths)) if widths.size and np.isfinite(widths).all() else math.inf


def grown(
    made: Callable[[int], Design],
    run: Callable[[Design], Report],
    store: Callable[[], Store],
    asked: tuple[int, Until, Sequence[str]],
    tell: Callable[[Text], None],
) -> tuple[Design, Report]:
    """Run stage after stage, and return the last design and what was done in all.

    made: the design on a number of seeds; run: runs what is missing of it; store: the folder, once there is one;
    asked: seeds to start with, when to stop, the pair of policies whose interval counts (none: all). A folder that
    has more seeds already goes on from there.
    """
    first, until, pair = asked
    reached, stages = int(store().manifest.get("seeds", 0)), until.stages(first)
    before: Report | None = None
    for seeds in [stage for stage in stages if stage >= reached] or stages[-1:]:
        design = made(seeds)
        report = run(design)
        if before:
            done, seconds = before.done + report.done, before.seconds + report.seconds
            report = replace(report, done=done, resumed=before.resumed, seconds=seconds)
        before = report
        width = widest(store(), pair, until) if "indicators" in store().table_names() else math.inf
        enough = width <= until.width
        tell(_said(seeds, width, until, enough))
        if enough or seeds >= until.most:
            break
    return design, report


def _said(seeds: int, width: float, until: Until, enough: bool) -> Text:
    """Say how wide the interval is and what follows."""
    end = Text("narrow enough.", "assez étroit.") if enough else Text("seeds are added.", "des tirages s'ajoutent.")
    if not enough and seeds >= until.most:
        end = Text("still wider than asked, at the maximum of seeds.", "encore trop large, au maximum de tirages.")
    return Text(
        f"{seeds} common seeds: the paired interval of {until.indicator} is {width:.3g} wide ({until.width:g} asked): "
        f"{end.en}",
        f"{seeds} tirages communs : l'intervalle apparié de {until.indicator} est large de {width:.3g} "
        f"({until.width:g} demandé) : {end.fr}",
    )
