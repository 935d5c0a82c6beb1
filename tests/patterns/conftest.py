"""Small whole scenarios, run once for all pattern tests."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from scenarios.innovation import Innovation
from scenarios.instruments.catalysis import Catalysis
from scenarios.instruments.investment_grant import InvestmentGrant
from scenarios.instruments.people_funding import PeopleFunding
from scenarios.instruments.seed_grant import SeedGrant
from scenarios.instruments.valorisation import Valorisation
from scenarios.policy import Policy, Start
from scenarios.scenario import Scenario
from scenarios.territory.places import Places
from scenarios.territory.synthetic import Grid
from scenarios.territory.table import FileTerritory

INSTRUMENTS = {
    "seed_grant": SeedGrant(), "valorisation": Valorisation(), "investment_grant": InvestmentGrant(),
    "people_funding": PeopleFunding(), "catalysis": Catalysis(),
}  # fmt: skip
POLICIES = {
    "none": {},
    "current_mix": {"seed_grant": 0.5, "valorisation": 0.25, "investment_grant": 0.25},
    "people": {"people_funding": 1.0},
    "walls": {"investment_grant": 1.0},
    "catalysis": {"catalysis": 1.0},
}
STARTS = {"balanced": (0.4, 0.4), "equipped": (0.8, 0.1), "staffed": (0.1, 0.8)}
INNOVATIONS = (
    Innovation("third_place", "Tiers-lieu", "Third place", domain="social_ties", form="association"),
    Innovation("food_circuit", "Circuit court", "Food circuit", domain="food", form="cooperative"),
)
CONFIGS = Path(__file__).resolve().parents[2] / "configs" / "innovations"
GRID = Grid(width=5, height=4, epci_cells=3, population=60_000)
CHALON = FileTerritory(
    name="chalon_creusot", label_fr="Chalon", label_en="Chalon", packaged="chalon_creusot.csv",
    credit_fr="GeoNames", credit_en="GeoNames",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Given:
    """A territory whose places are given, in whatever order their file had them."""

    table: Places
    name: str = "given"
    label_fr: str = "donné"
    label_en: str = "given"

    def places(self) -> Places:
        """Return the places."""
        return self.table


def scenario(policy="current_mix", start="balanced", territory=GRID, innovations=INNOVATIONS, **settings):
    """Return a small scenario; ``settings`` are fields of Scenario."""
    rest = {"years": 6, "citizens": 1_500} | settings
    return Scenario(
        territory, Policy(policy, policy, policy, shares=POLICIES[policy]), Start(start, start, start, *STARTS[start]),
        innovations, INSTRUMENTS, **rest,
    )  # fmt: skip


@cache
def record(seed=1, **settings):
    """Return the record of a run, made once."""
    return scenario(**settings).run(seed)


@pytest.fixture(scope="session")
def make_scenario():
    return scenario


@pytest.fixture(scope="session")
def run():
    return record


@pytest.fixture(scope="session")
def packaged():
    """Return the four innovations that come with the project."""
    names = ("food_circuit", "health_school", "solidarity_mobility", "third_place")  # those of configs/config.yaml
    read = [yaml.safe_load((CONFIGS / f"{name}.yaml").read_text(encoding="utf-8")) for name in names]
    return tuple(Innovation(**{k: v for k, v in values.items() if k != "_target_"}) for values in read)


@pytest.fixture(scope="session")
def territories():
    return {"grid": GRID, "chalon": CHALON, "given": Given}
