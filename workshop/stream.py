"""Server-sent events: what happens, to every page at once; a page too slow to listen is let go (flux)."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.types import Receive, Scope, Send

from workshop.fields import Who

QUEUE = 200  # events a page may be behind
STREAMS = 8  # of one device
PING = 10.0  # seconds
RETRY = b"retry: 1000\n\n"
GONE = None  # ends a stream


class Client:
    """One page that listens."""

    def __init__(self, who: Who) -> None:
        self.who = who
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE)
        self.dropped = asyncio.Event()
        self.since = time.monotonic()

    def put(self, text: bytes | None) -> None:
        """Hand over an event; with the queue full the page is dropped, and comes back for a whole snapshot."""
        try:
            self.queue.put_nowait(text)
        except asyncio.QueueFull:
            self.dropped.set()


class Hub:
    """The pages of one workshop that listen."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.last_seen: dict[str, float] = {}

    def join(self, who: Who) -> Client:
        """Take a page in; a device that opens too many lets its oldest go."""
        same = [client for client in self.clients if client.who == who]
        for client in sorted(same, key=lambda one: one.since)[: max(0, len(same) + 1 - STREAMS)]:
            client.put(GONE)
        client = Client(who)
        self.clients.add(client)
        return client

    def leave(self, client: Client) -> None:
        """Let a page go."""
        self.clients.discard(client)
        self.last_seen[client.who.group or client.who.role] = time.time()

    def devices(self) -> dict[str, int]:
        """Return how many devices of each group, or role, listen."""
        found = {(client.who.group or client.who.role, client.who.device) for client in self.clients}
        return dict(Counter(place for place, _ in found))

    def end(self, *, role: str = "", group: str = "", last: bytes | None = None) -> None:
        """End the streams of a group, of a role, or all, with a last word."""
        for client in list(self.clients):
            if role in ("", client.who.role) and group in ("", client.who.group):
                if last:
                    client.put(last)
                client.put(GONE)


def text_of(data: Any) -> str:
    """Return data as JSON."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def event(kind: str, data: Any, number: int | None = None) -> bytes:
    """Return one event as it is sent; data: JSON already where it is a text."""
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {kind}\ndata: {data if isinstance(data, str) else text_of(data)}\n\n".encode()


class EventStream:
    """The answer that stays open: hello, then what comes, a ping every ten seconds."""

    def __init__(self, client: Client, hello: bytes, leave: Callable[[Client], None]) -> None:
        self.client, self.hello, self.leave = client, hello, leave

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the page goes, is dropped for being slow, or the workshop ends."""
        headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        tasks = [
            asyncio.ensure_future(work)
            for work in (self._send(send), _disconnected(receive), self.client.dropped.wait())
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            self.leave(self.client)
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        async for text in self._events():
            await send({"type": "http.response.body", "body": text, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _events(self) -> AsyncIterator[bytes]:
        yield RETRY + self.hello
        due = time.monotonic() + PING
        while True:
            try:
                text = await asyncio.wait_for(self.client.queue.get(), max(0.0, due - time.monotonic()))
            except TimeoutError:
                text, due = event("ping", {"at": time.time()}), time.monotonic() + PING
            if text is GONE:
                return
            yield text


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
