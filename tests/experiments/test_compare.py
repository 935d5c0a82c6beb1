"""Comparisons are paired by seed; their intervals hold at the stated rate; what is not known is said."""

import time

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.compare import (
    costs,
    dial_effects,
    equal_cost,
    paired,
    regret,
    regret_summary,
    summary,
    variance_ratio,
)
from experiments.costs import ratio
from experiments.intervals import ended, interval, less, student
from sim.errors import InputError


def results(values, indicator="sites", step=180):
    """Return a plan and its indicators. values: policy -> array (world, seed); dial "sigma": world / 10."""
    rows = [
        (world, policy, seed, world / 10, f"{policy}-{world}-{seed}", value)
        for policy, table in values.items()
        for world, line in enumerate(np.atleast_2d(np.asarray(table, dtype=float)))
        for seed, value in enumerate(line, start=1)
    ]
    plan = pd.DataFrame(rows, columns=["world", "policy", "seed", "sigma", "run_id", "value"])
    indicators = plan[["run_id", "value"]].assign(step=step, year=2025 + step // 12, indicator=indicator)
    return plan.drop(columns="value"), indicators


def ledger_of(plan, euros, flow="paid", step=12):
    """Return a ledger with one line per run. euros: policy -> amount, or array (world, seed)."""
    amounts = [
        np.atleast_2d(euros[row.policy])[row.world, row.seed - 1]
        if np.ndim(euros[row.policy])
        else euros[row.policy]
        for row in plan.itertuples()
    ]
    return pd.DataFrame(
        {"run_id": plan["run_id"], "step": step, "flow": flow, "euros": np.asarray(amounts, float)}
    )


# Paired differences


def test_paired_gives_the_textbook_interval():
    base, other = np.array([3.0, 5.0, 4.0, 8.0]), np.array([4.0, 7.0, 4.5, 9.5])
    row = paired(*results({"none": base, "posts": other}), "none", "sites").iloc[0]
    difference = other - base
    low, high = stats.t.interval(0.95, 3, difference.mean(), stats.sem(difference))
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((difference.mean(), low, high))
    assert (row["value"], row["reference_value"], row["seeds"]) == (other.mean(), base.mean(), 4)
    assert row["verdict"] == "above" and row["sigma"] == 0.0


def test_identical_runs_differ_by_exactly_zero():
    values = np.random.default_rng(1).normal(size=(3, 9)) * 1e6 + 0.1
    table = paired(*results({"none": values, "posts": values}), "none", "sites")
    assert (table[["estimate", "low", "high"]].to_numpy() == 0.0).all()
    assert set(table["verdict"]) == {"identical"}


def test_the_same_sum_in_another_order_is_no_difference():
    parts = np.random.default_rng(1).lognormal(8.0, 1.0, 300)
    a, b = parts.cumsum()[-1], parts[::-1].cumsum()[-1]
    assert a != b and less(np.array([a]), np.array([b])).tolist() == [0.0]
    values, base = np.array([1.0, np.nan, 2.0, 0.0]), np.array([1.0 + 1e-9, 1.0, np.nan, 0.0])
    np.testing.assert_array_equal(less(values, base), [1.0 - (1.0 + 1e-9), np.nan, np.nan, 0.0])


def test_a_constant_difference_has_an_interval_without_width():
    row = paired(*results({"none": [1.0, 2.0, 3.0], "posts": [0.5, 1.5, 2.5]}), "none", "sites").iloc[0]
    assert (row["estimate"], row["low"], row["high"], row["verdict"]) == (-0.5, -0.5, -0.5, "below")


def test_one_seed_gives_an_estimate_without_interval_and_says_so():
    row = paired(*results({"none": [1.0], "posts": [4.0]}), "none", "sites").iloc[0]
    assert row["estimate"] == 3.0 and np.isnan(row["low"]) and np.isnan(row["high"])
    assert row["verdict"] == "one seed" and row["seeds"] == 1


def test_only_seeds_that_both_have_are_compared():
    row = paired(
        *results({"none": [1.0, np.nan, 3.0, 4.0], "posts": [2.0, 9.0, 5.0, np.nan]}), "none", "sites"
    ).iloc[0]
    assert (row["estimate"], row["seeds"], row["value"], row["reference_value"]) == (1.5, 2, 3.5, 2.0)


def test_without_a_common_seed_there_is_no_value():
    row = paired(*results({"none": [1.0, np.nan], "posts": [np.nan, 2.0]}), "none", "sites").iloc[0]
    assert row["verdict"] == "no value" and row["seeds"] == 0 and np.isnan(row["estimate"])


def test_runs_shared_by_worlds_are_compared_in_each():
    plan, indicators = results({"none": np.zeros((2, 3)), "posts": [[1.0, 2.0, 3.0], [-1.0, -2.0, -3.0]]})
    shared = plan["run_id"].where(plan["policy"] != "none", "none-0-" + plan["seed"].astype(str))
    table = paired(plan.assign(run_id=shared), indicators, "none", "sites")
    assert table["estimate"].tolist() == [2.0, -2.0]


def test_the_last_step_is_taken_unless_another_is_asked():
    plan, late = results({"none": [0.0, 0.0], "posts": [5.0, 5.0]}, step=180)
    both = pd.concat([results({"none": [0.0, 0.0], "posts": [2.0, 2.0]}, step=12)[1], late])
    assert paired(plan, both, "none", "sites")["estimate"].tolist() == [5.0]
    assert paired(plan, both, "none", "sites", step=12)["estimate"].tolist() == [2.0]


@pytest.mark.parametrize("asked", [("none", "site", None), ("non", "sites", None), ("none", "sites", 7)])
def test_what_the_results_do_not_hold_is_refused(asked):
    reference, indicator, step = asked
    with pytest.raises(InputError) as found:
        paired(*results({"none": [0.0, 0.0], "posts": [5.0, 5.0]}), reference, indicator, step)
    assert "known" in found.value.text("en").lower() and "connus" in found.value.text("fr").lower()


def test_the_interval_covers_the_truth_at_its_stated_rate():
    """4,000 worlds of 6 seeds, differences normal with mean 2: each interval covers 2 with probability .95.

    The count of covering worlds is Binomial(4000, .95), standard deviation 13.8. Tolerance: 4 standard
    deviations (about 1 false alarm in 16,000 seeds); the seed is fixed.
    """
    luck, worlds = np.random.default_rng(2026), 4_000
    base = luck.normal(50, 9, size=(worlds, 6))
    table = paired(
        *results({"none": base, "posts": base + luck.normal(2, 5, size=base.shape)}), "none", "sites"
    )
    covered = ((table["low"] <= 2) & (table["high"] >= 2)).sum()
    assert abs(covered - 0.95 * worlds) < 4 * np.sqrt(worlds * 0.95 * 0.05)


def test_student_is_the_quantile_and_unknown_below_two():
    assert student(np.array([2, 30])) == pytest.approx([12.7062, 2.0452], abs=1e-4)
    assert np.isnan(student(np.array([0, 1]))).all()


def test_interval_leaves_missing_values_out():
    mean, low, high, count = interval(np.array([[1.0, np.nan, 3.0], [np.nan, np.inf, np.nan]]))
    assert mean[0] == 2.0 and count.tolist() == [2, 0] and np.isnan(mean[1]) and low[0] < 2 < high[0]


# Over worlds


def test_summary_takes_seeds_not_worlds_as_replicates():
    luck = np.random.default_rng(3)
    difference = luck.normal(size=(1, 8)).repeat(50, axis=0)  # 50 worlds that say the same thing
    row = summary(*results({"none": np.zeros((50, 8)), "posts": difference}), "none", "sites").iloc[0]
    mean, low, high, _ = interval(difference[:1])
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((mean[0], low[0], high[0]))
    assert row["seeds"] == 8 and row["worlds"] == 50


def test_summary_counts_the_worlds_where_it_holds():
    noise = np.array([-0.1, 0.0, 0.1, 0.05])
    other = np.stack(
        [noise + 1, noise + 2, noise - 1, noise, np.zeros(4), np.array([1, np.nan, np.nan, np.nan])]
    )
    row = summary(*results({"none": np.zeros((6, 4)), "posts": other}), "none", "sites").iloc[0]
    assert (row["above"], row["below"], row["contains"], row["no_interval"], row["worlds"]) == (2, 1, 2, 1, 6)
    assert row["highest"] == pytest.approx(2.0125) and row["lowest"] == pytest.approx(-0.9875)


def test_summary_uses_only_seeds_that_have_every_world():
    other = np.array([[1.0, 2.0, 3.0], [5.0, np.nan, 7.0], [np.nan] * 3])
    row = summary(*results({"none": np.zeros((3, 3)), "posts": other}), "none", "sites").iloc[0]
    assert row["seeds"] == 2 and row["estimate"] == 4.0 and row["value"] == 4.0


def test_summary_has_every_policy_but_the_reference_in_the_order_of_the_plan():
    table = summary(*results({"z": [1.0, 2.0], "none": [0.0, 1.0], "a": [3.0, 3.5]}), "none", "sites")
    assert table["policy"].tolist() == ["z", "a"]


def test_regret_is_zero_for_the_best_and_the_gap_for_others():
    values = {"a": [[1.0, 3.0], [9.0, 9.0]], "b": [[4.0, 6.0], [8.0, 7.0]]}
    table = regret(*results(values), "sites").set_index(["policy", "world"])
    assert table["regret"].to_dict() == {("a", 0): 3.0, ("b", 0): 0.0, ("a", 1): 0.0, ("b", 1): 1.5}
    low = regret(*results(values), "sites", better="low").set_index(["policy", "world"])
    assert low.loc[("a", 0), "regret"] == 0.0 and low.loc[("b", 0), "regret"] == 3.0


def test_regret_compares_means_over_the_same_seeds():
    table = regret(*results({"a": [1.0, 100.0], "b": [2.0, np.nan]}), "sites").set_index("policy")
    assert table["value"].to_dict() == {"a": 1.0, "b": 2.0} and table["seeds"].tolist() == [1, 1]


def test_regret_summary_gives_mean_p90_and_worst():
    values = {"a": np.zeros((11, 2)), "b": np.repeat(np.arange(11.0)[:, None], 2, axis=1)}
    table = regret_summary(regret(*results(values), "sites")).set_index("policy")
    assert table.loc["a", ["mean", "p90", "max", "best", "worlds"]].tolist() == [5.0, 9.0, 10.0, 1, 11]
    assert table.loc["b", "max"] == 0.0 and table.loc["b", "best"] == 11


def test_dial_effects_give_one_row_per_world_and_change_sign_with_the_order():
    luck = np.random.default_rng(5)
    plan, indicators = results(
        {"none": luck.normal(size=(4, 5)), "a": luck.normal(size=(4, 5)), "b": luck.normal(size=(4, 5))}
    )
    one, two = (dial_effects(plan, indicators, *pair, "sites") for pair in (("a", "b"), ("b", "a")))
    assert list(one.columns) == ["world", "sigma", "estimate", "low", "high", "seeds", "verdict"]
    assert one["sigma"].tolist() == [0.0, 0.1, 0.2, 0.3]
    assert one["estimate"].to_numpy() == pytest.approx(-two["estimate"].to_numpy())
    assert one["low"].to_numpy() == pytest.approx(-two["high"].to_numpy())


def test_dial_effects_refuse_a_policy_that_was_not_run():
    with pytest.raises(InputError, match="posts"):
        dial_effects(*results({"none": [0.0, 1.0], "posts": [5.0, 5.0]}), "post", "none", "sites")


def test_variance_ratio_is_that_of_correlated_normals():
    """Two policies with correlation r = .9 and equal variances: the ratio is 1 − r = .1 in the long run.

    The ratio is 2·var(d)/(2·(va + vb)); on n = 5,000 seeds its relative standard error is below 2/sqrt(n)
    = .028 (var(d) alone has sqrt(2/n) = .02, the sum below .02). Tolerance: 4 of them; the seed is fixed.
    """
    luck, n = np.random.default_rng(7), 5_000
    shared = luck.normal(size=n) * np.sqrt(0.9)
    values = {name: shared + luck.normal(size=n) * np.sqrt(0.1) for name in ("none", "posts")}
    row = variance_ratio(*results(values), "none", "sites").iloc[0]
    assert abs(row["ratio"] / 0.1 - 1) < 4 * 2 / np.sqrt(n)


def test_variance_ratio_is_unknown_where_nothing_varies_or_with_one_seed():
    flat = variance_ratio(*results({"none": [1.0, 1.0], "posts": [1.0, 1.0]}), "none", "sites")
    alone = variance_ratio(*results({"none": [1.0], "posts": [2.0]}), "none", "sites")
    assert flat["ratio"].isna().all() and alone["ratio"].isna().all()


# Costs


def case(result, euros, indicator="adopters"):
    """Return the cost rows of one case, by policy and kind."""
    plan, indicators = results(result, indicator)
    table = costs(plan, indicators, ledger_of(plan, euros), "none")
    return table.set_index(["policy", "per", "kind"])


def test_costs_are_ratios_of_means():
    table = case(
        {"none": [100.0, 110.0, 105.0], "posts": [200.0, 230.0, 215.0]}, {"none": 0.0, "posts": 1_100.0}
    )
    gross, more = table.loc[("posts", "adopter", "gross")], table.loc[("posts", "adopter", "additional")]
    assert gross["euros"] == pytest.approx(1_100 / 215) and more["euros"] == pytest.approx(10.0)
    assert more["low"] < 10 < more["high"] and more["note"] == ""
    assert ("none", "adopter", "additional") not in table.index
    assert table.index.get_level_values("per").unique().tolist() == ["adopter"]


def test_costs_sum_all_the_lines_paid_and_only_those():
    plan, indicators = results({"none": [1.0, 1.1], "posts": [4.0, 4.0]}, "jobs")
    lines = [
        ledger_of(plan, {"none": 0.0, "posts": amount}, flow)
        for amount, flow in ((30.0, "paid"), (10.0, "paid"), (999.0, "budgeted"), (999.0, "released"))
    ]
    table = costs(plan, indicators, pd.concat(lines), "none").set_index(["policy", "per", "kind"])
    assert table.loc[("posts", "job", "gross"), "euros"] == 10.0
    assert table.loc[("none", "job", "gross"), "euros"] == 0.0


def test_a_cost_over_what_may_be_nothing_is_not_discernible():
    row = case({"none": [1.0, 2.0, 3.0], "posts": [2.0, 1.0, 3.5]}, {"none": 0.0, "posts": 50.0}).loc[
        ("posts", "adopter", "additional")
    ]
    assert row["note"] == "not discernible" and np.isnan(row[["euros", "low", "high"]].astype(float)).all()
    assert row["result_low"] < 0 < row["result_high"] and row["money"] == 50.0


def test_no_cost_is_given_for_fewer_results():
    row = case({"none": [9.0, 9.1, 9.2], "posts": [2.0, 2.0, 2.1]}, {"none": 0.0, "posts": 50.0}).loc[
        ("posts", "adopter", "additional")
    ]
    assert row["note"] == "fewer" and np.isnan(row["euros"])


def test_one_seed_gives_a_cost_without_interval():
    row = case({"none": [1.0], "posts": [3.0]}, {"none": 0.0, "posts": 50.0}).loc[
        ("posts", "adopter", "additional")
    ]
    assert row["note"] == "one seed" and row["euros"] == 25.0 and np.isnan(row["low"])


def test_with_a_constant_result_fieller_is_the_interval_of_the_money():
    money = np.array([[90.0, 100.0, 125.0, 85.0]])
    row = case({"none": np.zeros(4), "posts": np.full(4, 5.0)}, {"none": 0.0, "posts": money}).loc[
        ("posts", "adopter", "gross")
    ]
    mean, low, high, _ = interval(money / 5.0)
    assert (row["euros"], row["low"], row["high"]) == pytest.approx((mean[0], low[0], high[0]))


def test_cost_intervals_cover_the_truth_at_their_stated_rate():
    """1,500 replications of 8 seeds, money and results correlated normals, true cost 20: Fieller is exact.

    The count that covers is Binomial(1500, .95) where the denominator is discernible, which a mean of 10
    with a standard deviation of 2 makes certain (t* · 2/sqrt(8)/10 = .17). Tolerance: 4 standard deviations.
    """
    luck, n = np.random.default_rng(11), 1_500
    result = luck.normal(10, 2, size=(n, 8))
    money = 20 * result + luck.normal(0, 40, size=(n, 8))
    rows = [ratio(x[None], y[None]) for x, y in zip(money, result, strict=True)]
    covered = sum(row["low"] <= 20 <= row["high"] for row in rows)
    assert abs(covered - 0.95 * n) < 4 * np.sqrt(n * 0.95 * 0.05)


@pytest.mark.parametrize(
    ("paid", "kind"),
    [
        (1_000, "equal"),
        (1_010, "equal"),
        (991, "equal"),
        (1_030, "gap"),
        (950, "gap"),
        (940, "absorption"),
        (1_051, "absorption"),
    ],
)
def test_equal_cost_is_told_from_the_money_spent(paid, kind):
    plan, _ = results({"mix": [0.0, 0.0], "posts": [0.0, 0.0]})
    ledger = pd.concat(
        [
            ledger_of(plan, {"mix": 1_000, "posts": paid}),
            ledger_of(plan, {"mix": 1_200, "posts": 1_200}, "budgeted"),
        ]
    )
    table = equal_cost(plan, ledger, "mix").set_index("policy")
    assert table.loc["posts", "class"] == kind and table.loc["mix", "class"] == "reference"
    assert table.loc["posts", "paid_gap"] == pytest.approx(paid / 1_000 - 1)


def test_another_budget_is_no_equal_cost():
    plan, _ = results({"none": [0.0, 0.0], "mix": [0.0, 0.0]})
    ledger = ledger_of(plan[plan["policy"] == "mix"], {"mix": 1_000}, "budgeted")
    assert equal_cost(plan, ledger, "mix").set_index("policy").loc["none", "class"] == "unequal budget"
    assert equal_cost(plan, ledger, "none").set_index("policy").loc["mix", "class"] == "unequal budget"


def test_budgets_are_compared_in_present_value():
    plan, _ = results({"mix": [0.0], "late": [0.0]})
    late = 1_000 * 1.032**5
    ledger = pd.concat(
        [
            ledger_of(plan[plan["policy"] == "mix"], {"mix": 1_000}, "budgeted", 0),
            ledger_of(plan[plan["policy"] == "late"], {"late": late}, "budgeted", 60),
            ledger_of(plan, {"mix": 900, "late": 900}),
        ]
    )
    table = equal_cost(plan, ledger, "mix").set_index("policy")
    assert (
        table.loc["late", "budget_gap"] == pytest.approx(0.0, abs=1e-12)
        and table.loc["late", "class"] == "equal"
    )
    assert (
        equal_cost(plan, ledger, "mix", discount=0.0).set_index("policy").loc["late", "class"]
        == "unequal budget"
    )


def test_failed_runs_are_left_out_of_the_plan():
    plan, _ = results({"none": [0.0, 1.0]})
    runs = pd.DataFrame({"run_id": plan["run_id"], "status": ["done", "failed"]})
    assert ended(plan, runs)["seed"].tolist() == [1]


def test_a_hundred_thousand_rows_are_compared_in_seconds():
    luck = np.random.default_rng(13)
    plan, indicators = results({f"p{i}": luck.normal(5, 1, size=(480, 30)) for i in range(7)}, "adopters")
    ledger = ledger_of(plan.head(10), {f"p{i}": 1.0 for i in range(7)})
    start = time.process_time()
    assert len(plan) == 100_800 and len(paired(plan, indicators, "p0", "adopters")) == 480 * 6
    summary(plan, indicators, "p0", "adopters")
    regret_summary(regret(plan, indicators, "adopters"))
    dial_effects(plan, indicators, "p1", "p2", "adopters")
    variance_ratio(plan, indicators, "p0", "adopters")
    costs(plan, indicators, ledger, "p0")
    assert time.process_time() - start < 5.0
