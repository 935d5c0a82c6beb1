"""Every group of parameters people can set, by the name they type before the dot (groupes de paramètres)."""

from collections.abc import Mapping
from dataclasses import Field, fields
from functools import cache
from typing import Any

from agents.actor import ChoiceParams
from agents.diffusion import DiffusionParams
from agents.learning import BeliefParams
from agents.mandates import PublicParams
from agents.treasury import FinanceParams
from scenarios.initial import InitialParams
from sim.param import Parameters, problem
from sim.schedule import Params

SIDE = {  # the groups of a scenario beside those of the world
    "finance": FinanceParams,
    "choice": ChoiceParams,
    "belief": BeliefParams,
    "diffusion": DiffusionParams,
    "initial": InitialParams,
    "public": PublicParams,
}
TEXTS = (  # fields that hold any text
    "path", "packaged", "credit_fr", "credit_en", "label_fr", "label_en", "boundaries", "sites", "layer",
)  # fmt: skip
SEVERAL = ("epci", "departement", "region")  # fields that hold one text or more


@cache
def defaults() -> Mapping[str, Parameters]:
    """Return each group of the world and of the deciders, at its defaults, in schedule order."""
    world = Params()
    return {f.name: getattr(world, f.name) for f in fields(Params)} | {k: kind() for k, kind in SIDE.items()}


def settable(kind: type) -> dict[str, Field]:
    """Return the fields of a class that people may set, by name."""
    return {f.name: f for f in fields(kind) if "allowed" in f.metadata}


def names_in(kind: type) -> list[str]:
    """Return the names people may type after the dot for a class: its parameters, and texts such as a path."""
    return [
        *settable(kind),
        *(f.name for f in fields(kind) if f.name in (*TEXTS, *SEVERAL) and "allowed" not in f.metadata),
    ]


def fault(group: str, kind: type, name: str, value: Any) -> Any:
    """Say what is wrong with a value for field ``name`` of ``kind``, a Text; None where nothing is."""
    field = settable(kind).get(name)
    return problem(group, name, value, {**field.metadata, "default": field.default}) if field else None


def values(params: Any) -> dict[str, Any]:
    """Return the parameters of an instance as plain numbers and words."""
    return {name: getattr(params, name) for name in settable(type(params))}
