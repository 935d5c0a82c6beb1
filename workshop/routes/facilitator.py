"""What the facilitator may do: lead the room through its phases, help a group, look after codes (animateur)."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop import game, moves, phases, settings, views
from workshop.app import COOKIE, Handler, Workshop, body_of, good, json_text
from workshop.fields import Decision, Who, group_in, refuse
from workshop.messages import Fault, refused
from workshop.qr import svg
from workshop.room import Room
from workshop.routes.shown import cards, compared, kept, listening
from workshop.runs import history_of, setting_of
from workshop.session import Session

Act = Callable[[Session, Who, dict[str, Any]], Decision]
BASE = "/s/{sid}/a/api"
ACTS: dict[str, Act] = {
    "rename": phases.rename, "reopen": phases.reopen, "message": phases.message, "play": moves.play,
    "timer": lambda s, who, body: phases.timer(s, who, body, time.time()),
    "anonymise": lambda s, who, body: phases.switch(s, body, "anonymised"),
    "preview": lambda s, who, body: phases.switch(s, body, "preview"),
    "shock": lambda s, who, body: phases.shock(s, who, body, settings.shock_names()),
}  # fmt: skip


def routes(shop: Workshop) -> list[Route]:
    """Return the routes of the facilitator."""
    own = Lead(shop)
    reads = {
        "state": own.state, "events": own.events, "links": own.links, "compare": own.compare,
        "results/{group}/{turn:int}": own.result, "why/{group}/{turn:int}": own.why,
    }  # fmt: skip
    writes = {
        "advance": own.advance, "undo": own.undo, "reissue": own.reissue, "whatif": own.what_if, "setting": own.setting,
    }  # fmt: skip
    return [
        *(Route(f"{BASE}/{path}", handler) for path, handler in reads.items()),
        *(Route(f"{BASE}/{path}", handler, methods=["POST"]) for path, handler in writes.items()),
        *(Route(f"{BASE}/{path}", own.does(act), methods=["POST"]) for path, act in ACTS.items()),
    ]


class Lead:
    """What a facilitator's page may ask."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop

    def does(self, act: Act) -> Handler:
        """Return the handler of something the facilitator decides."""

        async def handler(request: Request) -> Response:
            """Let the decision change the workshop."""
            room, who = self.shop.member(request, "a")
            body = await body_of(request)
            repeated = await self.shop.act(room, who, lambda s: act(s, who, body), request)
            self.shop.runs.prepare(room)
            return good(repeated=repeated)

        return handler

    async def state(self, request: Request) -> Response:
        """Give the whole view."""
        room, who = self.shop.member(request, "a")
        return JSONResponse(room.view(who))

    async def events(self, request: Request) -> Response:
        """Stay open and tell what happens."""
        return listening(self.shop, request, "a")

    async def advance(self, request: Request) -> Response:
        """Go to the next phase, from the one the facilitator sees."""
        room, who = self.shop.member(request, "a")
        body = await body_of(request)
        if body.get("to") == "open" and room.state.seeds is None:
            seeds = await asyncio.to_thread(game.seeds_for, setting_of(room.state))
            await room.act(who, lambda s: _fixed(s, seeds))
        await self.shop.act(room, who, lambda s: phases.advance(s, who, body), request)
        return good(state=room.view(who))

    async def setting(self, request: Request) -> Response:
        """Take another setting before the first turn."""
        room, who = self.shop.member(request, "a")
        given = (await body_of(request)).get("setting")
        new = (await settings.checked(given, self.shop.runs.turns)).to_dict()
        return good(repeated=await self.shop.act(room, who, lambda s: phases.setting(s, who, new), request))

    async def undo(self, request: Request) -> Response:
        """Open the last turn again."""
        room, who = self.shop.member(request, "a")
        body = await body_of(request)
        await self.shop.act(room, who, lambda s: phases.undo(s, who, body), request)
        self.shop.runs.forget(room)
        return good(state=room.view(who))

    async def links(self, request: Request) -> Response:
        """Show addresses, links, codes and QR codes: only when asked."""
        room, _ = self.shop.member(request, "a")
        root = request.cookies[COOKIE]
        address = self.shop.address_for(request)
        found = await asyncio.to_thread(room.links, root)
        base, sid = f"http://{address}", room.state.sid
        groups = [
            {"id": g.id, "name": g.name, "code": found[g.id][1], **_link(f"{base}/s/{sid}/g/#k={found[g.id][0]}")}
            for g in room.state.groups.values()
        ]
        return JSONResponse({
            "addresses": self.shop.addresses(), "address": address, "groups": groups,
            "room": {"code": sid, **_link(f"{base}/")},
            "screen": _link(f"{base}/s/{sid}/p/#k={found['p'][0]}"),
            "observer": _link(f"{base}/s/{sid}/o/#k={found['o'][0]}"),
            "facilitator": _link(f"{base}/s/{sid}/a/#k={root}"),
        })  # fmt: skip

    async def reissue(self, request: Request) -> Response:
        """Replace the link of a group: the old link, its code and its devices are worth nothing any more."""
        room, who = self.shop.member(request, "a")
        body = await body_of(request)
        faults: list[Fault] = []
        place = body.get("group") if body.get("group") in ("p", "o") else group_in(body, room.state, faults)
        refuse(faults)
        await self.shop.act(room, who, lambda s: Decision([("reissued", {"place": place})]), request)
        role = "g" if place in room.state.groups else str(place)
        revoked = b'event: revoked\ndata: {"code": "E04"}\n\n'
        room.hub.end(role=role, group=str(place) if role == "g" else "", last=revoked)
        found = await asyncio.to_thread(room.links, request.cookies[COOKIE])
        url = f"http://{self.shop.address_for(request)}/s/{room.state.sid}/{role}/#k={found[str(place)][0]}"
        return good(link={"id": place, "code": found[str(place)][1], **_link(url)})

    async def result(self, request: Request) -> Response:
        """Give a whole result, as soon as it is computed."""
        room, _ = self.shop.member(request, "a")
        return json_text(await kept(room, _player(room, request), request.path_params["turn"], revealed=False))

    async def why(self, request: Request) -> Response:
        """Give the cards of one group."""
        room, _ = self.shop.member(request, "a")
        return await cards(self.shop, room, _player(room, request), request.path_params["turn"], revealed=False)

    async def compare(self, request: Request) -> Response:
        """Give all groups side by side."""
        room, _ = self.shop.member(request, "a")
        return await compared(room, "a")

    async def what_if(self, request: Request) -> Response:
        """Change one past move, on the same seeds."""
        room, who = self.shop.member(request, "a")
        body = await body_of(request)
        s, faults = room.state, list[Fault]()
        player = views.real(s, str(body.get("group")), "a")
        if player is None:
            raise refused("E37", "group", group=body.get("group"))
        turn = body.get("turn")
        if turn not in s.results or type(turn) is not int:
            raise refused("E42", "turn")
        payer = body.get("payer", player)
        if payer not in s.groups:
            raise refused("E37", "payer", group=payer)
        change: dict[str, Any] = {"turn": turn, "group": payer}
        if "moves" in body:
            said = moves.amounts(s, payer, body["moves"], faults, partly=True)
            change["moves"] = {name: euros for name, euros in said.items() if euros}
        if "territory" in body:
            change["territory"] = str(body["territory"])
        refuse(faults)
        self.shop.heavy.take(f"{s.sid}:{who.device}")
        history = history_of(s, player, max(s.results))
        result = await self.shop.runs.turns.what_if(setting_of(s), player, history, change)
        return JSONResponse({"result": result.to_dict()})


def _fixed(session: Session, seeds: int) -> Decision:
    """Fix the number of seeds of a workshop, once."""
    return Decision([] if session.seeds is not None else [("seeds", {"seeds": seeds})])


def _link(url: str) -> dict[str, str]:
    return {"url": url, "svg": svg(url)}


def _player(room: Room, request: Request) -> str:
    name = request.path_params["group"]
    player = views.real(room.state, name, "a")
    if player is None:
        raise refused("E37", group=name)
    return player
