"""What is seen of one run after a turn: indicators, maps, money by line, events, where all stand (relevé).

Read from the columns of the run itself: a quick look has no time for tables.
"""

from typing import Any

import numpy as np

from experiments.relay import Stretch
from scenarios.public import names_of
from scenarios.scenario import Scenario, places_of
from sim.ledger import FLOWS, PAID
from sim.measures import INDICATORS
from sim.names import STAGES
from workshop.dashboard import CURVES, JUDGED, KPI, MAPS

Seen = dict[str, Any]
MONTHS = 12
SHOWN = ("budgeted", "committed", "released", "paid", "outstanding", "repaid", "lost", "owed", "private")  # flows
NAMES = tuple(INDICATORS)
COLUMN = {name: k for k, name in enumerate(NAMES)}
WANTED = tuple(sorted({*KPI, *JUDGED}))


def seen_in(found: Stretch, plan: dict[str, Any], scenario: Scenario, every: int) -> Seen:
    """Return what is shown of a run: finals now and a turn before, curves, maps by year, money, events, standings.

    every: months between two points of the curves; a quick look has no events.
    """
    values, points = np.array(found.record.rows), MONTHS * plan["world"]["years_a_turn"] // every
    start = max(0, len(values) - 1 - points)
    return {
        "months": every * (len(values) - 1), "every": every,
        "kpi": {name: float(values[-1, COLUMN[name]]) for name in WANTED},
        "before": {name: float(values[start, COLUMN[name]]) for name in WANTED},
        "curves": {name: values[:, COLUMN[name]].copy() for name in CURVES},
        "maps": _maps(found),
        "money": _money(found, scenario),
        "events": _events(found, scenario) if every < MONTHS else [],
        "stands": found.stands,
    }  # fmt: skip


def _maps(found: Stretch) -> dict[str, np.ndarray]:
    """Return each mapped indicator, shape (years, places); coverage is that of all innovations together."""
    land, used = found.record.lands, found.record.years
    shape = (len(land), -1, land[0]["place"].size)
    concerned, adopters, sites = (np.array([year[n] for year in used], float).reshape(shape).sum(axis=1)
                                  for n in ("concerned", "adopters", "sites"))  # fmt: skip
    cover = np.divide(adopters, concerned, out=np.full(concerned.shape, np.nan), where=concerned > 0)
    made = {"coverage": cover, "sites": sites}
    return {name: made[name] if name in made else np.array([year[name] for year in land]) for name in MAPS}


def _money(found: Stretch, scenario: Scenario) -> dict[str, Any]:
    """Return the euros of each line by flow, and what was paid by EPCI, "" for what serves no single place."""
    own = found.record.ledger["instrument"] >= 0
    tool, flow, place, euros = (found.record.ledger[name][own] for name in ("instrument", "flow", "place", "euros"))
    tools, number = np.unique(np.array(found.tools, dtype=str), return_inverse=True)
    line = number[tool] if tool.size else tool
    lines: dict[str, dict[str, float]] = {}
    for k, kind, total in _sums(line, flow, euros):
        if FLOWS[kind] in SHOWN:
            lines.setdefault(str(tools[k]), {})[FLOWS[kind]] = total
    places = places_of(scenario.territory)
    areas, area = np.unique(np.append(places.epci.astype(str), ""), return_inverse=True)  # the last row: no place
    paid = flow == PAID
    goes: dict[str, dict[str, float]] = {}
    for k, where, total in _sums(line[paid], area[place[paid]], euros[paid]):
        goes.setdefault(str(tools[k]), {})[str(areas[where])] = total
    return {"lines": lines, "goes": goes, "epci": _epci(scenario)}


def _sums(one: np.ndarray, other: np.ndarray, euros: np.ndarray) -> list[tuple[int, int, float]]:
    """Return the sums of euros by two numbers, of the pairs that there are."""
    if not euros.size:
        return []
    wide = int(other.max()) + 1
    pairs, row = np.unique(one.astype(np.int64) * wide + other, return_inverse=True)
    sums = np.bincount(row, euros)
    return [(*divmod(pair, wide), total) for pair, total in zip(pairs.tolist(), sums.tolist(), strict=True)]


def _epci(scenario: Scenario) -> dict[str, str]:
    """Return the names of the EPCI by code, the most peopled first."""
    places = places_of(scenario.territory)
    called = dict(zip(places.epci.tolist(), places.epci_name.tolist(), strict=True))
    people = {code: float(places.population[places.epci == code].sum()) for code in called}
    return {code: called[code] for code in sorted(called, key=lambda code: (-people[code], code)) if code}


def _events(found: Stretch, scenario: Scenario) -> list[dict[str, Any]]:
    """Return what happened to sites, and the shocks, by month: opened, copied, taken over, closed."""
    places, kinds = places_of(scenario.territory), sorted(one.name for one in scenario.innovations)
    p = {name: found.record.projects[name].tolist()
         for name in ("place", "innovation", "opened", "closed", "parent", "stage", "owner")}  # fmt: skip
    rows: list[dict[str, Any]] = []

    def note(step: int, kind: str, site: int, **more: Any) -> None:
        """Note what happened to a site in a month."""
        k = p["place"][site]
        rows.append({
            "month": step, "year": scenario.first_year + max(step - 1, 0) // MONTHS, "kind": kind, "site": site,
            "place": str(places.code[k]), **_place(places, k, "name", "invented"),
            "innovation": kinds[p["innovation"][site]], **more,
        })  # fmt: skip

    taken, owners = _taken(found), names_of(places)
    for site, (opened, closed, parent) in enumerate(zip(p["opened"], p["closed"], p["parent"], strict=True)):
        if opened >= 0:
            origin = _place(places, p["place"][parent], "from", "from_invented") if parent >= 0 else {}
            note(opened, "copied" if origin else "opened", site, **origin)
        if p["owner"][site] >= 0:
            month = taken.get(site, opened if opened >= 0 else 0)
            note(month, "taken_over", site, owner=str(owners[p["owner"][site]]))
        if closed >= 0 and opened >= 0:
            note(closed, "closed", site, dormant=STAGES[p["stage"][site]] == "dormant")
    for shock in scenario.shocks:
        rows.append({"month": MONTHS * (shock.year - scenario.first_year), "year": shock.year, "kind": "shock",
                     "shock": shock.name})  # fmt: skip
    return sorted(rows, key=lambda one: (one["month"], one["kind"], one.get("site", -1)))


def _place(places: Any, k: int, name: str, invented: str) -> dict[str, Any]:
    """Return the name of a place and whether the project made it up."""
    return {name: str(places.name[k]), invented: str(places.source[k]) == "synthetic"}


def _taken(found: Stretch) -> dict[int, int]:
    """Return the January of the year in which each site taken over was first paid for as such, by site."""
    lines = found.record.ledger
    mine = [k for k, name in enumerate(found.tools) if name.startswith("take_over")]
    rows = np.isin(lines["instrument"], mine) & (lines["project"] >= 0)
    first: dict[int, int] = {}
    for site, step in zip(lines["project"][rows].tolist(), lines["step"][rows].tolist(), strict=True):
        first[site] = min(step, first.get(site, step))
    return first
