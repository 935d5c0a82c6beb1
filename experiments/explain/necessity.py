"""What each process and mechanism is for: switched off in turn, what changes at the horizon (nécessité)."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from experiments.asked import engine_of, noted, output_folder, refuse
from experiments.compare import paired
from experiments.compose import Cell, compose
from experiments.design import Design, planned
from experiments.execute import execute_ends
from experiments.explain.necessity_text import SUMMARY, page, summary_text
from experiments.failures import failures_of
from experiments.files import write_atomic
from experiments.intervals import ended
from experiments.messages import Teller
from experiments.outcome import Outcome, plain
from experiments.output import write_json
from experiments.overrides import as_overrides, number_in
from experiments.provenance import commit, now, versions
from experiments.request import Request
from experiments.runner import run_design
from experiments.store import Store, read
from experiments.warm import warm_up
from sim.errors import EssaimageError, Text, unknown

AS_IS, WITHOUT = "as_is", "without"
PROCESS, MECHANISM = "process", "mechanism"


@dataclass(frozen=True)
class Part:
    """A process or a mechanism, what switches it off, and the policy under which it can act."""

    name: str
    kind: str  # "process" or "mechanism"
    label: Text
    under: str
    own: str  # the indicator nearest to it
    cut: Mapping[str, Any] = field(default_factory=dict)
    usual: Mapping[str, Any] = field(default_factory=dict)  # settings with and without it

    def cell(self, side: str, settings: Sequence[str]) -> Cell:
        """Return the run as it is, or without this part."""
        changed = self.cut if side == WITHOUT else {}
        texts = (*as_overrides(self.usual), *settings, f"policy={self.under}", *as_overrides(changed))
        cell = _composed(texts)
        return {**cell, "without": [self.name]} if side == WITHOUT and self.kind == PROCESS else cell


@cache
def _composed(texts: tuple[str, ...]) -> Cell:
    return compose(texts)


@cache
def stated() -> dict[str, Any]:
    """Return what configs/necessity.yaml says: indicators, seeds, processes, mechanisms."""
    return dict(yaml.safe_load(files("configs").joinpath("necessity.yaml").read_text(encoding="utf-8")))


def parts() -> dict[str, Part]:
    """Return every process and mechanism by its name, in the order of configs/necessity.yaml."""
    found = {}
    for kind, section in ((PROCESS, "processes"), (MECHANISM, "mechanisms")):
        for name, row in stated()[section].items():
            own, under = row["own"], row.get("under", "current_mix")
            text, cut, usual = Text(row["en"], row["fr"]), row.get("cut", {}), row.get("with", {})
            found[name if kind == MECHANISM else f"{name}()"] = Part(name, kind, text, under, own, cut, usual)
    return found


def necessity(request: Request) -> Outcome:
    """Switch off each part asked for, or all, and write what changes; 1 where runs failed."""
    problems = list(request.problems)
    known, size = parts(), "quick" if "--quick" in request.flags else "full"
    bad = [name for name in request.names if name not in known]
    where = Text("essaimage necessity", "essaimage necessity")
    problems += [unknown(Text("process or mechanism", "processus ou mécanisme"), name, known, where) for name in bad]
    rule = (2, 10_000, stated()["seeds"][size], Text("common seeds", "tirages communs"))
    count = number_in("seeds", request.options.get("seeds"), rule, problems)
    out = output_folder(request, "necessity", problems)
    wanted = {name: known[name] for name in request.names or known if name in known}
    design = None
    with noted(problems):
        design = design_of(wanted, request.settings, count) if wanted else None
    refuse(problems)
    assert design is not None
    tell = Teller(request.lang)
    tell(_begins(len(wanted), len(design.run_ids), count, out))
    warm_up(tell)
    engine = engine_of(request, problems)
    report = run_design(design, out, execute_ends, engine, progress=request.lang, on_message=tell)
    quick = ["--quick"] if size == "quick" else []
    data = found_in(read(out), wanted) | {
        "size": size, "seeds": count, "settings": list(request.settings), "runs": len(design.run_ids),
        "command": shlex.join(["essaimage", "necessity", *request.names, *quick, *request.settings]),
        "failed": report.failed, "meta": {"out": str(out), "versions": versions(), "commit": commit(), "when": now()},
    }  # fmt: skip
    data = plain(data)
    write_json(out / SUMMARY, data)
    write_atomic(out / "necessity.md", page(data, request.lang).encode())
    where = Text(f"Page and figures: {out}/necessity.md", f"Page et chiffres : {out}/necessity.md")
    text = f"{summary_text(data, request.lang)}\n{where.in_(request.lang)}"
    return Outcome(text, data, int(report.failed > 0), failures_of(out, design, request.lang))


def design_of(wanted: Mapping[str, Part], settings: Sequence[str], seeds: int) -> Design:
    """Return the runs as they are and without each part, on common seeds; runs that are the same are made once."""
    first = next(iter(wanted.values())).cell(AS_IS, settings)["seed"]

    def resolve(side: str, world: dict[str, Any], seed: int) -> Cell:
        return {**wanted[world["part"]].cell(side, settings), "seed": seed}

    worlds = [{"part": name} for name in wanted]
    return planned("necessity", AS_IS, (AS_IS, WITHOUT), worlds, range(first, first + seeds), resolve)


def found_in(store: Store, wanted: Mapping[str, Part]) -> dict[str, Any]:
    """Return what stored runs say: for each part, each indicator's change without it, with its interval.

    Raises EssaimageError where none of the runs ended.
    """
    if "indicators" not in store.table_names():
        raise EssaimageError(Text(
            f"None of the runs ended: {store.folder}/failures says why.",
            f"Aucune simulation n'est allée au bout : {store.folder}/failures dit pourquoi.",
        ))
    plan, values = ended(store.table("plan"), store.table("runs")), store.table("indicators")
    names = list(stated()["indicators"])
    every = dict.fromkeys([*names, *(part.own for part in wanted.values())])
    changes = {name: _changes(plan, values, name) for name in every}
    rows = []
    for name, part in wanted.items():
        mine = {i: changes[i][name] for i in names if name in changes[i]}
        own = changes[part.own].get(name)
        rows.append({
            "part": name, "kind": part.kind, "label": {"en": part.label.en, "fr": part.label.fr}, "under": part.under,
            "cut": dict(part.cut), "with": dict(part.usual), "own": part.own, "own_change": own, "changes": mine,
            "moved": [i for i, change in mine.items() if change["verdict"] in ("above", "below")],
        })  # fmt: skip
    return {"indicators": names, "parts": rows}


def _changes(plan: pd.DataFrame, values: pd.DataFrame, indicator: str) -> dict[str, dict[str, Any]]:
    """Return by part the paired change without it: estimate, low, high, usual, seeds, verdict."""
    table = paired(plan, values, AS_IS, indicator)
    keys = ("estimate", "low", "high", "seeds", "verdict")
    rows = table.to_dict("records")
    return {row["part"]: {"usual": row["reference_value"], **{key: row[key] for key in keys}} for row in rows}


def _begins(count: int, runs: int, seeds: int, out: Path) -> Text:
    """Say what is going to be done."""
    return Text(
        f"{count} processes and mechanisms switched off in turn, {seeds} common seeds: {runs} distinct runs, in {out}",
        f"{count} processus et mécanismes coupés l'un après l'autre, {seeds} tirages communs : {runs} simulations "
        f"distinctes, dans {out}",
    )
