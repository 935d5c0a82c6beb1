"""The laws see a euro that is missing, an adopter who does not know, a stock below nothing."""

import numpy as np
import pytest

from experiments.compose import build, compose
from experiments.validate.laws import SMALL, accounts, every_policy, imbalance, lowest_stock, out_of_order
from sim.ledger import COMMITTED, PAID


@pytest.fixture
def model():
    found = build(compose((*SMALL, *every_policy()["equity"], "years=5"))).model(1)
    found.run_years(5)
    return found


@pytest.mark.parametrize("flow", [COMMITTED, PAID])
def test_a_euro_that_appears_from_nowhere_is_seen(model, flow):
    assert imbalance(model) <= 1e-9
    lines = model.state.ledger.table()
    row = int(np.flatnonzero(lines["flow"] == flow)[0])
    model.state.ledger.table = lambda: {**lines, "euros": lines["euros"] + (np.arange(lines["flow"].size) == row)}
    assert imbalance(model) > 1e-9
    assert accounts(model)[flow].sum() == pytest.approx(lines["euros"][lines["flow"] == flow].sum() + 1.0)


def test_an_adopter_who_does_not_know_is_seen(model):
    record = model.record
    assert out_of_order(record) <= 1e-9
    record.years[2]["adopters"][0] = record.years[2]["aware"][0] + 3.0
    assert out_of_order(record) == pytest.approx(3.0)
    record.years[3]["aware"][1] = record.years[3]["concerned"][1] + 7.0
    assert out_of_order(record) == pytest.approx(7.0)


@pytest.mark.parametrize("stock", ["capital", "posts", "skill", "users"])
def test_a_negative_stock_is_seen(model, stock):
    assert lowest_stock(model.record) >= 0.0
    model.record.projects[stock][0] = -0.25
    assert lowest_stock(model.record) == -0.25


def test_every_policy_and_instrument_is_run():
    assert len(every_policy()) >= 35 and {"ptce", "takeover", "equity", "petition"} <= set(every_policy())
