"""Citizens: views on rows, and sets that do what plain NumPy does on columns."""

import copy
import gc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.citizen import Citizen, CitizenSet
from sim.names import ADOPTER, DOMAINS, RELAY
from sim.state import CitizenTable


@pytest.fixture(scope="module")
def model(world):
    """Return a model after two years, to be read and not changed."""
    model = world("none").model(1)
    for _ in range(24):
        model.step()
    return model


@pytest.fixture(scope="module")
def table(model):
    """Return its citizens as columns."""
    return model.state.citizens


rows_of = st.sets(st.integers(0, 1_499), min_size=1, max_size=60).map(sorted)


def test_all_citizens_are_in_the_set(model):
    """As many as asked for, in row order, each a view made when looked at."""
    assert len(model.citizens) == 1_500
    assert [c.row for c in model.citizens] == list(range(1_500))
    assert model.citizens[7] == Citizen(model, 7) and model.citizens[7] != Citizen(model, 8)


def test_no_citizen_object_is_kept(model):
    """After a walk over everyone no view remains in memory, nor among Mesa's agents."""
    assert sum(citizen.place >= 0 for citizen in model.citizens) == 1_500
    assert len({citizen.unique_id for citizen in model.citizens}) == 1_500
    gc.collect()
    assert not [o for o in gc.get_objects() if type(o) is Citizen]
    assert not [agent for agent in model.agents if isinstance(agent, Citizen)]


@pytest.mark.parametrize("name", CitizenTable._fields)
def test_get_is_the_column(model, table, name):
    """A set reads its rows of the column; a view its own row."""
    rows = np.array([3, 44, 1_203])
    assert np.array_equal(CitizenSet(model, rows).get(name), getattr(table, name)[rows])
    assert getattr(Citizen(model, 44), name) == getattr(table, name)[44]


def test_adopted_counts_innovations_in_use(model):
    """Adopters and relays of each citizen, over all innovations."""
    audience = model.state.audience
    counted = np.zeros(1_500, int)
    for citizen, stage in zip(audience.citizen, audience.stage, strict=True):
        counted[citizen] += stage in (ADOPTER, RELAY)
    assert np.array_equal(model.citizens.get("adopted"), counted)
    assert counted.sum() == model.state.places.counts[:, :, [ADOPTER, RELAY]].sum() > 0


@settings(max_examples=30)
@given(rows=rows_of, value=st.floats(0, 1, width=32))
def test_set_writes_these_rows_and_no_other(world, rows, value):
    """The column changes where the set is, and nowhere else."""
    model = world("none").model(1)
    before = model.state.citizens.engagement.copy()
    returned = CitizenSet(model, rows).set("engagement", value)
    inside = np.isin(np.arange(1_500), rows)
    assert (model.state.citizens.engagement[inside] == np.float32(value)).all()
    assert np.array_equal(model.state.citizens.engagement[~inside], before[~inside])
    assert len(returned) == len(rows)


def test_a_code_is_never_set(model):
    """It is an identity: luck hangs on it."""
    with pytest.raises(AttributeError, match="identity"):
        model.citizens.set("code", 0)


@pytest.mark.parametrize("ask", [
    lambda m: m.citizens.get("wealth"),
    lambda m: m.citizens.set("wealth", 1),
    lambda m: m.citizens[0].wealth,
    lambda m: m.citizens.groupby("wealth"),
    lambda m: m.citizens.sort("wealth"),
], ids=["get", "set", "view", "groupby", "sort"])  # fmt: skip
def test_an_unknown_column_is_named_with_the_known_ones(model, ask):
    """One sentence: what was asked for, and what there is."""
    with pytest.raises(AttributeError, match="no 'wealth'; known: code, place, concern, threshold, engagement"):
        ask(model)


def test_a_word_that_is_a_tuple_method_is_no_column(model):
    """The columns stand in a NamedTuple, whose methods are none of them."""
    with pytest.raises(AttributeError, match="no 'count'"):
        model.citizens.get("count")


@settings(max_examples=30)
@given(low=st.floats(0, 1), place=st.none() | st.integers(0, 24), concern=st.none() | st.sampled_from(DOMAINS),
       at_most=st.none() | st.integers(0, 50))  # fmt: skip
def test_select_is_a_mask(model, table, low, place, concern, at_most):
    """By mask, domain, place and number: the rows NumPy gives."""
    mask = table.engagement >= low
    if place is not None:
        mask = mask & (table.place == place)
    if concern is not None:
        mask = mask & ((table.concern >> DOMAINS.index(concern)) % 2 == 1)
    expected = np.flatnonzero(mask)[:at_most]
    chosen = model.citizens.select(table.engagement >= low, place=place, concern=concern, at_most=at_most)
    assert np.array_equal(chosen.rows, expected)
    by_function = model.citizens.select(lambda c: c.engagement >= low, place=place, concern=concern, at_most=at_most)
    assert np.array_equal(by_function.rows, expected)


def test_selecting_twice_narrows(model, table):
    """A mask is over the set, not over everyone."""
    some = model.citizens.select(place=int(table.place[0])).select(concern="health")
    keep = (table.place == table.place[0]) & (table.concern % 2 == 1)
    assert np.array_equal(some.rows, np.flatnonzero(keep))
    assert all("health" in citizen.concerns for citizen in some)


@settings(max_examples=30)
@given(rows=rows_of)
def test_agg_map_and_do_are_over_these_rows(model, table, rows):
    """Numbers by column, functions by citizen, in row order."""
    chosen, visited = CitizenSet(model, rows), []
    assert chosen.agg("engagement", np.mean) == table.engagement[rows].mean()
    assert chosen.map(lambda c: int(c.place)) == table.place[rows].tolist()
    assert chosen.do(lambda c: visited.append(c.row)) is chosen
    assert visited == list(rows) == [c.row for c in chosen.to_list()]


def test_groupby_parts_everyone_once(model, table):
    """A Mesa GroupBy: a set for each value, in row order, adding up to all."""
    groups = model.citizens.groupby("place").groups
    assert sorted(groups) == np.unique(table.place).tolist()
    for place, members in groups.items():
        assert np.array_equal(members.rows, np.flatnonzero(table.place == place))
    assert model.citizens.groupby("place").count() == dict(enumerate(np.bincount(table.place).tolist()))


@settings(max_examples=30)
@given(rows=rows_of, ascending=st.booleans(), name=st.sampled_from(["engagement", "place"]))
def test_sort_orders_by_a_column_ties_by_row(model, table, rows, ascending, name):
    """As sorted() does with (value, row)."""
    column = getattr(table, name)
    sign = 1 if ascending else -1
    expected = sorted(rows, key=lambda r: (sign * float(column[r]), r))
    assert CitizenSet(model, rows).sort(name, ascending).rows.tolist() == expected


def test_contains_looks_at_row_and_model(model, world):
    """The same row of another world is another citizen."""
    other = world("none").model(1)
    some = CitizenSet(model, [2, 5])
    assert Citizen(model, 5) in some and Citizen(model, 3) not in some
    assert Citizen(other, 5) not in some and 5 not in some
    assert Citizen(other, 5) != Citizen(model, 5)
    assert len({Citizen(model, 5), Citizen(model, 5), Citizen(model, 6)}) == 2


def test_the_stage_of_each_citizen_is_the_audience_s(model):
    """None for those not concerned; else the word for the stage."""
    audience, places = model.state.audience, model.state.places.code.size
    concerned = audience.citizen[audience.first[places] : audience.first[2 * places]]
    for row in (int(concerned[0]), int(concerned[-1])):
        at = np.flatnonzero(audience.citizen[audience.first[places] :][: concerned.size] == row)[0]
        stage = int(audience.stage[audience.first[places] + at])
        assert model.citizens[row].stage(1) == ("unaware", "aware", "adopter", "relay", "lapsed")[stage]
    outside = int(np.setdiff1d(np.arange(1_500), concerned)[0])
    assert model.citizens[outside].stage(1) is None


def test_a_citizen_lives_in_the_cell_of_its_place(model, table):
    """The view finds its cell in the space."""
    assert model.citizens[9].cell is model.cell_of(int(table.place[9]))


def test_a_view_can_be_copied(model):
    """A copy is a view on the same row."""
    assert copy.copy(model.citizens[4]) == model.citizens[4]
