"""An early election: the elected of its kind of vote change at its date, the calendar goes on, staff stay."""

import numpy as np
import pytest

from agents.mandates import VOTES, PublicParams
from scenarios.shocks.election import Election


@pytest.mark.parametrize("vote", VOTES)
def test_those_who_vote_are_renewed_once(world, vote):
    model, calm = (world("none", shocks=s).model(1) for s in ((Election(year=2025, month=6, vote=vote),), ()))
    for _ in range(12):
        model.step()
        calm.step()
        voted = np.isin(model.state.authorities.level, VOTES[vote][0]) & (model.state.step >= 6)
        assert np.array_equal(model.state.authorities.mandate, voted.astype(int))
    changed = (model.state.authorities.priority != calm.state.authorities.priority).any(axis=1)
    assert np.array_equal(changed, voted)
    assert np.array_equal(model.state.authorities.absorptive, calm.state.authorities.absorptive)


def test_the_calendar_goes_on(world):
    """Municipal votes in June 2025 and in March 2026."""
    model = world("none", shocks=(Election(year=2025, month=6),)).model(1)
    for _ in range(16):
        model.step()
    assert set(model.state.authorities.mandate[model.state.authorities.level <= 1].tolist()) == {2}


def test_it_draws_the_elected_as_the_scenario_says(world):
    """With nobody for co-construction, nobody is; the shock given is not changed."""
    shock = Election(year=2025)
    scenario = world("none", shocks=(shock,), public=PublicParams(coconstruction=0.0))
    model = scenario.model(1)
    model.step()
    public = model.state.authorities
    assert (public.mandate[public.level <= 1] == 1).all() and not public.coconstruction.any()
    assert shock.public == PublicParams()


def test_a_vote_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match=r"election\.vote is"):
        Election(vote="European")
