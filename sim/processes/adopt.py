"""Adopting: those who know take up the innovation, pass it on, give up or come back (adopter)."""
from dataclasses import dataclass

import numpy as np

from sim.clock import advance_clocks
from sim.param import Parameters, param
from sim.state import ADOPTER, AWARE, LAPSED, RELAY, State


@dataclass(frozen=True)
class AdoptParams(Parameters):
    """What makes people adopt, and stop."""

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


def step(state: State, params: AdoptParams) -> None:
    """Drain a month of the aware, the adopters, the relays and the lapsed."""
    places = state.places
    pull = places.access * state.innovations.advantage[:, None]
    contacts = pull * state.climate.meetings * (1.0 + places.outreach)
    base, slope = np.zeros((2, *places.access.shape, 5))
    base[:, :, AWARE], slope[:, :, AWARE] = pull * params.recruiting, contacts
    base[:, :, ADOPTER] = base[:, :, RELAY] = params.lapse * (1.0 - places.service)
    slope[:, :, ADOPTER], slope[:, :, RELAY] = params.relay * places.civic, places.weary
    base[:, :, LAPSED], slope[:, :, LAPSED] = pull * params.come_back * params.recruiting, contacts * params.come_back
    advance_clocks(state, base, slope, AWARE, LAPSED)
