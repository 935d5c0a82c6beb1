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
from sim.names import AWARE

STAGES = 5  # of a citizen: UNAWARE to LAPSED
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


class Town(ctypes.Structure):
    """The people and the audience as clock.c takes them."""

    _fields_ = [("cells", ctypes.c_int64)] + [(name, ctypes.c_void_p) for name in (
        "first", "start", "contact", "citizen", "cell", "code", "threshold", "engagement", "base", "slope", "stage",
        "spell", "clock", "social", "voice", "adopting", "hits", "found", "counts",
    )]  # fmt: skip


def run(world: World, steps: int, seed: int, bare: bool = False) -> Outcome:
    """Run ``steps`` months in C: by the model's algorithm, or by the least that the workload asks (``bare``)."""
    code, n, cells = library(), world.cell.size, world.first.size - 1
    stream, out = ctypes.c_uint64(int(key(seed, "adopt"))), np.zeros((steps, cells), np.int64)
    base, slope, counts = np.zeros((cells, STAGES)), np.zeros((cells, STAGES)), np.zeros((cells, STAGES), np.int64)
    base[:, AWARE], slope[:, AWARE], counts[:, AWARE] = ALONE, 1.0, 0 if bare else np.diff(world.first)
    arrays = {
        "first": world.first, "start": world.start.astype(np.int64), "contact": world.contact,
        "citizen": np.arange(n, dtype=np.int32), "cell": world.cell, "code": np.arange(n, dtype=np.uint64),
        "threshold": world.threshold, "engagement": np.zeros(n, np.float32), "base": base, "slope": slope,
        "stage": np.full(n, AWARE, np.uint8), "spell": np.zeros(n, np.uint16), "clock": np.empty(n, np.float32),
        "social": np.zeros(n, np.float32), "voice": np.zeros(n, np.int16), "adopting": np.zeros(n, np.int16),
        "hits": np.empty(n, np.int32), "found": np.empty(cells, np.int64), "counts": counts,
    }  # fmt: skip
    town = Town(cells, **{name: _at(array) for name, array in arrays.items()})
    code.wind_up(ctypes.c_int64(n), stream, _at(arrays["clock"]))
    given = (ctypes.byref(town), ctypes.c_int64(steps), ctypes.c_double(PULL), ctypes.c_double(FLOOR))
    last = (ctypes.c_double(ALONE) if bare else stream, _at(out))
    months = code.bare_months if bare else code.months
    begun = time.process_time()
    months(*given, *last)
    return Outcome(out, time.process_time() - begun)


def _at(array: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
