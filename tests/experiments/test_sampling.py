"""Designs that draw their worlds: what varies, between which ends, always the same; all that is wrong at once."""

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from experiments.compose import compose
from experiments.expand import Experiment, expand, experiment_named
from experiments.identity import config_id, run_id
from experiments.overrides import as_overrides
from experiments.resolve import Resolver, mix
from sim.errors import InputError

SMALL = {"territory": "grid", "territory.width": 2, "territory.height": 2, "citizens": 100, "years": 2}
TEXTS = as_overrides(SMALL)
PLAN = Experiment("trial", ("current_mix", "fund_people"), "current_mix", 2, {}, SMALL)


@pytest.mark.parametrize(("design", "size", "worlds"), [("lhs", 5, 5), ("sobol", 8, 8), ("morris", 3, 9)])
def test_worlds_are_drawn_within_their_ranges_and_are_the_same_each_time(design, size, worlds):
    asked = (f"design={design}", f"size={size}", "operate.sigma=.4..1.5", "params=[adopt.contagion]")
    first, second = (expand(PLAN, asked).plan for _ in range(2))
    assert first.equals(second) and first["world"].nunique() == worlds
    assert first["operate.sigma"].between(0.4, 1.5).all() and first["operate.sigma"].nunique() >= 2
    assert (first.groupby("world")["seed"].nunique() == 2).all() and len(first) == worlds * 2 * 2


def test_a_latin_hypercube_has_one_world_in_each_slice_and_lists_are_drawn_evenly():
    plan = expand(PLAN, ("design=lhs", "size=12", "operate.sigma=0.4..1.6", "start=[equipped,balanced,staffed]")).plan
    worlds = plan.drop_duplicates("world")
    assert sorted(((worlds["operate.sigma"] - 0.4) / 0.1).astype(int)) == list(range(12))
    assert worlds["start"].value_counts().to_dict() == {"equipped": 4, "balanced": 4, "staffed": 4}


def test_worlds_of_sobol_fill_every_pair_of_halves_evenly_whatever_the_seed():
    for seed in ("1", "5"):
        asked = ("design=sobol", "size=16", "operate.sigma=0.4..1.6", "params=[adopt.contagion]", f"seed={seed}")
        worlds = expand(PLAN, asked).plan.drop_duplicates("world")
        cells = [pd.qcut(worlds[name].rank(), 4, labels=False) for name in ("operate.sigma", "adopt.contagion")]
        assert pd.crosstab(*cells).to_numpy().tolist() == [[1] * 4] * 4, "16 points, one in each cell of 4 by 4"


def test_worlds_of_morris_go_along_trajectories_that_move_each_factor_once():
    names = ["operate.sigma", "adopt.contagion", "operate.upkeep"]
    asked = ("design=morris", "size=4", "operate.sigma=0.4..1.6", "params=[adopt.contagion,operate.upkeep]")
    worlds = expand(PLAN, asked).plan.drop_duplicates("world")
    for _, walk in worlds.groupby(worlds["world"] // 4):
        moved = walk[names].diff().iloc[1:] != 0
        assert (moved.sum(axis=1) == 1).all() and (moved.sum(axis=0) == 1).all()


def test_a_packaged_experiment_is_drawn_with_its_dials_as_values():
    design = expand(experiment_named("people_vs_investments"), ("design=lhs", "size=4", "seeds=1", *TEXTS))
    assert set(design.dials) == {"operate.sigma", "start", "people_funding.term", "finance.transferable"}
    assert set(design.plan["operate.sigma"]) <= {0.3, 0.5, 1.0, 2.0} and design.plan["world"].nunique() == 4


world = st.fixed_dictionaries({}, optional={
    "operate.sigma": st.floats(0.2, 2.0), "people_funding.term": st.integers(1, 5), "start": st.sampled_from(
        ["equipped", "staffed"]), "start.posts": st.sampled_from([0.0, 1, 0.5]), "third_place.synergy": st.nothing(),
    "finance.transferable": st.sampled_from([0, 1.0]), "budget": st.sampled_from([0, 50_000.0]),
    "territory.population": st.sampled_from([3000, 9000]), "demand_shock.year": st.sampled_from([2026]),
})  # fmt: skip


@given(st.sampled_from(["none", "fund_people", "phased"]), world)
def test_a_cell_that_is_placed_is_the_cell_that_is_composed(policy, values):
    values = {"shocks": ["demand_shock"], **values} if "demand_shock.year" in values else values
    values = {key: value for key, value in values.items() if key != "third_place.synergy"}
    composed = compose((*TEXTS, f"policy={policy}", *as_overrides(values), "seed=3"))
    found = Resolver(TEXTS)(policy, values, 3)
    assert run_id(found) == run_id(composed) and found == composed
    kinds = [[type(v) for v in found["params"][group].values()] for group in found["params"]]
    assert kinds == [[type(v) for v in composed["params"][group].values()] for group in composed["params"]]


def test_values_that_are_not_allowed_together_are_refused_when_placed_too():
    with pytest.raises(ValueError, match=r"operate\.sigma is 99"):
        Resolver(TEXTS)("none", {"operate.sigma": 99.0}, 1)


def test_shares_that_are_drawn_leave_the_sum_as_it_was():
    found = mix("current_mix", {"people_funding": 0.4})
    assert found == {"people_funding": 0.4, "seed_grant": 0.3, "valorisation": 0.15, "investment_grant": 0.15}
    assert mix("none", {"people_funding": 0.4}) == {}
    plan = Experiment("trial", ("none", "current_mix"), "none", 1, {}, SMALL, design="lhs", size=3, equal_cost=True,
                      levers={"policy.shares.people_funding": "0..0.5"})  # fmt: skip
    cells = expand(plan).cells
    shares = [cell["shares"] for cell in cells if cell["shares"]]
    assert len(shares) == 3 and all(abs(sum(one.values()) - 1.0) < 1e-12 for one in shares)
    assert len({config_id(cell) for cell in cells}) == 4


def test_everything_wrong_with_a_design_is_said_at_once():
    plan = Experiment("trial", ("none", "fund_people"), "none", 2, {}, SMALL, design="sobol", size=6, levers={
        "people_funding.term": "1..900", "operate.sigma": "plausible", "cluster.delay": "1..6",
    }, uncertainties={"adopt.contagion": "9..3", "operate.sigm": "1..2"})  # fmt: skip
    with pytest.raises(InputError) as found:
        expand(plan)
    said = found.value.text("en")
    for part in ("people_funding.term is 900, but must be", "operate.sigma is called a lever",
                 "cluster.delay is a lever", "adopt.contagion is '9..3'", "Did you mean sigma?"):  # fmt: skip
        assert part in said, said
    assert "aucun instrument ne l'a" in found.value.text("fr")
    with pytest.raises(InputError, match="power of 2"):
        expand(PLAN, ("design=sobol", "size=6", "operate.sigma=.3..2"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("operate.sigma=.3..2",), "a range cannot be crossed"),
        (("design=lsh", "operate.sigma=.3..2"), "Did you mean lhs"),
        (("design=lhs",), "has nothing to draw"),
        (("size=8",), "size is for design="),
        (("design=lhs", "params=[network.kind]"), "list them"),
        (("design=lhs", "policy.shares.people_funding=.2..1.5"), "must be a number from 0 to 1"),
    ],
)
def test_a_design_that_cannot_be_is_refused_with_the_way_out(asked, said):
    with pytest.raises(InputError) as found:
        expand(PLAN, asked)
    assert said in found.value.text("en"), found.value.text("en")


def test_unequal_budgets_are_refused_where_equal_cost_is_claimed_and_only_there():
    asked = ("policy=[current_mix,fund_people]", "policy.shares.people_funding=.2")
    with pytest.raises(InputError) as found:
        expand(PLAN, (*asked, "equal_cost=true", "policy.shares.seed_grant=0"))
    assert "fund_people 20%" in found.value.text("en") and "coût égal" in found.value.text("fr")
    assert len(expand(PLAN, (*asked, "policy.shares.seed_grant=0")).cells) == 4
    assert expand(PLAN, ("equal_cost=true", "policy=[none,current_mix,fund_people,phased]")).policies


def test_an_experiment_of_ones_own_is_one_file_checked_whole(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump({
        "policies": ["none", "fund_people"], "seeds": 2, "design": "lhs", "size": 3, "set": SMALL,
        "levers": {"people_funding.term": "1..5"}, "uncertainties": {"operate.sigma": "plausible"},
    }))  # fmt: skip
    design = expand(experiment_named(str(path)))
    assert design.name == "mine" and design.reference == "none" and design.plan["world"].nunique() == 3
    assert set(design.plan["people_funding.term"]) <= {1, 2, 3, 4, 5}
    path.write_text("polices: [none]\nseeds: many\nuntil: {widht: 1}\n")
    with pytest.raises(InputError) as found:
        experiment_named(str(path))
    said = found.value.text("en")
    assert "Did you mean policies" in said and "seeds is 'many'" in said and "Did you mean width" in said
    assert "names no policies" in said
