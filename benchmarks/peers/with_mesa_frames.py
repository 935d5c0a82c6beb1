"""Workload W in mesa-frames, in an environment of its own: it wants another NumPy (mesa-frames).

The environment is made once, in the cache folder, from the package index that pip is set to use.
"""
import os
import subprocess
import tempfile
import venv
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.workload import ALONE, FLOOR, PULL, Outcome, World
from sim.jit import cache_folder

WANTED = ("mesa-frames==0.1.0a0", "numpy==1.26.4", "polars==2.1.0")
SCRIPT = Path(__file__).with_name("mesa_frames_town.py")
PATIENCE = 900  # seconds for pip


@cache
def python() -> Path:
    """Return the interpreter that has mesa-frames. Raises ImportError where it cannot be had."""
    folder = cache_folder().resolve() / "benchmarks" / "mesa-frames"
    found = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    ready = folder / "ready"
    if not (ready.exists() and ready.read_text() == " ".join(WANTED)):
        try:
            venv.create(folder, clear=True, with_pip=True)
            subprocess.run([found, "-m", "pip", "install", "--quiet", *WANTED], check=True, capture_output=True,
                           text=True, timeout=PATIENCE)  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
            raise ImportError(f"its environment cannot be made: {said[-1] if said else error}") from None
        ready.write_text(" ".join(WANTED))
    return found


def run(world: World, steps: int, seed: int) -> Outcome:
    """Run ``steps`` months in mesa-frames, on one thread."""
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "world.npz", Path(folder) / "out.npz"
        np.savez(given, **world._asdict(), steps=steps, seed=seed, rates=np.array([ALONE, PULL, FLOOR]))
        here = {**os.environ, "POLARS_MAX_THREADS": "1", "PYTHONPATH": "", "OMP_NUM_THREADS": "1"}
        subprocess.run([python(), SCRIPT, given, made], check=True, env=here)
        with np.load(made) as found:
            return Outcome(found["adopters"], float(found["seconds"]))
