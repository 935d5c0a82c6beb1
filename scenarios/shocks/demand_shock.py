"""Demand shock: a domain is asked for more, or less, for some months (choc de demande)."""
from dataclasses import dataclass

from scenarios.shock import DatedShock
from sim.names import DOMAINS
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class DemandShock(DatedShock):
    """Those who use the innovations of one domain come more often, or less: an energy crisis, a lost contract."""

    name: str = "demand_shock"
    label_fr: str = "Choc de demande"
    label_en: str = "Demand shock"
    months: int = param(
        12, unit="months", allowed=(1, 1_200), plausible=(3, 36), source="assumption", meaning="How long it lasts.",
    )
    domain: str = param(
        "mobility", unit="domain", allowed=DOMAINS, source="a target", meaning="Domain of the innovations meant.",
    )
    factor: float = param(
        0.6, unit="times the usual demand", allowed=(0, 10), plausible=(0.5, 1.5), source="assumption",
        meaning="Demand of those who use them; below 1 it falls, above 1 it rises.",
    )

    def strike(self, state: State) -> None:
        """Change the domain's demand while it lasts."""
        if self.lasts(state, self.months):
            state.climate.demand[DOMAINS.index(self.domain)] *= self.factor
