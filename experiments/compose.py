"""From settings to a cell (the resolved configuration of one run), and from a cell to a scenario (composition)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

from hydra import compose as hydra_compose
from hydra import initialize_config_module
from hydra.errors import InstantiationException
from hydra.utils import get_class, instantiate
from omegaconf import OmegaConf

from experiments.catalogue import KINDS, names
from experiments.groups import SIDE, defaults, fault, names_in, settable, values
from experiments.identity import canonical
from experiments.overrides import (
    CHOICES,
    EVERYDAY,
    LISTS,
    NUMBERS,
    OPTIONS,
    Override,
    read_all,
    said_of,
    unknown_key,
)
from scenarios.policy import Policy, Start
from scenarios.scenario import HORIZON, Scenario, places_of
from scenarios.territory.table import FileTerritory
from sim.errors import EssaimageError, InputError, Text, unknown
from sim.param import problem
from sim.schedule import Params

Cell = dict[str, Any]
Change = tuple[str, Any]
SEED = {"unit": "name of the luck of a run", "allowed": (0, 2**63 - 1), "default": 1}
NOT_IDENTITY = ("label_fr", "label_en", "credit_fr", "credit_en", "line_fr", "line_en")
SHARES = {"unit": "share of the budget", "allowed": (0, 1), "default": 0.0}


class Parts(NamedTuple):
    """What settings chose, each checked."""

    picked: Mapping[str, Any]  # group of configs/ -> option, or options
    numbers: Mapping[str, Any]
    changes: Mapping[str, tuple[Change, ...]]  # group or option -> (field, value)


@cache
def hydra_config(name: str) -> dict[str, Any]:
    """Return a file of configs/ as Hydra composes it, such as "config" or "policy/none"."""
    with initialize_config_module("configs", version_base="1.3"):
        found = OmegaConf.to_container(hydra_compose(name), resolve=True)
    return found  # type: ignore[return-value]


def option(group: str, name: str) -> dict[str, Any]:
    """Return the configuration of one option of a folder of configs/."""
    several = group in (*LISTS, "instruments")
    known = hydra_config("config").get(group, {})
    if several and name in known:
        return dict(known[name])
    if not several and known["name"] == name:
        return dict(known)
    found = hydra_config(f"{group}/{name}")[group]
    return dict(found[name] if several else found)


def compose(overrides: tuple[str, ...]) -> Cell:
    """Return the cell that ``key=value`` settings stand for, in its one form: what changes nothing is left out.

    Raises InputError with every problem of the settings, each with where it was read.
    """
    problems: list[Text] = []
    parts = read_parts(read_all(overrides, problems), problems)
    scenario = _scenario(parts, problems)
    if problems or scenario is None:
        raise InputError(*dict.fromkeys(problems))
    return _cell(scenario, parts)


def read_parts(overrides: list[Override], problems: list[Text]) -> Parts:
    """Return what the settings choose and change; note what is wrong and keep the default there."""
    typed = {o.key: o for o in overrides}
    base = hydra_config("config")
    picked: dict[str, Any] = {group: _choice(group, typed.get(group), problems) for group in CHOICES}
    picked |= {group: _several(group, typed.get(group), list(base.get(group, {})), problems) for group in LISTS}
    rules = {name: HORIZON[name] for name in NUMBERS} | {"seed": SEED}
    numbers = {name: _number(name, typed.get(name), rule, base[name], problems) for name, rule in rules.items()}
    changes: dict[str, tuple[Change, ...]] = {}
    for override in overrides:
        if override.key not in EVERYDAY:
            change = _change(override, picked, problems)
            if change:
                changes[change[0]] = (*changes.get(change[0], ()), change[1])
    return Parts(picked, numbers, changes)


def kinds(picked: Mapping[str, Any]) -> dict[str, type]:
    """Return the class behind every name people may type before a dot, for the options picked."""
    found: dict[str, type] = {group: type(params) for group, params in defaults().items()}
    found |= {group: get_class(option(group, picked[group])["_target_"]) for group in ("territory", "start")}
    for group in (*LISTS, "instruments"):
        found |= {name: get_class(option(group, name)["_target_"]) for name in names(group)}
    return found


def dotted_names(picked: Mapping[str, Any]) -> list[str]:
    """Return every parameter people may set by its dotted name, for the options picked."""
    own = [f"{group}.{name}" for group, kind in kinds(picked).items() for name in names_in(kind)]
    return own + [f"policy.shares.{name}" for name in names("instruments")]


def _choice(group: str, override: Override | None, problems: list[Text]) -> str:
    default = str(hydra_config("config")[group]["name"])
    if override is None:
        return default
    if override.value not in names(group):
        problems.append(unknown(KINDS[group], str(override.value), names(group), override.where))
        return default
    return str(override.value)


def _several(group: str, override: Override | None, default: list[str], problems: list[Text]) -> list[str]:
    if override is None:
        return default
    given = override.value if isinstance(override.value, list) else [override.value]
    bad = [name for name in given if name not in names(group)]
    problems += [unknown(KINDS[group], str(name), names(group), override.where) for name in bad]
    if len({str(name) for name in given}) < len(given):
        text = Text(f"{group} names something twice.", f"{group} nomme deux fois la même chose.")
        problems.append(said_of(override, text))
    return default if bad else sorted(set(given))


def _number(name: str, override: Override | None, rule: Any, default: Any, problems: list[Text]) -> Any:
    if override is None or (override.value is None and default is None):
        return default
    said = problem("scenario", name, override.value, rule)
    if said and name == "seed":
        said = Text(
            f"seed is {override.value!r}, but must be a whole number of 0 or more: it names the luck of a run.",
            f"seed vaut {override.value!r}, mais doit être un nombre entier d'au moins 0 : il nomme le hasard "
            "d'une simulation.",
        )
    if said:
        problems.append(said_of(override, said))
        return default
    return float(override.value) if isinstance(rule["default"], float) else override.value


def _change(override: Override, picked: Mapping[str, Any], problems: list[Text]) -> tuple[str, Change] | None:
    """Return the group and the change an override asks for; None where something is wrong, and noted."""
    group, _, name = override.key.partition(".")
    if group == "policy":
        return _share(override, name.removeprefix("shares."), problems)
    kind = kinds(picked).get(group)
    if kind is None or not name:
        problems.append(unknown_key(override, [*EVERYDAY, *OPTIONS, *dotted_names(picked)]))
        return None
    if name not in names_in(kind):
        what = Text(f"parameter of {group}", f"paramètre de {group}")
        problems.append(unknown(what, name, names_in(kind), override.where))
        return None
    value = override.value if name in settable(kind) else override.text.partition("=")[2].strip()
    said = fault(group, kind, name, value)
    problems += [said_of(override, said)] if said else []
    for several in LISTS:
        if group in names(several) and group not in picked[several]:
            problems.append(_not_chosen(override, several, group, picked[several]))
    return None if said else (group, (name, value))


def _share(override: Override, name: str, problems: list[Text]) -> tuple[str, Change] | None:
    known = [f"policy.shares.{tool}" for tool in names("instruments")]
    if name not in names("instruments"):
        problems.append(unknown_key(override, known))
        return None
    said = problem("policy", f"shares.{name}", override.value, SHARES)
    if said:
        problems.append(said_of(override, said))
        return None
    return "policy", (name, float(override.value))


def _not_chosen(override: Override, several: str, group: str, picked: list[str]) -> Text:
    wanted = f"{several}=[{','.join([*picked, group])}]"
    return said_of(
        override,
        Text(
            f"{override.key} is set, but {group} is not among the {several} of this run. Add {wanted}.",
            f"{override.key} est réglé, mais {group} n'est pas parmi les {several} de cette simulation. "
            f"Ajoutez {wanted}.",
        ),
    )


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


def _scenario(parts: Parts, problems: list[Text]) -> Scenario | None:
    """Return the scenario; every part is tried, so that every problem is noted."""

    def tried(make: Callable[[], Any], fallback: Any = None) -> Any:
        try:
            return make()
        except EssaimageError as error:
            problems.extend(error.problems)
            return fallback

    def piece(group: str, name: str, key: str) -> Any:
        return tried(lambda: _piece(group, name, parts.changes.get(key, ())))

    territory, policy, start = (piece(group, parts.picked[group], group) for group in CHOICES)
    several = {group: [piece(group, n, n) for n in parts.picked[group]] for group in LISTS}
    tools = {name: piece("instruments", name, name) for name in names("instruments")}
    groups = {name: tried(lambda n=name: _group(n, parts.changes.get(n, ()))) for name in defaults()}
    if territory is not None:
        tried(lambda: fresh_places(territory))
    side = {name: groups.pop(name) for name in SIDE}
    numbers = {name: parts.numbers[name] for name in NUMBERS}
    if None in (policy, start, *several["shocks"]):
        return None
    return tried(  # type: ignore[no-any-return]
        lambda: Scenario(
            territory, policy, start, tuple(several["innovations"]), tools, tuple(several["shocks"]),
            Params(**groups), **side, **numbers,
        )  # fmt: skip
    )


_seen: dict[str, str] = {}  # file of a territory -> digest of what was last read there


def fresh_places(territory: Any) -> str:
    """Read the places of a territory, again where its file has changed; return the file's digest, "" without one."""
    if not isinstance(territory, FileTerritory):
        places_of(territory)
        return ""
    digest, path = territory.digest(), str(territory.file)
    if _seen.get(path, digest) != digest:
        places_of.cache_clear()
    _seen[path] = digest
    places_of(territory)
    return digest


def _cell(scenario: Scenario, parts: Parts) -> Cell:
    """Return the one form of a scenario: labels, and what the run does not use, are left out."""
    euros = scenario.budget is None or scenario.budget > 0
    shares = {name: float(share) for name, share in sorted(scenario.policy.shares.items()) if share > 0 and euros}
    groups = {f.name: values(getattr(scenario.params, f.name)) for f in fields(Params)}
    groups |= {name: values(getattr(scenario, name)) for name in SIDE if shares or name != "finance"}
    return {
        "territory": _territory(scenario.territory),
        "start": values(scenario.start),
        "shares": shares,
        "instruments": {name: _plain(scenario.instruments[name]) for name in shares},
        "innovations": {i.name: _plain(i) for i in scenario.innovations},
        "shocks": {s.name: _plain(s) for s in scenario.shocks},
        "params": groups,
        **({"budget": scenario.budget} if shares and scenario.budget is not None else {}),
        **{name: parts.numbers[name] for name in ("years", "first_year", "citizens", "seed")},
    }


def _plain(thing: Any) -> dict[str, Any]:
    kind = type(thing)
    return {"_target_": f"{kind.__module__}.{kind.__qualname__}", **values(thing)}


def _territory(territory: Any) -> dict[str, Any]:
    found = _plain(territory) | {"name": territory.name}
    if isinstance(territory, FileTerritory):
        where = {"packaged": territory.packaged} if territory.packaged else {"path": str(territory.file.resolve())}
        found |= {**where, "digest": fresh_places(territory)}
    return found


def build(cell: Mapping[str, Any]) -> Scenario:
    """Return the scenario of a cell; all the seeds of one configuration share it.

    Raises InputError where the file of its territory has changed since the cell was made.
    """
    scenario = _built(canonical({key: value for key, value in cell.items() if key != "seed"}))
    stated = cell["territory"].get("digest", "")
    if stated and fresh_places(scenario.territory) != stated:
        path = scenario.territory.file  # type: ignore[attr-defined]
        raise InputError(
            Text(
                f"{path} has changed since this run was made (its content is no longer {stated}): the run cannot be "
                "made again. Put the file back, or run anew.",
                f"{path} a changé depuis cette simulation (son contenu n'est plus {stated}) : elle ne peut pas être "
                "refaite. Remettez le fichier, ou relancez une simulation.",
            )
        )
    return scenario


@lru_cache(maxsize=512)
def _built(text: bytes) -> Scenario:
    cell = json.loads(text)
    territory = {key: value for key, value in cell["territory"].items() if key != "digest"}
    params, shares = cell["params"], {name: float(share) for name, share in cell["shares"].items()}
    groups = {name: replace(known, **params.get(name, {})) for name, known in defaults().items()}  # type: ignore[type-var]
    side = {name: groups.pop(name) for name in SIDE}
    return Scenario(
        _made(territory), Policy("cell", "", "", shares=shares), Start("cell", "", "", **cell["start"]),
        tuple(_made({**given, "name": name, "label_fr": name, "label_en": name}) for name, given in cell["innovations"].items()),
        {name: _made(given) for name, given in cell["instruments"].items()},
        tuple(_made(given) for given in cell["shocks"].values()),
        Params(**groups), **side, budget=None if cell.get("budget") is None else float(cell["budget"]),
        **{name: cell[name] for name in ("years", "first_year", "citizens")},
    )  # fmt: skip


def _made(given: Mapping[str, Any]) -> Any:
    return get_class(given["_target_"])(**{key: value for key, value in given.items() if key != "_target_"})
