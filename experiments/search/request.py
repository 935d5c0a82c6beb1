"""What a search for mixes is asked to do, every part checked before anything is written (demande de recherche)."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.asked import noted, output_folder, refuse
from experiments.calibrate.trials import JOURNAL
from experiments.catalogue import KINDS, names
from experiments.compose import compose
from experiments.engines import engine_named
from experiments.expand import adjusted, experiment_named
from experiments.identity import config_id
from experiments.mixes import as_settings, drawn, possible, shares_of
from experiments.output import is_begun
from experiments.overrides import Override, as_overrides, number_in, read_all, said_of
from experiments.request import Request
from experiments.thresholds import THRESHOLD, thresholds_in
from sim.errors import Text, unknown
from sim.measures import INDICATORS
from sim.version import MODEL_VERSION

PLAN = "plan.json"
SUMMARY = "search.json"
WRITTEN = (JOURNAL, PLAN, "lock", SUMMARY, "front", "front.csv", "front.parquet", "trials.csv", "trials.parquet",
           "figures")  # fmt: skip
TOOLS = ("people_funding", "investment_grant", "seed_grant", "catalysis")
OBJECTIVES = ("adopted_share", "jobs")
WORST, MET = "worst.", "met"
NUMBERS = {  # option -> lowest, highest, default, what it is
    "trials": (6, 100_000, 40, Text("mixes to try", "dosages à essayer")),
    "seeds": (2, 1_000, 4, Text("common seeds", "tirages communs")),
    "step": (0.01, 0.5, 0.05, Text("share of the budget", "part du budget")),
}
MOST = 4  # objectives


@dataclass(frozen=True)
class Asked:
    """A search whose every part has been checked."""

    tools: tuple[str, ...]
    objectives: tuple[str, ...]
    thresholds: Mapping[str, float]
    worlds: tuple[Mapping[str, Any], ...]
    fixed: tuple[str, ...]  # settings of every run
    seeds: tuple[int, ...]
    steps: int
    trials: int
    out: Path
    engine: str
    command: str = ""  # as typed

    @property
    def indicators(self) -> tuple[str, ...]:
        """Return the indicators that must be read of each run."""
        named = [name.removeprefix(WORST) for name in self.objectives if name != MET]
        return tuple(dict.fromkeys([*named, *self.thresholds]))

    @property
    def luck(self) -> int:
        """Return what names the draws of the search."""
        return self.seeds[0]

    def cells(self, units: tuple[int, ...]) -> list[dict[str, Any]]:
        """Return the runs of one mix: worlds in order, the seeds of each together."""
        lines = as_settings(shares_of(self.tools, units))
        cells = [compose((*self.fixed, *as_overrides(dict(world)), *lines)) for world in self.worlds]
        return [{**cell, "seed": seed} for cell in cells for seed in self.seeds]

    @property
    def plan(self) -> dict[str, Any]:
        """Return what makes this search the same as another: all but how many trials, and where."""
        ones = [config_id(compose((*self.fixed, *as_overrides(dict(world))))) for world in self.worlds]
        return {
            "model": MODEL_VERSION, "instruments": list(self.tools), "objectives": list(self.objectives),
            "thresholds": dict(self.thresholds), "worlds": ones, "seeds": list(self.seeds), "steps": self.steps,
        }  # fmt: skip

    def check_folder(self) -> bool:
        """Say whether the folder holds the beginning of this search. Raises InputError where it holds anything else."""
        return is_begun(self.out, PLAN, self.plan, WRITTEN, Text("search", "une autre recherche"))


def asked_of(request: Request) -> Asked:
    """Return the search that a command asks for. Raises InputError with all that is wrong, before any writing."""
    problems = list(request.problems)
    numbers = {key: number_in(key, request.options.get(key), rule, problems) for key, rule in NUMBERS.items()}
    steps = _steps(numbers["step"], request, problems)
    tools = _tools(request, problems)
    bars = [text for text in request.settings if text.startswith(THRESHOLD)]
    thresholds = thresholds_in(read_all(bars, problems), tuple(INDICATORS), problems)
    objectives = _objectives(request, thresholds, problems)
    out = output_folder(request, "search", problems)
    engine = str(request.option("engine", "joblib"))
    with noted(problems):
        engine_named(engine)  # of this machine: mixes are chosen one after the other
    worlds, fixed, first = _runs(request, [t for t in request.settings if t not in bars], problems)
    if not problems:
        mix = as_settings(shares_of(tools, drawn(len(tools), steps, len(tools) + 1, 1)[-1]))
        with noted(problems):
            for world in worlds:
                compose((*fixed, *as_overrides(world), *mix))
    refuse(problems)
    seeds = tuple(range(first, first + int(numbers["seeds"])))
    trials = min(int(numbers["trials"]), possible(len(tools), steps))
    said = " ".join(["essaimage search", *request.settings, *(option.text for option in request.options.values())])
    return Asked(tools, objectives, thresholds, tuple(worlds), fixed, seeds, steps, trials, out, engine, said)


def _steps(step: float, request: Request, problems: list[Text]) -> int:
    """Return how many steps make the budget; note a step that does not divide it."""
    count = round(1 / step)
    if abs(count * step - 1) > 1e-6:
        problems.append(said_of(request.options["step"], Text(
            f"step is {step:g}, but whole steps must make the budget: .05, .1, .2, .25 …",
            f"step vaut {step:g}, mais des pas entiers doivent faire le budget : .05, .1, .2, .25 …",
        )))  # fmt: skip
    return count


def _tools(request: Request, problems: list[Text]) -> tuple[str, ...]:
    """Return the instruments to share the budget among; note unknown ones, doubles and fewer than two."""
    override = request.options.get("instruments")
    if override is None:
        return TOOLS
    given = [str(name) for name in (override.value if isinstance(override.value, list) else [override.value])]
    known = names("instruments")
    problems += [unknown(KINDS["instruments"], name, known, override.where) for name in given if name not in known]
    if len(set(given)) < max(2, len(given)):
        problems.append(said_of(override, Text(
            "instruments must name two instruments at least, each once.",
            "instruments doit nommer au moins deux instruments, chacun une fois.",
        )))  # fmt: skip
    sound = tuple(dict.fromkeys(name for name in given if name in known))
    return sound if len(sound) > 1 else TOOLS


def _objectives(request: Request, thresholds: Mapping[str, float], problems: list[Text]) -> tuple[str, ...]:
    """Return what is sought; note unknown indicators, one objective only, and met without a threshold."""
    override = request.options.get("objectives")
    if override is None:
        return (*OBJECTIVES, MET) if thresholds else OBJECTIVES
    given = [str(name) for name in (override.value if isinstance(override.value, list) else [override.value])]
    known = [*INDICATORS, *(f"{WORST}{name}" for name in INDICATORS), MET]
    for name in given:
        if name not in known:
            what = Text("objective (an indicator, worst.INDICATOR or met)",
                        "objectif (indicateur, worst.INDICATEUR ou met)")  # fmt: skip
            problems.append(unknown(what, name, [*INDICATORS, MET], override.where))
    if not 2 <= len(set(given)) == len(given) <= MOST:
        problems.append(said_of(override, Text(
            f"objectives must name 2 to {MOST} objectives, each once.",
            f"objectives doit nommer de 2 à {MOST} objectifs, chacun une fois.",
        )))  # fmt: skip
    if (MET in given) != bool(thresholds):
        problems.append(said_of(override, Text(
            "met counts the worlds where thresholds are met: give both met and a threshold, such as "
            "threshold.adopted_share=.4, or neither.",
            "met compte les mondes où des seuils sont atteints : donnez met et un seuil, par exemple "
            "threshold.adopted_share=.4, ou ni l'un ni l'autre.",
        )))  # fmt: skip
    return tuple(given)


def _runs(
    request: Request, settings: Sequence[str], problems: list[Text]
) -> tuple[list[dict[str, Any]], tuple[str, ...], int]:
    """Return the worlds, the settings of every run and the first seed."""
    experiment = None
    if "experiment" in request.options:
        with noted(problems):
            experiment = experiment_named(str(request.option("experiment")))
    typed = read_all(settings, [])
    problems += [
        said_of(o, Text(f"{o.key} is what is searched: leave it out.", f"{o.key} est ce qu'on cherche : ôtez-le."))
        for o in typed
        if o.key == "policy" or o.key.startswith("policy.")
    ]
    mine = tuple(o.text for o in typed if o.key.partition(".")[0] != "policy")
    plan = adjusted(experiment, mine, problems)
    problems += [Text("seed cannot be a list: give seeds=N.", "seed ne peut pas être une liste : donnez seeds=N.")
                 for _ in [0] if "seed" in plan.dials]  # fmt: skip
    fixed = tuple(v.text if isinstance(v, Override) else as_overrides({k: v})[0] for k, v in plan.settings.items())
    worlds = [dict(zip(plan.dials, values, strict=True)) for values in itertools.product(*plan.dials.values())]
    first = 1
    with noted(problems):
        first = int(compose(fixed)["seed"])
    return worlds, fixed, first
