"""What a calibration is asked to do, every part checked before anything is written (demande de calage)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.asked import noted, output_folder, refuse
from experiments.calibrate.target_network import SpreadParams, network_of, network_target
from experiments.calibrate.targets import FUNNEL, GROWTH, NETWORK, PREFIX, Description, Target, described, target_of
from experiments.calibrate.trials import JOURNAL, Search
from experiments.catalogue import names as options_of
from experiments.choices import hydra_config
from experiments.compose import compose
from experiments.identity import config_id
from experiments.output import is_begun
from experiments.overrides import Override, as_overrides, number_in, read_all
from experiments.priors import priors_of
from experiments.request import Request
from sim.errors import Text
from sim.version import MODEL_VERSION

PLAN = "plan.json"
WRITTEN = (JOURNAL, PLAN, "lock", "calibrated.yaml", "trials.parquet", "summary.json", "figures")
NUMBERS = {  # option -> lowest, highest, default, what it is
    "holdout": (0.0, 0.8, 0.4, Text("share of the values, the last ones", "part des valeurs, les dernières")),
    "trials": (9, 1_000_000, 150, Text("trials", "essais")),
    "seeds": (1, 10_000, 4, Text("common seeds", "tirages communs")),
}


@dataclass(frozen=True)
class Asked:
    """A calibration whose every part has been checked."""

    search: Search
    settings: tuple[str, ...]  # of the runs, without what is calibrated
    seeds: tuple[int, ...]
    out: Path
    engine: str
    identity: str

    def cells(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the runs of one trial, one for each common seed."""
        if self.search.target.kind == NETWORK:
            return [{"values": dict(values), "seed": seed} for seed in self.seeds]
        cell = compose((*self.settings, *as_overrides(values)))
        return [{**cell, "seed": seed} for seed in self.seeds]

    @property
    def plan(self) -> dict[str, Any]:
        """Return what makes this calibration the same as another one: all but how many trials, and where."""
        search = self.search
        return {
            "model": MODEL_VERSION, "target": search.target.name, "kind": search.target.kind,
            "free": search.target.free, "held_out": search.held,
            "values": [[p.x, p.value, p.part] for p in search.target.points],
            "parameters": [[p.name, p.low, p.high] for p in search.priors], "seeds": list(self.seeds),
            "sampler_seed": search.luck, "runs": self.identity,
        }  # fmt: skip

    def check_folder(self) -> bool:
        """Say whether the folder holds the beginning of this calibration.

        Raises InputError where it holds another one, or anything else.
        """
        return is_begun(self.out, PLAN, self.plan, WRITTEN, Text("calibration", "un autre calage"))


def asked_of(request: Request) -> Asked:
    """Return the calibration that a command asks for. Raises InputError with all that is wrong, before any writing."""
    problems, name = list(request.problems), request.names[0] if request.names else ""
    mine = [text for text in request.settings if text.startswith(PREFIX)]
    said = described(name, read_all(mine, problems), problems) if name else None
    target = _target(said, problems)
    numbers = {key: number_in(key, request.options.get(key), rule, problems) for key, rule in NUMBERS.items()}
    out = output_folder(request, f"calibrate_{Path(name).stem}", problems)
    named = request.options.get("params") or Override("params", None, f"target {name}")
    given = named.value if named.value is not None else list(said.params) if said else []
    names = [str(n) for n in (given if isinstance(given, list) else [given])]
    typed = tuple(text for text in request.settings if not text.startswith(PREFIX))
    settings = _settings(target, names, typed, problems)
    picked, first = _picked(settings)
    own: dict[str, type] = {"spread": SpreadParams} if said and said.kind == NETWORK else {}
    priors = priors_of(names, named, picked, own, problems) if said else ()
    if target:
        _check_counts(target, len(names), float(numbers["holdout"]), problems)
    if said and said.kind == NETWORK:
        problems += _strange_to_networks(names, typed, named)
    else:
        with noted(problems):
            _check_run(target, compose((*settings, *as_overrides({p.name: p.at(0.5) for p in priors}))), problems)
    refuse(problems)
    assert target is not None
    search = Search(target, priors, target.held_out(float(numbers["holdout"])), int(numbers["trials"]), first)
    seeds = tuple(range(first, first + int(numbers["seeds"])))
    return Asked(search, settings, seeds, out, str(request.option("engine", "joblib")), _identity(target, settings))


def _target(said: Description | None, problems: list[Text]) -> Target | None:
    if said is None:
        return None
    return network_target(said, problems) if said.kind == NETWORK else target_of(said, problems)


def _identity(target: Target, settings: tuple[str, ...]) -> str:
    """Return what tells the runs of this calibration from those of another: their settings, or the ties."""
    if target.kind == NETWORK:
        return hashlib.sha256(b"".join(column.tobytes() for column in network_of(target).graph)).hexdigest()
    return config_id(compose(settings))


def _settings(
    target: Target | None, names: Sequence[str], typed: tuple[str, ...], problems: list[Text]
) -> tuple[str, ...]:
    """Return the settings of the runs; note a parameter that is both set and calibrated."""
    keys = {override.key for override in read_all(typed, [])}
    problems += [
        Text(
            f"{name} is both set and calibrated. Take it out of params, or do not set it.",
            f"{name} est à la fois réglé et calé. Ôtez-le de params, ou ne le réglez pas.",
        )
        for name in names
        if name in keys
    ]
    asked = [text for text in (target.settings if target else ()) if text.partition("=")[0] not in names]
    length = [f"years={target.years}"] if target and target.kind == GROWTH else []
    return (*asked, *length, *(text for text in typed if text.partition("=")[0] not in names))


def _picked(settings: tuple[str, ...]) -> tuple[dict[str, Any], int]:
    """Return the territory and the start of the runs, whose parameters depend on them, and the first seed."""
    found = {override.key: override.value for override in read_all(settings, [])}
    base = hydra_config("config")
    picked = {
        group: found[group] if found.get(group) in options_of(group) else base[group]["name"]
        for group in ("territory", "start")
    }
    seed = found.get("seed", base["seed"])
    return picked, seed if isinstance(seed, int) and seed >= 0 else 1


def _check_counts(target: Target, count: int, share: float, problems: list[Text]) -> None:
    """Note a target with fewer values to fit than there is to fit: parameters, and the scale where it is free."""
    held, wanted = target.held_out(share), count + int(target.free)
    fit = len(target.points) - held
    if fit < wanted:
        scale = Text(" and the scale", " et l'échelle") if target.free else Text("", "")
        problems.append(Text(
            f"{target.name} has {fit} values to fit ({len(target.points)}, of which {held} held out), but {count} "
            f"parameters{scale.en} ask for {wanted} at least. Name fewer parameters (params=[…]), or lower holdout.",
            f"{target.name} a {fit} valeurs à caler ({len(target.points)}, dont {held} mises de côté), mais {count} "
            f"paramètres{scale.fr} en demandent au moins {wanted}. Nommez moins de paramètres (params=[…]), ou baissez "
            "holdout.",
        ))


def _check_run(target: Target | None, cell: Mapping[str, Any], problems: list[Text]) -> None:
    """Note a horizon too short for the target."""
    if target and target.kind != FUNNEL and cell["years"] < target.years:
        problems.append(Text(
            f"years is {cell['years']}, but {target.name} must be compared over {target.years} years. Leave years out.",
            f"years vaut {cell['years']}, mais {target.name} se compare sur {target.years} années. N'indiquez pas "
            "years.",
        ))


def _strange_to_networks(names: Sequence[str], typed: Sequence[str], where: Override) -> list[Text]:
    """Note what a given network, which has no territory, cannot use."""
    strange = [text for text in typed if text.partition("=")[0] != "seed"]
    strange += [f"{where.text}: {name}" for name in names if name.partition(".")[0] != "spread"]
    return [
        Text(
            f"{text} means nothing on a given network, which has no territory: it takes spread.innovation and "
            "spread.imitation, and seed.",
            f"{text} ne veut rien dire sur un réseau donné, qui n'a pas de territoire : il prend spread.innovation, "
            "spread.imitation et seed.",
        )
        for text in strange
    ]
