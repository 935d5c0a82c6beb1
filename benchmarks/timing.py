"""How time and memory are measured: CPU, never the clock on the wall; others may use the machine (chronométrage)."""
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import numpy as np

ROOT = Path(__file__).resolve().parents[1]


def cpu(action: Callable[[], object]) -> float:
    """Return the CPU seconds that an action takes in this process, all threads."""
    begun = time.process_time()
    action()
    return time.process_time() - begun


def command(cache: Path, *arguments: str) -> float:
    """Return the CPU seconds of ``python ARGUMENTS``, its own children included; kernels are kept in ``cache``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output(cache, *arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def output(cache: Path, *arguments: str) -> str:
    """Return what ``python ARGUMENTS`` prints, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ESSAIMAGE_CACHE": str(cache)}
    call = [sys.executable, *arguments]
    return subprocess.run(call, check=True, env=environment, cwd=cache, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def clocked(place: type | ModuleType, name: str) -> Iterator[list[float]]:
    """Yield a list that gets the CPU seconds of each call of ``place.name`` while the context lasts."""
    action, found = getattr(place, name), []

    def timed(*given, **named):  # type: ignore[no-untyped-def]
        begun = time.process_time()
        try:
            return action(*given, **named)
        finally:
            found.append(time.process_time() - begun)

    setattr(place, name, timed)
    try:
        yield found
    finally:
        setattr(place, name, action)


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return b of the line through log seconds = a + b log size, least squares."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])
