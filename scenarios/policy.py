"""Policies: how a budget is shared over instruments, and what sites start with (politiques publiques)."""
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.errors import ParameterError, Text
from sim.param import Parameters, param


@dataclass(frozen=True)
class Policy:
    """A named way to spend one budget: every policy has the same, whatever it manages to spend of it."""

    name: str
    label_fr: str
    label_en: str
    line_fr: str = ""
    line_en: str = ""
    shares: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        low = {k: v for k, v in self.shares.items() if not 0.0 <= v <= 1.0}
        total = sum(self.shares.values())
        if low or total > 1.0 + 1e-9:
            raise ParameterError(
                Text(
                    f"Shares of policy {self.name} are {dict(self.shares)}, but each must be from 0 to 1 and their sum "
                    "at most 1 (share of the budget). Change them in configs/policy/ or on the command line.",
                    f"Les parts de la politique {self.name} sont {dict(self.shares)}, mais chacune doit être entre 0 "
                    "et 1 et leur somme au plus 1 (part du budget). Changez-les dans configs/policy/ ou sur la ligne "
                    "de commande.",
                )
            )

    def __hash__(self) -> int:
        return hash((self.name, tuple(sorted(self.shares.items()))))


@dataclass(frozen=True)
class Start(Parameters):
    """What every site opens with, copies included: a dial of the guiding question (dotation de départ)."""

    name: str
    label_fr: str
    label_en: str
    capital: float = param(
        0.4, unit="share of a full site's capital", allowed=(0, 1), plausible=(0.1, 0.8), source="assumption; a dial",
        meaning="Premises and equipment at opening (K0 / K*).",
    )
    posts: float = param(
        0.4, unit="share of a full site's posts", allowed=(0, 1), plausible=(0.1, 0.8), source="assumption; a dial",
        meaning="Posts at opening (L0 / L*).",
    )
