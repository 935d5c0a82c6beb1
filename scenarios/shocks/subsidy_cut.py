"""Subsidy cut: public budgets shrink for some years (baisse des subventions)."""
from dataclasses import dataclass

from scenarios.shock import DatedShock
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class SubsidyCut(DatedShock):
    """Part of the policy's yearly budgets is not opened, and part of every site's ordinary support is not paid."""

    name: str = "subsidy_cut"
    label_fr: str = "Baisse des subventions"
    label_en: str = "Subsidy cut"
    months: int = param(
        36, unit="months", allowed=(1, 1_200), plausible=(12, 72), source="assumption", meaning="How long it lasts.",
    )
    budgets: float = param(
        0.3, unit="share of planned budgets", allowed=(0, 1), plausible=(0.1, 0.5), source="assumption",
        meaning="Part of each January's policy budgets that is not opened.",
    )
    support: float = param(
        0.2, unit="share of ordinary support", allowed=(0, 1), plausible=(0, 0.5), source="assumption",
        meaning="Part of the ordinary support of sites that is not paid.",
    )

    def strike(self, state: State) -> None:
        """Cut while it lasts."""
        if self.lasts(state, self.months):
            state.climate.budgets *= 1.0 - self.budgets
            state.climate.support *= 1.0 - self.support
