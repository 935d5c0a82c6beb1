"""The command that looks at deep uncertainty: its files, its words, and bad input said at once."""

import json
import shlex

import numpy as np
import pandas as pd
import pytest

from experiments.cli import main
from experiments.discovery.boxes import Box, Found, Limit
from experiments.discovery.output import limits_frame, path_frame
from experiments.discovery.request import asked_of
from experiments.discovery.text import box_text, limit_text
from experiments.request import read_request
from experiments.words import forbidden

SMALL = [
    "territory=grid", "territory.width=3", "territory.height=3", "territory.population=12000", "citizens=300",
    "years=3", "engine=serial", "policy=[none,fund_people,fund_investments]",
]  # fmt: skip


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    out = tmp_path_factory.mktemp("swept") / "out"
    dials = ["operate.sigma=[.3,.6,1,2]", "start=[equipped,staffed]"]
    assert main(["sweep", *SMALL, *dials, "seeds=2", f"out={out}", "lang=en"]) == 0
    return out


ASK = ("policy=[fund_people,fund_investments]", "indicator=[jobs,sites]", "threshold.jobs=3")


def test_everything_is_left_in_the_folder_in_both_languages(swept, capsys):
    assert main(["discover", str(swept), *ASK, "lang=en"]) == 0
    said = capsys.readouterr().out
    for part in ("fund_people does less well than fund_investments", "of 8 worlds tested", "Regret", "jobs ≥ 3",
                 "What it would gain to know a dial before choosing", "not a forecast"):  # fmt: skip
        assert part in said
    folder = swept / "discovery"
    summary = json.loads((folder / "discovery.json").read_text())
    assert summary["worlds"] == 8 and summary["dials"] == ["operate.sigma", "start"]
    assert set(summary["sides"]) == {"below", "above"} and summary["text"]["en"].strip() == said.strip()
    assert not forbidden(summary["text"]["fr"] + said) and "mondes testés" in summary["text"]["fr"]
    worlds = pd.read_csv(folder / "worlds.csv")
    assert len(worlds) == 8 and {"operate.sigma", "start", "estimate", "verdict"} <= set(worlds)
    assert list(pd.read_parquet(folder / "robustness.parquet")["worlds"]) == [8, 8, 8]
    counts = pd.read_csv(folder / "satisficing.csv")
    assert (counts["met"] + counts["missed"] + counts["unclear"] == counts["worlds"]).all()
    names = {p.stem for p in (folder / "figures").glob("*.png")}
    assert {f"{name}_{lang}" for name in ("tornado", "worlds", "information") for lang in ("en", "fr")} <= names


def test_one_method_alone_can_be_asked_for(swept, capsys):
    assert main(["discover", str(swept), *ASK[:1], "indicator=jobs", "method=regret", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["robustness"] and not found["information"] and not found["scores"] and found["methods"] == ["regret"]
    asked = ["discover", str(swept), *ASK[:1], "indicator=jobs", "method=regret"]
    again = asked_of(read_request([*asked, "lang=fr"])).command
    assert shlex.split(again) == ["essaimage", *asked], "figures say the whole command"


def test_two_policies_must_be_chosen_where_the_results_hold_more(swept, capsys):
    mistyped = ["policy=[fund_peopl,none]"]
    for asked, said in (([], "Two policies must be compared"), (mistyped, "Did you mean fund_people")):
        assert main(["discover", str(swept), *asked, "lang=en"]) == 2
        told = capsys.readouterr().err
        assert said in told and "''" not in told


def test_every_fault_is_said_at_once_in_both_languages(swept, capsys):
    bad = ["discover", str(swept), "policy=[fund_peopl,none]", "indicator=[job]", "method=boxs", "threshold.jobs=x",
           "threshold.adopted_share=40", "threshold.site=1", "seeds=3"]  # fmt: skip
    assert main([*bad, "lang=en"]) == 2
    said = capsys.readouterr().err
    for part in ("Did you mean fund_people", "Did you mean jobs", "Did you mean boxes", "threshold.jobs is 'x'",
                 "threshold.adopted_share is 40, but must be a number from 0 to 1 (share)", "Did you mean sites",
                 "does not take seeds"):  # fmt: skip
        assert part in said, part
    assert main([*bad, "lang=fr"]) == 2
    said = capsys.readouterr().err
    for part in ("Vouliez-vous dire fund_people", "threshold.adopted_share vaut 40", "ne prend pas seeds"):
        assert part in said, part


def test_results_too_few_are_refused_with_what_can_be_done(tmp_path, capsys):
    out = tmp_path / "few"
    assert main(["sweep", *SMALL, "operate.sigma=[.3,2]", "seeds=1", f"out={out}", "lang=en"]) == 0
    capsys.readouterr()
    assert main(["discover", str(out), *ASK, "lang=en"]) == 2
    said = capsys.readouterr().err
    assert "one seed" in said and "2 worlds" in said and "boxes 8" in said and "method=[regret,information]" in said
    assert main(["discover", str(out), *ASK[:2], "method=[regret,information]", "lang=fr"]) == 0
    assert "Regret" in capsys.readouterr().out
    assert main(["discover", str(out), "lang=en"]) == 2
    assert "Two policies must be compared" in capsys.readouterr().err


def test_no_folder_no_results(tmp_path, capsys):
    assert main(["discover", "lang=en"]) == 2 and "needs OUT" in capsys.readouterr().err
    assert main(["discover", str(tmp_path / "nothing"), "lang=en"]) != 0


def test_limits_are_said_in_signs_in_both_languages():
    assert limit_text(Limit("a.b", low=1.15), "en") == "a.b ≥ 1.15"
    assert limit_text(Limit("a.b", high=3.0), "fr") == "a.b ≤ 3,00"
    assert limit_text(Limit("a.b", 1.0, 2.5), "fr") == "a.b de 1,00 à 2,50"
    assert limit_text(Limit("start", options=("equipped", "staffed")), "fr") == "start = equipped ou staffed"


def test_a_box_becomes_what_its_figure_takes():
    dials = pd.DataFrame({"x": [0.0, 1.0, 2.0], "start": ["a", "b", "a"]})
    sides = Limit("x", low=0.5, luck=0.02, again=9), Limit("x", high=1.5, luck=0.05, again=9)
    limits = (*sides, Limit("start", options=("b",)))
    box = Box(limits, dials["x"].to_numpy() == 1, 1, 1, 0.5, 1.0, 2.0)
    frame = limits_frame(box, dials).set_index("dial")
    assert frame.loc["x", ["low", "high", "lowest", "highest", "luck"]].tolist() == [0.5, 1.5, 0.0, 2.0, 0.05]
    assert frame.loc["start", "kept"] == "b" and frame.loc["start", "options"] == "a,b"
    every = Box((), np.ones(3, bool), 3, 2, 1.0, 2 / 3, 0.0)
    assert path_frame(Found(box, (every,), 0, 19))["chosen"].tolist() == [False, True]
    assert "and" in box_text(box, "en") and "et" in box_text(box, "fr")
