"""Results of another version of the model, or that lack what this one writes: refused with the way out, never read."""

import json
import shutil

import pandas as pd
import pyarrow.parquet as pq
import pytest

from experiments import vintage
from experiments.cli import main
from experiments.compose import compose
from experiments.execute import execute, execute_small
from experiments.expand import Experiment, expand
from experiments.one_run import TABLES
from experiments.results import load
from experiments.runner import run_design
from experiments.store import read
from experiments.vintage import ALWAYS, COLUMNS, OPTIONAL, missing, readable
from sim.errors import InputError
from sim.version import MODEL_VERSION

SMALL = ("territory=grid", "territory.width=3", "territory.height=3", "territory.population=9000", "citizens=200",
         "years=3")  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a small sweep of this version."""
    out = tmp_path_factory.mktemp("vintage") / "out"
    plan = Experiment("trial", ("none", "seed_only"), "none", 2)
    run_design(expand(plan, SMALL), out, execute_small, "serial", progress=None)
    return out


@pytest.fixture
def folder(made, tmp_path):
    """Return a copy to harm."""
    return shutil.copytree(made, tmp_path / "results")


def rewrite(folder, file, change):
    """Change the JSON of a file."""
    found = json.loads((folder / file).read_bytes())
    change(found)
    (folder / file).write_text(json.dumps(found))


def drop(folder, table, *columns):
    """Remove columns of a final table."""
    path = folder / "tables" / f"{table}.parquet"
    pq.write_table(pq.read_table(path).drop_columns(list(columns)), path)


def refused(folder, capsys):
    """Check that each command that reads results ends by 2, in both languages, and return what it says."""
    said = {}
    for lang in ("en", "fr"):
        for command in (["compare"], ["plot"], ["replay"]):
            run = [read(folder).run_ids()[0]] if command == ["replay"] else []
            capsys.readouterr()
            assert main([*command, str(folder), *run, f"lang={lang}"]) == 2
            shown = capsys.readouterr()
            assert shown.out == "" and "Traceback" not in shown.err
            said[lang] = shown.err
        with pytest.raises(InputError) as found:
            load(folder)
        assert found.value.text(lang).strip() in said[lang]
    assert not (folder / "figures").exists()
    assert "out=ANOTHER_FOLDER" in said["en"] and "out=AUTRE_DOSSIER" in said["fr"]
    return said


def test_what_this_version_wrote_can_be_read(made, capsys):
    assert missing(readable(made)) == []
    assert main(["compare", str(made)]) == 0
    assert main(["replay", str(made), read(made).run_ids()[0]]) == 0


@pytest.mark.parametrize("version", ["0.1.0", "9.0.0", None])
def test_results_of_another_version_are_refused(folder, capsys, version):
    """It says which wrote them, when, which is installed, and what to do."""

    def other(manifest):
        manifest["versions"]["model"] = version
        manifest |= {"commit": "abcdef0123456789", "updated": "2026-01-31T00:00:00"}

    rewrite(folder, "manifest.json", other)
    said = refused(folder, capsys)
    for text in said.values():
        assert MODEL_VERSION in text and "abcdef012345" in text and "2026-01-31" in text
        assert version is None or version in text
    assert ("unknown" in said["en"] and "inconnue" in said["fr"]) == (version is None)


@pytest.mark.parametrize("manifest", [{}, {"versions": None}, {"versions": "0.1"}, {"versions": {}}])
def test_a_manifest_that_names_no_version_is_of_an_unknown_one(folder, capsys, manifest):
    def strip(found):
        for name in ("versions", "commit", "updated"):
            found.pop(name)
        found |= manifest

    rewrite(folder, "manifest.json", strip)
    assert "unknown" in refused(folder, capsys)["en"]


@pytest.mark.parametrize(
    ("table", "column"), [(t, columns[-1]) for t, columns in {**ALWAYS, **COLUMNS}.items()] + [("plan", "policy")]
)
def test_a_table_that_lacks_a_column_is_refused_by_name(folder, capsys, table, column):
    drop(folder, table, column)
    said = refused(folder, capsys)
    assert all(f"{table}.{column}" in text for text in said.values())


def test_all_that_is_missing_is_said_at_once(folder, capsys):
    drop(folder, "projects", "key", "received")
    drop(folder, "ledger", "section")
    (folder / "tables" / "lineage.parquet").unlink()
    said = refused(folder, capsys)["en"]
    assert all(name in said for name in ("lineage", "projects.key", "projects.received", "ledger.section"))


def test_an_indicator_that_is_measured_since_is_missing(folder, capsys):
    path = folder / "tables" / "indicators.parquet"
    table = pq.read_table(path)
    kept = table.to_pandas()["indicator"] != "adopted_share"
    pq.write_table(table.filter(kept.to_numpy()), path)
    assert all("adopted_share" in text for text in refused(folder, capsys).values())


@pytest.mark.parametrize("change", ["parameter", "class", "attribute"])
def test_a_setting_that_is_none_any_more_is_refused(folder, capsys, change):
    def add(design):
        for cell in design["configs"].values():
            if change == "parameter":
                cell["params"]["adopt"]["zeal"] = 1.0
            elif change == "class":
                cell["innovations"] = {"x": {"_target_": "scenarios.innovation.Gone"}}
            else:
                next(iter(cell["innovations"].values()))["glamour"] = 0.5

    rewrite(folder, "design.json", add)
    said = refused(folder, capsys)
    assert all(read(folder).run_ids()[0] in text for text in said.values())


def test_another_configuration_than_the_one_run_is_not_replayed(folder, capsys):
    """It can be read, but the run it names is not the one that was stored."""

    def turn(design):
        for cell in design["configs"].values():
            cell["params"]["adopt"]["lapse"] = 0.25

    rewrite(folder, "design.json", turn)
    assert main(["replay", str(folder), read(folder).run_ids()[0]]) == 2
    assert "design.json was changed" in capsys.readouterr().err


def test_a_sweep_whose_runs_all_failed_lacks_nothing(made, tmp_path):
    (tmp_path / "tables").mkdir()
    for name in ("plan", "runs"):
        shutil.copy(made / "tables" / f"{name}.parquet", tmp_path / "tables")
    shutil.copy(made / "manifest.json", tmp_path)
    assert missing(read(tmp_path)) == []


def test_a_long_list_is_cut(folder):
    for name, columns in COLUMNS.items():
        drop(folder, name, *columns[1:])
    assert len(missing(read(folder))) == 11 and missing(read(folder))[-1] == "…"


def test_what_is_asked_for_is_what_runs_and_sweeps_write():
    """No column is forgotten here when one is added, and a single run's tables hold them too."""
    cell = compose(SMALL)
    small, full = execute_small(cell), execute(cell)
    assert {*COLUMNS, *OPTIONAL} == set(TABLES) == set(small)
    for name, columns in {**COLUMNS, **OPTIONAL}.items():
        assert list(columns) == ["run_id", *small[name].columns], name
        assert set(columns) - {"run_id"} <= set(full[name].columns), name


def test_damaged_tables_are_told_as_before(folder):
    (folder / "tables" / "places.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(vintage.EssaimageError, match="damaged"):
        load(folder)
    assert isinstance(read(folder).table("plan"), pd.DataFrame)
