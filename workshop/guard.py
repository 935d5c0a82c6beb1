"""What stands before every request: known host, same origin, small body, not too often, safe headers (garde)."""

import logging
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.errors import EssaimageError
from workshop.messages import Fault, Refused, refused

LOG = logging.getLogger("essaimage.workshop")
BODY = 65_536  # bytes
BACKUP = 32 * 2**20  # bytes of a backup that is sent to be restored
TRIES, WAIT = 5, 60.0  # wrong codes in a minute, then seconds to wait
HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Tries:
    """Wrong codes by workshop and address: after five in a minute, a minute's wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.wrong: dict[tuple[str, str], deque[float]] = {}

    def check(self, place: tuple[str, str]) -> None:
        """Raise Refused (E02) while one must wait."""
        found = self.wrong.get(place, deque())
        if len(found) >= TRIES and self.clock() < found[-1] + WAIT:
            raise refused("E02", s=max(1, round(found[-1] + WAIT - self.clock())))

    def failed(self, place: tuple[str, str]) -> None:
        """Note a wrong code."""
        now = self.clock()
        if len(self.wrong) > 10_000:
            self.wrong = {k: times for k, times in self.wrong.items() if times[-1] > now - WAIT}
        times = self.wrong.setdefault(place, deque(maxlen=TRIES))
        while times and times[0] < now - WAIT:
            times.popleft()
        times.append(now)


class Pace:
    """How often somebody may ask: ``burst`` at once, then ``rate`` a second."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self.clock = rate, burst, clock
        self.left: dict[str, tuple[float, float]] = defaultdict(lambda: (float(burst), clock()))

    def take(self, who: str) -> None:
        """Count one request. Raises Refused (E54) where it is one too many."""
        left, then = self.left[who]
        now = self.clock()
        left = min(self.burst, left + (now - then) * self.rate)
        if left < 1:
            raise refused("E54", s=max(1, round((1 - left) / self.rate)))
        self.left[who] = (left - 1, now)
        if len(self.left) > 10_000:
            self.left.clear()


class Guard:
    """The outermost part of the application; it answers errors, all in one form."""

    def __init__(self, app: ASGIApp, known_host: Callable[[str], bool]) -> None:
        self.app, self.known_host = app, known_host
        self.pace = Pace(30, 120)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def safe(message: Message) -> None:
            """Send on, with the headers that keep a browser safe."""
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _safe_headers(message.get("headers", []), scope["path"])
            await send(message)

        try:
            self._check(Request(scope))
            await self.app(scope, _limited(receive, scope), safe)
        except Exception as error:
            if started:
                raise
            await answer(error)(scope, receive, safe)

    def _check(self, request: Request) -> None:
        """Raise Refused for a foreign host or origin, a form post, a large body, too many requests."""
        host = request.headers.get("host", "")
        if not self.known_host(host):
            raise refused("E57", host=host[:80])
        length = request.headers.get("content-length", "0")
        most = limit(request.url.path)
        if not length.isdigit() or int(length) > most:
            raise refused("E55", n=most)
        if request.method not in ("GET", "HEAD"):
            origin = request.headers.get("origin", "")
            if urlsplit(origin).netloc.lower() != host.lower() or not origin.startswith("http"):
                raise refused("E56", origin=origin[:80] or "?")
            kind = request.headers.get("content-type", "").partition(";")[0].strip()
            if most == BODY and kind != "application/json":
                raise refused("E59")
        if not request.url.path.startswith("/static/"):
            self.pace.take(request.cookies.get("essaimage", "")[:64] or address(request))


def answer(error: Exception) -> JSONResponse:
    """Return the answer to an error: its messages where we raised it, a reference where we did not."""
    if isinstance(error, HTTPException):
        error = refused("E58" if error.status_code in (404, 405) else "E59")
    if isinstance(error, EssaimageError) and not isinstance(error, Refused):
        error = Refused(*(Fault("E12", {"text": text}) for text in error.problems))
    if not isinstance(error, Refused):
        reference = secrets.token_hex(4)
        LOG.error("ref. %s", reference, exc_info=error)
        error = refused("E43", id=reference)
    headers = {"cache-control": "no-store"}
    if "s" in error.faults[0].values and error.status == 429:
        headers["retry-after"] = str(error.faults[0].values["s"])
    return JSONResponse(error.to_dict(), error.status, headers)


def address(request: Request) -> str:
    """Return the address a request comes from."""
    return request.client.host if request.client else "?"


def limit(path: str) -> int:
    """Return the most bytes a request to ``path`` may send: only a backup is larger than a page's word."""
    return BACKUP if path.endswith("/api/restore") else BODY


def _limited(receive: Receive, scope: Scope) -> Receive:
    """Return ``receive`` that refuses to read more than the limit, whatever length was announced."""
    seen, most = 0, limit(scope["path"])

    async def read() -> Message:
        """Receive the next part. Raises Refused (E55) past the limit."""
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise refused("E55", n=most)
        return message

    return read


def _safe_headers(headers: Any, path: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer with those that keep a browser safe."""
    names = {name.lower() for name, _ in headers}
    extra = [(k.encode(), v.encode()) for k, v in HEADERS.items()]
    if b"cache-control" not in names:
        kept = b"no-cache" if path.startswith("/static/") or "/api/" not in path else b"no-store"
        extra.append((b"cache-control", kept))
    return [*headers, *extra]
