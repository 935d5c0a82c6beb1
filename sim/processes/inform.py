"""Knowing: citizens hear of an innovation, from publicity and from contacts who adopt (s'informer)."""
from dataclasses import dataclass

import numpy as np

from sim.clock import advance_clocks, hear_neighbours
from sim.names import UNAWARE
from sim.param import Parameters, param
from sim.state import State


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


def step(state: State, params: InformParams) -> None:
    """Drain a month of the unaware: h = publicity (1 + campaigns) + word_of_mouth (1 + outreach) x exposure."""
    places = state.places
    hear_neighbours(state)
    base, slope = np.zeros((2, *places.access.shape, 5))
    base[:, :, UNAWARE] = params.publicity * (1.0 + places.publicity)
    slope[:, :, UNAWARE] = params.word_of_mouth * state.climate.meetings * (1.0 + places.outreach)
    advance_clocks(state, base, slope)
    places.publicity[:] *= 0.5 ** (1.0 / 6.0)  # a campaign is half forgotten after six months
