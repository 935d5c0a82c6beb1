"""Tables: typed columns that are views on one memory, and room for more rows."""

import numpy as np
import pytest

from sim.names import FORMS, IDEA, MODES, STAGES
from sim.rows import TIES, TYPES, ActorTable, ProjectTable, blank, grown, records
from sim.state import ground


def test_a_blank_row_is_neutral():
    p = blank(ProjectTable, 3, 2)
    minus_one = {"parent", "revives", "opened", "closed", "ended", "owner", "merged"}
    neutral = dict.fromkeys(minus_one, -1) | {"fidelity": 1.0, "kept_12": np.nan, "kept_24": np.nan}

    for name, column in p._asdict().items():
        assert np.array_equal(column, np.full(3, neutral.get(name, 0)), equal_nan=True), name
        assert column.dtype == np.dtype(TYPES.get(name, "f8")), name
        assert column.shape == (3,), name


def test_actors_have_slots_for_ties_all_free():
    a = blank(ActorTable, 4, 2)

    assert a.partner.shape == a.strength.shape == (4, TIES)
    assert (a.partner == -1).all()
    assert not a.strength.any()


def test_records_are_the_same_memory_as_the_columns():
    p = blank(ProjectTable, 3, 2)
    block = records(p)

    p.cash[1] = 7.0
    block["stage"][2] = 4

    assert block["cash"].tolist() == [0.0, 7.0, 0.0]
    assert p.stage.tolist() == [0, 0, 4]


def test_a_larger_table_keeps_the_rows_in_use_and_its_memory_apart():
    p = blank(ProjectTable, 2, 2)
    p.cash[:], p.key[:] = [1.0, 2.0], [2**64 - 1, 5]

    more = grown(p, 2, 8, 2)

    assert more.cash.tolist() == [1.0, 2.0] + [0.0] * 6
    assert more.key[:2].tolist() == [2**64 - 1, 5]
    assert (more.parent[2:] == -1).all()
    more.cash[0] = 9.0
    assert p.cash[0] == 1.0
    assert records(more)["cash"][0] == 9.0


def test_tables_double_when_rows_run_out(bare):
    state = bare.world()
    rows = bare.add_sites(state, 700, cash=np.arange(700.0))

    assert state.n_projects == state.n_actors == 700
    assert state.projects.key.size == state.actors.key.size == 1_024
    assert np.array_equal(state.projects.cash[rows], np.arange(700.0))
    assert np.unique(state.projects.key[rows]).size == 700


def test_room_is_made_only_when_needed(bare):
    state = bare.world()
    before = state.projects

    state.make_room(256)
    assert state.projects is before

    state.make_room(257)
    assert state.projects.key.size == 512


def test_alive_and_operating_rows(bare):
    state = bare.world()
    rows = bare.add_sites(state, 4)
    state.projects.stage[rows[1]] = IDEA
    state.projects.closed[rows[2]] = 0

    assert state.alive().tolist() == [0, 1, 3]
    assert state.operating().tolist() == [0, 3]


def test_ground_shares_the_columns_of_places(bare):
    places = bare.world().places

    light = ground(places)

    assert all(getattr(light, name) is getattr(places, name) for name in light._fields)


@pytest.mark.parametrize("words", [STAGES, MODES, FORMS])
def test_words_are_told_apart(words):
    assert len(set(words)) == len(words)


def test_a_new_state_shares_nothing_with_another(bare):
    one, two = bare.world(), bare.world()

    bare.add_sites(one)
    one.ledger.write(0, 0, 0, 0, 0, 0, 0, 5.0)

    assert two.n_projects == 0
    assert not two.projects.key.any()
    assert two.ledger.blocks == []
