"""Early election: the elected change before the end of their mandate (élection anticipée)."""
from dataclasses import dataclass, field, replace
from typing import Self

from agents.mandates import VOTES, PublicParams, elect
from scenarios.shock import DatedShock
from sim.param import param
from sim.state import State


@dataclass(frozen=True)
class Election(DatedShock):
    """People vote at a date of their own, besides the calendar, which goes on: a council or a chamber is dissolved."""

    name: str = "election"
    label_fr: str = "Élection anticipée"
    label_en: str = "Early election"
    vote: str = param(
        "municipal", unit="kind of vote", allowed=tuple(VOTES), source="a target",
        meaning="Who is renewed; municipal: communes and EPCI.",
    )
    public: PublicParams = field(default_factory=PublicParams)  # what the elected are like, given by the scenario

    def in_run(self, first_year: int, public: PublicParams) -> Self:
        """Return the shock as it happens in a run that begins in ``first_year``, with the elected it draws."""
        return replace(self, first_year=first_year, public=public)

    def strike(self, state: State) -> None:
        """Renew the elected, once."""
        if self.since(state) == 0:
            elect(state, list(VOTES[self.vote][0]), self.public)
