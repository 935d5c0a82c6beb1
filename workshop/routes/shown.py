"""What several roles are shown: the stream, results, cards, comparison (ce qui se montre)."""

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from workshop import views
from workshop.app import Workshop
from workshop.messages import refused
from workshop.room import Room
from workshop.runs import history_of, key_of, setting_of
from workshop.stream import EventStream


class Listening(Response):
    """An answer that stays open."""

    def __init__(self, stream: EventStream) -> None:
        self.stream, self.background = stream, None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Let the stream answer."""
        await self.stream(scope, receive, send)


def listening(shop: Workshop, request: Request, role: str) -> Response:
    """Return the stream of somebody: hello, then what happens."""
    room, who = shop.member(request, role)
    shop.runs.prepare(room)
    client, hello = room.listen(who)
    return Listening(EventStream(client, hello, room.left))


async def kept(room: Room, player: str, turn: int, revealed: bool) -> bytes:
    """Return a result as JSON text. Raises Refused (E42) where it is not there, or not to be seen yet."""
    s = room.state
    found = s.results.get(turn, {}).get(player)
    if found is None or (revealed and turn not in s.revealed):
        raise refused("E42")
    text = await asyncio.to_thread(room.journal.result, found["key"])
    if text is None:
        raise refused("E42")
    return text


async def cards(shop: Workshop, room: Room, player: str, turn: int, revealed: bool) -> Response:
    """Return what each instrument of a turn did, computed once and kept."""
    await kept(room, player, turn, revealed)
    s = room.state
    key = "why:" + key_of(s, player, turn)
    text = await asyncio.to_thread(room.journal.result, key)
    if text is None:
        found = await shop.runs.turns.why(setting_of(s), player, history_of(s, player, turn), turn)
        made = {"cards": [card.to_dict() for card in found]}
        await asyncio.to_thread(room.journal.keep_result, key, made)
        return JSONResponse(made)
    return JSONResponse(json.loads(text))


async def compared(room: Room, role: str) -> Response:
    """Return all groups side by side, in the turns that a role may see; aliases where names are hidden."""
    s = room.state
    hidden = role in "po" and s.anonymised
    names = {group: views.alias(s, group) if hidden else (group, s.groups[group].name) for group in s.groups}
    rows = views.results(s, role)
    curves = {}
    last = max((row["turn"] for row in rows), default=None)
    for player in s.results.get(last, {}) if last is not None else {}:
        whole = json.loads(await kept(room, player, last or 0, revealed=role != "a"))
        curves[names[player][0] if player in names else player] = whole.get("curves")
    return JSONResponse({
        "turns": sorted({row["turn"] for row in rows}), "groups": [{"id": i, "name": n} for i, n in names.values()],
        "kpi": [{"group": row["group"], "turn": row["turn"], **(row["kpi"] or {})} for row in rows],
        "moves": views.allocations(s, {group: name for group, (name, _) in names.items()}), "curves": curves,
    })  # fmt: skip
