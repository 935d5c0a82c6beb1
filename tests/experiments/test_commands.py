"""The commands that run, compare, draw and replay: results, languages, failures."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from experiments import commands, replay, sweep
from experiments.cli import main
from experiments.results import load
from experiments.store import read
from experiments.words import DISCLAIMER, forbidden
from sim.errors import StoreError, Text

ROOT = Path(__file__).resolve().parents[2]
SMALL = [
    "territory=grid",
    "territory.width=4",
    "territory.height=4",
    "territory.population=20000",
    "citizens=400",
    "years=3",
]
SWEEP = [
    *SMALL,
    "experiment=people_vs_investments",
    "policy=[none,current_mix,fund_people,fund_investments]",
    "seeds=2",
    "operate.sigma=[.3,2]",
    "start=balanced",
    "people_funding.term=3",
    "finance.transferable=.1",
    "engine=serial",
]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    out = tmp_path_factory.mktemp("sweep") / "out"
    assert main(["sweep", *SWEEP, f"out={out}"]) == 0
    return out


def object_of(text):
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


def test_a_run_prints_a_short_table_and_keeps_its_tables(capsys):
    assert main(["run", *SMALL, "policy=fund_people", "out=one"]) == 0
    out = capsys.readouterr().out
    assert DISCLAIMER.en in out and "fund_people" in out and "Results: one" in out and not forbidden(out)
    run = load("one")
    assert run.policy == "fund_people" and set(run.indicators["step"]) == set(range(37))
    csv = pd.read_csv("one/csv/1/ledger.csv")
    assert csv["euros"].sum() == pytest.approx(run.ledger["euros"].sum())


def test_a_run_speaks_french(capsys):
    assert main(["run", *SMALL, "out=un", "lang=fr"]) == 0
    streams = capsys.readouterr()
    assert DISCLAIMER.fr in streams.out and "Le mélange actuel" in streams.out and "graine 1" in streams.out


def test_a_run_without_out_goes_to_a_dated_folder():
    assert main(["run", *SMALL]) == 0
    (folder,) = Path("results").iterdir()
    assert folder.name.endswith("_run") and folder.name[:2] == "20"
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["results"]


def test_two_calls_give_the_same_json_but_for_meta(capsys):
    found = []
    for out in ("a", "a", "b"):
        assert main(["run", *SMALL, "seeds=2", f"out={out}", "engine=serial", "--json"]) == 0
        found.append(object_of(capsys.readouterr().out))
    metas = [one.pop("meta") for one in found]
    assert found[0] == found[1] == found[2]
    assert [meta["resumed"] for meta in metas] == [0, 2, 0] and metas[0]["done"] == 2
    assert [run["seed"] for run in found[0]["runs"]] == [1, 2]
    assert found[0]["runs"][0]["indicators"]["survival_5y"] is None


def test_a_sweep_can_be_compared_in_text_and_json(swept, capsys):
    capsys.readouterr()
    assert main(["compare", str(swept)]) == 0
    text = capsys.readouterr().out
    assert "difference from current_mix" in text and "95% interval" in text and "Regret" in text and "€" in text
    assert "fund_people against fund_investments on" in text and DISCLAIMER.en in text and not forbidden(text)
    assert main(["compare", str(swept), "reference=none", "--json"]) == 0
    found = object_of(capsys.readouterr().out)
    assert found["reference"] == "none" and {row["policy"] for row in found["effects"]} == {
        "current_mix",
        "fund_people",
        "fund_investments",
    }
    assert {row["worlds"] for row in found["effects"]} == {2} and found["meta"]["out"] == str(swept)


def test_compare_speaks_french(swept, capsys):
    assert main(["compare", str(swept), "lang=fr"]) == 0
    text = capsys.readouterr().out
    assert "écart à current_mix" in text and "mondes testés" in text and DISCLAIMER.fr in text and not forbidden(text)


def test_a_reference_that_was_not_run_is_refused(swept, capsys):
    assert main(["compare", str(swept), "reference=fund_peple"]) == 2
    assert "Did you mean fund_people" in capsys.readouterr().err


def test_one_policy_cannot_be_compared(capsys):
    assert main(["run", *SMALL, "out=alone"]) == 0
    assert main(["compare", "alone"]) == 2
    assert "nothing to compare" in capsys.readouterr().err


def test_plot_writes_every_figure_twice(swept, capsys):
    assert main(["plot", str(swept)]) == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    stems = {path.stem for path in paths}
    assert {
        "adoption",
        "stages",
        "maps",
        "lineage",
        "costs",
        "effects_adopted_share",
        "regret_sites",
        "dials_adopted_share",
        "maps_difference",
        "exceedance_sites",
        "ledger_fund_people",
    } <= stems
    assert all(path.stat().st_size > 1000 for path in paths) and {path.suffix for path in paths} == {
        ".png",
        ".svg",
    }


def test_plot_of_one_run_draws_what_one_run_allows(capsys):
    assert main(["run", *SMALL, "out=one"]) == 0
    capsys.readouterr()
    assert main(["plot", "one", "lang=fr"]) == 0
    stems = {Path(line).stem for line in capsys.readouterr().out.splitlines()}
    assert stems == {"adoption", "diffusion", "stages", "maps", "lineage", "ledger_current_mix"}


def test_replay_finds_the_same_bits_and_tells_when_they_differ(swept, capsys, monkeypatch):
    run = read(swept).run_ids()[0]
    assert main(["replay", str(swept), run]) == 0
    assert "to the bit" in capsys.readouterr().out
    assert main(["replay", str(swept), run[:-1] + "x"]) == 2
    assert f"Did you mean {run}" in capsys.readouterr().err

    def other(cell):
        tables = commands_execute(cell)
        tables["indicators"].loc[3, "value"] += 1e-16
        tables["places"].loc[tables["places"].index[-1], "aware"] += 1e-9
        return tables

    commands_execute = replay.execute
    monkeypatch.setattr(replay, "execute", other)
    assert main(["replay", str(swept), run]) == 1
    assert "places" in capsys.readouterr().out


def test_replay_of_a_single_run_compares_its_months(capsys):
    assert main(["run", *SMALL, "out=one"]) == 0
    assert main(["replay", "one", read("one").run_ids()[0]]) == 0


def test_the_demo_answers_and_says_its_size(capsys):
    arguments = [a for a in SWEEP if not a.startswith("experiment")]
    assert main(["demo", *arguments, "out=demo"]) == 0
    streams = capsys.readouterr()
    assert "essaimage sweep experiment=people_vs_investments" in streams.out and "7560 runs" in streams.out
    assert "fund_people against fund_investments on" in streams.out and not forbidden(streams.out)
    assert Path("demo/figures/dials_adopted_share.png").exists()
    assert "common seeds" in streams.err


def test_a_cell_that_raises_is_reported_at_the_end_and_the_others_go_on(capsys, monkeypatch):
    real = sweep.execute_small

    def fragile(cell):
        if cell["seed"] == 2:
            raise RuntimeError("out of luck")
        return real(cell)

    monkeypatch.setattr(sweep, "execute_small", fragile)
    assert main(["sweep", *SMALL, "policy=[none,seed_only]", "seeds=3", "engine=serial", "out=some"]) == 1
    streams = capsys.readouterr()
    assert "Traceback" in streams.err and "out of luck" in streams.err and "2 failed" in streams.out
    assert set(load("some").plan["seed"]) == {1, 3}


def test_a_run_that_raises_ends_with_1(capsys, monkeypatch):
    def broken(cell):
        raise ValueError("no luck at all")

    monkeypatch.setattr(commands, "execute", broken)
    assert main(["run", *SMALL, "out=none"]) == 1
    assert "no luck at all" in capsys.readouterr().err


def test_a_full_disk_is_said_clearly(capsys, monkeypatch):
    def full(*arguments, **named):
        raise StoreError(Text("The disk is full.", "Le disque est plein."))

    monkeypatch.setattr(commands, "run_design", full)
    assert main(["run", *SMALL, "out=x", "lang=fr"]) == 1
    assert capsys.readouterr().err.strip() == "Le disque est plein."


def test_what_the_system_refuses_is_said_clearly(capsys, monkeypatch):
    def refuse(*arguments, **named):
        raise OSError(28, "No space left on device", "x/y")

    monkeypatch.setattr(commands, "run_design", refuse)
    assert main(["run", *SMALL, "out=x"]) == 1
    assert "No space left on device x/y" in capsys.readouterr().err


def test_control_c_ends_with_130_and_the_same_command_resumes(tmp_path):
    call = [
        sys.executable,
        "-m",
        "experiments.cli",
        "sweep",
        *SMALL,
        "policy=[none,seed_only]",
        "seeds=15",
        "engine=serial",
        "out=stopped",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        call, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    deadline = time.time() + 120
    while not list(tmp_path.glob("stopped/parts/*.zip")) and process.poll() is None and time.time() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    if process.returncode == 0:
        pytest.skip("the sweep ended before it could be stopped")
    assert process.returncode == 130 and "out=stopped" in said
    again = subprocess.run(call, env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert again.returncode == 0 and "already done" in again.stderr


def test_hydra_leaves_nothing_beside_the_output():
    assert main(["run", *SMALL, "out=one"]) == 0
    assert [path.name for path in Path.cwd().iterdir()] == ["one"]
