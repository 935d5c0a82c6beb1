"""What settings choose among configs/ and change in it, each checked (choix)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hydra import compose as hydra_compose
from hydra import initialize_config_module
from hydra.utils import get_class
from omegaconf import OmegaConf

from experiments.catalogue import KINDS, names
from experiments.groups import SEVERAL, defaults, fault, names_in, settable
from experiments.overrides import CHOICES, EVERYDAY, LISTS, NUMBERS, OPTIONS, Override, said_of, texts_of, unknown_key
from experiments.policy_file import policy_shares
from scenarios.scenario import HORIZON
from sim.errors import InputError, Text, unknown
from sim.param import problem

Change = tuple[str, Any]
SEED = {"unit": "name of the luck of a run", "allowed": (0, 2**63 - 1), "default": 1}
POLICY_PATH = "policy.path"
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
        found: Any = OmegaConf.to_container(hydra_compose(name), resolve=True)
    return dict(found)


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


def read_parts(overrides: list[Override], problems: list[Text]) -> Parts:
    """Return what the settings choose and change; note what is wrong and keep the default there."""
    typed = {o.key: o for o in overrides}
    base = hydra_config("config")
    picked: dict[str, Any] = {group: _choice(group, typed.get(group), problems) for group in CHOICES}
    picked |= {group: _several(group, typed.get(group), list(base.get(group, {})), problems) for group in LISTS}
    rules = {name: HORIZON[name] for name in NUMBERS} | {"seed": SEED}
    numbers = {name: _number(name, typed.get(name), rule, base[name], problems) for name, rule in rules.items()}
    changes: dict[str, tuple[Change, ...]] = {"policy": _policy_file(typed, str(picked["policy"]), problems)}
    for override in overrides:
        if override.key not in (*EVERYDAY, POLICY_PATH):
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
    return [*own, POLICY_PATH, *(f"policy.shares.{name}" for name in names("instruments"))]


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
    raw = override.text.partition("=")[2].strip()
    value = override.value if name in settable(kind) else texts_of(raw) if name in SEVERAL else raw
    said = fault(group, kind, name, value)
    problems += [said_of(override, said)] if said else []
    for several in LISTS:
        if group in names(several) and group not in picked[several]:
            problems.append(_not_chosen(override, several, group, picked[several]))
    return None if said else (group, (name, value))


def _policy_file(typed: Mapping[str, Override], policy: str, problems: list[Text]) -> tuple[Change, ...]:
    """Return the shares in the file that policy.path names; note where it is missing, or not asked for."""
    override = typed.get(POLICY_PATH)
    if override is None:
        if policy == "file" and not any(key.startswith("policy.") for key in typed):
            problems.append(
                Text(
                    "policy=file needs policy.path=FILE.yaml, which holds the shares of the budget by instrument "
                    "(essaimage policy observed writes one).",
                    "policy=file demande policy.path=FICHIER.yaml, qui contient les parts du budget par instrument "
                    "(essaimage policy observed en écrit un).",
                )
            )
        return ()
    if policy != "file":
        text = Text(
            f"policy.path is given, but the policy is {policy}. Add policy=file.",
            f"policy.path est donné, mais la politique est {policy}. Ajoutez policy=file.",
        )
        problems.append(said_of(override, text))
    try:
        return tuple(policy_shares(Path(override.text.partition("=")[2].strip()).expanduser()).items())
    except InputError as error:
        problems.extend(error.problems)
        return ()


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
