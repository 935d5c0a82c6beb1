"""What a search for mixes leaves in its folder: the front, a policy file a point, figures (sorties de la recherche)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from experiments.catalogue import label
from experiments.compose import compose
from experiments.figures import Note, front_scatter, parallel, save
from experiments.files import write_atomic
from experiments.mixes import policy_yaml
from experiments.outcome import plain
from experiments.output import write_json, write_table
from experiments.provenance import commit, now, versions
from experiments.search.request import SUMMARY, Asked
from experiments.search.text import objective_label, objective_unit, result_text
from experiments.words import DISCLAIMER, LANGUAGES
from sim.errors import Text
from sim.version import MODEL_VERSION


@dataclass(frozen=True)
class Result:
    """A search that has ended: what was asked, a row for each mix, what failed."""

    asked: Asked
    table: pd.DataFrame
    failures: tuple[str, ...] = ()


def write_result(found: Result) -> dict[str, Any]:
    """Write every file of a search, each whole or not at all, and return its summary."""
    asked, front = found.asked, found.table[found.table["front"]]
    write_table(asked.out / "trials", found.table)
    write_table(asked.out / "front", front)
    for stale in (asked.out / "front").glob("mix_*.yaml"):
        stale.unlink()
    for row in front.to_dict("records"):
        write_atomic(asked.out / "front" / f"{row['name']}.yaml", _policy(row, asked).encode())
    for lang in LANGUAGES:
        _figures(found, lang)
    summary = {
        "instruments": list(asked.tools), "objectives": list(asked.objectives), "thresholds": dict(asked.thresholds),
        "worlds": [dict(world) for world in asked.worlds], "seeds": list(asked.seeds), "step": 1 / asked.steps,
        "mixes": len(found.table), "front": front.to_dict("records"), "failed": list(found.failures),
        "text": {lang: result_text(found, lang) for lang in LANGUAGES},
        "caution": {lang: DISCLAIMER.in_(lang) for lang in LANGUAGES},
        "meta": {"out": str(asked.out), "versions": versions(), "commit": commit(), "when": now()},
    }  # fmt: skip
    write_json(asked.out / SUMMARY, plain(summary))
    return summary


def _policy(row: Mapping[Any, Any], asked: Asked) -> str:
    shares = {tool: row[f"share.{tool}"] for tool in asked.tools if row[f"share.{tool}"] > 0}
    said = ", ".join(f"{name} {row[name]:.4g}" for name in asked.objectives)
    lines = [
        f"A point of the front of essaimage search: {said}; {len(asked.worlds)} worlds, {len(asked.seeds)} seeds.",
        "policy=file policy.path=THIS FILE",
    ]
    return policy_yaml(str(row["name"]), shares, lines)


def _figures(found: Result, lang: str) -> None:
    """Draw each two objectives that follow one another, and all mixes with their shares."""
    asked, table, note = found.asked, found.table, _note(found.asked, lang)
    for k, (x, y) in enumerate(pairwise(asked.objectives), 1):
        ends, pair = ("", "_low", "_high"), (("x", x), ("y", y))
        columns = {f"{new}{end}": table[f"{old}{end}"] for new, old in pair for end in ends}
        frame = pd.DataFrame(columns).assign(front=table["front"], name=table["name"].str.removeprefix("mix_"))
        fig = front_scatter(frame, lang, note, (objective_label(x, lang), objective_label(y, lang)),
                            (objective_unit(x, lang), objective_unit(y, lang)))[0]  # fmt: skip
        save(fig, asked.out / "figures" / f"front_{k}_{lang}")
    shares = [f"share.{tool}" for tool in asked.tools]
    words = Text("on the front", "sur le front"), Text("other mixes tried", "autres dosages essayés")
    frame = table.assign(group=[words[0 if front else 1].in_(lang) for front in table["front"]])
    names = {f"share.{tool}": label("instruments", tool, lang) for tool in asked.tools}
    for name in asked.objectives:
        names[name] = objective_label(name, lang)
        if objective_unit(name) == "share":
            frame[name] *= 100.0
            names[name] += " (%)"
    title = Text("Every mix tried: shares of the budget, and what they give",
                 "Tous les dosages essayés : parts du budget, et ce qu'elles donnent")  # fmt: skip
    named = _note(asked, lang, title.in_(lang))
    save(parallel(frame, [*shares, *asked.objectives], lang, named, names)[0], asked.out / "figures" / f"mixes_{lang}")


def _note(asked: Asked, lang: str, title: str = "") -> Note:
    cell = compose(asked.fixed)
    return Note(
        seeds=len(asked.seeds), years=cell["years"], first_year=cell["first_year"], version=MODEL_VERSION,
        worlds=len(asked.worlds), title=title, command=asked.command,
    )  # fmt: skip
