"""The clock kernel gives the same bytes for one and two threads."""

import os
import subprocess
import sys

import numpy as np
import pytest

from sim import clock
from sim.clock import drain, drain_parallel

THREADS = """
import sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from conftest import world
from numba import get_num_threads
from sim import clock
from sim.processes.adopt import AdoptParams, step as adopt
from sim.processes.inform import InformParams, step as inform
from hashlib import blake2b
clock.PARALLEL_FROM = int(sys.argv[2])
state = world(5, places=8, citizens=int(sys.argv[3]), concerned=0.5)
state.places.access[:] = 0.8
for month in range(int(sys.argv[4])):
    inform(state, InformParams())
    adopt(state, AdoptParams())
digest = blake2b(b"".join(column.tobytes() for column in state.audience))
print(get_num_threads(), state.places.counts.sum(axis=(0, 1)).tolist()[2] > 50, digest.hexdigest())
"""


def test_two_builds_of_drain_give_the_same_bytes(bare):
    state = bare.world(8, places=6, citizens=3_000, concerned=0.5)
    base, slope = (h.reshape(-1, 5) / 12.0 for h in bare.hazards(state, np.random.default_rng(8)))
    a, results = state.audience, []
    for run in (drain, drain_parallel):
        clocks = a.clock.copy()
        hits, found = np.full(a.stage.size, -1, np.int32), np.empty(base.shape[0], np.int64)
        run(a.first, a.stage, clocks, a.social, base, slope, hits, found)
        results.append((clocks.tobytes(), hits.tobytes(), found.tobytes()))

    assert results[0] == results[1]
    assert found.sum() > 50


@pytest.mark.parametrize(("citizens", "months"), [(4_000, 60), (1_000_000, 12)])
def test_one_and_two_threads_give_the_same_bytes(citizens, months):
    here = os.path.dirname(__file__)
    said = []
    for threads, parallel_from in (("1", "1000000000"), ("2", "0")):
        call = [sys.executable, "-c", THREADS, here, parallel_from, str(citizens), str(months)]
        done = subprocess.run(
            call, capture_output=True, text=True, check=True,
            env=os.environ | {"NUMBA_NUM_THREADS": threads, "PYTHONPATH": os.path.dirname(os.path.dirname(here))},
        )  # fmt: skip
        said.append(done.stdout.split())

    assert [s[0] for s in said] == ["1", "2"]
    assert said[0][1:] == said[1][1:]
    assert said[0][1] == "True"


def test_two_threads_pay_from_some_size_on_only(bare, monkeypatch):
    used = []
    monkeypatch.setattr(clock, "drain_parallel", lambda *args: used.append("two") or drain(*args))
    state = bare.world()
    empty = np.zeros((2, *state.places.access.shape, 5))

    bare.both_drains(state, *empty)
    monkeypatch.setattr(clock, "PARALLEL_FROM", 1)
    bare.both_drains(state, *empty)

    assert used == ["two", "two"]
