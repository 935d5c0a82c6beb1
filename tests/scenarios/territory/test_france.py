"""The invented country: France's sizes and spacing, tiers that nest and hold together, the same every time."""
import time
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from scenarios.territory.france import TOWN_SHARE, FranceLike, apart, hexagon
from sim.errors import ParameterError

TIERS = {"epci": 28, "departement": 350, "region": 1_950}


@cache
def land(n, exponent=1.16):
    return FranceLike(n_places=n, exponent=exponent).places()


@pytest.fixture
def country():
    return land(35_000)


@pytest.fixture
def small():
    return land(2_000)


def at(places):
    return np.column_stack([places.x_km, places.y_km])


def slope(population, share=TOWN_SHARE):
    """Return how the number of places above a size falls with that size, among the largest, in logs."""
    size = np.sort(population)[::-1][: round(share * len(population))]
    return np.polyfit(np.log(size), np.log(np.arange(1, size.size + 1)), 1)[0]


def test_35_000_places_hold_66_million_and_are_built_in_seconds():
    FranceLike(n_places=100).places()
    start = time.process_time()
    places = FranceLike().places()
    assert time.process_time() - start < 5
    assert len(places) == 35_000 and places.population.sum() == 66_000_000
    assert places.invented_share == 1.0 and np.isnan(places.lat).all()


def test_sizes_are_those_of_france(country):
    """Median commune about 450, 54% under 500 (INSEE 2023: 456 and 53%); every quantile within 10%."""
    people = country.population
    assert 420 <= np.median(people) <= 480 and 0.52 <= (people < 500).mean() <= 0.56
    published = {0.01: 32, 0.05: 68, 0.10: 101, 0.25: 197, 0.40: 325, 0.60: 638, 0.75: 1_163}
    for share, size in published.items():
        assert np.quantile(people, share) == pytest.approx(size, rel=0.1)
    assert people.min() >= 1


def test_sizes_are_near_those_of_the_official_communes(country, data_folder):
    """Towns of 5,000 to 20,000 come out a fifth smaller, the largest city half as large again: the pure law."""
    import gzip

    with gzip.open(data_folder / "territories" / "france_communes_min.csv.gz", "rt", encoding="utf-8") as file:
        real = np.array([int(line.split(",")[3]) for line in list(file)[1:]])
    shares = np.linspace(0.02, 0.995, 50)
    gap = np.log(np.quantile(country.population, shares) / np.quantile(real, shares))
    assert abs(gap).max() < 0.25 and abs(gap[shares < 0.85]).max() < 0.19 and abs(np.median(gap)) < 0.06
    assert slope(real, np.mean(real >= 2_000)) == pytest.approx(-1.16, abs=0.005)


@pytest.mark.parametrize(("n", "exponent"), [(35_000, 1.16), (2_000, 1.16), (2_000, 1.4), (5_000, 0.9)])
def test_towns_follow_the_law_of_sizes(n, exponent):
    people = land(n, exponent).population
    assert slope(people) == pytest.approx(-exponent, abs=0.01)


def test_population_is_in_proportion_unless_set(small):
    assert small.population.sum() == round(66_000_000 * 2_000 / 35_000)
    assert FranceLike(n_places=2_000, population=123_456).places().population.sum() == 123_456


def test_places_are_4_km_apart_and_take_16_km2_each(country):
    nearest = cKDTree(at(country)).query(at(country), k=2)[0][:, 1]
    assert nearest.min() > 0.5 * 4.3 and 3.0 < nearest.mean() < 4.3
    within = cKDTree(at(country)).query_ball_point(at(country).mean(axis=0), 200.0, return_length=True)
    assert np.pi * 200.0**2 / within == pytest.approx(16.0, rel=0.01)


def test_the_country_is_a_hexagon():
    a, b = hexagon(3 * 20 * 21 + 1)
    assert np.maximum(np.maximum(abs(a), abs(b)), abs(a - b)).max() == 20


def test_large_cities_are_far_from_one_another_and_their_suburbs_near(country):
    """Clark and Evans: mean distance to the nearest of its kind, over that of as many places at random.

    France without Île-de-France (INSEE 2023): 1.8 at 200,000, 1.4 at 100,000, .8 at 10,000 inhabitants.
    """
    area = len(country) * 16.0
    ratio = {}
    for size in (200_000, 100_000, 10_000):
        rows = country.population >= size
        nearest = cKDTree(at(country)[rows]).query(at(country)[rows], k=2)[0][:, 1]
        ratio[size] = nearest.mean() / (0.5 * np.sqrt(area / rows.sum()))
    assert ratio[200_000] > 1.5 and ratio[100_000] > 1.3 and ratio[10_000] < 1.0


def test_communes_are_larger_near_a_city(country):
    city = at(country)[country.population >= 100_000]
    away = cKDTree(city).query(at(country))[0]
    medians = [np.median(country.population[(away > low) & (away <= high)])
               for low, high in ((0.1, 5), (5, 10), (10, 20), (20, 40), (40, 80))]
    assert all(near > 1.2 * far for near, far in pairwise(medians))


@pytest.mark.parametrize("n", [35_000, 2_000])
def test_tiers_have_the_sizes_asked_for(n):
    places = land(n)
    for tier, size in TIERS.items():
        counts = np.unique(getattr(places, tier), return_counts=True)[1]
        assert counts.size == max(1, round(n / size))
        assert counts.min() > size / 4 and counts.max() < 3 * size


def test_there_are_18_regions_and_100_departements(country):
    assert np.unique(country.region).size == 18 and np.unique(country.departement).size == 100


def test_tiers_nest_and_their_codes_say_so(country, small):
    for places in (country, small):
        for lower, upper in (("epci", "departement"), ("departement", "region")):
            pairs = np.unique(np.column_stack([getattr(places, lower), getattr(places, upper)]), axis=0)
            assert len(pairs) == np.unique(getattr(places, lower)).size
            assert all(low.rpartition("-")[0] == up for low, up in pairs)


def test_the_largest_city_leads_the_first_epci_of_the_first_region(country):
    city = int(np.argmax(country.population))
    assert (country.name[city], country.epci[city]) == ("Ville 1", "F-01-01-01")
    assert country.epci_name[city] == "EPCI de Ville 1"


@pytest.mark.parametrize("n", [35_000, 2_000, 100])
@pytest.mark.parametrize("tier", TIERS)
def test_every_tier_is_in_one_piece(n, tier):
    """Hops of at most 2.1 spacings between places of one EPCI (département, région) reach all of it."""
    places = land(n)
    group = getattr(places, tier)
    hops = cKDTree(at(places)).query_pairs(2.1 * 4.3, output_type="ndarray")
    inside = hops[group[hops[:, 0]] == group[hops[:, 1]]]
    graph = coo_array((np.ones(len(inside)), inside.T), shape=(n, n))
    assert connected_components(graph, directed=False)[0] == np.unique(group).size


def test_the_same_fields_give_the_same_country_and_another_layout_another(small):
    again, other = FranceLike(n_places=2_000).places(), FranceLike(n_places=2_000, layout=2).places()
    for column in ("code", "name", "epci", "departement", "region", "population", "x_km", "y_km", "density"):
        assert (getattr(small, column) == getattr(again, column)).all()
    assert (small.population != other.population).any()
    assert (np.sort(small.population) == np.sort(other.population)).all()


def test_places_stay_where_they_are_in_a_larger_country(small, country):
    where = np.searchsorted(country.code, small.code)
    assert (country.code[where] == small.code).all() and (at(country)[where] == at(small)).all()


def test_distances_scale_with_the_spacing(small):
    wide = FranceLike(n_places=2_000, cell_km=8.6).places()
    assert np.allclose(at(wide), 2 * at(small))
    assert (wide.population == small.population).all() and (wide.epci == small.epci).all()


@pytest.mark.parametrize("n", [30, 31, 100, 700])
def test_small_countries_can_be_built_too(n):
    places = FranceLike(n_places=n, departement_places=3, region_places=40_000).places()
    assert len(places) == n and np.unique(places.region).size == 1
    assert np.unique(places.departement).size <= np.unique(places.epci).size


def test_rows_kept_apart_come_in_turn_and_as_many_as_asked():
    tree = cKDTree(np.column_stack([np.arange(10.0), np.zeros(10)]))
    assert apart(tree, np.arange(10), 3, 4.0).tolist() == [0, 5, 9]
    assert sorted(apart(tree, np.arange(10), 10, 4.0)) == list(range(10))
    assert apart(tree, np.arange(5), 99, 4.0).size == 5 and apart(tree, np.arange(10), 0, 4.0).tolist() == [0]


def test_fields_out_of_range_are_said_at_once():
    with pytest.raises(ParameterError) as caught:
        FranceLike(n_places=50_000, exponent=0.1, epci_places=1)
    assert len(caught.value.problems) == 3 and "territory.n_places is 50000" in str(caught.value)
