"""Budgets in common: what is pooled goes where files are, and no euro appears or is lost."""

import numpy as np
import pytest

from agents.treasury import FinanceParams
from sim.names import EPCI


def opened(world, share):
    """Return what each public actor opens in the first policy year, and where files are, by their price."""
    model = world("seed_only", finance=FinanceParams(pooled=share)).model(1)
    while model.state.step < 12:
        model.step()
    model.files = [model.apply_for(0)]
    asked = np.zeros(model.state.authorities.code.size)
    tool = model.programme.instruments[0]
    np.add.at(asked, model.desk.payers(0, model.files[0]), tool.price(model.state, model.files[0]))
    return model.budgets(), model.pooled(model.budgets()), asked, model.state.authorities.level


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_what_is_pooled_goes_where_files_are(world, share):
    """Each keeps 1 - share of its own, and gets its part of the pot by the price of its files; the sum is the same."""
    own, found, asked, level = opened(world, share)
    epci = level == EPCI
    expected = (1 - share) * own[epci] + share * own[epci].sum() * asked[epci] / asked[epci].sum()
    assert found[epci] == pytest.approx(expected)
    assert found.sum() == pytest.approx(own.sum())
    assert np.array_equal(found[~epci], own[~epci])
