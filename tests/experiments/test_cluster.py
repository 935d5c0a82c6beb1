"""A sweep on other processes, by Dask: the same bytes, whatever dies; other code is refused; jobs say what they ask."""

import os
import shutil
import signal
import socket

import pytest

from experiments import cluster as grid
from experiments.cli import main
from experiments.design import cross
from experiments.engines import Machine, machine_named, started
from experiments.jobs import queue_of, seconds
from experiments.provenance import sources
from experiments.runner import run_design
from experiments.store import read
from sim.errors import EssaimageError, InputError
from tests.experiments.clusters import ROOT, Cluster

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are killed as POSIX does")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    made.worker()
    made.worker()
    made.ready(2)
    yield made
    made.close()


def machine(cluster, **changes):
    return machine_named("dask", {"address": cluster.address, "patience": 60, **changes})


def names():
    """Return functions that travel to workers by value: a test's module is not on their path."""
    found = {"__name__": "cells_of_the_test"}
    exec(
        "import os, signal, time\n"
        "import numpy as np, pandas as pd\n"
        "def resolve(policy, dials, seed):\n"
        "    return {'seed': seed, 'policy': policy}\n"
        "def execute(cell):\n"
        "    if cell['policy'] == 'bad' and cell['seed'] % 3 == 0:\n"
        "        raise ValueError('this cell is broken')\n"
        "    if cell['policy'] == 'deadly':\n"
        "        time.sleep(.5)\n"
        "        if cell['seed'] == 2:\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "    values = np.random.default_rng(cell['seed']).normal(size=3)\n"
        "    return {'indicators': pd.DataFrame({'step': [0, 12, 24], 'value': values})}\n"
        "def threads(batch):\n"
        "    import numba\n"
        "    return os.getpid(), numba.get_num_threads()\n",
        found,
    )
    return found


def design(*policies, seeds=12):
    return cross("trial", policies[0], policies, {}, range(seeds), names()["resolve"])


def tables_in(out):
    return {path.name: path.read_bytes() for path in sorted((out / "tables").iterdir())}


def test_the_bytes_are_those_of_one_process_and_a_cell_that_raises_is_a_row_with_its_traceback(tmp_path, cluster):
    execute = names()["execute"]
    for name, engine in (("here", "serial"), ("there", machine(cluster))):
        report = run_design(design("none", "bad"), tmp_path / name, execute, engine, 3, None)
        assert (report.done, report.failed) == (20, 4)
    assert tables_in(tmp_path / "here") == tables_in(tmp_path / "there")
    failures = read(tmp_path / "there").failures()
    assert len(failures) == 4 and all("this cell is broken" in one["traceback"] for one in failures)


def test_workers_are_several_and_use_one_thread_each(cluster):
    with started(machine(cluster)) as compute:
        found = list(compute(names()["threads"], range(20)))
    assert {threads for _, threads in found} == {1} and len({pid for pid, _ in found}) == 2


def test_a_scheduler_that_does_not_answer_ends_with_2_and_writes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    small = ["territory=grid", "territory.width=2", "territory.height=2", "citizens=100", "years=1"]
    given = ["sweep", *small, "engine=dask", f"engine.address={address}", "engine.patience=2", "out=here"]
    assert main(given) == 2
    assert address in capsys.readouterr().err and not (tmp_path / "here").exists()
    assert main([*given, "lang=fr"]) == 2
    assert "Aucun ordonnanceur Dask ne répond" in capsys.readouterr().err


def test_an_engine_without_address_and_settings_that_are_none_are_all_said_at_once(capsys):
    assert main(["sweep", "engine=dask", "engine.adress=x", "engine.patience=soon"]) == 2
    said = capsys.readouterr().err
    assert "Did you mean address" in said and "engine.patience is 'soon'" in said and "needs the address" in said


def test_commands_of_this_machine_refuse_a_cluster(capsys):
    assert main(["calibrate", "amap", "engine=slurm"]) == 2
    assert "computes on this machine only" in capsys.readouterr().err


def test_workers_with_other_code_are_refused_before_anything_is_written(tmp_path):
    for folder in ("sim", "agents", "scenarios", "experiments", "configs"):
        shutil.copytree(ROOT / folder, tmp_path / "other" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "other" / "sim" / "version.py").write_text('MODEL_VERSION = "0.0.9"\n')
    (tmp_path / "jobs").mkdir()
    old = Cluster(tmp_path / "jobs", tmp_path / "other")
    try:
        old.worker()
        with pytest.raises(InputError) as found:
            run_design(design("none"), tmp_path / "out", names()["execute"], machine(old), 3, None)
    finally:
        old.close()
    assert "another version of the code" in found.value.text("en") and "model 0.0.9 / " in found.value.text("fr")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("size", [1, 3])
def test_a_cell_that_ends_its_workers_is_a_failure_and_those_its_workers_held_are_done(size, tmp_path):
    mortal = Cluster(tmp_path, failures=0)  # whatever a dying worker holds, two batches here, is given up at once
    try:
        for _ in range(3):  # one dies of the batch, one of the cell alone
            mortal.worker()
        mortal.ready(3)
        cells, execute = design("deadly", seeds=6), names()["execute"]
        report = run_design(cells, tmp_path / "out", execute, machine(mortal), size, None)
    finally:
        mortal.close()
    (failure,) = read(tmp_path / "out").failures()
    assert (report.done, report.failed) == (5, 1) and failure["seed"] == 2 and "WorkerLost" in failure["error"]


def test_a_sweep_whose_last_worker_dies_says_so_and_keeps_what_is_done(tmp_path):
    lonely = Cluster(tmp_path)
    try:
        lonely.worker()
        lonely.ready(1)  # what is judged is its death, not how soon it came
        with pytest.raises(EssaimageError, match="same command does the rest"):
            run_design(
                design("deadly", seeds=6), tmp_path / "out", names()["execute"], machine(lonely, patience=6), 1, None
            )
    finally:
        lonely.close()
    out = tmp_path / "out"
    assert read(out).status == "planned" and not (out / "lock").exists()
    assert list((out / "parts").glob("*.zip")), "the cell before the deadly one is kept"
    again = design("deadly", seeds=6)
    kept = read(out).done(lambda message: None)
    assert kept < set(again.run_ids) and again.run_ids[2] not in kept


class Fetched:
    """What was computed, and cannot be fetched any more."""

    def __init__(self, status):
        self.status = status

    def result(self, timeout=None):
        assert timeout is not None, "it would wait for ever"
        raise TimeoutError

    exception = result

    def release(self):
        pass


class Gone:
    """A client whose only worker died with what it had computed, before it was fetched."""

    status = "running"

    def __init__(self, state):
        self.state, self.cancelled = state, []

    def submit(self, *given, **settings):
        return Fetched(self.state)

    def nthreads(self):
        return {}

    def cancel(self, futures):
        self.cancelled += futures


@pytest.mark.parametrize("state", ["finished", "lost", "pending"])
def test_a_result_that_died_with_the_last_worker_is_not_waited_for_without_end(state, monkeypatch):
    monkeypatch.setattr(grid, "_ended", lambda client, waiting: list(waiting))
    client = Gone(state)
    with pytest.raises(EssaimageError, match="same command does the rest"):
        list(grid.compute(client, 0.05, print, [[1], [2]]))
    assert len(client.cancelled) == 2


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("slurm", ["#SBATCH -p court", "#SBATCH -A projet", "#SBATCH -t 01:00:00", "#SBATCH --qos=long"]),
        ("oar", ["#OAR -q court", "#OAR --project projet", "walltime=01:00:00", "#OAR --qos=long"]),
        ("pbs", ["#PBS -q court", "#PBS -A projet", "walltime=01:00:00", "#PBS --qos=long"]),
    ],
)
def test_a_job_asks_for_what_is_said_and_its_workers_hand_over_before_its_end(name, lines):
    queue = queue_of(machine_named(name, {
        "cores": 4, "walltime": "01:00:00", "queue": "court", "account": "projet", "directives": ["--qos=long"],
        "prologue": ["module load python"],
    }))  # fmt: skip
    try:
        script = queue.job_script()
    finally:
        queue.close()
    for line in (*lines, "export NUMBA_NUM_THREADS=1", "module load python", "--nworkers 4", "--nthreads 1",
                 "--lifetime 2700s", "--lifetime-stagger 300s"):  # fmt: skip
        assert line in script, script


def test_a_walltime_shorter_than_handing_over_is_refused():
    with pytest.raises(InputError, match="longer than"):
        queue_of(machine_named("slurm", {"walltime": "00:10:00"}))
    with pytest.raises(InputError, match="hours:minutes:seconds"):
        seconds("an hour")
    assert seconds("1-02:00:00") == 26 * 3600 and seconds("00:30") == 30 * 60


def test_what_must_be_the_same_everywhere_names_the_version_the_code_and_the_packages():
    assert set(sources()) == {"model", "code", "numpy", "numba"}
    assert isinstance(machine_named("joblib"), Machine) and signal.SIGKILL
