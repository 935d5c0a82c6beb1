"""Which assumptions a conclusion rests on: a difference between two policies, over plausible ranges (sensibilité)."""

from pathlib import Path

import numpy as np

from experiments.execute import execute_ends
from experiments.failures import failures_of
from experiments.intervals import cube, interval, less, row_of, values_of, verdict
from experiments.messages import Teller
from experiments.outcome import Outcome
from experiments.provenance import typed
from experiments.request import Request
from experiments.runner import run_design
from experiments.sensitivity.indices import indices
from experiments.sensitivity.output import Result, write_result
from experiments.sensitivity.request import Asked, asked_of
from experiments.sensitivity.text import found_text, result_text
from experiments.store import read
from experiments.warm import warm_up
from experiments.words import LANGUAGES
from sim.errors import EssaimageError, Text


def sensitivity(request: Request) -> Outcome:
    """Run both policies at every point and write which parameters move their difference; 1 where runs failed."""
    asked, tell = asked_of(request), Teller(request.lang)
    design = asked.design()
    tell(_begins(asked, len(design.run_ids)))
    warm_up(tell)
    report = run_design(design, asked.out, execute_ends, asked.engine, progress=request.lang, on_message=tell)
    found = result_of(asked, asked.out, report.failed)
    text = {lang: found_text(found, lang) for lang in LANGUAGES}
    data = write_result(found, {"command": typed(request), "text": text})
    failures = failures_of(asked.out, design, request.lang)
    return Outcome(result_text(found, request.lang), data, int(report.failed > 0), failures)


def result_of(asked: Asked, out: Path, failed: int) -> Result:
    """Return what stored runs say of the difference. Raises EssaimageError where none of them ended."""
    store = read(out)
    if "indicators" not in store.table_names():
        raise EssaimageError(Text(
            f"None of the runs ended: {out}/failures says why.",
            f"Aucune simulation n'est allée au bout : {out}/failures dit pourquoi.",
        ))
    plan = store.table("plan")
    values, _, policies, _ = cube(plan, values_of(plan, store.table("indicators"), asked.indicator, None))
    difference = less(values[row_of(policies, asked.pair[0])], values[row_of(policies, asked.pair[1])])
    mean, low, high, count = interval(difference)
    table, left_out = indices(asked.sample, difference)
    worlds = {"estimate": mean, "low": low, "high": high, "verdict": verdict(low, high, count)}
    return Result(asked, table, {key: np.asarray(value) for key, value in worlds.items()}, left_out, failed)


def _begins(asked: Asked, runs: int) -> Text:
    """Say what is going to be done."""
    sample, space = asked.sample, asked.space
    grouped = len(sample.factors) < len(space.factors)
    count = len(sample.factors)
    groups = Text(f" in {count} groups", f" en {count} groupes") if grouped else Text("", "")
    points = sample.size * sample.block
    return Text(
        f"{asked.pair[0]} less {asked.pair[1]}, {asked.indicator}: {len(space.factors)} parameters{groups.en} by "
        f"{sample.method} ({len(space.left_out)} are not turned), {points} points × {len(asked.seeds)} common seeds = "
        f"{runs} distinct runs, in {asked.out}",
        f"{asked.pair[0]} moins {asked.pair[1]}, {asked.indicator} : {len(space.factors)} paramètres{groups.fr} par "
        f"{sample.method} ({len(space.left_out)} ne varient pas), {points} points × {len(asked.seeds)} tirages communs "
        f"= {runs} simulations distinctes, dans {asked.out}",
    )
