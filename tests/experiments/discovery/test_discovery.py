"""Scenario discovery: a planted boundary is found, noise is not, values of information have known answers."""

import numpy as np
import pandas as pd
import pytest

from experiments.discovery.boxes import SHUFFLES, boxes, looked_for, scan_score, searchable
from experiments.discovery.information import EVERYTHING, information
from experiments.discovery.scores import curves, ends, feature_scores, regional
from experiments.discovery.tree import leaves
from experiments.discovery.worlds import Worlds, dials_table, parts_of_dial, worlds_of
from experiments.robustness import ALL, robustness, satisficing
from sim.errors import InputError


def planted(count=100, seed=3):
    """Worlds where something happens exactly when sigma > 1.2 and term < 3, and the start is not staffed."""
    luck = np.random.default_rng(seed)
    dials = pd.DataFrame({
        "operate.sigma": luck.uniform(0.3, 2.0, count), "people_funding.term": luck.uniform(1, 5, count),
        "idle.one": luck.uniform(0, 1, count), "start": luck.choice(["equipped", "balanced", "staffed"], count),
    })  # fmt: skip
    inside = (dials["operate.sigma"] > 1.2) & (dials["people_funding.term"] < 3) & (dials["start"] != "staffed")
    return dials, inside.to_numpy(int)


@pytest.fixture(scope="module")
def found():
    dials, interest = planted()
    return boxes(dials, interest)


def test_a_planted_boundary_is_recovered_and_idle_dials_are_not_named(found):
    dials, _ = planted()
    box = found[0].box

    assert found[0].discernible and found[0].as_good == 0 and found[0].shuffles == SHUFFLES
    assert box.density == 1.0 and box.coverage >= 0.9
    limits = {limit.dial: limit for limit in box.limits}
    assert set(limits) == {"operate.sigma", "people_funding.term", "start"}
    near = np.sort(dials["operate.sigma"])
    gap = np.diff(near).max()  # the boundary lies between two worlds
    assert abs(limits["operate.sigma"].low - 1.2) < 2 * gap and limits["operate.sigma"].high is None
    assert abs(limits["people_funding.term"].high - 3.0) < 0.25 and limits["people_funding.term"].low is None
    assert set(limits["start"].options) == {"equipped", "balanced"}
    assert all(limit.luck <= 0.1 and limit.again >= 7 for limit in box.limits)


def test_the_trade_off_goes_from_every_world_to_dense_boxes(found):
    path, interest = found[0].path, planted()[1]
    assert path[0].coverage == 1.0 and path[0].density == pytest.approx(interest.mean()) and not path[0].limits
    assert path[-1].density > 0.9 and path[-1].worlds < path[0].worlds


def test_noise_has_no_box_in_most_tables():
    """A table of noise shows a box in 1 of 20 by the rule. 12 tables: more than 3 have 1 chance in 450 (binomial)."""
    shown = 0
    for seed in range(12):
        luck = np.random.default_rng(100 + seed)
        dials = pd.DataFrame({name: luck.uniform(size=30) for name in "abc"})
        found = looked_for(dials, luck.permutation(np.repeat([0, 1], [18, 12])), leaves, seed)
        shown += found.discernible
    assert shown <= 3


def test_a_search_stops_as_soon_as_luck_does_as_well_too_often():
    luck = np.random.default_rng(8)
    dials = pd.DataFrame({"a": luck.uniform(size=24), "b": luck.uniform(size=24)})
    found = boxes(dials, luck.permutation(np.repeat([0, 1], 12)))
    assert len(found) == 1 and not found[0].discernible
    assert found[0].as_good == 1 and found[0].shuffles <= SHUFFLES


def test_a_tree_finds_the_boundary_too():
    dials, interest = planted()
    best = leaves(dials, interest)[0]
    assert best.density > 0.9 and {"operate.sigma", "people_funding.term"} <= set(best.dials)


def test_the_score_of_a_box_is_a_likelihood_ratio():
    """4 of 4 inside, 0 of 4 outside: 8 ln 2 against one rate of a half; no denser than outside: 0."""
    assert scan_score(4, 4, 4, 8) == pytest.approx(8 * np.log(2))
    assert scan_score(2, 4, 4, 8) == 0.0 == scan_score(1, 4, 4, 8)
    assert not searchable(np.array([1, 0, 0, 0, 0, 0, 0, 0])) and searchable(np.array([1, 1, 0, 0, 0, 0, 0, 0]))


def test_scores_and_distances_name_what_acts_and_leave_out_what_luck_makes():
    dials, interest = planted()
    luck = np.random.default_rng(5)
    outcome = 2.0 * dials["operate.sigma"].to_numpy() + luck.normal(0, 0.3, len(dials))
    noise = luck.normal(size=len(dials))
    scores = feature_scores(dials, {"jobs": outcome, "noise": noise, "still": np.ones(len(dials))})
    seen = scores[scores["discernible"]]
    assert list(zip(seen["outcome"], seen["dial"], strict=True)) == [("jobs", "operate.sigma")]
    assert "still" not in set(scores["outcome"])

    table = regional(dials, interest).set_index("dial")
    assert table.loc["operate.sigma", "discernible"] and table.loc["people_funding.term", "discernible"]
    assert not table.loc["idle.one", "discernible"]
    lines = curves(dials, interest)
    sigma = lines[lines["dial"] == "operate.sigma"]
    assert sigma["of_interest"].is_monotonic_increasing and sigma.iloc[-1][["of_interest", "others"]].tolist() == [1, 1]
    gap = (sigma["of_interest"] - sigma["others"]).abs().max()
    assert gap == pytest.approx(table.loc["operate.sigma", "distance"])


def swept(values, dials, seeds=4, noise=0.0):
    """Return the plan and the indicators of a sweep: values[policy] gives one value a world, on common seeds."""
    luck = np.random.default_rng(11)
    plan, rows = [], []
    for policy, mine in values.items():
        for world in range(len(dials)):
            for seed in range(seeds):
                run = f"{policy}{world}_{seed}"
                plan.append({"world": world, "policy": policy, "seed": seed, **dials.iloc[world], "run_id": run})
                value = mine[world] + (luck.normal(0, noise) if noise else 0.0)
                rows += [(run, 12, 2026, "jobs", value), (run, 12, 2026, "sites", 2 * value)]
    return pd.DataFrame(plan), pd.DataFrame(rows, columns=["run_id", "step", "year", "indicator", "value"])


def test_the_value_of_information_of_a_line_is_an_eighth():
    """Policies 0 and x − 1/2, x even on 0 to 1: choosing now gains 0, knowing x gains E max(0, x − 1/2) = 1/8 exactly,
    whatever even number of parts is taken; a dial that does nothing is worth nothing; so is no difference at all."""
    x = (np.arange(512) + 0.5) / 512
    dials = pd.DataFrame({"x": x, "idle": np.tile([0.0, 1.0], 256)})
    plan, indicators = swept({"a": np.zeros(512), "b": x - 0.5}, dials, seeds=2)
    found = information(plan, indicators, dials, "jobs").set_index("dial")

    assert found.loc["x", "value"] == pytest.approx(1 / 8, abs=1e-9) == found.loc["x", "cautious"]
    assert found.loc["x", "discernible"] and not found.loc["idle", "discernible"]
    assert found.loc["idle", "value"] == pytest.approx(1 / 2048, abs=1e-9)  # the grid's own
    assert found.loc[EVERYTHING, "value"] == pytest.approx(1 / 8, abs=1e-9)


def test_the_value_of_information_weighs_each_value_by_its_worlds():
    """b gains 4 in 3 worlds and loses 1 in 9: choosing now takes b, worth 1/4; knowing takes it in the 3, worth 1."""
    dials = pd.DataFrame({"kind": ["rare"] * 3 + ["usual"] * 9})
    plan, indicators = swept({"a": np.zeros(12), "b": np.array([4.0] * 3 + [-1.0] * 9)}, dials)
    found = information(plan, indicators, dials, "jobs").set_index("dial")
    assert found.loc["kind", "value"] == pytest.approx(0.75) and found.loc["kind", "policy"] == "b"


def test_the_bias_of_the_value_of_information_is_upwards_and_caution_takes_it_down():
    """Nothing differs but luck: the plain estimate is above 0 by construction, the cautious one 0 in the mean.

    Tolerance: the cautious estimate is a mean over 64 worlds of two normal draws (s/√2 a half of 2 seeds each): below
    its standard error times 4 (false alarm 1 in 16,000); s = 1, so 4 √(2/64) = .71.
    """
    dials = pd.DataFrame({"x": np.arange(64.0)})
    plan, indicators = swept({"a": np.zeros(64), "b": np.zeros(64)}, dials, seeds=4, noise=1.0)
    found = information(plan, indicators, dials, "jobs").set_index("dial")
    assert found.loc["x", "value"] > 0 and found.loc[EVERYTHING, "value"] > 0.2
    assert abs(found.loc[EVERYTHING, "cautious"]) < 0.71 and not found.loc["x", "discernible"]


def test_policies_are_ranked_by_their_worst_regret_and_thresholds_are_counted_in_worlds():
    dials = pd.DataFrame({"x": [1.0, 2.0, 3.0]})
    plan, indicators = swept({"safe": [5.0, 5.0, 5.0], "bold": [9.0, 6.0, 0.0]}, dials)
    table = robustness(plan, indicators, "jobs")
    assert list(table["policy"]) == ["safe", "bold"] and list(table["regret_max"]) == [4.0, 5.0]
    assert list(table["worst"]) == [5.0, 0.0] and list(table["best"]) == [1, 2]

    counts = satisficing(plan, indicators, {"jobs": 6.0, "sites": 10.0}).set_index(["indicator", "policy"])
    assert counts.loc[("jobs", "bold"), ["met", "missed", "unclear", "worlds"]].tolist() == [2, 1, 0, 3]
    assert counts.loc[("sites", "safe"), "met"] == 3 and counts.loc[(ALL, "safe"), "met"] == 0
    assert counts.loc[(ALL, "bold"), ["met", "missed"]].tolist() == [2, 1]


def test_worlds_hold_what_varies_and_one_seed_gives_none():
    dials = pd.DataFrame({"x": [1, 2, 3], "same": ["u", "u", "u"], "start": ["a", "b", "a"]})
    plan, indicators = swept({"a": [0.0, 1.0, 2.0], "b": [1.0, 1.0, 1.0]}, dials, noise=0.001)
    found = worlds_of(plan, indicators, ("a", "b"), "jobs")
    assert list(found.dials) == ["x", "start"] and found.dials["x"].dtype == float and found.count == 3
    assert found.side("below").tolist() == [1, 0, 0] and found.side("above").tolist() == [0, 0, 1]
    one = plan[plan["seed"] == 0]
    assert worlds_of(one, indicators, ("a", "b"), "jobs").count == 0
    with pytest.raises(InputError, match="Did you mean jobs"):
        worlds_of(plan, indicators, ("a", "b"), "job")
    assert list(dials_table(plan)) == ["x", "start"]


def test_parts_hold_each_world_once():
    for column in (pd.Series(np.linspace(0, 1, 50)), pd.Series([1.0, 2.0, 1.0]), pd.Series(list("aba"), dtype=object)):
        parts = parts_of_dial(column)
        assert (sum(part.inside.astype(int) for part in parts) == 1).all()


def test_a_tornado_shows_the_mean_at_the_ends_of_each_dial():
    dials = pd.DataFrame({"x": [0.0, 0.0, 1.0, 1.0], "start": list("abab")})
    difference = np.array([[1.0, 1.2], [1.0, 1.2], [3.0, 3.2], [3.0, 3.2]])
    some = np.zeros(4)
    table = ends(Worlds(dials, difference, difference.mean(axis=1), some, some, some))
    assert list(table["dial"]) == ["x", "x", "start", "start"]
    assert table.loc[0, "estimate"] == pytest.approx(1.1) and table.loc[1, "estimate"] == pytest.approx(3.1)
    assert table.loc[0, "gap"] == pytest.approx(2.0) and table.loc[2, "gap"] == pytest.approx(0.0)
