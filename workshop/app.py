"""The application: what the routes share, from the folder of workshops to the texts of pages (application)."""

import importlib.metadata
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from workshop import codes, system
from workshop.fields import Decision, Who, loads
from workshop.guard import Pace, Tries
from workshop.messages import refused
from workshop.room import Room
from workshop.rooms import Rooms
from workshop.runs import Runs
from workshop.session import Session
from workshop.system import Hosts

LOG = logging.getLogger("essaimage.workshop")
COOKIE = "essaimage"
MONTHS = 120 * 86_400  # seconds a device stays joined
Handler = Callable[[Request], Awaitable[Response]]


class Workshop:
    """One server: its folder, its simulations, its limits."""

    def __init__(self, rooms: Rooms, runs: Runs, hosts: Hosts, keep: float) -> None:
        self.rooms, self.runs, self.hosts = rooms, runs, hosts
        self.keep = keep  # days a workshop is kept untouched
        self.tries, self.heavy, self.light = Tries(), Pace(2, 8), Pace(20, 60)
        self.started = time.time()

    def addresses(self) -> list[str]:
        """Return where phones reach this server: host and port, the likeliest first."""
        return [f"{one}:{self.hosts.port}" for one in system.addresses()]

    def address_for(self, request: Request) -> str:
        """Return the address to print in links: the one asked for, or the likeliest on the network."""
        known = self.addresses()
        asked = request.query_params.get("address", "")
        for one in (f"{asked}:{self.hosts.port}", asked):
            if asked and self.hosts(one):
                return one
        return known[0] if known else f"127.0.0.1:{self.hosts.port}"

    async def act(self, room: Room, who: Who, decide: Callable[[Session], Decision], request: Request) -> bool:
        """Let a decision change a workshop; say whether the same request had done so before."""
        key = request.headers.get("idempotency-key", "")[:64] or None
        repeated, _ = await room.act(who, decide, key)
        self.runs.start(room)
        return repeated

    def member(self, request: Request, role: str) -> tuple[Room, Who]:
        """Return the workshop and who asks, by the cookie.

        Raises Refused: E60 (facilitator's page, not the facilitator), E23 (another group), E04 (link replaced),
        E06 (not joined).
        """
        room = self.rooms.find(request.path_params["sid"])
        secret = request.cookies.get(COOKIE, "")
        value = codes.hashed(secret)
        what = room.journal.opened_by(value) if role == "a" else room.devices.get(value)
        if role == "a" and (what is None or what.role != "a"):
            raise refused("E60")
        if what is None:
            raise refused("E06")
        if what.role != role:
            raise refused("E23")
        if not room.passed(what):
            raise refused("E04")
        if role in "po":
            room.urls = tuple(f"http://{one}/" for one in self.addresses())
        group = request.path_params.get("gid")
        if role == "g" and group is not None and group != what.group:
            raise refused("E23")
        return room, Who(role, what.group, value[:12])


async def body_of(request: Request) -> dict[str, Any]:
    """Return the JSON object that a page sent."""
    return loads(await request.body())


def admit(response: Response, sid: str, role: str, secret: str) -> Response:
    """Give a device its cookie: of this workshop and role only, out of reach of scripts and of other sites."""
    response.set_cookie(COOKIE, secret, max_age=MONTHS, path=f"/s/{sid}/{role}", httponly=True, samesite="strict")
    return response


def json_text(text: bytes) -> Response:
    """Return an answer whose JSON is written already."""
    return Response(text, media_type="application/json")


def good(**more: Any) -> JSONResponse:
    """Return the answer to what was done."""
    return JSONResponse({"ok": True, **more})


def version() -> str:
    """Return the version of essaimage that is installed."""
    with suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.version("essaimage")
    return "0"
