"""Adopting: those who know take up the innovation, pass it on, give up or come back (adopter)."""
from dataclasses import dataclass

import numpy as np

from sim.clock import MONTH, advance_clocks
from sim.jit import jit
from sim.names import ADOPTER, AWARE, LAPSED, RELAY, UNAWARE
from sim.param import Parameters, param
from sim.state import Contagion, State

RULES = ("thresholds_and_contagion", "bass", "threshold")
EXPOSURES = ("share", "count")
AT_ONCE = 1e30  # hazard a year that leaves nobody waiting: an infinite q, within single precision


@dataclass(frozen=True)
class AdoptParams(Parameters):
    """What makes people adopt, and stop."""

    rule: str = param(
        "thresholds_and_contagion", unit="name", allowed=RULES, source="Bass (1969); Granovetter (1978); assumption",
        meaning="Who adopts: those convinced adopt at a rate (thresholds_and_contagion); everyone concerned knows and "
        "may adopt, without any threshold (bass); all adopt at once at their threshold, none recruited (threshold).",
    )
    exposure: str = param(
        "share", unit="name", allowed=EXPOSURES, source="Centola & Macy (2007) for the count; assumption",
        meaning="What weighs on people: the share of their contacts who adopt, or how many of them do (count).",
    )
    contacts_needed: int = param(
        1, unit="adopting contacts", allowed=(0, 1000), plausible=(1, 4), source="Centola & Macy (2007)",
        meaning="Threshold of everyone where exposure is a count; shares have thresholds of their own.",
    )
    recruiting: float = param(
        0.05, unit="a year", allowed=(0, 10), plausible=(0.01, 0.1),
        source="assumption, calibrated, docs/assumptions.md",
        meaning="Hazard of adopting without contacts, at full access: the site's own recruiting (p_s).",
    )
    contagion: float = param(
        12.0, unit="a year, at full exposure", allowed=(0, 1e6), plausible=(4, 16),
        source="assumption, calibrated, docs/assumptions.md",
        meaning="Hazard of adopting per unit of exposure at or above the citizen's threshold (q).",
    )
    below_threshold: float = param(
        0.02, unit="a year", allowed=(0, 1e6), plausible=(0, 0.1),
        source="assumption; Eckles et al. (2024) for its role",
        meaning="Most that exposure below the threshold can add, with at least one adopting contact (q0).",
    )
    lapse: float = param(
        0.2, unit="a year, at quality 0", allowed=(0, 10), plausible=(0.05, 0.4), source="assumption",
        meaning="Hazard of giving up per unit of missing quality.",
    )
    come_back: float = param(
        0.3, unit="share of the adoption hazard", allowed=(0, 1), plausible=(0.1, 0.6), source="assumption",
        meaning="How readily those who gave up adopt again.",
    )
    relay: float = param(
        0.3, unit="a year, at full engagement", allowed=(0, 10), plausible=(0.1, 1), source="assumption",
        meaning="Hazard at which an adopter becomes a relay, times the citizen's engagement.",
    )

    @property
    def law(self) -> Contagion:
        """Return the rule as the numbers the kernel works with."""
        counted = self.exposure == "count"
        if self.rule == "threshold":
            return Contagion(AT_ONCE, self.below_threshold, AT_ONCE, counted)
        entry = AWARE if self.rule == "bass" else UNAWARE
        return Contagion(self.contagion, self.below_threshold, counted=counted, entry=entry)

    def thresholds(self, drawn: np.ndarray) -> np.ndarray:
        """Return the thresholds people go by, shape (n,): those ``drawn`` (shares), a count for all, or none."""
        if self.rule == "bass":
            return np.zeros_like(drawn)
        return np.full_like(drawn, self.contacts_needed) if self.exposure == "count" else drawn


@jit
def convince(access, advantage, outreach, service, civic, weary, rates, base, slope):
    """Set the hazards a year of all but the unaware, B in ``base`` and A in ``slope``, each (I, P, 5).

    rates: recruiting, share of usual meetings, lapse, relay and come_back, as in AdoptParams.
    """
    recruiting, meetings, lapse, relay, come_back = rates
    for i in range(access.shape[0]):
        for j in range(access.shape[1]):
            pull = access[i, j] * advantage[i]
            contacts = pull * meetings * (1.0 + outreach[i, j])
            base[i, j, AWARE], slope[i, j, AWARE] = pull * recruiting, contacts
            base[i, j, ADOPTER] = base[i, j, RELAY] = lapse * (1.0 - service[i, j])
            slope[i, j, ADOPTER], slope[i, j, RELAY] = relay * civic[j], weary[j]
            base[i, j, LAPSED], slope[i, j, LAPSED] = pull * come_back * recruiting, contacts * come_back


def step(state: State, params: AdoptParams, dt: float = MONTH) -> None:
    """Drain ``dt`` years of the aware, the adopters, the relays and the lapsed."""
    places, meetings = state.places, state.climate.meetings
    recruiting = 0.0 if params.rule == "threshold" else params.recruiting
    base, slope = np.zeros((2, *places.access.shape, 5))
    convince(
        places.access, state.innovations.advantage, places.outreach, places.service, places.civic, places.weary,
        (recruiting, meetings, params.lapse, params.relay, params.come_back), base, slope,
    )  # fmt: skip
    advance_clocks(state, base, slope, dt)
