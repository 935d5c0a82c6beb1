"""Workload W in C, compiled on the spot: the same algorithm, the same draws, the same adopters (en C)."""
import ctypes
import os
import shutil
import subprocess
import time
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np

from benchmarks.workload import ALONE, FLOOR, PULL, Outcome, World
from sim.draws import key
from sim.jit import cache_folder

SOURCE = Path(__file__).resolve().parents[1] / "clock.c"
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")


@cache
def library() -> ctypes.CDLL:
    """Return the compiled code. Raises ImportError where the machine has no compiler, as for any missing library."""
    compiler = shutil.which(os.environ.get("CC") or "cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        raise ImportError("no C compiler (cc, gcc or clang) on this machine")
    stamp = blake2b(SOURCE.read_bytes() + " ".join((compiler, *FLAGS)).encode(), digest_size=8).hexdigest()
    folder = cache_folder() / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    built = folder / f"clock-{stamp}.so"
    if not built.exists():
        fresh = folder / f"clock-{stamp}-{os.getpid()}.so"
        done = subprocess.run([compiler, *FLAGS, str(SOURCE), "-lm", "-o", str(fresh)], capture_output=True, text=True)
        if done.returncode:
            raise ImportError(f"{compiler} cannot compile {SOURCE.name}: {done.stderr.strip()}")
        fresh.replace(built)
    return ctypes.CDLL(str(built))


def run(world: World, steps: int, seed: int) -> Outcome:
    """Run ``steps`` months in C."""
    code, n, cells = library(), world.cell.size, world.first.size - 1
    clock, out = np.empty(n, np.float32), np.zeros((steps, cells), np.int64)
    code.wind_up(ctypes.c_int64(n), ctypes.c_uint64(int(key(seed, "adopt"))), _at(clock))
    arrays = (
        np.ones(n, np.uint8), clock, np.zeros(n, np.float32), np.zeros(n, np.int16), np.empty(n, np.int32),
        np.empty(cells, np.int64), np.zeros(cells, np.int64), out,
    )  # fmt: skip
    ground = (world.first, world.start.astype(np.int64), world.contact, world.cell, world.threshold)
    rates = [ctypes.c_double(rate) for rate in (ALONE, PULL, FLOOR)]
    sizes, places = [ctypes.c_int64(cells), ctypes.c_int64(steps)], [_at(array) for array in ground]
    given = (*sizes, *places, *rates, *(_at(array) for array in arrays))
    begun = time.process_time()
    code.months(*given)
    return Outcome(out, time.process_time() - begun)


def _at(array: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
