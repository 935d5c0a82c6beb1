"""Every file of configs/ composes, says who it is in two languages and repeats no default of a class."""

import math
import re
from pathlib import Path

import pytest
from hydra.utils import get_class

from experiments.catalogue import GROUPS, INSTRUMENT_LABELS, SHOCK_LABELS, about, names
from experiments.choices import hydra_config, option
from experiments.compose import compose
from experiments.expand import experiment_named
from experiments.overrides import as_overrides
from experiments.words import forbidden
from scenarios.policy import Start
from sim.measures import INDICATORS
from sim.names import FORMS

CONFIGS = Path(__file__).resolve().parents[1] / "configs"
POLICIES = {
    "none": {},
    "current_mix": {"seed_grant": 0.5, "valorisation": 0.25, "investment_grant": 0.25},
    "seed_only": {"seed_grant": 1},
    "fund_people": {"people_funding": 1},
    "fund_investments": {"investment_grant": 1},
    "people_and_investments": {"people_funding": 0.5, "investment_grant": 0.5},
    "catalysis": {"catalysis": 1},
    "ecosystem": {
        "catalysis": 0.35, "co_training": 0.2, "tiers_lieu": 0.2, "capitalisation": 0.1, "study_trips": 0.1,
        "platform": 0.05,
    },
    "scale_up": {
        "scale_up_support": 0.55, "capitalisation": 0.15, "study_trips": 0.1, "advocacy": 0.1, "ambassadors": 0.05,
        "recognition": 0.05,
    },
    "competitive_call": {"competitive_call": 1},
    "takeover": {"take_over": 0.8, "co_training": 0.2},
    "citizens_first": {"citizen_relays": 0.4, "tiers_lieu": 0.3, "consultation": 0.2, "petition": 0.1},
    "tiga": {"competitive_call": 0.7, "catalysis": 0.15, "consultation": 0.15},
    "ptce": {"cluster": 0.6, "catalysis": 0.25, "co_training": 0.15},
    "fabriques": {"tiers_lieu": 1},
    "phased": {"seed_grant": 0.5, "catalysis": 0.2, "people_funding": 0.2, "valorisation": 0.1},
    "file": {},
}  # fmt: skip
GUIDING = ("none", "current_mix", "seed_only", "fund_people", "fund_investments", "people_and_investments", "catalysis")
LABELLED = [(group, name) for group in ("policy", "start", "innovations", "experiment") for name in names(group)]


@pytest.mark.parametrize(("policy", "shares"), POLICIES.items())
def test_policies_spend_the_budget_as_they_are_defined(policy, shares):
    assert option("policy", policy)["shares"] == shares
    assert sum(shares.values()) == pytest.approx(0 if policy in ("none", "file") else 1)


def test_the_whole_chain_starts_then_builds_up_then_scales():
    """Seed money gives way to posts, posts to scaling; every phase spends the whole budget."""
    later = option("policy", "phased")["later"]
    phases = [POLICIES["phased"], *(later[year] for year in sorted(later))]
    assert sorted(later) == [4, 8] and all(sum(shares.values()) == pytest.approx(1) for shares in phases)
    assert [max(shares, key=shares.get) for shares in phases] == ["seed_grant", "people_funding", "scale_up_support"]
    assert not any("later" in option("policy", name) for name in POLICIES if name != "phased")


def test_there_is_no_policy_beside_those_tested_above():
    assert set(names("policy")) == set(POLICIES)


@pytest.mark.parametrize(
    ("name", "capital", "posts"), [("equipped", 0.8, 0.1), ("staffed", 0.1, 0.8), ("balanced", 0.4, 0.4)]
)
def test_starts_are_the_three_positions_of_the_dial(name, capital, posts):
    start = option("start", name)
    assert (start["capital"], start["posts"]) == (capital, posts)
    assert start["_target_"] == f"{Start.__module__}.Start"


def test_the_four_innovations_are_of_different_kinds():
    found = [about("innovations", name) for name in hydra_config("config")["innovations"]]
    assert len({i["domain"] for i in found}) == len(found) == 4
    assert {i["form"] for i in found} == set(FORMS)
    assert len({i["kind"] for i in found}) >= 2
    codified = [i["codifiability"] for i in found]
    assert len(set(codified)) == 4 and min(codified) >= 0.5 and max(codified) <= 0.8


@pytest.mark.parametrize(("group", "name"), LABELLED)
def test_an_option_bears_the_name_of_its_file_and_two_labels(group, name):
    found = about(group, name)
    assert found["name"] == name
    assert found["label_fr"] and found["label_en"] and found["label_fr"] != found["label_en"]


@pytest.mark.parametrize("path", sorted(CONFIGS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_file_says_what_it_is_and_uses_no_word_of_certainty(path):
    text = path.read_text(encoding="utf-8")
    first = next(line for line in text.splitlines() if not line.startswith("# @package"))
    assert first.startswith("# ") and not forbidden(text)


def test_the_names_in_a_list_group_are_packages_of_their_own():
    for group in ("innovations", "instruments", "shocks"):
        for name in names(group):
            first = (CONFIGS / group / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
            assert first == f"# @package {group}.{name}"


def test_instruments_and_shocks_leave_their_defaults_to_their_class():
    for group in ("instruments", "shocks"):
        for name in names(group):
            assert list(about(group, name)) == ["_target_"]


def test_labels_of_instruments_are_those_of_their_classes():
    scenario_tools = {name: option("instruments", name)["_target_"] for name in names("instruments")}
    assert set(scenario_tools) == set(INSTRUMENT_LABELS)
    for name, target in scenario_tools.items():
        module, _, kind = target.rpartition(".")
        found = getattr(__import__(module, fromlist=[kind]), kind)
        assert found.name == name and found.label == INSTRUMENT_LABELS[name]


def test_labels_of_shocks_are_those_of_their_classes():
    assert set(SHOCK_LABELS) == set(names("shocks"))
    for name in names("shocks"):
        kind = get_class(about("shocks", name)["_target_"])
        assert (kind.name, SHOCK_LABELS[name]) == (name, (kind.label_en, kind.label_fr))


def test_the_default_run_is_the_documented_one():
    base = hydra_config("config")
    assert base["territory"]["name"] == "chalon_creusot" and base["policy"]["name"] == "current_mix"
    assert (base["years"], base["first_year"], base["citizens"], base["budget"]) == (15, 2025, 20_000, None)
    assert set(base["instruments"]) == set(names("instruments")) and "shocks" not in base
    assert base["start"]["name"] == "balanced"


def test_the_guiding_experiment_turns_the_dials_of_the_question():
    found = experiment_named("people_vs_investments")
    assert found.dials == {
        "operate.sigma": (0.3, 0.5, 1.0, 2.0),
        "start": ("equipped", "balanced", "staffed"),
        "people_funding.term": (1, 3, 5),
        "finance.transferable": (0.1, 1.0),
    }
    assert found.policies == GUIDING and found.seeds == 30 and found.reference == "current_mix"
    assert found.versus == ("fund_people", "fund_investments")


@pytest.mark.parametrize("name", names("experiment"))
def test_an_experiment_names_things_that_exist_and_has_a_smaller_size(name):
    full, small = experiment_named(name), experiment_named(name, reduced=True)
    assert set(full.policies) <= set(POLICIES) and full.reference in full.policies
    assert set(full.indicators) <= set(INDICATORS) and set(full.versus) <= set(full.policies)
    assert full.text("question", "fr") != full.text("question", "en") != ""
    assert small.seeds < full.seeds and set(small.dials) == set(full.dials)
    for dial, values in small.dials.items():
        assert set(values) <= set(full.dials[dial])


@pytest.mark.parametrize("name", names("experiment"))
def test_an_experiment_says_what_it_compares_where_it_comes_from_and_its_limits(name):
    found = experiment_named(name)
    assert re.fullmatch(r"« .+ » \(.+\)", found.text("source", "fr")) and not found.text("source", "en")
    for what in ("about", "limits"):
        french, english = found.text(what, "fr"), found.text(what, "en")
        assert len(french) > 60 and len(english) > 60 and french != english
    assert len(found.versus) == 2 and found.seeds >= 10


@pytest.mark.parametrize("name", names("experiment"))
def test_an_experiment_composes_with_every_value_of_its_dials(name):
    """Each policy, setting and value names something that exists; sizes stay within a night and minutes."""
    full, small = experiment_named(name), experiment_named(name, reduced=True)
    fixed = as_overrides(full.settings | {"citizens": 100})
    for turn in range(max(len(full.policies), *map(len, full.dials.values()))):
        world = {dial: values[turn % len(values)] for dial, values in full.dials.items()}
        compose((*fixed, *as_overrides(world | {"policy": full.policies[turn % len(full.policies)]})))
    for plan, most in ((full, 16_000), (small, 1_100)):
        assert math.prod(map(len, plan.dials.values())) * len(plan.policies) * plan.seeds <= most


def test_kodak_happens_inside_the_horizon_of_its_experiment():
    found = experiment_named("kodak_then_what")
    settings = found.settings
    assert settings["first_year"] == 2003 and settings["shocks"] == ["plant_closure"]
    cell = compose(("first_year=2003", "shocks=[plant_closure]"))
    assert cell["shocks"]["plant_closure"]["year"] == 2006


def test_every_folder_of_options_can_be_listed():
    folders = {path.name for path in CONFIGS.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert folders == {*GROUPS.values(), "workshop"}  # the last is listed by workshop/library.py
