"""A policy of one's own: policy=file policy.path=FILE.yaml, checked whole before anything runs."""

import pytest

from experiments.compose import compose
from experiments.expand import expand
from experiments.policy_file import policy_shares
from sim.errors import InputError

SMALL = ("territory=grid", "territory.width=3", "territory.height=3", "citizens=100", "years=1")


@pytest.fixture
def policy(tmp_path):
    def write(text):
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refused(*overrides):
    with pytest.raises(InputError) as caught:
        compose((*SMALL, *overrides))
    return [problem.en for problem in caught.value.problems]


def test_shares_of_a_file_are_those_of_the_run(policy):
    path = policy("name: mine\nshares:\n  people_funding: 0.6\n  seed_grant: .4\n")
    cell = compose((*SMALL, "policy=file", f"policy.path={path}"))
    assert cell["shares"] == {"people_funding": 0.6, "seed_grant": 0.4}
    same = ("policy=none", "policy.shares.people_funding=.6", "policy.shares.seed_grant=.4")
    assert cell == compose((*SMALL, *same))


def test_the_file_is_read_again_when_it_changes(policy):
    settings = (*SMALL, "policy=file", f"policy.path={policy('shares: {seed_grant: 1}')}")
    assert compose(settings)["shares"] == {"seed_grant": 1.0}
    policy("shares: {catalysis: 1}")
    assert compose(settings)["shares"] == {"catalysis": 1.0}


def test_a_share_typed_beside_the_file_counts_more(policy):
    path = policy("shares: {seed_grant: .5, catalysis: .5}")
    cell = compose((*SMALL, "policy=file", f"policy.path={path}", "policy.shares.catalysis=.1"))
    assert cell["shares"] == {"catalysis": 0.1, "seed_grant": 0.5}


def test_the_file_must_be_named_and_asked_for(policy):
    assert "needs policy.path" in refused("policy=file")[0]
    path = policy("shares: {seed_grant: 1}")
    assert "Add policy=file" in refused("policy=none", f"policy.path={path}")[0]
    assert compose((*SMALL, "policy=file", "policy.shares.seed_grant=1"))["shares"] == {"seed_grant": 1.0}


def test_in_a_sweep_the_file_is_one_policy_among_others(policy):
    path = policy("shares: {seed_grant: 1}")
    design = expand(None, (*SMALL, "policy=[none,file,catalysis]", f"policy.path={path}", "seeds=1"))
    assert design.policies == ["none", "file", "catalysis"]
    assert [cell["shares"] for cell in design.cells] == [{}, {"seed_grant": 1.0}, {"catalysis": 1.0}]


def test_all_that_is_wrong_in_the_file_is_said_with_the_rest(policy):
    path = policy(
        "shares:\n  seed_grnat: .5\n  catalysis: 2\n  valorisation: x\n  people_funding: .7\n  seed_grant: .6\n"
    )
    said = refused("policy=file", f"policy.path={path}", "years=0")
    assert len(said) == 5
    assert any("Did you mean seed_grant" in s for s in said) and any("catalysis is 2" in s for s in said)
    assert any("'x'" in s for s in said) and any("add up to 1.8" in s for s in said) and any("years" in s for s in said)


@pytest.mark.parametrize(
    ("text", "part"),
    [("shares: [1]", "no shares"), ("name: x", "no shares"), ("- a", "holds no table"), ("a: [", "YAML")],
)
def test_a_file_that_is_no_policy_is_refused(policy, text, part):
    with pytest.raises(InputError, match=part):
        policy_shares(policy(text))


def test_a_missing_file_is_said():
    assert "does not exist" in refused("policy=file", "policy.path=nowhere.yaml")[0]
