"""From the runs of all seeds to a result: medians and bands, changes, maps, purses to the cent (résultats)."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workshop.dashboard import MAPS
from workshop.lines import PLAYER, Plan, euros_of
from workshop.tidings import told

BANDS = {"low90": 5, "low50": 25, "median": 50, "high50": 75, "high90": 95}
DIGITS = 5  # of what is drawn; KPI are exact
Seen = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What a group's moves came to, or the table's."""

    data: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return self.data

    def but(self, **changed: Any) -> "Result":
        """Return the same result with something added."""
        return Result({**self.data, **changed})


def result_of(plan: Plan, seen: Sequence[Seen], milliseconds: float) -> Result:
    """Return the result of the runs of a plan, one a seed, in the order of their seeds."""
    world, turns = plan["world"], len(plan["turns"])
    typical = _typical(seen)
    return Result({
        "turn": turns, "months": seen[0]["months"], "every": seen[0]["every"], "first_year": world["first_year"],
        "year": world["first_year"] + seen[0]["months"] // 12, "territory": world["territory"],
        "citizens": world["citizens"], "seeds": len(seen), "seed_list": [one["seed"] for one in seen],
        "kpi": _kpi(seen),
        "curves": _curves(seen),
        "maps": _maps(seen, world["first_year"]),
        **ledger_of(plan, seen),
        "stands": _stands(seen), "typical_seed": typical["seed"], "events": list(map(told, typical["events"])),
        "milliseconds": round(milliseconds), "cpu_milliseconds": round(1000 * sum(one["seconds"] for one in seen)),
    })  # fmt: skip


def _kpi(seen: Sequence[Seen]) -> dict[str, Any]:
    """Return the bands of each indicator at the end of a turn, and of its change since the turn before, by seed."""
    names = list(seen[0]["kpi"])
    now, then = (np.array([[one[key][name] for name in names] for one in seen]) for key in ("kpi", "before"))
    ends, changes = (quantiles(values, list(BANDS.values())).T for values in (now, now - then))
    return {
        name: {**_at(ends[k]), "delta": _at(changes[k]), "values": list(map(finite, now[:, k].tolist()))}
        for k, name in enumerate(names)
    }


def _at(row: np.ndarray) -> dict[str, float | None]:
    return dict(zip(BANDS, map(finite, row.tolist()), strict=True))


def _curves(seen: Sequence[Seen]) -> dict[str, dict[str, list[float | None]]]:
    """Return the bands of each curve, point by point; none where no seed can tell yet."""
    names = list(seen[0]["curves"])
    rows = quantiles(np.array([[one["curves"][name] for name in names] for one in seen]), list(BANDS.values()))
    return {name: dict(zip(BANDS, map(drawn, rows[:, k]), strict=True)) for k, name in enumerate(names)}


def _maps(seen: Sequence[Seen], first_year: int) -> dict[str, Any]:
    """Return the median over seeds by place and year."""
    found = quantiles(np.array([[one["maps"][name] for name in MAPS] for one in seen]), [50])[0]
    years = [first_year + k for k in range(found.shape[1])]  # each January, before the year
    values = {name: [drawn(row) for row in rows] for name, rows in zip(MAPS, found, strict=True)}
    return {"years": years, "values": values}


def quantiles(values: np.ndarray, ranks: list[int]) -> np.ndarray:
    """Return percentiles over the first axis, values that are not known left out; NaN where none is."""
    if len(values) == 1:
        return np.repeat(np.where(np.isfinite(values), values, np.nan), len(ranks), axis=0)
    ranked = np.sort(np.where(np.isfinite(values), values, np.nan), axis=0)  # NaN last
    count = np.isfinite(ranked).sum(axis=0)
    place = np.array(ranks).reshape(-1, *[1] * (values.ndim - 1)) / 100.0 * np.maximum(count - 1, 0)
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, np.maximum(count - 1, 0))
    below, above = np.take_along_axis(ranked, low, 0), np.take_along_axis(ranked, high, 0)
    found: np.ndarray = below + (above - below) * (place - low)
    return found


def _stands(seen: Sequence[Seen]) -> dict[str, dict[str, float]]:
    """Return the mean over seeds of what each actor is like, where a seed has it."""
    found: dict[str, dict[str, float]] = {}
    for who in seen[0]["stands"]:
        for what in seen[0]["stands"][who]:
            values = [one["stands"][who][what] for one in seen if what in one["stands"].get(who, {})]
            found.setdefault(who, {})[what] = float(np.mean(values))
    return found


def _typical(seen: Sequence[Seen]) -> Seen:
    """Return the run whose adopters are nearest the median: the one that is told as a story."""
    ends = np.array([one["kpi"]["adopters"] for one in seen])
    return seen[int(np.argmin(np.abs(ends - np.median(ends))))]


def ledger_of(plan: Plan, seen: Sequence[Seen]) -> dict[str, Any]:
    """Return who gave what and what became of it, means over seeds in whole cents, and whom it served.

    Of each line: given = cut + paid + to come + unspent - returned, to the cent; a cut is a shock's. What a line holds
    is each giver's in proportion to what each has given since the start, and so are its payments.
    """
    given = _given(plan)
    names = sorted(given)
    money = {name: _means(name, seen) for name in names}
    lines = []
    for name in names:
        own, parts = money[name], given[name]["parts"]
        total = sum(parts.values())
        for group in sorted(parts):
            lines.append({"line": name, "tool": given[name]["tool"], "level": given[name]["level"], "group": group,
                          **_share(own, parts[group], parts[group] / total)})  # fmt: skip
    goes = {name: _goes(name, seen) for name in names}
    groups = sorted({line["group"] for line in lines})
    fields = ("given", "cut", "paid", "to_come", "unspent", "returned")
    purses = {g: {f: round(sum(o[f] for o in lines if o["group"] == g), 2) for f in fields} for g in groups}
    return {"ledger": lines, "purses": purses, "serves": goes, "epci": seen[0]["money"]["epci"]}


def _given(plan: Plan) -> dict[str, dict[str, Any]]:
    """Return each line of the game so far with the euros of each giver."""
    found: dict[str, dict[str, Any]] = {}
    for lines in plan["turns"]:
        for line in lines:
            own = found.setdefault(line["name"], {**line, "parts": {}})
            own["parts"] = dict(Counter(own["parts"]) + Counter(line["parts"]))
    return found


def _means(name: str, seen: Sequence[Seen]) -> dict[str, float]:
    """Return the mean over seeds of each flow of a line, euros."""
    rows = [one["money"]["lines"].get(name, {}) for one in seen]
    flows = sorted({flow for row in rows for flow in row})
    return {flow: float(np.mean([row.get(flow, 0.0) for row in rows])) for flow in flows}


def _share(own: Mapping[str, float], given: int, part: float) -> dict[str, float]:
    """Return one giver's part of a line, in cents: what is unspent takes what rounding leaves."""
    flows = {"opened": "budgeted", "paid": "paid", "to_come": "outstanding", "returned": "repaid"}
    cents = {name: round(100 * part * own.get(flow, 0.0)) for name, flow in flows.items()}
    opened = min(cents["opened"], 100 * given)
    cut = 100 * given - opened
    left = opened - cents["paid"] - cents["to_come"] + cents["returned"]
    return {
        "given": float(given), "cut": cut / 100, "paid": cents["paid"] / 100, "to_come": cents["to_come"] / 100,
        "unspent": left / 100, "returned": cents["returned"] / 100,
    }  # fmt: skip


def _goes(name: str, seen: Sequence[Seen]) -> dict[str, float]:
    """Return the mean euros that a line has paid in each EPCI, "" for what serves no single place."""
    rows = [one["money"]["goes"].get(name, {}) for one in seen]
    codes = sorted({code for row in rows for code in row})
    return {code: round(float(np.mean([row.get(code, 0.0) for row in rows])), 2) for code in codes}


def called(result: Result, group: str) -> Result:
    """Return the result of a plan as that of ``group``: it is the one who pays."""
    lines = [{**line, "group": group if line["group"] == PLAYER else line["group"]} for line in result.data["ledger"]]
    purses = {group if who == PLAYER else who: purse for who, purse in result.data["purses"].items()}
    return result.but(group=group, ledger=lines, purses=purses)


def spent_by_turn(plan: Plan) -> list[int]:
    """Return the whole euros of each turn."""
    return [sum(map(euros_of, lines)) for lines in plan["turns"]]


def drawn(values: np.ndarray) -> list[float | None]:
    """Return numbers as they are drawn, a few digits each; None for what is not known."""
    return [float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None for value in values.tolist()]


def finite(value: float) -> float | None:
    """Return a number, None for one that is not known."""
    return float(value) if math.isfinite(value) else None
