"""Ways to scale: what a copy takes from the originator and from the receiver (modes de changement d'échelle).

The five of Avise (2014): diversification, branching (duplication), fertilisation, cooperation, fusion; affiliation
(essaimage) and take-over by a public actor beside them. Their numbers are assumptions, docs/assumptions.md.
"""
from dataclasses import dataclass, fields

import numpy as np

from sim.param import Parameters, param
from sim.state import ModeTable


@dataclass(frozen=True)
class Mode(Parameters):
    """One way to scale."""

    effort: float = param(
        4.0, unit="FTE-months of the originator", allowed=(0, 120), plausible=(2, 12), source="assumption",
        meaning="Work a copy takes from the team that passes on its practice.",
    )
    price: float = param(
        100_000.0, unit="euros", allowed=(0, 1e7), plausible=(50_000, 200_000), source="assumption",
        meaning="What the receiving territory pays; no payer, no copy.",
    )
    fidelity: float = param(
        0.8, unit="0 to 1", allowed=(0, 1), plausible=(0.4, 1), source="assumption",
        meaning="How much of the practice survives one copy; it multiplies along the lineage.",
    )
    tolerance: float = param(
        0.25, unit="RMS difference of context", allowed=(0.01, 2), plausible=(0.1, 0.5), source="assumption",
        meaning="How different a receiving place may be.",
    )
    rate: float = param(
        6.0, unit="attempts a year", allowed=(0, 100), plausible=(2, 20), source="assumption",
        meaning="Attempts of a site at full output with enough free work.",
    )
    hazard: float = param(
        1.0, unit="times", allowed=(0, 10), plausible=(0.5, 2), source="assumption",
        meaning="Hazard of closing of a site born in this way, against an original.",
    )
    evidence: float = param(
        0.6, unit="posterior mean of success", allowed=(0, 1), plausible=(0.5, 0.8), source="assumption",
        meaning="Evidence below which the mode is not open.",
    )
    codified: float = param(
        0.5, unit="share of knowledge", allowed=(0, 1), plausible=(0.2, 0.8), source="assumption",
        meaning="Written-down share below which the mode is not open.",
    )
    output: float = param(
        0.0, unit="output y", allowed=(0, 1.3), plausible=(0, 0.8), source="assumption",
        meaning="Output below which the mode is not open.",
    )
    trust: float = param(
        0.0, unit="0 to 1", allowed=(0, 1), plausible=(0, 0.7), source="assumption",
        meaning="Trust in the place below which the mode is not open.",
    )
    name: str = "mode"

    def group(self) -> str:
        """Return the mode's own name: that is how its parameters are set."""
        return self.name


NO_MODE = Mode(0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, name="none")
BRANCHING_MODE = Mode(12.0, 150_000.0, 0.95, 0.15, 2.5, 0.8, 0.7, 0.0, name="branching")
AFFILIATION_MODE = Mode(name="affiliation")
FERTILISATION_MODE = Mode(1.0, 60_000.0, 0.5, 0.45, 15.0, 1.5, 0.5, 0.3, name="fertilisation")
DIVERSIFICATION_MODE = Mode(6.0, 0.0, 1.0, 1.0, 3.0, 1.1, 0.5, 0.0, 0.6, name="diversification")
COOPERATION_MODE = Mode(3.0, 40_000.0, 0.65, 0.4, 5.0, 0.7, 0.5, 0.0, 0.0, 0.5, name="cooperation")
FUSION_MODE = Mode(9.0, 0.0, 0.9, 0.2, 1.0, 0.9, 0.5, 0.0, name="fusion")
TAKE_OVER_MODE = Mode(3.0, 80_000.0, 0.7, 0.35, 0.0, 0.3, 0.7, 0.0, name="take_over_mode")


def mode_table(*modes: Mode) -> ModeTable:
    """Return the modes as columns, after the neutral row of "no mode"."""
    names = [f.name for f in fields(Mode) if f.name != "name"]
    return ModeTable(*(np.array([getattr(m, name) for m in (NO_MODE, *modes)]) for name in names))
