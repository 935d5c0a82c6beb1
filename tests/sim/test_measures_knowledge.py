"""Indicators of knowledge, assets, third places and places left behind, each against its definition."""

import numpy as np
import pytest

from sim.measures import INDICATORS
from sim.measures.view import view


def seen(state, name):
    return INDICATORS[name].measure(view(state))


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("knowledge_codified", "codified"), ("knowledge_tacit", "tacit"), ("mixing", "mixing"),
        ("attractiveness", "attractiveness"),
    ],
)  # fmt: skip
def test_means_are_weighted_by_people(bare, name, column):
    state = bare.world(places=2)
    state.places.population[:] = [1_000.0, 3_000.0]
    getattr(state.places, column)[..., 0], getattr(state.places, column)[..., 1] = 0.8, 0.4

    assert seen(state, name) == pytest.approx(0.5)


def test_assets_are_a_share_of_what_is_latent(bare):
    state = bare.world(places=2)
    state.places.latent[:], state.places.assets[:] = [0.5, 0.3], [0.2, 0.0]
    assert seen(state, "assets_activated") == pytest.approx(0.25)
    state.places.latent[:] = state.places.assets[:] = 0.0
    assert seen(state, "assets_activated") == 0.0


def test_digital_reach_needs_access_and_skill(bare):
    state = bare.world()
    state.places.digital_access[:], state.places.digital_skill[:] = 0.8, 0.5
    assert seen(state, "digital_reach") == pytest.approx(0.4)


def test_counts_of_places_and_projects(bare):
    state = bare.world(places=6)
    state.places.third_place[:] = [0.0, 0.2, 0.01, 0.0, 0.0, 0.9]
    state.places.behind[:] = [0, 23, 24, 25, 180, 1]
    bare.add_sites(state, 4, revives=np.array([-1, 0, 2, -1]))

    assert seen(state, "third_places") == 3
    assert seen(state, "places_left_behind") == 3
    assert seen(state, "revived") == 2


def test_dropout_risk_is_what_a_year_would_close(bare):
    """Sites that have not lived a month have no hazard yet and do not count; without any it is not defined."""
    state = bare.world()
    assert np.isnan(seen(state, "dropout_risk"))
    bare.add_sites(state, 4, hazard=np.array([0.1, 0.3, 0.0, 5.0]), closed=np.array([-1, -1, -1, 3]))

    assert seen(state, "dropout_risk") == pytest.approx(1 - (np.exp(-0.1) + np.exp(-0.3)) / 2)
