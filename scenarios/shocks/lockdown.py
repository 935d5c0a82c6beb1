"""Lockdown: people may hardly meet nor visit sites; what is digital goes on (confinement)."""
from dataclasses import dataclass

from scenarios.shock import DatedShock
from sim.names import DOMAINS
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Lockdown(DatedShock):
    """For some months few meetings and visits take place, and third places mix nobody; digital services go on."""

    name: str = "lockdown"
    label_fr: str = "Confinement"
    label_en: str = "Lockdown"
    months: int = param(
        3, unit="months", allowed=(1, 1_200), plausible=(1, 12), source="France, spring 2020: two months; assumption",
        meaning="How long it lasts.",
    )
    meetings: float = param(
        0.3, unit="share of usual meetings", allowed=(0, 1), plausible=(0.1, 0.6), source="assumption",
        meaning="Meetings of contacts that still take place, word of mouth at a distance included.",
    )
    visits: float = param(
        0.2, unit="share of usual visits", allowed=(0, 1), plausible=(0, 0.6), source="assumption",
        meaning="Visits to sites that still take place.",
    )

    def strike(self, state: State) -> None:
        """Close while it lasts."""
        if self.lasts(state, self.months):
            climate = state.climate
            climate.meetings *= self.meetings
            climate.visits *= self.visits
            climate.mixing = 0.0
            climate.remote[DOMAINS.index("digital")] = 1.0
