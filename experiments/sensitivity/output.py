"""What a sensitivity analysis leaves in its folder: tables, summary, figures (sorties de l'analyse de sensibilité)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.catalogue import label
from experiments.figures.save import save
from experiments.figures.sensitivity import bars, plane
from experiments.figures.style import gap_kind
from experiments.outcome import plain
from experiments.output import write_json, write_table
from experiments.provenance import commit, now, versions
from experiments.sensitivity.indices import MORRIS
from experiments.sensitivity.request import SUMMARY, Asked
from experiments.sensitivity_space import parts_of
from experiments.words import DISCLAIMER, LANGUAGES, NBSP
from sim.errors import Text
from sim.measures import INDICATORS

SHOWN = 8  # of the largest factors, how many are looked at part by part
QUARTER = 0.25  # of the worlds of a part: below, the scale of words says "rarely"


@dataclass(frozen=True)
class Result:
    """An analysis that has ended: what was asked, the indices, the difference in each world.

    worlds: estimate, low, high, verdict, shape (points,) each.
    """

    asked: Asked
    indices: pd.DataFrame
    worlds: dict[str, np.ndarray]
    left_out: int  # trajectories, or base points, with a point without a value
    failed: int

    @property
    def size_column(self) -> str:
        """Return the index that ranks factors."""
        return "mu_star" if self.asked.sample.method == MORRIS else "ST"

    @property
    def grouped(self) -> bool:
        """Say whether parameters were moved together."""
        return len(self.asked.sample.factors) < len(self.asked.space.factors)

    @property
    def counts(self) -> dict[str, int]:
        """Return in how many worlds the first policy does better, worse, not discernibly, or has no value."""
        return counted_verdicts(self.worlds["verdict"])

    def title(self, lang: str) -> str:
        """Return the difference that is studied: policies, indicator, unit."""
        first, second = (label("policy", name, lang) for name in self.asked.pair)
        what = INDICATORS[self.asked.indicator]
        kind = gap_kind(what.unit.en)
        unit = "points" if kind == "points" else "" if what.unit.en == "0 to 1" else what.unit.in_(lang)
        measured = what.label.in_(lang) + (f" ({unit})" if unit else "")
        return Text(
            f"“{first}” less “{second}”: {measured}",
            f"«{NBSP}{first}{NBSP}» moins «{NBSP}{second}{NBSP}»{NBSP}: {measured}",
        ).in_(lang)

    def ranked(self, count: int) -> pd.DataFrame:
        """Return the rows of the largest factors that have an effect."""
        if self.size_column not in self.indices:
            return self.indices.head(0)
        return self.indices[self.indices[self.size_column] > 0].head(count)

    def listed(self, count: int) -> pd.DataFrame:
        """Return the rows to show: the largest factors, and further down those that weigh more than luck."""
        table = self.ranked(len(self.indices))
        return table[(np.arange(len(table)) < count) | table["factor"].isin(self.weighty())]

    def weighty(self) -> list[str]:
        """Return the factors whose whole interval lies above what the luck of seeds would make, the largest first.

        Sobol' indices have no such measure: the interval of ST lies above 0.
        """
        table = self.ranked(len(self.indices))
        if table.empty:
            return []
        luck = table.get("noise", 0.0)
        return [str(name) for name in table.loc[table[f"{self.size_column}_low"] > luck, "factor"]]

    def parts(self) -> pd.DataFrame:
        """Return, for each of the largest parameters, the counts in each third of its range or option.

        Columns: factor, part_en, part_fr, above, below, unclear, worlds. Groups of parameters have none.
        """
        points, rows = self.asked.sample.points(), []
        for name in self.ranked(SHOWN)["factor"]:
            factor = self.asked.space.named(name)
            if factor is None:
                continue
            column = points[:, self.asked.space.names.index(name)]
            for part in parts_of(factor, column):
                found = counted_verdicts(self.worlds["verdict"][part.inside])
                rows.append({"factor": name, "part_en": part.label.en, "part_fr": part.label.fr, **found})
        columns = ["factor", "part_en", "part_fr", "above", "below", "unclear", "worlds"]
        return pd.DataFrame(rows, columns=columns)

    def turning(self) -> list[str]:
        """Return the parameters with which the sign turns: better in one part of the range, worse in another.

        A side counts where it has more worlds than the other and a quarter of those of the part at least.
        """
        found = []
        for name, rows in self.parts().groupby("factor", sort=False):
            enough = QUARTER * rows["worlds"]
            up = (rows["above"] > rows["below"]) & (rows["above"] >= enough)
            down = (rows["below"] > rows["above"]) & (rows["below"] >= enough)
            if up.any() and down.any():
                found.append(str(name))
        return found


def counted_verdicts(verdicts: np.ndarray) -> dict[str, int]:
    """Return how many worlds lie above 0, below 0 or neither, of those with a value."""
    seen = Counter(map(str, verdicts))
    known = len(verdicts) - seen["no value"] - seen["one seed"]
    unclear = known - seen["above"] - seen["below"]
    return {"above": seen["above"], "below": seen["below"], "unclear": unclear, "worlds": known}


def described_indices(found: Result) -> pd.DataFrame:
    """Return the indices with what each parameter is: its range or options, unit and meaning."""
    table = found.indices.copy()
    factors = [found.asked.space.named(name) for name in table["factor"]]
    table["low"] = [getattr(factor, "low", np.nan) for factor in factors]
    table["high"] = [getattr(factor, "high", np.nan) for factor in factors]
    table["options"] = [",".join(getattr(factor, "options", ())) for factor in factors]
    table["unit"] = [factor.unit if factor else "" for factor in factors]
    table["meaning"] = [factor.meaning if factor else "" for factor in factors]
    return table


def write_result(found: Result, said: Mapping[str, Any]) -> dict[str, Any]:
    """Write every file of an analysis, each whole or not at all, and return its summary.

    said: what the summary holds besides: the command, the text in each language.
    """
    out, points = found.asked.out, found.asked.sample.points()
    worlds = pd.DataFrame([found.asked.space.world(point) for point in points])
    for key, values in found.worlds.items():
        worlds[f"difference_{key}"] = values
    for name, frame in {"indices": described_indices(found), "worlds": worlds, "parts": found.parts()}.items():
        write_table(out / name, frame)
    for lang in LANGUAGES:
        if len(found.ranked(1)):
            save(bars(found, lang)[0], out / "figures" / f"bars_{lang}")
        if "sigma" in found.indices and found.indices["sigma"].notna().any():
            save(plane(found, lang)[0], out / "figures" / f"plane_{lang}")
    summary = {**summary_of(found), **said}
    write_json(out / SUMMARY, plain(summary))
    return summary


def summary_of(found: Result) -> dict[str, Any]:
    """Return all that an analysis says, as plain values."""
    asked, sample = found.asked, found.asked.sample
    return {
        "experiment": asked.experiment.name, "policy": asked.pair[0], "reference": asked.pair[1],
        "indicator": asked.indicator, "method": sample.method, "grouped": found.grouped, "size": sample.size,
        "sampler_seed": sample.luck, "seeds": list(asked.seeds), "points": sample.size * sample.block,
        "points_left_out": found.left_out * sample.block, "failed": found.failed,
        "parameters": len(asked.space.factors), "worlds": found.counts,
        "turning": found.turning(), "weighty": found.weighty(),
        "indices": described_indices(found).to_dict("records"), "parts": found.parts().to_dict("records"),
        "not_turned": {name: {"en": why.en, "fr": why.fr} for name, why in asked.space.left_out.items()},
        "caution": {lang: DISCLAIMER.in_(lang) for lang in LANGUAGES},
        "meta": {"out": str(asked.out), "versions": versions(), "commit": commit(), "when": now()},
    }  # fmt: skip
