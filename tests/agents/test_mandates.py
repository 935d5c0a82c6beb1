"""Elections renew the elected on the calendar; staff come, go and learn from joint projects."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.mandates import PublicParams, elect, elected, joint_projects, levels_voting, move_staff, usual_staff
from sim.founding import FoundingParams, found_actor
from sim.names import COMMUNE, DEPARTEMENT, EPCI, ETAT, INVESTOR, LEVELS, REGION

CALENDAR = {
    2026: {COMMUNE, EPCI}, 2027: {ETAT}, 2028: {DEPARTEMENT, REGION}, 2032: {COMMUNE, EPCI, ETAT},
    2034: {DEPARTEMENT, REGION}, 2037: {ETAT}, 2038: {COMMUNE, EPCI}, 2040: {DEPARTEMENT, REGION},
}  # fmt: skip


@pytest.mark.parametrize("year", range(2024, 2041))
def test_the_calendar(year):
    """Municipal votes in 2026 and 2032, departements and regions in 2028 and 2034, the State in 2027 and 2032."""
    assert set(levels_voting(year)) == CALENDAR.get(year, set())


def test_a_run_votes_in_march_of_those_years(world):
    """From 2025: communes and EPCI in month 15, the State in 27, the others in 39; investors never."""
    model = world("none", years=8).model(1)
    seen = []
    for _ in range(96):
        model.step()
        seen.append(model.state.authorities.mandate.copy())
    level, held = model.state.authorities.level, np.array(seen)
    for votes, months in (((COMMUNE, EPCI), (15, 87)), ((ETAT,), (27, 87)), ((DEPARTEMENT, REGION), (39,))):
        for one in votes:
            expected = [sum(month <= k + 1 for month in months) for k in range(96)]
            assert (held[:, level == one] == np.array(expected)[:, None]).all(), LEVELS[one]
    assert not held[:, level == INVESTOR].any()


def test_a_vote_changes_the_elected_and_not_the_staff(world):
    """Those of the level only; what they want is new, named by code and mandate; AC, beliefs and policies stay."""
    state = world("none").model(1).state
    public = state.authorities
    before = {name: getattr(public, name).copy() for name in public._fields}
    elect(state, [EPCI], PublicParams())
    epci = public.level == EPCI
    assert (public.priority[epci] != before["priority"][epci]).all()
    assert np.array_equal(public.priority[~epci], before["priority"][~epci])
    for name in set(public._fields) - {"priority", "coconstruction", "steering", "mandate"}:
        assert np.array_equal(getattr(public, name), before[name]), name
    first = public.priority.copy()
    elect(state, [EPCI], PublicParams())
    assert (public.priority[epci] != first[epci]).all() and (public.mandate[epci] == 2).all()


def test_the_elected_of_a_mandate_do_not_depend_on_who_votes_with_them(world):
    """One EPCI after an early vote of its own, or all at once: its second mandate is the same."""
    codes = np.array([11, 22, 33], np.uint64)
    alone, together = elected(4, codes[1:2], 2, PublicParams()), elected(4, codes, 2, PublicParams())
    for one, all_ in zip(alone, together, strict=True):
        assert np.array_equal(one[0], all_[1])
    assert not np.array_equal(elected(5, codes, 2, PublicParams()).priority, together.priority)


@settings(max_examples=40)
@given(width=st.floats(0, 1), willing=st.floats(0, 1), able=st.floats(0, 1), mandate=st.integers(0, 9))
def test_the_elected_are_what_the_shares_say(width, willing, able, mandate):
    """Priorities of mean 1, equal at width 0; steering needs co-construction; 4,000 draws, within 4 standard errors."""
    params = PublicParams(priorities=width, coconstruction=willing, steering=able)
    found = elected(1, np.arange(4_000).astype(np.uint64), mandate, params)
    np.testing.assert_allclose(found.priority.mean(axis=1), 1.0)
    assert (found.priority >= 0).all() and (width > 0 or np.allclose(found.priority, 1.0))
    assert (found.steering <= found.coconstruction).all()
    for share, expected in ((found.coconstruction.mean(), willing), (found.steering.mean(), willing * able)):
        assert abs(share - expected) <= 4.0 * np.sqrt(expected * (1 - expected) / 4_000) + 1e-9


@settings(max_examples=30)
@given(mobility=st.floats(0, 1), start=st.floats(0, 1))
def test_staff_who_move_bring_their_service_back_to_the_usual(world, mobility, start):
    """A share of the way each year, without joint projects; never beyond."""
    state = world("none").model(1).state
    usual = usual_staff(state)
    state.authorities.absorptive[:] = start
    move_staff(state, usual, PublicParams(mobility=mobility))
    assert state.authorities.absorptive == pytest.approx(start + mobility * (usual[0] - start))
    assert (state.authorities.absorptive >= min(start, usual[0]) - 1e-9).all()


def copied(state, place, innovation, born):
    """Add a copy born at a place, and return its row."""
    row, p = state.n_projects, state.projects
    p.place[row], p.innovation[row], p.parent[row], p.born[row] = place, innovation, 0, born
    state.n_projects += 1
    return row


def test_joint_projects_teach_those_who_take_part(world):
    """A copy of the year: its EPCI; other levels only where it was their policy; neither a year later."""
    state = world("none").model(1).state
    public, levels = state.authorities, state.places.levels
    assert not joint_projects(state).any()
    state.step = 24
    copied(state, 3, 1, born=20)
    assert np.flatnonzero(joint_projects(state)).tolist() == [levels[EPCI, 3]]
    public.adopted[levels[[REGION, INVESTOR], 3], 1] = 0
    public.adopted[levels[ETAT, 3], 2] = 0
    assert set(np.flatnonzero(joint_projects(state))) == set(levels[[EPCI, REGION], 3])
    state.step = 32
    assert not joint_projects(state).any()


def test_clusters_are_joint_projects(world):
    """As long as they live: of every level of the places of their actors."""
    state = world("none").model(1).state
    found_actor(state, 99, 11, 0, FoundingParams())
    state.actors.cluster[state.n_actors - 1] = 0
    assert set(np.flatnonzero(joint_projects(state))) == set(state.places.levels[:, 11])
    state.clusters.closed[0] = 3
    assert not joint_projects(state).any()


def test_what_a_joint_project_teaches_depends_on_steering(world):
    """.03 of AC and of openness in the year, half of it where the elected cannot steer; at most 1."""
    state = world("none").model(1).state
    public, params = state.authorities, PublicParams(mobility=0.0)
    copied(state, 0, 0, born=0)
    one, two = state.places.levels[[EPCI, REGION], 0]
    public.adopted[two, 0], public.steering[one] = 0, 0
    public.steering[two] = 1
    before = public.absorptive.copy(), public.openness.copy()
    move_staff(state, usual_staff(state), params)
    for column, old in zip((public.absorptive, public.openness), before, strict=True):
        assert (column - old)[[one, two]].tolist() == pytest.approx([0.015, 0.03])
        assert np.array_equal(np.delete(column, [one, two]), np.delete(old, [one, two]))
    public.absorptive[two] = 0.99
    move_staff(state, usual_staff(state), params)
    assert public.absorptive[two] == 1.0


def test_public_action_transforms_itself_where_copies_come(world, run):
    """EPCI that received copies end abler and more open than when joint projects teach nothing."""
    taught = run("none").indicators["absorptive"]
    untaught = run("none", public=PublicParams(joint_learning=0.0)).indicators["absorptive"]
    assert taught[-1] > untaught[-1]
    assert taught[0] == untaught[0]
