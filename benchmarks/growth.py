"""How cost and memory grow with the number of citizens (croissance du coût et de la mémoire)."""
import json
from collections.abc import Iterator
from functools import partial

from benchmarks.lines import Line
from benchmarks.timing import cpu, exponent, output
from experiments.compose import composed
from sim.jit import cache_folder
from sim.state import State

NAME = "growth"
SIZES = {"quick": (2_000, 20_000), "usual": (10_000, 100_000, 1_000_000)}
SIZES["full"] = (*SIZES["usual"], 10_000_000)
YEARS = 2
COUNTRY = {"quick": (1_000, 20_000, 1), "usual": (3_500, 1_000_000, 2), "full": (35_000, 10_000_000, 15)}
LARGE = """
import json, resource, sys, time
from experiments.compose import composed
places, citizens, years = map(int, sys.argv[1:])
scenario = composed(("territory=france_like", f"territory.n_places={places}", f"citizens={citizens}",
                     f"years={years}"))[0]
scenario.run(1, every=12)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps({"seconds": time.process_time(), "bytes": peak}))
"""


def bytes_of_citizens(state: State) -> int:
    """Return the bytes of every array that grows with the citizens: themselves, what concerns them, their ties."""
    return sum(column.nbytes for table in (state.citizens, state.audience) for column in table)


def measure(size: str) -> Iterator[Line]:
    """Yield the growth of a whole run's cost, the bytes per citizen, and the peak of a large country."""
    seconds: list[float] = []
    for n in SIZES[size]:
        scenario = composed((f"citizens={n}", f"years={YEARS}"))[0]
        if not seconds:
            scenario.run(0)  # compiled
        model = scenario.model(1)
        seconds.append(cpu(partial(model.run_years, YEARS)))
        yield Line(NAME, f"whole model, {n:,} citizens", seconds[-1] / YEARS / 12 / n * 1e9, "ns/citizen-month")
    kinds = model.state.innovations.code.size
    yield Line(NAME, f"exponent of cost, {SIZES[size][0]:,} to {SIZES[size][-1]:,}", exponent(SIZES[size], seconds),
               "of N", most=1.25)  # fmt: skip
    yield Line(NAME, f"bytes per citizen, {kinds} innovations", bytes_of_citizens(model.state) / SIZES[size][-1],
               "bytes", most=60.0 + 10.0 * kinds)  # fmt: skip
    del model
    yield from _country(*COUNTRY[size])


def _country(places: int, citizens: int, years: int) -> Iterator[Line]:
    """Yield the memory and the time of a country of many places, run in a process of its own."""
    cache = cache_folder().resolve()
    cache.mkdir(parents=True, exist_ok=True)
    found = json.loads(output(cache, "-c", LARGE, str(places), str(citizens), str(years)).splitlines()[-1])
    what = f"{citizens:,} citizens, {places:,} places, {years} years"
    yield Line(NAME, f"memory peak, {what}", found["bytes"] / 1e9, "GB", most=4.0)
    yield Line(NAME, f"whole process, {what}", found["seconds"], "s")
