"""Rows have no meaning: carriers and sites in another order live the same years (validation P3)."""

import numpy as np
import pytest

from sim.schedule import Params, begin, month
from sim.state import MODES

ROWS = {"actor", "parent", "revives", "merged"}  # columns that hold rows; the rest must agree
MONTHS = 84


def relabelled(state, rng):
    """Give actors and projects other rows, in place, with all that points to them."""
    a, p, n, m = state.actors, state.projects, state.n_actors, state.n_projects
    actors, projects = rng.permutation(n), rng.permutation(m)  # new row -> old row
    for table, order in ((a, actors), (p, projects)):
        for column in table:
            column[: order.size] = column[order].copy()
    pointers = [(a.partner[:n], actors), (a.merged[:n], actors), (p.actor[:m], actors)]
    pointers += [(column[:m], projects) for column in (p.parent, p.revives, p.merged)]
    for column, order in (*pointers, (state.authorities.promised[:, 0], projects)):
        column[column >= 0] = np.argsort(order)[column[column >= 0]]


def live(bare, seed, shuffled_at):
    """Return a world where people meet, copy in every way and merge, rows relabelled at a month (-1: never)."""
    state, params = bare.world(seed, places=12, citizens=2_000, kinds=3, concerned=0.4), Params()
    state.places.trust[:] = 0.7
    begin(state, params)
    for step in range(MONTHS):
        if step == shuffled_at:
            relabelled(state, np.random.default_rng(seed))
        rows = state.alive()
        ways = 1 + state.projects.key[rows] % np.uint64(len(MODES) - 2)  # all but take-over
        state.projects.choice[rows] = ways.astype(np.int8)
        state.places.animation[:] = 1.0
        month(state, params)
    return state


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("shuffled_at", [0, 40])
def test_permuting_the_rows_of_actors_and_sites_leaves_counts_exact_and_sums_within_1e_9(bare, seed, shuffled_at):
    """Whoever takes from the next (a slot for a tie, the means of an EPCI) is served in the order of identities."""
    one, two = live(bare, seed, -1), live(bare, seed, shuffled_at)
    p, q, n = one.projects, two.projects, one.n_projects
    assert not np.array_equal(p.key[:n], q.key[:n])

    assert two.n_projects == n and two.n_actors == one.n_actors
    assert np.array_equal(one.places.counts, two.places.counts)
    mine, theirs = np.argsort(p.key[:n]), np.argsort(q.key[:n])
    for name in sorted(set(p._fields) - ROWS):
        before, after = (getattr(table, name)[rows] for table, rows in ((p, mine), (q, theirs)))
        same = np.array_equal if before.dtype.kind in "iu" else close
        assert same(before, after), name
    for table in ("places", "authorities"):
        for name in sorted(set(getattr(one, table)._fields) - {"promised"}):
            assert close(getattr(getattr(one, table), name), getattr(getattr(two, table), name)), name
    assert one.user_years == pytest.approx(two.user_years, rel=1e-9)
    assert (p.depth[:n] > 1).any() and (one.actors.partner >= 0).sum() > 50


def close(one, two):
    """Say whether two columns agree within 1e-9."""
    return np.allclose(one.astype(float), two.astype(float), rtol=1e-9, atol=1e-9, equal_nan=True)
