"""What indicators share: how the state is read, units, means and inequality (outils de mesure)."""
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.errors import Text
from sim.measures.links import Links, links
from sim.state import ADOPTER, RELAY, STAGES, State

SHARE, PERSONS, SITES = Text("share", "part"), Text("persons", "personnes"), Text("sites", "sites")
EUROS, FTE, UNIT = Text("€", "€"), Text("FTE", "ETP"), Text("0 to 1", "0 à 1")


class View(NamedTuple):
    """The state with what several indicators share."""

    state: State
    rows: np.ndarray  # rows of open sites
    people: np.ndarray  # (5,) persons concerned by stage of adoption, all innovations
    sites: np.ndarray  # open sites by stage
    coverage: np.ndarray  # (P,) adopters and relays among those concerned
    logs: np.ndarray  # (D, P) logarithm of well-being
    links: Links  # ties and clusters


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
    coverage = (counts[:, ADOPTER] + counts[:, RELAY]) / np.maximum(1, counts.sum(axis=1))
    logs = np.log(np.maximum(state.places.wellbeing, 1e-3))
    return View(state, rows, state.places.persons @ counts, stages, coverage, logs, links(state, rows))


def gini(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the Gini coefficient of non-negative values, 0 (equal) to below 1; 0 where all are zero.

    values, weights: shape (n,), any unit; weights are persons.
    Source: Cowell (2011), Measuring Inequality; area under the Lorenz curve by trapezes.
    """
    order = np.argsort(values, kind="stable")
    w, total = weights[order], (values * weights).sum()
    if total <= 0.0:
        return 0.0
    lorenz = np.cumsum(values[order] * w) / total
    before = np.concatenate([[0.0], lorenz[:-1]])
    return float(1.0 - ((before + lorenz) * w).sum() / w.sum())


def mean(values: np.ndarray) -> float:
    """Return the mean, NaN of nothing."""
    return float(values.mean()) if values.size else float("nan")
