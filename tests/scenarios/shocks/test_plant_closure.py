"""A plant closes, as Kodak at Chalon-sur-Saône: jobs, trust, a pool of skills, and a slow way back."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.shocks.plant_closure import PlantClosure

KODAK = PlantClosure(
    year=2006, first_year=2003, jobs=2_000.0, reach_km=10.0, active_share=0.45, trust_loss=0.1, back_to_work=0.25
)


def struck(world, shock, months):
    """Return month 0 columns and a state after ``months`` monthly strikes from the start of the run."""
    state = world("none").model(1).state
    before = {name: getattr(state.places, name).copy() for name in ("unemployment", "trust", "pool")}
    for month in range(months):
        state.step = month
        shock.strike(state)
    return before, state.places


def active(places):
    """Return the active persons by place."""
    return 0.45 * places.population


def test_nothing_happens_before_its_january(world):
    """Thirty-six months of calm for a closing in the fourth year."""
    before, places = struck(world, KODAK, 36)
    assert all(np.array_equal(getattr(places, name), old) for name, old in before.items())


def test_unemployment_rises_by_jobs_over_active(world):
    """All 2,000 jobs are lost, once: the sum over places of the rise times the active is 2,000."""
    before, places = struck(world, KODAK, 37)
    lost = (places.unemployment - before["unemployment"]) * active(places)
    assert lost.sum() == pytest.approx(2_000.0, rel=1e-9)
    np.testing.assert_allclose(lost, places.pool)


def test_jobs_are_lost_by_people_and_distance(world):
    """Around the most peopled place: population x exp(-distance / reach)."""
    _, places = struck(world, KODAK, 37)
    site = int(np.argmax(places.population))
    km = np.hypot(places.x - places.x[site], places.y - places.y[site])
    weight = places.population * np.exp(-km / 10.0)
    np.testing.assert_allclose(places.pool, 2_000.0 * weight / weight.sum())
    assert places.pool.argmax() == site


def test_trust_is_lost_near_the_plant(world):
    """A tenth at the plant, less with distance, nothing below 0, and only once."""
    before, places = struck(world, KODAK, 61)
    site = int(np.argmax(places.population))
    km = np.hypot(places.x - places.x[site], places.y - places.y[site])
    np.testing.assert_allclose(before["trust"] - places.trust, np.minimum(before["trust"], 0.1 * np.exp(-km / 10.0)))


@pytest.mark.parametrize("share", [0.2, 0.25, 0.3, 1.0])
def test_part_of_the_workers_find_work_within_two_years(world, share):
    """Month by month in equal parts; after two years that share is back, and no one later."""
    shock = replace(KODAK, back_to_work=share)
    before, places = struck(world, shock, 37 + 12)
    rise = ((places.unemployment - before["unemployment"]) * active(places)).sum()
    assert rise == pytest.approx(2_000 * (1 - share / 2))
    for months in (37 + 24, 37 + 80):
        before, places = struck(world, shock, months)
        rise = ((places.unemployment - before["unemployment"]) * active(places)).sum()
        assert rise == pytest.approx(2_000 * (1 - share), abs=1e-6)
        assert places.pool.sum() == pytest.approx(2_000 * (1 - share), abs=1e-6)


@settings(max_examples=30)
@given(jobs=st.floats(0, 1e6), reach=st.floats(0.1, 200), trust=st.floats(0, 1), back=st.floats(0, 1),
       months=st.integers(1, 40))  # fmt: skip
def test_shares_stay_shares(world, jobs, reach, trust, back, months):
    """However large the plant: unemployment and trust from 0 to 1, nobody negative in the pool."""
    shock = PlantClosure(year=2003, first_year=2003, jobs=jobs, reach_km=reach, trust_loss=trust, back_to_work=back)
    _, places = struck(world, shock, months)
    assert ((places.unemployment >= 0) & (places.unemployment <= 1)).all()
    assert ((places.trust >= 0) & (places.trust <= 1)).all()
    assert (places.pool >= 0).all()


def test_a_run_counts_years_from_its_first(world):
    """In a scenario from 2003 the closing of 2006 strikes in month 36: the run is the calm one until then."""
    calm = world("none", first_year=2003).run(1)
    shock = PlantClosure(year=2006)
    struck_ = world("none", first_year=2003, shocks=(shock,)).run(1)
    for name, values in calm.indicators.items():
        assert values[:37].tobytes() == struck_.indicators[name][:37].tobytes(), name
    assert struck_.indicators["wellbeing"][37] < calm.indicators["wellbeing"][37]
    assert shock.first_year != 2003  # the shock itself is not changed by the scenario


def test_the_pool_brings_ideas(world):
    """Skilled people who lost their jobs start projects: over three years more ideas than without."""
    born = {}
    for jobs in (0.0, 20_000.0):
        shock = PlantClosure(year=2026, jobs=jobs)
        projects = world("none", shocks=(shock,)).run(1).projects
        born[jobs] = int(((projects["parent"] == -1) & (projects["born"] > 12)).sum())
    assert born[20_000.0] > born[0.0]


@pytest.mark.parametrize("wrong", [{"year": 1900}, {"jobs": -1.0}, {"back_to_work": 1.1}, {"reach_km": 0.0}])
def test_values_that_cannot_be_are_refused(wrong):
    """Named with the rule."""
    with pytest.raises(ValueError, match=rf"plant_closure\.{next(iter(wrong))} is"):
        PlantClosure(**wrong)
