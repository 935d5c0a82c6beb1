"""Third places: what they ask, how they are built and go, and how they mix people."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import hear_neighbours
from sim.names import ADOPTER, COMMUNE
from sim.processes.gather import CONDITIONS, GatherParams, conditions, potential, step

HERE = np.array([2])


def months(state, number, tended=0.0, **params):
    """Let months pass, with money assured to the third place of place 2 in each of them."""
    for _ in range(number):
        state.step += 1
        state.places.tended[:] = 0.0
        state.places.tended[2] = tended
        step(state, GatherParams(**params))


def ideal(bare):
    """Return a world in which place 2 meets every condition fully."""
    state = bare.world()
    places, public = state.places, state.authorities
    public.openness[:] = places.digital_access[:] = places.digital_skill[:] = places.trust[:] = 1.0
    places.population[2], places.access[:], places.animation[:], places.tended[2] = 1e6, 1.0, 1e12, 1e6
    commune = places.levels[COMMUNE, 2]
    public.coconstruction[commune] = public.steering[commune] = 1
    return state


def test_six_conditions_all_met_make_one(bare):
    state = ideal(bare)

    assert len(CONDITIONS) == 6
    np.testing.assert_allclose(conditions(state, HERE, GatherParams()).ravel(), np.ones(6))
    assert potential(state, HERE, GatherParams()) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("condition", "spoil"),
    [
        ("openness", lambda s: (s.authorities.openness.fill(0.0), s.places.digital_skill.fill(0.0))),
        ("central", lambda s: s.places.population.__setitem__(2, 0.0)),
        ("themes", lambda s: s.places.access.fill(0.0)),
        ("debates", lambda s: s.places.animation.fill(0.0)),
        ("trust", lambda s: s.places.trust.fill(0.0)),
        ("time", lambda s: s.places.tended.fill(0.0)),
    ],
)
def test_one_missing_condition_takes_its_sixth_and_no_more(bare, condition, spoil):
    """At 0 it counts ``least``: the potential falls by least^(1/6); the other five do not move."""
    state = ideal(bare)
    spoil(state)

    found = conditions(state, HERE, GatherParams(host=0.0)).ravel()

    bad = CONDITIONS.index(condition)
    assert found[bad] == 0.0
    np.testing.assert_allclose(np.delete(found, bad), np.ones(5))
    assert potential(state, HERE, GatherParams(host=0.0, least=0.1)) == pytest.approx(0.8 * 0.1 ** (1 / 6))


@pytest.mark.parametrize(("willing", "able", "governance"), [(0, 0, 0.5), (1, 0, 0.65), (1, 1, 0.8)])
def test_its_own_governance_multiplies_all(bare, willing, able, governance):
    state = ideal(bare)
    commune = state.places.levels[COMMUNE, 2]
    state.authorities.coconstruction[commune], state.authorities.steering[commune] = willing, able

    assert potential(state, HERE, GatherParams()) == pytest.approx(governance)


def test_it_takes_its_months_to_build(bare):
    """In equal steps while its conditions hold; 21 months of money make it what it can be, 20 do not."""
    state = bare.world()
    months(state, 10, tended=30.0)
    most = potential(state, HERE, GatherParams())[0]
    assert state.places.third_place[2] == pytest.approx(most * 10 / 21)
    months(state, 10, tended=30.0)
    assert state.places.third_place[2] == pytest.approx(most * 20 / 21)
    months(state, 5, tended=30.0)
    assert state.places.third_place[2] == pytest.approx(most)
    assert np.count_nonzero(state.places.third_place) == 1


def test_without_money_it_fades_and_is_gone(bare):
    state = bare.world()
    state.places.third_place[2] = 0.5

    months(state, 12)
    assert state.places.third_place[2] == pytest.approx(0.5 * np.exp(-0.3))
    months(state, 150)
    assert not state.places.third_place.any() and not state.places.mixing.any()


def test_people_grow_unsure_as_the_money_nears_its_end(bare):
    state = bare.world()
    levels = []
    for left in (36.0, 12.0, 1.0):
        state.places.tended[2] = left
        levels.append(potential(state, HERE, GatherParams())[0])

    assert levels[0] > levels[1] > levels[2]


@given(quality=st.floats(0, 1), meeting=st.floats(0, 1), output=st.floats(0, 1.3), people=st.floats(1, 1e6))
def test_mixing_is_the_stated_function(bare, quality, meeting, output, people):
    """mu = strongest x [1 - (1 - Q s)(1 - meeting x min(1, y) s)], s = min(1, catchment / people); 0 where neither."""
    state = bare.world()
    bare.add_sites(state, place=2, output=output)
    state.innovations.meeting[0], state.places.third_place[2], state.places.population[2] = meeting, quality, people

    step(state, GatherParams(fading=0.0, catchment=5_000.0, strongest=0.4))

    kept = quality if quality >= 0.01 else 0.0
    s = min(1.0, 5_000.0 / people)
    expected = 0.4 * (1 - (1 - kept * s) * (1 - meeting * min(1.0, output) * s))
    assert state.places.mixing[2] == pytest.approx(expected, abs=1e-15)
    assert np.count_nonzero(np.delete(state.places.mixing, 2)) == 0
    assert (state.places.mixing[2] == 0.0) == (kept * s == 0.0 and meeting * output * s < 1e-15)


def test_mixing_is_heard_at_once_where_it_ends_too(bare):
    """Exposure equals its plain definition after mixing came, and after it went."""
    state = bare.world(places=4, citizens=800, concerned=0.5)
    base, slope = bare.hazards(state, np.random.default_rng(1))
    state.places.third_place[:] = [0.9, 0.0, 0.5, 0.0]
    for month in range(24):
        if month == 12:
            state.places.third_place[0] = 0.0
        step(state, GatherParams(fading=0.0))
        bare.both_drains(state, base, slope)

    assert (state.places.mixing > 0).tolist() == [False, False, True, False]
    assert state.places.counts[:, :, ADOPTER].sum() > 50
    step(state, GatherParams(fading=0.0))
    hear_neighbours(state)
    np.testing.assert_allclose(state.audience.social, bare.Dense(state).pressure(), rtol=1e-6)


def test_a_mixed_place_hears_of_what_its_own_people_do(bare):
    """With every contact unaware but half the place adopting, only where people mix are the unaware exposed."""
    state = bare.world(places=3, citizens=600, concerned=0.5)
    state.places.third_place[1] = 1.0
    state.places.counts[:, :, ADOPTER] = state.places.counts[:, :, 0] // 2

    step(state, GatherParams(fading=0.0))
    hear_neighbours(state)

    exposed = [state.audience.social[state.citizens.place[state.audience.citizen] == p] for p in range(3)]
    assert (exposed[1] > 0).all()
    assert not exposed[0].any() and not exposed[2].any()
