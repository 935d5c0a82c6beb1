"""What worker processes do, who alone load the engine: turns, checks of a setting, maps (processus de calcul)."""

import json
import os
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import numba
import numpy as np

from experiments.catalogue import names
from experiments.checkpoint import Checkpoint
from experiments.compose import Cell, composed, described
from experiments.continuing import Way
from experiments.loky import end_with
from experiments.relay import Stretch, stretch
from experiments.warm import warm_up
from scenarios.line import Line
from scenarios.policy import Policy
from scenarios.scenario import Scenario, places_of
from sim.errors import EssaimageError, InputError, Text, unknown
from workshop.game import Setting
from workshop.lines import Plan, before, euros_of, key_of
from workshop.results import called, result_of
from workshop.seen import MONTHS, Seen, seen_in
from workshop.states import laid_down, taken_up

SEASON = 3  # months between two points of a curve: noting them each month would be a quarter of the work
START = {"finance.first_policy_year": 1}  # money is spent from the first turn on


def ready(parent: int, nice: int = 0) -> None:
    """Prepare a worker: one thread, kernels compiled, an end when the server ends; nice: how far it yields."""
    end_with(parent)
    if hasattr(os, "nice"):
        os.nice(nice)
    os.environ["NUMBA_NUM_THREADS"] = "1"
    numba.set_num_threads(1)
    warm_up(lambda text: None)


def turn(plan: Plan, seed: int, folder: str, every: int = SEASON) -> Seen:
    """Play the last turn of a plan on one seed and return what is seen of it.

    folder: where the state after each turn is kept; "" to keep nothing. A state that is not there is made again.
    every: months between two points of a curve; the quick model of 12 keeps the states before its last turn only.
    """
    start = time.process_time()
    found = _played(plan, seed, folder, every)
    seen = seen_in(found, plan, way_of(plan)[0], every)
    return {**seen, "seed": seed, "seconds": time.process_time() - start}


def keep(plan: Plan, seed: int, folder: str) -> None:
    """See that the state after the last turn of a plan is in the folder."""
    if not path_of(folder, plan, seed).exists():
        _state_after(plan, seed, folder)


def look(plan: Plan, seed: int, folder: str, group: str) -> dict[str, Any]:
    """Return the result of a quick look at the last turn of a plan: one seed, a point a year, ready to be sent."""
    return called(result_of(plan, [turn(plan, seed, folder, MONTHS)], 0.0), group).to_dict()


def _played(plan: Plan, seed: int, folder: str, every: int) -> Stretch:
    scenario, cell = way_of(plan)
    way = Way(scenario, {**cell, "seed": seed}, {}, _state_after(before(plan), seed, folder, every))
    keep = bool(folder) and every == SEASON
    months = MONTHS * plan["world"]["years_a_turn"]
    found = stretch(way, months, laid_down if keep else None, every, stands=every < MONTHS)
    if found.goes_on:
        _write(path_of(folder, plan, seed), found.goes_on)
    return found


def _state_after(plan: Plan, seed: int, folder: str, every: int = SEASON) -> Checkpoint | None:
    """Return the state after the last turn of a plan, from the folder or played again; None before the first turn."""
    if not plan["turns"]:
        return None
    path = path_of(folder, plan, seed, every)
    if folder and path.exists():
        try:
            return taken_up(path.read_bytes())
        except (EssaimageError, OSError):
            path.unlink(missing_ok=True)
    scenario, cell = way_of(plan)
    way = Way(scenario, {**cell, "seed": seed}, {}, _state_after(before(plan), seed, folder, every))
    data = stretch(way, MONTHS * plan["world"]["years_a_turn"], laid_down, every, stands=False).goes_on or b""
    if folder:
        _write(path, data)
    return taken_up(data)


def path_of(folder: str, plan: Plan, seed: int, every: int = SEASON) -> Path:
    """Return where the state after the last turn of a plan is kept."""
    return Path(folder) / f"{key_of(plan)}-{every}-{seed}.state"


def _write(path: Path, data: bytes) -> None:
    """Write a state whole or not at all; a folder that went meanwhile is no fault: it is made again when needed."""
    part = path.with_suffix(f".{os.getpid()}")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)


def way_of(plan: Plan) -> tuple[Scenario, Cell]:
    """Return the scenario and the cell of the last turn of a plan; all seeds share them."""
    lines = plan["turns"][-1] if plan["turns"] else []
    return _way(json.dumps([plan["world"], plan["shocks"], lines], sort_keys=True))


@lru_cache(maxsize=128)
def _way(text: str) -> tuple[Scenario, Cell]:
    world, shocks, lines = json.loads(text)
    asked = settings_of(world)
    base = _base(asked)
    tools: list[Any] = [_tool(base, line) for line in lines]
    yearly = sum(map(euros_of, lines)) / world["years_a_turn"]
    shares = {line["name"]: euros_of(line) / world["years_a_turn"] / yearly for line in lines}
    policy = Policy("workshop", "Atelier", "Workshop", shares=_at_most_one(shares), earmarked=True)
    scenario, cell = composed((*asked, f"budget={yearly!r}"), policy, tools)
    struck = [_shock(world, turn, kind) for turn, kind in shocks]
    scenario = Scenario(**{**vars(scenario), "shocks": tuple(struck)})
    return scenario, {**cell, "shocks": {f"{k} {shock.name}": described(shock) for k, shock in enumerate(struck)}}


@lru_cache(maxsize=16)
def _base(asked: tuple[str, ...]) -> Scenario:
    """Return the scenario of a world without a policy of its own: all moves in it share it."""
    return composed(asked)[0]


def _at_most_one(shares: dict[str, float]) -> dict[str, float]:
    """Return shares whose sum is not above one by rounding."""
    over = sum(shares.values())
    return {name: share / over for name, share in shares.items()} if over > 1.0 else shares


def settings_of(world: dict[str, Any]) -> tuple[str, ...]:
    """Return the settings of a run as typed on a command line, without those of shocks."""
    said = {**START, **world["params"]}
    own = [f"{name}={value}" for name, value in said.items() if name.partition(".")[0] not in names("shocks")]
    fixed = ("territory", "citizens", "first_year", "years")
    return (*(f"{name}={world[name]}" for name in fixed), *own)


def _tool(base: Scenario, line: dict[str, Any]) -> Line:
    """Return the instrument of a line, paid by its level, or by the one EPCI whose rank it names."""
    area = epci_of(base, line["area"]) if line["area"] else ""
    return Line(line["name"], base.instruments[line["tool"]], line["level"], area)


def epci_of(scenario: Scenario, rank: int) -> str:
    """Return the code of the EPCI of a rank by inhabitants, 1 for the most peopled; the last where there are fewer."""
    places = places_of(scenario.territory)
    codes, rows = np.unique(places.epci[places.epci != ""], return_inverse=True)
    if not codes.size:
        return ""
    order = np.argsort(-np.bincount(rows, places.population[places.epci != ""]), kind="stable")
    return str(codes[order[min(rank, codes.size) - 1]])


def _shock(world: dict[str, Any], turn: int, kind: str) -> Any:
    """Return a shock that strikes at the start of its turn."""
    year = world["first_year"] + max(turn - 1, 0) * world["years_a_turn"]
    own = [f"{name}={value}" for name, value in world["params"].items() if name.partition(".")[0] == kind]
    asked = (f"shocks=[{kind}]", *own, f"{kind}.year={year}", f"{kind}.month=1", f"first_year={year}")
    return composed(asked)[0].shocks[0]


def faults(setting: Setting) -> list[Text]:
    """Return what the model refuses: territory, citizens, any other setting of a simulation."""
    try:
        world = {"territory": setting.territory, "citizens": setting.citizens, "first_year": setting.first_year,
                 "years": setting.years_a_turn * setting.turns, "params": setting.params}  # fmt: skip
        scenario = composed(settings_of(world))[0]
        for turn, kind, _ in setting.shocks:
            _shock({**world, "years_a_turn": setting.years_a_turn}, turn, kind)
    except EssaimageError as error:
        return list(error.problems)
    return _too_few(setting, scenario)


def _too_few(setting: Setting, scenario: Scenario) -> list[Text]:
    """Say that a second EPCI plays where the territory has but one."""
    asked = max((1 for g in setting.groups if g.get("actor") == "epci_2"), default=0)
    if asked and epci_of(scenario, 1) == epci_of(scenario, 2):
        return [Text(
            f"{setting.territory} has one EPCI only: the group epci_2 has no territory of its own. Take it out.",
            f"{setting.territory} n'a qu'une intercommunalité : le groupe epci_2 n'a pas de territoire. Retirez-le.",
        )]
    return []


def measure() -> float:
    """Return the seconds of processor for a second turn of two years at full size: how fast this machine is."""
    tools = [{"name": name, "tool": name, "level": "epci", "area": 0, "parts": {"player": 300_000}}
             for name in ("people_funding", "investment_grant", "catalysis", "seed_grant")]  # fmt: skip
    setting = Setting()
    world = {name: getattr(setting, name) for name in ("territory", "citizens", "first_year", "years_a_turn")}
    world |= {"params": {}, "years": 10}
    plan = {"world": world, "shocks": [], "turns": [tools] * 2}
    state = _state_after(before(plan), 1, "")
    scenario, cell = way_of(plan)
    start = time.process_time()
    found = stretch(Way(scenario, {**cell, "seed": 1}, {}, state), 24, laid_down)
    seen_in(found, plan, scenario, SEASON)
    return time.process_time() - start


def map_of(territory: str, params: dict[str, str]) -> dict[str, Any]:
    """Return the places of a territory, those invented marked. Raises InputError for one there is not.

    params: numbers that shape it, by their dotted names.
    """
    if territory not in names("territory") or territory == "file":
        kind, where = Text("territory", "territoire"), Text("in the address", "dans l'adresse")
        raise InputError(unknown(kind, territory, names("territory"), where))
    made = composed((f"territory={territory}", *(f"{name}={value}" for name, value in params.items())))[0].territory
    places = places_of(made)
    columns = {
        "code": places.code, "name": places.name, "x": places.x_km, "y": places.y_km, "population": places.population,
        "epci": places.epci, "epci_name": places.epci_name, "density": places.density,
        "invented": places.source == "synthetic",
    }  # fmt: skip
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*(c.tolist() for c in columns.values()), strict=True)]
    outlines = [_outline(one) for one in places.boundary] if places.boundary else None
    return {
        "territory": territory, "places": rows, "outlines": outlines, "unit": "km", "cell_km": places.cell_km,
        "invented_share": places.invented_share, "credit": {lang: made.source_line(lang) for lang in ("fr", "en")},
    }  # fmt: skip


def _outline(rings: Any) -> Any:
    return [np.round(ring, 2).tolist() for ring in rings] if rings is not None else None
