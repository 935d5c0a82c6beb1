"""The command that looks for the mixes of one budget that no other betters (recherche de dosages)."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from tqdm import tqdm

from experiments.calibrate.command import WORKERS, Attempt
from experiments.ends import Ends
from experiments.engines import engine_named
from experiments.files import explained, write_atomic
from experiments.lock import locked
from experiments.messages import Teller
from experiments.mixes import Units
from experiments.outcome import Outcome
from experiments.request import Request
from experiments.search.front import front_table
from experiments.search.output import Result, write_result
from experiments.search.request import PLAN, Asked, asked_of
from experiments.search.text import result_text
from experiments.search.trials import run_trials
from experiments.warm import warm_up
from experiments.words import LANGUAGES, counted
from sim.errors import EssaimageError, Text

BAR = Text("mixes", "dosages")


def search(request: Request) -> Outcome:
    """Try mixes of the instruments on common seeds and write the front, a policy file for each of its points."""
    asked, tell = asked_of(request), Teller(request.lang)
    resumed, failures = asked.check_folder(), list[str]()
    with explained(asked.out):
        asked.out.mkdir(parents=True, exist_ok=True)
    with locked(asked.out):
        write_atomic(asked.out / PLAN, (json.dumps(asked.plan, indent=1) + "\n").encode())
        tell(_begins(asked, resumed))
        warm_up(tell)
        with tqdm(total=asked.trials, desc=BAR.in_(request.lang), mininterval=2.0, leave=False) as bar:
            trials = run_trials(
                asked, lambda mixes: evaluated(asked, mixes),
                lambda row, error: failures.append(f"{row}: {error}"), bar.update,
            )  # fmt: skip
        if not trials:
            raise EssaimageError(Text(
                f"None of the mixes could be run to its end. The first: {failures[0]}",
                f"Aucun dosage n'a pu être simulé jusqu'au bout. Le premier : {failures[0]}",
            ))
        found = Result(asked, front_table(trials, asked), tuple(failures))
        data = write_result(found)
    return Outcome(result_text(found, request.lang), data, int(bool(failures)), "\n".join(failures))


def evaluated(asked: Asked, mixes: Sequence[Units]) -> list[tuple[np.ndarray, np.ndarray] | str]:
    """Return the values (indicators, worlds, seeds) and euros paid (worlds, seeds) of mixes, or what went wrong."""
    cells: list[dict[str, Any]] = []
    for units in mixes:
        cells += asked.cells(units)
    compute = engine_named(asked.engine if len(cells) > 1 else "serial")
    ends = dict(compute(Attempt(Ends(asked.indicators, paid=True)), list(enumerate(cells)), WORKERS))  # type: ignore[arg-type]
    each, shape = len(cells) // len(mixes), (len(asked.worlds), len(asked.seeds), -1)
    found: list[tuple[np.ndarray, np.ndarray] | str] = []
    for k in range(len(mixes)):
        mine = [ends[n] for n in range(k * each, (k + 1) * each)]
        bad = [one for one in mine if isinstance(one, str)]
        table = np.zeros(0) if bad else np.array(mine, float).reshape(shape)
        if bad or not np.isfinite(table).all():
            found.append(bad[0] if bad else "an objective has no value at the end of a run")
        else:
            found.append((np.moveaxis(table[:, :, :-1], 2, 0), table[:, :, -1]))
    return found


def _begins(asked: Asked, resumed: bool) -> Text:
    """Say what is going to be done."""
    runs = asked.trials * len(asked.worlds) * len(asked.seeds)
    again = Text(" (an earlier call is resumed)", " (un appel précédent est repris)") if resumed else Text("", "")
    tools, goals = ", ".join(asked.tools), ", ".join(asked.objectives)
    worlds = Text(*(counted(len(asked.worlds), Text("world", "monde"), Text("worlds", "mondes"), k) for k in LANGUAGES))
    return Text(
        f"{tools}, for {goals}: {asked.trials} mixes × {worlds.en} × {len(asked.seeds)} common seeds = "
        f"{runs} runs, in {asked.out}{again.en}",
        f"{tools}, pour {goals} : {asked.trials} dosages × {worlds.fr} × {len(asked.seeds)} tirages "
        f"communs = {runs} simulations, dans {asked.out}{again.fr}",
    )
