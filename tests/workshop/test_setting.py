"""A setting says all that is wrong with it at once, and is the same after YAML and JSON."""

from dataclasses import fields
from importlib import import_module

import pytest

from experiments.catalogue import about, names
from sim.errors import InputError
from tests.workshop.playing import tiny
from workshop import library, pace
from workshop.game import Setting, catalogue, estimate, presets, seeds_for


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_presets_are_sound_and_survive_yaml_and_json(lang):
    found = presets(lang)
    assert next(iter(found)) == "3h"
    for one in found.values():
        setting = Setting.from_dict(one)
        assert setting.faults() == [] and setting.name
        assert Setting.from_yaml(setting.to_yaml()) == setting == Setting.from_dict(setting.to_dict())


def test_every_fault_is_said_at_once_in_both_languages():
    bad = tiny(
        budget=0, turns=0, game="poker", territory="chalonn", seeds=0,
        instruments={"seed_grant": [5, 1], "nothing": [0, None]},
        shocks=[[9, "storm", True], [1]], groups=[{"name": "", "actor": "mairie", "purse": -1}, {
            "name": "A", "actor": "inhabitants", "competences": ["equity", "magic"], "brief": {"fr": "mot " * 121}}],
    )  # fmt: skip
    said = bad.faults()
    words = ("budget", "turns", "poker", "chalonn", "seeds", "seed_grant", "nothing", "storm", "[turn, type", "mairie",
             "groups, each", "equity", "magic", "120 words")  # fmt: skip
    for word in words:
        assert any(word in text.en for text in said), word
    assert all(text.fr and text.fr != text.en for text in said)


def test_a_setting_of_no_shape_is_refused_with_every_problem():
    with pytest.raises(InputError) as refused:
        Setting.from_dict({"bugdet": 1, "instruments": {"seed_grant": [1]}, "groups": "two", "shocks": 3})
    assert len(refused.value.problems) == 4 and "budget" in str(refused.value)


def test_cards_state_the_cost_of_the_instrument_as_the_model_has_it_and_who_may_pay():
    assert set(library.said("cards")) == set(names("instruments"))
    for name, card in library.said("cards").items():
        module, _, kind = about("instruments", name)["_target_"].rpartition(".")
        defaults = {f.name: f.default for f in fields(getattr(import_module(module), kind))}
        assert card["cost"] == "" or defaults[card["cost"]] == card["euros"], name
        for part in ("what", "example", "unit", "modelled", "limit"):
            assert card[part]["fr"] and card[part]["en"], (name, part)
        assert card["source"]


def test_briefs_are_short_and_actors_may_pay_what_they_are_given():
    for name, actor in library.actors().items():
        assert all(0 < len(actor["brief"][lang].split()) <= 120 for lang in ("fr", "en"))
        assert library.competences(name) == actor["instruments"]


def test_the_catalogue_is_plain_and_names_no_brief_without_language():
    found = catalogue("fr")
    assert {"territories", "instruments", "shocks", "presets", "actors", "kpi"} <= set(found)
    assert all(row["label"] for row in found["territories"]) and found["actors"][0]["brief"].startswith("Vous")


def test_seeds_are_those_asked_for_else_what_the_machine_can_do():
    assert seeds_for(tiny(seeds=7)) == 7
    many, few = (seeds_for(Setting(groups=({"name": "a"},) * n)) for n in (8, 1))
    assert pace.LEAST <= many < few <= pace.MOST
    assert estimate(Setting())["seconds_a_turn"] <= pace.REVEAL
