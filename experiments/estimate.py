"""What a design will take, from one measured run: time, disk; and the question asked before a large one (devis)."""

import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from experiments.design import Design, addresses
from experiments.engines import Machine, cores
from experiments.runner import Execute, Work
from experiments.words import counted, number
from sim.errors import InputError, Text

WORTH = 200  # runs from which a measured run (two, in fact: the first one warms up) is worth its time
TABLES = 2.0  # what the folder takes for each byte of a part: the part itself, and the final tables at most
RUN, RUNS = Text("run", "simulation"), Text("runs", "simulations")


class Estimate(NamedTuple):
    """What the runs of a design take, as one of them was measured to."""

    runs: int
    seconds_each: float
    bytes_each: float
    workers: int

    @property
    def seconds(self) -> float:
        """Return how long all the runs take on all the workers."""
        return self.runs * self.seconds_each / self.workers

    @property
    def bytes(self) -> float:
        """Return what all the runs take on the disk."""
        return self.runs * self.bytes_each


def measured(design: Design, runs: int, execute: Execute, machine: Machine) -> Estimate | None:
    """Return what ``runs`` runs take, from the largest cell run here; None where that run fails."""
    largest = max(design.cells, key=_size)
    pairs = [(address.run_id, cell) for address, cell in zip(addresses([largest]), [largest], strict=True)]
    work = Work(execute)
    if work(pairs).failures:
        return None
    start = time.perf_counter()
    content = work(pairs).content
    seconds = time.perf_counter() - start
    return Estimate(runs, seconds, TABLES * len(content), workers_of(machine))


def workers_of(machine: Machine) -> int:
    """Return how many processes compute at once; 1 where a scheduler elsewhere knows."""
    if machine.kind == "joblib":
        return cores()
    said = machine.settings
    return int(said["jobs"] * said["cores"]) if "jobs" in said else 1


def shape(design: Design) -> Text:
    """Say how large a design is: policies, worlds, common seeds, cells, distinct runs."""
    worlds, seeds, rows = design.plan["world"].nunique(), design.plan["seed"].nunique(), len(design.plan)
    cells = len({address.config for address in addresses(design.cells)})
    said = [
        f"{design.name}{sign}: {len(design.policies)} {policies} × {number(worlds, lang)} {of} × {number(seeds, lang)} "
        f"{common} = {number(rows, lang)}; {number(cells, lang)} {each}, {number(len(design.run_ids), lang)} {distinct}"
        for lang, sign, policies, of, common, each, distinct in (
            ("en", "", "policies", "worlds", "common seeds", "distinct cells", "distinct runs"),
            ("fr", " ", "politiques", "mondes", "tirages communs", "cellules distinctes", "simulations distinctes"),
        )
    ]
    return Text(said[0], said[1].replace(";", " ;"))


def said_of_cost(found: Estimate | None, folder: Path) -> Text:
    """Say what the runs take and what the disk has."""
    if found is None:
        return Text("The run that was to be measured failed: time and size are not known.",
                    "La simulation à mesurer a échoué : durée et taille ne sont pas connues.")  # fmt: skip
    en, fr = (
        f"{counted(found.runs, RUN, RUNS, lang)}, {number(found.seconds_each, lang, 2)} s {each} ({one}), "
        f"{number(found.workers, lang)} {at_once}{sign}: {about} {duration(found.seconds, lang)}, "
        f"{weight(found.bytes, lang)} {on_disk} ({weight(free(folder), lang)} {there})"
        for lang, sign, each, one, at_once, about, on_disk, there in (
            ("en", "", "each", "one was measured", "at once", "about", "on the disk", "free"),
            ("fr", " ", "chacune", "une a été mesurée", "à la fois", "environ", "sur le disque", "libres"),
        )
    )
    return Text(en, fr)


def agreed(found: Estimate | None, folder: Path, hours: float | None, yes: bool, lang: str) -> None:
    """Ask before a design larger than the disk, or longer than ``hours``. Raises InputError where the answer is no."""
    why = _reasons(found, folder, hours)
    if not why or yes:
        return
    said = Text(" ".join(text.en for text in why), " ".join(text.fr for text in why))
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError(Text(
            f"{said.en} Nothing was started: answer beforehand with --yes, or make the design smaller (seeds, size).",
            f"{said.fr} Rien n'a été lancé : répondez d'avance par --yes, ou réduisez le plan (seeds, size).",
        ))
    sys.stderr.write(said.in_(lang) + Text(" Start all the same? [y/N] ", " Lancer quand même ? [o/N] ").in_(lang))
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes", "o", "oui"):
        raise InputError(Text("Nothing was started.", "Rien n'a été lancé."))


def _reasons(found: Estimate | None, folder: Path, hours: float | None) -> Sequence[Text]:
    """Return why a design should be asked about before it starts; none where it need not."""
    if found is None:
        return []
    why = []
    if found.bytes > free(folder):
        en, fr = (f"{weight(found.bytes, lang)} / {weight(free(folder), lang)}" for lang in ("en", "fr"))
        why.append(Text(f"The results need more than the disk of {folder} has free ({en}).",
                        f"Les résultats demandent plus que la place libre du disque de {folder} ({fr})."))  # fmt: skip
    if hours is not None and found.seconds > 3600 * hours:
        why.append(Text(
            f"The runs take about {duration(found.seconds, 'en')}, more than hours={hours:g}.",
            f"Les simulations prennent environ {duration(found.seconds, 'fr')}, plus que hours={hours:g}.",
        ))
    return why


def free(folder: Path) -> int:
    """Return the bytes free on the disk that holds, or will hold, a folder."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free


def duration(seconds: float, lang: str) -> str:
    """Return a duration as people say it: 40 s, 12 min, 3 h 20 min, 5 days."""
    if seconds < 90:
        return f"{number(seconds, lang)} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{number(minutes / 1440, lang, 1)} {Text('days', 'jours').in_(lang)}"


def weight(count: float, lang: str) -> str:
    """Return a number of bytes as people say it: 12 MB, 12 Mo."""
    for unit, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if count >= unit:
            return f"{number(count / unit, lang, 1 if count < 10 * unit else 0)} {letter}{Text('B', 'o').in_(lang)}"
    return f"{number(count, lang)} {Text('B', 'o').in_(lang)}"


def _size(cell: dict[str, Any]) -> float:
    """Return what makes a run long, as far as its cell says."""
    return float(cell.get("citizens", 1)) * float(cell.get("years", 1)) * max(1, len(cell.get("innovations", ())))
