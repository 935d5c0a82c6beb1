"""What indicators share: how the state is read, units, means and inequality (outils de mesure)."""
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.errors import Text
from sim.jit import jit
from sim.measures.links import Links, links
from sim.names import ADOPTER, LEVELS, RELAY, STAGES
from sim.sorting import sort_by
from sim.state import State
from sim.sums import dot, weigh

SHARE, PERSONS, SITES = Text("share", "part"), Text("persons", "personnes"), Text("sites", "sites")
EUROS, FTE, UNIT = Text("€", "€"), Text("FTE", "ETP"), Text("0 to 1", "0 à 1")


class View(NamedTuple):
    """The state with what several indicators share."""

    state: State
    rows: np.ndarray  # rows of open sites
    people: np.ndarray  # (5,) persons concerned by stage of adoption, all innovations
    sites: np.ndarray  # open sites by stage
    concerned: np.ndarray  # (P,) citizens concerned, all innovations
    coverage: np.ndarray  # (P,) adopters and relays among those concerned
    logs: np.ndarray  # (D, P) logarithm of well-being
    links: Links  # ties and clusters
    holding: np.ndarray  # (6,) share of the public actors of each level with a policy of their own
    inhabitants: float  # of the territory, persons
    served: float  # people served by public actors, each by several: persons
    petitions: list[float]  # so far, at each of FUNNEL


class Indicator(NamedTuple):
    """One number of the world at a month."""

    unit: Text
    label: Text
    definition: Text
    measure: Callable[[View], float]


def view(state: State) -> View:
    """Return the state as measures read it."""
    rows = state.operating()
    stages = np.bincount(state.projects.stage[rows], minlength=len(STAGES))
    counts = state.places.counts.sum(axis=0)
    concerned = counts.sum(axis=1)
    coverage = (counts[:, ADOPTER] + counts[:, RELAY]) / np.maximum(1, concerned)
    logs = np.log(np.maximum(state.places.wellbeing, 1e-3))
    level = state.authorities.level
    held = np.bincount(level[(state.authorities.adopted >= 0).any(axis=1)], minlength=len(LEVELS))
    holding = held / np.maximum(1, np.bincount(level, minlength=len(LEVELS)))
    people = weigh(state.places.persons, counts)
    inhabitants, served = float(state.places.population.sum()), float(state.authorities.population.sum())
    petitions = state.places.petitions.sum(axis=1).tolist()
    return View(
        state, rows, people, stages, concerned, coverage, logs, links(state, rows), holding, inhabitants, served,
        petitions,
    )  # fmt: skip


@jit
def gini(values, weights):
    """Return the Gini coefficient of non-negative values, 0 (equal) to below 1; 0 where all are zero.

    values, weights: shape (n,), any unit; weights are persons.
    Source: Cowell (2011), Measuring Inequality; area under the Lorenz curve by trapezes.
    """
    order, lorenz, area, people = np.empty(values.size, np.int64), 0.0, 0.0, 0.0
    for k in range(values.size):
        order[k] = k
    sort_by(values, order, np.empty_like(order))
    for k in order:
        before, lorenz = lorenz, lorenz + values[k] * weights[k]
        area += (before + lorenz) * weights[k]
        people += weights[k]
    return 1.0 - area / (lorenz * people) if lorenz > 0.0 else 0.0


def over_kinds(values: np.ndarray) -> np.ndarray:
    """Return the mean over innovations of ``values`` (I, P), shape (P,)."""
    return np.add.reduce(values, axis=0) / len(values)


def by_people(v: View, values: np.ndarray) -> float:
    """Return the mean over places of ``values`` (shape (P,)), weighted by their inhabitants."""
    return dot(v.state.places.population, values) / v.inhabitants


def mean(values: np.ndarray) -> float:
    """Return the mean, NaN of nothing."""
    return float(np.add.reduce(values, axis=None)) / values.size if values.size else float("nan")
