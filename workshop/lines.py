"""From moves to lines of money: who pays how much for which instrument in a turn (lignes de financement).

A line is an instrument under the name of who pays it, NAME@g3; two who co-finance share one, NAME@g3+g1, because half
a post is none. What a plan holds is all that decides the runs of a game, in plain words and whole euros.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sim.version import MODEL_VERSION
from workshop import library
from workshop.game import Setting

Line = dict[str, Any]  # name, tool, level, area (rank of the EPCI, 0 for all), parts {group: euros}
Plan = dict[str, Any]
PLAYER = "player"  # who pays where each group has a territory of its own: the same plan serves all who play it
WORLD = ("territory", "citizens", "first_year", "years_a_turn", "params")


def lines_of(setting: Setting, moves: Mapping[str, Any], table: bool) -> list[Line]:
    """Return the lines of a turn, by name. moves: of one group, or, ``table``, of each group."""
    found: dict[str, Line] = {}
    if not table:
        for tool, euros in moves.items():
            if tool != "offers" and int(euros) > 0:
                _add(found, _line(tool, tool, "", PLAYER), {PLAYER: int(euros)})
        return [found[name] for name in sorted(found)]
    for group, own in moves.items():
        actor = str(setting.group(group).get("actor") or "")
        for tool, euros in own.items():
            if tool != "offers" and int(euros) > 0:
                _add(found, _line(f"{tool}@{group}", tool, actor, group), {group: int(euros)})
        for offer in own.get("offers", ()):
            theirs = round(offer["euros"] * offer["share"])
            parts = {group: int(offer["euros"]) - theirs, str(offer["to"]): theirs}
            name = f"{offer['instrument']}@{group}+{offer['to']}"
            _add(found, _line(name, offer["instrument"], actor, group), parts)
    return [found[name] for name in sorted(found)]


def _line(name: str, tool: str, actor: str, group: str) -> Line:
    """Return an empty line; an actor none of whose levels may use the instrument pays through the one that leads."""
    level = library.payer(tool, actor) or library.payer(tool)
    area = int(library.actors()[actor].get("area", 0)) if actor and level == "epci" else 0
    return {"name": name, "tool": tool, "level": level, "area": area, "parts": {}}


def _add(found: dict[str, Line], line: Line, parts: Mapping[str, int]) -> None:
    """Put euros on a line, those of others with them; nothing where there are none."""
    if sum(parts.values()) > 0:
        own = found.setdefault(line["name"], line)
        own["parts"] = {g: own["parts"].get(g, 0) + parts.get(g, 0) for g in {**own["parts"], **parts}}


def euros_of(line: Line) -> int:
    """Return the whole euros of a line."""
    return int(sum(line["parts"].values()))


def plan_of(setting: Setting, turns: Sequence[Any], table: bool = False) -> Plan:
    """Return the plan of the turns played so far: what the runs depend on, and nothing else."""
    played = len(turns)
    world = {name: getattr(setting, name) for name in WORLD}
    world["params"] = dict(setting.params)
    world["years"] = setting.years_a_turn * max(setting.turns, played)
    struck = [[turn, kind] for turn, kind, _ in setting.shocks if turn <= played]
    return {"world": world, "shocks": struck, "turns": [lines_of(setting, moves, table) for moves in turns]}


def before(plan: Plan) -> Plan:
    """Return the plan of the turns but the last."""
    turns = plan["turns"][:-1]
    return {**plan, "turns": turns, "shocks": [[t, kind] for t, kind in plan["shocks"] if t <= len(turns)]}


def key_of(plan: Plan) -> str:
    """Return what identifies a plan: the same plan gives the same runs."""
    text = json.dumps([MODEL_VERSION, plan], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
