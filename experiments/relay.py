"""One stretch of a run that others take over: what it leaves, where all stand, what goes on from there (relais)."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from agents.model import EssaimageModel
from agents.versions import forget
from experiments.checkpoint import Checkpoint
from experiments.continuing import Way, advance, kept, model_of
from scenarios.public import names_of
from scenarios.scenario import places_of
from sim.names import COMMUNE, DOMAINS, EPCI, FORMS, LEVELS
from sim.record import Record

Standing = dict[str, float]


class Stretch(NamedTuple):
    """What a stretch of a run leaves from month 0: its record, the names of its instruments by number, where all stand
    and the state to go on from, as bytes, if it was to be kept."""

    record: Record
    tools: tuple[str, ...]
    stands: dict[str, Standing]
    goes_on: bytes | None


def stretch(
    way: Way, months: int, keep: Callable[[Checkpoint], bytes] | None = None, every: int = 1, stands: bool = True
) -> Stretch:
    """Run ``months`` more months from where ``way`` starts and return what they leave.

    keep: what makes bytes of the state at the end, if it is to be kept.
    every: months between two notes of the indicators, in a run from month 0; one that goes on keeps its own.
    stands: whether to say where all stand.
    """
    begun = way.start.month if way.start else 0
    model = model_of(way)
    try:
        model.record.every = model.record.every if way.start else every
        advance(model, begun + months)
        goes_on = keep(kept(model, way)) if keep else None
        where = standing(model, names_of(places_of(way.scenario.territory))) if stands else {}
        model.treasury.close()
        model.record.close(model.state)
        return Stretch(model.record, tuple(tool.name for tool in model.programme.instruments), where, goes_on)
    finally:
        forget(model)


def standing(model: EssaimageModel, names: np.ndarray) -> dict[str, Standing]:
    """Return where each actor stands: public actors by name, all communes as one, carriers by legal form, inhabitants.

    Shares and indices from 0 to 1, stances from -1 to 1; the shape of each depends on who it is.
    """
    public, found = model.state.authorities, {}
    belief = (public.successes / (public.successes + public.failures)).mean(axis=1)
    for row in np.flatnonzero(public.level >= EPCI).tolist():
        found[str(names[row])] = _public(model, np.array([row]), belief)
    found[LEVELS[COMMUNE]] = _public(model, np.flatnonzero(public.level == COMMUNE), belief)
    for form, name in enumerate(FORMS):
        found[name] = _carriers(model, form)
    found["inhabitants"] = _inhabitants(model)
    return found


def _public(model: EssaimageModel, rows: np.ndarray, belief: np.ndarray) -> Standing:
    public = model.state.authorities
    first = int(np.argmax(public.priority[rows].mean(axis=0)))
    return {
        "belief": float(belief[rows].mean()), "openness": float(public.openness[rows].mean()),
        "absorptive": float(public.absorptive[rows].mean()),
        "coconstruction": float(public.coconstruction[rows].mean()),
        "policies": float((public.adopted[rows] >= 0).any(axis=1).mean()),
        f"priority.{DOMAINS[first]}": float(public.priority[rows, first].mean()),
    }  # fmt: skip


def _carriers(model: EssaimageModel, form: int) -> Standing:
    """Return where carriers of open sites of a legal form stand; counts alone where there are none."""
    state, p = model.state, model.state.projects
    rows = state.operating()
    rows = rows[state.actors.form[p.actor[rows]] == form]
    if not rows.size:
        return {"sites": 0.0}
    short = p.cash[rows] < 3.0 * p.cost[rows]
    return {
        "sites": float(rows.size), "stance": float(state.actors.stance[np.unique(p.actor[rows])].mean()),
        "short_of_cash": float(short.mean()), "skill": float(p.skill[rows].mean()),
        "governance": float(p.governance[rows].mean()), "quality": float(p.quality[rows].mean()),
    }  # fmt: skip


def _inhabitants(model: EssaimageModel) -> Standing:
    places = model.state.places
    people = places.population / places.population.sum()
    asked = places.asked.sum()
    mean: Mapping[str, Any] = {"trust": places.trust, "unemployment": places.unemployment}
    found = {name: float((values * people).sum()) for name, values in mean.items()}
    return found | ({"answered": float(places.answered.sum() / asked)} if asked else {})
