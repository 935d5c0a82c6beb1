"""Indicators of voice against a world whose numbers are known."""

import math

import numpy as np
import pytest

from sim.measures import INDICATORS, measure
from sim.measures.voice import OF_VOICE
from sim.names import FUNNEL


def number(state, name):
    return dict(zip(INDICATORS, measure(state), strict=True))[name]


@pytest.fixture
def known(bare):
    """Return two places of 1,000 and 3,000 inhabitants with two open sites and one closed."""
    state = bare.world(places=2, citizens=200)
    rows = bare.add_sites(
        state, 3, governance=np.array([0.4, 0.8, 0.1]), fit=np.array([0.9, 0.7, 0.1]), hours=100.0, swayed=1,
    )  # fmt: skip
    state.projects.closed[rows[2]], state.projects.swayed[rows[0]] = 5, 0
    state.actors.stance[:3] = [[1.0, 0.0], [0.5, -0.5], [-1.0, -1.0]]
    places = state.places
    places.population[:], places.asked[:], places.answered[:] = [1_000.0, 3_000.0], [10.0, 30.0], [1.0, 9.0]
    places.civic[:], places.weary[:], places.trust[:] = [1.0, 2.0], [0.4, 0.0], [0.2, 0.6]
    places.outreach[:] = [[0.0, 2.0], [0.0, 1.0]]
    places.petitions[:] = np.arange(10.0).reshape(5, 2)
    return state


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("requests", 40.0), ("requests_answered_share", 0.25), ("civic_engagement", 1.75), ("weariness", 0.1),
        ("trust", 0.5), ("outreach", 1.125), ("governance", 0.6), ("course_changed", 2.0), ("contributed_hours", 300.0),
        ("stance", 0.25), ("fit", 0.8), ("petitions_filed", 1.0), ("petitions_eligible", 5.0),
        ("petitions_debated", 9.0), ("petitions_accepted", 13.0), ("petitions_voted", 17.0),
    ],
)  # fmt: skip
def test_an_indicator_says_what_it_defines(known, name, expected):
    assert number(known, name) == pytest.approx(expected, abs=1e-12)


def test_every_indicator_of_voice_is_measured_above():
    assert set(OF_VOICE) <= set(INDICATORS) and len(OF_VOICE) == 16
    assert [name.removeprefix("petitions_") for name in OF_VOICE if name.startswith("petitions_")] == list(FUNNEL)


def test_where_nobody_asked_and_nothing_is_open_shares_and_means_are_undefined(bare):
    state = bare.world()
    assert all(math.isnan(number(state, name)) for name in ("requests_answered_share", "governance", "stance", "fit"))
    assert number(state, "civic_engagement") == 1.0 and number(state, "weariness") == 0.0
