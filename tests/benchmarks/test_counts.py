"""Speed that no machine changes: how often kernels run, Python is called, files are written, bytes are held."""

import sys
from pathlib import Path

import pytest

import sim.clock
from benchmarks.growth import bytes_of_citizens
from experiments.compose import compose, composed
from experiments.design import single
from experiments.execute import execute_small
from experiments.runner import run_design


def counted(action, event):
    """Return how many Python functions an action calls ("call"), or lines of Python it executes ("line")."""
    seen = 0

    def follow(frame, what, argument):
        nonlocal seen
        seen += what == event
        return follow

    tool = sys.setprofile if event == "call" else sys.settrace
    before = sys.getprofile() if event == "call" else sys.gettrace()
    tool(follow)
    try:
        action()
    finally:
        tool(before)
    return seen


def aged(years, *settings):
    """Return a model that has run ``years`` years: its sites scale, its programme spends."""
    model = composed(settings)[0].model(1)
    for _ in range(12 * years):
        model.step()
    return model


def test_a_month_passes_twice_over_the_citizens(monkeypatch, world):
    """Once for those who do not know, once for all others: a process that drained the clocks again would show."""
    passes, kernel = [], sim.clock.pass_time
    monkeypatch.setattr(sim.clock, "pass_time", lambda *given: passes.append(1) or kernel(*given))
    model = world().model(1)
    for _ in range(12):
        model.step()
    assert len(passes) == 24


def test_an_ordinary_month_is_a_short_run_of_calls():
    """About 670 Python calls a month of the default run, whatever its citizens and places: kernels do the work.

    At most 1,300; a loop in Python over 117 places, or over projects, in one of 20 processes adds more than that.
    """
    model = aged(3)
    model.step()  # January, with its decisions
    calls = counted(lambda: [model.step() for _ in range(10)], "call") / 10.0
    assert calls <= 1_300


def test_citizens_take_few_bytes():
    """At most 60 bytes a citizen and 10 for each innovation: state arrays, ties among those concerned included."""
    scenario = composed(())[0]
    most = 60.0 + 10.0 * len(scenario.innovations)
    assert bytes_of_citizens(scenario.model(1).state) / scenario.citizens <= most


def test_a_sweep_writes_as_many_files_however_many_runs_it_has(tmp_path):
    def files(runs):
        cells = [{**compose(("citizens=200", "years=1")), "seed": seed} for seed in range(runs)]
        folder = tmp_path / str(runs)
        run_design(single("count", "current_mix", cells), folder, execute_small, "serial", batch=runs, progress=None)
        found = [path.relative_to(folder) for path in Path(folder).rglob("*") if path.is_file()]
        return sorted(path.parent / path.suffix for path in found)

    assert files(2) == files(7)
    assert len(files(2)) <= 15


@pytest.mark.parametrize(("policy", "most"), [("none", 0.5), ("current_mix", 40.0)])
def test_yearly_decisions_do_not_loop_over_places(policy, most):
    """Sixteen times as many places, as many sites: Python executes no line more for a place.

    Where money is spent, each public actor is asked, and every commune is one: a bounded number of lines for each.
    A loop over places x ways to scale, or over pairs, passes either bound.
    """
    lines, actors = [], []
    for side in (5, 20):
        grid = ("territory=grid", f"territory.width={side}", f"territory.height={side}", "citizens=1000")
        model = aged(3, f"policy={policy}", *grid)
        actors.append(len(model.public_actors))
        lines.append(counted(model.decide, "line"))
    assert (lines[1] - lines[0]) / (actors[1] - actors[0]) <= most
