"""Governing: where G tends and how fast, who follows it, and how carriers take sides."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.founding import USUAL_GOVERNANCE, statutes, usual_volunteers
from sim.modalities import BY_CONVENTION, BY_DIRECT, BY_GENERALISATION, BY_MARKET, BY_SHARES, modality_table
from sim.names import ADOPTER, MODALITIES, MODES, RELAY, TAKEN_OVER
from sim.processes.govern import GovernParams, step
from sim.rows import records
from sim.schedule import Params, begin, month

USUAL = GovernParams()
STILL = GovernParams(speed=0.0)


@pytest.fixture
def state(bare):
    """Return four places with three sites of an association each, their college of users full, nothing opened."""
    found = bare.world(places=4, citizens=400)
    bare.add_sites(found, 3, place=np.arange(3), governance=0.5, innovation=0)
    found.places.counts[0, :, ADOPTER], found.places.counts[0, :, RELAY] = 8, 2
    return found


def after(state, months, params=USUAL):
    """Return G of each site after some months."""
    for _ in range(months):
        step(state, params)
    return state.projects.governance[: state.n_projects].copy()


def test_governance_stays_where_statutes_put_it_as_long_as_people_take_part(state):
    assert after(state, 60) == pytest.approx(0.5)
    assert state.projects.volunteers[:3] == pytest.approx(state.innovations.volunteers[0])


def test_a_speed_of_0_leaves_it_constant_whatever_happens(bare):
    """Bit for bit, over six years of the whole schedule with copies, closings and animation; at the usual speed not."""
    moved = {}
    for speed in (0.0, 0.5):
        found = bare.world(places=8, citizens=1_200, concerned=0.4)
        params = Params(govern=GovernParams(speed=speed))
        begin(found, params)
        g, known = found.projects.governance, found.n_projects
        first = g[:known].copy()
        for _ in range(72):
            found.places.animation[:] = 1.0
            found.projects.choice[: found.n_projects] = MODES.index("affiliation")
            month(found, params)
        moved[speed] = ~np.isclose(found.projects.governance[:known], first, rtol=0, atol=0)
    assert not moved[0.0].any()
    assert moved[0.5].any()


def test_each_form_and_each_kind_of_take_over_has_its_own_statutes(bare):
    found = bare.world(kinds=3)
    found.modalities = modality_table(BY_GENERALISATION, BY_MARKET, BY_CONVENTION, BY_DIRECT, BY_SHARES)
    rows = bare.add_sites(found, 3 + len(MODALITIES), innovation=np.array([0, 1, 2] + [1] * len(MODALITIES)))
    found.projects.modality[rows[3:]], found.projects.stage[rows[3:]] = np.arange(len(MODALITIES)), TAKEN_OVER
    p, form, ways = records(found.projects), found.actors.form, found.modalities
    given_ = np.array([statutes(p, row, form, ways.governance) for row in rows])
    assert given_[:3].tolist() == USUAL_GOVERNANCE.tolist()
    assert given_[3:].tolist() == pytest.approx(np.clip(USUAL_GOVERNANCE[1] + ways.governance, 0, 1).tolist())
    assert len(set(given_[3:].tolist())) > 2
    full = found.innovations.volunteers
    usual = [usual_volunteers(p, row, full, ways.volunteers) for row in rows[3:]]
    assert usual == pytest.approx(full[1] * ways.volunteers)


@pytest.mark.parametrize(
    ("change", "target"),
    [
        ({"animation": 1.0}, 0.5 + 0.5 * 0.3 / 2),
        ({"involved": 1.0}, 0.5 + 0.5 * 0.3),
        ({"codified": 1.0}, 0.5 + 0.5 * 0.2),
        ({"animation": 1.0, "involved": 0.5, "codified": 0.5}, 0.5 + 0.5 * (0.15 + 0.15 + 0.1)),
        ({"volunteers": 0.0}, 0.5 * (1 - 0.4 * 0.5)),
        ({"relays": 0}, 0.5 * (1 - 0.4 * 0.5)),
        ({"volunteers": 0.0, "relays": 0}, 0.5 * (1 - 0.4)),
        ({"volunteers": 0.0, "relays": 0, "animation": 9.0, "involved": 1.0}, 0.5 * (1 - 0.4)),
        ({"volunteers": 0.0, "codified": 1.0}, 0.5 * (1 - 0.4 * 0.5) + 0.5 * 0.5 * 0.2),
    ],
)
def test_it_tends_to_what_those_present_and_ways_of_working_make_of_the_statutes(state, change, target):
    """In one month a twelfth of ``speed`` of the way, ``erosion`` times faster down."""
    p = state.projects
    state.places.animation[:] = change.get("animation", 0.0)
    state.places.counts[0, :, RELAY] = change.get("relays", 2)
    for name in ("involved", "codified", "volunteers"):
        if name in change:
            getattr(p, name)[:3] = change[name]
    pace = USUAL.speed / 12.0 * (1.0 if target > 0.5 else USUAL.erosion)
    assert after(state, 1) == pytest.approx(0.5 + pace * (target - 0.5))


def test_it_falls_faster_than_it_rises(state):
    """From as far below and above where it tends."""
    state.projects.governance[:2] = [0.35, 0.65]
    below, above, _ = after(state, 1)
    assert 0.65 - above == pytest.approx(USUAL.erosion * (below - 0.35)) and below > 0.35


def test_where_nobody_takes_part_it_falls_for_good(state):
    state.places.counts[0, :, RELAY] = 0
    held = []
    for _ in range(36):
        state.projects.volunteers[:3] = 0.0
        held.append(after(state, 1)[0])
    assert (np.diff(held) < 0).all() and held[-1] == pytest.approx(0.3, abs=0.01)


@settings(max_examples=60, deadline=None)
@given(
    g=st.floats(0, 1), volunteers=st.floats(0, 10), involved=st.floats(0, 1), codified=st.floats(0, 1),
    animation=st.floats(0, 50), relays=st.integers(0, 10), speed=st.floats(0, 12), followers=st.floats(0, 10),
    modality=st.integers(0, 5),
)  # fmt: skip
def test_governance_stays_between_0_and_1_and_volunteers_above_0(
    bare, g, volunteers, involved, codified, animation, relays, speed, followers, modality
):
    found = bare.world(places=2, citizens=100)
    bare.add_sites(found, 1, governance=g, volunteers=volunteers, involved=involved, codified=codified)
    found.projects.modality[0], found.projects.stage[0] = modality, TAKEN_OVER
    found.places.animation[:] = animation
    found.places.counts[0, :, ADOPTER], found.places.counts[0, :, RELAY] = 5, relays
    for _ in range(3):
        step(found, GovernParams(speed=speed, followers=followers))
    assert 0.0 <= found.projects.governance[0] <= 1.0 and found.projects.volunteers[0] >= 0.0


@pytest.mark.parametrize("beyond", [-0.3, 0.0, 0.3])
def test_volunteers_follow_governance(state, beyond):
    """Towards V* x (1 + followers x what G is beyond the usual), by a twelfth of ``volunteering`` a month."""
    state.projects.governance[:3] = 0.5 + beyond
    step(state, STILL)
    usual = state.innovations.volunteers[0]
    assert state.projects.volunteers[:3] == pytest.approx(usual * (1 + USUAL.volunteering / 12 * beyond))
    for _ in range(240):
        step(state, STILL)
    assert state.projects.volunteers[:3] == pytest.approx(usual * (1 + USUAL.followers * beyond), rel=1e-3)


def test_ideas_and_closed_sites_keep_theirs(state):
    p = state.projects
    p.stage[0], p.closed[1] = 0, 5
    p.involved[:3] = 1.0
    g = after(state, 12)
    assert g[0] == g[1] == 0.5 and g[2] > 0.5
    assert p.volunteers[0] == state.innovations.volunteers[0]


# stances


def carriers(bare, stances, **params):
    """Return a world whose one-site carriers of innovation 0 take these stances toward innovation 1, all at place 0."""
    found = bare.world(places=3, citizens=200)
    bare.add_sites(found, len(stances), innovation=0)
    found.actors.stance[: len(stances), 1] = stances
    return found


def ally(state, one, two, strength):
    """Tie carrier ``one`` to carrier ``two``."""
    state.actors.partner[one, 0], state.actors.strength[one, 0] = two, strength


def test_without_partners_nor_anything_to_see_nobody_changes_sides(bare):
    found = carriers(bare, [0.4, -0.3])
    before = found.actors.stance.copy()
    for _ in range(24):
        step(found, USUAL)
    assert np.array_equal(found.actors.stance, before)


def test_a_carrier_moves_towards_its_partners_by_the_strength_of_ties(bare):
    found = carriers(bare, [0.4, -0.4, 0.0])
    ally(found, 0, 1, 0.5)
    ally(found, 1, 2, 1.0)
    step(found, GovernParams(partners=0.6))
    assert found.actors.stance[:3, 1] == pytest.approx([0.4 - 0.05 * 0.5 * 0.8, -0.4 + 0.05 * 0.4, 0.0])


def test_a_carrier_moves_towards_what_it_sees_working_as_far_as_it_can_be_reached(bare):
    """Quality 1 convinces, quality 0 puts off, one half leaves undecided."""
    for quality, access in ((1.0, 0.8), (0.0, 0.8), (0.5, 0.4), (1.0, 0.0)):
        found = carriers(bare, [0.2])
        found.places.service[1], found.places.access[1] = quality, access
        step(found, GovernParams(sight=1.2))
        assert found.actors.stance[0, 1] == pytest.approx(0.2 + 0.1 * access * (2 * quality - 1 - 0.2))


def test_carriers_stand_by_what_they_carry(bare):
    found = carriers(bare, [0.0, 0.0])
    ally(found, 0, 1, 1.0)
    found.actors.stance[1, 0] = -1.0
    found.places.access[:], found.places.service[:] = 1.0, 0.0
    step(found, USUAL)
    assert found.actors.stance[0, 0] == 1.0 and found.actors.stance[0, 1] < 0.0


def test_a_place_holds_the_mean_stance_of_its_living_carriers(bare):
    found = carriers(bare, [0.5, -0.1, 0.9, 0.7])
    found.projects.place[:4] = [0, 0, 1, 2]
    found.projects.closed[3] = 1
    found.places.stance[:] = 9.0
    step(found, USUAL)
    assert found.places.stance[1].tolist() == pytest.approx([0.2, 0.9, 0.0])
    assert found.places.stance[0].tolist() == pytest.approx([1.0, 1.0, 0.0])


@settings(max_examples=40, deadline=None)
@given(
    stances=st.lists(st.floats(-1, 1), min_size=3, max_size=3), strength=st.floats(0, 1), pace=st.floats(0, 12),
    quality=st.floats(0, 1), access=st.floats(0, 1),
)  # fmt: skip
def test_stances_stay_between_against_and_for(bare, stances, strength, pace, quality, access):
    found = carriers(bare, stances)
    ally(found, 0, 1, strength)
    ally(found, 1, 2, strength)
    found.places.service[:], found.places.access[:] = quality, access
    for _ in range(3):
        step(found, GovernParams(partners=pace, sight=pace))
    for table in (found.actors.stance[:3], found.places.stance):
        assert (np.abs(table) <= 1.0).all()
