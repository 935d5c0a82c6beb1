"""What a calibration leaves in its folder: settings, trials, summary, figures (sorties du calage)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from experiments.calibrate.ensemble import KEPT, Ensemble
from experiments.calibrate.observing import axis
from experiments.calibrate.target_network import as_run, axis_of
from experiments.calibrate.targets import NETWORK, Target
from experiments.calibrate.yardsticks import Yardstick, errors_of
from experiments.catalogue import names
from experiments.figures.calibration import fit_figure, prior_posterior
from experiments.figures.save import save
from experiments.files import write_atomic
from experiments.outcome import plain
from experiments.output import write_json, write_parquet
from experiments.overrides import LISTS, read_all
from experiments.provenance import commit, now, versions
from experiments.words import LANGUAGES
from sim.errors import Text

SETTINGS = "calibrated.yaml"
MODEL = Text("the model, median of the ensemble", "le modèle, médiane de l'ensemble")
BEST = Text("the model, best trial", "le modèle, meilleur essai")


@dataclass(frozen=True)
class Result:
    """A calibration that has ended: what was asked, what the trials say, what to set it beside."""

    target: Target
    fit: int  # values fitted, the first ones
    ensemble: Ensemble
    others: tuple[Yardstick, ...]
    doubts: tuple[Text, ...]  # why it has not converged; nothing where it has
    settings: tuple[str, ...]
    seeds: tuple[int, ...]
    failures: tuple[str, ...]
    out: Path

    @property
    def seen(self) -> np.ndarray:
        """Return the data compared."""
        return np.array([point.value for point in self.target.points])

    @property
    def path(self) -> Path:
        """Return the file of settings that a run can use."""
        return self.out / SETTINGS

    @property
    def command(self) -> str:
        """Return the command that uses the calibrated values."""
        return f"essaimage run settings={self.path}"

    @property
    def axis(self) -> np.ndarray:
        """Return where the curve of the model is known."""
        return axis_of(self.target) if self.target.kind == NETWORK else axis(self.target)

    def errors(self) -> pd.DataFrame:
        """Return MAPE and RMSE on the fit part and on what was held out, the model first, then simple forecasts."""
        best = self.ensemble.best
        rows = [
            Yardstick("model", MODEL, self.ensemble.band("points")[2]),
            Yardstick("best_trial", BEST, np.array(best.points) * best.scale), *self.others,
        ]  # fmt: skip
        found = []
        for name, label, values in rows:
            fit, held = errors_of(values[: self.fit], self.seen[: self.fit]), None
            if self.fit < len(self.seen):
                held = errors_of(values[self.fit :], self.seen[self.fit :])
            found.append({
                "forecast": name, "label_en": label.en, "label_fr": label.fr, "fit_mape": fit.mape,
                "fit_rmse": fit.rmse, "held_out_mape": held.mape if held else np.nan,
                "held_out_rmse": held.rmse if held else np.nan,
            })  # fmt: skip
        return pd.DataFrame(found)


def write_result(found: Result) -> dict[str, Any]:
    """Write every file of a calibration, each whole or not at all, and return its summary."""
    write_atomic(found.path, settings_yaml(found).encode())
    write_parquet(found.out / "trials.parquet", trials_table(found.ensemble))
    summary = summary_of(found)
    for lang in LANGUAGES:
        figure, _ = fit_figure(found, lang)
        save(figure, found.out / "figures" / f"fit_{lang}")
        figure, _ = prior_posterior(found, lang)
        save(figure, found.out / "figures" / f"parameters_{lang}")
    write_json(found.out / "summary.json", plain(summary))
    return summary


def settings_yaml(found: Result) -> str:
    """Return the values of the best trial as settings of a run, with those they were calibrated under."""
    best = found.ensemble.best
    target = found.target
    if target.kind == NETWORK:
        settings = as_run(best.values)
        note = "# A period of the data is a year of the run; there, access, fit and quality weigh as well.\n"
    else:
        settings, note = {**carried(found.settings), **best.values}, ""
    table = found.ensemble.parameters().set_index("parameter")
    ranges = "".join(
        f"#   {name}: {row['median']:.4g} ({row['q05']:.4g} to {row['q95']:.4g})\n" for name, row in table.iterrows()
    )
    warning = "".join(f"# NOT CONVERGED: {doubt.en}\n" for doubt in found.doubts)
    return (
        f"# Best trial of a calibration on {target.name} ({target.label.en}); {len(found.ensemble.trials)} trials\n"
        f"# Use: {found.command}\n{warning}{note}"
        f"# The data are as well served by other values; median and 90% of the ensemble:\n{ranges}"
        f"{yaml.safe_dump(settings, sort_keys=True, allow_unicode=True)}"
    )


def carried(settings: Sequence[str]) -> dict[str, Any]:
    """Return the parameters set by their dotted names under which values were calibrated: they go with them.

    Those of places and of options that a run may not have chosen stay behind.
    """
    optional = {name for group in LISTS for name in names(group)} | {"territory", "policy"}
    found = [o for o in read_all(settings, []) if "." in o.key and o.key.partition(".")[0] not in optional]
    return {override.key: override.value for override in found}


def trials_table(ensemble: Ensemble) -> pd.DataFrame:
    """Return one row for each trial: stage, values, distance, scale, whether it is in the ensemble, its weight."""
    weights = {(t.stage, t.row): w for t, w in zip(ensemble.kept, ensemble.weights, strict=True)}
    return pd.DataFrame([
        {
            "stage": t.stage, "row": t.row, **{name: float(value) for name, value in t.values.items()},
            "distance": t.distance, "scale": t.scale, "in_ensemble": (t.stage, t.row) in weights,
            "weight": float(weights.get((t.stage, t.row), 0.0)), "points": t.points, "curve": t.curve,
        }
        for t in ensemble.trials
    ])  # fmt: skip


def summary_of(found: Result) -> dict[str, Any]:
    """Return all that a calibration says, as plain values."""
    ensemble, target = found.ensemble, found.target
    band = ensemble.band("points")
    points = [
        {
            "x": p.x, "value": p.value, "part": p.part, "source": p.source or target.citation.en,
            "held_out": k >= found.fit, "q05": band[0, k], "median": band[2, k], "q95": band[4, k],
        }
        for k, p in enumerate(target.points)
    ]  # fmt: skip
    correlation = ensemble.correlation()
    return {
        "target": target.name, "kind": target.kind, "label_en": target.label.en, "label_fr": target.label.fr,
        "citation": target.citation.en, "caution_en": target.caution.en, "caution_fr": target.caution.fr,
        "converged": not found.doubts,
        "doubts_en": [doubt.en for doubt in found.doubts], "doubts_fr": [doubt.fr for doubt in found.doubts],
        "trials": len(ensemble.trials), "draws": len(ensemble.draws), "ensemble": len(ensemble.kept),
        "effective_size": ensemble.size, "kept_share": KEPT, "failures": list(found.failures),
        "seeds": list(found.seeds), "settings": list(found.settings),
        "parameters": ensemble.parameters().to_dict("records"),
        "correlation": {name: row.to_dict() for name, row in correlation.iterrows()},
        "best": {"values": ensemble.best.values, "distance": ensemble.best.distance, "scale": ensemble.best.scale},
        "seed_noise": ensemble.noise, "blurred_by_seeds": ensemble.blurred,
        "errors": found.errors().to_dict("records"), "points": points,
        "use": found.command, "meta": {"versions": versions(), "commit": commit(), "when": now()},
    }  # fmt: skip
