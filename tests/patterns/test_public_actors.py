"""Public actors over fifteen years without any policy of money: what they learn, decide and become."""

import numpy as np
import pytest

YEARS = 15


@pytest.fixture(scope="module", params=[1, 2, 3], ids="seed {}".format)
def indicators(request, run, territories, packaged):
    chalon = territories["chalon"]
    found = run(seed=request.param, policy="none", territory=chalon, innovations=packaged, years=YEARS, citizens=4_000)
    return found.indicators


def test_policies_spread_to_some_and_not_to_all(indicators):
    """Neither nobody nor everybody: calibrated, see docs/assumptions.md."""
    assert 0.15 < indicators["policy_communes"][-1] < 0.75
    assert 0 < indicators["policies"][-1] < 0.5 * 124 * 4
    assert (np.diff(indicators["policies"][::12]) >= 0).sum() >= YEARS - 2


def test_belief_comes_near_the_merit_of_what_is_tried(indicators):
    """From .5 towards .7, less what weak sites and closings cost."""
    assert indicators["belief"][0] == 0.5
    assert 0.55 < indicators["belief"][-1] < 0.72


def test_public_action_transforms_itself(indicators):
    """Joint projects raise absorptive capacity and openness."""
    for name in ("absorptive", "openness"):
        assert indicators[name][-1] > indicators[name][0]


def test_everybody_votes_as_the_calendar_says(indicators):
    """By the end of 2039: municipal votes 3 times on two levels, departements and regions 2, the State 3 times."""
    assert indicators["elections"][-1] == pytest.approx((3 + 3 + 2 + 2 + 3 + 0) / 6)
    assert indicators["elections"][14] == 0 and indicators["elections"][15] == pytest.approx(2 / 6)
