"""What a look at deep uncertainty is asked to do, all that is wrong said at once (demande)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.asked import refuse
from experiments.discovery.worlds import Worlds, dials_table, worlds_of
from experiments.expand import Experiment, experiment_named
from experiments.overrides import Override, read_override, said_of
from experiments.provenance import typed as typed_again
from experiments.request import Request
from experiments.results import Sweep
from experiments.store import read
from experiments.thresholds import THRESHOLD, thresholds_in
from experiments.vintage import by_another
from sim.errors import InputError, Text, unknown

METHODS = ("scores", "boxes", "regional", "regret", "information")
FEWEST = {  # method -> worlds it needs; below 8, 4 of 8 can be chosen in 70 ways and luck finds one of them too often
    "scores": 8, "boxes": 8, "regional": 8, "regret": 1, "information": 2,
}  # fmt: skip
ON_SEEDS = ("scores", "boxes", "regional")  # they read verdicts, which one seed does not give
FOLDER = "discovery"
PREFIX = "sensitivity_"  # of the name of a design that a sensitivity analysis makes


@dataclass(frozen=True)
class Asked:
    """What is looked at: results, the two policies compared, on which indicators, by which methods."""

    sweep: Sweep
    pair: tuple[str, str]
    indicators: tuple[str, ...]  # the first decides what is of interest
    methods: tuple[str, ...]
    thresholds: Mapping[str, float]
    experiment: Experiment
    command: str = ""  # what was typed, without its language

    @property
    def out(self) -> Path:
        """Return the folder of what is found."""
        return Path(self.sweep.folder) / FOLDER

    def worlds(self, indicator: str) -> Worlds:
        """Return the worlds where the two policies can be compared on an indicator."""
        return worlds_of(self.sweep.plan, self.sweep.indicators, self.pair, indicator)


def asked_of(request: Request) -> Asked:
    """Return what a command asks for. Raises InputError with all that is wrong with it, before any writing."""
    problems = list(request.problems)
    store = read(request.names[0]) if request.names else None
    if store is None:
        raise InputError(*problems)
    other = by_another(store)
    if other or not {"runs", "indicators"} <= set(store.table_names()):
        refuse([*problems, other or _nothing(store.folder)])
    sweep = Sweep(store)
    experiment = _experiment(sweep)
    typed = {o.key: o for o in map(read_override, request.settings)}
    known = list(map(str, sweep.indicators["indicator"].unique()))
    pair = _pair(sweep, experiment, typed.get("policy"), problems)
    indicators = _several("indicator", request, known, [n for n in experiment.indicators if n in known], problems)
    methods = _several("method", request, METHODS, list(METHODS), problems)
    thresholds = thresholds_in([o for key, o in typed.items() if key.startswith(THRESHOLD)], known, problems)
    asked = Asked(sweep, pair, tuple(indicators), tuple(methods), thresholds, experiment, typed_again(request))
    if all(pair) and indicators:
        problems += _too_few(asked, "method" in request.options)
    refuse(problems)
    return asked


def _experiment(sweep: Sweep) -> Experiment:
    """Return the experiment that the results are of, that of the question where they are a sensitivity analysis."""
    if sweep.name.startswith(PREFIX):
        try:
            return experiment_named(sweep.name.removeprefix(PREFIX))
        except InputError:
            return sweep.experiment
    return sweep.experiment


def _nothing(folder: Path) -> Text:
    return Text(
        f"{folder} holds no run that ended: there is nothing to look at. {folder}/failures says why.",
        f"{folder} ne contient aucune simulation allée au bout : il n'y a rien à regarder. {folder}/failures dit "
        "pourquoi.",
    )


def _pair(sweep: Sweep, experiment: Experiment, typed: Override | None, problems: list[Text]) -> tuple[str, str]:
    """Return the two policies compared: those asked for, those of the question, or the only two there are."""
    policies = sweep.policies
    given = typed.value if typed else experiment.versus
    if not typed and not (len(given) == 2 and set(given) <= set(policies)) and len(policies) == 2:
        given = [p for p in policies if p != sweep.reference] + [sweep.reference]
    names = [str(name) for name in given] if isinstance(given, (list, tuple)) else [str(given)]
    where = typed.where if typed else Text("of the experiment", "de l'expérience")
    what = Text("policy of these results", "politique de ces résultats")
    strange = [name for name in names if name not in policies]
    problems += [unknown(what, name, policies, where) for name in strange]
    if len(set(names)) != 2 or len(names) != 2:
        problems.append(Text(
            f"Two policies must be compared, the first with the second: policy=[{','.join(policies[:2])}] ({where.en})."
            f" These results hold: {', '.join(policies)}.",
            f"Il faut comparer deux politiques, la première à la seconde : policy=[{','.join(policies[:2])}] "
            f"({where.fr}). Ces résultats contiennent : {', '.join(policies)}.",
        ))
    return (names[0], names[1]) if len(set(names)) == len(names) == 2 and not strange else ("", "")


def _several(
    key: str, request: Request, known: Sequence[str], default: list[str], problems: list[Text]
) -> list[str]:
    """Return the words asked for, each once; note those that are unknown."""
    override = request.options.get(key)
    if override is None:
        return default
    given = override.value if isinstance(override.value, list) else [override.value]
    what = Text("indicator of these results", "indicateur de ces résultats")
    what = what if key == "indicator" else Text("method", "méthode")
    problems += [unknown(what, str(name), known, override.where) for name in given if name not in known]
    if not given:
        problems.append(said_of(override, Text(f"{key} names nothing.", f"{key} ne nomme rien.")))
    return list(dict.fromkeys(str(name) for name in given if name in known))


def _too_few(asked: Asked, chosen: bool) -> list[Text]:
    """Say for which methods the results are too few, and what to do."""
    plan: Any = asked.sweep.plan
    seeds, dials = int(plan["seed"].nunique()), dials_table(plan)
    worlds = asked.worlds(asked.indicators[0]).count if seeds > 1 else len(dials)
    problems = []
    one = [method for method in asked.methods if method in ON_SEEDS]
    if seeds < 2 and one:
        problems.append(Text(
            f"{', '.join(one)}: these results have one seed, which says nothing of chance. Run the experiment again "
            "with seeds=2 or more.",
            f"{', '.join(one)} : ces résultats n'ont qu'un tirage, qui ne dit rien du hasard. Relancez l'expérience "
            "avec seeds=2 ou plus.",
        ))
    short = [method for method in asked.methods if worlds < FEWEST[method] or (FEWEST[method] > 1 and dials.empty)]
    if short:
        needs = ", ".join(f"{method} {FEWEST[method]}" for method in short)
        rest = [method for method in METHODS if method not in short]
        way = Text("Turn more dials (operate.sigma=[.3,1,2])", "Tournez plus de réglages (operate.sigma=[.3,1,2])")
        if rest and not (chosen and len(asked.methods) == 1):
            left = ",".join(rest)
            way = Text(f"{way.en}, or ask for method=[{left}]", f"{way.fr}, ou demandez method=[{left}]")
        problems.append(Text(
            f"These results have {worlds} worlds where {' and '.join(asked.pair)} can be compared, too few for: "
            f"{needs} at least. {way.en}.",
            f"Ces résultats ont {worlds} mondes où {' et '.join(asked.pair)} peuvent être comparées, trop peu pour : "
            f"{needs} au moins. {way.fr}.",
        ))
    return problems
