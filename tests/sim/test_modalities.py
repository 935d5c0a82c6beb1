"""Ways to take a site over, as columns."""

import pytest

from sim.errors import ParameterError
from sim.modalities import Modality, modality_table
from sim.names import MODALITIES
from sim.schedule import Params
from sim.state import no_modalities


def test_rows_follow_the_order_of_modalities_after_a_neutral_row():
    modalities = Params().modalities
    table = modality_table(*modalities)

    assert [m.name for m in modalities] == [f"by_{name}" for name in MODALITIES[1:]]
    for row, modality in enumerate(modalities, start=1):
        for name, column in zip(table._fields, table, strict=True):
            assert column.shape == (len(MODALITIES),) and column[row] == getattr(modality, name), name
    for name, column, neutral in zip(table._fields, table, no_modalities(), strict=True):
        assert column[0] == neutral[0], name


def test_without_modalities_a_take_over_changes_nothing():
    table = no_modalities()

    assert (table.fidelity == 1.0).all() and (table.volunteers == 1.0).all()
    assert not (table.coverage.any() or table.governance.any() or table.share.any())


def test_a_modality_is_set_under_its_own_name():
    with pytest.raises(ParameterError, match=r"by_market\.share is 2\.0"):
        Modality(share=2.0, name="by_market")
