"""What a folder of results says of itself, and what is done about it: status, retry, merge, verify, export."""

import csv
import json
import shutil
import zipfile

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import pytest
import xarray as xr

from experiments import status
from experiments.cli import main
from experiments.export.xlsx import add_sheet
from experiments.results import load
from experiments.store import read

SMALL = ["territory=grid", "territory.width=2", "territory.height=2", "citizens=100", "years=2", "engine=serial"]
ASKED = ["sweep", *SMALL, "policy=[none,fund_people]", "operate.sigma=[.3,2]", "seeds=4"]


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    out = tmp_path_factory.mktemp("status") / "out"
    assert main([*ASKED, f"out={out}"]) == 0
    return out


@pytest.fixture
def copy(swept, tmp_path):
    return shutil.copytree(swept, tmp_path / "copy")


def tables_in(out):
    return {path.name: path.read_bytes() for path in sorted((out / "tables").iterdir())}


def answer(capsys, *arguments, code=0):
    capsys.readouterr()
    assert main([str(argument) for argument in arguments]) == code
    return capsys.readouterr()


def undone(out, damaged=0):
    """Take one part away and damage another; return how many runs they held."""
    held = read(out).held()
    first, second, *_ = held
    first.unlink()
    if damaged:
        second.write_bytes(second.read_bytes()[:-50])
    return len(held[first]) + damaged * len(held[second])


def test_status_counts_and_changes_nothing(copy, capsys):
    missing = undone(copy, damaged=1)
    before = sorted(path.name for path in copy.rglob("*"))
    found = json.loads(answer(capsys, "status", copy, "--json").out)
    assert (found["runs"], found["done"], found["left"]) == (16, 16 - missing, missing)
    assert len(found["unreadable"]) == 1
    said = answer(capsys, "status", copy, "lang=fr").out
    assert f"{missing} restantes" in said and "Illisible" in said and "essaimage retry" in said
    assert sorted(path.name for path in copy.rglob("*")) == before


def test_retry_needs_no_settings_and_ends_with_the_same_bytes(copy, swept, capsys):
    missing = undone(copy, damaged=1)
    said = answer(capsys, "retry", copy, "engine=serial")
    assert f"{missing} runs computed" in said.out and "set aside in damaged/" in said.err
    assert tables_in(copy) == tables_in(swept) and len(list((copy / "damaged").iterdir())) == 1


def test_halves_made_apart_come_together_with_the_bytes_of_the_whole(swept, tmp_path, capsys):
    halves = [tmp_path / "one", tmp_path / "two"]
    for number, out in enumerate(halves, start=1):
        answer(capsys, *ASKED, f"part={number}/2", f"out={out}")
        assert read(out).table_names() == [] and "8 left" in answer(capsys, "status", out).out
    answer(capsys, "merge", tmp_path / "both", *halves)
    assert tables_in(tmp_path / "both") == tables_in(swept)
    assert (tmp_path / "both" / "design.json").read_bytes() == (swept / "design.json").read_bytes()
    again = answer(capsys, "merge", tmp_path / "both", *halves)  # a merge that was killed is given again
    assert "16 of 16" in again.out


def test_sweeps_on_other_seeds_come_together_too(swept, tmp_path, capsys):
    asked = [argument for argument in ASKED if not argument.startswith("seeds")]
    for name, seeds in (("one", ("seed=1", "seeds=1")), ("two", ("seed=2", "seeds=3"))):
        answer(capsys, *asked, *seeds, f"out={tmp_path / name}")
    answer(capsys, "merge", tmp_path / "both", tmp_path / "one", tmp_path / "two")
    assert tables_in(tmp_path / "both") == tables_in(swept)


def test_what_is_no_half_is_refused_with_what_differs(swept, tmp_path, capsys):
    asked = [argument.replace("citizens=100", "citizens=120") for argument in ASKED]
    answer(capsys, *asked, "seeds=1", f"out={tmp_path / 'other'}")
    said = answer(capsys, "merge", tmp_path / "both", swept, tmp_path / "other", code=2).err
    assert "citizens: 100 / 120" in said and not (tmp_path / "both").exists()
    assert "needs" in answer(capsys, "merge", swept, code=2).err
    assert "comes first" in answer(capsys, "merge", swept, swept, code=2).err


def test_halves_that_hold_one_run_with_other_results_are_not_put_together(swept, copy, tmp_path, capsys):
    tampered(read(copy), next(iter(read(copy).held())))
    said = answer(capsys, "merge", tmp_path / "both", swept, copy, code=2).err
    assert "with different results" in said and read(tmp_path / "both").table_names() == []
    answer(capsys, "merge", tmp_path / "twice", swept, swept)  # the same results twice are one
    assert tables_in(tmp_path / "twice") == tables_in(swept)


def test_what_failed_in_one_half_stays_failed_unless_the_other_half_has_it(copy, swept, tmp_path, capsys):
    path, runs = next(iter(read(copy).held().items()))
    path.unlink()
    for run in runs:
        read(copy).add_failure(run, {"seed": 1, "error": "planted", "traceback": "planted"})
    answer(capsys, "merge", tmp_path / "alone", copy, code=1)
    told = read(tmp_path / "alone").table("runs").set_index("run_id")["status"]
    assert set(told[told == "failed"].index) == set(runs) < set(told.index)
    assert read(tmp_path / "alone").failures() == read(copy).failures()
    answer(capsys, "merge", tmp_path / "both", copy, swept)
    assert tables_in(tmp_path / "both") == tables_in(swept) and read(tmp_path / "both").failures() == []


def test_a_folder_of_other_settings_or_of_a_wider_design_is_refused_and_left_as_it_was(copy, capsys):
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    other = [argument.replace("citizens=100", "citizens=120") for argument in ASKED]
    assert "citizens: 100 / 120" in answer(capsys, *other, f"out={copy}", code=2).err
    assert "wider design" in answer(capsys, *ASKED, "seeds=2", f"out={copy}", code=2).err
    named = ["sweep", *SMALL, "experiment=scale_or_seed", "seeds=1"]
    assert "holds 'sweep', and this is 'scale_or_seed'" in answer(capsys, *named, f"out={copy}", code=2).err
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["versions"]["model"] = "0.0.9"
    (copy / "manifest.json").write_text(json.dumps(manifest))
    assert "version 0.0.9" in answer(capsys, *ASKED, f"out={copy}", code=2).err
    assert "version 0.0.9" in answer(capsys, "retry", copy, code=2).err


def test_verify_makes_runs_again_and_says_which_differ(copy, capsys):
    found = json.loads(answer(capsys, "verify", copy, "size=3", "seed=1", "--json").out)
    assert len(found["runs"]) == 3 and found["differ"] == {}
    other = json.loads(answer(capsys, "verify", copy, "size=3", "seed=2", "--json").out)
    assert other["runs"] != found["runs"]
    store = read(copy)
    tampered(store, next(iter(store.held())))
    said = answer(capsys, "verify", copy, "size=99", code=1).out
    assert "differs in: indicators" in said and "of 16 runs made again" in said


def tampered(store, path):
    """Change one bit of one indicator of the first run of a part, all checksums made anew."""
    from experiments import parts

    runs, names = parts.runs_in(path)
    frames = {name: parts.to_frame(parts.table_in(path, name)) for name in names}
    row = frames["indicators"].index[frames["indicators"]["run_id"] == runs[0]][0]
    frames["indicators"].loc[row, "value"] = np.nextafter(frames["indicators"].loc[row, "value"], 9.0)
    path.write_bytes(parts.encode(runs, {
        name: parts.joined([parts.to_arrow(frame[frame["run_id"] == run].drop(columns="run_id"), run) for run in runs])
        for name, frame in frames.items()
    }))  # fmt: skip


def test_csv_is_as_rfc_4180_says_and_holds_the_same_bits(copy, capsys):
    answer(capsys, "export", copy)
    content = (copy / "export" / "indicators.csv").read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") and content.startswith(b"run_id,step,")
    values = load(copy).indicators["value"].to_numpy()
    again = pd.read_csv(copy / "export" / "indicators.csv")["value"].to_numpy()
    assert np.array_equal(values, again, equal_nan=True)
    rows = list(csv.reader((copy / "export" / "results.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 17 and {"world", "policy", "seed", "operate.sigma", "adopted_share"} <= set(rows[0])
    ends = load(copy).indicators.query("indicator == 'adopted_share' and step == 24").set_index("run_id")["value"]
    table = pd.read_csv(copy / "export" / "results.csv").set_index("run_id")
    assert ends.std() > 0 and (table["adopted_share"] == ends[table.index]).all()
    asked = ["policy", "seed", "operate.sigma"]
    assert (table[asked] == load(copy).plan.set_index("run_id").loc[table.index, asked]).all(axis=None)


def test_csv_for_french_programs_has_semicolons_and_decimal_commas(copy, capsys):
    answer(capsys, "export", copy, "format=csv-fr")
    content = (copy / "export" / "csv-fr" / "results.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfworld;policy;seed;") and b";0,3;" in content
    dictionary = (copy / "export" / "csv-fr" / "dictionary.csv").read_text(encoding="utf-8-sig")
    assert "indicateur;adopted_share;part;" in dictionary and "indicateur;jobs;ETP;" in dictionary


@pytest.mark.parametrize(("lang", "names"), [
    ("fr", ["lisez-moi", "résultats", "hypothèses", "dictionnaire"]),
    ("en", ["read me", "results", "assumptions", "dictionary"]),
])  # fmt: skip
def test_the_spreadsheet_has_four_sheets(copy, capsys, lang, names):
    path = answer(capsys, "export", copy, "format=xlsx", f"lang={lang}").out.split()[-1]
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == names
    assert book[names[1]].max_row == 17 and book[names[1]]["A1"].value == "world"
    settings = {row[0]: row[1] for row in book[names[2]].iter_rows(values_only=True)}
    assert settings["operate.sigma"] == "2, 0.3" and settings["citizens"] == "100"
    assert any(row[1] == "adopted_share" for row in book[names[3]].iter_rows(values_only=True))
    units = {row[0]: row[2] for row in book[names[2]].iter_rows(values_only=True)}
    assert units["operate.upkeep"] == {"fr": "part du capital par an", "en": "share of capital a year"}[lang]


def test_text_that_begins_like_a_formula_is_text_in_the_spreadsheet(tmp_path):
    book = openpyxl.Workbook(write_only=True)
    add_sheet(book, "one", pd.DataFrame({"place": ["=1+1", "Sète"], "value": [None, 2.5]}))
    book.save(tmp_path / "book.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "book.xlsx")["one"]
    assert (cells["A2"].data_type, cells["A2"].value) == ("s", "'=1+1") and cells["A3"].value == "Sète"
    assert cells["B2"].value is None and cells["B3"].value == 2.5


def test_the_cube_and_the_views_hold_every_value(copy, capsys):
    answer(capsys, "export", copy, "format=netcdf")
    answer(capsys, "export", copy, "format=duckdb")
    results = load(copy)
    with xr.open_dataset(copy / "export" / "results.nc", engine="h5netcdf") as cube:
        assert cube["adopted_share"].dims == ("policy", "world", "seed", "year")
        assert cube["adopted_share"].attrs["units"]
        turned = results.plan.drop_duplicates("world").set_index("world")["operate.sigma"]
        assert turned.nunique() == 2 and (cube["operate.sigma"].to_series() == turned).all()
        row = results.plan.iloc[5]
        mine = results.indicators.query("run_id == @row.run_id and indicator == 'adopted_share'")
        line = cube["adopted_share"].sel(policy=row["policy"], world=row["world"], seed=row["seed"])
        assert np.array_equal(line.values, mine["value"].to_numpy())
    with duckdb.connect(str(copy / "export" / "results.duckdb"), read_only=True) as base:
        count, total = base.execute("SELECT count(*), sum(value) FROM indicators WHERE indicator = 'sites'").fetchone()
        assert count == 16 * 3 and total == results.indicators.query("indicator == 'sites'")["value"].sum()
        assert base.execute("SELECT count(*) FROM results WHERE indicator = 'sites'").fetchone()[0] == 16 * 3


def test_an_unknown_format_and_an_unfinished_sweep_are_refused(copy, capsys):
    assert "Did you mean xlsx" in answer(capsys, "export", copy, "format=xls", code=2).err
    shutil.rmtree(copy / "tables")
    assert "retry" in answer(capsys, "export", copy, code=1).err
    assert zipfile.is_zipfile(next(iter(read(copy).held()))) and status.counts(read(copy))["left"] == 0
