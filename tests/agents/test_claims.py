"""What projects owe: nobody repays what it does not have, more than it owes, or before its time."""

from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agents.claims import Claims
from agents.instrument import GIFT, Terms

LOANS = st.lists(
    st.tuples(st.integers(0, 3), st.floats(0, 1e5), st.floats(0.1, 1.5), st.integers(0, 12), st.integers(1, 36)),
    min_size=1, max_size=8,
)  # fmt: skip


def purses(cash, cost):
    """Return what Claims reads of a state: four projects at month 0."""
    projects = SimpleNamespace(cash=np.array(cash, float), cost=np.array(cost, float))
    return SimpleNamespace(step=0, n_projects=4, projects=projects)


@given(LOANS, st.lists(st.floats(-1e4, 2e4), min_size=4, max_size=4), st.integers(1, 60))
def test_repayments_never_pass_what_is_owed_what_is_due_or_spare_cash(loans, income, months):
    """Month after month: within cash beyond a month's cost, within the part that has fallen due, never negative."""
    state, claims = purses([0.0] * 4, [1_000.0] * 4), Claims()
    for row, euros, share, grace, over in loans:
        claims.add(0, np.array([7]), np.array([row]), np.array([euros]), 0, Terms(share, grace, over))
    owed = sum(share * euros for _, euros, share, _, _ in loans)
    total = 0.0
    for step in range(1, months + 1):
        state.step = step
        state.projects.cash += income
        before, fallen = state.projects.cash.copy(), claims.columns.copy()
        euros = claims.due(state)
        assert (euros >= 0.0).all() and (euros <= claims.left * (1 + 1e-12)).all()
        assert not euros[step < fallen["start"]].any()
        np.subtract.at(state.projects.cash, claims.columns["row"], euros)
        assert (state.projects.cash >= np.minimum(before, state.projects.cost) - 1e-6).all()
        total += euros.sum()
        claims.repay(euros)
    np.testing.assert_allclose(total + claims.left.sum(), owed, rtol=1e-9, atol=1e-9)


def test_gifts_and_unused_payments_leave_no_claim():
    claims = Claims()
    claims.add(0, np.array([1]), np.array([2]), np.array([500.0]), 0, GIFT)
    claims.add(0, np.array([1, 1]), np.array([2, 3]), np.array([0.0, 80.0]), 0, Terms(0.5, 3, 2))

    assert claims.columns["row"].tolist() == [3]
    assert claims.left.tolist() == [40.0]
    assert claims.columns["start"].tolist() == [3]


def test_taking_claims_leaves_the_others():
    claims = Claims()
    claims.add(4, np.array([1, 2]), np.array([0, 3]), np.array([10.0, 20.0]), 5, Terms(1.0, 1, 1))

    gone = claims.take(np.array([True, False]))

    assert gone.columns["payer"].tolist() == [1] and claims.columns["payer"].tolist() == [2]
    assert claims.any and not Claims().any


def test_debts_follow_mergers_to_the_last_site():
    """0 merged into 2, which merged into 3: 3 owes what 0 owed; 1 keeps its own."""
    claims = Claims()
    claims.add(0, np.array([5, 5]), np.array([0, 1]), np.array([10.0, 20.0]), 0, Terms(1.0, 1, 1))

    claims.follow(np.array([2, -1, 3, -1]))

    assert claims.columns["row"].tolist() == [3, 1]
