"""Indicators of space: who is reached, how fast, how unevenly, and whether neighbours are alike (territoire)."""
import math

import numpy as np

from sim.errors import Text
from sim.jit import jit
from sim.measures.view import SHARE, UNIT, Indicator, View
from sim.state import Near
from sim.sums import dot

IN_REACH = 0.05  # access from which a site counts as within reach; assumption
RURAL = 5  # INSEE density classes from which a place is rural
MONTHS = Text("years", "années")


@jit
def alike(values, start, place, reach):
    """Return Moran's I; see ``moran``."""
    total, spread, weights, together = 0.0, 0.0, 0.0, 0.0
    for j in range(values.size):
        total += values[j]
    mean = total / values.size
    for j in range(values.size):
        away = values[j] - mean
        spread += away * away
        for e in range(start[j], start[j + 1]):
            if place[e] != j:
                weights += reach[e]
                together += reach[e] * away * (values[place[e]] - mean)
    return values.size / weights * together / spread if weights > 0.0 and spread > 0.0 else np.nan


def moran(values: np.ndarray, near: Near) -> float:
    """Return Moran's I of values over places: 1 neighbours alike, about 0 scattered, below 0 opposed; NaN if all equal.

    values: shape (P,). Weights are how readily people go from one place to another, exp(-distance / reach), own left out.
    Source: Moran (1950); Cliff & Ord (1981).
    """
    if values.max() == values.min():
        return float("nan")
    return alike(values, near.start, near.place, near.reach)


def years_to(reached: np.ndarray, share: float) -> float:
    """Return the years until ``share`` of the places had had an open site; NaN while they have not.

    reached: shape (P,), step of the first open site, -1 = none yet.
    """
    steps, needed = reached[reached >= 0], math.ceil(share * reached.size)
    return float(np.partition(steps, needed - 1)[needed - 1]) / 12.0 if 0 < needed <= steps.size else float("nan")


def gap(values: np.ndarray, weights: np.ndarray, first: np.ndarray) -> float:
    """Return the weighted mean of values where ``first`` is true less that elsewhere; NaN where one side is empty."""
    one, weighted = dot(weights, first), values * weights
    other = float(weights.sum()) - one
    if one <= 0.0 or other <= 0.0:
        return float("nan")
    inside = dot(weighted, first)
    return inside / one - (float(weighted.sum()) - inside) / other


def _rural_gap(v: View) -> float:
    return gap(v.coverage, v.concerned, v.state.places.density >= RURAL)


def _in_reach(v: View) -> float:
    people = v.state.places.population
    return float(people[v.state.places.access.max(axis=0) > IN_REACH].sum() / v.inhabitants)


OF_TERRITORY: dict[str, Indicator] = {
    "years_to_25": Indicator(MONTHS, Text("Time to a quarter of the places", "Temps jusqu'au quart des communes"),
        Text("Years until 25% of places had had an open site; empty before.", "Années jusqu'à ce que 25 % des communes aient eu un site ouvert ; vide avant."),
        lambda v: years_to(v.state.places.reached, 0.25)),
    "years_to_50": Indicator(MONTHS, Text("Time to half of the places", "Temps jusqu'à la moitié des communes"),
        Text("Years until 50% of places had had an open site; empty before.", "Années jusqu'à ce que 50 % des communes aient eu un site ouvert ; vide avant."),
        lambda v: years_to(v.state.places.reached, 0.5)),
    "years_to_75": Indicator(MONTHS, Text("Time to three quarters of the places", "Temps jusqu'aux trois quarts des communes"),
        Text("Years until 75% of places had had an open site; empty before.", "Années jusqu'à ce que 75 % des communes aient eu un site ouvert ; vide avant."),
        lambda v: years_to(v.state.places.reached, 0.75)),
    "in_reach_share": Indicator(SHARE, Text("People with a site in reach", "Habitants ayant un site à portée"),
        Text("People whose access to some innovation exceeds .05.", "Habitants dont l'accès à une innovation au moins dépasse 0,05."), _in_reach),
    "rural_gap": Indicator(SHARE, Text("Coverage, rural less urban", "Couverture, rural moins urbain"),
        Text("Adopters among those concerned in density classes 5 to 7, less in classes 1 to 4.", "Part d'adoptants dans les classes de densité 5 à 7, moins celle des classes 1 à 4."), _rural_gap),
    "moran_coverage": Indicator(UNIT, Text("Moran's I of coverage", "I de Moran de la couverture"),
        Text("How alike neighbouring places are in their share of adopters: 1 alike, about 0 scattered.", "À quel point des communes voisines se ressemblent par leur part d'adoptants : 1 semblables, environ 0 dispersées."),
        lambda v: moran(v.coverage, v.state.near)),
}  # fmt: skip
