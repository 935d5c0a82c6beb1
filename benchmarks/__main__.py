"""``make bench``: how long the default run and the command line take; prints a table, tests nothing (vitesse)."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

os.environ["NUMBA_NUM_THREADS"] = "1"  # before numba is loaded: one core

from experiments.compose import build, compose
from experiments.execute import execute
from scenarios.scenario import places_of

ROOT = Path(__file__).resolve().parents[1]
WARM, COLD, AGAIN = 0.5, 20.0, 3.0  # seconds: what a default run and the command line may take


def timed(action: Callable[[], object]) -> float:
    """Return how many seconds an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def command(cache: Path, *arguments: str) -> float:
    """Return how long a command of its own process takes, compiled kernels being kept in ``cache``."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ESSAIMAGE_CACHE": str(cache)}
    call = [sys.executable, "-m", "experiments.cli", *arguments]
    return timed(lambda: subprocess.run(call, check=True, env=environment, cwd=cache, stdout=subprocess.DEVNULL))


def rows() -> list[tuple[str, float, float]]:
    """Return what is measured: its name, seconds, and the seconds it may take (0: no limit)."""
    cell = compose(())
    scenario = build(cell)
    first = timed(lambda: scenario.run(0))
    warm = [timed(lambda s=seed: scenario.run(s)) for seed in range(1, 6)]
    same = [timed(lambda: scenario.run(1)) for _ in range(3)]
    tables = timed(lambda: execute({**cell, "seed": 1}))
    with tempfile.TemporaryDirectory() as folder:
        cold = command(Path(folder), "run", "out=cold")
        again = command(Path(folder), "run", "seed=2", "out=again")
        help_ = command(Path(folder), "--help")
    return [
        ("default run, new seed, warm, one core", median(warm), WARM),
        ("default run, seed seen before", median(same), WARM),
        ("default run with its tables", tables, 0.0),
        ("first run of a process (kernels on disk or compiled)", first, 0.0),
        ("essaimage run, nothing compiled yet", cold, COLD),
        ("essaimage run, kernels compiled", again, AGAIN),
        ("essaimage --help", help_, 0.0),
    ]


def main() -> None:
    """Print the table."""
    cell = compose(())
    people = float(places_of(build(cell).territory).population.sum())
    print(
        f"{cell['citizens']:,} citizens for {people:,.0f} inhabitants, {len(cell['innovations'])} innovations, "
        f"{cell['years']} years"
    )
    found = rows()
    for name, seconds, limit in found:
        ratio = f"{seconds / limit:6.0%} of {limit:g} s" if limit else ""
        print(f"  {name:<54}{seconds:8.2f} s  {ratio}")
    months, warm = 12 * cell["years"], found[0][1]
    print(f"  citizen-months a second, one core: {cell['citizens'] * months / warm:,.0f}")


if __name__ == "__main__":
    main()
