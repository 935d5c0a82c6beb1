"""Without a role: the first page, joining, making a workshop, trying alone (accueil)."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sim.version import MODEL_VERSION
from workshop import codes, game, pages, settings
from workshop.app import COOKIE, Workshop, admit, body_of, version
from workshop.fields import Decision, Who, choice_in, refuse, text_in
from workshop.guard import address
from workshop.journal import Pass
from workshop.messages import MESSAGES, Fault, Refused, refused
from workshop.room import Room

PAGES = {"": "home", "new": "new", "solo": "solo", "guide": "guide"}
ROLES = {"a": "facilitator", "g": "group", "p": "screen", "o": "observer"}
DEVICE, LABEL = 64, 80  # characters
NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?")
LINES = "application/x-ndjson"


def routes(shop: Workshop) -> list[Route | Mount]:
    """Return the routes that anybody may call."""
    own = Public(shop)
    return [
        *(Route(f"/{path}", own.alone if name == "solo" else _page(name)) for path, name in PAGES.items()),
        Route("/s/{sid}/{role}", _slash), Route("/s/{sid}/{role}/", _role_page),
        Route("/s/{sid}/a/sheet", _page("sheet")),
        Mount("/static", StaticFiles(directory=pages.STATIC, check_dir=False)),
        Route("/api/info", own.info), Route("/api/messages", own.messages), Route("/api/catalogue", own.catalogue),
        Route("/api/map/{territory}", own.map), Route("/api/room/{code}", own.room),
        Route("/join", own.join, methods=["POST"]), Route("/api/sessions", own.create, methods=["POST"]),
        Route("/api/settings/check", own.check, methods=["POST"]),
        Route("/api/settings/yaml", own.to_yaml, methods=["POST"]),
        Route("/api/settings/read", own.from_yaml, methods=["POST"]),
        Route("/api/settings/dryrun", own.dry_run, methods=["POST"]),
        Route("/api/solo", own.solo, methods=["POST"]), Route("/api/restore", own.restore, methods=["POST"]),
    ]  # fmt: skip


class Public:
    """What anybody may ask."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop

    async def info(self, request: Request) -> Response:
        """Say what runs here and since when."""
        return JSONResponse({
            "name": "essaimage", "version": version(), "model": MODEL_VERSION, "started": self.shop.started,
            "sessions": len(self.shop.rooms.codes()),
        })  # fmt: skip

    async def messages(self, request: Request) -> Response:
        """Give the texts of all messages."""
        return JSONResponse({code: {"fr": text.fr, "en": text.en} for code, text in MESSAGES.items()})

    async def catalogue(self, request: Request) -> Response:
        """Give what can be chosen; to who prepares a workshop (?for=new), settings ready to play too."""
        lang, preparing = request.query_params.get("lang", "fr"), request.query_params.get("for") == "new"
        return JSONResponse(await asyncio.to_thread(game.catalogue, "en" if lang == "en" else "fr", preparing))

    async def map(self, request: Request) -> Response:
        """Give the places of a territory, shaped by the settings in the query: ``territory.width=9``."""
        params = dict(request.query_params)
        refuse([Fault("E35", {"field": name}, name) for name, value in params.items() if not _shapes(name, value)])
        return JSONResponse(await self.shop.runs.turns.map_of(request.path_params["territory"], params))

    async def room(self, request: Request) -> Response:
        """Find a workshop by its public code."""
        room = self._found(request.path_params["code"], address(request))
        s = room.state
        closed = s.phase == "closed"
        return JSONResponse({
            "sid": s.sid, "name": s.name, "phase": s.phase, "closed": closed, "lang": s.setting.get("lang", "fr"),
        })  # fmt: skip

    async def join(self, request: Request) -> Response:
        """Exchange a link's secret, or typed codes, for a cookie."""
        body = await body_of(request)
        faults: list[Fault] = []
        label = text_in(body, "label", LABEL, faults, need=False)
        typed = "group_code" in body
        code = str(body.get("code" if typed else "sid", ""))
        room = self._found(code, address(request)) if typed else self.shop.rooms.find(code)
        secret = text_in(body, "group_code" if typed else "secret", DEVICE, faults)
        role = "g" if typed else choice_in(body, "role", ROLES, faults)
        refuse(faults)
        what = await self._opened(room, role, secret, typed, address(request))
        if role == "a":
            cookie = secret
        else:
            cookie, made = self._enrolled(request, room, what)
            if role == "g" and made:
                await room.act(_joiner(what, cookie), _joined(what, cookie, label))
        shown = {"sid": room.state.sid, "role": role, "group": what.group or None, "go": f"/s/{room.state.sid}/{role}/"}
        return admit(JSONResponse(shown), room.state.sid, role, cookie)

    def _found(self, code: str, ip: str) -> Room:
        """Return a workshop by its code; looking for one that is not there counts as a wrong try."""
        place = ("", ip)
        self.shop.tries.check(place)
        try:
            return self.shop.rooms.find(code)
        except Refused:
            self.shop.tries.failed(place)
            raise

    async def _opened(self, room: Room, role: str, secret: str, typed: bool, ip: str) -> Pass:
        """Return what a secret opens. Raises Refused: E05 wrong, E04 replaced, E02 too many wrong ones."""
        sid = room.state.sid
        if typed:
            self.shop.tries.check((sid, ip))
            value = await asyncio.to_thread(codes.hashed_code, codes.tidy(secret), room.state.uid)
        else:
            value = codes.hashed(secret)
        what = room.journal.opened_by(value)
        if what is None or what.role != role:
            if typed:  # nobody guesses 96 bits
                self.shop.tries.failed((sid, ip))
            raise refused("E05", code=sid)
        if not room.passed(what):
            raise refused("E04")
        return what

    def _enrolled(self, request: Request, room: Room, what: Pass) -> tuple[str, bool]:
        """Return the cookie of a device and whether it is new: a link opened twice makes one device."""
        old = request.cookies.get(COOKIE, "")
        if old and room.devices.get(codes.hashed(old)) == what:
            return old, False
        return room.enrol(what), True

    async def create(self, request: Request) -> Response:
        """Make a workshop and hand its facilitator the key."""
        self.shop.heavy.take(address(request))
        body = await body_of(request)
        setting = await self._setting(body)
        room, secret = self.shop.rooms.create(setting.to_dict())
        sid = room.state.sid
        return admit(JSONResponse({"sid": sid, "go": f"/s/{sid}/a/#k={secret}"}, 201), sid, "a", secret)

    async def check(self, request: Request) -> Response:
        """Say all that is wrong with a setting, and how long its turns will take."""
        try:
            setting = await self._setting(await body_of(request))
        except Refused as error:
            return JSONResponse({"ok": False, **error.to_dict(), "estimate": None})
        return JSONResponse({"ok": True, "errors": [], "estimate": game.estimate(setting)})

    async def to_yaml(self, request: Request) -> Response:
        """Write a setting as the words of configs/."""
        return JSONResponse({"yaml": (await self._setting(await body_of(request))).to_yaml()})

    async def from_yaml(self, request: Request) -> Response:
        """Read a setting from the words of configs/."""
        faults: list[Fault] = []
        text = text_in(await body_of(request), "yaml", 60_000, faults)
        refuse(faults)
        return JSONResponse({"setting": game.Setting.from_yaml(text).to_dict()})

    async def dry_run(self, request: Request) -> Response:
        """Try a setting quickly, with nothing spent."""
        self.shop.heavy.take(address(request))
        setting = await self._setting(await body_of(request))
        result = await self.shop.runs.turns.preview(setting, "g1", [], {})
        return JSONResponse({"result": result.to_dict()})

    async def alone(self, request: Request) -> Response:
        """Give the page for one person, and meanwhile start the worker that answers its sliders."""
        self.shop.runs.be_quick()
        page: Response = await _page("solo")(request)
        return page

    async def solo(self, request: Request) -> Response:
        """Stream a preview, then the whole result, of the values one person chose; ``only: preview`` ends there."""
        body = await body_of(request)
        quick = body.get("only") == "preview"
        (self.shop.light if quick else self.shop.heavy).take(address(request))
        values = body.get("values")
        if not isinstance(values, dict):
            raise refused("E35", "values", field="values")
        parts = self.shop.runs.turns.solo(values)
        first = await anext(parts)
        if quick:
            await parts.aclose()
            return Response(_line(first), media_type=LINES)

        async def lines() -> AsyncIterator[bytes]:
            """Give each stage as a line of JSON, as soon as it is there."""
            yield _line(first)
            async for part in parts:
                yield _line(part)

        return StreamingResponse(lines(), media_type=LINES)

    async def restore(self, request: Request) -> Response:
        """Take in a backup, from the laptop itself only."""
        if address(request) not in ("127.0.0.1", "::1"):
            raise refused("E60")
        return await restored(self.shop, request)

    async def _setting(self, body: dict[str, Any]) -> game.Setting:
        """Return the setting of a request, or the preset it names. Raises Refused with every fault."""
        preset = body.get("preset")
        if preset is not None:
            presets = game.presets("en" if body.get("lang") == "en" else "fr")
            if preset not in presets:
                raise refused("E35", "preset", field="preset")
            return game.Setting.from_dict(presets[preset])
        given = body.get("setting")
        if not isinstance(given, dict):
            raise refused("E35", "setting", field="setting")
        return await settings.checked(given, self.shop.runs.turns)


async def restored(shop: Workshop, request: Request) -> Response:
    """Take in the backup that a request holds and make who sent it its facilitator."""
    replace = request.headers.get("x-replace", "").lower() == "yes"
    data = await request.body()
    room, secret = shop.rooms.restore(data, replace)
    shop.runs.start(room)
    sid = room.state.sid
    return admit(JSONResponse({"sid": sid, "go": f"/s/{sid}/a/#k={secret}"}, 201), sid, "a", secret)


def _joiner(what: Pass, cookie: str) -> Who:
    return Who("g", what.group, codes.hashed(cookie)[:12])


def _joined(what: Pass, cookie: str, label: str) -> Any:
    fact = {"group": what.group, "device": codes.hashed(cookie)[:12], "label": label}
    return lambda session: Decision([("joined", fact)])


def _shapes(name: str, value: str) -> bool:
    """Say whether a setting shapes a territory by a number: what is asked in an address opens no file."""
    return name.startswith("territory.") and bool(NUMBER.fullmatch(value))


def _line(part: Any) -> bytes:
    stage, result = part
    return (json.dumps({"stage": stage, "result": result.to_dict()}, ensure_ascii=False) + "\n").encode()


def _page(name: str) -> Any:
    async def page(request: Request) -> Response:
        """Give the page."""
        return HTMLResponse(pages.page(name))

    return page


async def _role_page(request: Request) -> Response:
    role = request.path_params["role"]
    if role not in ROLES:
        raise refused("E58")
    response: Response = await _page(ROLES[role])(request)
    return response


async def _slash(request: Request) -> Response:
    return RedirectResponse(f"{request.url.path}/", 308)
