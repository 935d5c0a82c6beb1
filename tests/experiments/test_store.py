"""What is written is whole, what is damaged is noticed, and one process writes at a time."""

import errno
import io
import itertools
import json
import os
import socket
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import files, lock, parts, store
from experiments.store import read, write_atomic, writing
from sim.errors import InputError, StoreError


def silent(message):
    """Take a message and say nothing."""


def frame(number, rows=3):
    """Return a small table with text, missing whole numbers, floats and units."""
    table = pd.DataFrame(
        {
            "place": [f"p{number}-{row}" for row in range(rows)],
            "parent": pd.array([None if row % 2 else row for row in range(rows)], dtype="Int64"),
            "value": np.arange(rows) / 7 + number,
        }
    )
    table.attrs["units"] = {"value": "euros"}
    return table


def part(runs, rows=3):
    """Return what ``Store.add`` takes for some runs, named by one digit each."""
    tables = [parts.to_arrow(frame(int(run), rows), run) for run in runs]
    return list(runs), ["places"], parts.encode(list(runs), {"places": parts.joined(tables)})


def final(groups):
    """Return the bytes of the final table made of parts holding these groups of runs."""
    tables = []
    for group in groups:
        tables.append(parts.joined([parts.to_arrow(frame(run, run % 4), f"r{run}") for run in group]))
    buffer = io.BytesIO()
    parts.write_table(parts.sorted_slices(parts.joined(tables)), buffer)
    return buffer.getvalue()


# Atomic files


def test_a_file_is_written_whole_and_leaves_nothing_else(tmp_path):
    write_atomic(tmp_path / "new" / "a.json", b"one")
    write_atomic(tmp_path / "new" / "a.json", b"two")
    assert (tmp_path / "new" / "a.json").read_bytes() == b"two"
    assert os.listdir(tmp_path / "new") == ["a.json"]


def test_a_full_disk_is_told_in_both_languages_and_leaves_the_old_file(tmp_path, monkeypatch):
    write_atomic(tmp_path / "a.json", b"old")

    def full(number):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StoreError) as found:
        write_atomic(tmp_path / "a.json", b"new")
    assert "disk is full" in found.value.text("en") and "disque est plein" in found.value.text("fr")
    assert os.listdir(tmp_path) == ["a.json"] and (tmp_path / "a.json").read_bytes() == b"old"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux's always-full device")
def test_a_truly_full_device_raises_the_error_we_translate():
    with pytest.raises(OSError) as found, open("/dev/full", "wb") as file:
        file.write(b"x")
        file.flush()
    assert found.value.errno in files.FULL


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="could not be written"):
        write_atomic(tmp_path / "file" / "a.json", b"")


def test_an_interrupted_write_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), files.atomic(tmp_path / "a") as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert os.listdir(tmp_path) == []


# Parts and tables


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(8)), st.lists(st.integers(1, 7), max_size=4))
def test_final_bytes_do_not_depend_on_parts_nor_on_their_order(runs, cuts):
    edges = [0, *sorted(set(cuts)), 8]
    groups = [runs[a:b] for a, b in itertools.pairwise(edges) if b > a]
    assert final(groups) == final([range(8)])


def test_a_table_comes_back_as_it_went_in():
    table = parts.to_frame(parts.to_arrow(frame(1), "r"))
    pd.testing.assert_frame_equal(table.drop(columns="run_id"), frame(1))
    assert table["run_id"].tolist() == ["r"] * 3 and table.attrs == {"units": {"value": "euros"}}


def test_rows_of_a_run_keep_their_order():
    table = parts.to_frame(pq.read_table(io.BytesIO(final([[3, 1], [2]]))))
    assert table["run_id"].tolist() == ["r1"] + ["r2"] * 2 + ["r3"] * 3
    assert table["place"].tolist() == ["p1-0", "p2-0", "p2-1", "p3-0", "p3-1", "p3-2"]


def test_columns_and_types_that_differ_between_runs_are_reconciled_the_same_way_whatever_the_parts():
    one = pd.DataFrame({"b": [None], "a": [1]})
    two = pd.DataFrame({"b": ["text"], "a": [1.5], "c": [True]})
    made = [parts.to_arrow(one, "r1"), parts.to_arrow(two, "r2"), parts.to_arrow(two, "r3")]
    first = parts.joined([parts.joined(made[:2]), made[2]])
    second = parts.joined([made[2], made[0], made[1]])
    written = []
    for table in (first, second):
        buffer = io.BytesIO()
        parts.write_table(parts.sorted_slices(table), buffer)
        written.append(buffer.getvalue())
    assert written[0] == written[1]
    found = parts.to_frame(pq.read_table(io.BytesIO(written[0])))
    assert list(found.columns) == ["run_id", "a", "b", "c"] and found["a"].tolist() == [1.0, 1.5, 1.5]


def test_an_empty_table_keeps_its_columns(tmp_path):
    with writing(tmp_path / "out", silent) as out:
        out.add(*part("12", rows=0))
        out.finish(["1", "2"], {})
        out.write_manifest({})
    assert list(read(tmp_path / "out").table("places").columns) == ["run_id", "place", "parent", "value"]


def test_big_tables_are_written_in_slices_that_lose_nothing(monkeypatch):
    monkeypatch.setattr(parts, "ROWS", 4)
    table = pq.read_table(io.BytesIO(final([[7, 6], [3, 2, 1]])))
    assert len(table) == 3 + 2 + 3 + 2 + 1
    assert pq.ParquetFile(io.BytesIO(final([[7, 6], [3, 2, 1]]))).num_row_groups == 3


def test_final_tables_hold_only_the_runs_asked_for(tmp_path):
    with writing(tmp_path / "out", silent) as out:
        out.add(*part("12"))
        out.add(*part("3"))
        out.finish(["1", "3"], {"runs": pd.DataFrame({"run_id": ["1", "3"]})})
        out.write_manifest({})
    found = read(tmp_path / "out")
    assert found.table("places")["run_id"].unique().tolist() == ["1", "3"]
    assert found.table_names() == ["places", "runs"]
    assert found.table("places", filters=[("run_id", "=", "3")])["place"].tolist() == ["p3-0", "p3-1", "p3-2"]


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "text"])
def test_a_damaged_part_is_noticed_removed_and_said(tmp_path, harm):
    with writing(tmp_path / "out", silent) as out:
        out.add(*part("12"))
        out.add(*part("3"))
    path = out._parts["1"]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes({"cut": content[:-40], "flip": content, "empty": b"", "text": b"hello"}[harm])
    told = []
    with writing(tmp_path / "out", told.append) as out:
        assert out.done(told.append) == {"3"}
    assert len(told) == 1 and path.name in told[0].en and "recalculées" in told[0].fr
    assert not path.exists()


def test_temporary_files_of_a_killed_process_are_swept(tmp_path):
    with writing(tmp_path / "out", silent) as out:
        out.add(*part("1"))
        (out.folder / "parts" / ".tmp-1-abc-x.zip~").write_bytes(b"half")
        (out.folder / ".tmp-1-abc-manifest.json~").write_bytes(b"half")
    with writing(tmp_path / "out", silent) as out:
        assert out.done(silent) == {"1"}
    assert not list((tmp_path / "out").rglob(".tmp-*"))


# Reading


@pytest.mark.parametrize("make", ["nothing", "file", "folder", "other"])
def test_what_is_no_folder_of_results_is_refused_in_both_languages(tmp_path, make):
    path = tmp_path / "out"
    if make == "file":
        path.write_bytes(b"")
    elif make != "nothing":
        path.mkdir()
    if make == "other":
        (path / "manifest.json").write_text("[1]")
    with pytest.raises(InputError) as found:
        read(path)
    assert "out=DIR" in found.value.text("en") and "out=DOSSIER" in found.value.text("fr")


@pytest.mark.parametrize("strange", ["report.docx", "manifest.json"])
def test_a_folder_that_holds_something_else_is_never_written_into(tmp_path, strange):
    (tmp_path / "report.docx").write_bytes(b"precious")
    (tmp_path / strange).write_bytes(b"{}")
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(InputError, match=r"report\.docx"), writing(tmp_path, silent):
        pass
    assert sorted(os.listdir(tmp_path)) == before


def test_tables_of_an_unfinished_folder_are_refused_with_the_way_out(tmp_path):
    with writing(tmp_path / "out", silent) as out:
        out.write_manifest({"status": "planned"})
    with pytest.raises(StoreError, match="not finished"):
        read(tmp_path / "out").table("places")


def test_unknown_tables_and_runs_are_refused_with_the_nearest_name(tmp_path):
    with writing(tmp_path / "out", silent) as out:
        out.add(*part("1"))
        out.finish(["1"], {})
        out.write_manifest({})
        out.write_design({"configs": {"c": {"x": 1.0}}, "runs": {"abcdef01": ["c", 5]}})
    found = read(tmp_path / "out")
    with pytest.raises(InputError, match="places"):
        found.table("place")
    with pytest.raises(InputError, match="abcdef01"):
        found.cell("abcdef02")
    assert found.cell("abcdef01") == {"x": 1.0, "seed": 5}
    assert isinstance(found.cell("abcdef01")["x"], float)


def test_a_damaged_table_is_told(tmp_path):
    with writing(tmp_path / "out", silent) as out:
        out.add(*part("1"))
        out.finish(["1"], {})
        out.write_manifest({})
    (tmp_path / "out" / "tables" / "places.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(StoreError, match="damaged"):
        read(tmp_path / "out").table("places")


def test_another_design_removes_the_tables_and_keeps_the_runs(tmp_path):
    with writing(tmp_path / "out", silent) as out:
        out.write_design({"configs": {}, "runs": {"1": ["c", 1]}})
        out.add(*part("1"))
        out.finish(["1"], {})
        out.write_design({"configs": {}, "runs": {"1": ["c", 1]}})
        assert out.table_names() == ["places"]
        out.write_design({"configs": {}, "runs": {"2": ["c", 2]}})
        assert out.table_names() == [] and out.done(silent) == {"1"}


# Lock


def lock_of(folder, **changes):
    """Write a lock as this process would, with some changes."""
    folder.mkdir()
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "start": lock._started(os.getpid()),
        **changes,
    }
    (folder / "lock").write_text(json.dumps(holder))


def test_a_folder_in_use_names_its_holder(tmp_path):
    with writing(tmp_path / "out", silent):
        with pytest.raises(StoreError) as found, writing(tmp_path / "out", silent):
            pass
        assert str(os.getpid()) in found.value.text("en") and socket.gethostname() in found.value.text("fr")
    with writing(tmp_path / "out", silent):
        assert (tmp_path / "out" / "lock").exists()
    assert not (tmp_path / "out" / "lock").exists()


def test_the_lock_of_a_dead_process_is_taken_over_and_said(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    lock_of(tmp_path / "out", pid=dead.pid)
    told = []
    with writing(tmp_path / "out", told.append):
        pass
    assert "taking over" in told[0].en


@pytest.mark.skipif(
    not os.path.exists("/proc/self/stat"), reason="the system does not say when a process started"
)
def test_a_process_number_used_again_does_not_hold_the_lock(tmp_path):
    lock_of(tmp_path / "out", start="1")
    with writing(tmp_path / "out", silent) as out:
        assert isinstance(out, store.Store)


def test_another_machine_holds_its_lock(tmp_path):
    lock_of(tmp_path / "out", host="elsewhere", pid=1)
    with pytest.raises(StoreError, match=r"1 \(elsewhere\)"), writing(tmp_path / "out", silent):
        pass


def test_an_unreadable_lock_is_taken_over_after_a_little_patience(tmp_path, monkeypatch):
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    (tmp_path / "lock").write_bytes(b"")
    with writing(tmp_path, silent):
        assert json.loads((tmp_path / "lock").read_bytes())["pid"] == os.getpid()
