"""The figures of what a cabinet asks, from its tables: by group, and of another budget (figures du cabinet)."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.answer import named_indicator
from experiments.cabinet.ground import GROUPINGS, group_label
from experiments.cabinet.tables import KINDS, Cabinet
from experiments.cabinet.text import NET, SHOWN_BY_GROUP
from experiments.catalogue import label
from experiments.credit import territory_title
from experiments.figures import Note, budget_effects, group_effects, save
from experiments.store import read
from experiments.vintage import by_another
from scenarios.territory.table import INSPIRED
from sim.errors import InputError
from sim.version import MODEL_VERSION

BUDGET = "budget.json"  # what `essaimage budget` writes


def grouped(found: Cabinet) -> list[tuple[str, str]]:
    """Return which groupings and measures can be drawn: those of more than one group."""
    several = [grouping for grouping in GROUPINGS if len(found.inhabitants.get(grouping, {})) > 1]
    return [(grouping, measure) for grouping in several for measure in SHOWN_BY_GROUP]


def group_figure(found: Cabinet, grouping: str, measure: str, lang: str, note: Note) -> Any:
    """Draw one measure by density class or by département, each policy against the reference."""
    table = found.groups
    table = table[(table["grouping"] == grouping) & (table["measure"] == measure)]
    order = {group: rank for rank, group in enumerate(found.inhabitants[grouping])}
    table = table[table["group"].isin(order)].sort_values("group", key=lambda c: c.map(order), kind="stable")
    invented = found.invented[grouping]
    frame = table.assign(
        label=[label("policy", str(policy), lang) for policy in table["policy"]],
        group_label=[group_label(grouping, str(group), lang) for group in table["group"]],
        invented=[invented.get(str(group), 0.0) > INSPIRED for group in table["group"]],
    )
    said, kind = NET if measure == "net" else KINDS[measure][0], KINDS[measure][1]
    named_so = said.in_(lang)
    heading = f"{named_so[0].upper()}{named_so[1:]}"
    unit = "euros" if kind == "€" else kind
    against = label("policy", found.reference, lang)
    return group_effects(frame, lang, note, heading, unit, against, GROUPINGS[grouping].in_(lang))


def budget_figures(folder: Path, lang: str) -> list[Path]:
    """Draw each indicator of the results of ``essaimage budget`` in a folder and return the paths, PNG then SVG.

    Raises InputError for results of another version of the model.
    """
    said = json.loads((folder / BUDGET).read_text(encoding="utf-8"))
    store = read(folder)
    if why := by_another(store):
        raise InputError(why)
    cell = store.cell(store.run_ids()[0])
    note = Note(
        seeds=int(store.manifest["seeds"]), years=cell["years"], first_year=cell["first_year"], version=MODEL_VERSION,
        territory=territory_title(cell, lang), command=f"essaimage plot {folder} lang={lang}",
    )  # fmt: skip
    table = pd.DataFrame(said["effects"])
    table = table.assign(label=[label("policy", str(policy), lang) for policy in table["policy"]])
    written: list[Path] = []
    for name, mine in table.groupby("indicator", sort=False):
        fig = budget_effects(mine, lang, note, *named_indicator(str(name), lang), float(said["change"]))[0]
        written += save(fig, folder / "figures" / f"budget_{name}_{lang}")
    return written
