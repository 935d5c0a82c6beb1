"""From an experiment of configs/experiment/ to its plan: policies, dials, common seeds (plan d'une expérience)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from experiments.catalogue import KINDS, names
from experiments.choices import hydra_config
from experiments.compose import compose
from experiments.design import Design, cross, planned
from experiments.experiment_file import read_file
from experiments.overrides import LISTS, PARTS, Override, as_overrides, number_in, read_all, said_of
from experiments.resolve import SHARES, Resolver, of_policy
from experiments.same_cost import unequal
from sim.errors import InputError, Text, unknown
from sim.param import problem

TEXTS = ("label", "question", "about", "limits", "source")
FULL, SAMPLED = "full", ("lhs", "sobol", "morris")
PLAUSIBLE, UP_TO = "plausible", ".."  # operate.sigma=plausible, operate.sigma=.3..2
SIZE = (2, 100_000, 64, Text("worlds drawn, or trajectories of Morris", "mondes tirés, ou trajectoires de Morris"))
SEEDS = {"unit": "seeds", "allowed": (1, 100_000), "default": 30}


@dataclass(frozen=True)
class Experiment:
    """A question, the policies compared, the dials turned, the common seeds and what the answer is read on."""

    name: str
    policies: tuple[str, ...]
    reference: str
    seeds: int = 30
    dials: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    versus: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ("adopted_share", "places_reached_share", "sites", "jobs")
    texts: Mapping[str, str] = field(default_factory=dict)  # TEXTS, each _fr and _en; the source in French only
    design: str = FULL  # every combination of the dials, or worlds drawn: lhs, sobol, morris
    size: int = SIZE[2]
    levers: Mapping[str, Any] = field(default_factory=dict)  # what policies decide: name -> range or values
    uncertainties: Mapping[str, Any] = field(default_factory=dict)  # what they do not
    equal_cost: bool = False  # claimed: policies that may spend different budgets are refused
    until: Mapping[str, Any] = field(default_factory=dict)  # width, most, indicator: seeds are added until it is so
    file: str = ""  # the name of its file, where it is one's own: FILE.yaml

    def text(self, name: str, lang: str) -> str:
        """Return one of its TEXTS in ``lang``; for a label that is not said, its name."""
        return self.texts.get(f"{name}_{lang}", self.name if name == "label" else "")

    @property
    def question(self) -> dict[str, Any]:
        """Return what results of a file of one's own keep of it, for its answer to be read: nothing of the others."""
        kept = {"indicators": list(self.indicators), "versus": list(self.versus), "texts": dict(self.texts)}
        return {"file": self.file, **kept} if self.file else {}


def experiment_named(name: str, reduced: bool = False) -> Experiment:
    """Return an experiment of configs/, or of a file FILE.yaml, at the size of ``essaimage demo`` where ``reduced``.

    Raises InputError, with the nearest name, if there is none, or with all that is wrong in the file.
    """
    if name.endswith((".yaml", ".yml")):
        path = Path(name).expanduser()
        return replace(_experiment(read_file(path), reduced), file=path.name)
    if name not in names("experiment"):
        where = Text(f"experiment={name}", f"experiment={name}")
        raise InputError(unknown(KINDS["experiment"], name, names("experiment"), where))
    return _experiment(dict(hydra_config(f"experiment/{name}")["experiment"]), reduced)


def _experiment(found: dict[str, Any], reduced: bool) -> Experiment:
    """Return the experiment that a file says."""
    if reduced:
        found |= found.get("demo", {})
    others = ("design", "size", "levers", "uncertainties", "equal_cost", "until")
    return Experiment(
        found["name"], tuple(found["policies"]), found["reference"], found["seeds"],
        {dial: tuple(values) for dial, values in found["dials"].items()}, found.get("set", {}),
        tuple(found.get("versus", ())), tuple(found["indicators"]),
        {key: value for key, value in found.items() if key[:-3] in TEXTS},
        **{key: found[key] for key in others if key in found},
    )  # fmt: skip


def adjusted(experiment: Experiment | None, overrides: tuple[str, ...], problems: list[Text]) -> Experiment:
    """Return the experiment as settings change it: a list turns a dial, one value fixes it.

    policy=[a,b] says which policies, reference=a against which, seeds=N on how many seeds. Without an
    experiment, the default policies of the run are compared in the worlds that lists make. design=lhs, sobol or morris
    draws size=N worlds over params=[…] (their plausible ranges), ranges such as .3..2 and lists.
    """
    typed = {o.key: o for o in read_all(overrides, problems)}
    plan = experiment or Experiment("sweep", ("current_mix",), "")
    if "policy" in typed:
        given = typed.pop("policy").value
        plan = replace(plan, policies=tuple(given) if isinstance(given, list) else (given,))
    if "reference" in typed:
        plan = replace(plan, reference=typed.pop("reference").value)
    if "seeds" in typed:
        plan = replace(plan, seeds=_seeds(typed.pop("seeds"), plan.seeds, problems))
    plan = _drawn(plan, typed, problems)
    dials, settings = dict(plan.dials), dict(plan.settings)
    levers, uncertainties = dict(plan.levers), dict(plan.uncertainties)
    for key, override in typed.items():
        own = next((kind for kind in (levers, uncertainties) if key in kind), None)
        if range_in(override.value) or override.value == PLAUSIBLE:
            dials.pop(key, None)
            (uncertainties if own is None else own)[key] = override.value
        elif own is not None and isinstance(override.value, list):
            own[key] = tuple(override.value)
        elif own is not None:
            own.pop(key)
            settings[key] = override
        elif isinstance(override.value, list) and key not in (*LISTS, *PARTS):
            dials[key] = tuple(override.value)
        elif key in dials:
            dials[key] = (override.value,)
        else:
            settings[key] = override
    base = plan.reference or str(plan.policies[0])
    return replace(
        plan, dials=dials, settings=settings, reference=base, levers=levers, uncertainties=uncertainties
    )


def _drawn(plan: Experiment, typed: dict[str, Override], problems: list[Text]) -> Experiment:
    """Return the experiment with the design, its size and the claim of equal cost as typed; these leave ``typed``."""
    if "design" in typed:
        override = typed.pop("design")
        plan = replace(plan, design=str(override.value))
    if plan.design not in (FULL, *SAMPLED):
        where = Text(f"design={plan.design}", f"design={plan.design}")
        problems.append(unknown(Text("design", "plan"), plan.design, (FULL, *SAMPLED), where))
        plan = replace(plan, design=FULL)
    size = typed.pop("size", None)
    if size is not None and plan.design == FULL:
        problems.append(said_of(size, Text("size is for design=lhs, sobol or morris.",
                                           "size va avec design=lhs, sobol ou morris.")))  # fmt: skip
    plan = replace(plan, size=number_in("size", size, (*SIZE[:2], plan.size, SIZE[3]), problems))
    if "params" in typed:
        given = typed.pop("params").value
        asked = given if isinstance(given, list) else [given]
        plan = replace(plan, uncertainties={**plan.uncertainties, **{str(name): PLAUSIBLE for name in asked}})
    if "equal_cost" in typed:
        override = typed.pop("equal_cost")
        if not isinstance(override.value, bool):
            problems.append(said_of(override, Text("equal_cost must be true or false.",
                                                   "equal_cost doit être true ou false.")))  # fmt: skip
        plan = replace(plan, equal_cost=override.value is True)
    return plan


def range_in(value: Any) -> tuple[float, float] | None:
    """Return the ends of a range written LOW..HIGH, None for anything else."""
    low, sign, high = str(value).partition(UP_TO) if isinstance(value, str) else ("", "", "")
    try:
        return (float(low), float(high)) if sign else None
    except ValueError:
        return None


def expand(experiment: Experiment | None, overrides: tuple[str, ...] = ()) -> Design:
    """Return the design of an experiment changed by settings, each distinct run once.

    Raises InputError with every problem of every value of every dial.
    """
    problems: list[Text] = []
    plan = adjusted(experiment, overrides, problems)
    fixed = tuple(v.text if isinstance(v, Override) else as_overrides({k: v})[0] for k, v in plan.settings.items())
    _check_values(plan, fixed, problems)
    _check_ranges(plan, problems)
    if problems:
        raise InputError(*dict.fromkeys(problems))
    first = compose((*of_policy(plan.policies[0], fixed), f"policy={plan.policies[0]}"))["seed"]
    seeds = range(first, first + plan.seeds)
    resolve = Resolver(fixed, mixed=plan.design != FULL)
    if plan.design == FULL:
        found = cross(plan.name, plan.reference, plan.policies, plan.dials, seeds, resolve)
    else:
        worlds = import_module("experiments.sampling").worlds(plan, first, problems)
        if problems:
            raise InputError(*dict.fromkeys(problems))
        found = planned(plan.name, plan.reference, plan.policies, worlds, list(seeds), resolve)
    if plan.equal_cost and (why := unequal(found)):
        raise InputError(why)
    return replace(found, question=plan.question)


def _seeds(override: Override, default: int, problems: list[Text]) -> int:
    """Return how many seeds; note a number below 1."""
    said = problem("scenario", "seeds", override.value, SEEDS)
    if said:
        problems.append(said_of(override, said))
        return default
    return int(override.value)


def _check_values(plan: Experiment, fixed: tuple[str, ...], problems: list[Text]) -> None:
    """Compose each value of each dial and each policy once, and note all that is wrong."""
    problems += [
        Text(
            f"{dial}=[] has no value, but a dial needs at least one.",
            f"{dial}=[] n'a pas de valeur, mais un réglage en demande au moins une.",
        )
        for dial, values in plan.dials.items()
        if not values
    ]
    if "seed" in plan.dials:
        problems.append(Text(
            "seed=[…] cannot be a list: give seeds=N for N common seeds.",
            "seed=[…] ne peut pas être une liste : donnez seeds=N pour N graines.",
        ))
    ranges = {name: _ends(values) for name, values in _ranges(plan).items() if not name.startswith(SHARES)}
    tried = {**plan.dials, **ranges}
    dials = {dial: values for dial, values in tried.items() if values and dial != "seed"}
    longest = max([len(plan.policies), *map(len, dials.values())])
    for turn in range(longest):
        world = {dial: values[turn % len(values)] for dial, values in dials.items()}
        policy = plan.policies[turn % len(plan.policies)]
        try:
            compose((*of_policy(policy, fixed), f"policy={policy}", *as_overrides(world)))
        except InputError as error:
            problems += error.problems


def _ranges(plan: Experiment) -> dict[str, Any]:
    return {**plan.levers, **plan.uncertainties}


def _ends(values: Any) -> tuple[Any, ...]:
    """Return the values to try of a range (its ends, whole where they are) or of a list."""
    if isinstance(values, (list, tuple)):
        return tuple(values)
    return tuple(int(end) if end.is_integer() else end for end in range_in(values) or ())


def _check_ranges(plan: Experiment, problems: list[Text]) -> None:
    """Note ranges where every combination is asked for, and what a design that draws worlds cannot draw."""
    if plan.design != FULL:
        import_module("experiments.sampling").factors_of(plan, problems)
    elif _ranges(plan):
        names = ", ".join(_ranges(plan))
        problems.append(Text(
            f"{names}: a range cannot be crossed. Add design=lhs, sobol or morris with size=N, or give a list of "
            "values.",
            f"{names} : une plage ne se croise pas. Ajoutez design=lhs, sobol ou morris avec size=N, ou donnez une "
            "liste de valeurs.",
        ))
