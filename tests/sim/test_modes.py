"""Ways to scale, as columns."""

import numpy as np
import pytest

from sim.errors import ParameterError
from sim.modes import AFFILIATION_MODE, BRANCHING_MODE, FERTILISATION_MODE, Mode, mode_table
from sim.names import MODES
from sim.schedule import Params


def test_rows_follow_the_order_of_modes_after_a_neutral_row():
    modes = Params().modes
    table = mode_table(*modes)

    assert [m.name.removesuffix("_mode") for m in modes] == list(MODES[1:])
    assert all(column.shape == (len(MODES),) for column in table)
    assert (table.rate[0], table.effort[0], table.price[0], table.hazard[0], table.fidelity[0]) == (0, 0, 0, 1, 1)
    for row, mode in enumerate(modes, start=1):
        for name, column in zip(table._fields, table, strict=True):
            assert column[row] == getattr(mode, name), name


def test_what_keeps_more_of_the_practice_costs_more_and_bears_less_difference():
    """Branching, affiliation, fertilisation: from faithful, dear and fussy to free (Avise 2014)."""
    table = mode_table(BRANCHING_MODE, AFFILIATION_MODE, FERTILISATION_MODE)

    for name, direction in {"fidelity": -1, "price": -1, "effort": -1, "tolerance": 1, "rate": 1, "hazard": 1}.items():
        assert (np.diff(getattr(table, name)[1:]) * direction > 0).all(), name


def test_a_mode_is_set_under_its_own_name():
    with pytest.raises(ParameterError, match=r"affiliation\.fidelity is 2\.0"):
        Mode(fidelity=2.0, name="affiliation")
