"""``essaimage workshop``: opens the server, says where it is, and closes it without losing anything (ouverture)."""

import asyncio
import errno
import logging
import os
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Router
from starlette.types import ASGIApp

from experiments.lock import locked
from experiments.overrides import number_in, read_override
from experiments.request import Request
from sim.errors import InputError, Text
from workshop import game, system
from workshop.app import Workshop
from workshop.fields import Decision, Who
from workshop.guard import Guard
from workshop.messages import refused
from workshop.rooms import Rooms
from workshop.routes import facilitator, group, keeper, public, takeaway, watch
from workshop.runs import Runs
from workshop.turns import Turns

PORT, KEEP = 8000, 180
RULES = {
    "port": (1, 65_535, PORT, Text("TCP port", "port TCP")),
    "keep": (1, 36_500, KEEP, Text("days a workshop is kept untouched", "jours de conservation d'un atelier inactif")),
}
HERE = "127.0.0.1"
LOG = logging.getLogger("essaimage.workshop")
SHOWN = 5  # workshops whose links are printed
DAY = 86_400.0
SETTLING = 20.0  # seconds left to the first pages before this machine is measured
SOON = 1.0  # and before the workers of a game that goes on are woken: its pages come back within a second
AT_PLAY = ("open", "locked", "reveal")


def serve(request: Request) -> int:
    """Open the workshop until Ctrl-C. Raises InputError for settings that cannot be, a port in use (E51)."""
    problems = list(request.problems)
    given = {key: read_override(f"{key}={request.text(key)}") for key in RULES if request.text(key)}
    port, keep = (number_in(key, given.get(key), RULES[key], problems) for key in ("port", "keep"))
    if problems:
        raise InputError(*problems)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    folder = Path(request.option("out", Path("results") / "workshop")).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    host = request.text("host") or "0.0.0.0"
    with locked(folder), listening(host, port) as door:
        runs = Runs(Turns(folder / "states"))
        rooms = Rooms(folder, runs.forget)
        hosts = system.Hosts(door.getsockname()[1], tuple(filter(None, request.text("allow").lower().split(","))))
        shop = Workshop(rooms, runs, hosts, keep)
        old = rooms.forget_old(keep)
        _say(_opened(shop, host, old).in_(request.lang))
        Server(shop).run(sockets=[door])
    return 0


class Server(uvicorn.Server):
    """Uvicorn that lets the pages that listen go as soon as Ctrl-C is typed."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self.loop: asyncio.AbstractEventLoop | None = None
        super().__init__(uvicorn.Config(
            application(shop), log_level="warning", access_log=False, server_header=False, proxy_headers=False,
            ws="none", timeout_graceful_shutdown=3, backlog=256,
        ))  # fmt: skip

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the door."""
        self.loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End the streams, then stop."""
        if self.loop:
            self.loop.call_soon_threadsafe(self.shop.rooms.let_go)
        super().handle_exit(sig, frame)


def application(shop: Workshop) -> ASGIApp:
    """Return the whole application of a workshop."""

    @asynccontextmanager
    async def life(app: Any) -> AsyncIterator[None]:
        """Keep the tasks of the background going while the server is open, and leave nothing running after it."""
        tasks = [asyncio.create_task(_resume(shop)), asyncio.create_task(_measured(shop))]
        yield
        for task in tasks:
            task.cancel()
        shop.runs.stop()
        shop.rooms.close()

    parts = (facilitator, keeper, takeaway, group, watch, public)
    routes = [route for part in parts for route in part.routes(shop)]
    router = Router(routes, lifespan=life, default=_nowhere)
    return Guard(GZipMiddleware(router, minimum_size=2_000, compresslevel=5), shop.hosts)


async def _nowhere(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        raise refused("E58")


async def _measured(shop: Workshop) -> None:
    """Find out how many common seeds this machine can compute, before the first turn opens."""
    await asyncio.sleep(SETTLING)
    try:
        await shop.runs.turns.warm()
    except Exception as error:  # the usual pace serves, and the first turn will say what is wrong
        LOG.error("measure of speed", exc_info=error)


async def _resume(shop: Workshop) -> None:
    """Take up the computations that the last stop interrupted; once a day, forget the workshops of long ago.

    A game in mid-turn has its workers woken and its states made again, before its pages ask for anything.
    """
    lately = [room for room in shop.rooms.all() if time.time() - room.state.at < DAY]
    for room in shop.rooms.all():
        shop.runs.start(room)
        await asyncio.sleep(0)
    played = [room for room in lately if room.state.phase in AT_PLAY]
    if played:
        await asyncio.sleep(SOON)
        shop.runs.wake()
        for room in played:
            shop.runs.prepare(room)
    while True:
        await asyncio.sleep(DAY)
        shop.rooms.forget_old(shop.keep)


def listening(host: str, port: int) -> socket.socket:
    """Return the open door. Raises InputError (E51) where another program holds the port."""
    # named as TCP: only then does asyncio send what is small at once, and not 40 ms later
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name != "nt":  # there it would let two servers share a port
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(256)
    except OSError as error:
        door.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise InputError(*refused("E51", p=str(port)).problems) from None
        raise InputError(Text(
            f"host={host} is not an address of this machine ({error.strerror}). Leave host out to be reached by all.",
            f"host={host} n'est pas une adresse de cette machine ({error.strerror}). Sans host, tous y accèdent.",
        )) from None  # fmt: skip
    return door


def _opened(shop: Workshop, host: str, old: list[str]) -> Text:
    """Return what is printed: addresses to type, a link for the facilitator of each workshop, how to stop."""
    rooms = [room for room in shop.rooms.all() if room.state.phase != "closed"]
    if not any(room.state.demo for room in rooms):
        rooms.append(_demo(shop.rooms))
    port = shop.hosts.port
    own = [f"http://{HERE}:{port}/"]
    lan = [f"http://{one}/" for one in shop.addresses()] if host not in (HERE, "localhost") else []
    links = [
        f"  {room.state.sid}  {room.state.name}\n    {own[0]}s/{room.state.sid}/a/#k={shop.rooms.facilitate(room)}"
        for room in rooms[:SHOWN]
    ]
    en, fr = ("\n".join(["", *lines]) for lines in (
        ["Workshop open. On this laptop: " + own[0], "For the room: " + (", ".join(lan) or "no network found"),
         "Facilitator's links (secret: keep them to yourself):", *links, f"Kept in {shop.rooms.folder}. Ctrl-C stops; "
         "nothing is lost."],
        ["Atelier ouvert. Sur cet ordinateur : " + own[0],
         "Pour la salle : " + (", ".join(lan) or "aucun réseau trouvé"),
         "Liens de l'animateur (secrets : gardez-les pour vous) :", *links,
         f"Conservé dans {shop.rooms.folder}. Ctrl-C arrête ; rien n'est perdu."],
    ))  # fmt: skip
    if old:
        gone = ", ".join(old)
        en += f"\nDeleted, untouched too long: {gone}."
        fr += f"\nSupprimés, inactifs depuis trop longtemps : {gone}."
    return Text(en, fr)


def _demo(rooms: Rooms) -> Any:
    """Return a workshop ready to start, with nothing to fill in."""
    setting = next(iter(game.presets("fr").values()))
    room, _ = rooms.create(setting, demo=True)
    room.begin(Who("a"), Decision([("phase", {"phase": "lobby", "turn": 0})]))
    return room


def _say(text: str) -> None:
    with suppress(OSError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
