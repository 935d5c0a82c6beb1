"""A setting says all that is wrong with it at once, and is the same after YAML and JSON."""

import json
import re
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
from hydra.utils import get_class

from experiments.catalogue import about, names
from experiments.groups import defaults, settable
from sim.errors import InputError
from sim.measures import INDICATORS
from tests.workshop.playing import tiny
from workshop import dashboard, library, pace, worker
from workshop.game import Setting, catalogue, estimate, presets, seeds_for

DOCS = Path(__file__).resolve().parents[2] / "docs"


def option_class(group, name):
    return get_class(about(group, name)["_target_"])


@cache
def groups():
    """Return the fields of every group of parameters, by dotted name."""
    kinds = {name: type(params) for name, params in defaults().items()}
    kinds |= {name: option_class("instruments", name) for name in names("instruments")}
    return {f"{group}.{name}": field for group, kind in kinds.items() for name, field in settable(kind).items()}


def documented():
    """Return the source of every parameter, as one text."""
    return {name: str(field.metadata["source"]) for name, field in groups().items()}


def plain(text):
    return " ".join(text.replace("’", "'").replace("\u202f", " ").split())


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
        defaults = {f.name: f.default for f in fields(option_class("instruments", name))}
        assert card["cost"] == "" or defaults[card["cost"]] == card["euros"], name
        for part in ("what", "example", "unit", "modelled", "limit"):
            assert card[part]["fr"] and card[part]["en"], (name, part)
        if card["cost"]:
            meta = next(f.metadata for f in fields(option_class("instruments", name)) if f.name == card["cost"])
            assert tuple(card["plausible"]) == tuple(meta["plausible"]), name
            assert card["assumed"] == meta["source"].startswith("assumption"), name


def test_examples_of_cards_quote_the_source_documents_or_the_source_of_a_parameter():
    page, parameters = plain((DOCS / "from-the-sources.md").read_text(encoding="utf-8")), documented()
    for name, card in library.said("cards").items():
        example, sources = plain(card["example"]["fr"]), card["source"].split("; ")
        quotes = re.findall(r"« ((?:« [^»]* »|[^«»])+) »", example)
        assert all(f"« {quote}" in page or quote in page for quote in quotes), (name, quotes)
        cited = [parameters[one.partition(", ")[2]] for one in sources if one.startswith("docs/parameters.md, ")]
        assert quotes or cited, name
        assert all(f"| **{one}** |" in page for one in sources if not one.startswith("docs/")), name
        for figure in re.findall(r"\d[\d ]+\d", re.sub("|".join(map(re.escape, quotes)) or "$^", "", example)):
            written = re.compile(rf"(?<!\d){figure.replace(' ', ',?')}(?!\d)")
            assert written.search(page) or any(map(written.search, parameters.values())), (name, figure)


def test_indicators_of_the_room_are_those_of_the_model_in_both_languages():
    said = library.said("indicators")
    assert set(said) == {*dashboard.KPI, *dashboard.CURVES, *dashboard.MAPS}
    for name in set(said) & set(INDICATORS):
        own = {key: getattr(INDICATORS[name], key) for key in ("label", "unit", "definition")}
        assert said[name] == {key: {"fr": text.fr, "en": text.en} for key, text in own.items()}, name
    assert set(said) - set(INDICATORS) == {"coverage", "unemployment", "third_place"} < set(dashboard.MAPS)
    shown = library.indicators("fr")
    assert tuple(row["name"] for row in shown if row["kpi"]) == dashboard.TILES and len(shown) == len(said)
    assert {row["name"] for row in shown if row["criterion"]} <= set(dashboard.KPI)
    assert next(row for row in shown if row["name"] == "coverage_gini")["good"] == "down"


def test_assumptions_one_may_change_are_parameters_with_their_own_range_and_source():
    known = groups()
    for name, own in library.said("assumptions").items():
        field = known[name]
        assert (own["value"], type(own["value"])) == (field.default, type(field.default)), name
        assert (own["low"], own["high"]) == tuple(field.metadata["plausible"]), name
        assert own["source"]["en"] == field.metadata["source"] and own["meaning"]["fr"] != own["meaning"]["en"], name
        assert ("assumption" in own["source"]["en"]) == ("hypothèse" in own["source"]["fr"]), name
    rows = {row["name"]: row for row in library.assumptions("fr")}
    assert rows["people_funding.term"]["step"] == 1 and "step" not in rows["operate.sigma"]


@pytest.mark.parametrize("end", ["low", "high"])
def test_the_model_takes_each_assumption_at_both_ends(end):
    params = {row["name"]: row[end] for row in library.assumptions("en")}
    assert worker.faults(tiny(params={**tiny().params, **params})) == []


def test_briefs_are_short_and_actors_may_pay_what_they_are_given():
    for name, actor in library.actors().items():
        assert all(0 < len(actor["brief"][lang].split()) <= 120 for lang in ("fr", "en"))
        assert library.competences(name) == actor["instruments"]


def test_the_catalogue_is_plain_and_holds_no_brief_but_for_who_prepares():
    found = catalogue("fr")
    assert {"territories", "instruments", "shocks", "actors", "kpi", "indicators", "assumptions"} <= set(found)
    assert all(row["label"] for row in found["territories"]) and set(catalogue("fr", preparing=True)["presets"])
    texts = [{row["name"]: row["about"] for row in catalogue(lang)["territories"]} for lang in ("fr", "en")]
    assert all(fr and fr != texts[1][name] for name, fr in texts[0].items())
    text = json.dumps(found, ensure_ascii=False)
    assert "presets" not in found and not [a for a in library.actors().values() if a["brief"]["fr"] in text]


def test_seeds_are_those_asked_for_else_what_the_machine_can_do():
    assert seeds_for(tiny(seeds=7)) == 7
    many, few = (seeds_for(Setting(groups=({"name": "a"},) * n)) for n in (8, 1))
    assert pace.LEAST <= many < few <= pace.MOST
    assert estimate(Setting())["seconds_a_turn"] <= pace.REVEAL
