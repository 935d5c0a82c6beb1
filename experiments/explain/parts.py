"""Why two runs differ: instruments and mechanisms left out in turn, on the same seeds (explication par ablation).

The contribution of a part is the difference between the two runs, less that difference once the part is left out of
both. Contributions do not add up to the whole where parts work together, or in place of one another: what is left,
the interaction, is a row of its own. Nothing here reads or writes a file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.design import Cell, Design, addresses, planned
from experiments.execute import execute_ends
from experiments.explain.ablation import INSTRUMENTS, SAME, Element, elements
from experiments.explain.text import explanation_html, explanation_text
from experiments.intervals import cube, interval, less, row_of, values_of, verdict
from experiments.one_run import Run
from sim.errors import InputError, Text, unknown
from sim.measures import INDICATORS
from sim.version import MODEL_VERSION

RUN, REFERENCE = "run", "reference"
WHOLE = ""  # name of the world in which nothing is left out
SEEDS = 8  # common seeds where a single run is given; assumption: enough to see what matters, in minutes
MONEY = "money_paid"
TOTAL, RESIDUAL = "total", "residual"

Compute = Callable[[Design], pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a run differs from a reference on one indicator.

    names: what the two are called. table: one row for the whole difference (kind "total"), one for each part left out,
    and one for what is left of each family ("residual"): name, kind, family, label_en, label_fr, estimate, low, high,
    seeds, verdict (as experiments.intervals), euros (the same for the money paid). Intervals of parts and of what is
    left hold all together in 95% of cases at least (Bonferroni over ``comparisons``); that of the total, alone.
    """

    names: tuple[str, str]
    indicator: str
    table: pd.DataFrame
    seeds: tuple[int, ...]
    comparisons: int
    cell: Cell

    @property
    def total(self) -> pd.Series:
        """Return the row of the whole difference."""
        return self.table[self.table["kind"] == TOTAL].iloc[0]

    def family(self, name: str) -> pd.DataFrame:
        """Return the parts of a family, the largest first, then what is left of it."""
        mine = self.table[self.table["family"] == name]
        left = mine["kind"] == RESIDUAL
        order = mine[~left]["estimate"].abs().sort_values(ascending=False, kind="stable").index
        return pd.concat([mine.loc[order], mine[left]])

    @property
    def families(self) -> list[str]:
        """Return the families there are: instruments, mechanisms."""
        return list(dict.fromkeys(self.table.loc[self.table["kind"] != TOTAL, "family"]))

    def text(self, lang: str = "en") -> str:
        """Return a sentence and a table for people."""
        return explanation_text(self, lang)

    def data(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "run": self.names[0], "reference": self.names[1], "indicator": self.indicator, "seeds": list(self.seeds),
            "comparisons": self.comparisons, "model": MODEL_VERSION, "rows": self.table.to_dict("records"),
            "text": {lang: self.text(lang) for lang in ("en", "fr")},
        }  # fmt: skip

    def _repr_html_(self) -> str:
        return explanation_html(self, "en")


def explain(
    run: Run | Sequence[Run], reference: Run | Sequence[Run], indicator: str = "adopted_share",
    parts: str | Sequence[str] = INSTRUMENTS, seeds: int | None = None, compute: Compute | None = None,
) -> Explanation:  # fmt: skip
    """Return why ``run`` differs from ``reference``: each part left out in turn on the same seeds.

    run, reference: one run each, which is then made on ``seeds`` seeds from its own on (8 by default), or runs of one
    configuration on the same several seeds. parts: "instruments" (and every other setting in which the two differ),
    "mechanisms", or names of either. compute: makes the runs of a design and returns their indicators.

    Raises InputError with every problem: other seeds or territories, unknown indicators or parts.
    """
    problems: list[Text] = []
    pair, numbers = _matched(_several(run), _several(reference), seeds, problems)
    wanted = [parts] if isinstance(parts, str) else list(parts)
    if indicator not in INDICATORS:
        problems.append(unknown(Text("indicator", "indicateur"), indicator, INDICATORS, Text("explain", "explain")))
    found = elements(pair[0].cell, pair[1].cell, wanted, problems)
    if not found and not problems:
        problems.append(_nothing())
    if problems:
        raise InputError(*dict.fromkeys(problems))
    names = (pair[0].policy or RUN, pair[1].policy or REFERENCE)
    cells = {RUN: pair[0].cell, REFERENCE: pair[1].cell}
    design = design_of(cells, found, numbers)
    values = (compute or in_process)(design)
    return explained(design, values, found, indicator, names)


def design_of(cells: Mapping[str, Cell], parts: Sequence[Element], seeds: Sequence[int]) -> Design:
    """Return the runs to make: both as they are and without each part, on common seeds; equal runs are made once."""
    known = {part.name: part for part in parts}

    def resolve(side: str, world: dict[str, Any], seed: int) -> Cell:
        part, cell = known.get(world["part"]), cells[side]
        return {**(part.off(cell, side == REFERENCE) if part else cell), "seed": seed}

    worlds = [{"part": name} for name in (WHOLE, *known)]
    return planned("explain", REFERENCE, (REFERENCE, RUN), worlds, seeds, resolve)


def in_process(design: Design) -> pd.DataFrame:
    """Make the runs of a design one after the other in this process; return their indicators, with run_id."""
    made = zip(addresses(design.cells), design.cells, strict=True)
    return pd.concat([execute_ends(cell)["indicators"].assign(run_id=at.run_id) for at, cell in made])


def explained(
    design: Design, values: pd.DataFrame, parts: Sequence[Element], indicator: str, names: tuple[str, str]
) -> Explanation:
    """Return what the runs of a design say; a run that failed leaves its seed out of what needs it."""
    plan = design.plan
    families = list(dict.fromkeys(part.family for part in parts))
    count = len(parts) + len(families)
    difference, money = (_differences(plan, values, name) for name in (indicator, MONEY))
    rows = [_row(TOTAL, TOTAL, "", (difference[0], money[0]), 1)]
    for family in families:
        mine = [(k, part) for k, part in enumerate(parts, start=1) if part.family == family]
        shares = [(difference[0] - difference[k], money[0] - money[k]) for k, _ in mine]
        rows += [
            {**_row(part.name, part.kind, family, share, count), "label_en": part.label.en, "label_fr": part.label.fr}
            for (_, part), share in zip(mine, shares, strict=True)
        ]
        left = difference[0] - np.sum([s[0] for s in shares], axis=0), money[0] - np.sum([s[1] for s in shares], axis=0)
        rows.append(_row(RESIDUAL, RESIDUAL, family, left, count))
    table = pd.DataFrame(rows).fillna({"label_en": "", "label_fr": ""})
    seeds = tuple(int(seed) for seed in sorted(plan["seed"].unique()))
    return Explanation(names, indicator, table, seeds, count, design.cells[0])


def _differences(plan: pd.DataFrame, values: pd.DataFrame, indicator: str) -> np.ndarray:
    """Return run less reference, shape (1 + parts, seeds): as they are, then without each part."""
    found, _, policies, _ = cube(plan, values_of(plan, values, indicator, None))
    return less(found[row_of(policies, RUN)], found[row_of(policies, REFERENCE)])


def _row(name: str, kind: str, family: str, share: tuple[np.ndarray, np.ndarray], count: int) -> dict[str, Any]:
    mean, low, high, seeds = interval(share[0], count)
    return {
        "name": name, "kind": kind, "family": family, "estimate": float(mean), "low": float(low), "high": float(high),
        "seeds": int(seeds), "verdict": str(verdict(low, high, seeds)), "euros": float(interval(share[1])[0]),
    }  # fmt: skip


def _several(runs: Run | Sequence[Run]) -> list[Run]:
    return [runs] if isinstance(runs, Run) else list(runs)


def _matched(
    runs: list[Run], references: list[Run], seeds: int | None, problems: list[Text]
) -> tuple[tuple[Run, Run], tuple[int, ...]]:
    """Return one run of each side and the common seeds; note what makes them incomparable."""
    if not runs or not references:
        raise InputError(
            Text("explain needs a run and a reference.", "explain demande une simulation et une référence.")
        )
    mine, other = ({one.seed for one in side} for side in (runs, references))
    if mine != other:
        problems.append(_unequal("seed", "graine", sorted(mine), sorted(other)))
    first, second = runs[0], references[0]
    for name in SAME:
        if first.cell[name] != second.cell[name]:
            shown = [c[name]["name"] if name == "territory" else c[name] for c in (first.cell, second.cell)]
            problems.append(_unequal(name, {"territory": "territoire"}.get(name, name), *shown))
    for side in (runs, references):
        if any({**one.cell, "seed": 0} != {**side[0].cell, "seed": 0} for one in side):
            problems.append(
                Text(
                    "The runs of one side differ by more than their seed. Give runs of one configuration.",
                    "Les simulations d'un même côté diffèrent par plus que leur graine. Donnez-en d'une seule "
                    "configuration.",
                )
            )
    if any(one.deciders for one in (*runs, *references)):
        problems.append(
            Text(
                "These runs were decided by agents of your own, which cannot be made again from their configuration.",
                "Ces simulations ont été décidées par vos propres agents, qu'on ne peut pas refaire de leur "
                "configuration.",
            )
        )
    if seeds is not None and (isinstance(seeds, bool) or not isinstance(seeds, int) or not 1 <= seeds <= 10_000):
        problems.append(Text(f"seeds is {seeds!r}, but must be a whole number from 1 to 10,000.",
                             f"seeds vaut {seeds!r}, mais doit être un nombre entier de 1 à 10 000."))  # fmt: skip
        seeds = None
    numbers = tuple(sorted(mine)) if len(mine) > 1 else tuple(range(first.seed, first.seed + (seeds or SEEDS)))
    return (first, second), numbers


def _unequal(name: str, french: str, mine: Any, other: Any) -> Text:
    return Text(
        f"The run and its reference have another {name}: {mine} and {other}. Run both with the same {name}.",
        f"La simulation et sa référence diffèrent par leur {french} : {mine} et {other}. Relancez les deux avec la "
        "même "
        f"valeur.",
    )


def _nothing() -> Text:
    return Text(
        'The two runs have the same instruments and settings: nothing to leave out. Name mechanisms: '
        'parts="mechanisms".',
        "Les deux simulations ont les mêmes instruments et réglages : rien à ôter. Nommez des mécanismes : "
        'parts="mechanisms".',
    )
