"""``make bench-scale``: how time and memory grow with the citizens, 10⁴ to 10⁷; prints a table (passage à l'échelle).

Each size runs in a process of its own: one year to compile and settle, one year measured, processor time.
``python -m benchmarks.scale PLACES`` chooses the number of communes.
"""

import json
import math
import os
import resource
import subprocess
import sys
import time
from itertools import pairwise

from experiments.compose import build, compose

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
PLACES = 1_000  # communes, the same for every size: what grows is the number of citizens


def measure(places: int, citizens: int) -> dict[str, float]:
    """Return the seconds to build a world and to move it one month, and the most memory taken, bytes."""
    settings = ("territory=france_like", f"territory.n_places={places}", "years=2")
    build(compose((*settings, "citizens=500"))).run(0)  # so that no kernel is compiled while time is taken
    scenario = build(compose((*settings, f"citizens={citizens}")))
    before, start = peak(), time.process_time()
    model = scenario.model(1)
    built = time.process_time() - start
    for _ in range(12):
        model.step()
    start = time.process_time()
    for _ in range(12):
        model.step()
    return {"build": built, "month": (time.process_time() - start) / 12.0, "before": before, "peak": peak()}


def peak() -> float:
    """Return the most memory this process has taken, bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


def apart(places: int, citizens: int) -> dict[str, float]:
    """Measure in a process of its own, one thread."""
    call = [sys.executable, "-m", "benchmarks.scale", str(places), str(citizens)]
    environment = {**os.environ, "NUMBA_NUM_THREADS": "1"}
    return json.loads(subprocess.run(call, check=True, env=environment, capture_output=True, text=True).stdout)


def main(places: int) -> None:
    """Print the table and the exponents of growth from each size to the next."""
    found = {size: apart(places, size) for size in SIZES}
    print(f"{places:,} communes, 4 innovations, one thread, processor time")
    print(f"{'citizens':>12}{'build, s':>12}{'month, ms':>12}{'peak, MB':>12}{'bytes each':>12}")
    for size, row in found.items():
        each = (row["peak"] - row["before"]) / size
        print(f"{size:>12,}{row['build']:>12.2f}{1e3 * row['month']:>12.1f}{row['peak'] / 1e6:>12,.0f}{each:>12.0f}")
    for small, large in pairwise(SIZES):
        steps = {what: found[large][what] / found[small][what] for what in ("build", "month")}
        said = ", ".join(f"{what} {math.log(ratio) / math.log(large / small):.2f}" for what, ratio in steps.items())
        print(f"  exponent from {small:,} to {large:,}: {said}")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    if len(numbers) == 2:
        print(json.dumps(measure(*numbers)))
    else:
        main(*(numbers or [PLACES]))
