"""Our runs for analysts who use ema_workbench or SALib their own way (passerelles vers d'autres outils).

Parameters range over their plausible values, as in a sensitivity analysis. ema_workbench wants names without dots: they
become two underscores, operate__sigma.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.asked import noted, refuse
from experiments.compose import compose
from experiments.design import Cell
from experiments.discovery.boxes import quietly
from experiments.discovery.worlds import dials_table
from experiments.ends import Ends
from experiments.engines import engine_named
from experiments.intervals import values_of
from experiments.overrides import as_overrides
from experiments.priors import Prior
from experiments.sensitivity.request import narrowed, picked_of
from experiments.sensitivity_space import Space, placed, space_of
from experiments.warm import warm_up
from sim.errors import Text, unknown
from sim.measures import INDICATORS

with quietly():  # it names engines that are not installed and not used
    from ema_workbench import CategoricalParameter, IntegerParameter, Model, RealParameter, ScalarOutcome

DOT = "__"
LEVER = "public_policy"  # ema_workbench keeps the name policy for itself
INDICATOR = Text("indicator", "indicateur")


@dataclass(frozen=True)
class Simulation:
    """A model of ema_workbench's kind: parameters in, outcomes out, each a mean over common seeds.

    cells: of each policy, at the defaults; seeds: the same for every policy and world.
    """

    cells: Mapping[str, Cell]
    indicators: tuple[str, ...]
    seeds: tuple[int, ...]

    def __call__(self, public_policy: str = "", **parameters: Any) -> dict[str, float]:
        """Return each indicator at the end, the mean over seeds; parameters: operate__sigma=.3, …"""
        world = {name.replace(DOT, "."): _plain(value) for name, value in parameters.items()}
        cell = placed(self.cells[str(_plain(public_policy)) or next(iter(self.cells))], world)
        runs = [Ends(self.indicators)({**cell, "seed": seed}) for seed in self.seeds]
        return dict(zip(self.indicators, map(float, np.mean(runs, axis=0)), strict=True))


class Problem(dict):
    """A problem as SALib states it: num_vars, names, bounds; ``run`` gives the outputs of a sample.

    A choice among names ranges from 0 to 1, in equal parts for its options.
    """

    def __init__(self, space: Space, pair: tuple[str, str], indicator: str, simulation: Simulation) -> None:
        bounds = [[f.low, f.high] if isinstance(f, Prior) else [0.0, 1.0] for f in space.factors]
        super().__init__(num_vars=len(bounds), names=list(space.names), bounds=bounds)
        self.space, self.pair, self.indicator, self.simulation = space, pair, indicator, simulation

    def run(self, sample: np.ndarray, engine: str = "serial") -> np.ndarray:
        """Return the difference between the two policies at each row of a sample, the mean over common seeds.

        sample: shape (n, num_vars), within the bounds. engine: "serial", or "joblib" for every core.
        """
        low, high = np.array(self["bounds"], float).T
        cells = []
        for row in (np.atleast_2d(sample) - low) / (high - low):
            world = self.space.world(np.clip(row, 0.0, 1.0))
            for policy in self.pair:
                cell = placed(self.simulation.cells[policy], world)
                cells += [{**cell, "seed": seed} for seed in self.simulation.seeds]
        ends = dict(engine_named(engine)(_Numbered(Ends((self.indicator,))), list(enumerate(cells))))
        found = np.array([ends[k][0] for k in range(len(cells))])
        means = found.reshape(-1, 2, len(self.simulation.seeds)).mean(axis=2)
        return np.asarray(means[:, 0] - means[:, 1])


@dataclass(frozen=True)
class _Numbered:
    """Reads one numbered run."""

    read: Ends

    def __call__(self, numbered: tuple[int, Cell]) -> tuple[int, list[float]]:
        return numbered[0], self.read(numbered[1])


def ema_model(
    policies: Sequence[str], uncertainties: Sequence[str] | None, indicators: Sequence[str], seeds: int,
    settings: Mapping[str, Any],
) -> Model:  # fmt: skip
    """Return a model of ema_workbench: uncertainties, the policy as a lever, the indicators as outcomes.

    uncertainties: dotted names, all with a plausible range where None. Raises InputError with all that is wrong.
    """
    space, simulation = _prepared(policies, uncertainties, indicators, seeds, settings)
    model = Model("essaimage", function=simulation)
    with quietly():
        model.uncertainties = [_parameter(factor) for factor in space.factors]
        if len(policies) > 1:
            model.levers = [CategoricalParameter(LEVER, list(policies))]
        model.outcomes = [ScalarOutcome(name) for name in indicators]
    return model


def salib_problem(
    pair: tuple[str, str], names: Sequence[str] | None, indicator: str, seeds: int, settings: Mapping[str, Any]
) -> Problem:
    """Return a problem for SALib on the difference between two policies. Raises InputError with all that is wrong."""
    space, simulation = _prepared(pair, names, (indicator,), seeds, settings)
    return Problem(space, pair, indicator, simulation)


def ema_results(plan: pd.DataFrame, indicators: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Return stored runs as ema_workbench's analyses take them: experiments and outcomes, by world and policy.

    experiments: the dials that vary and policy; outcomes: each indicator at the end, the mean over seeds. Worlds and
    policies without a value for some indicator keep NaN there.
    """
    keys = plan[["world", "policy"]].drop_duplicates().reset_index(drop=True)
    dials = dials_table(plan).loc[keys["world"]].reset_index(drop=True)
    groups = pd.MultiIndex.from_frame(keys)
    outcomes = {}
    for name in map(str, indicators["indicator"].unique()):
        means = values_of(plan, indicators, name, None).groupby([plan["world"], plan["policy"]]).mean()
        outcomes[name] = means.reindex(groups).to_numpy(float)
    return dials.assign(policy=keys["policy"].to_numpy()), outcomes


def _prepared(
    policies: Sequence[str], names: Sequence[str] | None, indicators: Sequence[str], seeds: int,
    settings: Mapping[str, Any],
) -> tuple[Space, Simulation]:  # fmt: skip
    """Return what is turned and the simulation. Raises InputError with all that is wrong."""
    problems: list[Text] = []
    lines = as_overrides(settings)
    cells: dict[str, Cell] = {}
    for policy in policies:
        with noted(problems):
            cells[policy] = compose((*lines, f"policy={policy}"))
    where = Text("asked for", "demandé")
    problems += [unknown(INDICATOR, name, INDICATORS, where) for name in indicators if name not in INDICATORS]
    if isinstance(seeds, bool) or not isinstance(seeds, int) or seeds < 1:
        problems.append(Text(f"seeds is {seeds!r}, but must be a whole number of 1 or more.",
                             f"seeds vaut {seeds!r}, mais doit être un nombre entier d'au moins 1."))  # fmt: skip
    space = Space(())
    if cells:
        found = space_of(list(cells.values()), picked_of(settings), list(settings))
        space = narrowed(found, None if names is None else list(names), None, problems)
    refuse(problems)
    first = next(iter(cells.values()))["seed"]
    warm_up(lambda message: None)
    return space, Simulation(cells, tuple(indicators), tuple(range(first, first + seeds)))


def _parameter(factor: Any) -> Any:
    """Return a parameter as ema_workbench states it."""
    name = factor.name.replace(".", DOT)
    if not isinstance(factor, Prior):
        return CategoricalParameter(name, list(factor.options))
    kind = IntegerParameter if factor.whole else RealParameter
    return kind(name, factor.low, factor.high)


def _plain(value: Any) -> Any:
    """Return a number or a text of Python's own, as a cell holds it."""
    value = getattr(value, "value", value)
    return value.item() if hasattr(value, "item") else value
