"""What a run leaves behind: indicators by month, places by year, projects, ledger (mémoire d'une simulation)."""
from dataclasses import dataclass, field

import numpy as np

from sim.measures import INDICATORS, measure
from sim.names import ADOPTER, RELAY, UNAWARE
from sim.state import State

LAND = (  # columns of places noted each January
    "population", "unemployment", "trust", "attractiveness", "latent", "assets", "third_place", "digital_access",
    "digital_skill", "asked", "answered", "behind",
)  # fmt: skip


@dataclass
class Record:
    """Columns of numbers; rows of places, innovations, payers stand for names that the scenario knows."""

    every: int = 1  # months between two notes of the indicators; 12 notes each January
    rows: list[list[float]] = field(default_factory=list)
    years: list[dict[str, np.ndarray]] = field(default_factory=list)
    lands: list[dict[str, np.ndarray]] = field(default_factory=list)
    projects: dict[str, np.ndarray] = field(default_factory=dict)
    ledger: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def indicators(self) -> dict[str, np.ndarray]:
        """Return every indicator by noted month, each shape (months // every + 1,)."""
        table = np.array(self.rows)
        return {name: table[:, k] for k, name in enumerate(INDICATORS)}

    @property
    def places(self) -> dict[str, np.ndarray]:
        """Return places by year and innovation, one row each."""
        return {name: np.concatenate([year[name] for year in self.years]) for name in self.years[0]}

    @property
    def territory(self) -> dict[str, np.ndarray]:
        """Return the state of places by year, whatever the innovation, one row each."""
        return {name: np.concatenate([year[name] for year in self.lands]) for name in self.lands[0]}

    def observe(self, state: State) -> None:
        """Note the month if it is one of those to note; each January, note every place as well."""
        if state.step % self.every == 0:
            self.rows.append(measure(state))
        if state.step % 12 == 0:
            self.years.append(by_place(state))
            self.lands.append(land(state))

    def close(self, state: State) -> None:
        """Note the projects and the ledger at the end."""
        n = state.n_projects
        self.projects = {name: column[:n].copy() for name, column in state.projects._asdict().items()}
        self.projects["form"] = state.actors.form[state.projects.actor[:n]]
        self.ledger = state.ledger.table()


def by_place(state: State) -> dict[str, np.ndarray]:
    """Return what each place knows, uses and holds of each innovation, shape (I x P,)."""
    counts, persons, rows = state.places.counts, state.places.persons, state.operating()
    kinds, places = counts.shape[:2]
    spots = state.projects.innovation[rows].astype(np.int64) * places + state.projects.place[rows]
    concerned = persons * counts.sum(axis=2)
    return {
        "step": np.full(kinds * places, state.step),
        "place": np.tile(np.arange(places), kinds),
        "innovation": np.repeat(np.arange(kinds), places),
        "concerned": concerned.ravel(),
        "aware": (concerned - persons * counts[:, :, UNAWARE]).ravel(),
        "adopters": (persons * (counts[:, :, ADOPTER] + counts[:, :, RELAY])).ravel(),
        "sites": np.bincount(spots, minlength=kinds * places),
        "access": state.places.access.ravel().copy(),
    }



def land(state: State) -> dict[str, np.ndarray]:
    """Return how each place fares, whatever the innovation, shape (P,)."""
    places, size = state.places, state.places.code.size
    wellbeing = np.exp(np.log(np.maximum(places.wellbeing, 1e-3)).mean(axis=0))
    return {
        "step": np.full(size, state.step), "place": np.arange(size), "wellbeing": wellbeing,
        **{name: getattr(places, name).astype(float) for name in LAND},
    }  # fmt: skip
