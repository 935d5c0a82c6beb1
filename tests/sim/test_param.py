"""Parameters refuse what lies outside their range, all at once, and say how to mend it."""

from dataclasses import FrozenInstanceError, dataclass, fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ParameterError
from sim.param import Parameters, param
from sim.schedule import Params


@dataclass(frozen=True)
class TwoWordsParams(Parameters):
    """An example."""

    rate: float = param(0.1, unit="share a year", allowed=(0, 1), meaning="rate", source="assumption")
    count: int = param(3, unit="sites", allowed=(1, 9), meaning="count", source="assumption")
    order: str = param("first", unit="order", allowed=("first", "last"), meaning="order", source="assumption")


def test_defaults_pass_and_nothing_can_be_changed_afterwards():
    params = TwoWordsParams()

    assert (params.rate, params.count, params.order) == (0.1, 3, "first")
    with pytest.raises(FrozenInstanceError):
        params.rate = 0.2


def test_all_problems_are_said_with_name_value_rule_unit_and_way_out():
    with pytest.raises(ParameterError) as caught:
        TwoWordsParams(rate=1.7, count=0, order="middle")

    lines = str(caught.value).split("\n")
    assert len(lines) == 3
    assert lines[0].startswith("two_words.rate is 1.7, but must be a number from 0 to 1 (share a year).")
    assert "count is 0, but must be a whole number from 1 to 9 (sites)" in lines[1]
    assert "order is 'middle', but must be one of first, last" in lines[2]
    assert all("docs/parameters.md#two_words" in line for line in lines)
    assert "vaut 1.7, mais doit être un nombre de 0 à 1" in caught.value.text("fr")


@pytest.mark.parametrize("value", [-0.001, 1.001, float("nan"), float("inf"), "0.5", None, True, [0.5]])
def test_a_number_that_is_none_or_outside_is_refused(value):
    with pytest.raises(ParameterError):
        TwoWordsParams(rate=value)


@pytest.mark.parametrize("value", [2.5, 3.0, True, "3", 10, 0])
def test_a_count_must_be_whole_and_inside(value):
    with pytest.raises(ParameterError):
        TwoWordsParams(count=value)


@given(st.one_of(st.floats(0, 1), st.integers(0, 1)))
def test_what_is_inside_is_kept_as_a_float(value):
    rate = TwoWordsParams(rate=value).rate

    assert rate == value
    assert type(rate) is float


def groups():
    """Return every group of parameters of the world."""
    return [getattr(Params(), f.name) for f in fields(Params)]


@pytest.mark.parametrize("group", groups(), ids=lambda g: g.group())
def test_every_parameter_says_unit_meaning_source_and_ranges_that_hold_its_default(group):
    assert is_dataclass(group)
    for f in fields(group):
        meta = f.metadata
        if not meta:
            assert f.name in ("name", "path")  # of something, or of the file it is read from
            continue
        assert all(isinstance(meta[word], str) and meta[word] for word in ("unit", "meaning", "source"))
        value = getattr(group, f.name)
        if isinstance(value, str):
            assert value in meta["allowed"]
            continue
        low, high = meta["plausible"]
        assert meta["allowed"][0] <= low <= high <= meta["allowed"][1]
        assert meta["allowed"][0] <= value <= meta["allowed"][1]


@pytest.mark.parametrize("name", [f.name for f in fields(Params)])
def test_groups_are_named_as_people_set_them(name):
    assert getattr(Params(), name).group() == name
