"""An experiment becomes a plan: dials turned by settings, redundant runs removed, every problem said first."""

import pytest

from experiments.expand import Experiment, expand, experiment_named
from sim.errors import InputError

SMALL = ("territory=grid", "territory.width=3", "territory.height=3", "citizens=100", "years=1")
PLAN = Experiment(
    "plan",
    ("none", "fund_people", "fund_investments"),
    "none",
    2,
    {"operate.sigma": (0.3, 2.0), "people_funding.term": (1, 5), "finance.transferable": (0.1, 1.0)},
)


def test_runs_that_a_dial_does_not_touch_are_made_once():
    design = expand(PLAN, SMALL)
    assert len(design.plan) == 3 * 8 * 2
    runs = design.plan.groupby("policy")["run_id"].nunique()
    assert runs.to_dict() == {"none": 2 * 2, "fund_people": 8 * 2, "fund_investments": 4 * 2}
    assert len(design.cells) == 28


def test_a_list_turns_a_dial_and_one_value_fixes_it():
    design = expand(PLAN, (*SMALL, "operate.sigma=1", "start=[equipped,staffed]", "people_funding.term=3"))
    assert design.plan["world"].nunique() == 2 * 2
    assert set(design.plan["operate.sigma"]) == {1} and set(design.plan["start"]) == {"equipped", "staffed"}


def test_settings_say_which_policies_seeds_and_reference():
    design = expand(PLAN, (*SMALL, "policy=[fund_people,none]", "reference=fund_people", "seeds=3", "seed=7"))
    assert design.policies == ["fund_people", "none"] and design.reference == "fund_people"
    assert set(design.plan["seed"]) == {7, 8, 9}


def test_settings_without_experiment_make_a_plan():
    design = expand(None, (*SMALL, "policy=[none,catalysis]", "seeds=2", "operate.sigma=[.5,1]"))
    assert (design.name, design.reference, design.dials) == ("sweep", "none", ["operate.sigma"])


def test_kodak_sets_its_first_year_and_a_setting_overrides_it():
    experiment = experiment_named("kodak_then_what", reduced=True)
    assert expand(experiment, ("seeds=1", "citizens=100")).cells[0]["first_year"] == 2003
    assert expand(experiment, ("seeds=1", "citizens=100", "first_year=2005")).cells[0]["first_year"] == 2005


def test_the_demo_ends_within_minutes_and_keeps_every_policy():
    design = expand(experiment_named("people_vs_investments", reduced=True))
    assert 500 <= len(design.cells) <= 900
    assert len(design.policies) == 7 and len(design.dials) == 4


def test_the_full_experiment_removes_its_redundant_cells():
    design = expand(experiment_named("people_vs_investments"), ("seeds=1",))
    assert len(design.plan) == 7 * 72 and len(design.cells) == 12 + 4 * 24 + 2 * 72


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (("operate.sigma=[.3,99]",), ["operate.sigma is 99", "0.05 to 10"]),
        (
            ("people_funding.term=[0,1]", "seeds=0", "policy=[none,catalyse]"),
            ["term is 0", "seeds is 0", "Did you mean catalysis"],
        ),
        (("years=0", "operate.sgma=[1,2]"), ["years is 0", "Did you mean sigma"]),
        (("operate.sigma=[]",), ["at least one"]),
        (("seed=[1,2]",), ["seeds=N"]),
        (("reference=seed_only",), ["seed_only"]),
        (("seeds=2.5",), ["whole number"]),
    ],
)
def test_every_problem_of_a_plan_is_said_before_anything_runs(settings, said):
    with pytest.raises(InputError) as caught:
        expand(PLAN, (*SMALL, *settings))
    for part in said:
        assert part in str(caught.value), str(caught.value)


def test_an_unknown_experiment_is_named_with_the_nearest():
    with pytest.raises(InputError, match="Did you mean kodak_then_what"):
        experiment_named("kodak_then_wat")
