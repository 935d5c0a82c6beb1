"""What weighs on the whole territory for a time: visits, what goes on at a distance, mixing."""

import numpy as np
import pytest

from sim.clock import hear_neighbours
from sim.names import ADOPTER
from sim.service import serve


def served(bare, change=lambda climate: None):
    """Return a world with one site of each innovation, and adopters it has room for, served once."""
    state = bare.world()
    rows = np.concatenate([bare.add_sites(state, innovation=kind) for kind in range(2)])
    state.places.counts[:, :, ADOPTER] = 1
    change(state.climate)
    serve(state, rows)
    return state, rows


def test_fewer_visits_mean_less_demand_and_access(bare):
    usual, rows = served(bare)
    state, _ = served(bare, lambda climate: setattr(climate, "visits", 0.25))
    assert state.projects.demand[rows] == pytest.approx(0.25 * usual.projects.demand[rows])
    assert (state.places.access < usual.places.access).all()


def test_what_goes_on_at_a_distance_goes_on(bare):
    """The first innovation's domain loses nothing, the second loses its visits."""

    def closed(climate):
        climate.visits, climate.remote[0] = 0.0, 1.0

    usual, rows = served(bare)
    state, _ = served(bare, closed)
    assert state.innovations.domain.tolist() == [0, 1]
    assert state.projects.demand[rows].tolist() == pytest.approx([usual.projects.demand[rows[0]], 0.0])
    assert np.array_equal(state.places.access[0], usual.places.access[0]) and not state.places.access[1].any()


def test_third_places_that_close_mix_nobody_and_come_back(bare):
    """With mixing at 0 pressure is that of contacts alone; back at 1 it is what it was."""
    state, rng = bare.world(concerned=0.4), np.random.default_rng(1)
    base, slope = bare.hazards(state, rng)
    for _ in range(12):
        bare.both_drains(state, base, slope)
    alone = state.audience.social.copy()
    state.places.mixing[:] = 0.6
    hear_neighbours(state)
    mixed = state.audience.social.copy()
    state.climate.mixing = 0.0
    hear_neighbours(state)
    assert np.array_equal(state.audience.social, alone) and not np.array_equal(mixed, alone)
    state.climate.mixing = 1.0
    hear_neighbours(state)
    assert np.array_equal(state.audience.social, mixed)
