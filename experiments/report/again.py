"""The commands that make results again, as they would be typed (pour refaire)."""

from typing import Any

import pandas as pd

from experiments.catalogue import names
from experiments.design import dials_of
from experiments.expand import Experiment, experiment_named
from experiments.identity import config_id
from experiments.overrides import as_overrides
from experiments.report.pieces import Pieces
from experiments.resolve import Resolver
from experiments.results import Sweep
from sim.errors import InputError


def commands(p: Pieces) -> list[str]:
    """Return the commands that compute, check, compare and print these results again."""
    out = p.sweep.folder
    return [
        swept_again(p.sweep) or f"essaimage retry {out}", f"essaimage replay {out} {p.sweep.store.run_ids()[0]}",
        *(f"essaimage {name} {out} lang={p.lang}" for name in ("compare", "plot", "report")),
    ]  # fmt: skip


def swept_again(sweep: Sweep) -> str:
    """Return the sweep that makes these runs; "" where no named experiment does, as far as one run of it tells.

    What differs from the experiment is typed: the values of dials (a demo has fewer of them) and the policies. Settings
    changed by hand are not kept by results: the run of the first row, resolved again, must be the one that was made.
    """
    kept = sweep.experiment.file
    if kept:
        return f"essaimage sweep experiment={kept} seeds={sweep.store.manifest.get('seeds', 1)}"
    plan = sweep.store.plan()
    if sweep.name not in names("experiment") or plan.empty:
        return ""
    asked = experiment_named(sweep.name)
    dials = {dial: list(dict.fromkeys(plan[dial].tolist())) for dial in dials_of(plan)}
    policies = list(dict.fromkeys(plan["policy"]))
    if not _crossed(plan, dials, policies) or not _resolves(sweep, asked, plan.iloc[0], list(dials)):
        return ""
    typed: dict[str, Any] = {} if policies == list(asked.policies) else {"policy": policies}
    typed |= {} if sweep.reference == asked.reference else {"reference": sweep.reference}
    typed |= {dial: values if len(values) > 1 else values[0] for dial, values in dials.items()
              if values != list(asked.dials.get(dial, ()))}  # fmt: skip
    seeds = sorted({int(seed) for seed in plan["seed"]})
    settings = as_overrides({**typed, "seeds": len(seeds), **({"seed": seeds[0]} if seeds[0] != 1 else {})})
    return " ".join(["essaimage sweep", f"experiment={sweep.name}", *settings])


def _crossed(plan: pd.DataFrame, dials: dict[str, list[Any]], policies: list[str]) -> bool:
    """Say whether the plan is every combination of its dials, policies and seeds."""
    count = len(policies) * plan["seed"].nunique()
    for values in dials.values():
        count *= len(values)
    return len(plan) == count


def _resolves(sweep: Sweep, asked: Experiment, row: Any, dials: list[str]) -> bool:
    """Say whether the experiment, with the dials of a row of the plan, makes the run of that row."""
    world = {dial: row[dial].item() if hasattr(row[dial], "item") else row[dial] for dial in dials}
    try:
        cell = Resolver(as_overrides(asked.settings))(str(row["policy"]), world, int(row["seed"]))
    except InputError:
        return False
    return config_id(cell) == config_id(sweep.cell(str(row["run_id"])))
