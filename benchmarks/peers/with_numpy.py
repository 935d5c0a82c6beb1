"""Workload W with NumPy: gather the contacts' states, add them up, draw for all (NumPy)."""
import time

import numpy as np

from benchmarks.workload import Outcome, World, by_cell, hazard


def run(world: World, steps: int, seed: int) -> Outcome:
    """Run ``steps`` months with arrays."""
    rng, n = np.random.default_rng(seed), world.cell.size
    adopted, degree = np.zeros(n, bool), np.diff(world.start)
    has, first = degree > 0, world.start[:-1][degree > 0]
    share, out = np.zeros(n), np.zeros((steps, world.first.size - 1), np.int64)
    begun = time.process_time()
    for t in range(steps):
        share[has] = np.add.reduceat(adopted[world.contact], first, dtype=np.int32) / degree[has]
        adopted |= rng.random(n) < -np.expm1(-hazard(share, world.threshold))
        out[t] = by_cell(adopted, world.first)
    return Outcome(out, time.process_time() - begun)
