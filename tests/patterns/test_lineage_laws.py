"""Fidelity along a lineage: a copy has at most its parent's, and no site gains any later (phi, validation V4)."""

import numpy as np
import pytest

from scenarios.policy import Policy
from sim.state import MODES

SHARES = {"none": {}, "takeover": {"take_over": 1.0}, "scale_up": {"scale_up_support": 0.5, "people_funding": 0.5}}


@pytest.mark.parametrize("policy", SHARES)
def test_cumulative_fidelity_starts_at_most_at_the_parent_s_and_never_rises(world, policy):
    """Month after month, whatever the mode, the merger or the take-over; everybody scales, each in its own way."""
    model = world(Policy("p", "p", "p", shares=SHARES[policy]), years=10, budget=5e6).model(1)
    state, born = model.state, 0
    for _ in range(120):
        n, before = state.n_projects, state.projects.fidelity.copy()
        rows = state.alive()
        state.projects.choice[rows] = 1 + (state.projects.key[rows] % np.uint64(len(MODES) - 2)).astype(np.int8)
        model.step()
        p, new = state.projects, np.arange(n, state.n_projects)
        assert (p.fidelity[:n] <= before[:n]).all()
        copies = new[p.parent[new] >= 0]
        assert (p.fidelity[copies] <= before[p.parent[copies]]).all()
        assert (p.fidelity[new[p.parent[new] < 0]] == 1.0).all()
        born += copies.size
    assert born > 20 and (state.actors.merged[: state.n_actors] >= 0).any()
    if policy == "takeover":
        assert (state.projects.modality[: state.n_projects] > 0).any()
