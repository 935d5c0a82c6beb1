"""What tests share: no window, no locale, no luck of their own, where the data are, and small worlds."""

import os
from functools import cache
from pathlib import Path

import pytest
import yaml
from hydra.utils import get_class
from hypothesis import settings

from scenarios.innovation import Innovation
from scenarios.policy import Policy, Start
from scenarios.scenario import Scenario
from scenarios.territory.synthetic import Grid
from sim.founding import FoundingParams
from sim.schedule import Params

os.environ["MPLBACKEND"] = "Agg"  # no test opens a window, nor does a process it starts
os.environ["LC_ALL"] = "C.UTF-8"  # messages are English unless a test asks for lang=fr
os.environ.pop("LANGUAGE", None)

settings.register_profile("essaimage", deadline=None, derandomize=True)
settings.load_profile("essaimage")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Return the folder of real series and territories: $ESSAIMAGE_DATA, else ../shared/data."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("ESSAIMAGE_DATA") or beside)
    if not folder.is_dir():
        pytest.skip(f"real data are not at {folder}: set ESSAIMAGE_DATA to their folder")
    return folder


CONFIGS = Path(__file__).resolve().parents[1] / "configs"


def read(group):
    """Return the options of a configuration group, by name."""
    files = sorted((CONFIGS / group).glob("*.yaml"))
    loaded = {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in files}
    return {name: {k: v for k, v in values.items() if k != "_target_"} for name, values in loaded.items()}


TOOLS = {file.stem: get_class(yaml.safe_load(file.read_text(encoding="utf-8"))["_target_"])()
         for file in sorted((CONFIGS / "instruments").glob("*.yaml"))}  # fmt: skip
POLICIES = {name: Policy(**values) for name, values in read("policy").items()}
USUAL = ("food_circuit", "health_school", "solidarity_mobility", "third_place")  # those of configs/config.yaml
INNOVATIONS = tuple(Innovation(**values) for name, values in read("innovations").items() if name in USUAL)
START = Start(**read("start")["balanced"])


def make(policy="current_mix", tools=(), **fields):
    """Return a small scenario; ``policy`` is a name or a Policy, ``tools`` replace those of their name."""
    given = {
        "territory": Grid(width=5, height=5, epci_cells=3), "start": START, "innovations": INNOVATIONS,
        "instruments": TOOLS | {tool.name: tool for tool in tools}, "citizens": 1_500, "years": 6,
        "params": Params(founding=FoundingParams(first_sites=24)),
    }  # fmt: skip
    chosen = POLICIES[policy] if isinstance(policy, str) else policy
    return Scenario(policy=chosen, **(given | fields))


@cache
def _run(policy, seed, years, fields):
    return make(policy, years=years, **dict(fields)).run(seed)


@pytest.fixture(scope="session")
def world():
    """Return the maker of small scenarios."""
    return make


@pytest.fixture(scope="session")
def run():
    """Return a function that runs a small scenario once a session: its tables are read, never changed."""

    def cached(policy="current_mix", seed=1, years=6, **fields):
        return _run(policy, seed, years, tuple(sorted(fields.items())))

    return cached
