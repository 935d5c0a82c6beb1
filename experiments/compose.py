"""From settings to a cell (the resolved configuration of one run), and from a cell to a scenario (composition)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from hydra.errors import InstantiationException
from hydra.utils import get_class, instantiate

from agents.instrument import Instrument
from experiments.catalogue import names
from experiments.choices import Change, Parts, hydra_config, option, read_parts
from experiments.groups import SIDE, defaults, values
from experiments.identity import canonical
from experiments.overrides import CHOICES, LISTS, NUMBERS, read_all
from scenarios.competences import Competences
from scenarios.initial import ties_digest
from scenarios.innovation import Innovation
from scenarios.policy import Policy, Start
from scenarios.scenario import Scenario, places_of
from scenarios.territory.table import FileTerritory
from sim.errors import EssaimageError, InputError, Text
from sim.network import NetworkParams
from sim.schedule import Params

Cell = dict[str, Any]


def compose(overrides: tuple[str, ...]) -> Cell:
    """Return the cell that ``key=value`` settings stand for, in its one form: what changes nothing is left out.

    Raises InputError with every problem of the settings, each with where it was read.
    """
    return composed(overrides)[1]


def composed(
    overrides: tuple[str, ...], policy: Policy | None = None, instruments: Sequence[Instrument] = ()
) -> tuple[Scenario, Cell]:
    """Return the scenario that settings stand for, with a policy or instruments of one's own, and its cell.

    policy: takes the place of the one chosen by the settings; instruments: added to those of configs/, by name.
    Raises InputError as ``compose`` does, and for an instrument that lacks part of what one must offer.
    """
    problems: list[Text] = [text for tool in instruments for text in _lacking(tool)]
    parts = read_parts(read_all(overrides, problems), problems)
    if policy and parts.changes.get("policy"):
        problems.append(Text(
            f"policy.shares is set, but the policy is one of your own, {policy.name}: change its shares there.",
            f"policy.shares est réglé, mais la politique est la vôtre, {policy.name} : changez-y ses parts.",
        ))
    own = {} if problems else {tool.name: tool for tool in instruments}
    scenario = _scenario(parts, problems, policy, own)
    if problems or scenario is None:
        raise InputError(*dict.fromkeys(problems))
    return scenario, _cell(scenario, parts)


def _lacking(tool: Instrument) -> list[Text]:
    """Say what of the protocol an instrument of one's own does not offer."""
    wanted = [name for name in (*Instrument.__annotations__, *vars(Instrument)) if not name.startswith("_")]
    missing, kind = ", ".join(name for name in wanted if not hasattr(tool, name)), type(tool).__qualname__
    if not missing:
        return []
    return [Text(
        f"{kind} is no instrument: it lacks {missing}. agents/instrument.py says what one must offer; "
        "docs/tutorial-instrument.md shows one.",
        f"{kind} n'est pas un instrument : il y manque {missing}. agents/instrument.py dit ce qu'il faut offrir ; "
        "docs/tutorial-instrument.md en montre un.",
    )]


@lru_cache(maxsize=512)
def _piece(group: str, name: str, changes: tuple[Change, ...]) -> Any:
    """Return one option of configs/, built with changes. Raises EssaimageError where it cannot be."""
    config = option(group, name)
    if group == "policy":
        config = {**config, "shares": {**config["shares"], **dict(changes)}}
        changes = ()
    try:
        return instantiate({**config, **dict(changes)}, _convert_="object")
    except InstantiationException as error:
        if isinstance(error.__cause__, EssaimageError):
            raise error.__cause__ from None
        raise


@lru_cache(maxsize=512)
def _group(name: str, changes: tuple[Change, ...]) -> Any:
    """Return a group of parameters with changes."""
    return replace(defaults()[name], **dict(changes))  # type: ignore[type-var]


def _scenario(
    parts: Parts, problems: list[Text], own_policy: Policy | None, own_tools: Mapping[str, Instrument]
) -> Scenario | None:
    """Return the scenario; every part is tried, so that every problem is noted."""

    def tried(make: Callable[[], Any], fallback: Any = None) -> Any:
        """Return what is made, or note its problems."""
        try:
            return make()
        except EssaimageError as error:
            problems.extend(error.problems)
            return fallback

    def piece(group: str, name: str, key: str) -> Any:
        return tried(lambda: _piece(group, name, parts.changes.get(key, ())))

    territory, policy, start = (piece(group, parts.picked[group], group) for group in CHOICES)
    several = {group: [piece(group, n, n) for n in parts.picked[group]] for group in LISTS}
    policy = own_policy or policy
    tools = {name: piece("instruments", name, name) for name in names("instruments")} | dict(own_tools)
    groups: dict[str, Any] = {name: tried(partial(_group, name, parts.changes.get(name, ()))) for name in defaults()}
    if territory is not None:
        tried(lambda: fresh_places(territory))
    side = {name: groups.pop(name) for name in SIDE} | {"competences": tried(competences, Competences())}
    numbers = {name: parts.numbers[name] for name in NUMBERS}
    if None in (policy, start, *several["shocks"]):
        return None
    named = tuple(several["innovations"])

    def made() -> Scenario:
        """Put the parts together, and check what only the whole can tell."""
        shocks, params = tuple(several["shocks"]), Params(**groups)
        found = Scenario(territory, policy, start, named, tools, shocks, params, **side, **numbers)
        if territory is not None:
            found.check_ties()
            found.check_standing()  # said now, not in the run
        return found

    return tried(made)


_seen: dict[FileTerritory, str] = {}  # territory -> digest of what was last read there


def fresh_places(territory: Any) -> str:
    """Read the places of a territory, again where its file has changed; return the file's digest, "" without one."""
    if not isinstance(territory, FileTerritory):
        places_of(territory)
        return ""
    digest = territory.digest()
    if _seen.get(territory, digest) != digest:
        places_of.cache_clear()
    _seen[territory] = digest
    places_of(territory)
    return digest


def _cell(scenario: Scenario, parts: Parts) -> Cell:
    """Return the one form of a scenario: labels, and what the run does not use, are left out."""
    euros = scenario.budget is None or scenario.budget > 0
    used = scenario.policy.instruments if euros else []
    phases = {year: _shares(shares) for year, shares in scenario.policy.phases.items()} if used else {1: {}}
    shares = phases.pop(1)
    groups = {f.name: values(getattr(scenario.params, f.name)) for f in fields(Params)}
    groups |= {name: values(getattr(scenario, name)) for name in SIDE if used or name != "finance"}
    return {
        "territory": _territory(scenario.territory),
        "start": values(scenario.start),
        "shares": shares,
        **({"later": {str(year): later for year, later in phases.items()}} if phases else {}),
        "instruments": {name: described(scenario.instruments[name]) for name in used},
        "competences": {name: dict(said) for name, said in scenario.competences.table.items() if name in used},
        "innovations": {i.name: described(i) | _synergy(i, scenario) for i in scenario.innovations},
        "shocks": {s.name: described(s) for s in scenario.shocks},
        **_ties(scenario.params.network),
        "params": groups,
        **({"budget": scenario.budget} if used and scenario.budget is not None else {}),
        **{name: parts.numbers[name] for name in ("years", "first_year", "citizens", "seed")},
    }


def _shares(shares: Mapping[str, float]) -> dict[str, float]:
    return {name: float(share) for name, share in sorted(shares.items()) if share > 0}


def _ties(network: NetworkParams) -> dict[str, Any]:
    """Return the file of ties and what identifies its content, nothing where the network is no file."""
    if network.kind != "edges":
        return {}
    return {"ties": {"path": str(Path(network.path).expanduser().resolve()), "digest": ties_digest(network)}}


def _synergy(innovation: Innovation, scenario: Scenario) -> dict[str, Any]:
    """Return the synergies with the other innovations of the run; nothing where there are none."""
    names = {other.name for other in scenario.innovations}
    found = {name: float(share) for name, share in sorted(innovation.synergy.items()) if name in names and share}
    return {"synergy": found} if found else {}


@lru_cache(maxsize=1)
def competences() -> Competences:
    """Return which level may use which instrument, as configs/competences.yaml says."""
    return Competences(hydra_config("config")["competences"])


def described(thing: Any) -> dict[str, Any]:
    """Return a part of a scenario as a cell holds it: its class and its parameters."""
    kind = type(thing)
    return {"_target_": f"{kind.__module__}.{kind.__qualname__}", **values(thing)}


def _territory(territory: Any) -> dict[str, Any]:
    found = described(territory) | {"name": territory.name}
    if isinstance(territory, FileTerritory):
        found |= {**territory.stated(), "digest": fresh_places(territory)}
    return found


def build(cell: Mapping[str, Any]) -> Scenario:
    """Return the scenario of a cell; all the seeds of one configuration share it.

    Raises InputError where the file of its territory, or of its ties, has changed since the cell was made.
    """
    scenario = _built(canonical({key: value for key, value in cell.items() if key != "seed"}))
    files = []
    if stated := cell["territory"].get("digest", ""):
        path = scenario.territory.file  # type: ignore[attr-defined]
        files.append((path, stated, fresh_places(scenario.territory)))
    if "ties" in cell:
        files.append((cell["ties"]["path"], cell["ties"]["digest"], ties_digest(scenario.params.network)))
    changed = [_changed(path, stated) for path, stated, now in files if now != stated]
    if changed:
        raise InputError(*changed)
    return scenario


def _changed(path: Any, stated: str) -> Text:
    """Say that a file of a cell is no longer what it was."""
    return Text(
        f"{path} has changed since this run was made (its content is no longer {stated}): the run cannot be "
        "made again. Put the file back, or run anew.",
        f"{path} a changé depuis cette simulation (son contenu n'est plus {stated}) : elle ne peut pas être "
        "refaite. Remettez le fichier, ou relancez une simulation.",
    )


@lru_cache(maxsize=512)
def _built(text: bytes) -> Scenario:
    cell = json.loads(text)
    territory = {key: value for key, value in cell["territory"].items() if key != "digest"}
    params, shares = cell["params"], {name: float(share) for name, share in cell["shares"].items()}
    groups: dict[str, Any] = {n: _group(n, tuple(params.get(n, {}).items())) for n in defaults()}
    if "ties" in cell:
        groups["network"] = replace(groups["network"], path=cell["ties"]["path"])
    side = {name: groups.pop(name) for name in SIDE}
    return Scenario(
        made_of(territory), Policy("cell", "", "", shares=shares, later=cell.get("later", {})),
        Start("cell", "", "", **cell["start"]),
        tuple(made_of({**given, **_called(name)}) for name, given in cell["innovations"].items()),
        {name: made_of(given) for name, given in cell["instruments"].items()},
        tuple(made_of(given) for given in cell["shocks"].values()),
        Params(**groups), **side, competences=Competences(cell["competences"]),
        budget=None if cell.get("budget") is None else float(cell["budget"]),
        **{name: cell[name] for name in ("years", "first_year", "citizens")}, without=tuple(cell.get("without", ())),
    )  # fmt: skip


def _called(name: str) -> dict[str, str]:
    """Return the name and the labels of a part of a cell, which holds no labels."""
    return {"name": name, "label_fr": name, "label_en": name}


def made_of(given: Mapping[str, Any]) -> Any:
    """Return the part of a scenario that a cell describes."""
    return get_class(given["_target_"])(**{key: value for key, value in given.items() if key != "_target_"})
