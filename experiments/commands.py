"""What each command does: run, sweep, demo, compare; it returns what to print, and prints nothing (commandes)."""

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow.csv import WriteOptions, write_csv

from experiments.answer import run_text, sweep_text
from experiments.asked import engine_of, noted, output_folder, refuse, seeds_of
from experiments.cabinet.tables import cabinet_of
from experiments.cabinet.text import cabinet_text
from experiments.compose import Cell, compose
from experiments.continuing import execute_kept, going_on, policy_in, starts_for
from experiments.design import Design, single
from experiments.engines import cores
from experiments.execute import execute
from experiments.expand import expand, experiment_named
from experiments.failures import failures_of
from experiments.files import atomic
from experiments.messages import Teller
from experiments.one_run import TABLES, Run
from experiments.outcome import Outcome
from experiments.overrides import number_in, read_all, said_of
from experiments.provenance import now, versions
from experiments.request import Request
from experiments.results import Sweep, load
from experiments.runner import Report, run_design
from experiments.store import read
from experiments.sweep import swept
from experiments.warm import warm_up
from sim.errors import InputError, Text


def run(request: Request) -> Outcome:
    """Run one cell, or seeds=N of it, store the tables and say where each indicator ended."""
    problems, start = list(request.problems), time.perf_counter()
    seeds = seeds_of(request, 1, problems)
    cells: list[Cell] = []
    every, path = checkpoint_every(request, problems), request.text("resume")
    starts: dict[int, str] = {}
    with noted(problems):
        first = going_on(request.settings, path) if path else compose(request.settings)
        cells = [{**first, "seed": first["seed"] + k} for k in range(seeds)]
        starts = starts_for(Path(path).expanduser(), cells) if path else {}
    out = output_folder(request, "run", problems)
    refuse(problems)
    design = single("run", policy_in(cells[0]) if path else _policy(request), cells)
    engine = engine_of(request, problems)
    warm_up(Teller(request.lang))
    kept = partial(execute_kept, every=every, out=str(out), starts=starts) if every or starts else execute
    report = run_design(
        design, out, kept, "serial" if len(cells) == 1 and engine.local else engine,
        progress=request.lang if len(cells) > 1 else None, on_message=Teller(request.lang),
    )  # fmt: skip
    failures = failures_of(out, design, request.lang)
    runs = _runs(out, design)
    for one in runs:
        _write_csv(one, Path(out) / "csv" / str(one.seed))
    text = "\n\n".join(run_text(one, design.reference, request.lang) for one in runs)
    folder = Text(f"Results: {out}", f"Résultats : {out}").in_(request.lang)
    data = {
        "policy": design.reference,
        "cell": {key: value for key, value in cells[0].items() if key != "seed"},
        "runs": [{"run_id": r.run_id, "seed": r.seed, "indicators": r.final().to_dict()} for r in runs],
        "meta": _meta(out, engine.name, report, start),
    }
    return Outcome(f"{text}\n{folder}" if text else folder, data, int(report.failed > 0), failures)


def demo(request: Request, draw: Callable[[Sweep, Path, str], list[Path]]) -> Outcome:
    """Run the experiment at a reduced size, answer its question, draw its figures with ``draw``."""
    design, out, report, failures = swept(request, "demo", True)
    tell, lang = Teller(request.lang), request.lang
    results = load(out)
    if not isinstance(results, Sweep) or results.plan.empty:
        folder = Text(f"Results: {out}", f"Résultats : {out}").in_(lang)
        return Outcome(folder, None, int(report.failed > 0), failures)
    tell(Text("Drawing the figures…", "Dessin des figures…"))
    figures = draw(results, Path(out) / "figures", lang)
    name = request.option("experiment", "people_vs_investments")
    where = Text(
        f"Reduced size: {len(design.run_ids)} runs. Full size: {_full(name)} runs, with\n"
        f"  essaimage sweep experiment={name}\n"
        f"Results: {out}; {len(figures)} figures: {out / 'figures'}; more: essaimage compare {out}",
        f"Taille réduite : {len(design.run_ids)} simulations. Taille entière : {_full(name)} simulations, avec\n"
        f"  essaimage sweep experiment={name}\n"
        f"Résultats : {out} ; {len(figures)} figures : {out / 'figures'} ; plus : essaimage compare {out}",
    )
    text = f"{sweep_text(results, lang, short=True)}\n\n{where.in_(lang)}"
    return Outcome(text, None, int(report.failed > 0), failures)


def compare(request: Request) -> Outcome:
    """Compare the policies of a sweep on common seeds."""
    refuse([*request.problems, *_not_compared(request)])
    start = time.perf_counter()
    results = load(request.names[0])
    if not isinstance(results, Sweep) or len(results.policies) < 2:
        raise InputError(
            Text(
                f"{request.names[0]} holds one policy only: there is nothing to compare. See essaimage sweep.",
                f"{request.names[0]} ne contient qu'une politique : il n'y a rien à comparer. Voir essaimage sweep.",
            )
        )
    base = results.base(request.option("reference"))
    indicator, asked = results.experiment.indicators[0], cabinet_of(results, base)
    data = {
        "experiment": results.name,
        "reference": base,
        "dials": results.dials,
        "effects": _rows(results.compare(base)),
        "costs": _rows(results.costs(base)),
        "equal_cost": _rows(results.equal_cost(base)),
        "additionality": _rows(results.additionality(base)),
        "cabinet": asked.data(),
        "regret": {"indicator": indicator, "policies": _rows(results.regret_summary(indicator))},
        "meta": {
            "out": str(results.folder),
            "seconds": time.perf_counter() - start,
            "versions": versions(),
            "when": now(),
        },
    }
    return Outcome(sweep_text(results, request.lang, base, asked=cabinet_text(asked, request.lang)), data)


def _not_compared(request: Request) -> list[Text]:
    """Say that the folder is missing, or that an option goes with territories only."""
    found = []
    if not request.names:
        found.append(
            Text(
                "essaimage compare needs OUT, a folder of results, or territories=[a,b].",
                "Il manque OUT à essaimage compare : un dossier de résultats, ou territories=[a,b].",
            )
        )
    for key in ("seeds", "out", "engine"):
        if key in request.options:
            text = Text(f"{key} goes with territories=[a,b] only, where runs are made.",
                        f"{key} ne va qu'avec territories=[a,b], où des simulations sont faites.")  # fmt: skip
            found.append(said_of(request.options[key], text))
    return found


def _full(name: str) -> int:
    """Return how many distinct runs the experiment takes at its full size."""
    full = experiment_named(name)
    one = expand(full, ("seeds=1",))
    return len(one.run_ids) * full.seeds


def checkpoint_every(request: Request, problems: list[Text]) -> int:
    """Return after how many months a run keeps its state, 0 for never; note a number that cannot be."""
    given = request.options.get("checkpoint.every")
    what = Text("months between two checkpoints", "mois entre deux points de reprise")
    return int(number_in("checkpoint.every", given, (1, 1_200, 0, what), problems))


def _policy(request: Request) -> str:
    found = [o.value for o in read_all(request.settings, []) if o.key == "policy"]
    return str(found[0]) if found else "current_mix"


def _runs(out: Path, design: Design) -> list[Run]:
    """Return the runs that ended, by seed."""
    store = read(out)
    tables = {name: store.table(name) for name in TABLES if name in store.table_names()}
    ended = set(tables["indicators"]["run_id"]) if tables else set()
    found = []
    for cell, run in zip(design.cells, design.run_ids, strict=True):
        if run in ended:
            mine = {n: t[t["run_id"] == run].drop(columns="run_id").reset_index(drop=True) for n, t in tables.items()}
            for name, frame in mine.items():
                frame.attrs = tables[name].attrs
            found.append(Run(cell, mine, design.reference))
    return found


def _write_csv(one: Run, folder: Path) -> None:
    """Write a run's tables for spreadsheets, beside the Parquet files."""
    for name in TABLES:
        frame: pd.DataFrame = getattr(one, name)
        with atomic(folder / f"{name}.csv") as file:  # by Arrow, which writes a country's table ten times sooner
            write_csv(pa.Table.from_pandas(frame, preserve_index=False), file, WriteOptions(quoting_header="none"))


def _meta(out: Path, engine: str, report: Report, start: float) -> dict[str, Any]:
    return {
        "out": str(out),
        "when": now(),
        "seconds": time.perf_counter() - start,
        "engine": engine,
        "cores": cores(),
        "threads": os.environ.get("NUMBA_NUM_THREADS"),
        "done": report.done,
        "resumed": report.resumed,
        "failed": report.failed,
        "versions": versions(),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
