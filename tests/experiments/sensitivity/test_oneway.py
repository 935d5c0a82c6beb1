"""A range is read and checked; its differences are those of a sweep; where the sign turns is found."""

import json

import pandas as pd
import pytest

from experiments.cli import main
from experiments.execute import execute_small
from experiments.expand import expand
from experiments.ranges import ranged, ranges_in
from experiments.results import load
from experiments.runner import run_design
from experiments.sensitivity.oneway_text import oneway_text, turning
from experiments.words import forbidden

SMALL = [
    "territory=grid", "territory.width=4", "territory.height=4", "citizens=400", "years=3", "budget=2000000",
    "policy=[fund_people,seed_only]", "engine=serial", "lang=en",
]  # fmt: skip


@pytest.mark.parametrize(("text", "whole", "values"), [
    ("operate.sigma=.5:2:4", False, [0.5, 1.0, 1.5, 2.0]),
    ("people_funding.term=1:5:3", True, [1, 3, 5]),
    ("people_funding.term=1:3:9", True, [1, 2, 3]),  # each whole number once
    ("budget=1e6:2e6:2", False, [1e6, 2e6]),
])  # fmt: skip
def test_a_range_has_evenly_spaced_values(text, whole, values):
    problems = []
    assert ranges_in([text], problems)[0].values(whole) == values and not problems


@pytest.mark.parametrize("text", ["a.b=2:1:5", "a.b=1:2", "a.b=1:2:1", "a.b=1:2:2.5", "a.b=1:2:3:4", "a.b=1:2:1000"])
def test_what_is_meant_as_a_range_and_is_none_is_said(text):
    problems = []
    assert ranges_in([text], problems) == [] and "LOW:HIGH:COUNT" in problems[0].en and "BAS" in problems[0].fr


def test_other_settings_are_no_ranges():
    assert ranged(["territory.path=C:/a.csv", "policy=[a,b]", "start=balanced", "seed=2", "operate.sigma=.3:2:7"]) == [
        "operate.sigma=.3:2:7"
    ]


def test_the_sign_turns_between_clear_neighbours():
    table = pd.DataFrame({"x": [4, 1, 2, 3], "verdict": ["below", "above", "above", "not discernible"]})
    assert turning(table, "x") == [(2, 4)]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("oneway") / "out"
    code = main(["sensitivity", "operate.sigma=.4:2:3", *SMALL, "seeds=2", f"out={out}"])
    return out, code


def test_differences_are_those_of_a_sweep(made, tmp_path):
    """The same worlds run as an experiment give the same paired differences."""
    out, code = made
    rows = json.loads((out / "oneway.json").read_text())["effects"]
    settings = tuple(text for text in SMALL if not text.startswith(("engine", "lang")))
    design = expand(None, (*settings, "operate.sigma=[0.4,1.2,2]", "seeds=2"))
    run_design(design, tmp_path / "s", execute_small, "serial", progress=None)
    table = load(tmp_path / "s").dial_effects("fund_people", "seed_only", "adopted_share")
    assert code == 0 and [row["operate.sigma"] for row in rows] == [0.4, 1.2, 2.0]
    assert [row["estimate"] for row in rows] == pytest.approx(table["estimate"].tolist())
    assert (out / "figures" / "oneway_fr.svg").exists() and (out / "oneway.csv").exists()


def test_it_resumes_and_speaks_both_languages(made, capsys):
    out, _ = made
    assert main(["sensitivity", "operate.sigma=.4:2:3", *SMALL[:-1], "lang=fr", "seeds=2", f"out={out}"]) == 0
    said = capsys.readouterr()
    assert "reprise : 12 simulations sur 12" in said.err and "mondes testés" in said.out and not forbidden(said.out)
    data = json.loads((out / "oneway.json").read_text())
    assert "worlds tested" in data["text"]["en"]


def test_two_parameters_make_a_map(tmp_path, capsys):
    command = ["sensitivity", "operate.sigma=.4:2:2", "service.reach_km=6:20:2", *SMALL, "seeds=2", f"out={tmp_path}/o"]
    assert main(command) == 0
    data = json.loads((tmp_path / "o" / "oneway.json").read_text())
    assert len(data["effects"]) == 4 and data["parameters"] == ["operate.sigma", "service.reach_km"]
    assert (tmp_path / "o" / "figures" / "oneway_en.png").exists()


def test_every_problem_is_said_at_once(capsys):
    bad = ["operate.sigma=.01:99:3", "people_funding.trm=1:5:2", "seeds=1", "method=morris", "indicator=jbs"]
    assert main(["sensitivity", *bad, *SMALL]) == 2
    said = capsys.readouterr().err
    for part in ("from 0.05 to 10", "Did you mean term?", "seeds is 1", "method=morris", "Did you mean jobs?"):
        assert part in said


def test_what_cannot_act_is_not_swept(capsys):
    assert main(["sensitivity", "equity.exit=3:9:2", *SMALL, "seeds=2"]) == 2
    assert "equity.exit cannot act" in capsys.readouterr().err


def test_three_ranges_are_too_many(capsys):
    assert main(["sensitivity", "operate.sigma=1:2:2", "adopt.lapse=0:.3:2", "service.reach_km=6:9:2", *SMALL]) == 2
    assert "one or two different parameters" in capsys.readouterr().err


def test_text_without_intervals_says_so():
    table = pd.DataFrame({"world": [0], "a.b": [1.0], "estimate": [0.1], "low": [float("nan")], "high": [float("nan")],
                          "seeds": [1], "verdict": ["one seed"]})  # fmt: skip
    assert "n/a" in oneway_text(table, ("a", "b"), "adopted_share", ["a.b"], "en")
