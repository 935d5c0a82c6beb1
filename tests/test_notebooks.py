"""The notebooks: what they store can be shown to anyone, and a fresh execution ends with the results they tell."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from experiments.words import DISCLAIMER, forbidden

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
QUESTION = ROOT / "notebooks" / "01_people_or_investments.ipynb"
MACHINE = re.compile(r"/(?:tmp|home|root|work|Users|usr|opt|var|private|mnt)/|[A-Z]:\\\\|0x[0-9a-f]{6,}")
NEVER = re.compile(r"\b(?:significan\w*|prov(?:es|ed|en)|wins?)\b", re.IGNORECASE)
LAST_CELL = """
import json
found = {
    "indicators": sorted(set(run.indicators["indicator"])),
    "depth": int(run.lineage["depth"].max()),
    "left": float(left),
    "runs": len(sweep.table("runs")),
    "failed": int((sweep.table("runs")["status"] != "done").sum()),
    "effects": effects.to_dict("records"),
    "answer": {name: len(table) for name, table in answer.items()},
    "must_hold": int(must_hold.loc["start"].to_numpy().sum()),
    "terms": five_years_less_one["seeds"].to_dict(),
    "rule": least_served_less_usual["estimate"].to_dict(),
    "gaps": int((pd.DataFrame(gaps) != 0).to_numpy().sum()),
    "folder": os.getcwd(),
}
print(json.dumps(found))
"""


def outputs(notebook):
    """Return every output of a notebook."""
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def texts(notebook):
    """Return every text a reader sees: cells, and outputs that are not pictures."""
    found = [cell.source for cell in notebook.cells]
    for output in outputs(notebook):
        found.append(output.get("text", ""))
        found += [str(value) for kind, value in output.get("data", {}).items() if not kind.startswith("image/")]
    return found


def files(folder):
    """Return the files of a folder, those of Python's cache left out."""
    return {path for path in folder.rglob("*") if "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Return what a copy of the notebook holds at its end, executed in a folder of its own, and the copy."""
    folder, before = tmp_path_factory.mktemp("notebooks"), files(ROOT / "notebooks")
    notebook = nbformat.read(QUESTION, as_version=4)
    notebook.cells.append(new_code_cell(LAST_CELL))
    copy, done = folder / "copy.ipynb", folder / "done.ipynb"
    nbformat.write(notebook, copy)
    environment = os.environ | {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_RUNTIME_DIR": str(folder / "runtime")}
    ended = subprocess.run([sys.executable, str(ROOT / "notebooks" / "execute.py"), str(copy), str(done)],
                           capture_output=True, text=True, cwd=folder, env=environment)  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert files(ROOT / "notebooks") == before
    executed = nbformat.read(done, as_version=4)
    return json.loads(executed.cells[-1].outputs[-1]["text"].splitlines()[-1]), executed


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_stored_is_whole_and_holds_no_error(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert notebook.metadata.kernelspec.name == "python3" and path.stat().st_size < 1.5e6
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert {output.output_type for output in outputs(notebook)} <= {"stream", "display_data", "execute_result"}
    assert not [output for output in outputs(notebook) if output.output_type == "stream" and output.name == "stderr"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_stored_names_a_machine(path):
    notebook = nbformat.read(path, as_version=4)
    assert [found for text in texts(notebook) for found in MACHINE.findall(text)] == []
    assert str(ROOT) not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_words_are_those_of_the_scale(path):
    for text in texts(nbformat.read(path, as_version=4)):
        assert forbidden(text) == [] and NEVER.findall(text) == []


def test_the_question_is_told_with_its_pictures_its_full_size_and_what_it_is_not():
    notebook = nbformat.read(QUESTION, as_version=4)
    story = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert DISCLAIMER.en in " ".join(story.replace(">", "").split())
    assert "essaimage sweep experiment=people_vs_investments out=" in story
    assert sum("image/png" in output.get("data", {}) for output in outputs(notebook)) >= 7


def test_a_fresh_execution_has_no_error_and_leaves_the_tree_alone(fresh):
    found, executed = fresh
    assert not [output for output in outputs(executed) if output.output_type == "error"]
    assert ROOT not in Path(found["folder"]).resolve().parents


def test_a_fresh_execution_tells_one_run(fresh):
    found, _ = fresh
    assert {"adopted_share", "sites", "places_reached_share", "survival_3y", "survival_5y"} <= set(found["indicators"])
    assert found["depth"] >= 2 and abs(found["left"]) < 0.005


def test_a_fresh_execution_compares_policies_on_common_seeds(fresh):
    found, _ = fresh
    assert found["runs"] == 96 and found["failed"] == 0
    for effect in found["effects"]:
        assert effect["low"] <= effect["estimate"] <= effect["high"]
        assert effect["above"] + effect["below"] + effect["contains"] == effect["worlds"] == 12
    assert {effect["policy"] for effect in found["effects"]} == {"fund_people", "fund_investments"}


def test_a_fresh_execution_says_under_which_assumptions(fresh):
    found, _ = fresh
    assert set(found["answer"].values()) == {12} and found["must_hold"] == 12
    assert "adopted_share" in found["answer"] and set(found["terms"].values()) == {4}


def test_a_fresh_execution_tries_another_rule_on_the_same_seeds(fresh):
    found, _ = fresh
    assert {"adopted_share", "places_reached_share"} <= set(found["rule"]) and found["gaps"] > 0
