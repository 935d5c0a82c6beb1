"""The innovations of configs/: drawn from the source documents, each able to live, and what they do to one another."""

import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from experiments.catalogue import names
from experiments.choices import hydra_config, option
from scenarios.innovation import Innovation
from sim.names import DOMAINS
from sim.processes.operate import OperateParams, boost

FOLDER = Path(__file__).resolve().parents[1] / "configs" / "innovations"
EVERY = names("innovations")
USUAL = ("food_circuit", "health_school", "solidarity_mobility", "third_place")
ROGERS = ("relative_advantage", "compatibility", "simplicity", "trialability", "observability")


def made(name):
    """Return an innovation of configs/."""
    values = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return Innovation(**{key: value for key, value in values.items() if key != "_target_"})


@pytest.mark.parametrize("name", EVERY)
def test_an_innovation_loads_and_says_where_it_comes_from(name):
    kind, text = made(name), (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert kind.name == name and kind.label_fr != kind.label_en
    comments = " ".join(line.lstrip("# ") for line in text.splitlines() if line.startswith("# "))
    assert re.search(r"From: « .+ » \(.+\); every value is an assumption", comments)
    assert text.splitlines()[1].startswith("# ") and not text.splitlines()[1].startswith("# From")
    assert all(f"\n{key}: " in text for key in (*ROGERS, "codifiability", "merit", "capital", "posts", "users"))


@pytest.mark.parametrize("name", EVERY)
def test_a_full_site_about_covers_its_cost(name):
    """At full use, fees and the ordinary support of 30% of cost make 85 to 115% of all a site owes in a year."""
    kind, rule = made(name), OperateParams()
    cost = rule.wage * kind.posts + (rule.upkeep + rule.depreciation) * kind.capital + rule.overhead
    income = kind.price * kind.users + rule.ordinary_support * cost
    assert 0.85 <= income / cost <= 1.15, f"{income / cost:.2f}"


def test_every_domain_that_the_source_documents_speak_of_has_one():
    """They speak of all eleven."""
    assert {made(name).domain for name in EVERY} == set(DOMAINS)


def test_enough_of_them_are_enterprises_for_a_pole_of_cooperation():
    forms = [made(name).form for name in EVERY]
    assert len(EVERY) >= 18 and min(forms.count("firm"), forms.count("cooperative")) >= 5
    assert {made(name).kind for name in EVERY} == {"social", "technological", "organisational", "institutional"}


def test_the_default_run_has_its_four_and_no_synergy():
    assert set(hydra_config("config")["innovations"]) == set(USUAL)
    assert not any(made(name).synergy for name in USUAL)
    assert made("third_place").meeting > 0


def test_synergies_are_few_small_and_with_innovations_that_exist():
    found = [(name, other, share) for name in EVERY for other, share in made(name).synergy.items()]
    assert 0 < len(found) <= 12
    for name, other, share in found:
        assert other in EVERY and other != name and 0 < share <= 0.1
    assert option("innovations", "repair_cafe")["synergy"] == made("repair_cafe").synergy


def test_a_neighbour_helps_only_where_both_stand(world):
    """A repair café with a third place in its own place does more; alone, or next door to one, it does not."""
    kinds = (made("repair_cafe"), made("third_place"))
    state = world("none", innovations=kinds).model(1).state
    helped, helper = (sorted(kind.name for kind in kinds).index(name) for name in ("repair_cafe", "third_place"))
    share = kinds[0].synergy["third_place"]

    def times(kind, place, *standing):
        present = np.zeros((2, state.places.code.size))
        for spot in standing:
            present[spot] = 1.0
        table, assets = state.innovations, state.places.assets
        return boost(kind, place, table.reliance, table.synergy, assets, present, 0.0)

    assert times(helped, 3, (helped, 3), (helper, 3)) == pytest.approx(1.0 + share)
    assert times(helper, 3, (helped, 3), (helper, 3)) == 1.0
    assert times(helped, 3, (helped, 3), (helper, 4)) == 1.0


def test_synergy_moves_a_run_and_its_absence_none(world):
    """Two innovations with a synergy end elsewhere than without; a synergy with one that is absent changes nothing."""
    kinds = {name: made(name) for name in ("repair_cafe", "third_place", "solidarity_mobility")}
    plain = Innovation(**{**vars(kinds["repair_cafe"]), "synergy": {}})

    def users(*chosen):
        return world("none", innovations=chosen, years=4).run(1).indicators["user_years"][-1]

    assert users(kinds["repair_cafe"], kinds["third_place"]) != users(plain, kinds["third_place"])
    other = kinds["solidarity_mobility"]
    assert users(kinds["repair_cafe"], other) == users(plain, other)
