"""A sweep does what is missing only, and ends with the same bytes however it was interrupted or spread."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest

from experiments import lock
from experiments.design import addresses
from experiments.engines import ENGINES, engine_named
from experiments.identity import run_id
from experiments.runner import Report, batches, run_design
from experiments.store import read
from sim.errors import InputError, StoreError

ROOT = Path(__file__).resolve().parents[2]
SWEEP = """
import sys, time
import numpy as np, pandas as pd
from experiments.design import cross
from experiments.runner import run_design

def resolve(policy, dials, seed):
    cell = {"seed": seed, "policy": policy, "sigma": dials["sigma"]}
    return cell if policy == "none" else {**cell, "term": dials["term"]}

def execute(cell):
    time.sleep(PAUSE)
    luck = np.random.default_rng([cell["seed"], int(cell["sigma"] * 10), cell.get("term", 0)])
    rows = int(luck.integers(0, 5))
    values = luck.normal(size=3)
    first = pd.DataFrame({"step": np.arange(3) * 12, "indicator": ["sites"] * 3, "value": values})
    first.attrs["units"] = {"value": "see indicator"}
    modes = [["", "branching"][row % 2] for row in range(rows)]
    second = pd.DataFrame({"project": np.arange(rows), "mode": modes,
                           "parent": pd.array([None] * rows, dtype="Int64")})
    if cell["policy"] == "bad" and cell["seed"] == 2:
        raise ValueError("this cell is broken")
    return {"indicators": first, "projects": second}

def design(policies=("none", "posts")):
    return cross("sweep", "none", policies, {"sigma": [.3, .5], "term": [1, 3]}, range(1, 6), resolve)

if __name__ == "__main__":
    print("ready", flush=True)
    print(run_design(design(), sys.argv[1], execute, engine=sys.argv[2], batch=2, progress=None))
"""


def sweep(pause=0.0):
    """Return the names the sweep's script defines; its functions travel to workers by value."""
    names = {"__name__": "sweep_of_the_test"}
    exec(SWEEP.replace("PAUSE", str(pause)), names)
    return names


def tables_in(out):
    """Return the bytes of every final table."""
    return {path.name: path.read_bytes() for path in sorted((Path(out) / "tables").iterdir())}


def start(tmp_path, out, engine, pause):
    """Start the sweep in another process, in a group of its own as a terminal would."""
    script = tmp_path / "sweep.py"
    script.write_text(SWEEP.replace("PAUSE", str(pause)))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, str(script), str(out), engine],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def wait_for_parts(out, number, process):
    """Wait until a sweep has stored some parts."""
    end = time.monotonic() + 60
    while len(list((out / "parts").glob("*.zip"))) < number:
        assert process.poll() is None and time.monotonic() < end, process.communicate()
        time.sleep(0.002)


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """Return the tables of a sweep that nothing interrupted, computed in this process."""
    names, out = sweep(), tmp_path_factory.mktemp("reference") / "out"
    run_design(names["design"](), out, names["execute"], engine="serial", progress=None)
    return tables_in(out)


def test_a_sweep_stores_every_table_with_its_run_and_says_it_is_done(tmp_path):
    names, design = sweep(), sweep()["design"]()
    report = run_design(design, tmp_path / "out", names["execute"], engine="serial", progress=None)
    found = read(tmp_path / "out")
    assert (report.done, report.resumed, report.failed) == (30, 0, 0) and report.seconds > 0
    assert found.table_names() == ["indicators", "plan", "projects", "runs"]
    assert found.table("indicators").groupby("run_id").size().to_dict() == dict.fromkeys(design.run_ids, 3)
    assert found.table("indicators").attrs["units"] == {"value": "see indicator"}
    assert found.manifest["status"] == "done" and found.manifest["versions"]["model"]
    assert found.table("runs").columns.tolist() == ["run_id", "policy", "seed", "status", "sigma", "term"]
    pd.testing.assert_frame_equal(found.table("plan"), design.plan, check_dtype=False)


def test_a_stored_cell_gives_back_its_run(tmp_path):
    names, design = sweep(), sweep()["design"]()
    run_design(design, tmp_path / "out", names["execute"], engine="serial", progress=None)
    found = read(tmp_path / "out")
    assert found.run_ids() == sorted(design.run_ids)
    assert all(run_id(found.cell(run)) == run for run in found.run_ids())


def test_a_second_call_runs_nothing_and_changes_no_byte(tmp_path, reference):
    names, calls, told = sweep(), [], []

    def counting(cell):
        calls.append(cell)
        return names["execute"](cell)

    for _ in range(2):
        report = run_design(names["design"](), tmp_path / "out", counting, "serial", 4, None, told.append)
    assert len(calls) == 30 and report == Report(0, 30, 0, report.seconds)
    assert told[-1].en == "resumed: 30 of 30 runs already done" and told[-1].fr.startswith("reprise : 30")
    assert tables_in(tmp_path / "out") == reference


def test_serial_and_joblib_give_the_same_bytes(tmp_path, reference):
    names = sweep()
    run_design(names["design"](), tmp_path / "out", names["execute"], engine="joblib", batch=3, progress=None)
    assert tables_in(tmp_path / "out") == reference


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_the_size_of_batches_changes_no_byte(tmp_path, reference, size):
    names = sweep()
    run_design(names["design"](), tmp_path / "out", names["execute"], "serial", size, None)
    assert tables_in(tmp_path / "out") == reference


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("engine", ["serial", "joblib"])
def test_killed_at_three_moments_and_resumed_the_bytes_are_the_same(tmp_path, reference, engine):
    out = tmp_path / "out"
    for moment in (1, 5, 10):
        process = start(tmp_path, out, engine, pause=0.05)
        wait_for_parts(out, moment, process)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        process.stderr.close()
    kept = len(list((out / "parts").glob("*.zip")))
    assert kept < 15 and (out / "lock").exists()
    told, names = [], sweep()
    report = run_design(names["design"](), out, names["execute"], engine, 2, None, told.append)
    assert report.resumed == 2 * kept and report.done == 30 - 2 * kept
    assert "taking over" in told[0].en and "resumed" in told[1].en
    assert tables_in(out) == reference
    assert not (out / "lock").exists() and not list(out.rglob(".tmp-*"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups of this kind")
@pytest.mark.parametrize("engine", ["serial", "joblib"])
def test_ctrl_c_keeps_what_is_done_and_says_how_to_resume(tmp_path, reference, engine):
    out = tmp_path / "out"
    process = start(tmp_path, out, engine, pause=0.1)
    wait_for_parts(out, 2, process)
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends Ctrl-C to the workers too
    _, errors = process.communicate(timeout=60)
    assert process.returncode != 0 and "KeyboardInterrupt" in errors
    assert "of 30 runs are kept" in errors and f"out={out}" in errors
    assert not (out / "lock").exists() and read(out).status == "planned"
    names = sweep()
    report = run_design(names["design"](), out, names["execute"], "serial", 2, None)
    assert report.resumed >= 4 and tables_in(out) == reference


def test_a_cell_that_raises_is_kept_with_its_traceback_and_the_others_go_on(tmp_path):
    names = sweep()
    design = names["design"](("none", "bad"))
    report = run_design(design, tmp_path / "out", names["execute"], engine="serial", progress=None)
    found = read(tmp_path / "out")
    bad = set(design.plan.query("policy == 'bad' and seed == 2")["run_id"])
    assert (report.done, report.failed) == (26, 4) and found.status == "failed"
    assert {failure["run_id"] for failure in found.failures()} == bad
    assert all("this cell is broken" in failure["traceback"] for failure in found.failures())
    runs = found.table("runs")
    assert set(runs.loc[runs["status"] == "failed", "run_id"]) == bad
    assert not set(found.table("indicators")["run_id"]) & bad


def test_failures_come_back_from_workers(tmp_path):
    names = sweep()
    report = run_design(
        names["design"](("none", "bad")), tmp_path / "out", names["execute"], "joblib", 2, None
    )
    assert report.failed == 4 and len(read(tmp_path / "out").failures()) == 4


def test_a_failed_cell_is_tried_again_and_its_failure_forgotten_once_it_runs(tmp_path):
    names = sweep()
    design = names["design"](("none", "bad"))
    run_design(design, tmp_path / "out", names["execute"], engine="serial", progress=None)
    mended = run_design(
        design,
        tmp_path / "out",
        lambda cell: names["execute"]({**cell, "policy": "none"}),
        engine="serial",
        progress=None,
    )
    assert (mended.done, mended.resumed, mended.failed) == (4, 26, 0)
    assert read(tmp_path / "out").failures() == [] and read(tmp_path / "out").status == "done"


def test_a_damaged_part_is_run_again(tmp_path, reference):
    names, told = sweep(), []
    run_design(names["design"](), tmp_path / "out", names["execute"], "serial", 3, None)
    part = sorted((tmp_path / "out" / "parts").iterdir())[4]
    part.write_bytes(part.read_bytes()[:-100])
    report = run_design(names["design"](), tmp_path / "out", names["execute"], "serial", 3, None, told.append)
    assert (report.done, report.resumed) == (3, 27) and part.name in told[0].en
    assert tables_in(tmp_path / "out") == reference


def test_a_wider_design_reuses_the_runs_of_a_narrower_one(tmp_path, reference):
    names = sweep()
    run_design(names["design"](("none",)), tmp_path / "out", names["execute"], "serial", 4, None)
    report = run_design(names["design"](), tmp_path / "out", names["execute"], "serial", 4, None)
    assert (report.done, report.resumed) == (20, 10) and tables_in(tmp_path / "out") == reference


def test_an_unknown_engine_writes_nothing(tmp_path):
    names = sweep()
    with pytest.raises(InputError, match="joblib"):
        run_design(names["design"](), tmp_path / "out", names["execute"], engine="jobli")
    assert not (tmp_path / "out").exists()


def test_a_full_disk_stops_the_sweep_keeps_the_rest_and_frees_the_folder(tmp_path, monkeypatch, reference):
    names, written = sweep(), []
    real = os.replace

    def full(source, target):
        if str(target).endswith(".zip") and len(written) == 3:
            raise OSError(28, "No space left on device")
        written.append(target) if str(target).endswith(".zip") else None
        real(source, target)

    with monkeypatch.context() as patch, pytest.raises(StoreError, match="disk is full"):
        patch.setattr(os, "replace", full)
        run_design(names["design"](), tmp_path / "out", names["execute"], "serial", 2, None)
    assert not list((tmp_path / "out").rglob(".tmp-*")) and not (tmp_path / "out" / "lock").exists()
    report = run_design(names["design"](), tmp_path / "out", names["execute"], "serial", 2, None)
    assert report.resumed == 6 and tables_in(tmp_path / "out") == reference


def test_batches_go_by_seed_and_hold_each_run_once():
    design = sweep()["design"]()
    todo = list(zip(addresses(design.cells), design.cells, strict=True))
    made = batches(todo, 6)
    seeds = [cell["seed"] for batch in made for _, cell in batch]
    assert seeds == sorted(seeds) and [len(batch) for batch in made] == [6] * 5
    assert sorted(run for batch in made for run, _ in batch) == sorted(design.run_ids)


def test_the_progress_bar_says_done_left_and_failures_on_standard_error(tmp_path, capsys):
    names = sweep()
    run_design(names["design"](("none", "bad")), tmp_path / "out", names["execute"], "serial", 2, "fr")
    shown = capsys.readouterr()
    assert shown.out == "" and "30/30" in shown.err
    assert "restantes 0, échecs 4" in shown.err


def test_nothing_that_changes_from_call_to_call_stands_outside_the_manifest(tmp_path):
    names, contents = sweep(), []
    for name in ("a", "b"):
        run_design(names["design"](), tmp_path / name, names["execute"], "serial", 4, None)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        contents.append({str(path.relative_to(tmp_path / name)): path.read_bytes() for path in files})
    first, second = contents
    assert {path for path in first if first[path] != second[path]} <= {"manifest.json"}
    assert json.loads(first["manifest.json"])["last_call"]["done"] == 30


def test_workers_use_one_numba_thread_each():
    def threads(batch):
        import numba

        return batch, numba.get_num_threads()

    assert sorted(ENGINES["joblib"](threads, range(4))) == [(number, 1) for number in range(4)]


def test_an_engine_can_be_stopped_before_its_end():
    results = engine_named("joblib")(lambda batch: batch, range(100))
    first = next(results)
    results.close()
    assert first in range(100) and joblib.cpu_count() >= 1


def test_serial_keeps_the_order():
    assert list(engine_named("serial")(np.sqrt, [4.0, 1.0])) == [2.0, 1.0]


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="needs to see other processes end")
def test_workers_end_soon_after_a_killed_sweep(tmp_path):
    script = tmp_path / "endless.py"
    script.write_text(
        "import os, pathlib, sys, time\n"
        "from experiments.engines import ENGINES\n"
        "def work(batch):\n"
        "    pathlib.Path(batch, str(os.getpid())).touch()\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    list(ENGINES['joblib'](work, [sys.argv[1]] * 2))\n"
    )
    seen = tmp_path / "pids"
    seen.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, str(script), str(seen)], env=environment, start_new_session=True
    )
    end = time.monotonic() + 60
    while not os.listdir(seen):
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.01)
    process.kill()
    process.wait()
    holders = [{"pid": int(pid), "host": socket.gethostname(), "start": None} for pid in os.listdir(seen)]
    end = time.monotonic() + 20
    while any(lock._alive(holder) for holder in holders):
        assert time.monotonic() < end
        time.sleep(0.05)
