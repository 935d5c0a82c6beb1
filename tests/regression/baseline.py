"""Exact numbers of three tiny scenarios; run as a script (``make baseline``), it rewrites baseline.yaml."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from scenarios.innovation import Innovation
from scenarios.instruments.catalysis import Catalysis
from scenarios.instruments.investment_grant import InvestmentGrant
from scenarios.instruments.people_funding import PeopleFunding
from scenarios.instruments.seed_grant import SeedGrant
from scenarios.instruments.valorisation import Valorisation
from scenarios.policy import Policy, Start
from scenarios.scenario import Scenario
from scenarios.shocks.plant_closure import PlantClosure
from scenarios.territory.synthetic import Archipelago, Grid, Metropolis
from sim.version import MODEL_VERSION

FILE = Path(__file__).with_suffix(".yaml")
HEAD = "# Exact figures of three tiny scenarios: only `make baseline` rewrites them; say in the commit why.\n"
MONTHS = (0, 1, 12, 13, 37, 60, 72)
INDICATORS = (
    "adopted_share", "aware_share", "adopters", "sites", "ideas", "replicas", "jobs", "funded_jobs", "users",
    "user_years", "quality", "survival_3y", "ties", "wellbeing", "coverage_gini", "ordinary_support",
    "money_budgeted", "money_committed", "money_paid",
)  # fmt: skip
INSTRUMENTS = {
    "seed_grant": SeedGrant(), "valorisation": Valorisation(), "investment_grant": InvestmentGrant(),
    "people_funding": PeopleFunding(), "catalysis": Catalysis(),
}  # fmt: skip
INNOVATIONS = (
    Innovation("repair", "Réparation", "Repair", domain="social_ties", form="association", codifiability=0.8),
    Innovation("circuit", "Circuit", "Circuit", domain="food", form="cooperative", price=190.0),
    Innovation("ride", "Trajet", "Ride", domain="mobility", form="firm", kind="technological", capital=90_000.0),
)


def scenario(territory, start, innovations=INNOVATIONS, shocks=(), **shares) -> Scenario:
    """Return a tiny scenario; ``start`` is (K0/K*, L0/L*), ``shares`` the parts of the budget."""
    return Scenario(
        territory, Policy("tiny", "petite", "tiny", shares=shares), Start("tiny", "petit", "tiny", *start),
        innovations, INSTRUMENTS, shocks, years=6, citizens=800,
    )  # fmt: skip


SCENARIOS = {
    "grid_mixed": scenario(
        Grid(width=4, height=4, epci_cells=2, population=40_000), (0.4, 0.4),
        seed_grant=0.5, valorisation=0.25, investment_grant=0.25,
    ),
    "archipelago_people": scenario(
        Archipelago(islands=3, island_places=4, population=50_000), (0.8, 0.1), INNOVATIONS[:2], people_funding=1.0
    ),
    "metropolis_shock": scenario(
        Metropolis(n_places=14, population=60_000), (0.3, 0.7), shocks=(PlantClosure(year=2027, jobs=500.0),),
        catalysis=0.4, people_funding=0.3, investment_grant=0.3,
    ),
}  # fmt: skip


def figures(name: str, seed: int = 1) -> dict[str, list[str]]:
    """Return the exact figures of a scenario: every indicator of INDICATORS at MONTHS, as Python writes them."""
    record = SCENARIOS[name].run(seed)
    numbers = {i: [repr(float(record.indicators[i][month])) for month in MONTHS] for i in INDICATORS}
    totals = {
        f"total {column}": [repr(float(record.projects[column].sum()))] for column in ("cash", "capital", "fidelity")
    }
    return numbers | totals | {"rows": [repr(len(record.projects["key"])), repr(len(record.ledger["euros"]))]}


def lines() -> Iterator[str]:
    """Yield the lines of baseline.yaml."""
    yield HEAD
    yield f"model_version: {MODEL_VERSION!r}\n"
    yield f"months: {list(MONTHS)}\n"
    for name in SCENARIOS:
        yield f"{name}:\n"
        for row, values in figures(name).items():
            yield f"  {row}: [{', '.join(repr(v) for v in values)}]\n"


def stored() -> dict:
    """Return what baseline.yaml holds."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    FILE.write_text("".join(lines()), encoding="utf-8")
    print(f"{FILE} rewritten; say in the commit why the figures moved.")
