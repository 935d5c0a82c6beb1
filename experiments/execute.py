"""From a cell to the tidy tables of its run: numbers become names, units stand beside (exécution d'une cellule)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from experiments.compose import build
from scenarios.public import names_of
from scenarios.scenario import Scenario, places_of
from scenarios.territory.places import Places
from sim.ledger import FLOWS, PAID, PRIVATE, REPAID
from sim.names import FORMS, IDEA, MODALITIES, MODES, SECTIONS, STAGES, TAKEN_OVER
from sim.record import Record

Tables = dict[str, pd.DataFrame]

UNITS = {
    "indicators": {"step": "months", "year": "calendar year", "value": "unit of the indicator"},
    "places": {
        "step": "months", "year": "calendar year", "population": "inhabitants", "x_km": "km", "y_km": "km",
        "concerned": "persons", "aware": "persons", "adopters": "persons", "coverage": "share of the concerned",
        "sites": "open sites",
    },
    "territory": {
        "step": "months", "year": "calendar year", "population": "inhabitants", "wellbeing": "0 to 1",
        "unemployment": "share of the active", "trust": "0 to 1", "attractiveness": "0 to 1", "latent": "0 to 1",
        "assets": "0 to 1", "third_place": "0 to 1", "digital_access": "share of people",
        "digital_skill": "share of people", "asked": "requests", "answered": "requests", "behind": "months",
    },
    "projects": {
        "born": "months", "opened": "months", "closed": "months", "capital": "euros", "posts": "FTE", "skill": "0 to 1",
        "cash": "euros", "users": "users", "quality": "0 to 1", "successes": "trials", "failures": "trials",
        "fidelity": "0 to 1", "volunteers": "FTE", "hours": "hours", "fit": "0 to 1", "governance": "0 to 1",
        "codified": "0 to 1", "received": "euros", "private": "euros",
    },
    "lineage": {"depth": "copies in a row", "fidelity": "0 to 1", "step": "months"},
    "ledger": {"step": "months", "year": "calendar year", "euros": "euros"},
    "local": {"jobs": "FTE", "paid": "euros", "repaid": "euros", "private": "euros"},
}  # fmt: skip
COMPACT = [
    "project", "place", "innovation", "form", "stage", "mode", "parent", "born", "opened", "closed", "key", "received",
]  # fmt: skip
LEDGER_KEYS = ["step", "year", "flow", "instrument", "section"]


def execute(cell: Mapping[str, Any]) -> Tables:
    """Return every table of one run: indicators by month, places by year, projects, lineage, ledger line by line."""
    scenario = build(cell)
    return tables_of(scenario, scenario.run(cell["seed"]))


def execute_small(cell: Mapping[str, Any]) -> Tables:
    """Return what a sweep keeps of a run: indicators each January, places at the end, the ledger by instrument."""
    scenario = build(cell)
    record = scenario.run(cell["seed"], every=12)
    return reduced(tables_of(scenario, replace(record, years=record.years[-1:], lands=record.lands[-1:])))


def execute_ends(cell: Mapping[str, Any]) -> Tables:
    """Return the indicators of a run each January and nothing else, for designs of very many runs."""
    scenario = build(cell)
    found = _indicators(scenario.run(cell["seed"], every=12))
    return _dated({"indicators": found}, scenario.first_year)


def tables_of(scenario: Scenario, record: Record, tools: Sequence[str] | None = None) -> Tables:
    """Return the tables of a run that has ended; ``year`` is the calendar year of ``step``.

    tools: names of the instruments by number, where they are not those of the scenario's policy alone.
    """
    tools = [tool.name for tool in scenario.programme.instruments] if tools is None else tools
    places, kinds = places_of(scenario.territory), np.array(sorted(i.name for i in scenario.innovations))
    projects = _projects(record, places, kinds)
    found = {
        "indicators": _indicators(record),
        "places": _places(record, places, kinds),
        "territory": _territory(record, places),
        "projects": projects,
        "lineage": _lineage(record, projects),
        "ledger": _ledger(record, places, tools),
        "local": _local(record, places),
    }
    return _dated(found, scenario.first_year)


def _dated(tables: Tables, first_year: int) -> Tables:
    """Write the calendar year beside each step, and the units, in place."""
    for name, frame in tables.items():
        if "step" in frame and name != "lineage":
            frame.insert(1, "year", first_year + frame["step"].to_numpy() // 12)
        frame.attrs["units"] = UNITS[name]
    return tables


def reduced(tables: Tables) -> Tables:
    """Return what a sweep keeps of the tables of one run."""
    indicators, places, territory = tables["indicators"], tables["places"], tables["territory"]
    ledger = tables["ledger"].groupby(LEDGER_KEYS, sort=True, as_index=False)["euros"].sum()
    found = {
        "indicators": indicators[indicators["step"] % 12 == 0].reset_index(drop=True),
        "places": places[places["step"] == places["step"].max()].drop(columns="epci_name").reset_index(drop=True),
        "territory": territory[territory["step"] == territory["step"].max()].reset_index(drop=True),
        "projects": tables["projects"][COMPACT].copy(),
        "lineage": tables["lineage"],
        "ledger": ledger,
        "local": tables["local"],
    }
    for name, frame in found.items():
        frame.attrs["units"] = {key: unit for key, unit in UNITS[name].items() if key in frame}
    return found


def _indicators(record: Record) -> pd.DataFrame:
    values = record.indicators
    steps = len(record.rows)
    return pd.DataFrame(
        {
            "step": np.repeat(record.every * np.arange(steps), len(values)),
            "indicator": np.tile(np.array(list(values), dtype=object), steps),
            "value": np.column_stack(list(values.values())).ravel(),
        }
    )


def _places(record: Record, places: Places, kinds: np.ndarray) -> pd.DataFrame:
    seen = record.places
    row = seen["place"]
    columns = ("name", "epci", "epci_name", "population", "x_km", "y_km", "source")
    fixed = {name: _repeated(getattr(places, name), row) for name in columns}
    concerned = seen["concerned"]
    coverage = np.divide(seen["adopters"], concerned, out=np.full(row.size, np.nan), where=concerned > 0)
    return pd.DataFrame(
        {
            "step": seen["step"], "place": _repeated(places.code, row), **fixed,
            "innovation": _repeated(kinds, seen["innovation"]),
            "concerned": concerned, "aware": seen["aware"], "adopters": seen["adopters"], "coverage": coverage,
            "sites": seen["sites"].astype(np.int64),
        }
    )  # fmt: skip


def _territory(record: Record, places: Places) -> pd.DataFrame:
    seen = record.territory
    return pd.DataFrame(seen | {"place": _repeated(places.code, seen["place"])})


def _projects(record: Record, places: Places, kinds: np.ndarray) -> pd.DataFrame:
    p = record.projects
    numbers = (
        "capital", "posts", "skill", "cash", "users", "quality", "successes", "failures", "fidelity", "volunteers",
        "hours", "fit", "governance", "codified", "received", "private",
    )  # fmt: skip
    return pd.DataFrame(
        {
            "project": np.arange(p["place"].size), "place": places.code[p["place"]],
            "innovation": kinds[p["innovation"]], "actor": p["actor"].astype(np.int64),
            "form": np.array(FORMS)[p["form"]], "stage": np.array(STAGES)[p["stage"]],
            "mode": np.array(MODES)[p["mode"]], "parent": _optional(p["parent"]), "born": p["born"].astype(np.int64),
            "opened": _optional(p["opened"]), "closed": _optional(p["closed"]), "revives": _optional(p["revives"]),
            "owner": _named(names_of(places), p["owner"]), "modality": np.array(MODALITIES)[p["modality"]],
            "swayed": p["swayed"].astype(bool), **{name: p[name].astype(float) for name in numbers}, "key": p["key"],
        }
    )  # fmt: skip


def _lineage(record: Record, projects: pd.DataFrame) -> pd.DataFrame:
    frame = projects[["project", "parent"]].copy()
    frame["depth"] = record.projects["depth"].astype(np.int64)
    return frame.assign(
        fidelity=projects["fidelity"], mode=projects["mode"], place=projects["place"], step=projects["born"]
    )


def _ledger(record: Record, places: Places, tools: Sequence[str]) -> pd.DataFrame:
    lines = record.ledger
    return pd.DataFrame(
        {
            "step": lines["step"], "flow": np.array(FLOWS)[lines["flow"]],
            "payer": _named(names_of(places), lines["payer"]),
            "instrument": _named(np.array(tools, dtype=str), lines["instrument"]),
            "section": np.array(SECTIONS)[lines["section"]], "place": _named(places.code, lines["place"]),
            "project": _optional(lines["project"]), "euros": lines["euros"],
        }
    )  # fmt: skip


def _local(record: Record, places: Places) -> pd.DataFrame:
    """Return jobs and euros so far of each place at the end, and in the row "" what went to no place of its own."""
    p, lines, size = record.projects, record.ledger, len(places)
    open_ = (p["stage"] > IDEA) & (p["stage"] <= TAKEN_OVER)
    found = {"place": np.append(places.code.astype(str), "")}
    found["jobs"] = np.bincount(p["place"][open_], (p["posts"] + p["funded"])[open_], size + 1).astype(float)
    for flow in (PAID, REPAID, PRIVATE):
        mine = lines["flow"] == flow
        rows = lines["place"][mine] % (size + 1)  # row -1, no place, is the last one
        found[FLOWS[flow]] = np.bincount(rows, lines["euros"][mine], size + 1).astype(float)
    return pd.DataFrame(found)


def _named(names: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the names of rows, "" for row -1."""
    return np.append(names.astype(str), "")[rows]


def _repeated(values: np.ndarray, rows: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """Return ``values[rows]`` as a column: names are kept once each, not at full width in millions of rows."""
    return pd.Series(values).array.take(rows)


def _optional(rows: np.ndarray) -> pd.arrays.IntegerArray:
    """Return whole numbers in which -1 is missing."""
    return pd.arrays.IntegerArray(rows.astype(np.int64), rows < 0)
