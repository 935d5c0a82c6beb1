"""Policies and starts: shares of one budget, and what a site opens with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.policy import Policy, Start
from sim.errors import ParameterError

NAMES = ("none", "current_mix", "seed_only", "fund_people", "fund_investments", "people_and_investments", "catalysis")


@pytest.mark.parametrize("shares", [{"seed_grant": 1.2}, {"seed_grant": -0.1}, {"seed_grant": float("nan")},
                                    {"seed_grant": 0.6, "catalysis": 0.5}])  # fmt: skip
def test_shares_that_do_not_fit_one_budget_are_refused(shares):
    """Each from 0 to 1, at most 1 in all."""
    with pytest.raises(ParameterError, match="each must be from 0 to 1 and their sum at most 1"):
        Policy("odd", "Étrange", "Odd", shares=shares)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_shares_are_accepted_exactly_when_they_fit(values):
    """Up to rounding: ten tenths are a whole."""
    shares = {f"tool_{k}": value for k, value in enumerate(values)}
    if sum(values) <= 1.0:
        assert dict(Policy("p", "p", "p", shares=shares).shares) == shares
    elif sum(values) > 1.0 + 1e-6:
        with pytest.raises(ParameterError):
            Policy("p", "p", "p", shares=shares)
    assert Policy("tenths", "t", "t", shares={str(k): 0.1 for k in range(10)})


def test_policies_of_one_content_are_one_key():
    """The order of shares does not make another policy."""
    one = Policy("p", "p", "p", shares={"a": 0.2, "b": 0.3})
    other = Policy("p", "p", "p", shares={"b": 0.3, "a": 0.2})
    assert one == other and hash(one) == hash(other)
    assert one != Policy("p", "p", "p", shares={"a": 0.3, "b": 0.2})


@pytest.mark.parametrize("name", NAMES)
def test_the_project_s_policies_use_instruments_there_are(world, name):
    """They compose, have both labels and a line in both languages, and spend what their shares say."""
    scenario = world(name)
    policy = scenario.policy
    assert policy.name == name
    assert policy.label_fr and policy.label_en and policy.line_fr and policy.line_en
    assert scenario.programme.shares(1).sum() == pytest.approx(0.0 if name == "none" else 1.0)


def test_the_policies_are_what_their_names_say(world):
    """One instrument for the pure ones, halves and quarters for the mixes."""
    shares = {name: dict(world(name).policy.shares) for name in NAMES}
    assert shares == {
        "none": {}, "seed_only": {"seed_grant": 1.0}, "fund_people": {"people_funding": 1.0},
        "fund_investments": {"investment_grant": 1.0}, "catalysis": {"catalysis": 1.0},
        "people_and_investments": {"investment_grant": 0.5, "people_funding": 0.5},
        "current_mix": {"seed_grant": 0.5, "valorisation": 0.25, "investment_grant": 0.25},
    }  # fmt: skip


@pytest.mark.parametrize(("capital", "posts"), [(0.8, 0.1), (0.4, 0.4), (0.3, 0.8)])
def test_every_site_opens_as_start_says(world, capital, posts):
    """First sites hold K0 and L0; a copy opens with the same share of its kind's full site."""
    scenario = world("none", start=Start("s", "s", "s", capital=capital, posts=posts), years=6)
    model = scenario.model(1)
    p, kinds = model.state.projects, model.state.innovations
    which = p.innovation[:24]
    assert p.capital[:24].tolist() == pytest.approx((capital * kinds.capital[which]).tolist())
    assert p.posts[:24].tolist() == pytest.approx((posts * kinds.posts[which]).tolist())
    copies = 0
    while model.state.step < 72:
        known = model.state.n_projects
        model.step()
        p = model.state.projects
        for row in range(known, model.state.n_projects):
            if p.parent[row] >= 0:
                copies += 1
                assert p.capital[row] == pytest.approx(capital * kinds.capital[p.innovation[row]])
                assert p.posts[row] == pytest.approx(posts * kinds.posts[p.innovation[row]])
    assert copies > 0


@pytest.mark.parametrize("wrong", [{"capital": 1.5}, {"posts": -0.1}, {"capital": "half"}])
def test_a_start_is_a_share(wrong):
    """Of a full site, from 0 to 1."""
    with pytest.raises(ParameterError, match="start"):
        Start("s", "s", "s", **wrong)
