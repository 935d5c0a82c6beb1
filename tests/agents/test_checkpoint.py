"""Checkpoints: nothing of a run is forgotten, whatever the policy, the shocks and the month; few bytes a citizen."""

import dataclasses
from types import BuiltinFunctionType, FunctionType, MethodType

import mesa
import numpy as np
import pytest
import yaml
from hydra.utils import get_class
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.actor import Actor
from agents.checkpoint import MADE_AGAIN, Packed, put_back, take
from agents.compact import heard
from scenarios.policy import Policy
from sim.errors import InputError

CACHES = {"EssaimageModel": {"_space"}, "Desk": {"_sorted"}}  # remade when asked for
MESA = {*vars(mesa.Model(rng=0)), "steps", "time"} - {"rng", "random"}
POLICIES = (
    "catalysis", "citizens_first", "competitive_call", "current_mix", "ecosystem", "fabriques", "fund_investments",
    "fund_people", "none", "people_and_investments", "phased", "ptce", "scale_up", "seed_only", "takeover", "tiga",
)  # fmt: skip
SHOCKS = {"demand_shock": 2026, "election": 2027, "in_migration": 2026, "lockdown": 2028, "plant_closure": 2026,
          "subsidy_cut": 2028}  # fmt: skip


def every_tool(tools):
    """Return a policy that uses all the instruments there are."""
    return Policy("all", "", "", shares=dict.fromkeys(tools, 1.0 / len(tools)))


def shock(name, folder="configs/shocks"):
    with open(f"{folder}/{name}.yaml", encoding="utf-8") as file:
        given = yaml.safe_load(file)
    return get_class(given.pop("_target_"))(**{**given, "year": SHOCKS[name]})


def run_to(model, month):
    while model.state.step < month:
        model.step()
    return model


def through(scenario, model, seed=1, **deciders):
    """Return a model put back from what was taken of ``model``; arrays are copied, as a file would."""
    packed = take(model, scenario.newborn(seed))
    again = scenario.model(seed, **deciders)
    put_back(again, Packed(packed.plan, {name: array.copy() for name, array in packed.arrays.items()}))
    return again


def unlike(one, other, where="model", seen=None):
    """Return the places where two objects differ, bit for bit, through everything that can be reached from them."""
    seen = {} if seen is None else seen
    if one is other or isinstance(one, MethodType):
        return []
    if isinstance(one, type | FunctionType | BuiltinFunctionType):
        return [] if one == other else [where]
    if isinstance(one, np.ndarray):
        same = one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
        return [] if same else [where]
    if isinstance(one, bool | int | float | str | bytes | np.generic):
        return [] if type(one) is type(other) and repr(one) == repr(other) else [f"{where}: {one!r}, {other!r}"]
    if (id(one), id(other)) in seen:
        return []
    seen[id(one), id(other)] = one, other  # held, so that no other object takes their ids
    if type(one) is not type(other):
        return [f"{where}: {type(one)}, {type(other)}"]
    if isinstance(one, np.random.Generator):
        return [] if one.bit_generator.state == other.bit_generator.state else [where]
    if hasattr(one, "getstate"):
        return [] if one.getstate() == other.getstate() else [where]
    return [place for name, a, b in parts(one, other) for place in unlike(a, b, f"{where}.{name}", seen)]


def parts(one, other):
    """Return the names and values to compare inside two objects of one class."""
    if isinstance(one, dict):
        return [("keys", list(one), list(other)), *((k, one[k], other.get(k)) for k in one)]
    if isinstance(one, set | frozenset):
        one, other = sorted(one), sorted(other)
    if isinstance(one, list | tuple):
        names = getattr(one, "_fields", range(len(one)))
        return [("size", len(one), len(other)), *zip(names, one, other, strict=False)]
    left = CACHES.get(type(one).__name__, set()) | (MESA if isinstance(one, mesa.Model) else {"pos"})
    mine, theirs = ({k: v for k, v in vars(thing).items() if k not in left} for thing in (one, other))
    return parts(mine, theirs)


@pytest.mark.parametrize("chosen", POLICIES)
def test_everything_that_can_be_reached_from_a_model_comes_back_to_the_bit(world, chosen):
    """What is made again, and what is kept: a field in neither would differ from month 0's."""
    scenario = world(chosen, shocks=tuple(map(shock, SHOCKS)))
    model = run_to(scenario.model(1), 41)
    assert model.state.ledger.blocks or chosen == "none"
    assert unlike(through(scenario, model), model) == []


def test_everything_comes_back_with_all_the_instruments_at_once(world):
    tools = world().instruments
    near = dataclasses.replace(tools["study_trips"], away_km=1.0)
    scenario = world(every_tool(tools), years=8, budget=3e6, tools=(near,))
    model = run_to(scenario.model(2), 12 * 7 + 5)
    assert model.treasury.awards and model.treasury.claims.any and (model.state.places.visited > 0.0).any()
    again = through(scenario, model, 2)
    assert unlike(again, model) == []
    assert unlike(run_to(again, 96), run_to(model, 96)) == []


def test_the_walk_sees_what_was_not_put_back(world):
    """The walk can fail: month 0 differs from month 13 in every part that is kept, and in none that is made again."""
    scenario = world("fund_people")
    places = unlike(scenario.model(1), run_to(scenario.model(1), 13))
    assert {"model.state.step: 0, 13", "model.state.places.trust", "model.state.audience.clock"} <= set(places)
    heads = {place.removeprefix("model.").partition(":")[0] for place in places}
    kinds = {"model": "EssaimageModel", "model.state": "State", "model.treasury": "Treasury",
             "model.state.places": "PlaceTable", "model.state.citizens": "CitizenTable",
             "model.state.audience": "AudienceTable"}  # fmt: skip
    for path, kind in kinds.items():
        inside = path.removeprefix("model").removeprefix(".")
        own = {head.removeprefix(f"{inside}.").partition(".")[0] for head in heads if head.startswith(inside)}
        assert not own & (set(MADE_AGAIN[kind]) - {"state", "citizens", "desk", "_actors"})


def test_what_is_made_again_is_named_in_the_classes_that_hold_it(world):
    """A name that no class has any more would hide a new field of that name one day."""
    model = world().model(1)
    found = {"EssaimageModel": set(vars(model)), "State": {f.name for f in dataclasses.fields(model.state)}}
    found["Treasury"] = {f.name for f in dataclasses.fields(model.treasury)}
    tables = (model.state.places, model.state.citizens, model.state.audience)
    found |= {type(table).__name__: set(table._fields) for table in tables}
    assert {kind: set(names) - found[kind] for kind, names in MADE_AGAIN.items()} == {kind: set() for kind in found}


@settings(max_examples=12)
@given(
    chosen=st.sampled_from(POLICIES), month=st.integers(0, 59), seed=st.integers(0, 3),
    shocks=st.sets(st.sampled_from(sorted(SHOCKS)), max_size=3), again=st.integers(0, 12),
)  # fmt: skip
def test_a_run_interrupted_twice_ends_as_one_that_was_not(world, chosen, month, seed, shocks, again):
    scenario = world(chosen, years=5, shocks=tuple(map(shock, sorted(shocks))))
    first = through(scenario, run_to(scenario.model(seed), month), seed)
    second = through(scenario, run_to(first, min(60, month + again)), seed)
    whole, pieces = scenario.model(seed), run_to(second, 60)
    run_to(whole, 60)
    assert unlike(pieces, whole) == []


@pytest.mark.parametrize("without", [("inform",), ("gather", "participate"), ("adopt",)])
def test_processes_left_out_change_nothing_to_that(world, without):
    """Without ``inform`` nobody listens again to their place each month: what contacts weigh is kept as it is."""
    scenario = world("ecosystem", without=without)
    model = run_to(scenario.model(1), 30)
    assert unlike(run_to(through(scenario, model), 40), run_to(model, 40)) == []


def test_what_an_analyst_set_comes_back(world):
    scenario = world("none")
    model = run_to(scenario.model(1), 9)
    model.citizens.select(place=3).set("engagement", 0.75)
    model.state.audience.adopting[5] += 3  # no contact says so
    again = through(scenario, model)
    assert unlike(again, model) == [] and (again.citizens.select(place=3).get("engagement") == np.float32(0.75)).all()


class Moody(Actor):
    """An actor that remembers something in a field of its own, and draws from Mesa's generators."""

    def __init__(self, model, row):
        super().__init__(model, row)
        self.moods = []

    def applies(self, instrument, project, euros, chance):
        self.moods.append(float(self.model.rng.random()) + self.model.random.random())
        return self.moods[-1] < 1.2 and super().applies(instrument, project, euros, chance)


def test_what_agents_of_ones_own_remember_comes_back(world):
    scenario = world("fund_people")
    model = run_to(scenario.model(1, actor=Moody), 40)
    assert any(actor.moods for actor in model.actors)
    again = through(scenario, model, actor=Moody)
    assert unlike(again, model) == [] and unlike(run_to(again, 60), run_to(model, 60)) == []


def test_a_new_field_is_kept_without_a_word_or_refused_by_name(world):
    scenario = world("none")
    model = scenario.model(1)
    model.rumours = {"heard": np.arange(3), "by": [1, 2]}
    assert unlike(through(scenario, model), model) == []
    model.rumours = {"heard": [object()]}
    with pytest.raises(InputError, match=r"^rumours.* is a builtins\.object, which a checkpoint cannot hold"):
        take(model, scenario.newborn(1))
    del model.rumours
    model.actors[0].friend = model.actors[1]
    with pytest.raises(InputError, match=r"is a agents\.actor\.Actor, which"):
        take(model, scenario.newborn(1))


def test_few_bytes_a_citizen_and_innovation(world):
    """At most 10 bytes for each row of the audience; what else is kept does not grow with citizens."""
    for policy in ("none", "citizens_first", "ecosystem"):
        found = {}
        for citizens in (2_000, 16_000):
            scenario = world(policy, citizens=citizens, years=15)
            model = run_to(scenario.model(1), 12 * 15)
            arrays, rows = take(model, scenario.newborn(1)).arrays, model.state.audience.stage.size
            people = sum(array.nbytes for name, array in arrays.items() if name.startswith("people."))
            assert people <= 10 * rows, (policy, people / rows)
            found[citizens] = {name: array for name, array in arrays.items() if not name.startswith("people.")}
        assert found[2_000].keys() == found[16_000].keys()
        one, other = (sum(a.nbytes for n, a in found[c].items() if "project" not in n) for c in found)
        assert other < 1.5 * one


def test_what_contacts_say_is_what_the_stages_of_contacts_make_of_it(world):
    """The columns left out are those of the kernel, counted again; and they are not all zero."""
    model = run_to(world("current_mix").model(1), 36)
    voice, adopting = heard(model.state.audience)
    np.testing.assert_array_equal(voice, model.state.audience.voice)
    np.testing.assert_array_equal(adopting, model.state.audience.adopting)
    assert adopting.max() > 1 and voice.min() < 0
