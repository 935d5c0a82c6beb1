"""Run a design: what is missing only, on an engine, with a progress bar; failures kept (exécution).

Killed at any moment, the same call does the rest and ends with the same tables, byte for byte.
"""

import math
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
from tqdm import tqdm

from experiments import parts
from experiments.design import Address, Cell, Design, addresses, runs_table
from experiments.difference import refuse_other
from experiments.engines import Engine, Lost, Machine, cores, started
from experiments.provenance import commit, now, versions
from experiments.store import OnMessage, Store, writing
from sim.errors import Text

Execute = Callable[[Cell], Mapping[str, pd.DataFrame]]
LARGEST = 16  # runs in a part: what a killed sweep may lose, per core
BAR = {"en": ("runs", "left", "failures"), "fr": ("simulations", "restantes", "échecs")}


@dataclass(frozen=True)
class Report:
    """How a call of ``run_design`` went: distinct runs done now, already there, failed; seconds taken."""

    done: int
    resumed: int
    failed: int
    seconds: float


class Outcome(NamedTuple):
    """What a worker sends back: the ids and encoded tables of the runs that ended, and those that raised."""

    runs: list[str]
    tables: list[str]
    content: bytes
    failures: list[dict[str, Any]]


@dataclass(frozen=True)
class Work:
    """What a worker needs: how to execute a cell. It is sent to other processes: data, not a closure."""

    execute: Execute

    def __call__(self, batch: Sequence[tuple[str, Cell]]) -> Outcome:
        """Execute each cell of a batch; one that raises becomes a failure and the others go on."""
        runs: list[str] = []
        failures: list[dict[str, Any]] = []
        tables: dict[str, list[pa.Table]] = {}
        for run, cell in batch:
            try:
                found = {name: parts.to_arrow(frame, run) for name, frame in self.execute(cell).items()}
            except Exception as error:  # noqa: BLE001, whatever a cell raises is kept and told
                failures.append(
                    {
                        "run_id": run,
                        "seed": cell["seed"],
                        "error": f"{type(error).__name__}: {error}",
                        "traceback": traceback.format_exc(),
                    }
                )
                continue
            runs.append(run)
            for name, table in found.items():
                tables.setdefault(name, []).append(table)
        together = {name: parts.joined(found) for name, found in tables.items()}
        return Outcome(runs, sorted(together), parts.encode(runs, together) if runs else b"", failures)

    def lost(self, found: Lost) -> Outcome:
        """Return what is kept of runs that ended every process they were given to."""
        text = f"WorkerLost: {found.error}"
        said = {"error": text, "traceback": text}
        failures = [{"run_id": run, "seed": cell["seed"], **said} for run, cell in found.batch]
        return Outcome([], [], b"", failures)


def tell(message: Text) -> None:
    """Write a message to standard error, in English."""
    sys.stderr.write(message.en + "\n")


def run_design(
    design: Design,
    out: Any,
    execute: Execute,
    engine: str | Machine = "joblib",
    batch: int | None = None,
    progress: str | None = "en",
    on_message: OnMessage = tell,
) -> Report:
    """Run what is missing of ``design`` in the folder ``out``, then write its final tables and manifest.

    execute: gives the tables of one cell; a function importable by name where the engine uses processes.
    batch: runs computed and stored together (by default, so that each core gets several, at most 16).
    progress: language of the progress bar on standard error, None for no bar.
    A part of a design (``design.part``) does its own runs only and leaves the final tables to ``merge``.

    Raises InputError before anything is written if engine or folder cannot be used, or if the folder holds
    something else than this design or a narrower one of the same settings; StoreError where the disk refuses; on
    Ctrl-C what is done stays and KeyboardInterrupt goes on.
    """
    start = time.perf_counter()
    with started(engine) as compute, writing(out, on_message) as store:
        found = addresses(design.cells)
        refuse_other(store, design, found)
        announce(store, design, found, execute)
        stored = store.done(on_message) & {address.run_id for address in found}
        todo = [pair for pair in zip(found, design.cells, strict=True) if pair[0].run_id not in stored]
        mine = part_of(todo, found, design.part)
        if stored:
            on_message(_resumed(len(stored), len(found)))
        try:
            failed = _compute(store, compute, Work(execute), batches(mine, batch), progress)
            report = Report(len(mine) - len(failed), len(stored), len(failed), time.perf_counter() - start)
            if len(mine) == len(todo):
                conclude(store, design, failed, vars(report))
            report = replace(report, seconds=time.perf_counter() - start)
        except KeyboardInterrupt:
            on_message(_stopped(store, len(store.known & set(design.run_ids)), len(found)))
            raise
    return report


def part_of(
    todo: Sequence[tuple[Address, Cell]], found: Sequence[Address], part: tuple[int, int]
) -> list[tuple[Address, Cell]]:
    """Return those of ``todo`` that fall to one part of several: a slice of all the runs, in order of seed."""
    number, count = part
    ordered = sorted(found, key=_turn)
    mine = {one.run_id for one in ordered[(number - 1) * len(ordered) // count : number * len(ordered) // count]}
    return [item for item in todo if item[0].run_id in mine]


def _turn(address: Address) -> tuple[int, str]:
    """Return what runs are ordered by: a worker reuses what it made for a seed."""
    return address.seed, address.config


def batches(todo: Sequence[tuple[Address, Cell]], size: int | None) -> list[list[tuple[str, Cell]]]:
    """Return the runs in batches, ordered by seed: a worker reuses what it made for a seed."""
    if size is None:
        size = min(LARGEST, max(1, math.ceil(len(todo) / (8 * cores()))))
    ordered = sorted(todo, key=lambda item: _turn(item[0]))
    pairs = [(address.run_id, cell) for address, cell in ordered]
    return [pairs[first : first + size] for first in range(0, len(pairs), size)]


def _compute(
    store: Store, compute: Engine, work: Work, todo: list[list[tuple[str, Cell]]], progress: str | None
) -> list[str]:
    """Compute and store batches as they end; return the ids of the runs that raised."""
    failed: list[str] = []
    total = sum(map(len, todo))
    runs, left, failures = BAR.get(progress or "en", BAR["en"])
    pace = 0.5 if sys.stderr.isatty() else 15.0
    with tqdm(
        total=total,
        desc=runs,
        disable=progress is None or not total,
        mininterval=pace,
        file=sys.stderr,
        bar_format="{desc} {percentage:3.0f}%|{bar:30}| {n}/{total} [{elapsed}<{remaining}{postfix}]",
    ) as bar:
        for outcome in _results(compute, work, todo):
            if outcome.runs:
                store.add(outcome.runs, outcome.tables, outcome.content)
            for failure in outcome.failures:
                store.add_failure(failure["run_id"], failure)
                failed.append(failure["run_id"])
            bar.set_postfix_str(
                f"{left} {total - bar.n - _size(outcome)}, {failures} {len(failed)}", refresh=False
            )
            bar.update(_size(outcome))
    return failed


def _results(compute: Engine, work: Work, todo: list[list[tuple[str, Cell]]]) -> Iterator[Outcome]:
    """Yield results, and stop the engine's processes whatever ends the loop."""
    results = compute(work, todo) if todo else iter(())
    try:
        for found in results:
            yield work.lost(found) if isinstance(found, Lost) else found
    finally:
        close = getattr(results, "close", None)
        if close:
            close()


def _size(outcome: Outcome) -> int:
    return len(outcome.runs) + len(outcome.failures)


def announce(store: Store, design: Design, found: list[Address], execute: Execute) -> None:
    """Write what is going to be run: every configuration once, and the manifest."""
    configs = {
        address.config[:16]: {key: value for key, value in cell.items() if key != "seed"}
        for address, cell in reversed(list(zip(found, design.cells, strict=True)))
    }
    runs = {address.run_id: [address.config[:16], address.seed] for address in found}
    keeps = f"{getattr(execute, '__module__', '')}.{getattr(execute, '__qualname__', '')}"
    store.write_manifest(manifest(store, design, "planned") | {"execute": keeps})
    plan = {"columns": list(design.plan.columns), "data": design.plan.astype(object).to_numpy().tolist()}
    store.write_design({"plan": plan, "configs": dict(sorted(configs.items())), "runs": dict(sorted(runs.items()))})


def conclude(store: Store, design: Design, failed: Sequence[str], last_call: Mapping[str, Any]) -> None:
    """Write the final tables and say in the manifest that all is done, or what failed."""
    plan = design.plan.reset_index(drop=True)
    store.finish(sorted(design.run_ids), {"runs": runs_table(design, failed), "plan": plan})
    status = "failed" if failed else "done"
    store.write_manifest(
        manifest(store, design, status) | {"failed": sorted(failed), "last_call": dict(last_call)}
    )


def manifest(store: Store, design: Design, status: str) -> dict[str, Any]:
    """Return what the folder says of itself at this moment."""
    before = store.manifest
    return {
        "design": design.name,
        "reference": design.reference,
        "status": status,
        "runs": len(design.cells),
        "policies": design.policies,
        "dials": design.dials,
        "worlds": int(design.plan["world"].nunique()),
        "seeds": int(design.plan["seed"].nunique()),
        "versions": versions(),
        "commit": commit(),
        "created": before.get("created", now()),
        "updated": now(),
        **({"part": list(design.part)} if design.part != (1, 1) else {}),
        **({"question": dict(design.question)} if design.question else {}),
        **{key: before[key] for key in ("execute",) if key in before},
    }


def _resumed(done: int, total: int) -> Text:
    """Say how much of the work an earlier call has done."""
    return Text(
        f"resumed: {done} of {total} runs already done",
        f"reprise : {done} simulations sur {total} déjà faites",
    )


def _stopped(store: Store, done: int, total: int) -> Text:
    """Say what is kept after Ctrl-C and how to go on."""
    return Text(
        f"Stopped: {done} of {total} runs are kept in {store.folder}. The same command, with "
        f"out={store.folder}, does the rest.",
        f"Arrêté : {done} simulations sur {total} sont gardées dans {store.folder}. La même commande, avec "
        f"out={store.folder}, fera le reste.",
    )
