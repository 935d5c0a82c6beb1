"""The default run, a sweep of it, and the command line from nothing to a result (simulation par défaut)."""
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

import agents.model
from agents.model import EssaimageModel
from benchmarks.lines import Line
from benchmarks.timing import clocked, command, cpu
from experiments.compose import build, compose
from experiments.design import single
from experiments.execute import execute, execute_small
from experiments.runner import run_design
from sim.jit import cache_folder

NAME = "default"
RUNS = {"quick": (2, 4), "usual": (7, 24), "full": (15, 100)}  # timed runs, runs of the sweep
SWEEP, CORES = 1_000, 2


def measure(size: str) -> Iterator[Line]:
    """Yield the times of the default configuration."""
    runs, sweep = RUNS[size]
    yield from _run(runs)
    yield from _sweep(sweep)
    yield from _command()


def _run(runs: int) -> Iterator[Line]:
    """Yield what a run takes and how much of it goes to the yearly decisions."""
    cell = compose(())
    scenario, years = build(cell), cell["years"]
    scenario.run(0)  # compiled
    with clocked(EssaimageModel, "decide") as decisions:
        warm = [cpu(partial(scenario.run, seed)) for seed in range(1, 1 + runs)]
    same = [cpu(lambda: scenario.run(1)) for _ in range(min(3, runs))]
    tables = [cpu(partial(execute, {**cell, "seed": seed})) for seed in range(1, 1 + min(3, runs))]
    taken, each = median(warm), sum(decisions) / runs
    rate = cell["citizens"] * years * 12 / taken
    yield Line(NAME, "default run, new seed, warm, one core", taken, "s", most=0.25,
               note=f"{rate:,.0f} citizen-months a second; {cell['citizens']:,} citizens, {years} years")  # fmt: skip
    yield Line(NAME, "yearly decisions, of a default run", 100.0 * each / taken, "%", most=40.0)
    yield Line(NAME, "yearly decisions", 1e3 * each / years, "ms a year", most=6.7)
    yield Line(NAME, "default run, seed seen before (its people are kept)", median(same), "s")
    yield Line(NAME, "default run with its tables", median(tables), "s")


def _sweep(runs: int) -> Iterator[Line]:
    """Yield the throughput of a sweep of default runs: its own part, designs, tables and files included."""
    cells = [{**compose(()), "seed": seed} for seed in range(100, 100 + runs)]
    design = single("bench", "current_mix", cells)
    with (
        tempfile.TemporaryDirectory() as folder, clocked(agents.model, "month") as months,
        clocked(EssaimageModel, "decide") as decisions,
    ):  # fmt: skip
        taken = cpu(lambda: run_design(design, Path(folder) / "sweep", execute_small, "serial", progress=None))
    inside = 100.0 * (sum(months) + sum(decisions)) / taken
    yield Line(NAME, f"sweep of {SWEEP:,} runs, {CORES} cores", SWEEP * taken / runs / CORES, "s", most=150.0,
               note=f"from {runs} runs in one process; {CORES * 60.0 * runs / taken:,.0f} runs a minute")  # fmt: skip
    yield Line(NAME, "sweep: time inside the months and the decisions", inside, "%", least=85.0,
               note="months: kernels and the lines that call them; the rest: people, indicators, files")  # fmt: skip


def _command() -> Iterator[Line]:
    """Yield what the command line takes: CPU of all its processes, which on two cores is more than the wait."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        cold = command(place, "-m", "experiments.cli", "run", "out=cold")
        warm = command(place, "-m", "experiments.cli", "run", "seed=2", "out=again")
    cache = cache_folder().resolve()
    cache.mkdir(parents=True, exist_ok=True)
    yield Line(NAME, "first result of the command line, nothing compiled", cold, "s", most=15.0,
               note="two processes compile at once: the wait is about half of it where two cores are free")  # fmt: skip
    yield Line(NAME, "first result of the command line, compiled", warm, "s", most=2.5)
    for what, call in {
        "essaimage --help": ("-m", "experiments.cli", "--help"), "import essaimage": ("-c", "import essaimage"),
        "import of the engine (sim.schedule)": ("-c", "import sim.schedule"), "python alone": ("-c", "pass"),
    }.items():  # fmt: skip
        yield Line(NAME, what, median(command(cache, *call) for _ in range(3)), "s")
