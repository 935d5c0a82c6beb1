"""Another policy from a checkpoint on: what may change in mid-run, and what then stays as it was (tournant)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agents.instrument import Instrument
from experiments.catalogue import names
from experiments.checkpoint import POLICY, Checkpoint, check_trusted
from experiments.compose import Cell, build, composed
from experiments.overrides import as_overrides, read_override
from scenarios.policy import Policy
from scenarios.scenario import Scenario
from sim.errors import InputError, Text

CHANGEABLE = ("policy", "budget", "years")  # and finance.*, policy.*, and the parameters of instruments


def way_on(start: Checkpoint, settings: Mapping[str, Any], policy: Policy | None = None,
           instruments: Sequence[Instrument] = ()) -> tuple[Scenario, Cell]:  # fmt: skip
    """Return the scenario and the cell of a run that goes on from ``start``, its policy changed as ``settings`` say.

    Raises InputError for a setting that is no part of a policy: territory, people and rules are those of the run.
    """
    check_trusted(start, tuple(type(tool) for tool in instruments))
    before = build(start.cell)
    _check_changeable(settings)
    years = int(composed(as_overrides({"years": settings["years"]}))[1]["years"]) if "years" in settings else None
    cell = start.cell | ({"years": years} if years else {})
    changed = {key: value for key, value in settings.items() if key != "years"}
    if policy is None and "policy" not in changed:
        policy = before.policy
    if policy is before.policy and not changed and not instruments:
        return replace(before, years=cell["years"]), cell
    other, theirs = composed(as_overrides({**_settings_of(start.cell), **changed}), policy, instruments)
    mine = {key: value for key, value in cell.items() if key not in POLICY}
    mine |= {key: theirs[key] for key in POLICY if key in theirs}
    params = {key: value for key, value in cell["params"].items() if key != "finance"}
    mine["params"] = params | {key: value for key, value in theirs["params"].items() if key == "finance"}
    scenario = replace(
        before, policy=other.policy, instruments=other.instruments, competences=other.competences,
        finance=other.finance, budget=other.budget, years=cell["years"],
    )  # fmt: skip
    return scenario, mine


def _settings_of(cell: Cell) -> dict[str, Any]:
    """Return the settings of a cell's policy but for its shares: what is not given anew stays as it is."""
    found = {f"finance.{name}": value for name, value in cell["params"].get("finance", {}).items()}
    for tool, given in cell["instruments"].items():
        if tool in names("instruments"):
            found |= {f"{tool}.{name}": value for name, value in given.items() if name != "_target_"}
    return found | ({"budget": cell["budget"]} if "budget" in cell else {})


def _check_changeable(settings: Mapping[str, Any]) -> None:
    """See that settings are those of a policy, and no other part of a run."""
    groups = ("policy", "finance", *names("instruments"))
    texts = [read_override(text) for text in as_overrides(settings)]
    fixed = [o.key for o in texts if o.key not in CHANGEABLE and o.key.partition(".")[0] not in groups]
    if fixed:
        known = f"{', '.join(CHANGEABLE)}, finance.…, policy.shares.…, INSTRUMENT.…"
        raise InputError(Text(
            f"{', '.join(fixed)} cannot change in mid-run: the territory, its people and the rules stay those of the "
            f"checkpoint. What can: {known}.",
            f"{', '.join(fixed)} : pas de changement en cours de simulation ; le territoire, ses habitants et les "
            f"règles restent ceux du point de reprise. Ce qui peut changer : {known}.",
        ))
