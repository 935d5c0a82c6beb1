"""Runs that go on from a checkpoint, under the same policy or another one (reprise d'une simulation)."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from agents.checkpoint import put_back, take
from agents.handover import hand_over
from agents.model import EssaimageModel, Programme
from agents.versions import forget
from experiments.catalogue import names
from experiments.checkpoint import (
    POLICY,
    Checkpoint,
    check_month,
    check_same,
    check_trusted,
    damaged,
    file_of,
    from_bytes,
    read_checkpoint,
    to_bytes,
    write_checkpoint,
)
from experiments.choices import option
from experiments.compose import Cell, build, composed, described, made_of
from experiments.execute import Tables, tables_of
from experiments.identity import canonical
from experiments.one_run import USUAL, Run
from experiments.overrides import read_override
from scenarios.policy import Policy
from scenarios.scenario import Scenario
from sim.errors import EssaimageError, InputError, Text


class Way(NamedTuple):
    """What a run goes by from a month on: its scenario and cell, the deciders' classes, where it starts from."""

    scenario: Scenario
    cell: Cell
    deciders: Mapping[str, type]
    start: Checkpoint | None = None


def model_of(way: Way) -> EssaimageModel:
    """Return the model at the month from which a run goes on, its policy already the one to follow.

    Raises InputError where the checkpoint makes no run, or other classes of agents decided in it.
    """
    seed, start = way.cell["seed"], way.start
    classes: dict[str, Any] = dict(way.deciders)
    if start is None:
        return way.scenario.model(seed, **classes)
    _check_deciders(way, start)
    try:
        past = _programme(start, way.scenario)
        model = way.scenario.model(seed, programme=past, **classes)
        put_back(model, start.packed)
    except EssaimageError:
        raise
    except Exception as error:  # a forged file may hold anything under a right digest
        raise damaged(start) from error
    if not _one_policy(way.cell, start.cell):
        hand_over(model, way.scenario.programme, way.scenario.finance)
    return model


def kept(model: EssaimageModel, way: Way) -> Checkpoint:
    """Return the checkpoint of a run as it is now; its arrays are the model's own."""
    packed = take(model, way.scenario.newborn(way.cell["seed"]))
    return Checkpoint(
        way.cell, model.state.step, _described(model.programme), history(way), _named(way.deciders), packed
    )


def history(way: Way) -> list[dict[str, Any]]:
    """Return the policies before the present one, each with the month until which it held."""
    start = way.start
    if start is None:
        return []
    if _one_policy(way.cell, start.cell):
        return start.before
    return [*start.before, {"until": start.month, **_policy(start.cell)}]


def advance(model: EssaimageModel, until: int, every: int = 0, keep: Callable[[], None] | None = None) -> None:
    """Run to the end of month ``until``; ``keep`` is called each ``every`` months, 0 for never."""
    while model.state.step < until:
        model.step()
        if keep and every and model.state.step % every == 0:
            keep()


def tables_at(model: EssaimageModel, way: Way) -> Tables:
    """Return the tables of a run that stops here: what is committed and unspent is written down, and it ends."""
    model.treasury.close()
    model.record.close(model.state)
    return tables_of(way.scenario, model.record, [tool.name for tool in model.programme.instruments])


def execute_kept(cell: Cell, every: int, out: str, starts: Mapping[int, str]) -> Tables:
    """Return every table of one run, its state kept in the folder ``out`` each ``every`` months, 0 for never.

    starts: by seed, the file of the checkpoint to go on from, none to start at month 0.
    """
    start = read_checkpoint(Path(starts[cell["seed"]])) if cell["seed"] in starts else None
    way = Way(build(cell), cell, {}, start)
    model, path = model_of(way), file_of(Path(out), cell)
    try:
        advance(model, 12 * cell["years"], every, lambda: write_checkpoint(path, kept(model, way)))
        return tables_at(model, way)
    finally:
        forget(model)


def run_on(way: Way, months: int | None, policy: str = "") -> Run:
    """Run to the horizon, or ``months`` more months; then the run holds a checkpoint, and says when it stopped."""
    begun = way.start.month if way.start else 0
    until = 12 * way.cell["years"] if months is None else begun + months
    _check_months(months, until, way.cell["years"])
    if way.start:
        check_month(way.start, until)
    model, past = model_of(way), history(way)
    try:
        advance(model, until)
        data = to_bytes(kept(model, way)) if months is not None else None
        tables = tables_at(model, way)
    finally:
        forget(model)
    cell = way.cell | ({"before": past} if past else {}) | ({"until": until} if data else {})
    return Run(cell, tables, policy, _named(way.deciders), data)


def resumed(source: Any) -> Checkpoint:
    """Return the checkpoint in bytes, in a file, or of a run. Raises InputError where there is none to use."""
    if isinstance(source, Run):
        source = source.checkpoint
    if isinstance(source, bytes | bytearray | memoryview):
        return from_bytes(bytes(source))
    if isinstance(source, str | Path):
        return read_checkpoint(Path(source).expanduser())
    raise InputError(Text(
        "This run has no checkpoint, or this is none: stop a run with months=…, es.run(…, months=36), or give a file "
        "that essaimage run checkpoint.every=12 wrote.",
        "Cette simulation n'a pas de point de reprise, ou ceci n'en est pas un : arrêtez une simulation avec months=…, "
        "es.run(…, months=36), ou donnez un fichier écrit par essaimage run checkpoint.every=12.",
    ))


def starts_for(path: Path, cells: Sequence[Cell]) -> dict[int, str]:
    """Return the file to go on from by seed: ``path``, or those in the folder of a run; seeds without one start anew.

    Raises InputError, before anything is run, for a file that cannot be used, is of another run, or has no month to go.
    """
    files = {cell["seed"]: path for cell in cells[:1]}
    if path.is_dir():
        folder = path.parent if path.name == "checkpoint" else path
        files = {cell["seed"]: file_of(folder, cell) for cell in cells if file_of(folder, cell).exists()}
        found = sorted((folder / "checkpoint").glob("*.npz"))
        if not files:  # say what differs in one that is there, or that there is none
            files = {cells[0]["seed"]: found[0] if found else folder / "checkpoint"}
    problems: list[Text] = []
    for cell in cells:
        if cell["seed"] in files:
            try:
                start = read_checkpoint(files[cell["seed"]])
                check_trusted(start)
                check_same(start, cell)
                check_month(start, 12 * cell["years"])
            except InputError as error:
                problems.extend(error.problems)
    if problems:
        raise InputError(*problems)
    return {seed: str(file) for seed, file in files.items()}


def going_on(settings: Sequence[str], path: str) -> Cell:
    """Return the cell that settings stand for; without any but ``years``, the checkpoint's own, with that horizon.

    Raises InputError as ``compose`` does, and where no settings are given and ``path`` holds several checkpoints.
    """
    if any(read_override(text).key != "years" for text in settings):
        return composed(tuple(settings))[1]
    place = Path(path).expanduser()
    files = sorted((place if place.name == "checkpoint" else place / "checkpoint").glob("*.npz"))
    if place.is_dir() and len(files) != 1:
        raise InputError(Text(
            f"{path} holds {len(files)} checkpoints. Name one file, or give the settings of the run beside resume=.",
            f"{path} contient {len(files)} points de reprise. Nommez un fichier, ou donnez les réglages de la "
            "simulation à côté de resume=.",
        ))
    start = read_checkpoint(files[0] if place.is_dir() else place)
    check_trusted(start)
    years = composed(tuple(settings))[1]["years"] if settings else start.cell["years"]
    return {**start.cell, "years": years}


def policy_in(cell: Cell) -> str:
    """Return the name of the packaged policy whose shares are those of a cell, "resumed" where none has them."""
    said = (cell["shares"], cell.get("later", {}))
    for name in (name for name in names("policy") if name != "file"):  # a file's shares are anybody's
        given = option("policy", name)
        phases = Policy(name, "", "", shares=given["shares"], later=given.get("later", {})).phases
        plain = [{tool: share for tool, share in shares.items() if share > 0.0} for shares in phases.values()]
        if said == (plain[0], dict(zip(map(str, list(phases)[1:]), plain[1:], strict=True))):
            return name
    return "resumed"


def _policy(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a cell is its policy."""
    found = {key: cell[key] for key in POLICY if key in cell}
    return found | ({"finance": cell["params"]["finance"]} if "finance" in cell["params"] else {})


def _one_policy(one: Cell, other: Cell) -> bool:
    return canonical(_policy(one)) == canonical(_policy(other))


def _described(programme: Programme) -> dict[str, Any]:
    """Return a programme in plain words and numbers."""
    return {
        "instruments": [described(tool) for tool in programme.instruments], "levels": list(programme.levels),
        "conventions": list(programme.conventions), "budget": programme.budget, "closed": sorted(programme.closed),
        "phases": [[year, list(shares)] for year, shares in programme.phases],
    }  # fmt: skip


def _programme(start: Checkpoint, scenario: Scenario) -> Programme:
    """Return the programme of a checkpoint; its instruments are the scenario's own where they are the same."""
    said, ours = start.programme, [(described(tool), tool) for tool in scenario.programme.instruments]
    tools = [
        next((tool for plain, tool in ours if plain == given), None) or made_of(given) for given in said["instruments"]
    ]
    phases = tuple((year, tuple(shares)) for year, shares in said["phases"])
    levels, conventions = tuple(said["levels"]), tuple(said["conventions"])
    return Programme(tuple(tools), levels, conventions, phases, said["budget"], frozenset(said["closed"]))


def _named(deciders: Mapping[str, type]) -> dict[str, str]:
    """Return the names of the classes of agents that decide in place of the usual ones."""
    return {key: f"{k.__module__}.{k.__qualname__}" for key, k in deciders.items() if k is not USUAL[key]}


def _check_deciders(way: Way, start: Checkpoint) -> None:
    mine, theirs = _named(way.deciders), start.deciders
    if mine != theirs:
        raise InputError(Text(
            f"The checkpoint ({start.where.en}) was made with {theirs or 'the usual agents'}, and this run has "
            f"{mine or 'the usual ones'}. Give the same actor= and public_actor=.",
            f"Le point de reprise ({start.where.fr}) a été fait avec {theirs or 'les agents habituels'}, et cette "
            f"simulation a {mine or 'les habituels'}. Donnez les mêmes actor= et public_actor=.",
        ))


def _check_months(months: Any, until: int, years: int) -> None:
    if months is not None and (type(months) is not int or months < 1 or until > 12 * years):
        raise InputError(Text(
            f"months is {months!r}, but must be a whole number of months from 1, within the horizon of {years} years. "
            "Give fewer months, or more years.",
            f"months vaut {months!r}, mais doit être un nombre entier de mois à partir de 1, dans l'horizon de {years} "
            "ans. Donnez moins de mois, ou plus d'années.",
        ))
