"""Packing: what comes back is what was given, whatever it is made of; nothing else than plain data goes in."""

import json
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.packing import Box, pack, unpack
from sim.errors import InputError


class Pair(NamedTuple):
    left: np.ndarray
    right: float


@dataclass
class Held:
    name: str
    values: list
    table: dict


KINDS = {"Pair": Pair, "Held": Held}
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
NAMES = st.text(max_size=5)
PLAIN = st.recursive(
    SCALARS,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(NAMES | st.integers(), inside, max_size=4)
    | st.tuples(inside, inside) | st.builds(Held, NAMES, st.lists(inside, max_size=3), st.dictionaries(NAMES, inside)),
    max_leaves=12,
)  # fmt: skip


def there_and_back(value):
    box = Box({}, KINDS)
    return unpack(json.loads(json.dumps(pack(value, "x", box))), box)


@given(PLAIN)
def test_plain_data_come_back_with_their_types(value):
    found = there_and_back(value)
    assert found == value and repr(found) == repr(value)  # repr tells 1 from 1.0 and True, -0.0 from 0.0


@given(st.lists(st.sets(st.integers(0, 99)), max_size=4), st.lists(st.lists(st.floats(allow_nan=False)), max_size=4))
def test_sets_and_lists_of_lists_become_columns(sets, lists):
    assert there_and_back({"sets": sets, "lists": lists}) == {"sets": sets, "lists": lists}


@pytest.mark.parametrize("arrays", [
    [np.arange(3), np.zeros(0, np.int64), np.arange(2)],
    [np.ones((2, 3)), np.zeros((2, 1))],
    [np.arange(3), np.ones(2)],
    [np.array(5.0), np.array(6.0)],
    [],
])  # fmt: skip
def test_arrays_come_back_to_the_bit(arrays):
    found = there_and_back(arrays)
    assert [(a.dtype, a.shape, a.tobytes()) for a in found] == [(a.dtype, a.shape, a.tobytes()) for a in arrays]


def test_a_named_tuple_of_arrays_and_rows_of_dataclasses():
    value = [Pair(np.array([1.0, np.nan]), -0.0), Pair(np.zeros(1), 2.5)]
    found = there_and_back({"rows": value, "one": value[0], "number": np.float32(0.5)})
    assert [pair.left.tobytes() for pair in found["rows"]] == [pair.left.tobytes() for pair in value]
    assert str(found["rows"][0].right) == "-0.0" and isinstance(found["one"], Pair) and found["number"] == 0.5


@pytest.mark.parametrize("value", [object(), {"a": [1, len]}, np.array([object()]), type, NamedTuple("Other", [])()])
def test_what_is_not_plain_is_refused_by_its_place(value):
    with pytest.raises(InputError, match=r"^state\.x"):
        pack({"here": value} if isinstance(value, dict) else value, "state.x", Box({}, KINDS))


def test_a_class_that_nobody_named_is_not_made():
    with pytest.raises(KeyError):
        unpack({"kind": "Popen", "fields": {}}, Box({}, KINDS))
