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
cells_of_last = list(answer.values())[-1]
people_jobs = sweep.plan[sweep.plan["policy"] == "fund_people"].merge(ends[ends["indicator"] == "jobs"], on="run_id")
by_hand = people_jobs.groupby("people_funding.term")["value"].mean()
found = {
    "term_gap": [float(five_years_less_one.loc["jobs", "estimate"]), float(by_hand[5] - by_hand[1])],
    "said": [counts["posts do better"], int((cells_of_last["verdict"] == "above").sum())],
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


def executed(path, last, folder):
    """Return what a copy of a notebook holds at its end, executed in a folder of its own, and the copy.

    last: a cell added to it, which prints one JSON object.
    """
    before = files(ROOT / "notebooks")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_code_cell(last))
    copy, done = folder / "copy.ipynb", folder / "done.ipynb"
    nbformat.write(notebook, copy)
    environment = os.environ | {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_RUNTIME_DIR": str(folder / "runtime")}
    ended = subprocess.run([sys.executable, str(ROOT / "notebooks" / "execute.py"), str(copy), str(done)],
                           capture_output=True, text=True, cwd=folder, env=environment)  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert files(ROOT / "notebooks") == before
    found = nbformat.read(done, as_version=4)
    assert not [output for output in outputs(found) if output.output_type == "error"]
    return json.loads(found.cells[-1].outputs[-1]["text"].splitlines()[-1]), found


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Return what the notebook of the question holds at its end, and its copy."""
    return executed(QUESTION, LAST_CELL, tmp_path_factory.mktemp("notebooks"))


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


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_starts_with_what_it_shows_has_a_size_at_its_top_and_short_cells(path):
    notebook = nbformat.read(path, as_version=4)
    first, second = notebook.cells[0], notebook.cells[1]
    said = " ".join(first.source.replace(">", "").split())
    assert first.cell_type == "markdown" and said.startswith("# ") and "his notebook" in said and DISCLAIMER.en in said
    assert re.search(r"^SIZE = 1  # ", second.source, re.MULTILINE)
    assert max(cell.source.count("\n") for cell in notebook.cells) < 32
    assert f"({path.name})" in (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path != QUESTION], ids=lambda path: path.stem)
def test_each_new_one_shows_french_words_and_a_picture(path):
    notebook = nbformat.read(path, as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert re.search(r"""["']fr["']|\*fr\*""", code)
    assert any("image/png" in output.get("data", {}) for output in outputs(notebook))


def named(number):
    """Return the notebook of a number."""
    return next(path for path in NOTEBOOKS if path.name.startswith(number))


def test_two_territories_are_compared_by_inhabitant_each_on_seeds_of_its_own(tmp_path):
    last = """
import json
print(json.dumps({"runs": len(sweep.plan), "failed": int((sweep.table("runs")["status"] != "done").sum()),
                  "territories": list(found.territories), "sides": sorted(set(found.table["side"].tolist())),
                  "rows": found.table[["estimate", "low", "high"]].dropna().to_numpy().tolist(),
                  "classes": classes[["said", "estimate", "low", "high"]].to_numpy().tolist()}))
"""
    said, _ = executed(named("02"), last, tmp_path)
    assert said["runs"] == 24 and said["failed"] == 0 and said["sides"] == [0, 1, 2]
    assert said["territories"] == ["chalon_creusot", "littoral_occitan"]
    assert said["rows"] and all(low <= estimate <= high for estimate, low, high in said["rows"])
    assert said["classes"] and all(
        text == f"{estimate:.1f} ({low:.1f} to {high:.1f})" for text, estimate, low, high in said["classes"]
    )


def test_scenarios_are_discovered_in_stored_results(tmp_path):
    pytest.importorskip("ema_workbench", reason="the extra analysis is not installed")
    last = """
import json
print(json.dumps({"worlds": len(cells), "exit": code, "experiments": list(experiments.shape),
                  "interest": int(less_well.sum()), "path": path[["coverage", "density"]].to_numpy().tolist(),
                  "scores": float(scores.to_numpy().sum())}))
"""
    said, _ = executed(named("03"), last, tmp_path)
    assert said["worlds"] == 24 and said["exit"] == 0 and said["experiments"] == [48, 5]
    assert 0 < said["interest"] < 24 and abs(said["scores"] - 1.0) < 1e-6
    assert said["path"][0][0] == 1.0 and said["path"][0][1] == pytest.approx(said["interest"] / 24)


def test_a_calibration_on_an_invented_file_ends_with_settings_that_run(tmp_path):
    pytest.importorskip("optuna", reason="the extra analysis is not installed")
    last = """
import json
print(json.dumps({"exit": code, "kept": len(kept), "weight": float(kept["weight"].sum()),
                  "settings": [fitted.cell["params"]["adopt"]["contagion"], usual.cell["params"]["adopt"]["contagion"]],
                  "values": pd.read_csv("invented_counts.csv")["value"].tolist()}))
"""
    said, done = executed(named("04"), last, tmp_path)
    story = "\n".join(cell.source for cell in done.cells)
    assert said["exit"] in (0, 1) and 1 <= said["kept"] <= 24 and "invented" in story
    assert said["settings"][0] != said["settings"][1] and sorted(said["values"]) == said["values"]
    assert any("held out" in text for text in texts(done))


def test_an_instrument_and_an_authority_of_ones_own_decide(tmp_path):
    last = """
import json
print(json.dumps({"paid": float(paid["coaching"]), "deciders": other.deciders, "coached": coached["verdict"].tolist(),
                  "newest": newest["verdict"].tolist(), "scarce": scarce["verdict"].tolist(),
                  "moves": float(newest["estimate"].abs().sum())}))
"""
    said, _ = executed(named("05"), last, tmp_path)
    assert said["paid"] > 0 and said["deciders"] == {"public_actor": "__main__.NewestFirst"}
    assert said["moves"] > 0 and set(said["scarce"]) == {"identical"}
    assert set(said["coached"]) <= {"above", "below", "not discernible", "identical"}


def test_the_question_is_told_with_its_pictures_its_full_size_and_what_it_is_not():
    notebook = nbformat.read(QUESTION, as_version=4)
    story = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert DISCLAIMER.en in " ".join(story.replace(">", "").split())
    assert "essaimage sweep experiment=people_vs_investments out=" in story
    assert sum("image/png" in output.get("data", {}) for output in outputs(notebook)) >= 7


def test_a_fresh_execution_has_no_error_and_leaves_the_tree_alone(fresh):
    found, _ = fresh
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
    assert found["term_gap"][0] == pytest.approx(found["term_gap"][1]) and found["term_gap"][0] != 0
    assert found["said"][0] == found["said"][1]


def test_a_fresh_execution_tries_another_rule_on_the_same_seeds(fresh):
    found, _ = fresh
    assert {"adopted_share", "places_reached_share"} <= set(found["rule"]) and found["gaps"] > 0
