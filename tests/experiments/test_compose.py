"""Settings become one canonical cell, or one message with all that is wrong."""

import json

import pytest

from experiments.compose import build, compose
from experiments.identity import run_id
from experiments.overrides import as_overrides, read_override, value_of, written
from sim.errors import InputError
from sim.schedule import Params

SMALL = ("territory=grid", "territory.width=3", "territory.height=3", "citizens=100", "years=1")


def refused(*overrides):
    with pytest.raises(InputError) as caught:
        compose(overrides)
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        (".3", 0.3),
        ("1e6", 1e6),
        ("-4", -4),
        ("true", True),
        ("null", None),
        ("none", "none"),
        ("[a,b]", ["a", "b"]),
        ("[.3, 1]", [0.3, 1]),
        ("[]", []),
        ("'2'", "2"),
        ("2025-01", "2025-01"),
        ("[a,'b, c']", ["a", "b, c"]),
        ("[l'Ain,d]", ["l'Ain", "d"]),
    ],
)
def test_a_value_is_read_as_people_mean_it(text, value):
    found = value_of(text)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    "value", [0.1, 1, True, None, "fund_people", "2", ["a", "b"], [0.3, 1.0], ["a, b", "l'Ain, x", "01"]]
)
def test_a_value_written_is_read_back_the_same(value):
    assert read_override(written("key", value)).value == value


def test_settings_of_a_notebook_are_written_as_on_the_command_line():
    assert as_overrides({"operate.sigma": 0.3, "shocks": ["plant_closure"]}) == (
        "operate.sigma=0.3",
        "shocks=[plant_closure]",
    )


def test_a_cell_is_plain_json_and_holds_no_label():
    cell = compose(())
    assert json.loads(json.dumps(cell)) == cell
    assert "label" not in json.dumps(cell) and "credit" not in json.dumps(cell)


def test_a_cell_holds_every_parameter_of_the_world():
    assert set(Params.__dataclass_fields__) <= set(compose(())["params"])


@pytest.mark.parametrize(
    "spelled",
    [
        ("policy=current_mix",),
        ("seed=1", "years=15"),
        ("operate.sigma=1",),
        ("start=balanced", "start.capital=.4"),
        ("innovations=[health_school,third_place,solidarity_mobility,food_circuit]",),
        ("people_funding.term=5",),
        ("finance.transferable=.1",),
        ("policy.shares.seed_grant=0.5",),
    ],
)
def test_saying_a_default_or_what_changes_nothing_is_the_same_run(spelled):
    default = compose(())
    if spelled == ("operate.sigma=1",):
        spelled = (f"operate.sigma={default['params']['operate']['sigma']!r}",)
    assert run_id(compose(spelled)) == run_id(default)


@pytest.mark.parametrize(
    "setting",
    [
        "seed=2",
        "operate.sigma=.31",
        "policy=none",
        "start=staffed",
        "years=14",
        "citizens=19999",
        "first_year=2026",
        "budget=5e5",
        "innovations=[third_place]",
        "third_place.price=171",
        "seed_grant.amount=1e4",
        "finance.transferable=.2",
        "initial.need=.4",
        "territory=grid",
        "affiliation.price=5e4",
        "choice.means=.4",
        "policy.shares.seed_grant=.4",
    ],
)
def test_what_changes_a_run_changes_its_id(setting):
    assert run_id(compose((setting,))) != run_id(compose(()))


def test_only_the_instruments_of_the_policy_count():
    assert set(compose(("policy=fund_people",))["instruments"]) == {"people_funding"}
    assert compose(("policy=none", "people_funding.term=5")) == compose(("policy=none",))


def test_without_money_the_rules_of_finance_do_not_count():
    none = compose(("policy=none",))
    assert "finance" not in none["params"] and "budget" not in none
    assert compose(("policy=none", "finance.transferable=1", "budget=3e6")) == none
    assert compose(("policy=current_mix", "budget=0")) == none


def test_whole_numbers_become_floats_where_the_parameter_is_one():
    cell = compose(("operate.sigma=1", "budget=1000000", "third_place.price=150"))
    assert isinstance(cell["params"]["operate"]["sigma"], float) and isinstance(cell["budget"], float)
    assert isinstance(cell["innovations"]["third_place"]["price"], float)
    assert run_id(cell) == run_id(compose(("operate.sigma=1.0", "budget=1e6", "third_place.price=150.0")))


def test_a_scenario_built_from_a_cell_is_what_was_asked():
    scenario = build(
        compose(
            (
                *SMALL,
                "policy=fund_people",
                "people_funding.term=5",
                "operate.sigma=.3",
                "start=equipped",
                "affiliation.price=5",
                "first_year=2003",
                "shocks=[plant_closure]",
                "plant_closure.year=2003",
            )
        )
    )
    assert scenario.params.operate.sigma == 0.3 and scenario.params.affiliation.price == 5.0
    assert scenario.params.affiliation.name == "affiliation"
    assert scenario.instruments["people_funding"].term == 5 and scenario.policy.shares == {"people_funding": 1.0}
    assert (scenario.start.capital, scenario.start.posts) == (0.8, 0.1)
    assert scenario.shocks[0].year == 2003 and scenario.citizens == 100
    assert len(scenario.territory.places()) == 9


def test_the_seeds_of_a_configuration_share_one_scenario():
    assert build(compose((*SMALL, "seed=1"))) is build(compose((*SMALL, "seed=2")))


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("polcy=none", ["Unknown setting 'polcy'", "Did you mean policy"]),
        ("policy=fund_peple", ["Did you mean fund_people", "read in policy=fund_peple"]),
        ("territory=chalon", ["Did you mean chalon_creusot"]),
        ("start=equiped", ["Did you mean equipped"]),
        ("innovations=[thirdplace]", ["Did you mean third_place"]),
        ("innovations=[third_place,third_place]", ["twice"]),
        ("innovations=[]", ["at least one"]),
        ("shocks=[kodak]", ["Unknown shock 'kodak'", "plant_closure"]),
        ("operate.sgma=1", ["Did you mean sigma", "operate.sgma=1"]),
        ("operat.sigma=1", ["Did you mean operate.sigma"]),
        ("operate.sigma=99", ["0.05 to 10", "elasticity", "read in operate.sigma=99"]),
        ("operate.sigma=high", ["'high'", "must be a number"]),
        ("operate.sigma=true", ["True", "must be a number"]),
        ("operate.sigma=nan", ["must be a number"]),
        ("people_funding.term=0", ["1 to 15 (years)"]),
        ("people_funding.term=2.5", ["whole number"]),
        ("budget=-4", ["budget is -4", "euros a year"]),
        ("seed=-1", ["seed is -1", "0 or more"]),
        ("seed=1.5", ["whole number"]),
        ("years=0", ["1 to 100 (years)"]),
        ("citizens=5", ["citizens"]),
        ("territory=file", ["territory.path=FILE.csv"]),
        ("policy.shares.catalysis=.3", ["their sum at most 1"]),
        ("policy.shares.seed_grant=2", ["0 to 1", "policy.shares.seed_grant=2"]),
        ("policy.shares.seedgrant=.2", ["policy.shares.seed_grant"]),
        ("plant_closure.year=2030", ["shocks=[plant_closure]"]),
        ("shocks=[plant_closure]", ["2006", "horizon 2025 to 2039"]),
        ("years", ["no setting", "key=value"]),
        ("operate=3", ["Unknown setting 'operate'"]),
    ],
)
def test_a_bad_setting_is_named_with_its_rule_and_the_way_out(setting, said):
    error = refused(setting)
    for part in said:
        assert part in str(error), str(error)
    assert error.text("fr") != error.text("en")


def test_all_the_problems_are_said_at_once():
    error = refused(
        "polcy=none",
        "operate.sigma=99",
        "seed=-1",
        "budget=-4",
        "people_funding.term=0",
        "territory=file",
        "shocks=[plant_closure]",
        "start=x",
        "foo",
    )
    assert len(error.problems) == 9
    assert len(error.text("fr").splitlines()) == 9


def test_a_missing_file_is_said_with_its_path(tmp_path):
    path = tmp_path / "none.csv"
    assert str(path) in str(refused("territory=file", f"territory.path={path}"))


TWO = "code,nom,population,lat,lon\na,A,1000,46,4\nb,B,500,46.01,4\n"


def test_a_file_that_changed_is_another_run_and_the_old_one_cannot_be_made_again(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(TWO)
    settings = ("territory=file", f"territory.path={path}", "citizens=100", "years=1")
    before = compose(settings)
    assert len(build(before).territory.places()) == 2
    path.write_text(TWO + "c,C,300,46,4.01\n")
    after = compose(settings)
    assert run_id(before) != run_id(after)
    with pytest.raises(InputError, match="has changed"):
        build(before)


def test_the_problems_of_a_file_come_with_those_of_the_settings(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("code,nom,population,lat,lon\na,A,-3,46,4\n")
    text = str(refused("territory=file", f"territory.path={path}", "seed=-1"))
    assert "bad.csv" in text and "seed is -1" in text
