"""What a group may ask: its own draft, moves, offers and results, and nobody else's (groupe)."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop import moves, offers, sayings, views
from workshop.app import Handler, Workshop, body_of, good, json_text
from workshop.fields import Decision, Who
from workshop.messages import Refused, refused
from workshop.room import Room
from workshop.routes.shown import cards, kept, listening
from workshop.runs import history_of, setting_of
from workshop.session import ALL, Session

Act = Callable[[Session, Who, dict[str, Any]], Decision]
BASE = "/s/{sid}/g/api"
SAYINGS: dict[str, Act] = {
    "device": sayings.device, "reopen": sayings.ask_reopening, "criteria": sayings.criteria,
    "actors": sayings.actors, "answers": sayings.answers, "notes": sayings.note,
}  # fmt: skip


def routes(shop: Workshop) -> list[Route]:
    """Return the routes of a group."""
    own, base = Own(shop), f"{BASE}/{{gid}}"
    reads = {
        "state": own.state,
        "events": own.events,
        "results/{turn:int}": own.result,
        "why/{turn:int}": own.why,
    }
    writes = {"draft": own.draft, "submit": own.submit, "preview": own.preview, "offers": own.offer}
    return [
        Route(f"{BASE}/me", own.me),
        *(Route(f"{base}/{path}", handler) for path, handler in reads.items()),
        *(Route(f"{base}/{path}", handler, methods=["POST"]) for path, handler in writes.items()),
        *(Route(f"{base}/{path}", own.said(act), methods=["POST"]) for path, act in SAYINGS.items()),
        Route(f"{base}/offers/{{oid}}", own.answer, methods=["POST"]),
    ]


class Own:
    """What a device of a group may ask for its group."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop

    async def me(self, request: Request) -> Response:
        """Say which group this device is of."""
        room, who = self.shop.member(request, "g")
        return JSONResponse({"sid": room.state.sid, "group": who.group, "name": room.state.groups[who.group].name})

    async def state(self, request: Request) -> Response:
        """Give the group's view."""
        room, who = self.shop.member(request, "g")
        return JSONResponse(room.view(who))

    async def events(self, request: Request) -> Response:
        """Stay open and tell what happens."""
        return listening(self.shop, request, "g")

    async def draft(self, request: Request) -> Response:
        """Save what changed in a draft."""
        room, who = self.shop.member(request, "g")
        body = await body_of(request)
        try:
            await self.shop.act(room, who, lambda s: moves.draft(s, who, body), request)
        except Refused as error:
            error.more["draft"] = _draft(room, who)
            raise
        return good(draft=_draft(room, who))

    async def submit(self, request: Request) -> Response:
        """Play the turn, once."""
        room, who = self.shop.member(request, "g")
        _keyed(request)
        body = await body_of(request)
        repeated = await self.shop.act(room, who, lambda s: moves.submit(s, who, body), request)
        played = room.view(who)["moves"]
        return good(repeated=repeated, move=next((m for m in played if m["turn"] == body.get("turn")), None))

    async def preview(self, request: Request) -> Response:
        """Try moves quickly, where the facilitator allows it."""
        room, who = self.shop.member(request, "g")
        s = room.state
        tried = moves.previewed(s, who.group, await body_of(request))
        self.shop.heavy.take(f"{s.sid}:{who.group}")
        before = history_of(s, who.group, s.turn - 1) if s.turn > 1 else []
        result = await self.shop.runs.turns.preview(setting_of(s), who.group, before, tried)
        return JSONResponse({"apercu": True, "result": result.to_dict()})

    async def offer(self, request: Request) -> Response:
        """Offer a co-financing."""
        room, who = self.shop.member(request, "g")
        _keyed(request)
        body = await body_of(request)
        known = set(room.state.offers)
        repeated = await self.shop.act(room, who, lambda s: offers.offer(s, who, body), request)
        new = [views.offer(o) for o in room.state.offers.values() if o.id not in known and o.from_ == who.group]
        return good(repeated=repeated, offer=new[0] if new else None)

    async def answer(self, request: Request) -> Response:
        """Accept, refuse or withdraw an offer."""
        room, who = self.shop.member(request, "g")
        body, name = await body_of(request), request.path_params["oid"]
        repeated = await self.shop.act(room, who, lambda s: offers.answer(s, who, body, name), request)
        return good(repeated=repeated, offer=views.offer(room.state.offers[name]))

    async def result(self, request: Request) -> Response:
        """Give the whole result of a revealed turn."""
        room, who = self.shop.member(request, "g")
        return json_text(await kept(room, _player(room, who), request.path_params["turn"], revealed=True))

    async def why(self, request: Request) -> Response:
        """Give the cards that say what each instrument did."""
        room, who = self.shop.member(request, "g")
        return await cards(self.shop, room, _player(room, who), request.path_params["turn"], revealed=True)

    def said(self, act: Act) -> Handler:
        """Return the handler of something a group says."""

        async def handler(request: Request) -> Response:
            """Note what the group says."""
            room, who = self.shop.member(request, "g")
            body = await body_of(request)
            return good(repeated=await self.shop.act(room, who, lambda s: act(s, who, body), request))

        return handler


def _player(room: Room, who: Who) -> str:
    return ALL if room.state.table else who.group


def _draft(room: Room, who: Who) -> dict[str, Any] | None:
    return views.draft(room.state.groups[who.group].draft)


def _keyed(request: Request) -> None:
    """Raise Refused (E35) without the key that keeps a request from being done twice."""
    if not request.headers.get("idempotency-key"):
        raise refused("E35", "Idempotency-Key", field="Idempotency-Key")
