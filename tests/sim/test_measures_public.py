"""Indicators of public actors, against plain counts."""

import numpy as np
import pytest

from sim.measures import INDICATORS, measure
from sim.names import COMMUNE, DEPARTEMENT, EPCI, ETAT, REGION

LEVEL = {
    "policy_communes": COMMUNE, "policy_epci": EPCI, "policy_departements": DEPARTEMENT, "policy_regions": REGION,
    "policy_state": ETAT,
}  # fmt: skip
MEANS = ("absorptive", "openness", "trials_heard", "elections", "belief", "pressure")


def numbers(state):
    return dict(zip(INDICATORS, measure(state), strict=True))


@pytest.fixture
def state(bare):
    made, rng = bare.world(places=9), np.random.default_rng(2)
    public = made.authorities
    public.absorptive[:], public.openness[:] = rng.random((2, public.code.size))
    public.heard[:], public.mandate[:] = rng.integers(0, 9, (2, public.code.size))
    public.successes[:], public.failures[:] = rng.uniform(0.5, 20, (2, *public.successes.shape))
    public.pressure[:] = rng.random(public.pressure.shape)
    return made


def test_means_are_by_people_served(state):
    """Someone served by five levels counts five times: each with what that level is like."""
    public, found = state.authorities, numbers(state)
    belief = (public.successes / (public.successes + public.failures)).mean(axis=1)
    columns = (public.absorptive, public.openness, public.heard, public.mandate, belief, public.pressure.mean(axis=1))
    for name, values in zip(MEANS, columns, strict=True):
        assert found[name] == pytest.approx(np.average(values, weights=public.population)), name


def test_policies_are_counted_by_level(state):
    """One innovation is enough; two count twice among policies only."""
    public = state.authorities
    assert numbers(state)["policies"] == 0 == sum(numbers(state)[name] for name in LEVEL)
    public.adopted[:3, 0] = 5
    public.adopted[0, 1] = public.adopted[9, 1] = 7
    public.adopted[public.level == ETAT, 0] = 0
    found = numbers(state)
    assert found["policies"] == 6
    assert {name: found[name] for name in LEVEL} == {
        "policy_communes": pytest.approx(3 / 9), "policy_epci": 0.5, "policy_departements": 0.0, "policy_regions": 0.0,
        "policy_state": 1.0,
    }  # fmt: skip


def test_inhabitants_are_those_there_are_now(state):
    assert numbers(state)["inhabitants"] == state.places.population.sum()
    state.places.population[:] *= 1.5
    assert numbers(state)["inhabitants"] == state.places.population.sum()
