"""Innovations: kinds of solutions, by Rogers' attributes and what a typical site needs (innovations)."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.draws import code_of
from sim.errors import ParameterError, Text
from sim.names import DOMAINS, FORMS
from sim.param import Parameters, param
from sim.state import InnovationTable

KINDS = ("social", "technological", "organisational", "institutional")


def attribute(default: float, meaning: str) -> Any:
    """Declare an attribute of an innovation, 0 to 1; every such value is a judgement."""
    return param(default, unit="0 to 1", allowed=(0, 1), source="assumption", meaning=meaning)


@dataclass(frozen=True)
class Innovation(Parameters):
    """A kind of solution; its five attributes, after Rogers (2003), make its advantage."""

    name: str
    label_fr: str
    label_en: str
    domain: str = param("social_ties", unit="domain", allowed=DOMAINS, source="assumption", meaning="Need it answers.")
    kind: str = param("social", unit="kind", allowed=KINDS, source="assumption", meaning="Kind of innovation.")
    form: str = param("association", unit="legal form", allowed=FORMS, source="assumption", meaning="Usual legal form.")
    relative_advantage: float = attribute(0.6, "Better than what people do now.")
    compatibility: float = attribute(0.6, "Fits habits and values.")
    simplicity: float = attribute(0.6, "Easy to understand and use.")
    trialability: float = attribute(0.6, "Can be tried at low cost.")
    observability: float = attribute(0.6, "Its benefits can be seen.")
    codifiability: float = attribute(0.6, "How far its know-how can be written down.")
    merit: float = attribute(0.7, "Mean true chance that a month's trial succeeds.")
    meeting: float = attribute(0.0, "How far a full site mixes the people of its place, as a third place does.")
    reliance: float = attribute(0.2, "How far it relies on local resources made into specific assets.")
    capital: float = param(
        150_000.0, unit="euros", allowed=(1_000, 1e8), plausible=(75_000, 300_000), source="assumption",
        meaning="Premises and equipment of a full site (K*).",
    )
    posts: float = param(
        2.5, unit="FTE", allowed=(0.1, 500), plausible=(1.5, 5), source="assumption",
        meaning="Posts of a full site (L*).",
    )
    volunteers: float = param(
        2.0, unit="FTE", allowed=(0, 500), plausible=(1, 4), source="assumption",
        meaning="Volunteers of a full site (V*).",
    )
    users: float = param(
        600.0, unit="users", allowed=(1, 1e6), plausible=(300, 1_200), source="assumption",
        meaning="Users a full site can serve (U*).",
    )
    price: float = param(
        170.0, unit="euros per user and year", allowed=(0, 1e5), plausible=(100, 250), source="assumption",
        meaning="What a user brings the site, fees and contributions.",
    )

    synergy: Mapping[str, float] = field(default_factory=dict)  # innovation -> share its site adds to ours; assumption

    def __post_init__(self) -> None:
        super().__post_init__()
        wrong = {name: share for name, share in self.synergy.items() if not -1.0 <= share <= 5.0}
        if wrong:
            raise ParameterError(
                Text(
                    f"innovations.{self.name}.synergy is {wrong}, but each must be a number from -1 to 5 (share that a "
                    "site of the other innovation adds in the same place). Change it in configs/innovations/.",
                    f"innovations.{self.name}.synergy vaut {wrong}, mais chaque valeur doit être un nombre de -1 à 5 "
                    "(part qu'ajoute un site de l'autre innovation dans le même lieu). Changez-la dans "
                    "configs/innovations/.",
                )
            )

    def __hash__(self) -> int:
        return hash((self.name, self.domain, self.advantage, self.merit, self.capital, tuple(sorted(self.synergy))))

    @property
    def advantage(self) -> float:
        """Return the mean of the five attributes, 0 to 1."""
        five = (self.relative_advantage, self.compatibility, self.simplicity, self.trialability, self.observability)
        return sum(five) / 5.0


def innovation_table(innovations: Sequence[Innovation]) -> InnovationTable:
    """Return the innovations as columns, by name: their order in a list changes nothing."""
    names = ("advantage", "codifiability", "merit", "capital", "posts", "volunteers", "users", "price")
    kinds = sorted(innovations, key=lambda i: i.name)

    def column(name: str) -> np.ndarray:
        return np.array([float(getattr(i, name)) for i in kinds])

    return InnovationTable(
        np.array([code_of(i.name) for i in kinds], np.uint64),
        np.array([DOMAINS.index(i.domain) for i in kinds], np.int16),
        np.array([KINDS.index(i.kind) for i in kinds], np.int16),
        np.array([FORMS.index(i.form) for i in kinds], np.int8),
        column("meeting"),
        column("reliance"),
        np.array([[float(i.synergy.get(j.name, 0.0)) for j in kinds] for i in kinds]),
        *map(column, names),
    )
