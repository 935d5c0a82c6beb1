"""Workload W through the kernels of a whole run: drain, move (nos noyaux)."""
import time

import numba
import numpy as np

from benchmarks.workload import ALONE, FLOOR, PULL, Outcome, World
from sim.clock import drain, move, wind
from sim.draws import key
from sim.jit import OPTIONS
from sim.names import ADOPTER, AWARE
from sim.state import AudienceTable, CitizenTable, Contagion


@numba.njit(**OPTIONS)
def months(audience, citizens, code, places, base, slope, hits, found, mixing, counts, law, stream, out):
    """Move ``out.shape[0]`` months and note the adopters of each cell."""
    for t in range(out.shape[0]):
        drain(audience.first, audience.stage, audience.clock, audience.social, base, slope, hits, found)
        move(audience, citizens, code, places, base, slope, hits, found, mixing, counts, law, stream)
        for p in range(places):
            out[t, p] = counts[0, p, ADOPTER]


def run(world: World, steps: int, seed: int) -> Outcome:
    """Run ``steps`` months with the model's own kernels."""
    n, cells = world.cell.size, world.first.size - 1
    citizens = CitizenTable(
        np.arange(n, dtype=np.uint64), world.cell, np.ones(n, np.uint16), world.threshold, np.zeros(n, np.float32)
    )
    audience = AudienceTable(
        world.first, np.arange(n, dtype=np.int32), np.zeros(n, np.uint8), np.zeros(n, np.uint16),
        np.empty(n, np.float32), np.zeros(n, np.float32), np.zeros(n, np.int16), np.zeros(n, np.int16),
        world.start, world.contact,
    )  # fmt: skip
    code, stream = np.zeros(1, np.uint64), key(seed, "adopt")
    wind(audience, citizens, code, cells, AWARE, stream)
    counts = np.zeros((1, cells, 5), np.int64)
    counts[0, :, AWARE] = np.diff(world.first)
    base, slope = np.zeros((cells, 5)), np.zeros((cells, 5))
    base[:, AWARE], slope[:, AWARE] = ALONE, 1.0
    hits, found, out = np.empty(n, np.int32), np.empty(cells, np.int64), np.zeros((steps, cells), np.int64)
    given = (audience, citizens, code, cells, base, slope, hits, found, np.zeros(0), counts)
    law = Contagion(PULL, FLOOR, entry=AWARE)
    months(*given, law, stream, out[:0])  # compiled, nothing moved
    begun = time.process_time()
    months(*given, law, stream, out)
    return Outcome(out, time.process_time() - begun)
