"""How far a folder of results is: done, failed, left, disk; and what is missing computed (état, reprise)."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

from experiments.asked import engine_of, refuse
from experiments.estimate import weight
from experiments.failures import failures_of
from experiments.lock import held_by
from experiments.messages import Teller
from experiments.outcome import Outcome
from experiments.request import Request
from experiments.runner import run_design
from experiments.store import Store, read
from experiments.stored import design_in, execute_of
from experiments.vintage import by_another
from experiments.warm import warm_up
from experiments.words import counted, number
from sim.errors import InputError, Text


def status(request: Request) -> Outcome:
    """Say what is done, failed and left in a folder, and what it takes on the disk; nothing is changed."""
    refuse(request.problems)
    store = read(request.names[0])
    found = counts(store)
    lang = request.lang
    lines = [_head(store, found), _progress(found, lang), *_errors(found["errors"]), *_state(store, found, lang)]
    return Outcome("\n".join(line.in_(lang) for line in lines), found, int(found["failed"] > 0))


def counts(store: Store) -> dict[str, Any]:
    """Return design, model, runs, done, failed, left, errors, unreadable parts, bytes, writer, status, updated."""
    wanted, held, said = set(store.run_ids()), store.held(), store.manifest
    done = {run for runs in held.values() for run in runs or ()} & wanted
    failed = [one for one in store.failures() if one["run_id"] not in done]
    return {
        "folder": str(store.folder), "design": said.get("design"), "model": (said.get("versions") or {}).get("model"),
        "runs": len(wanted), "done": len(done), "failed": len(failed), "left": len(wanted) - len(done) - len(failed),
        "errors": dict(Counter(str(one.get("error")) for one in failed).most_common(5)),
        "unreadable": sorted(path.name for path, runs in held.items() if runs is None),
        "bytes": _bytes(store.folder), "writer": held_by(store.folder), "status": store.status,
        "part": said.get("part"), "updated": said.get("updated"),
    }  # fmt: skip


def retry(request: Request) -> Outcome:
    """Compute the runs of a folder that failed or are missing, and write its final tables."""
    problems = list(request.problems)
    machine = engine_of(request, problems)
    refuse(problems)
    store, lang = read(request.names[0]), request.lang
    if problem := by_another(store):
        raise InputError(problem)
    design, tell = design_in(store), Teller(lang)
    warm_up(tell)
    report = run_design(design, store.folder, execute_of(store), machine, progress=lang, on_message=tell)
    failures = failures_of(store.folder, design, lang)
    run, runs = Text("run", "simulation"), Text("runs", "simulations")
    text = Text(
        f"{counted(report.done, run, runs, 'en')} computed, {report.resumed} already there, {report.failed} failed, in "
        f"{store.folder}",
        f"{counted(report.done, run, runs, 'fr')} calculée{'s' * (report.done > 1)}, {report.resumed} déjà là, "
        f"{counted(report.failed, Text('', 'échec'), Text('', 'échecs'), 'fr')}, dans {store.folder}",
    )
    return Outcome(text.in_(lang), None, int(report.failed > 0), failures)


def _bytes(folder: Path) -> int:
    """Return what a folder takes on the disk, without what a figure or an export adds to it."""
    return sum(
        os.path.getsize(os.path.join(where, name))
        for where, _, names in os.walk(folder) for name in names if os.path.exists(os.path.join(where, name))
    )  # fmt: skip


def _head(store: Store, found: dict[str, Any]) -> Text:
    updated = str(found["updated"] or "")[:16].replace("T", " ")
    return Text(
        f"{store.folder}: {found['design']}, model {found['model']}, last written {updated} UTC",
        f"{store.folder} : {found['design']}, modèle {found['model']}, dernière écriture {updated} UTC",
    )


def _progress(found: dict[str, Any], lang: str) -> Text:
    runs, done, failed, left = (number(found[key], lang) for key in ("runs", "done", "failed", "left"))
    disk = weight(found["bytes"], lang)
    return Text(
        f"{runs} runs: {done} done, {failed} failed, {left} left; {disk} on the disk",
        f"{runs} simulations : {done} faites, {failed} en échec, {left} restantes ; {disk} sur le disque",
    )


def _errors(errors: dict[str, int]) -> list[Text]:
    return [Text(f"  {count} × {error}", f"  {count} × {error}") for error, count in errors.items()]


def _state(store: Store, found: dict[str, Any], lang: str) -> list[Text]:
    """Say who writes there, what cannot be read, and what to do next."""
    lines = []
    if found["unreadable"]:
        names = ", ".join(found["unreadable"][:5])
        lines.append(Text(
            f"Unreadable: {names}; retry sets it aside and computes its runs again.",
            f"Illisible : {names} ; retry le met de côté et recalcule ses simulations.",
        ))
    if found["writer"]:
        lines.append(Text(f"Process {found['writer']} is writing there.",
                          f"Le processus {found['writer']} y écrit."))  # fmt: skip
    elif found["left"] or found["failed"]:
        count, of = found["part"] or (1, 1)
        part = Text(
            f" (part {count} of {of}: the others are made elsewhere; essaimage merge puts them together)",
            f" (partie {count} sur {of} : les autres se font ailleurs ; essaimage merge les réunit)",
        ) if of > 1 else Text("", "")  # fmt: skip
        lines.append(Text(f"Next: essaimage retry {store.folder}{part.en}",
                          f"Ensuite : essaimage retry {store.folder}{part.fr}"))  # fmt: skip
    return lines
