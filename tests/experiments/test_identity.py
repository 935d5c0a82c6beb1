"""A run's address depends on what its cell says, its seed and the model's version, and on nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import identity
from experiments.identity import canonical, config_id, run_id, seeded_id
from sim.errors import InputError

LEAF = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.floats(allow_nan=False, allow_infinity=False).map(lambda value: value + 0.0)
)
TREE = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner)
)


def shuffled(value):
    """Return the same configuration with every table's keys in the opposite order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(value)}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


@given(st.dictionaries(st.text(max_size=4), TREE))
def test_order_of_keys_does_not_matter(cell):
    assert canonical(cell) == canonical(shuffled(cell))


@given(st.dictionaries(st.text(max_size=4), TREE))
def test_canonical_text_reads_back_as_the_same_configuration(cell):
    assert json.loads(canonical(cell)) == cell


def test_canonical_text_is_exactly_this():
    assert (
        canonical({"b": [1.5, 2.0, True], "a": {"é": None}}) == '{"a":{"é":null},"b":[1.5,2,true]}'.encode()
    )


def test_one_and_one_point_zero_are_one_run():
    assert run_id({"seed": 1, "sigma": 1}) == run_id({"seed": 1, "sigma": 1.0})


def test_true_is_not_one():
    assert run_id({"seed": 1, "on": True}) != run_id({"seed": 1, "on": 1})


@pytest.mark.parametrize("value", [-0.0, float("nan"), float("inf"), -float("inf")])
def test_numbers_without_one_meaning_are_refused_by_place(value):
    with pytest.raises(InputError, match=r"operate\.rates\[1\]"):
        canonical({"operate": {"rates": [0.5, value]}})


def test_what_is_not_json_is_refused_in_both_languages():
    with pytest.raises(InputError) as found:
        canonical({"policy": {"x": {1, 2}}})
    assert "policy.x is a set" in found.value.text("en")
    assert "policy.x est de type set" in found.value.text("fr")


def test_keys_that_are_not_text_are_refused():
    with pytest.raises(InputError):
        canonical({"a": {1: 2}})


def test_run_id_is_sixteen_digits_and_changes_with_each_value_and_seed():
    cells = [{"seed": s, "sigma": v} for s in (1, 2) for v in (0.3, 0.5)]
    ids = {run_id(cell) for cell in cells}
    assert len(ids) == 4
    assert all(len(run) == 16 and int(run, 16) >= 0 for run in ids)


def test_run_id_is_its_configuration_and_its_seed():
    cell = {"seed": 7, "policy": {"name": "none"}}
    assert run_id(cell) == seeded_id(config_id({**cell, "seed": 8}), 7)


def test_another_model_version_is_another_run(monkeypatch):
    before = run_id({"seed": 1})
    monkeypatch.setattr(identity, "MODEL_VERSION", "9.9.9")
    assert run_id({"seed": 1}) != before


@pytest.mark.parametrize("seed", [-1, 1.0, "1", True, None])
def test_a_seed_is_a_whole_number_of_zero_or_more(seed):
    with pytest.raises(InputError, match="seed is"):
        run_id({"seed": seed})


def test_a_cell_without_seed_is_refused():
    with pytest.raises(InputError):
        run_id({"policy": "none"})
