"""What people take home from a workshop: tables, a ZIP with a notebook, the story of a run (à emporter)."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop import exports, views
from workshop.app import Handler, Workshop
from workshop.chronicle import chronicle
from workshop.messages import refused
from workshop.room import Room
from workshop.routes.keeper import journal_lines
from workshop.routes.shown import kept
from workshop.runs import history_of, setting_of
from workshop.session import ALL, Session


def routes(shop: Workshop) -> list[Route]:
    """Return the routes of files for the facilitator, of a group's own results, of the story for all."""
    own = Takeaway(shop)
    files: dict[str, Handler] = {
        "export.zip": own.packed, "moves.csv": own.moves, "results.csv": own.results, "session.yaml": own.setting,
    }  # fmt: skip
    told: dict[str, Callable[[str], Handler]] = {"chronicle/{group}": own.story}
    return [
        *(Route(f"/s/{{sid}}/a/api/{path}", handler) for path, handler in files.items()),
        *(Route(f"/s/{{sid}}/{role}/api/{path}", make(role)) for role in "apo" for path, make in told.items()),
        Route("/s/{sid}/g/api/{gid}/results.csv", own.own_results),
    ]


class Takeaway:
    """What may be taken home."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop

    async def packed(self, request: Request) -> Response:
        """Give the whole ZIP; first names only where they are asked for."""
        room, who = self.shop.member(request, "a")
        self.shop.heavy.take(f"{room.state.sid}:{who.device}")
        s, found = room.state, await _results(room)
        names = {**{g: group.name for g, group in s.groups.items()}, ALL: s.name}
        last = found[max(found)] if found else {}
        lang = str(s.setting.get("lang", "fr"))
        figures = await self.shop.runs.turns.pool.ask("pictures.pictures", last, names, lang) if last else {}
        journal = await asyncio.to_thread(journal_lines, room, request.query_params.get("names") == "yes")
        data = await asyncio.to_thread(exports.bundle_of, setting_of(s), played(s), found, journal, figures)
        return _file(data, f"{s.sid}.zip", "application/zip")

    async def moves(self, request: Request) -> Response:
        """Give all moves, one row for each turn, group and instrument."""
        room, _ = self.shop.member(request, "a")
        rows = exports.moves_rows({g: group.name for g, group in room.state.groups.items()}, played(room.state))
        return _table(request, f"{room.state.sid}-moves.csv", exports.MOVES, rows)

    async def results(self, request: Request) -> Response:
        """Give the indicators of all groups, with quantiles."""
        room, _ = self.shop.member(request, "a")
        names = {g: group.name for g, group in room.state.groups.items()}
        rows = exports.results_rows(names, await _results(room))
        return _table(request, f"{room.state.sid}-results.csv", exports.RESULTS, rows)

    async def setting(self, request: Request) -> Response:
        """Give the setting, to prepare another workshop with."""
        room, _ = self.shop.member(request, "a")
        return _file(setting_of(room.state).to_yaml().encode(), f"{room.state.sid}.yaml", "application/yaml")

    async def own_results(self, request: Request) -> Response:
        """Give a group the indicators of its own turns, once revealed."""
        room, who = self.shop.member(request, "g")
        s, mine = room.state, ALL if room.state.table else who.group
        found = {turn: {mine: one[mine]} for turn, one in (await _results(room)).items() if turn in s.revealed}
        rows = exports.results_rows({who.group: s.groups[who.group].name}, found)
        return _table(request, f"{s.sid}-{who.group}.csv", exports.RESULTS, rows)

    def story(self, role: str) -> Handler:
        """Return the handler of the story of a group's last turn, of the last one revealed for all but A."""

        async def handler(request: Request) -> Response:
            """Tell the story; names are hidden where the screen hides them."""
            room, _ = self.shop.member(request, role)
            s = room.state
            player = views.real(s, request.path_params["group"], role)
            if player is None:
                raise refused("E37", group=request.path_params["group"])
            shown = [t for t, by in s.results.items() if player in by and (role == "a" or t in s.revealed)]
            turn = max(shown, default=0)
            lang = request.query_params.get("lang") or str(s.setting.get("lang", "fr"))
            found = json.loads(await kept(room, player, turn, revealed=role != "a"))
            hidden = role in "po" and s.anonymised and player != ALL
            who = s.name if player == ALL else views.alias(s, player)[1] if hidden else s.groups[player].name
            moves = [] if player == ALL else history_of(s, player, turn)
            text = await asyncio.to_thread(chronicle, found, "en" if lang == "en" else "fr", who, moves)
            return JSONResponse({"text": text})

        return handler


def played(s: Session) -> list[dict[str, dict[str, Any]]]:
    """Return what each group played, turn by turn from turn 1, as exports take it."""
    last = max((turn for turn in s.results if turn), default=0)
    found = []
    for k in range(1, last + 1):
        turn = {}
        for group in s.groups.values():
            move = group.moves.get(k)
            amounts = history_of(s, group.id, k)[-1]
            said = {"by": move.by, "rationale": move.rationale, "prediction": move.prediction} if move else {}
            turn[group.id] = {"turn": k, "moves": amounts, **said}
        found.append(turn)
    return found


async def _results(room: Room) -> dict[int, dict[str, Any]]:
    """Return every result computed, by turn from turn 1 and group."""
    s = room.state
    return {
        turn: {player: json.loads(await kept(room, player, turn, revealed=False)) for player in by}
        for turn, by in sorted(s.results.items()) if turn and by
    }  # fmt: skip


def _table(request: Request, name: str, columns: Any, rows: Any) -> Response:
    variant = request.query_params.get("variant", "")
    return _file(exports.csv_text(columns, rows, variant).encode(), name, "text/csv; charset=utf-8")


def _file(data: bytes, name: str, kind: str) -> Response:
    return Response(data, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
