"""From an experiment of configs/experiment/ to its plan: policies, dials, common seeds (plan d'une expérience)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from experiments.catalogue import KINDS, names
from experiments.choices import hydra_config
from experiments.compose import compose
from experiments.design import Cell, Design, cross
from experiments.overrides import LISTS, PARTS, Override, as_overrides, read_all, said_of
from sim.errors import InputError, Text, unknown
from sim.param import problem

TEXTS = ("label", "question", "about", "limits", "source")
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

    def text(self, name: str, lang: str) -> str:
        """Return one of its TEXTS in ``lang``; for a label that is not said, its name."""
        return self.texts.get(f"{name}_{lang}", self.name if name == "label" else "")


def experiment_named(name: str, reduced: bool = False) -> Experiment:
    """Return an experiment of configs/, at the size of ``essaimage demo`` where ``reduced``.

    Raises InputError, with the nearest name, if there is none.
    """
    if name not in names("experiment"):
        where = Text(f"experiment={name}", f"experiment={name}")
        raise InputError(unknown(KINDS["experiment"], name, names("experiment"), where))
    found: dict[str, Any] = dict(hydra_config(f"experiment/{name}")["experiment"])
    if reduced:
        found |= found.get("demo", {})
    return Experiment(
        found["name"], tuple(found["policies"]), found["reference"], found["seeds"],
        {dial: tuple(values) for dial, values in found["dials"].items()}, found.get("set", {}),
        tuple(found.get("versus", ())), tuple(found["indicators"]),
        {key: value for key, value in found.items() if key[:-3] in TEXTS},
    )  # fmt: skip


def adjusted(experiment: Experiment | None, overrides: tuple[str, ...], problems: list[Text]) -> Experiment:
    """Return the experiment as settings change it: a list turns a dial, one value fixes it.

    policy=[a,b] says which policies, reference=a against which, seeds=N on how many seeds. Without an
    experiment, the default policies of the run are compared in the worlds that lists make.
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
    dials, settings = dict(plan.dials), dict(plan.settings)
    for key, override in typed.items():
        if isinstance(override.value, list) and key not in (*LISTS, *PARTS):
            dials[key] = tuple(override.value)
        elif key in dials:
            dials[key] = (override.value,)
        else:
            settings[key] = override
    return replace(plan, dials=dials, settings=settings, reference=plan.reference or str(plan.policies[0]))


def expand(experiment: Experiment | None, overrides: tuple[str, ...] = ()) -> Design:
    """Return the design of an experiment changed by settings, each distinct run once.

    Raises InputError with every problem of every value of every dial.
    """
    problems: list[Text] = []
    plan = adjusted(experiment, overrides, problems)
    fixed = tuple(v.text if isinstance(v, Override) else as_overrides({k: v})[0] for k, v in plan.settings.items())
    _check_values(plan, fixed, problems)
    if problems:
        raise InputError(*dict.fromkeys(problems))
    first = compose((*_of_policy(plan.policies[0], fixed), f"policy={plan.policies[0]}"))["seed"]

    def resolve(policy: str, dials: dict[str, Any], seed: int) -> Cell:
        return compose((*_of_policy(policy, fixed), f"policy={policy}", *as_overrides(dials), f"seed={seed}"))

    seeds = range(first, first + plan.seeds)
    return cross(plan.name, plan.reference, plan.policies, plan.dials, seeds, resolve)


def _of_policy(policy: Any, fixed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the settings of one policy of several: policy.path is that of policy=file alone."""
    return tuple(text for text in fixed if policy == "file" or not text.startswith("policy.path="))


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
        text = "seed={} cannot be a list: give seeds=N for N common seeds."
        problems.append(
            Text(text.format("[…]"), "seed=[…] ne peut pas être une liste : donnez seeds=N pour N graines.")
        )
    dials = {dial: values for dial, values in plan.dials.items() if values and dial != "seed"}
    longest = max([len(plan.policies), *map(len, dials.values())])
    for turn in range(longest):
        world = {dial: values[turn % len(values)] for dial, values in dials.items()}
        policy = plan.policies[turn % len(plan.policies)]
        try:
            compose((*_of_policy(policy, fixed), f"policy={policy}", *as_overrides(world)))
        except InputError as error:
            problems += error.problems
