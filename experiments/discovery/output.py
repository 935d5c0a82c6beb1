"""What a look at deep uncertainty leaves in its folder: tables, summary, figures (sorties)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from experiments.answer import indicator_label
from experiments.catalogue import label
from experiments.discovery.boxes import Box, Found
from experiments.discovery.text import SIDES, findings_text
from experiments.discovery.worlds import is_choice
from experiments.figures import (
    Note,
    box_limits,
    information_bars,
    parallel,
    regional_curves,
    save,
    score_table,
    tornado,
)
from experiments.outcome import plain
from experiments.output import write_json, write_table
from experiments.provenance import commit, now, versions
from experiments.words import DISCLAIMER, LANGUAGES, NBSP, NO_DIFFERENCE
from sim.errors import Text
from sim.measures import INDICATORS
from sim.version import MODEL_VERSION

SUMMARY = "discovery.json"


def write_findings(found: Any) -> dict[str, Any]:
    """Write every file of what was found (experiments.discovery.command.Findings) and return the summary."""
    out = found.asked.out
    for stale in (*out.glob("*.csv"), *out.glob("*.parquet"), *out.glob("figures/*.png"), *out.glob("figures/*.svg")):
        stale.unlink()  # of an earlier look, that this one may not make again
    for name, frame in tables(found).items():
        write_table(out / name, frame)
    for lang in LANGUAGES:
        for name, fig in figures(found, lang):
            save(fig, out / "figures" / f"{name}_{lang}")
    summary = summary_of(found)
    write_json(out / SUMMARY, plain(summary))
    return summary


def tables(found: Any) -> dict[str, pd.DataFrame]:
    """Return every table that was filled, by the name of its file."""
    worlds = found.worlds
    own = worlds.dials.reset_index().assign(
        estimate=worlds.estimate, low=worlds.low, high=worlds.high, verdict=worlds.verdict
    )
    mine: dict[str, pd.DataFrame] = {
        "worlds": own, "scores": found.scores, "ends": found.ends, "robustness": found.robustness,
        "satisficing": found.satisficing, "information": found.information,
    }  # fmt: skip
    for name, side in found.sides.items():
        mine[f"regional_{name}"] = side.regional
        mine[f"curves_{name}"] = side.curves.assign(value=side.curves["value"].astype(str)) if len(side.curves) else (
            side.curves
        )
        for k, one in enumerate(side.boxes, 1):
            mine[f"box_{name}_{k}"] = limits_frame(one.box, worlds.dials)
            mine[f"path_{name}_{k}"] = path_frame(one)
    return {name: frame for name, frame in mine.items() if len(frame)}


def limits_frame(box: Box, dials: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each dial that a box limits, with what was tested, as ``figures.box_limits`` takes it."""
    rows: dict[str, dict[str, Any]] = {}
    for limit in box.limits:
        column = dials[limit.dial]
        row = rows.setdefault(limit.dial, {"dial": limit.dial, "luck": 0.0, "again": limit.again})
        row["luck"] = max(row["luck"], limit.luck)
        if is_choice(column):
            row |= {"kept": ",".join(limit.options), "options": ",".join(sorted(map(str, column.unique())))}
            continue
        row |= {"lowest": float(column.min()), "highest": float(column.max())}
        for end, value in (("low", limit.low), ("high", limit.high)):
            row[end] = row.get(end) if value is None else value
    columns = ["dial", "low", "high", "lowest", "highest", "kept", "options", "luck", "again"]
    frame = pd.DataFrame(list(rows.values()), columns=columns)
    return frame.astype(dict.fromkeys(("low", "high", "lowest", "highest"), float))


def path_frame(one: Found) -> pd.DataFrame:
    """Return the boxes on the way to one, and that one, as ``figures.box_limits`` takes them."""
    steps = [*one.path, one.box]
    return pd.DataFrame({
        "coverage": [b.coverage for b in steps], "density": [b.density for b in steps],
        "worlds": [b.worlds for b in steps], "held": [b.held for b in steps],
        "limits": [len(b.dials) for b in steps], "chosen": [b is one.box for b in steps],
    })  # fmt: skip


def figures(found: Any, lang: str) -> Iterator[tuple[str, Figure]]:
    """Yield the name and the picture of each figure that the findings allow."""
    note, first = _note(found, lang), found.asked.indicators[0]
    named = (indicator_label(first, lang), _unit(first, lang))
    if len(found.scores):
        labels = {name: indicator_label(name, lang) for name in found.scores["outcome"]}
        yield "scores", score_table(found.scores.assign(label=found.scores["outcome"].map(labels)), lang, note)[0]
    if len(found.ends):
        yield "tornado", tornado(found.ends, lang, replace(note, title=_title(found, lang)), *named)[0]
    if len(found.worlds.dials.columns) > 1:
        yield "worlds", _all_worlds(found, lang, replace(note, title=_title(found, lang)))
    if len(found.information):
        yield "information", information_bars(found.information, lang, note, *named)[0]
    for name in found.sides:
        yield from _of_side(found, name, lang, note)


def _of_side(found: Any, name: str, lang: str, note: Note) -> Iterator[tuple[str, Figure]]:
    side = found.sides[name]
    titled = replace(note, title=_title(found, lang, name))
    for k, one in enumerate(side.boxes, 1):
        if one.discernible and one.box.limits:
            limits = limits_frame(one.box, found.worlds.dials)
            yield f"box_{name}_{k}", box_limits(limits, path_frame(one), lang, titled)[0]
    if len(side.regional):
        yield f"regional_{name}", regional_curves(side.curves, side.regional, lang, titled)[0]


def _all_worlds(found: Any, lang: str, note: Note) -> Figure:
    """Draw a line for each world over its dials and the difference, coloured by where its interval lies."""
    groups = {
        "below": Text("less good", "moins bien"), "above": Text("better", "mieux"),
        "not discernible": Text(f"≈ {NO_DIFFERENCE.en}", f"≈ {NO_DIFFERENCE.fr}"),
    }  # fmt: skip
    verdicts = ["not discernible" if v not in groups else v for v in map(str, found.worlds.verdict)]
    frame = found.worlds.dials.assign(estimate=found.worlds.estimate, group=[groups[v].in_(lang) for v in verdicts])
    order = {text.in_(lang): place for place, text in enumerate(groups.values())}
    frame = frame.sort_values("group", key=lambda c: c.map(order), kind="stable")
    names = {"estimate": Text("difference", "écart").in_(lang)}
    if _unit(found.asked.indicators[0], "en") == "share":
        frame["estimate"] *= 100.0
        names["estimate"] += " (points)"
    return parallel(frame, [*found.worlds.dials, "estimate"], lang, note, names)[0]


def _note(found: Any, lang: str) -> Note:
    sweep = found.asked.sweep
    plan = sweep.plan
    cell = sweep.cell(str(plan["run_id"].iloc[0]))
    return Note(
        seeds=int(plan["seed"].nunique()), years=cell["years"], first_year=cell["first_year"], version=MODEL_VERSION,
        worlds=int(plan["world"].nunique()), command=f"{found.asked.command} lang={lang}",
    )  # fmt: skip


def _title(found: Any, lang: str, side: str = "") -> str:
    a, b = (label("policy", name, lang) for name in found.asked.pair)
    word = SIDES[side] if side else Text("less", "moins")
    what = indicator_label(found.asked.indicators[0], lang).lower()
    return Text(
        f"“{a}” {word.en} “{b}”: {what}", f"«{NBSP}{a}{NBSP}» {word.fr} «{NBSP}{b}{NBSP}»{NBSP}: {what}"
    ).in_(lang)


def _unit(name: str, lang: str) -> str:
    return INDICATORS[name].unit.in_(lang)


def summary_of(found: Any) -> dict[str, Any]:
    """Return all that was found, as plain values."""
    asked = found.asked
    sides = {
        name: {
            "worlds": int(side.interest.sum()), "boxes": [_found(one) for one in side.boxes],
            "tree": _found(side.tree) if side.tree else None, "regional": side.regional.to_dict("records"),
        }
        for name, side in found.sides.items()
    }  # fmt: skip
    frames = ("scores", "ends", "robustness", "satisficing", "information")
    return {
        "experiment": asked.experiment.name, "policy": asked.pair[0], "against": asked.pair[1],
        "indicators": list(asked.indicators), "methods": list(asked.methods), "thresholds": dict(asked.thresholds),
        "worlds": found.worlds.count, "dials": list(found.worlds.dials), "sides": sides,
        **{name: getattr(found, name).to_dict("records") for name in frames},
        "text": {lang: findings_text(found, lang) for lang in LANGUAGES},
        "caution": {lang: DISCLAIMER.in_(lang) for lang in LANGUAGES},
        "meta": {"out": str(asked.out), "versions": versions(), "commit": commit(), "when": now()},
    }  # fmt: skip


def _found(one: Found) -> dict[str, Any]:
    box = one.box
    return {
        "discernible": one.discernible, "limits": [limit._asdict() for limit in box.limits], "worlds": box.worlds,
        "held": box.held, "coverage": box.coverage, "density": box.density, "score": box.score,
        "as_good": one.as_good, "shuffled": one.shuffles,
    }  # fmt: skip
