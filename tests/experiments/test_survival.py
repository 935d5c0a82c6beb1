"""A sweep killed three times (its worker, itself, both) ends with the bytes of a quiet one, on each engine.

Some dozens of cells; ESSAIMAGE_SURVIVAL=1000 takes a thousand, and says what happened (make test-survival).
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest

from tests.experiments.clusters import ROOT, Cluster

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="clients are forked, to start at once")

CELLS = int(os.environ.get("ESSAIMAGE_SURVIVAL", "48"))
LUCK = int(os.environ.get("ESSAIMAGE_SURVIVAL_SEED", "2026"))  # when to kill
BATCH = max(2, CELLS // 125)  # cells stored together: each part waits for the disk
PATIENCE = 120 + CELLS  # seconds for a sweep to end, on a busy machine

# A process that has loaded everything once, and forks a client each time a line asks for one.
NURSERY = """
import os, signal, sys, traceback
from experiments.engines import machine_named
from experiments.execute import execute_small
from experiments.expand import Experiment, expand
from experiments.runner import run_design
import experiments.provenance, experiments.loky

seeds, batch = map(int, sys.argv[1:])
PLAN = Experiment("tiny", ("none", "fund_people"), "none", seeds, {"operate.sigma": (0.3, 2.0)}, {
    "territory": "grid", "territory.width": 2, "territory.height": 2, "territory.population": 4000, "citizens": 100,
    "years": 1,
})
design = expand(PLAN)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are not kept
print("ready", flush=True)
for line in sys.stdin:
    out, engine, address = line.strip().split("|")
    pid = os.fork()
    if pid:
        print(pid, flush=True)
        continue
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    code = 1
    try:
        machine = machine_named(engine, {"address": address} if address else {})
        run_design(design, out, execute_small, machine, batch, None, lambda message: None)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        with open(out + ".ends", "a") as file:
            print(os.getpid(), code, file=file)
        os._exit(code)
"""


class Nursery:
    """Makes clients of a sweep, each a process of its own."""

    def __init__(self, folder):
        script = folder / "nursery.py"
        script.write_text(NURSERY)
        self.log = (folder / "nursery.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(CELLS // 4), str(BATCH)], cwd=folder, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
        )  # fmt: skip
        assert self.process.stdout.readline() == "ready\n", (folder / "nursery.log").read_text()

    def client(self, out, engine, address=""):
        """Start a client and return its process."""
        self.process.stdin.write(f"{out}|{engine}|{address}\n")
        self.process.stdin.flush()
        return psutil.Process(int(self.process.stdout.readline()))

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.log.close()


@pytest.fixture(scope="module")
def nursery(tmp_path_factory):
    made = Nursery(tmp_path_factory.mktemp("nursery"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def quiet(nursery, tmp_path_factory):
    """Return the bytes of a sweep that nothing disturbed."""
    out = tmp_path_factory.mktemp("quiet") / "out"
    assert ended(nursery.client(out, "serial"), out) == 0
    return bytes_in(out)


@pytest.fixture
def cluster(tmp_path):
    made = Cluster(tmp_path, failures=10)
    made.worker()
    made.worker()
    yield made
    made.close()


def bytes_in(out):
    """Return what must not change: every final table, and the plan."""
    found = {path.name: path.read_bytes() for path in sorted((out / "tables").iterdir())}
    return found | {"design": (out / "design.json").read_bytes()}


def gone(process):
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def ended(process, out):
    """Wait for a client to end by itself and return its exit code."""
    limit = time.monotonic() + PATIENCE
    while not gone(process):
        assert time.monotonic() < limit
        time.sleep(0.01)
    lines = Path(f"{out}.ends").read_text().splitlines()
    return int(next(line.split()[1] for line in reversed(lines) if line.startswith(f"{process.pid} ")))


def parts(out):
    return len(list((out / "parts").glob("*.zip")))


def workers_of(process, cluster):
    """Return the processes that compute for a client: Dask's, its own children, or none."""
    if cluster:
        return [psutil.Process(one.pid) for one in cluster.processes[1:] if one.poll() is None]
    return [one for one in process.children() if "resource_tracker" not in " ".join(one.cmdline())]


def kill(process):
    try:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
    except (ProcessLookupError, psutil.Error):
        pass


def disturbed(nursery, out, engine, cluster, luck):
    """Run a sweep whose worker, client, then both are killed, each at random; return after how many parts, how often.

    Each time comes after up to a quarter of the sweep, so that something is left to do at the end.
    """
    address = cluster.address if cluster else ""
    client, killed, after = nursery.client(out, engine, address), 0, []
    for victims in ("worker", "client", "both"):
        if gone(client):  # joblib gives up when a worker dies: the same command is given again
            client = nursery.client(out, engine, address)
        wanted = parts(out) + luck.randint(1, max(3, CELLS // BATCH // 4 - 8))
        while parts(out) < wanted and not gone(client):
            time.sleep(0.001)
        time.sleep(luck.random() * 0.03)
        assert not gone(client), "the sweep ended before it could be killed"
        after.append(parts(out))
        if victims != "client":
            for one in workers_of(client, cluster)[:1]:
                kill(one)
                killed += 1
                if cluster:
                    cluster.worker()
        if victims != "worker" or engine == "serial":
            kill(client)
            killed += 1
        elif engine == "joblib":
            assert ended(client, out) == 1
    return killed, after


@pytest.mark.parametrize("engine", ["serial", "joblib", "dask"])
def test_a_sweep_killed_three_times_ends_with_the_bytes_of_a_quiet_one(tmp_path, nursery, quiet, engine, request):
    cluster = request.getfixturevalue("cluster") if engine == "dask" else None
    out = tmp_path / "out"
    killed, after = disturbed(nursery, out, engine, cluster, random.Random(f"{engine} {LUCK}"))
    assert killed == (3 if engine == "serial" else 4)
    kept = parts(out)
    assert 3 <= kept < CELLS // BATCH, "something was left to do"
    assert ended(nursery.client(out, engine, cluster.address if cluster else ""), out) == 0
    assert bytes_in(out) == quiet
    runs = len(pd.read_parquet(out / "tables" / "runs.parquet"))
    assert runs == CELLS
    print(f"\n{engine}: {runs} cells, {killed} processes killed, after {after} parts of {BATCH} cells; {kept} parts "
          f"kept, the rest resumed; {len(quiet)} files the same to the byte")  # fmt: skip
    assert not (out / "lock").exists() and not list(out.rglob(".tmp-*")) and not list((out / "failures").glob("*"))
