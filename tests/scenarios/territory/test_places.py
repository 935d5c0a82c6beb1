"""Places: sorted, unique, read-only; density by rule where it is not given."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.territory.places import density_class, sorted_places
from scenarios.territory.rank_size import rank_size, whole_shares
from sim.errors import InputError


def values(codes, population=None, source=None):
    n = len(codes)
    return {
        "code": codes, "name": ["Bages"] * n, "epci": ["e"] * n, "epci_name": ["E"] * n,
        "departement": ["66"] * n, "region": ["76"] * n,
        "population": population or [float(i) for i in range(n)],
        "x_km": [0.0] * n, "y_km": [0.0] * n, "lat": [np.nan] * n, "lon": [np.nan] * n,
        "source": source or ["file"] * n,
    }


def test_rows_come_sorted_by_code_with_their_values():
    places = sorted_places(values(["b", "c", "a"]), {"trust": [0.2, 0.3, 0.1]})
    assert places.code.tolist() == ["a", "b", "c"]
    assert places.population.tolist() == [2, 0, 1]
    assert places.columns["trust"].tolist() == [0.1, 0.2, 0.3]


def test_names_may_repeat_but_codes_may_not():
    assert len(sorted_places(values(["1", "2"]))) == 2
    with pytest.raises(InputError, match="code 1"):
        sorted_places(values(["1", "1"]))


@pytest.mark.parametrize("population", [[1.0], [1.0, 2.0, 3.0]])
def test_a_column_of_another_length_is_refused(population):
    with pytest.raises(InputError, match="population"):
        sorted_places(values(["a", "b"]) | {"population": population})


def test_places_cannot_be_changed_by_a_run():
    places = sorted_places(values(["a", "b"]))
    with pytest.raises(ValueError, match="read-only"):
        places.population[0] = 9.0


def test_take_keeps_rows_and_columns_together():
    places = sorted_places(values(["a", "b", "c"]), {"trust": [0.1, 0.2, 0.3]})
    part = places.take(places.population > 0)
    assert part.code.tolist() == ["b", "c"] and part.columns["trust"].tolist() == [0.2, 0.3]


def test_invented_share_counts_people_not_places():
    places = sorted_places(values(["a", "b"], [75.0, 25.0], ["geonames", "synthetic"]))
    assert places.invented_share == 0.25


@given(st.lists(st.floats(0, 1e7), min_size=2, max_size=50))
def test_more_people_never_make_a_place_less_dense(population):
    level = density_class(np.sort(population))
    assert (np.diff(level) <= 0).all() and level.min() >= 1 and level.max() <= 7


def test_density_given_is_kept_and_zero_means_by_rule():
    places = sorted_places(values(["a", "b"], [45_000.0, 45_000.0]) | {"density": [5, 0]})
    assert places.density.tolist() == [5, 2]


@given(st.integers(0, 10**7), st.lists(st.floats(0.001, 1e6), min_size=1, max_size=60))
def test_whole_shares_lose_nobody_and_stay_within_one_person(total, weights):
    persons = whole_shares(total, np.array(weights))
    exact = total * np.array(weights) / np.sum(weights)
    assert persons.sum() == total and (persons >= 0).all()
    assert (abs(persons - exact) < 1 + 1e-6).all()


def test_rank_size_gives_its_exponent_back():
    population = rank_size(10**9, 100, 1.16)
    slope = np.polyfit(np.log(np.arange(1, 101)), np.log(population), 1)[0]
    assert slope == pytest.approx(-1.16, abs=1e-4)
