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
    later: Mapping[int, Mapping[str, float]] = field(default_factory=dict)  # year of the policy -> shares from then on
    earmarked: bool = False  # each instrument spends its own share and no other: what it cannot use waits for it

    def __post_init__(self) -> None:
        problems = [text for year, shares in self.phases.items() for text in self._faults(int(year), shares)]
        if problems:
            raise ParameterError(*problems)

    @property
    def phases(self) -> dict[int, Mapping[str, float]]:
        """Return the shares of the budget by the year of the policy from which they hold, in order."""
        return {1: self.shares} | {int(year): self.later[year] for year in sorted(self.later, key=int)}

    @property
    def instruments(self) -> list[str]:
        """Return the names of the instruments it ever uses, in alphabetical order."""
        return sorted({name for shares in self.phases.values() for name, share in shares.items() if share > 0.0})

    def _faults(self, year: int, shares: Mapping[str, float]) -> list[Text]:
        low = {k: v for k, v in shares.items() if not 0.0 <= v <= 1.0}
        when = Text(f" from its year {year}", f" à partir de son année {year}") if year != 1 else Text("", "")
        found = []
        if not 1 <= year <= 100:
            found.append(Text(
                f"Policy {self.name} has a phase at year {year}, but must be a whole number from 2 to 100 (year of the "
                "policy). Change later in configs/policy/.",
                f"La politique {self.name} a une phase à l'année {year}, mais ce doit être un nombre entier de 2 à 100 "
                "(année de la politique). Changez later dans configs/policy/.",
            ))
        if low or sum(shares.values()) > 1.0 + 1e-9:
            found.append(Text(
                f"Shares of policy {self.name}{when.en} are {dict(shares)}, but each must be from 0 to 1 and their sum "
                "at most 1 (share of the budget). Change them in configs/policy/ or on the command line.",
                f"Les parts de la politique {self.name}{when.fr} sont {dict(shares)}, mais chacune doit être entre 0 "
                "et 1 et leur somme au plus 1 (part du budget). Changez-les dans configs/policy/ ou sur la ligne "
                "de commande.",
            ))
        return found

    def __hash__(self) -> int:
        return hash((self.name, tuple((year, tuple(sorted(s.items()))) for year, s in self.phases.items())))


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
