"""A shock still to come may be added when a run goes on; one of the past, or one that is there already, may not."""

import pytest

import essaimage as es
from sim.errors import InputError

SMALL = {"territory": "grid", "citizens": 200, "years": 6, "budget": 100_000.0,
         "params": {"territory.width": 3, "territory.height": 3, "territory.population": 9_000}}  # fmt: skip


@pytest.fixture(scope="module")
def stopped():
    return es.run(policy="seed_only", seed=1, months=24, **SMALL)


def test_a_shock_to_come_changes_what_follows_and_nothing_before(stopped):
    calm = es.resume(stopped)
    struck = es.resume(stopped, shocks=["plant_closure"], params={"plant_closure.year": 2029})
    whole = es.run(policy="seed_only", seed=1, shocks=["plant_closure"],
                   **{**SMALL, "params": {**SMALL["params"], "plant_closure.year": 2029}})  # fmt: skip
    assert struck.indicators.equals(whole.indicators) and not struck.indicators.equals(calm.indicators)
    early = calm.indicators["step"] < 48
    assert struck.indicators[early].equals(calm.indicators[early])


def test_a_shock_that_would_have_begun_is_refused(stopped):
    with pytest.raises(InputError, match=r"still to come, plant_closure\.year=2027"):
        es.resume(stopped, shocks=["plant_closure"], params={"plant_closure.year": 2026})
