"""Whether stored runs can be made again to the bit: a random sample of them is (vérification)."""

import secrets
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from experiments import parts
from experiments.asked import refuse
from experiments.choices import SEED
from experiments.messages import Teller
from experiments.outcome import Outcome
from experiments.overrides import number_in, read_all, said_of
from experiments.replay import same
from experiments.request import Request
from experiments.runner import Execute
from experiments.store import Store, read
from experiments.stored import execute_of
from experiments.vintage import by_another
from experiments.warm import warm_up
from sim.errors import EssaimageError, InputError, Text
from sim.param import problem

SIZE = (1, 100_000, 5, Text("runs to make again", "simulations à refaire"))


def verify(request: Request) -> Outcome:
    """Compute a random sample of stored runs again and compare every table to the bit; 1 where one differs."""
    problems = list(request.problems)
    size = number_in("size", request.options.get("size"), SIZE, problems)
    luck = _luck(request, problems)
    refuse(problems)
    store, tell, lang = read(request.names[0]), Teller(request.lang), request.lang
    if why := by_another(store):
        raise InputError(why)
    where = _parts_of(store)
    chosen = sample(sorted(where), size, luck)
    execute = execute_of(store)
    warm_up(tell)
    differ = {run: names for run in chosen if (names := differing(store, where[run], run, execute))}
    lines = [Text(f"Run {run} differs in: {', '.join(names)}", f"La simulation {run} diffère dans : {', '.join(names)}")
             for run, names in differ.items()]  # fmt: skip
    lines.append(Text(
        f"{len(chosen) - len(differ)} of {len(chosen)} runs made again are the same to the bit (of {len(where)} "
        f"stored; sample drawn with seed={luck}).",
        f"{len(chosen) - len(differ)} simulations refaites sur {len(chosen)} sont identiques au bit près (sur "
        f"{len(where)} enregistrées ; échantillon tiré avec seed={luck}).",
    ))
    data = {"folder": str(store.folder), "seed": luck, "runs": chosen, "differ": differ, "stored": len(where)}
    return Outcome("\n".join(line.in_(lang) for line in lines), data, int(bool(differ)))


def sample(runs: Sequence[str], size: int, luck: int) -> list[str]:
    """Return ``size`` of the runs, or all of them if there are fewer, the same for the same ``luck``; sorted."""
    chosen = np.random.default_rng(luck).permutation(len(runs))[:size]
    return sorted(runs[int(row)] for row in chosen)


def differing(store: Store, part: Path, run: str, execute: Execute) -> list[str]:
    """Return the names of the tables of one run that are not those of the run made again; its part if unreadable."""
    try:
        stored = {name: parts.only(parts.table_in(part, name), {run}) for name in parts.runs_in(part)[1]}
    except (ValueError, OSError, KeyError, zipfile.BadZipFile, pa.ArrowInvalid):
        return [part.name]
    again = {name: parts.to_arrow(frame, run) for name, frame in execute(store.cell(run)).items()}
    names = sorted({*stored, *again})
    return [n for n in names if n not in stored or n not in again
            or not same(parts.to_frame(stored[n]), parts.to_frame(again[n]))]  # fmt: skip


def _parts_of(store: Store) -> dict[str, Path]:
    """Return the part that holds each stored run. Raises EssaimageError where there is none."""
    wanted = set(store.run_ids())
    found = {run: path for path, runs in store.held().items() for run in runs or () if run in wanted}
    if not found:
        raise EssaimageError(Text(f"{store.folder} holds no run yet.", f"{store.folder} n'a encore aucune simulation."))
    return found


def _luck(request: Request, problems: list[Text]) -> int:
    """Return what names the draw of the sample: seed=N, or a number of its own each time."""
    given = [override for override in read_all(request.settings, problems) if override.key == "seed"]
    if not given:
        return secrets.randbelow(2**31)
    said = problem("verify", "seed", given[0].value, SEED)
    if said:
        problems.append(said_of(given[0], said))
        return 0
    return int(given[0].value)
