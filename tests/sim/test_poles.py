"""What a cluster is made of: the kinds of the law of 2014, and identities of its own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.names import ASSOCIATION, CARRIER, COOPERATIVE, FIRM, RESEARCH, TRAINING
from sim.poles import SIZE, form, has_kinds, made_of

MEMBERS = st.lists(
    st.tuples(
        st.sampled_from([ASSOCIATION, COOPERATIVE, FIRM]), st.booleans(), st.sampled_from([CARRIER, TRAINING, RESEARCH])
    ),
    min_size=1, max_size=6,
)  # fmt: skip


def group_of(bare, members, *, school=False, policy=False):
    """Return a world whose carriers have the forms, approvals and roles given, and a group of all of them."""
    state = bare.world(places=2, citizens=100, kinds=3)
    rows = bare.add_sites(state, len(members), place=1)
    a = state.actors
    for k, (legal, approved, role) in enumerate(members):
        a.form[k], a.role[k], a.esus[k] = legal, role, approved or legal != FIRM
    state.places.training[1] = school
    if policy:
        state.authorities.adopted[state.places.levels[1, 1], 0] = 3
    return state, rows, np.zeros(len(members), np.int64)


@settings(max_examples=200)
@given(members=MEMBERS, school=st.booleans(), policy=st.booleans())
def test_the_kinds_are_those_of_the_law(bare, members, school, policy):
    """Social-economy enterprises (two) with an enterprise (one more), in link with public bodies, training or research.

    Someone can stand for each part: an ESUS firm is of the social economy or the enterprise, not both at once.
    """
    state, rows, group = group_of(bare, members, school=school, policy=policy)
    social = [k for k, (legal, approved, _) in enumerate(members) if legal != FIRM or approved]
    firms = [k for k, (legal, _, _) in enumerate(members) if legal == FIRM]
    parts = any(len(set(social) - {firm}) >= 2 for firm in firms)
    linked = school or policy or any(role != CARRIER for *_, role in members)
    assert has_kinds(made_of(state, rows, group, 1, 15.0)[0]) == (parts and linked)


@pytest.mark.parametrize(("km", "linked"), [(5.0, True), (14.9, True), (15.1, False)])
def test_a_school_counts_up_to_its_distance(bare, km, linked):
    trio = [(ASSOCIATION, False, CARRIER)] * 2 + [(FIRM, False, CARRIER)]
    state, rows, group = group_of(bare, trio)
    state.near.km[:] = np.where(state.near.km > 0.0, km, 0.0)
    state.places.training[0] = 1.0  # their sites are in the other place
    assert has_kinds(made_of(state, rows, group, 1, 15.0)[0]) == linked


def test_clusters_have_identities_of_their_own_and_room_for_more(bare):
    """A founder's second cluster has another key than its first; beyond 64 the table doubles and keeps what it had."""
    state = bare.world(places=2, citizens=100, kinds=3)
    bare.add_sites(state, 6)
    members = np.array([True, True, True, False, False, False])
    for k in range(100):
        state.step = k
        assert form(state, k % 3, members, k / 100.0) == k
    c = state.clusters
    assert state.n_clusters == 100 and c.key.size == 128
    assert np.unique(c.key[:100]).size == 100
    assert c.born[:100].tolist() == list(range(100)) and np.allclose(c.governance[:100], np.arange(100) / 100.0)
    assert (c.closed[:100] == -1).all() and c.founder[:3].tolist() == [0, 1, 2]
    assert state.actors.cluster[:6].tolist() == [99, 99, 99, -1, -1, -1]


def test_groups_of_one_or_two_are_not_looked_into(bare):
    state, rows, group = group_of(bare, [(ASSOCIATION, False, TRAINING), (FIRM, False, CARRIER)])
    found = made_of(state, rows, group, 1, 15.0)[0]
    assert found[SIZE] == 2 and not found[4:].any()
