"""Sorting inside kernels: the order of NumPy's stable sort, and the place where a value would stand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.sorting import first_from, sort_by

VALUES = st.lists(st.sampled_from([-1.0, 0.0, 0.5, 2.0, np.inf]), max_size=40)  # few, so that many are alike


@given(VALUES)
def test_rows_end_in_the_order_of_a_stable_sort(values):
    value = np.array(values)
    rows = np.arange(value.size)[::-1].copy()
    expected = rows[np.argsort(value[rows], kind="stable")]

    sort_by(value, rows, np.empty_like(rows))

    assert rows.tolist() == expected.tolist()


@given(VALUES, st.sampled_from([-2.0, -1.0, 0.2, 2.0, 3.0]))
def test_the_first_from_a_value_is_where_a_search_puts_it(values, target):
    value = np.sort(np.array(values))

    assert first_from(value, target) == np.searchsorted(value, target)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 1000])
def test_sizes_that_are_no_power_of_two_are_sorted_to_the_end(size):
    value, rows = np.random.default_rng(1).random(size), np.arange(size)

    sort_by(value, rows, np.empty_like(rows))

    assert (np.diff(value[rows]) >= 0.0).all() and np.unique(rows).size == size
