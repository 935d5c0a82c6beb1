"""The whole model against its main rules in plain Mesa: times, and whether they agree (modèle entier)."""
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from statistics import median

import numpy as np

import sim.schedule
from agents.model import EssaimageModel
from benchmarks.lines import Line
from benchmarks.pure_mesa import PureModel
from benchmarks.timing import cpu
from experiments.compose import composed
from scenarios.scenario import Scenario

NAME = "whole"
SHARED = ("adopted_share", "aware_share", "sites")  # what both note every month
HELD = ("inform", "adopt", "operate", "evidence", "survive", "advance", "emerge", "swarm")  # processes both have
ERRORS = 4.5  # standard errors that two means may differ by
CASES = {  # citizens, years, pairs, goal
    "quick": ((2_000, 3, 1, None),),
    "usual": ((20_000, 15, 3, 50.0), (100_000, 2, 3, 100.0)),
    "full": ((20_000, 15, 5, 50.0), (100_000, 15, 3, 100.0)),
}


def neutral(scenario: Scenario) -> Scenario:
    """Return a scenario without what the version in plain Mesa leaves out, where a parameter can say so.

    Nobody pays policies; public actors stay as they are; open diffusion, which needs written knowledge, is shut.
    """
    params = replace(scenario.params, fertilisation=replace(scenario.params.fertilisation, rate=0.0))
    return replace(
        scenario, params=params, budget=0.0, diffusion=replace(scenario.diffusion, constant=-50.0),
        public=replace(scenario.public, mobility=0.0, joint_learning=0.0),
    )  # fmt: skip


def held() -> tuple[tuple[str, sim.schedule.Process], ...]:
    """Return the schedule without the processes that the version in plain Mesa leaves out."""
    return tuple(entry for entry in sim.schedule.SCHEDULE if entry[0] in HELD)


def curves_of_ours(scenario: Scenario, seed: int) -> np.ndarray:
    """Return SHARED by year from 1 of a run of ours, shape (3, years)."""
    noted = scenario.run(seed, every=12).indicators
    return np.array([noted[name][1:] for name in SHARED])


def curves_of_mesa(scenario: Scenario, seed: int) -> np.ndarray:
    """Return SHARED by year from 1 of a run in plain Mesa, shape (3, years): same world, luck of its own."""
    theirs = in_mesa(scenario, seed)
    advance(theirs, scenario.years)
    noted = theirs.collector.model_vars
    return np.array([noted[name][12::12] for name in SHARED], float)


def in_mesa(scenario: Scenario, seed: int) -> PureModel:
    """Return the version in plain Mesa at month 0."""
    ours = scenario.model(seed)
    return PureModel(ours.state, ours.rules, seed)


def advance(model: PureModel, years: int) -> None:
    """Move ``years`` years."""
    for _ in range(12 * years):
        model.step()


def apart(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Return how far the means of two sets of runs (n, ...) are, in standard errors of their difference."""
    error = np.sqrt(ours.var(axis=0, ddof=1) / len(ours) + theirs.var(axis=0, ddof=1) / len(theirs))
    gap = np.abs(ours.mean(axis=0) - theirs.mean(axis=0))
    return np.divide(gap, error, out=np.where(gap > 0.0, np.inf, 0.0), where=error > 0.0)


def measure(size: str) -> Iterator[Line]:
    """Yield how many times faster the whole model is, everything in it, than its main rules in plain Mesa."""
    for citizens, years, pairs, goal in CASES[size]:
        scenario = composed((f"citizens={citizens}", f"years={years}"))[0]
        scenario.run(0)  # compiled
        times = []
        for seed in range(1, 1 + pairs):
            mine: EssaimageModel = scenario.model(seed)
            theirs = in_mesa(scenario, seed)
            times.append((cpu(partial(mine.run_years, years)), cpu(partial(advance, theirs, years))))
        ratio = median(slow / fast for fast, slow in times)
        fast, slow = (median(side) for side in zip(*times, strict=True))
        note = f"{slow:,.2f} s against {fast:,.2f} s; ours with all its processes, Mesa without twelve of twenty"
        yield Line(NAME, f"faster than plain Mesa, {citizens:,} citizens, {years} years", ratio, "times (at least)",
                   least=goal, note=note)  # fmt: skip
