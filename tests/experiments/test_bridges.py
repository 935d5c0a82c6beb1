"""Other people's tools on our runs: what they are given is what typing it would run."""

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sampling

import essaimage as es
from experiments.bridges import Problem
from experiments.discovery.boxes import quietly
from sim.errors import InputError

SMALL = {
    "territory": "grid", "territory.width": 3, "territory.height": 3, "territory.population": 12000, "citizens": 300,
    "years": 3,
}  # fmt: skip


def test_ema_workbench_runs_the_model_and_gets_what_a_run_gives():
    from ema_workbench import SequentialEvaluator

    model = es.ema_model(uncertainties=["operate.sigma", "operate.income_order"], indicators=["jobs"], seeds=1, **SMALL)
    with quietly(), SequentialEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(2, 2)

    assert {"operate__sigma", "operate__income_order", "public_policy"} <= set(experiments)
    assert len(outcomes["jobs"]) == 4
    row = experiments.iloc[0]
    own = {"operate.sigma": float(row["operate__sigma"]), "operate.income_order": str(row["operate__income_order"])}
    one = es.run(policy=str(row["public_policy"]), seed=1, params={**SMALL, **own})
    assert outcomes["jobs"][0] == pytest.approx(float(one.final()["jobs"]))


def test_salib_samples_and_analyses_the_problem():
    problem = es.salib_problem(["operate.sigma", "people_funding.term"], indicator="jobs", seeds=1, **SMALL)
    sample = sampling.sample(problem, 2, calc_second_order=False, seed=1)
    outputs = problem.run(sample)

    assert sample.shape == (8, 2) and outputs.shape == (8,) and np.isfinite(outputs).all()
    whole = {"operate.sigma": float(sample[0, 0]), "people_funding.term": int(sample[0, 1])}
    found = analysis.analyze(problem, outputs, calc_second_order=False, seed=1)
    assert set(found) >= {"S1", "ST"} and problem["names"] == list(whole)
    low, high = problem["bounds"][0]
    assert problem["num_vars"] == 2 and low < high
    ends = {policy: problem.simulation(policy, **{k.replace(".", "__"): v for k, v in problem.space.world(
        (sample[0] - low_high[0]) / np.diff(low_high, axis=0)[0]).items()})["jobs"] for policy in problem.pair
        for low_high in [np.array(problem["bounds"]).T]}  # fmt: skip
    assert outputs[0] == pytest.approx(ends["fund_people"] - ends["fund_investments"])
    assert isinstance(problem, Problem)


def test_stored_runs_become_experiments_and_outcomes():
    plan = pd.DataFrame({
        "world": [0, 0, 1, 1], "policy": ["a", "a", "a", "a"], "seed": [1, 2, 1, 2],
        "operate.sigma": [0.3, 0.3, 2.0, 2.0], "run_id": list("wxyz"),
    })  # fmt: skip
    rows = [(run, 12, 2026, "jobs", value) for run, value in zip("wxyz", (1.0, 3.0, 5.0, 6.0), strict=True)]
    table = pd.DataFrame(rows, columns=["run_id", "step", "year", "indicator", "value"])

    class Stored:
        indicators = table

    Stored.plan = plan
    experiments, outcomes = es.ema_results(Stored)
    assert list(experiments["operate.sigma"]) == [0.3, 2.0] and list(experiments["policy"]) == ["a", "a"]
    assert outcomes["jobs"].tolist() == [2.0, 5.5]


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InputError) as caught:
        es.ema_model(policies=["fund_peopl"], indicators=["job"], seeds=0)
    text = caught.value.text("en")
    assert "Did you mean fund_people" in text and "Did you mean jobs" in text and "seeds is 0" in text
    with pytest.raises(InputError, match=r"Did you mean operate\.sigma"):
        es.salib_problem(["operate.sigm"])
