"""Knowing: citizens hear of an innovation, from publicity and from contacts who adopt (s'informer)."""
from dataclasses import dataclass

import numpy as np

from sim.clock import advance_clocks, hear_neighbours
from sim.jit import jit
from sim.names import UNAWARE
from sim.param import Parameters, param
from sim.state import State

KEPT = 0.5 ** (1.0 / 6.0)  # share of a campaign remembered a month later: half of it after six months


@dataclass(frozen=True)
class InformParams(Parameters):
    """How word spreads."""

    publicity: float = param(
        0.30, unit="a year", allowed=(0, 10), plausible=(0.1, 0.6), source="assumption",
        meaning="Hazard of hearing of an innovation without any contact: media, posters, town halls (p_ck).",
    )
    word_of_mouth: float = param(
        1.0, unit="a year, at full exposure", allowed=(0, 50), plausible=(0.3, 3), source="assumption",
        meaning="Added hazard of hearing of it per unit of exposure to contacts who adopt (q_a).",
    )


@jit
def tell(campaigns, outreach, publicity, word_of_mouth, base, slope):
    """Set the hazards a year of the unaware, B in ``base`` and A in ``slope``, each (I, P, 5); campaigns fade."""
    for i in range(campaigns.shape[0]):
        for j in range(campaigns.shape[1]):
            base[i, j, UNAWARE] = publicity * (1.0 + campaigns[i, j])
            slope[i, j, UNAWARE] = word_of_mouth * (1.0 + outreach[i, j])
            campaigns[i, j] *= KEPT


def step(state: State, params: InformParams) -> None:
    """Drain a month of the unaware: h = publicity (1 + campaigns) + word_of_mouth (1 + outreach) x exposure."""
    places, spoken = state.places, params.word_of_mouth * state.climate.meetings
    hear_neighbours(state)
    base, slope = np.zeros((2, *places.access.shape, 5))
    tell(places.publicity, places.outreach, params.publicity, spoken, base, slope)
    advance_clocks(state, base, slope)
