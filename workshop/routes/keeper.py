"""What the facilitator does with what is kept: backups, deletion, the laptop, its self-test (garde des données)."""

import asyncio
import json
import platform
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from sim.version import MODEL_VERSION
from workshop import codes, system
from workshop.app import Workshop, body_of, good, version
from workshop.fields import Decision, Who, refuse
from workshop.messages import Fault
from workshop.room import Room
from workshop.routes.public import restored
from workshop.runs import setting_of

BASE = "/s/{sid}/a/api"
PATIENCE = 60.0  # seconds for a self-test's simulation


def routes(shop: Workshop) -> list[Route]:
    """Return the routes of what is kept."""
    own = Keep(shop)
    reads = {"system": own.system, "backup": own.download, "journal.jsonl": own.journal}
    writes = {"backup": own.back_up, "restore": own.restore, "delete": own.delete, "selftest": own.self_test}
    return [
        *(Route(f"{BASE}/{path}", handler) for path, handler in reads.items()),
        *(Route(f"{BASE}/{path}", handler, methods=["POST"]) for path, handler in writes.items()),
    ]


class Keep:
    """What a facilitator may do with what is kept."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop

    async def system(self, request: Request) -> Response:
        """Say how the laptop is."""
        room, _ = self.shop.member(request, "a")
        last = next(iter(self.shop.rooms.saved(room.state.sid)), None)
        return JSONResponse({
            "version": version(), "model": MODEL_VERSION, "python": platform.python_version(),
            "disk": system.disk(self.shop.rooms.folder), "last_backup": _file(last) if last else None,
            "connected": room.hub.devices(), "addresses": self.shop.addresses(), "journal": room.state.seq,
            "uptime": time.time() - self.shop.started, "memory_mb": system.memory(),
            "folder": str(self.shop.rooms.folder), "keep_days": self.shop.keep,
        })  # fmt: skip

    async def back_up(self, request: Request) -> Response:
        """Write a whole copy of the workshop on the laptop."""
        room, _ = self.shop.member(request, "a")
        return good(**_file(await asyncio.to_thread(self.shop.rooms.back_up, room)))

    async def download(self, request: Request) -> Response:
        """Give a fresh copy of the workshop, to be restored on any machine."""
        room, _ = self.shop.member(request, "a")
        path = await asyncio.to_thread(self.shop.rooms.back_up, room)
        return FileResponse(path, filename=path.name, media_type="application/octet-stream")

    async def restore(self, request: Request) -> Response:
        """Take in a backup, of this or another workshop."""
        self.shop.member(request, "a")
        return await restored(self.shop, request)

    async def journal(self, request: Request) -> Response:
        """Give the journal, a JSON object a line; first names only where they are asked for."""
        room, _ = self.shop.member(request, "a")
        names = request.query_params.get("names") == "yes"
        lines = await asyncio.to_thread(journal_lines, room, names)
        headers = {"content-disposition": f'attachment; filename="{room.state.sid}-journal.jsonl"'}
        return Response(lines, media_type="application/x-ndjson", headers=headers)

    async def delete(self, request: Request) -> Response:
        """Delete the workshop; its code is typed again, because nothing brings it back."""
        room, _ = self.shop.member(request, "a")
        typed = str((await body_of(request)).get("sid", ""))
        faults = [] if codes.tidy(typed) == room.state.sid else [Fault("E35", {"field": "sid"}, "sid")]
        refuse(faults)
        self.shop.rooms.delete(room)
        self.shop.runs.turns.pool.forget("*")  # states bear no names: those of other workshops are made again
        return good()

    async def self_test(self, request: Request) -> Response:
        """Write a line, run a simulation, send an event to oneself; say what works and how long it took."""
        room, who = self.shop.member(request, "a")
        self.shop.heavy.take(f"{room.state.sid}:{who.device}")
        parts: dict[str, Callable[[], Awaitable[Any]]] = {
            "journal": lambda: room.act(who, lambda s: Decision([("tested", {})])),
            "stream": lambda: _heard(room),
            "simulation": lambda: self._simulated(room),
        }
        steps = [await _timed(name, part) for name, part in parts.items()]
        return JSONResponse({"ok": all(step["ok"] for step in steps), "steps": steps})

    async def _simulated(self, room: Room) -> None:
        group = next(iter(room.state.groups))
        await asyncio.wait_for(self.shop.runs.turns.preview(setting_of(room.state), group, [], {}), PATIENCE)


def journal_lines(room: Room, names: bool) -> str:
    """Return the journal as JSON lines, without first names unless ``names``."""
    lines = []
    for entry in room.journal.entries():
        row = entry._asdict()
        if not names and entry.kind == "device":
            row["data"] = {**row["data"], "said": {k: v for k, v in row["data"]["said"].items() if k != "first_name"}}
        lines.append(json.dumps(row, ensure_ascii=False))
    return "\n".join(lines) + "\n"


async def _heard(room: Room) -> None:
    """Send an event to a listener of our own and wait for it."""
    client = room.hub.join(Who("a", device="selftest"))
    try:
        room.present()
        await asyncio.wait_for(client.queue.get(), 2.0)
    finally:
        room.hub.leave(client)


async def _timed(name: str, part: Callable[[], Awaitable[Any]]) -> dict[str, Any]:
    start, said = time.perf_counter(), ""
    try:
        await part()
    except Exception as error:  # noqa: BLE001, a self-test reports what fails
        said = f"{type(error).__name__}: {error}"[:300]
    return {"name": name, "ok": not said, "ms": round(1000 * (time.perf_counter() - start), 1), "text": said}


def _file(path: Path) -> dict[str, Any]:
    return {"file": path.name, "bytes": path.stat().st_size, "at": path.stat().st_mtime}
