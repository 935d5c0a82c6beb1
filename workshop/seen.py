"""What is seen of one run after a turn: indicators, maps, money by line, events, where all stand (relevé)."""

from typing import Any

import numpy as np
import pandas as pd

from experiments.relay import Stretch
from scenarios.scenario import Scenario, places_of
from workshop.dashboard import CURVES, JUDGED, KPI, MAPS

Seen = dict[str, Any]
MONTHS = 12
FLOWS = ("budgeted", "committed", "released", "paid", "outstanding", "repaid", "lost", "owed", "private")


def seen_in(found: Stretch, plan: dict[str, Any], scenario: Scenario, every: int) -> Seen:
    """Return what is shown of a run: finals now and a turn before, curves, maps by year, money, events, standings.

    every: months between two points of the curves; a quick look has no events.
    """
    tables, points = found.tables, MONTHS * plan["world"]["years_a_turn"] // every
    names, values = _series(tables["indicators"])
    column = {name: k for k, name in enumerate(names)}
    wanted = sorted({*KPI, *JUDGED})
    start = max(0, len(values) - 1 - points)
    return {
        "months": every * (len(values) - 1), "every": every,
        "kpi": {name: float(values[-1, column[name]]) for name in wanted},
        "before": {name: float(values[start, column[name]]) for name in wanted},
        "curves": {name: values[:, column[name]].copy() for name in CURVES},
        "maps": _maps(tables),
        "money": _money(tables["ledger"], scenario),
        "events": _events(tables, scenario) if every == 1 else [],
        "stands": found.stands,
    }


def _series(frame: pd.DataFrame) -> tuple[list[str], np.ndarray]:
    """Return the names of indicators and their values by month, shape (months + 1, indicators)."""
    steps = int(frame["step"].nunique())
    size = len(frame) // steps
    return frame["indicator"].iloc[:size].tolist(), frame["value"].to_numpy().reshape(steps, size)


def _maps(tables: dict[str, pd.DataFrame]) -> dict[str, np.ndarray]:
    """Return each mapped indicator, shape (years, places); coverage is that of all innovations together."""
    land, used = tables["territory"], tables["places"]
    years = int(land["step"].nunique())
    places = len(land) // years
    shape = (years, -1, places)
    concerned, adopters, sites = (used[n].to_numpy(float).reshape(shape).sum(axis=1) for n in
                                  ("concerned", "adopters", "sites"))  # fmt: skip
    cover = np.divide(adopters, concerned, out=np.full(concerned.shape, np.nan), where=concerned > 0)
    made = {"coverage": cover, "sites": sites}
    return {name: made[name] if name in made else land[name].to_numpy(float).reshape(years, places) for name in MAPS}


def _money(ledger: pd.DataFrame, scenario: Scenario) -> dict[str, Any]:
    """Return the euros of each line by flow, and what was paid by EPCI, "" for what serves no single place."""
    own = ledger[ledger["instrument"] != ""]
    sums = own.groupby(["instrument", "flow"], sort=True)["euros"].sum()
    lines: dict[str, dict[str, float]] = {}
    for (line, flow), euros in _pairs(sums):
        if flow in FLOWS:
            lines.setdefault(line, {})[flow] = euros
    places = places_of(scenario.territory)
    named = dict(zip(places.code.tolist(), places.epci.tolist(), strict=True))
    paid = own[own["flow"] == "paid"]
    area = paid["place"].astype(str).map(named).fillna("")
    goes: dict[str, dict[str, float]] = {}
    for (line, epci), euros in _pairs(paid["euros"].groupby([paid["instrument"].astype(str), area], sort=True).sum()):
        goes.setdefault(line, {})[epci] = euros
    return {"lines": lines, "goes": goes, "epci": _epci(scenario)}


def _pairs(sums: Any) -> list[tuple[tuple[str, str], float]]:
    """Return sums by two names as plain values."""
    return [((str(one), str(other)), float(euros)) for (one, other), euros in sums.items()]


def _epci(scenario: Scenario) -> dict[str, str]:
    """Return the names of the EPCI by code, the most peopled first."""
    places = places_of(scenario.territory)
    called = dict(zip(places.epci.tolist(), places.epci_name.tolist(), strict=True))
    people = {code: float(places.population[places.epci == code].sum()) for code in called}
    return {code: called[code] for code in sorted(called, key=lambda code: (-people[code], code)) if code}


def _events(tables: dict[str, pd.DataFrame], scenario: Scenario) -> list[dict[str, Any]]:
    """Return what happened to sites, and the shocks, by month: opened, copied, taken over, closed."""
    projects, places = tables["projects"], places_of(scenario.territory)
    row = {code: k for k, code in enumerate(places.code.tolist())}
    where, kinds = projects["place"].tolist(), projects["innovation"].tolist()
    found = []

    def note(step: int, kind: str, site: int, **more: Any) -> None:
        """Note what happened to a site in a month."""
        k = row[where[site]]
        found.append({
            "month": step, "year": scenario.first_year + max(step - 1, 0) // MONTHS, "kind": kind, "site": site,
            "place": where[site], **_place(places, k, "name", "invented"), "innovation": kinds[site], **more,
        })  # fmt: skip

    columns = ("project", "opened", "closed", "parent", "stage", "owner")
    taken = _taken(tables["ledger"])
    for site, opened, closed, parent, stage, owner in projects[list(columns)].itertuples(index=False):
        if not pd.isna(opened):
            origin = {} if pd.isna(parent) else _place(places, row[where[int(parent)]], "from", "from_invented")
            note(int(opened), "copied" if origin else "opened", int(site), **origin)
        if owner:
            month = taken.get(int(site), int(opened) if not pd.isna(opened) else 0)
            note(month, "taken_over", int(site), owner=str(owner))
        if not pd.isna(closed) and not pd.isna(opened):
            note(int(closed), "closed", int(site), dormant=stage == "dormant")
    for shock in scenario.shocks:
        found.append({"month": MONTHS * (shock.year - scenario.first_year), "year": shock.year, "kind": "shock",
                      "shock": shock.name})  # fmt: skip
    return sorted(found, key=lambda one: (one["month"], one["kind"], one.get("site", -1)))


def _place(places: Any, k: int, name: str, invented: str) -> dict[str, Any]:
    """Return the name of a place and whether the project made it up."""
    return {name: str(places.name[k]), invented: str(places.source[k]) == "synthetic"}


def _taken(ledger: pd.DataFrame) -> dict[int, int]:
    """Return the January of the year in which each site taken over was first paid for as such, by site."""
    mine = ledger[ledger["instrument"].astype(str).str.startswith("take_over") & ledger["project"].notna()]
    first: Any = mine.groupby("project")["step"].min()
    return {int(site): int(step) for site, step in first.items()}
