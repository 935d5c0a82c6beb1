"""In-migration: people move in and do not yet know what the place offers (arrivée d'habitants)."""
from dataclasses import dataclass

import numpy as np

from scenarios.shock import DatedShock
from sim.arrivals import settle
from sim.param import param
from sim.state import State

DENSEST = 3  # INSEE density class up to which a place counts as dense


@dataclass(frozen=True)
class InMigration(DatedShock):
    """People move in, once a year: places grow, and newcomers start unaware of everything.

    The Occitanie region gains some 53,000 inhabitants a year, .9% of its people: more than its coast alone is known
    to gain in proportion, so that the default is an upper bound.
    """

    name: str = "in_migration"
    label_fr: str = "Arrivée d'habitants"
    label_en: str = "People moving in"
    rate: float = param(
        0.009, unit="share of the territory's people a year", allowed=(0, 0.5), plausible=(0.002, 0.009),
        source="53,000 a year for the whole region (IHEST, 2017): an upper bound for its coast",
        meaning="People who move in each year.",
    )
    years: int = param(
        10, unit="years", allowed=(1, 100), plausible=(5, 20), source="assumption", meaning="Years over which they do.",
    )
    where: str = param(
        "everywhere", unit="places", allowed=("everywhere", "dense", "attractive"), source="assumption",
        meaning="Where they settle: by people; by people in density classes 1 to 3; by people x attractiveness.",
    )

    def strike(self, state: State) -> None:
        """Let a year's newcomers settle, once in each year."""
        months = self.since(state)
        if months % 12 or not self.lasts(state, 12 * self.years):
            return
        places = state.places
        weight = {
            "everywhere": np.ones(places.code.size),
            "dense": (places.density <= DENSEST).astype(float),
            "attractive": places.attractiveness,
        }[self.where]
        drawn = (places.population * weight).sum()
        if drawn > 0.0:
            growth = self.rate * places.population.sum() * weight / drawn
            settle(state, growth, self.year + months // 12)
