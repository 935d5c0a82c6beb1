"""docs/howto/reproduce.md: two files of somebody's folder are enough to make their results again, byte for byte."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import essaimage as es
from experiments.cli import main
from experiments.request import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"territory": "grid", "citizens": 300, "years": 3, "seeds": 2, "policy": ["none", "seed_only"]}
SHAPE = {"territory.width": 4, "territory.height": 4, "territory.population": 20_000}


def test_manifest_and_design_make_the_same_tables_in_an_empty_folder(tmp_path, monkeypatch, capsys):
    theirs, again = tmp_path / "theirs", tmp_path / "elsewhere" / "again"
    es.sweep(out=theirs, engine="serial", progress=False, params=SHAPE, **SMALL)
    again.mkdir(parents=True)
    for name in ("manifest.json", "design.json"):
        shutil.copy(theirs / name, again)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "experiments.cli", "retry", "again", "engine=serial", "lang=en"]
    done = subprocess.run(command, cwd=again.parent, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for folder in (theirs, again):
        assert main(["export", str(folder), "lang=en"]) == 0
    files = sorted(path.name for path in (theirs / "export").iterdir())
    assert "results.csv" in files and len(files) >= 10
    for name in files:
        assert (theirs / "export" / name).read_bytes() == (again / "export" / name).read_bytes(), name
    assert main(["verify", str(again), "size=2", "seed=1", "lang=en"]) == 0
    run = str(es.load(again).plan["run_id"].iloc[0])
    assert main(["replay", str(again), run, "lang=en"]) == 0
    assert "the same, to the bit" in capsys.readouterr().out


def test_pages_name_commands_that_exist():
    for page in ("reproduce", "export", "explore", "cite"):
        text = (ROOT / "docs" / "howto" / f"{page}.md").read_text(encoding="utf-8")
        words = set(re.findall(r"(?:^|`)essaimage ([a-z]+)", text, re.MULTILINE))
        assert words <= {command.split()[0] for command in COMMANDS}, page


def test_the_tables_of_the_page_on_exports_are_those_written(tmp_path):
    es.sweep(out=tmp_path / "s", engine="serial", progress=False, params=SHAPE, **{**SMALL, "seeds": 1, "years": 1})
    assert main(["export", str(tmp_path / "s"), "lang=en"]) == 0
    text = (ROOT / "docs" / "howto" / "export.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+\.csv)`", text))
    assert named == {path.name for path in (tmp_path / "s" / "export").iterdir()}
