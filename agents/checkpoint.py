"""What a run is at the end of a month, taken apart and put back: its state in one place (point de reprise).

Everything a model holds is kept, but for what is named below as made again from the configuration and the seed: a field
added to the state, to the treasury or to the model is kept without a word, or refused when it cannot be.
Luck has no position: draws are named by identities, so none is kept, but for Mesa's own generators.
"""
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any

import mesa

from agents.claims import Claims
from agents.compact import Arrays, pack_people, restore_people
from agents.learning import Trials
from agents.model import EssaimageModel
from agents.packing import Box, field_names, pack, unpack
from agents.treasury import Award
from sim.ledger import Ledger
from sim.record import Record
from sim.rows import ClusterTable, blank, records
from sim.state import AuthorityTable, CitizenTable, Climate

KINDS = {kind.__name__: kind for kind in (
    Award, Claims, Trials, Ledger, Record, AuthorityTable, ClusterTable, Climate,
)}  # fmt: skip
MADE_AGAIN: Mapping[str, tuple[str, ...]] = {  # by class, the fields that configuration and seed give again
    "EssaimageModel": (
        "rules", "programme", "shocks", "actor_class", "public_actor_class",  # the configuration itself
        "peers", "usual_staff",  # of month 0
        "citizens", "desk", "_actors", "_space",  # windows on columns, and what is remade when asked for
    ),
    "State": (
        "seed", "innovations", "near", "modes", "modalities", "cell_km", "start", "contagion", "acquainted", "weights",
        "rows_now",  # remembered within a month only
    ),
    "PlaceTable": ("code", "x", "y", "density", "levels", "first", "context", "latent", "training"),
    "CitizenTable": ("code",),
    "AudienceTable": ("first", "citizen", "start", "contact"),
    "Treasury": ("state", "instruments", "finance", "conventions", "closed", "sections"),
}  # fmt: skip
PEOPLE = ("citizens", "audience")  # the columns as long as citizens: see agents.compact
GROWING = ("actors", "projects")  # kept as records, as far as they are in use
OF_MESA = ("model", "unique_id", "pos")  # what Mesa gives every agent


@dataclass(frozen=True)
class Packed:
    """A run at the end of a month: a plan of words and numbers, and the arrays it speaks of, by name."""

    plan: dict[str, Any]
    arrays: Arrays


def take(model: EssaimageModel, born: CitizenTable) -> Packed:
    """Return what ``model`` is now, its own arrays among them; ``born``: its citizens as they were at month 0.

    Raises InputError, naming it, for a field that holds something else than numbers, words and arrays.
    """
    box = Box({}, KINDS)
    plan = {
        "model": {name: pack(value, name, box) for name, value in _own(model).items()},
        "treasury": _fields(model.treasury, "Treasury", "treasury", box),
        "state": _fields(model.state, "State", "state", box, (*PEOPLE, *GROWING, "places")),
        "places": _fields(model.state.places, "PlaceTable", "places", box),
        "capacity": {name: getattr(model.state, name).key.size for name in GROWING},
        "luck": pack([model.rng.bit_generator.state, model.random.getstate()], "luck", box),
        "memories": pack(memories(model), "memories", box),
    }
    for name in GROWING:
        box.arrays[name] = records(getattr(model.state, name))[: getattr(model.state, f"n_{name}")]
    box.arrays.update({f"people.{name}": column for name, column in pack_people(model.state, born).items()})
    return Packed(plan, box.arrays)


def put_back(model: EssaimageModel, packed: Packed) -> None:
    """Bring ``model``, at month 0 of the same configuration, to what was taken; Mesa's own count of steps is left.

    The arrays of ``packed`` become the model's: put them back once.
    """
    box, state = Box(packed.arrays, KINDS), model.state
    for thing, name in ((model, "model"), (model.treasury, "treasury"), (state, "state")):
        for key, part in packed.plan[name].items():
            setattr(thing, key, unpack(part, box))
    state.places = state.places._replace(**{k: unpack(part, box) for k, part in packed.plan["places"].items()})
    for name in GROWING:
        table = blank(type(getattr(state, name)), packed.plan["capacity"][name], state.innovations.code.size)
        rows = packed.arrays[name]
        records(table)[: rows.size] = rows
        setattr(state, name, table)
    restore_people(state, {k.removeprefix("people."): a for k, a in packed.arrays.items() if k.startswith("people.")})
    model.register_actors()
    model.rng.bit_generator.state, luck = unpack(packed.plan["luck"], box)
    model.random.setstate(luck)
    owners = _owners(model)
    for owner, held in unpack(packed.plan["memories"], box).items():
        for key, value in held.items():
            object.__setattr__(owners[owner], key, value)  # an instrument may be frozen


def memories(model: EssaimageModel) -> dict[str, dict[str, Any]]:
    """Return what agents, instruments and shocks of one's own keep in fields, by who keeps it; ours keep nothing."""
    found = {}
    for name, owner in _owners(model).items():
        fixed = is_dataclass(owner) and getattr(owner, "__dataclass_params__").frozen  # noqa: B009, typed nowhere
        given = set(field_names(owner)) if fixed else {*OF_MESA, "row"}
        if held := {key: value for key, value in getattr(owner, "__dict__", {}).items() if key not in given}:
            found[name] = held
    return found


def _owners(model: EssaimageModel) -> dict[str, Any]:
    """Return whoever may keep something outside columns, by a name that is the same in every run."""
    found: dict[str, Any] = {f"actor {actor.row}": actor for actor in model.actors}
    found |= {f"public actor {actor.row}": actor for actor in model.public_actors}
    found |= {f"instrument {k}": tool for k, tool in enumerate(model.programme.instruments)}
    return found | {f"shock {k}": shock for k, shock in enumerate(model.shocks)}


def _own(model: EssaimageModel) -> dict[str, Any]:
    """Return the fields of a model that are neither Mesa's nor made again, nor packed on their own."""
    left = {*vars(mesa.Model(rng=0)), *MADE_AGAIN["EssaimageModel"], "state", "treasury"}
    return {name: value for name, value in vars(model).items() if name not in left}


def _fields(thing: Any, kind: str, where: str, box: Box, apart: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the plans of the fields of ``thing`` that are not made again, nor packed ``apart``."""
    left = (*MADE_AGAIN[kind], *apart)
    return {n: pack(getattr(thing, n), f"{where}.{n}", box) for n in field_names(thing) if n not in left}
