"""Invented territories: the population asked for, distances in km, EPCI in one piece, the same every time."""
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.territory.synthetic import (
    Archipelago,
    Christaller,
    Grid,
    Metropolis,
    central_level,
)
from sim.errors import ParameterError

ALL = (Grid(), Metropolis(), Archipelago(), Christaller())
each = pytest.mark.parametrize("territory", ALL, ids=lambda t: t.name)


def distances(places):
    d = np.hypot(places.x_km[:, None] - places.x_km, places.y_km[:, None] - places.y_km)
    np.fill_diagonal(d, np.inf)
    return d


@each
def test_everyone_lives_somewhere(territory):
    assert territory.places().population.sum() == territory.population


@each
def test_populations_follow_the_rank_size_law(territory):
    population = np.sort(territory.places().population)[::-1]
    expected = population[0] * np.arange(1, population.size + 1) ** -1.16
    assert (abs(population - expected) < 1.5).all()


@each
def test_the_same_fields_give_the_same_places(territory):
    first, again = territory.places(), type(territory)().places()
    for column in ("code", "name", "epci", "population", "x_km", "y_km", "density"):
        assert (getattr(first, column) == getattr(again, column)).all()


@each
def test_neighbours_are_a_cell_apart(territory):
    nearest = distances(territory.places()).min(axis=1)
    assert nearest.min() >= territory.cell_km * (1 - 1e-9)
    assert nearest.mean() < 1.15 * territory.cell_km


@each
def test_distances_scale_with_the_cell(territory):
    gap = {"gap_km": 50.0} if territory.name == "archipelago" else {}
    wide = type(territory)(cell_km=8.0, **gap).places()
    near = territory.places()
    assert np.allclose(wide.x_km, 2 * near.x_km) and np.allclose(wide.y_km, 2 * near.y_km)


@each
def test_every_epci_is_in_one_piece(territory):
    """From any place of an EPCI, hops of at most 2.1 cells within it reach all its places."""
    places = territory.places()
    near = distances(places) <= 2.1 * territory.cell_km
    for epci in np.unique(places.epci):
        inside = places.epci == epci
        reached = np.zeros(len(places), dtype=bool)
        reached[np.flatnonzero(inside)[0]] = True
        for _ in range(len(places)):
            reached |= inside & (near & reached[:, None]).any(axis=0)
        assert (reached == inside).all(), epci
    assert 2 <= np.unique(places.epci).size <= len(places) / 3


@each
def test_one_departement_one_region_no_earthly_position_and_said_to_be_invented(territory):
    places = territory.places()
    assert np.unique(places.departement).size == np.unique(places.region).size == 1
    assert np.isnan(places.lat).all() and places.invented_share == 1.0
    assert "fictifs" in territory.source_line("fr") and "invented" in territory.source_line("en")


@pytest.mark.parametrize("kind", [Grid, Metropolis, Archipelago])
def test_another_layout_is_another_map_of_the_same_towns(kind):
    one, two = kind(layout=1).places(), kind(layout=2).places()
    assert (one.population != two.population).any()
    assert (np.sort(one.population) == np.sort(two.population)).all()


def test_the_order_of_places_by_size_stays_when_the_grid_grows():
    small, large = Grid(width=6, height=6).places(), Grid(width=9, height=6).places()
    before, after = small.population, large.population[np.isin(large.code, small.code)]
    assert before.size == after.size == 36
    larger = before[:, None] > before
    assert (after[:, None] >= after)[larger].all()


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 15), st.integers(2, 15), st.integers(1, 6))
def test_grid_has_its_cells_and_its_blocks(width, height, side):
    places = Grid(width=width, height=height, epci_cells=side).places()
    assert len(places) == width * height
    assert np.unique(places.epci).size == -(-width // side) * -(-height // side)


def test_metropolis_thins_out_from_its_city():
    places = Metropolis().places()
    city = int(np.argmax(places.population))
    away = np.hypot(places.x_km - places.x_km[city], places.y_km - places.y_km[city])
    near, far = away < np.median(away), away >= np.median(away)
    assert places.name[city] == "Ville-centre"
    assert places.population[near & (away > 0)].mean() > 2 * places.population[far].mean()


@settings(max_examples=12, deadline=None)
@given(st.integers(2, 40), st.integers(1, 12), st.floats(0, 80))
def test_islands_keep_their_distance_and_each_has_its_main_town(islands, island_places, gap):
    places = Archipelago(islands=islands, island_places=island_places, gap_km=gap).places()
    d = distances(places)
    other = places.epci[:, None] != places.epci
    assert d[other].min() >= gap - 1e-9
    ports = np.sort(places.population)[::-1][:islands].min()
    assert all(places.population[places.epci == e].max() >= ports for e in np.unique(places.epci))


def test_each_level_of_central_places_has_a_third_of_those_below():
    a, b = (v.ravel() for v in np.indices((81, 81)))
    level = central_level(a, b, 4)
    counts = [np.count_nonzero(level >= k) for k in range(1, 5)]
    assert counts == [6561, 2187, 729, 243]


def test_christaller_capital_is_largest_and_levels_never_overlap():
    places = Christaller().places()
    level = np.array([int(name.split("niveau ")[1].rstrip(")")) for name in places.name])
    capital = int(np.argmax(places.population))
    assert (places.x_km[capital], places.y_km[capital], level[capital]) == (0.0, 0.0, 4)
    for k in range(2, 5):
        assert places.population[level >= k].min() >= places.population[level < k].max()


def test_all_fields_out_of_range_are_said_at_once_with_unit_and_key():
    with pytest.raises(ParameterError) as caught:
        Grid(width=0, cell_km=-1.0, population=5)
    said = str(caught.value)
    assert len(caught.value.problems) == 3
    assert "territory.width is 0" in said and "(km)" in said and "inhabitants" in said


def test_a_count_must_be_whole():
    with pytest.raises(ParameterError, match="whole number"):
        Metropolis(n_places=12.5)
