"""Competitive call: candidates, hearings, laureates; subsidy and equity (appel à manifestation, appel à projets)."""
from dataclasses import dataclass

import numpy as np

from agents.instrument import Funnel, Terms
from scenarios.funds import Stake
from sim.errors import Text
from sim.names import INVESTMENT
from sim.param import param
from sim.state import State

CALLS = {  # share of candidates heard or shortlisted, share of those who become laureates
    "tiga_announced": (40 / 117, 20 / 40),
    "ami_aap": (24 / 117, 24 / 48),
    "ptce_2013": (1.0, 23 / 182),
    "ptce_2021": (107 / 134, 15 / 107),
}


@dataclass(frozen=True)
class CompetitiveCall(Stake):
    """Choose few among many, on paper then in hearings, and pay them part as a subsidy, part as equity."""

    call: str = param(
        "tiga_announced", unit="call", allowed=("own", *CALLS),
        source="TIGA as announced: 117 candidates, 40 heard, 20 laureates; AMI 117 to 24, then AAP 48 to 24; "
        "PTCE 182 to 23 (2013), 134 to 107 eligible to 15 (2021)",
        meaning="Call whose funnel is followed; own: as heard and chosen say.",
    )
    heard: float = param(
        0.35, unit="share of the files", allowed=(0.001, 1), plausible=(0.1, 1), source="assumption; as in TIGA",
        meaning="Files heard, where call is own; 1 for a call without hearings.",
    )
    chosen: float = param(
        0.5, unit="share of those heard", allowed=(0.001, 1), plausible=(0.1, 0.6), source="assumption; as in TIGA",
        meaning="Heard candidates who can become laureates, where call is own.",
    )
    hearing_days: float = param(
        8.0, unit="FTE-days", allowed=(0, 100), plausible=(2, 20), source="assumption",
        meaning="Work of a hearing, laureate or not.",
    )
    ticket_min: float = param(
        72_000.0, unit="euros", allowed=(0, 1e8), plausible=(20_000, 100_000), source="PTCE call of 2013",
        meaning="Smallest award: what needs less is no candidate.",
    )
    ticket_max: float = param(
        290_000.0, unit="euros", allowed=(1_000, 1e9), plausible=(100_000, 400_000), source="PTCE call of 2013",
        meaning="Largest award.",
    )
    subsidy: float = param(
        1 / 3, unit="share of an award", allowed=(0, 1), plausible=(0.2, 1),
        source="TIGA: 150 of 450 million are subsidies",
        meaning="Part that is given; the rest is equity, or securities like it where there are no shares.",
    )
    repaid: float = param(
        1.0, unit="share of the equity", allowed=(0, 3), plausible=(0.5, 1.3), source="assumption",
        meaning="Price of the shares when they are sold back.",
    )
    exit: int = param(
        84, unit="months", allowed=(1, 360), plausible=(60, 120), source="assumption", meaning="Time to the exit.",
    )
    years: int = param(
        3, unit="years", allowed=(1, 10), plausible=(2, 10), source="PTCE 2015: 3 years; TIGA: 10",
        meaning="Years over which an award is paid.",
    )
    delay: int = param(
        12, unit="months", allowed=(0, 36), plausible=(6, 24), source="assumption; TIGA took more than a year",
        meaning="Time from the choice to the money.",
    )
    application_days: float = param(
        25.0, unit="FTE-days", allowed=(0, 300), plausible=(10, 60), source="assumption",
        meaning="Work of a file, laureate or not.",
    )

    name = "competitive_call"
    label = Text("Competitive call", "Appel à projets")
    section = INVESTMENT
    once = False

    @property
    def instalments(self) -> int:
        """Return the months over which an award is paid."""
        return 12 * self.years

    @property
    def funnel(self) -> Funnel:
        """Few are heard, fewer chosen."""
        heard, chosen = CALLS.get(self.call, (self.heard, self.chosen))
        return Funnel(heard, chosen, self.hearing_days)

    @property
    def terms(self) -> Terms:
        """Equity is sold back at the exit, over a year; the subsidy is not repaid."""
        return Terms((1.0 - self.subsidy) * self.repaid, self.exit, 12)

    def candidates(self, state: State) -> np.ndarray:
        """Return open sites whose need is large enough."""
        return self.large_enough(state, state.operating())
