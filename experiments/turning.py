"""Another policy from a checkpoint on: what may change in mid-run, and what then stays as it was (tournant)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agents.instrument import Instrument
from experiments.catalogue import names
from experiments.checkpoint import POLICY, Checkpoint, check_trusted
from experiments.compose import Cell, build, composed, described
from experiments.overrides import as_overrides, read_override
from scenarios.policy import Policy
from scenarios.scenario import Scenario
from scenarios.shock import Shock
from sim.errors import InputError, Text

CHANGEABLE = ("policy", "budget", "years", "shocks")  # and finance.*, policy.*, parameters of instruments and shocks


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
    struck = {key: value for key, value in settings.items() if key.partition(".")[0] in ("shocks", *names("shocks"))}
    if struck:
        before, cell = _with_shocks(start, replace(before, years=cell["years"]), cell, struck)
    changed = {key: value for key, value in settings.items() if key != "years" and key not in struck}
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


def _with_shocks(start: Checkpoint, before: Scenario, cell: Cell, settings: Mapping[str, Any]) -> tuple[Scenario, Cell]:
    """Return a scenario and its cell with shocks to come added to those there are.

    Raises InputError for a shock that would already have begun, or that the run has already.
    """
    dates = {"first_year": cell["first_year"], "years": cell["years"]}
    other, _ = composed(as_overrides({**dates, **settings}))
    new = [shock for shock in other.shocks if described(shock) not in cell["shocks"].values()]
    now = cell["first_year"] + start.month / 12.0
    problems = [_too_late(start, shock) for shock in new if shock.year + (getattr(shock, "month", 1) - 1) / 12.0 < now]
    problems += [_again(shock.name) for shock in new if shock.name in cell["shocks"]]
    if problems:
        raise InputError(*problems)
    shocks = {**cell["shocks"], **{shock.name: described(shock) for shock in new}}
    return replace(before, shocks=(*before.shocks, *new)), {**cell, "shocks": shocks}


def _too_late(start: Checkpoint, shock: Shock) -> Text:
    year = start.cell["first_year"] + -(-start.month // 12)
    return Text(
        f"{shock.name}.year is {shock.year}, but the checkpoint ({start.where.en}) is of month {start.month}: a shock "
        f"added in mid-run is still to come, {shock.name}.year={year} or later.",
        f"{shock.name}.year vaut {shock.year}, mais le point de reprise ({start.where.fr}) est du mois {start.month} : "
        f"un choc ajouté en cours de simulation est encore à venir, {shock.name}.year={year} ou plus tard.",
    )


def _again(name: str) -> Text:
    return Text(
        f"The run has {name} already, and the same shock cannot be moved or repeated in mid-run. Add another one.",
        f"La simulation a déjà {name} ; le même choc ne peut être ni déplacé ni répété en cours de route. Ajoutez-en "
        "un autre.",
    )


def _settings_of(cell: Cell) -> dict[str, Any]:
    """Return the settings of a cell's policy but for its shares: what is not given anew stays as it is."""
    found = {f"finance.{name}": value for name, value in cell["params"].get("finance", {}).items()}
    for tool, given in cell["instruments"].items():
        if tool in names("instruments"):
            found |= {f"{tool}.{name}": value for name, value in given.items() if name != "_target_"}
    return found | ({"budget": cell["budget"]} if "budget" in cell else {})


def _check_changeable(settings: Mapping[str, Any]) -> None:
    """See that settings are those of a policy, and no other part of a run."""
    groups = ("policy", "finance", *names("instruments"), *names("shocks"))
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
