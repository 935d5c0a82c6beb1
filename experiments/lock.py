"""One writer at a time in a folder of results, and the lock of a dead one taken over (verrou)."""

import ctypes
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from experiments.files import explained
from sim.errors import StoreError, Text

LOCK = "lock"
ENDED = "ended"  # a killed process whose parent has not yet taken note
PATIENCE = 1.0  # seconds for another process to finish writing its few bytes into a lock it has just made


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the folder's lock; the value given is True where it was taken over from a dead process.

    Raises StoreError, naming the holder, where a living process or another machine holds it.
    """
    path = folder / LOCK
    mine = json.dumps(
        {"pid": os.getpid(), "host": socket.gethostname(), "start": _started(os.getpid())}
    ).encode()
    taken_over = False
    while not _create(path, mine):
        found = _content(path)
        holder = _holder(found)
        if holder and _alive(holder):
            raise StoreError(_held(path, holder))
        taken_over = _remove_stale(path, found) or taken_over
    try:
        yield taken_over
    finally:
        with suppress(OSError):
            if path.read_bytes() == mine:
                path.unlink()


def held_by(folder: Path) -> str:
    """Return the process that writes in a folder now and its machine, "" where none does."""
    with suppress(OSError):
        holder = _holder((folder / LOCK).read_bytes())
        return f"{holder['pid']} ({holder['host']})" if holder and _alive(holder) else ""
    return ""


def _create(path: Path, content: bytes) -> bool:
    """Make the lock file if there is none; say whether it was made."""
    with explained(path):
        try:
            number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        except FileExistsError:
            return False
        try:
            os.write(number, content)
        finally:
            os.close(number)
    return True


def _content(path: Path) -> bytes:
    """Return what the lock says, waiting a little for a writer that has only just made it."""
    end = time.monotonic() + PATIENCE
    while True:
        with suppress(FileNotFoundError):
            content = path.read_bytes()
            if _holder(content) or time.monotonic() > end:
                return content
            time.sleep(0.05)
            continue
        return b""


def _holder(content: bytes) -> dict[str, Any]:
    """Return pid, host and start of a lock's holder, or nothing where the lock is unreadable."""
    with suppress(ValueError, TypeError, KeyError):
        found = json.loads(content)
        return {"pid": int(found["pid"]), "host": str(found["host"]), "start": found["start"]}
    return {}


def _remove_stale(path: Path, stale: bytes) -> bool:
    """Move a dead process's lock away; put it back if it was another's, made in the meantime."""
    aside = path.with_name(f".tmp-lock-{os.getpid()}-{time.monotonic_ns()}")
    try:
        os.rename(path, aside)
    except FileNotFoundError:
        return False
    if aside.read_bytes() != stale:
        with suppress(OSError):
            os.rename(aside, path)
        return False
    aside.unlink()
    return True


def _alive(holder: dict[str, Any]) -> bool:
    """Say whether the holder may still be at work; on another host nobody can tell, so yes."""
    if holder["host"] != socket.gethostname():
        return True
    start = _started(holder["pid"])
    if not _exists(holder["pid"]) or start == ENDED:
        return False
    return start is None or holder["start"] is None or start == holder["start"]


def _exists(pid: int) -> bool:
    """Say whether a process of this number runs here."""
    if os.name == "nt":  # os.kill(pid, 0) would end the process on Windows
        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)  # type: ignore[attr-defined]
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)  # type: ignore[attr-defined]
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(pid: int) -> str | None:
    """Return when a process started, in ticks, where the system says it: a pid may be used again."""
    with suppress(OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return ENDED if fields[0] == "Z" else fields[19]
    return None


def _held(path: Path, holder: dict[str, Any]) -> Text:
    """Say who holds the folder and what to do."""
    who = f"{holder['pid']} ({holder['host']})"
    return Text(
        f"{path.parent} is in use by process {who}. Wait for it, or choose another folder with out=DIR; "
        f"if you are sure that process is dead, delete {path}.",
        f"{path.parent} est utilisé par le processus {who}. Attendez sa fin, ou choisissez un autre dossier "
        f"avec out=DOSSIER ; si vous êtes sûr que ce processus est mort, supprimez {path}.",
    )
