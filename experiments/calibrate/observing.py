"""What a run gives beside the observed values of a target (lecture d'une simulation)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from agents.public_actor import PublicActor
from agents.versions import forget
from experiments.calibrate.targets import FUNNEL, GROWTH, SURVIVAL, Target
from experiments.compose import build
from scenarios.scenario import Scenario
from sim.names import FORMS
from sim.record import Record

STEPS = 48  # points of the curve that figures show, at most
QUARTER = 3  # months between two notes of a run


class Observation(NamedTuple):
    """What one run gives: counts and what they are counted among, so that runs can be pooled."""

    points: np.ndarray  # (n, 2) numerators and denominators, one row for each compared point
    curve: np.ndarray  # (m, 2) the same, on the axis of ``axis``


@dataclass(frozen=True)
class Witness:
    """Runs a cell and reads it as a target asks. It is sent to other processes: data, not a closure."""

    target: Target

    def __call__(self, cell: Mapping[str, Any]) -> Observation:
        """Return what the run of a cell gives."""
        read = {GROWTH: _growth, SURVIVAL: _survival, FUNNEL: _funnel}[self.target.kind]
        return read(self.target, build(cell), int(cell["seed"]))


class CallWitness(PublicActor):
    """A public actor that decides as usual and counts what becomes of the files of its calls."""

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model, row)
        self.files = self.hearings = self.laureates = 0

    def hear(self, projects: np.ndarray) -> np.ndarray:
        """Count the files heard."""
        self.hearings += int(projects.size)
        return super().hear(projects)

    def select(self, index: int, limit: float) -> tuple[np.ndarray, np.ndarray]:
        """Count the files and the laureates of an instrument that chooses among its files."""
        funnel = self.model.treasury.instruments[index].funnel
        files = self.model.files[index]
        rows, euros = super().select(index, limit)
        if funnel.chosen < 1.0 or funnel.heard < 1.0:
            mine = int((self.model.payers(index, files) == self.row).sum())
            self.files += mine
            self.hearings += 0 if funnel.heard < 1.0 else mine
            self.laureates += int(rows.size)
        return rows, euros


def axis(target: Target) -> np.ndarray:
    """Return where the curve of a target is drawn: dates, or ages in years; empty for calls."""
    if target.kind == FUNNEL:
        return np.zeros(0)
    last = max(point.x for point in target.points)
    return np.linspace(target.begins, last, STEPS + 1)


def pooled(observations: Sequence[np.ndarray]) -> np.ndarray:
    """Return the values of several runs together, shape (n,): sums of counts over sums of what they are among."""
    total = np.sum(observations, axis=0)
    return np.divide(total[:, 0], total[:, 1], out=np.full(len(total), np.nan), where=total[:, 1] > 0)


def sampling_error(observations: Sequence[np.ndarray]) -> np.ndarray:
    """Return the standard error of ``pooled`` over seeds, shape (n,); 0 for one seed, of which nothing is known."""
    runs = np.array(observations)
    each = np.divide(runs[..., 0], runs[..., 1], out=np.full(runs.shape[:2], np.nan), where=runs[..., 1] > 0)
    known = np.isfinite(each).sum(axis=0)
    spread = np.sqrt(np.nansum((each - pooled(observations)) ** 2, axis=0) / np.maximum(known - 1, 1))
    return np.where(known > 1, spread / np.sqrt(np.maximum(known, 1)), 0.0)


def _growth(target: Target, scenario: Scenario, seed: int) -> Observation:
    record = scenario.run(seed, every=QUARTER)
    values = record.indicators[target.said.indicator]
    dates = target.begins + QUARTER / 12.0 * np.arange(values.size)

    def at(x: Sequence[float] | np.ndarray) -> np.ndarray:
        return np.column_stack([np.interp(x, dates, values), np.ones(len(x))])

    return Observation(at([point.x for point in target.points]), at(axis(target)))


def _survival(target: Target, scenario: Scenario, seed: int) -> Observation:
    record = scenario.run(seed, every=12)
    form, months = FORMS.index(target.said.form), 12 * scenario.years

    def at(x: Sequence[float] | np.ndarray) -> np.ndarray:
        return np.array([_lived(record, form, 12.0 * age, months) for age in x])

    return Observation(at([point.x for point in target.points]), at(axis(target)))


def _lived(record: Record, form: int, age: float, end: int) -> tuple[int, int]:
    """Return how many originals of a form lived ``age`` months, of how many opened that long before the end.

    A site that became part of another lives on in it, as in the indicators survival_3y and survival_5y.
    """
    p = record.projects
    old = (p["opened"] >= 0) & (p["depth"] == 0) & (p["form"] == form) & (end - p["opened"] >= age)
    lived = (p["closed"] < 0) | (p["merged"] >= 0) | (p["closed"] - p["opened"] >= age)
    return int((old & lived).sum()), int(old.sum())


def _funnel(target: Target, scenario: Scenario, seed: int) -> Observation:
    model = scenario.model(seed, public_actor=CallWitness)
    model.record.every = 12
    try:
        model.run_years(scenario.years)
        actors = list(model.public_actors)
    finally:
        forget(model)
    files = sum(actor.files for actor in actors)
    counts = {"heard": sum(a.hearings for a in actors), "selected": sum(a.laureates for a in actors)}
    rows = [(counts[point.part], files) for point in target.points]
    return Observation(np.array(rows, dtype=float), np.zeros((0, 2)))
