"""Ways for a public actor to take a site over: what each asks and changes (modalités de reprise)."""
from dataclasses import dataclass, fields

import numpy as np

from sim.param import Parameters, param
from sim.state import ModalityTable


@dataclass(frozen=True)
class Modality(Parameters):
    """One way to take a site over, and what becomes of the site."""

    taste: float = param(
        0.0, unit="utility", allowed=(-10, 10), plausible=(-1, 1), source="assumption",
        meaning="Liking of public actors for it, before the rest is weighed.",
    )
    coverage: float = param(
        0.1, unit="share", allowed=(0, 1), plausible=(0, 0.6), source="assumption",
        meaning="Share of those whose lives the site did not fit that it must now serve.",
    )
    fidelity: float = param(
        0.95, unit="0 to 1", allowed=(0, 1), plausible=(0.5, 1), source="assumption",
        meaning="How much of the practice survives the take-over.",
    )
    governance: float = param(
        0.0, unit="points of G", allowed=(-1, 1), plausible=(-0.3, 0.2), source="assumption",
        meaning="What it adds to the site's governance G, or takes from it.",
    )
    volunteers: float = param(
        0.9, unit="share", allowed=(0, 1), plausible=(0.1, 1), source="assumption",
        meaning="Volunteers who stay.",
    )
    share: float = param(
        0.5, unit="share of running cost", allowed=(0, 1), plausible=(0.3, 1), source="assumption",
        meaning="What the public actor pays of the site's running cost; for shares in a cooperative, half at most.",
    )
    name: str = "modality"

    def group(self) -> str:
        """Return the modality's own name: that is how its parameters are set."""
        return self.name


NO_MODALITY = Modality(0.0, 0.0, 1.0, 0.0, 1.0, 0.0, name="none")
BY_GENERALISATION = Modality(-0.5, 0.5, 0.7, -0.1, 0.6, 0.5, name="by_generalisation")
BY_MARKET = Modality(0.0, 0.3, 0.6, -0.2, 0.3, 0.8, name="by_market")
BY_CONVENTION = Modality(name="by_convention")
BY_DIRECT = Modality(-0.5, 0.5, 0.6, -0.2, 0.2, 1.0, name="by_direct")
BY_SHARES = Modality(0.0, 0.2, 0.9, 0.1, 0.9, 0.5, name="by_shares")


def modality_table(*modalities: Modality) -> ModalityTable:
    """Return the modalities as columns, after the neutral row of "none"."""
    names = [f.name for f in fields(Modality) if f.name != "name"]
    return ModalityTable(*(np.array([getattr(m, name) for m in (NO_MODALITY, *modalities)]) for name in names))
