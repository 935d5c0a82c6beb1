"""What the answer rests on, and the command that makes results again: intervals decide, and the command is checked."""

import shlex
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.brief import span_text
from experiments.compare import dial_effects
from experiments.expand import expand, experiment_named
from experiments.figures.dial_words import dial_said
from experiments.intervals import interval
from experiments.report import assumed
from experiments.report.again import swept_again
from experiments.report.findings import windfall_table
from experiments.report.pieces import Pieces

FEWER = ("policy=[current_mix,fund_people]", "operate.sigma=[.3,2]", "start=[equipped,staffed]",
         "people_funding.term=3", "finance.transferable=1", "seeds=2")  # fmt: skip


def of_design(design):
    """Return what a sweep of a design says of itself, no run of it made."""
    cells = dict(zip(design.run_ids, design.cells, strict=True))
    store = SimpleNamespace(plan=lambda: design.plan, manifest={"seeds": design.plan["seed"].nunique()})
    return SimpleNamespace(store=store, name=design.name, reference=design.reference, cell=cells.__getitem__,
                           experiment=experiment_named(design.name))  # fmt: skip


@pytest.mark.parametrize("more", [(), ("seed=7",), ("reference=fund_people",)])
def test_the_command_of_a_sweep_makes_the_same_runs(more):
    asked = experiment_named("people_vs_investments")
    made = expand(asked, (*FEWER, *more))
    line = shlex.split(swept_again(of_design(made)))
    assert line[:3] == ["essaimage", "sweep", "experiment=people_vs_investments"]
    again = expand(asked, tuple(line[3:]))
    assert again.run_ids == made.run_ids and again.reference == made.reference
    pd.testing.assert_frame_equal(again.plan, made.plan)


def test_a_sweep_with_settings_of_its_own_has_no_such_command():
    made = expand(experiment_named("people_vs_investments"), (*FEWER, "citizens=500"))
    assert swept_again(of_design(made)) == ""


SEVERAL = {
    "changes sign": [(1.0, 0.5, 1.5), (-1.0, -1.5, -0.5)],
    "keeps its sign": [(1.0, 0.5, 1.5), (2.0, 1.0, 3.0)],
    "no change of sign is discernible": [(1.0, 0.5, 1.5), (-0.1, -0.4, 0.2)],
}


@pytest.mark.parametrize("said", SEVERAL)
def test_a_sign_counts_where_its_interval_lies_on_one_side(said, monkeypatch):
    found = pd.DataFrame(SEVERAL[said], columns=["estimate", "low", "high"]).assign(value=[0.3, 2.0])
    monkeypatch.setattr(assumed, "by_dial", lambda p, dial: found)
    plan = pd.DataFrame({"operate.sigma": [0.3, 2.0]})
    sweep = SimpleNamespace(versus=("a", "b"), dials=["operate.sigma"], plan=plan)
    [line] = assumed.tipping(SimpleNamespace(sweep=sweep, lang="en", main="jobs"))
    assert said in line and "0.50 to 1.50" in line


def test_the_interval_of_a_dial_is_over_seeds_of_means_over_its_worlds():
    """Two worlds with σ = 0.3 whose luck cancels out in each seed: the mean over them has none."""
    rows = [(world, policy, seed, sigma, f"{world} {policy} {seed}")
            for world, sigma in enumerate((0.3, 0.3, 2.0)) for policy in ("a", "b") for seed in (1, 2, 3)]  # fmt: skip
    plan = pd.DataFrame(rows, columns=["world", "policy", "seed", "operate.sigma", "run_id"])
    luck = {0: np.array([5.0, -2.0, 4.0]), 1: np.array([-5.0, 2.0, -4.0]), 2: np.array([1.0, 2.0, 6.0])}
    value = [luck[w][s - 1] + 1.0 if p == "a" else 0.0 for w, p, s in zip(plan["world"], plan["policy"], plan["seed"],
                                                                        strict=True)]  # fmt: skip
    ends = plan[["run_id"]].assign(indicator="jobs", step=12, value=value)
    sweep = SimpleNamespace(plan=plan, indicators=ends, versus=("a", "b"),
                            dial_effects=lambda a, b, name: dial_effects(plan, ends, a, b, name))  # fmt: skip
    table = assumed.by_dial(SimpleNamespace(sweep=sweep, main="jobs"), "operate.sigma").set_index("value")
    assert table.loc[0.3, ["estimate", "low", "high"]].tolist() == pytest.approx([1.0, 1.0, 1.0])
    wanted = [float(end) for end in interval(luck[2] + 1.0)[:3]]
    assert table.loc[2.0, ["estimate", "low", "high"]].tolist() == pytest.approx(wanted)


def test_a_duration_says_its_unit_and_a_number_that_needs_none_does_not():
    assert [dial_said("people_funding.term", value, "fr") for value in (1, 5)] == ["1\u00a0an", "5\u00a0ans"]
    assert dial_said("people_funding.term", 5, "en") == "5\u00a0years"
    assert dial_said("operate.sigma", 0.3, "fr") == "0,3"


def test_what_is_known_of_a_dial_is_said_for_instruments_and_choices_too():
    source, usual, unit = assumed.described("people_funding.term")
    assert unit == "years" and usual and source
    assert assumed.described("start")[1] == "balanced" and assumed.described("operate.sigma")[1] == 0.5


def test_a_policy_alone_is_told_with_its_interval_over_seeds():
    told = object.__new__(Pieces)
    rows = [("a", 1, 10.0), ("a", 2, 14.0), ("a", 3, 12.0), ("b", 1, 99.0)]
    frame = pd.DataFrame(rows, columns=["policy", "seed", "value"])
    told.lang, told.album = "en", SimpleNamespace(ends=lambda name: frame)
    low, high = (float(end) for end in interval(np.array([10.0, 14.0, 12.0]))[1:3])
    assert told.spread("jobs", "a").endswith(f"({span_text('jobs', low, high, 'en')})")
    assert "12" in told.spread("jobs", "a") and "(" not in told.spread("jobs", "b"), "one seed has no interval"


def test_what_support_adds_is_told_with_its_interval_and_both_in_per_cent():
    row = {"policy": "seed_only", "supported": 8.0, "living": 5.0, "additionality": 0.4, "low": 0.25, "high": 0.55,
           "windfall": 0.6}  # fmt: skip
    sweep = SimpleNamespace(reference="none", additionality=lambda: pd.DataFrame([row]))
    page = windfall_table(SimpleNamespace(several=True, lang="en", name=str, sweep=sweep))
    assert "<td>40.0%</td><td>25.0 to 55.0%</td><td>60.0%</td>" in page
