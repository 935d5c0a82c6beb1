"""What a sensitivity analysis is asked to do, every part checked before anything is written (demande)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.asked import engine_of, noted, output_folder, refuse
from experiments.choices import hydra_config
from experiments.compose import compose
from experiments.design import Cell, Design, planned
from experiments.engines import Machine
from experiments.expand import Experiment, experiment_named
from experiments.overrides import LISTS, PARTS, Override, as_overrides, number_in, read_all, said_of
from experiments.pairs import pair_in, word_in
from experiments.request import Request
from experiments.sensitivity.indices import MORRIS, SOBOL, Sample
from experiments.sensitivity_space import Space, placed, space_of
from sim.errors import Text, nearest, unknown
from sim.measures import INDICATORS

DEFAULT = "people_vs_investments"
SUMMARY = "sensitivity.json"
SIZES = {  # method -> lowest, highest, default, what it is
    MORRIS: (2, 10_000, 10, Text("trajectories", "trajectoires")),
    SOBOL: (2, 65_536, 64, Text("base points, a power of 2", "points de base, une puissance de 2")),
}
SEEDS = (2, 1_000, 4, Text("common seeds", "tirages communs"))
TOP = (1, 100, 8, Text("parameters of the earlier analysis", "paramètres de l'analyse précédente"))


@dataclass(frozen=True)
class Asked:
    """A sensitivity analysis whose every part has been checked."""

    experiment: Experiment
    pair: tuple[str, str]  # the difference studied: the first less the second
    indicator: str
    space: Space
    sample: Sample
    cells: Mapping[str, Cell]  # of each of the two policies, at the defaults
    seeds: tuple[int, ...]
    out: Path
    engine: Machine

    def design(self) -> Design:
        """Return the runs to make: both policies at every point, on common seeds."""
        worlds = [self.space.world(point) for point in self.sample.points()]

        def resolve(policy: str, world: dict[str, Any], seed: int) -> Cell:
            return {**placed(self.cells[policy], world), "seed": seed}

        return planned(f"sensitivity_{self.experiment.name}", self.pair[1], self.pair, worlds, self.seeds, resolve)


def asked_of(request: Request) -> Asked:
    """Return the analysis that a command asks for. Raises InputError with all that is wrong, before any writing."""
    problems = list(request.problems)
    method = word_in("method", request, (MORRIS, SOBOL), MORRIS, problems)
    name = str(request.option("experiment", DEFAULT))
    experiment = Experiment(name, (), "")
    with noted(problems):
        experiment = experiment_named(name)
    size = number_in("size", request.options.get("size"), SIZES[method], problems)
    if method == SOBOL and size & (size - 1):
        text = Text(f"size is {size}, but must be a power of 2: 64, 128 …",
                    f"size vaut {size}, mais doit être une puissance de 2 : 64, 128 …")  # fmt: skip
        problems.append(said_of(request.options["size"], text))
    count = number_in("seeds", request.options.get("seeds"), SEEDS, problems)
    indicator = word_in("indicator", request, tuple(INDICATORS), (*experiment.indicators, "adopted_share")[0], problems)
    out = output_folder(request, f"sensitivity-{method}", problems)
    typed = read_all(request.settings, problems)
    pair = pair_in(experiment, {o.key: o for o in typed}, problems)
    settings = {**experiment.settings, **{o.key: o for o in typed if o.key != "policy"}}
    problems += [_list(o) for o in typed if isinstance(o.value, list) and o.key not in (*LISTS, *PARTS, "policy")]
    cells: dict[str, Cell] = {}
    with noted(problems):
        lines = tuple(v.text if isinstance(v, Override) else as_overrides({k: v})[0] for k, v in settings.items())
        cells = {policy: compose((*lines, f"policy={policy}")) for policy in pair}
    refuse(problems)
    space, together = _turned(request, method, cells, settings)
    first = next(iter(cells.values()))["seed"]
    sample = Sample(method, space.names, together, size, first)
    seeds = tuple(range(first, first + count))
    return Asked(experiment, pair, indicator, space, sample, cells, seeds, out, engine_of(request, problems))


def _turned(
    request: Request, method: str, cells: Mapping[str, Cell], settings: Mapping[str, Any]
) -> tuple[Space, tuple[str, ...]]:
    """Return what is turned, and with what each parameter is moved. Raises InputError with every bad name."""
    problems: list[Text] = []
    found = space_of(list(cells.values()), picked_of(settings), list(settings))
    names = _names(request, method, problems)
    groups = _groups(request, method, found, problems)
    space = narrowed(found, names, groups, problems)
    refuse(problems)
    return space, tuple(name.partition(".")[0] if groups is not None else name for name in space.names)


def _list(override: Override) -> Text:
    return said_of(override, Text(
        f"{override.key} is a list, but nothing is crossed here: parameters are sampled over their plausible ranges. "
        "Give one value to set it by hand, or leave it out.",
        f"{override.key} est une liste, mais rien n'est croisé ici : les paramètres sont tirés dans leurs plages "
        "plausibles. Donnez une valeur pour le régler à la main, ou ôtez-le.",
    ))  # fmt: skip


def picked_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the territory and the start of the runs, whose parameters depend on them."""
    base = hydra_config("config")
    chosen = {group: settings.get(group, base[group]["name"]) for group in ("territory", "start")}
    return {group: value.value if isinstance(value, Override) else value for group, value in chosen.items()}


def _names(request: Request, method: str, problems: list[Text]) -> list[str] | None:
    """Return the parameters asked for, those an earlier analysis found largest, or None for all."""
    if "from" in request.options:
        top = number_in("top", request.options.get("top"), TOP, problems)
        return _largest(request.options["from"], top, problems)
    override = request.options.get("params")
    if override is None:
        if method == SOBOL and "groups" not in request.options:
            problems.append(Text(
                "method=sobol needs the parameters to study: params=[operate.sigma,…], or from=DIR top=8 for those "
                "that an analysis by method=morris found largest.",
                "method=sobol demande les paramètres à étudier : params=[operate.sigma,…], ou from=DOSSIER top=8 pour "
                "ceux qu'une analyse par method=morris a trouvés les plus grands.",
            ))
            return []
        return None
    given = [str(name) for name in (override.value if isinstance(override.value, list) else [override.value])]
    return list(dict.fromkeys(given))


def _largest(where: Override, top: int, problems: list[Text]) -> list[str]:
    """Return the parameters that the analysis in a folder found largest."""
    path = Path(where.text.partition("=")[2].strip()).expanduser() / SUMMARY
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not found["grouped"]:
            return [row["factor"] for row in found["indices"]][:top]
        why = Text("was made by groups: name parameters with params=[…]",
                   "porte sur des groupes : nommez des paramètres avec params=[…]")  # fmt: skip
    except (OSError, ValueError, KeyError) as error:
        reason = " ".join(str(error).split())
        why = Text(f"cannot be read ({reason}): give the folder of a sensitivity analysis",
                   f"est illisible ({reason}) : donnez le dossier d'une analyse de sensibilité")  # fmt: skip
    problems.append(said_of(where, Text(f"{path} {why.en}.", f"{path} {why.fr}.")))
    return []


def _groups(request: Request, method: str, space: Space, problems: list[Text]) -> list[str] | None:
    """Return the groups to move together (their names before the dot), None where parameters move alone."""
    override = request.options.get("groups")
    if override is None or override.value is False:
        return None
    known = list(dict.fromkeys(name.partition(".")[0] for name in space.names))
    value = override.value
    given = known if value is True else value if isinstance(value, list) else [value]
    what = Text("group of parameters", "groupe de paramètres")
    bad = [str(name) for name in given if name not in known]
    problems += [unknown(what, name, known, override.where) for name in bad]
    if method == SOBOL and len(set(given)) < 2:
        problems.append(said_of(override, Text("Two groups at least are needed.", "Il faut au moins deux groupes.")))
    return [str(name) for name in given]


def narrowed(space: Space, names: list[str] | None, groups: list[str] | None, problems: list[Text]) -> Space:
    """Return the space of the parameters asked for; note those that are unknown or cannot be turned."""
    for name in names or ():
        if name in space.left_out:
            why = space.left_out[name]
            problems.append(Text(f"{name} is not turned: {why.en}.", f"{name} n'est pas tiré : {why.fr}."))
        elif name not in space.names:
            near = nearest(name, [*space.names, *space.left_out])
            hint = Text(f" Did you mean {near}?", f" Vouliez-vous dire {near} ?") if near else Text("", "")
            problems.append(Text(
                f"Unknown parameter '{name}' in these runs.{hint.en} docs/parameters.md lists them.",
                f"Paramètre inconnu « {name} » dans ces simulations.{hint.fr} docs/parameters.md les donne.",
            ))
    wanted = [
        factor for factor in space.factors
        if (names is None or factor.name in names) and (groups is None or factor.name.partition(".")[0] in groups)
    ]  # fmt: skip
    if not wanted and not problems:
        problems.append(Text("Nothing is left to turn.", "Il ne reste rien à faire varier."))
    return Space(tuple(wanted), space.left_out)


