"""The command that fits parameters to a target, and says how much that is worth (calage)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tqdm import tqdm

from experiments.calibrate.ensemble import Ensemble, doubts
from experiments.calibrate.observing import Observation, Witness
from experiments.calibrate.output import Result, write_result
from experiments.calibrate.request import PLAN, Asked, asked_of
from experiments.calibrate.target_network import Spreading
from experiments.calibrate.targets import NETWORK
from experiments.calibrate.text import result_text
from experiments.calibrate.trials import run_trials
from experiments.calibrate.yardsticks import scaled_naive, yardsticks
from experiments.engines import engine_named
from experiments.files import explained, write_atomic
from experiments.lock import locked
from experiments.messages import Teller
from experiments.outcome import Outcome
from experiments.request import Request
from experiments.warm import warm_up
from sim.errors import EssaimageError, Text

WORKERS = 2  # processes at most: a calibration is long, and the machine may be needed for something else
BAR = Text("trials", "essais")


@dataclass(frozen=True)
class Attempt:
    """Reads one numbered run, or says what went wrong. It is sent to other processes: data, not a closure."""

    read: Callable[[Mapping[str, Any]], Observation]

    def __call__(self, numbered: tuple[int, Mapping[str, Any]]) -> tuple[int, Observation | str]:
        """Return the number with what the run gives, or with the error it raises."""
        number, cell = numbered
        try:
            return number, self.read(cell)
        except Exception as error:  # noqa: BLE001, whatever a run raises is kept and told
            return number, f"{type(error).__name__}: {error}"


def calibrate(request: Request) -> Outcome:
    """Fit the chosen parameters to the target and write the ensemble, its errors and figures; 1 if not converged."""
    asked, tell = asked_of(request), Teller(request.lang)
    search, failures = asked.search, list[str]()
    resumed = asked.check_folder()
    with explained(asked.out):
        asked.out.mkdir(parents=True, exist_ok=True)
    with locked(asked.out):
        write_atomic(asked.out / PLAN, (json.dumps(asked.plan, indent=1) + "\n").encode())
        tell(_begins(asked, resumed))
        if search.target.kind != NETWORK:
            warm_up(tell)
        total = search.trials
        with tqdm(total=total, desc=BAR.in_(request.lang), mininterval=2.0, leave=False) as bar:
            trials = run_trials(
                search, asked.out, lambda values: evaluated(asked, values),
                lambda stage, row, error: failures.append(f"{stage} {row}: {error}"), bar.update,
            )  # fmt: skip
        if not trials:
            raise EssaimageError(Text(
                f"None of the {total} trials gave anything to compare. The first: {failures[0]}",
                f"Aucun des {total} essais n'a rien donné à comparer. Le premier : {failures[0]}",
            ))
        ensemble, target = Ensemble(tuple(trials), search.priors, search.fit), search.target
        found = Result(
            target, search.fit, ensemble, tuple(yardsticks(target, search.fit)),
            tuple(doubts(ensemble, scaled_naive(target, search.fit))), asked.settings, asked.seeds,
            tuple(failures), asked.out,
        )  # fmt: skip
        data = write_result(found)
    code = int(bool(found.doubts or failures))
    return Outcome(result_text(found, request.lang), data, code, "\n".join(failures))


def evaluated(asked: Asked, tried: Sequence[Mapping[str, Any]]) -> list[list[Observation] | str]:
    """Return the observations of the runs of several trials, by common seed, or what went wrong with one of them."""
    target, cells = asked.search.target, list[Mapping[str, Any]]()
    rows: list[range | str] = []
    for values in tried:
        try:
            mine = asked.cells(values)
        except EssaimageError as error:  # values that are each allowed, but not together
            rows.append(str(error))
            continue
        rows.append(range(len(cells), len(cells) + len(mine)))
        cells += mine
    read: Any = Spreading(target) if target.kind == NETWORK else Witness(target)
    compute = engine_named(asked.engine if len(cells) > 1 else "serial")
    found = dict(compute(Attempt(read), list(enumerate(cells)), WORKERS))
    together = [row if isinstance(row, str) else [found[k] for k in row] for row in rows]
    return [runs if isinstance(runs, str) else _whole(runs) for runs in together]


def _whole(runs: Sequence[Observation | str]) -> list[Observation] | str:
    """Return the observations of a trial, or the first thing that went wrong in it."""
    good = [one for one in runs if not isinstance(one, str)]
    return good if len(good) == len(runs) else next(one for one in runs if isinstance(one, str))


def _begins(asked: Asked, resumed: bool) -> Text:
    """Say what is going to be done."""
    search, seeds = asked.search, len(asked.seeds)
    names, values = ", ".join(prior.name for prior in search.priors), len(search.target.points)
    again = Text(" (an earlier call is resumed)", " (un appel précédent est repris)") if resumed else Text("", "")
    return Text(
        f"{search.target.name}: {names}; {search.trials} trials × {seeds} common seeds, {search.held} of {values} "
        f"values held out, in {asked.out}{again.en}",
        f"{search.target.name} : {names} ; {search.trials} essais × {seeds} tirages communs, {search.held} des "
        f"{values} valeurs mises de côté, dans {asked.out}{again.fr}",
    )
