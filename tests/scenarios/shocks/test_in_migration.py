"""People move in: places grow by a share of the whole territory's people, and newcomers know of nothing there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.shocks.in_migration import DENSEST, InMigration
from sim.names import UNAWARE

YEARLY = InMigration(year=2026, month=7, rate=0.02, years=3)


def test_it_comes_once_a_year_at_its_date(world):
    """Three Julys, each by 2% of the people there are then."""
    people = world("none", shocks=(YEARLY,)).run(1).indicators["inhabitants"]
    expected, now = [people[0]], people[0]
    for month in range(72):
        now *= 1.02 if month in (18, 30, 42) else 1.0
        expected.append(now)
    assert people.tolist() == pytest.approx(expected)


@settings(max_examples=20)
@given(rate=st.floats(0, 0.5), where=st.sampled_from(["everywhere", "dense", "attractive"]))
def test_where_they_settle(world, rate, where):
    """The same number in all; by people, by people in dense places, or by people times attractiveness."""
    state = world("none").model(1).state
    places, before = state.places, state.places.population.copy()
    places.attractiveness[:] = np.linspace(0, 1, before.size)
    weight = {"everywhere": np.ones(25), "dense": places.density <= DENSEST, "attractive": places.attractiveness}[where]
    InMigration(year=2025, rate=rate, where=where).strike(state)
    came = places.population - before
    assert came.sum() == pytest.approx(rate * before.sum(), abs=1e-6)
    share = before * weight / (before * weight).sum()
    np.testing.assert_allclose(came, rate * before.sum() * share, atol=1e-6)


def test_nobody_settles_where_nothing_draws_them(world):
    state = world("none").model(1).state
    before = state.places.population.copy()
    state.places.attractiveness[:] = 0.0
    InMigration(year=2025, rate=0.1, where="attractive").strike(state)
    assert np.array_equal(state.places.population, before)


def test_newcomers_lower_what_is_known_and_the_same_ones_come_under_every_policy(world):
    """The month they come, awareness falls by about their share of those aware; policies name the same citizens."""
    shock = InMigration(year=2027, rate=0.3, years=1)
    changed = {}
    for policy in ("none", "current_mix"):
        model = world(policy, shocks=(shock,)).model(1)
        for _ in range(24):
            model.step()
        knew = model.state.audience.stage != UNAWARE
        for s in model.shocks:
            s.strike(model.state)
        changed[policy] = knew & (model.state.audience.stage == UNAWARE), knew
    again, knew = changed["none"]
    assert again.sum() / knew.sum() == pytest.approx(0.3 / 1.3, abs=0.08)
    both = knew & changed["current_mix"][1]
    assert np.array_equal(again[both], changed["current_mix"][0][both])


@pytest.mark.parametrize("wrong", [{"rate": -0.1}, {"rate": 0.6}, {"years": 0}, {"where": "coast"}])
def test_values_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match=rf"in_migration\.{next(iter(wrong))} is"):
        InMigration(**wrong)
