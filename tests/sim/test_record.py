"""What a run leaves behind."""

import numpy as np
import pytest

from sim.measures import INDICATORS, measure
from sim.record import Record, by_place


@pytest.fixture
def observed(bare):
    state, record = bare.world(places=3, citizens=300), Record()
    bare.add_sites(state, 4, place=np.array([0, 0, 2, 2]), innovation=np.array([0, 1, 1, 1]))
    for step in range(25):
        state.step = step
        state.places.counts[0, 1] = [5, 4, 3, 2, 1]
        state.user_years = float(step)
        record.observe(state)
    record.close(state)
    return state, record


def test_indicators_are_noted_each_month(observed):
    state, record = observed

    assert list(record.indicators) == list(INDICATORS)
    assert all(column.shape == (25,) for column in record.indicators.values())
    assert record.indicators["user_years"].tolist() == list(range(25))
    last = [float(column[-1]) for column in record.indicators.values()]
    assert np.array_equal(last, measure(state), equal_nan=True)


def test_places_are_noted_each_january_for_each_innovation(observed):
    state, record = observed
    places = record.places

    assert all(column.shape == (3 * 2 * 3,) for column in places.values())
    assert sorted(set(places["step"].tolist())) == [0, 12, 24]
    row = (places["step"] == 12) & (places["place"] == 1) & (places["innovation"] == 0)
    assert row.sum() == 1
    assert places["concerned"][row][0] == pytest.approx(15 * state.places.persons[0])
    assert places["aware"][row][0] == pytest.approx(10 * state.places.persons[0])
    assert places["adopters"][row][0] == pytest.approx(5 * state.places.persons[0])


def test_sites_are_counted_where_they_stand(observed):
    state, _ = observed
    state.projects.closed[3] = 20

    noted = by_place(state)

    columns = (noted[c].tolist() for c in ("place", "innovation", "sites"))
    spots = {(p, i): s for p, i, s in zip(*columns, strict=True)}
    assert spots == {(0, 0): 1, (0, 1): 1, (1, 0): 0, (1, 1): 0, (2, 0): 0, (2, 1): 1}


def test_projects_at_the_end_are_a_copy_of_the_rows_in_use(observed):
    state, record = observed

    assert record.projects["key"].size == 4
    assert record.projects["form"].tolist() == state.innovations.form[state.projects.innovation[:4]].tolist()
    state.projects.cash[0] = -1.0
    assert record.projects["cash"][0] == 50_000.0


def test_what_was_noted_does_not_change_with_the_world(observed):
    state, record = observed
    before = record.places["access"].copy()

    state.places.access[:] = 9.0
    state.places.counts[:] = 9

    assert np.array_equal(record.places["access"], before)
