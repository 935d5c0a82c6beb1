"""A design crosses policies, dials and seeds; each distinct run stands once."""

import time

import pandas as pd
import pytest

from experiments.design import Design, addresses, cross, runs_table, single
from experiments.identity import run_id
from sim.errors import InputError

DIALS = {"operate.sigma": [0.3, 1, 2.0], "term": [1, 3]}


def resolve(policy, dials, seed):
    """Give a cell in which ``none`` does not hold the term, and nothing else is dropped."""
    cell = {"seed": seed, "policy": {"name": policy}, "params": {"operate.sigma": dials["operate.sigma"]}}
    return cell if policy == "none" else {**cell, "term": dials["term"]}


def design(seeds=range(1, 5)):
    return cross("people", "none", ["none", "posts"], DIALS, seeds, resolve)


def test_plan_has_every_policy_world_and_seed_once():
    plan = design().plan
    assert list(plan.columns) == ["world", "policy", "seed", "operate.sigma", "term", "run_id"]
    assert len(plan) == len(plan[["world", "policy", "seed"]].drop_duplicates()) == 2 * 6 * 4


def test_cells_that_are_the_same_share_one_run():
    found = design()
    assert len(found.cells) == (3 + 6) * 4  # none: one per sigma; posts: one per sigma and term
    assert found.plan.loc[found.plan["policy"] == "none", "run_id"].nunique() == 3 * 4


def test_run_ids_are_those_of_the_cells_in_their_order():
    found = design()
    assert found.run_ids == [run_id(cell) for cell in found.cells]


def test_worlds_are_numbered_by_the_product_of_dials_last_fastest():
    worlds = design().plan.drop_duplicates("world").set_index("world")[["operate.sigma", "term"]]
    assert worlds.values.tolist() == [[0.3, 1], [0.3, 3], [1, 1], [1, 3], [2, 1], [2, 3]]


def test_more_seeds_change_no_run_and_no_world():
    few, many = design(range(1, 3)).plan, design(range(1, 5)).plan
    both = few.merge(many, on=["world", "policy", "seed"], how="left")
    assert (both["run_id_x"] == both["run_id_y"]).all()


def test_without_dials_there_is_one_world():
    found = cross("run", "none", ["none"], {}, [3], lambda policy, dials, seed: {"seed": seed, "p": policy})
    assert found.plan[["world", "policy", "seed"]].values.tolist() == [[0, "none", 3]]
    assert found.dials == []


def test_every_problem_of_a_design_is_told_at_once():
    with pytest.raises(InputError) as found:
        cross("x", "nobody", ["a", "a"], {"seed": [1], "term": []}, [-1], resolve)
    assert len(found.value.problems) == 5
    assert "'nobody'" in found.value.text("en")
    assert "« nobody »" in found.value.text("fr")


def test_a_cell_that_depends_on_the_seed_elsewhere_is_refused():
    with pytest.raises(InputError, match="depend on the seed"):
        cross("x", "a", ["a"], {}, [1, 2], lambda policy, dials, seed: {"seed": seed, "other": seed})


def test_a_plan_that_disagrees_with_its_cells_is_refused():
    found = design()
    with pytest.raises(InputError):
        Design("x", "none", found.cells[::-1], found.plan)


def test_dials_of_mixed_kinds_and_lists_become_text():
    dials = {"term": [1, "long"], "innovations": [["a", "b"], ["a"]]}
    plan = cross("x", "p", ["p"], dials, [1], lambda policy, dials, seed: {"seed": seed, **dials}).plan
    assert plan["term"].tolist() == ["1", "1", "long", "long"]
    assert plan["innovations"].tolist() == ['["a","b"]', '["a"]'] * 2


def test_runs_table_empties_the_dials_that_do_not_matter():
    found = design()
    runs = runs_table(found, failed=[found.run_ids[0]])
    assert runs["run_id"].is_monotonic_increasing and runs["run_id"].is_unique
    assert runs.loc[runs["policy"] == "none", "term"].isna().all()
    assert runs.loc[runs["policy"] == "posts", "term"].notna().all()
    assert runs.loc[runs["status"] == "failed", "run_id"].tolist() == [found.run_ids[0]]


def test_single_is_one_world_of_one_policy():
    cells = [{"seed": seed, "p": 1.5} for seed in (4, 5, 4)]
    found = single("run", "posts", cells)
    assert found.plan["seed"].tolist() == [4, 5]
    assert found.run_ids == [run_id(cell) for cell in cells[:2]]


def test_addresses_do_not_confuse_cells_that_share_some_objects():
    shared = {"a": 1.5}
    cells = [
        {"seed": 1, "x": shared, "y": shared},
        {"seed": 1, "x": shared, "z": shared},
        {"seed": 1, "x": shared},
    ]
    assert [address.run_id for address in addresses(cells)] == [run_id(cell) for cell in cells]


def test_fifteen_thousand_rows_are_planned_in_seconds():
    def rich(policy, dials, seed):
        params = {f"group{i}": {f"field{j}": i + j / 7 for j in range(20)} for i in range(15)}
        return {"seed": seed, "policy": policy, "dials": dials, "params": params}

    start = time.process_time()
    found = cross(
        "big",
        "p0",
        [f"p{i}" for i in range(7)],
        {"a": [0.1, 0.2, 0.3, 0.5], "b": list(range(18))},
        range(30),
        rich,
    )
    assert len(found.plan) == 15_120
    assert time.process_time() - start < 3.0


def test_plan_is_a_frame_of_plain_columns():
    kinds = design().plan.dtypes.astype(str).to_dict()
    assert kinds["operate.sigma"] == "float64" and kinds["term"] == "int64" and kinds["seed"] == "int64"
    assert isinstance(design().plan, pd.DataFrame)
