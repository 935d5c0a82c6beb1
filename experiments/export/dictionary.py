"""What tables hold, and what was assumed in the runs behind them (dictionnaire, hypothèses)."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.choices import hydra_config, kinds
from experiments.difference import settings_in
from experiments.groups import settable
from experiments.one_run import TABLES
from experiments.results import Sweep
from sim.measures import INDICATORS
from sim.units import unit_in

SECTIONS = ("params", "instruments", "innovations", "shocks")  # of a cell, before the name people type
HEADS = {
    "en": ("table", "name", "unit", "label", "definition"),
    "fr": ("table", "nom", "unité", "libellé", "définition"),
}
ASSUMED = {
    "en": ("setting", "values", "unit", "plausible", "meaning", "source"),
    "fr": ("réglage", "valeurs", "unité", "plausible", "sens", "source"),
}


def columns_of(sweep: Sweep) -> dict[str, dict[str, str]]:
    """Return, by table, its columns and their units."""
    names = [*TABLES, "plan", "runs"]
    found = {}
    for table in (name for name in names if name in sweep.store.table_names()):
        units = sweep.table(table).attrs.get("units", {})
        found[table] = {column: units.get(column, "") for column in sweep.store.columns(table)}
    return found


def dictionary(columns: Mapping[str, Mapping[str, str]], lang: str) -> pd.DataFrame:
    """Return a row for each column of each table and each indicator, with units and definitions."""
    rows = [
        (table, name, unit_in(unit, lang), "", "") for table, units in columns.items() for name, unit in units.items()
    ]
    rows += [
        ("indicator" if lang == "en" else "indicateur", name, one.unit.in_(lang), one.label.in_(lang),
         one.definition.in_(lang))
        for name, one in INDICATORS.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(HEADS[lang]))


def assumptions(sweep: Sweep, lang: str) -> pd.DataFrame:
    """Return a row for each setting of the runs: its values, unit, plausible range, meaning and source."""
    base = hydra_config("config")
    classes = kinds({group: base[group]["name"] for group in ("territory", "start")})
    rows = []
    for name, values in settings_in(sweep.store.design()).items():
        section, _, rest = name.partition(".")
        typed = rest if section in SECTIONS else name
        group, _, short = typed.partition(".")
        known: Any = settable(classes[group]).get(short) if group in classes else None
        meta = known.metadata if known else {}
        shown = sorted(values, key=lambda text: (len(text), text))
        text = ", ".join(shown[:12]) + (f" … ({len(shown)})" if len(shown) > 12 else "")
        plausible = " … ".join(map(str, meta["plausible"])) if meta.get("stated") else ""
        unit = unit_in(meta.get("unit", ""), lang)
        rows.append((typed, text, unit, plausible, meta.get("meaning", ""), meta.get("source", "")))
    return pd.DataFrame(rows, columns=list(ASSUMED[lang]))
