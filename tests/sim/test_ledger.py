"""The public purse keeps every euro."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ledger import BUDGETED, COLUMNS, FLOWS, PAID, UNSPENT, Ledger

line = st.tuples(
    st.integers(0, 60), st.integers(0, len(FLOWS) - 1), st.integers(0, 2), st.integers(-1, 3), st.integers(0, 1),
    st.integers(-1, 4), st.integers(-1, 5), st.floats(0, 1e6),
)  # fmt: skip


@given(st.lists(line, max_size=40))
def test_totals_and_table_hold_every_euro_written(lines):
    ledger = Ledger()
    for columns in lines:
        ledger.write(*columns)

    table = ledger.table()

    assert list(table) == list(COLUMNS)
    for flow in range(len(FLOWS)):
        written = sum(c[-1] for c in lines if c[1] == flow)
        assert ledger.totals[flow] == pytest.approx(written, abs=1e-6)
        assert table["euros"][table["flow"] == flow].sum() == pytest.approx(written, abs=1e-6)


@given(st.lists(line, min_size=1, max_size=40))
def test_a_line_of_the_table_is_what_one_key_got_in_a_year(lines):
    ledger = Ledger()
    for columns in lines:
        ledger.write(*columns)
    table = ledger.table()

    sums: dict = {}
    for step, *rest, euros in lines:
        if euros > 0:
            sums[(step // 12 * 12, *rest)] = sums.get((step // 12 * 12, *rest), 0.0) + euros

    keys = list(zip(*(table[name].tolist() for name in COLUMNS[:-1]), strict=True))
    assert len(keys) == len(set(keys))
    assert dict(zip(keys, table["euros"].tolist(), strict=True)) == pytest.approx(sums)


def test_scalars_spread_over_blocks_and_zero_lines_are_dropped():
    ledger = Ledger()

    ledger.write(13, PAID, 0, 1, np.array([0, 1, 0]), 7, np.array([4, 5, 6]), np.array([10.0, 0.0, 30.0]))
    ledger.write(0, UNSPENT, 0, 0, 0, 0, 0, 0.0)

    table = ledger.table()
    assert table["project"].tolist() == [4, 6]
    assert table["step"].tolist() == [12, 12]
    assert table["euros"].tolist() == [10.0, 30.0]
    assert ledger.lines()["step"].tolist() == [13, 13]
    assert ledger.lines(since=1)["euros"].size == 0


def test_an_empty_ledger_has_typed_columns():
    table = Ledger().table()

    assert all(column.size == 0 for column in table.values())
    assert table["euros"].dtype == float
    assert table["step"].dtype == np.int64


def test_what_was_read_does_not_change_with_what_is_written_next():
    ledger = Ledger()
    euros = np.array([5.0])
    ledger.write(0, BUDGETED, 0, 0, 0, 0, 0, euros)
    euros[0] = 99.0

    assert ledger.table()["euros"].tolist() == [5.0]
