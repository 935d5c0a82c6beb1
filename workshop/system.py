"""The laptop under the workshop: addresses on the network, disk, memory, what a self-test finds (système)."""

import ipaddress
import os
import platform
import re
import shutil
import socket
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim.version import MODEL_VERSION

if sys.platform != "win32":
    import fcntl
    import resource

LOW = 200 * 2**20  # bytes free below which E50 is said
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
PROBES = ("10.255.255.255", "192.168.255.255", "172.31.255.255", "203.0.113.1")  # nothing is sent to them


def addresses() -> list[str]:
    """Return this machine's addresses on its networks, those of a home or a hotspot first."""
    found = set(_of_interfaces())
    with suppress(OSError):
        found |= set(socket.gethostbyname_ex(socket.gethostname())[2])
    for probe in PROBES:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.connect((probe, 9))
            found.add(one.getsockname()[0])
    usable = [text for text in found if not ipaddress.ip_address(text).is_loopback and text != "0.0.0.0"]
    return sorted(usable, key=lambda text: (not ipaddress.ip_address(text).is_private, text))


def _of_interfaces() -> list[str]:
    """Return the address of each network card, where the system says it (Linux)."""
    if sys.platform != "linux":
        return []
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        for _, name in socket.if_nameindex():
            with suppress(OSError):
                asked = struct.pack("256s", name.encode()[:15])
                found.append(socket.inet_ntoa(fcntl.ioctl(one.fileno(), 0x8915, asked)[20:24]))
    return found


class Hosts:
    """The names under which this server may be called: another name in Host is a trick played on a browser."""

    def __init__(self, port: int, more: tuple[str, ...] = ()) -> None:
        self.port, self.more = port, more
        self._names: set[str] = set()
        self._read = 0.0

    def __call__(self, host: str) -> bool:
        """Say whether a Host header is one of ours; a network joined since is looked for."""
        name = re.sub(r":\d+$", "", host.lower())
        if host.rpartition(":")[2] != str(self.port) and self.port not in (80, 443) and ":" in host.rpartition("]")[2]:
            return False
        if name not in self._names and time.monotonic() - self._read > 2.0:
            own = socket.gethostname().lower()
            self._names = {*LOOPBACK, *addresses(), own, f"{own.partition('.')[0]}.local", *self.more}
            self._read = time.monotonic()
        return name in self._names


def disk(folder: Path) -> dict[str, Any]:
    """Return bytes free and in all, and whether they run out."""
    usage = shutil.disk_usage(folder)
    return {"free": usage.free, "total": usage.total, "low": usage.free < LOW}


def memory() -> float | None:
    """Return the most megabytes this process has taken, where the system says it."""
    if sys.platform == "win32":
        return None
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def versions() -> dict[str, str]:
    """Return the versions at work."""
    return {"model": MODEL_VERSION, "python": platform.python_version(), "system": f"{platform.system()} {os.name}"}
