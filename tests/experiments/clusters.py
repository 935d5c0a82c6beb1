"""A Dask scheduler and its workers as processes of their own on this machine, for tests."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from distributed import Client

ROOT = Path(__file__).resolve().parents[2]
JOINED = 180  # seconds for workers to join, on a busy machine


class Cluster:
    """A scheduler, reached by the file it writes, and workers that can be added and killed."""

    def __init__(self, folder, path=ROOT, failures=3):
        """failures: how many workers a batch may end before the scheduler gives it up; 3 unless one says otherwise."""
        self.file, self.path, self.processes = folder / "scheduler.json", path, []
        self.environment = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(failures)}
        self.scheduler = self._start("dask_scheduler", "--port", "0", "--scheduler-file", str(self.file))
        end = time.monotonic() + 60
        while not self.file.exists() or not self.file.stat().st_size:  # it is made, then written
            assert self.scheduler.poll() is None and time.monotonic() < end
            time.sleep(0.02)
        self.address = json.loads(self.file.read_text())["address"]

    def worker(self, path=None):
        """Start one worker of one thread, with the code found in ``path``, and return its process."""
        return self._start("dask_worker", self.address, "--nthreads", "1", "--no-nanny", path=path)

    def ready(self, count):
        """Wait until that many workers have joined: a busy machine takes its time to load what they need."""
        with Client(self.address, timeout=JOINED, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=JOINED)

    def close(self):
        """End every process that is left."""
        for process in self.processes:
            process.kill()
            process.wait()

    def _start(self, module, *arguments, path=None):
        environment = {**self.environment, "PYTHONPATH": str(path or self.path)}
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *arguments, "--no-dashboard"],
            env=environment, cwd=self.file.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.processes.append(process)
        return process
