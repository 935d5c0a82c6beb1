"""Scripts, looks and texts of the pages, read and packed once: thirty phones ask at a time (ressources)."""

import gzip
import hashlib
import mimetypes
from functools import cache
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from workshop.messages import refused
from workshop.pages import STATIC

FRESH = "max-age=600"  # seconds a page takes them from the device: then it asks whether they changed
SMALL = 500  # bytes not worth packing


class Asset(NamedTuple):
    """A file as it travels: its kind, what names its content, and itself, packed too where that helps."""

    kind: str
    mark: str
    plain: bytes
    packed: bytes


@cache
def assets() -> dict[str, Asset]:
    """Return every file under static/ by its path in the address."""
    found = {}
    for file in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        data = file.read_bytes()
        kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0] or "text/plain"
        mark = f'"{hashlib.sha256(data).hexdigest()[:20]}"'
        packed = gzip.compress(data, 9, mtime=0) if len(data) > SMALL else b""
        found[file.relative_to(STATIC).as_posix()] = Asset(kind, mark, data, packed)
    return found


async def asset(request: Request) -> Response:
    """Give a file, or say that the device has it already."""
    found = assets().get(request.path_params["path"])
    if found is None:
        raise refused("E58")
    headers = {"etag": found.mark, "cache-control": FRESH, "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == found.mark:
        return Response(status_code=304, headers=headers)
    if found.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, headers={**headers, "content-encoding": "gzip"}, media_type=found.kind)
    return Response(found.plain, headers=headers, media_type=found.kind)
