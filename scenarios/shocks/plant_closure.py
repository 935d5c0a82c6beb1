"""Plant closure: jobs, trust and skills are lost around a plant (fermeture d'usine)."""
from dataclasses import dataclass

import numpy as np

from scenarios.shock import DatedShock
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class PlantClosure(DatedShock):
    """A large plant closes: jobs, unemployment and trust around it, and skilled people left to find something.

    The default is Kodak at Chalon-sur-Saône, 2006, about 2,000 jobs; people find work again within two years in
    part, and those who have not form a pool from which ideas of projects come.
    """

    name: str = "plant_closure"
    label_fr: str = "Fermeture d'usine"
    label_en: str = "Plant closure"
    year: int = param(
        2006, unit="calendar year", allowed=(1950, 2200), source="Kodak, Chalon-sur-Saône: 2006",
        meaning="Year of closing.",
    )
    jobs: float = param(
        2_000.0, unit="jobs", allowed=(0, 1e6), plausible=(200, 3_000), source="Kodak, Chalon-sur-Saône: about 2,000",
        meaning="Jobs lost.",
    )
    reach_km: float = param(
        10.0, unit="km", allowed=(0.1, 200), plausible=(5, 20), source="assumption",
        meaning="How far around the plant its workers live: population x exp(-distance / reach).",
    )
    active_share: float = param(
        0.45, unit="share of inhabitants", allowed=(0.1, 0.8), plausible=(0.4, 0.5), source="assumption",
        meaning="Share of inhabitants who work or look for work.",
    )
    trust_loss: float = param(
        0.1, unit="0 to 1", allowed=(0, 1), plausible=(0, 0.2), source="assumption",
        meaning="Trust lost at the plant; elsewhere less, by distance.",
    )
    back_to_work: float = param(
        0.25, unit="share within two years", allowed=(0, 1), plausible=(0.2, 0.3), source="20 to 30% re-employed",
        meaning="Workers who find work again within two years; the others count as unemployed and as a pool of skills.",
    )

    def strike(self, state: State) -> None:
        """Close the plant at its date, at the most peopled place; ease unemployment for two years after."""
        months = self.since(state)
        if not 0 <= months <= 24:
            return
        places = state.places
        site = int(np.argmax(places.population))
        nearness = np.exp(-np.hypot(places.x - places.x[site], places.y - places.y[site]) / self.reach_km)
        lost = self.jobs * places.population * nearness / (places.population * nearness).sum()
        rate = lost / np.maximum(1.0, self.active_share * places.population)
        if months == 0:
            places.unemployment[:] += rate
            places.trust[:] -= np.minimum(places.trust, self.trust_loss * nearness)
            places.pool[:] += lost
        else:
            places.unemployment[:] -= self.back_to_work * rate / 24.0
            places.pool[:] -= self.back_to_work * lost / 24.0
        np.clip(places.unemployment, 0.0, 1.0, out=places.unemployment)
        np.maximum(places.pool, 0.0, out=places.pool)
