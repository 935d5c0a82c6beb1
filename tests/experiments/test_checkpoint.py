"""Checkpoint files: plain data, whole or refused, of this model and this configuration; the word says what is wrong."""

import errno
import io
import json
import os
import pickle
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import experiments.files
from agents.checkpoint import take
from experiments.checkpoint import check_same, check_trusted, from_bytes, read_checkpoint, to_bytes, write_checkpoint
from experiments.compose import build, compose
from experiments.continuing import Way, advance, kept, model_of
from sim.errors import InputError, StoreError

SETTINGS = ("territory=grid", "territory.width=4", "territory.height=4", "territory.population=20000", "citizens=800",
            "years=4", "policy=people_and_investments", "first_year=2010")  # fmt: skip


def checkpoint_at(month, *more):
    cell = compose((*SETTINGS, *more))
    way = Way(build(cell), cell, {})
    model = model_of(way)
    advance(model, month)
    return kept(model, way), model


@pytest.fixture(scope="module")
def data():
    return to_bytes(checkpoint_at(19)[0])


def rewritten(data, **changes):
    """Return a checkpoint whose text is changed, with a digest that is right: what a stranger could make."""
    from experiments.checkpoint import _digest

    with np.load(io.BytesIO(data)) as archive:
        arrays = {name: archive[name] for name in archive.files}
    about = json.loads(arrays.pop("about").tobytes()) | changes
    arrays.pop("digest")
    text = np.frombuffer(json.dumps(about).encode(), np.uint8)
    file = io.BytesIO()
    np.savez(file, about=text, digest=_digest(text, arrays), **arrays)
    return file.getvalue()


def test_the_same_run_gives_the_same_bytes_and_they_say_what_they_are(data):
    assert to_bytes(checkpoint_at(19)[0]) == data
    found = from_bytes(data)
    assert found.month == 19 and found.cell["seed"] == 1 and found.before == [] and found.deciders == {}
    assert to_bytes(found) == data


def test_it_is_a_plain_archive_that_numpy_reads_without_pickle(data):
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        assert all(archive[name].dtype.hasobject is False for name in archive.files)
        assert json.loads(archive["about"].tobytes())["month"] == 19
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


@settings(max_examples=60)
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_bit_changed_is_told_or_changes_nothing(data, at, bit):
    hurt = bytearray(data)
    hurt[int(at * len(hurt))] ^= 1 << bit
    try:
        found = from_bytes(bytes(hurt))
    except InputError:
        return
    assert to_bytes(found) == data  # a date inside the archive, which nobody reads


@pytest.mark.parametrize("left", [0, 1, 100, 0.3, 0.9, 0.999])
def test_a_file_cut_short_is_refused_in_both_languages(data, left, tmp_path):
    path = tmp_path / "cut.npz"
    path.write_bytes(data[: int(left if left >= 1 or left == 0 else left * len(data))])
    with pytest.raises(InputError) as raised:
        read_checkpoint(path)
    assert f"({path}) is damaged, cut short" in raised.value.text("en")
    assert "est abîmé, incomplet" in raised.value.text("fr") and "resume=" in raised.value.text("fr")


@pytest.mark.parametrize("content", [b"", b"hello", pickle.dumps({"a": 1}), b"PK\x03\x04" + bytes(50)])
def test_what_is_no_checkpoint_is_refused(content):
    with pytest.raises(InputError, match="damaged, cut short, or no checkpoint at all"):
        from_bytes(content)


def test_an_archive_of_other_arrays_is_refused():
    file = io.BytesIO()
    np.savez(file, x=np.arange(3))
    with pytest.raises(InputError, match="no checkpoint"):
        from_bytes(file.getvalue())


def test_another_version_of_the_model_or_of_the_format_is_refused(data):
    for changes in ({"model": "0.0.1"}, {"format": 99}):
        with pytest.raises(InputError) as raised:
            from_bytes(rewritten(data, **changes))
        assert "was made by version" in raised.value.text("en")
        assert "vient de la version" in raised.value.text("fr")
        assert str(next(iter(changes.values()))) in str(raised.value)


def test_a_right_digest_over_wrong_content_makes_no_run(data):
    """A forged file may say anything: what it makes is a clear refusal, not a traceback nor another run."""
    about = json.loads(np.load(io.BytesIO(data))["about"].tobytes())
    plan = about["plan"]
    cell = compose(SETTINGS)
    forged = [
        {"plan": {}}, {"plan": plan | {"state": {"step": {"kind": "Popen", "fields": {}}}}}, {"programme": {}},
        {"arrays": about["arrays"][::-1]}, {"plan": plan | {"capacity": {"actors": 1, "projects": 1}}},
    ]  # fmt: skip
    for changes in forged:
        start = from_bytes(rewritten(data, **changes))
        with pytest.raises(InputError, match="damaged"):
            model_of(Way(build(cell), cell, {}, start))


def test_a_class_from_elsewhere_is_never_made(data):
    cell = from_bytes(data).cell
    cell["territory"]["_target_"] = "subprocess.Popen"
    strange = from_bytes(rewritten(data, cell=cell))
    with pytest.raises(InputError, match=r"uses subprocess\.Popen, which is not of this model"):
        check_trusted(strange)


def test_what_differs_is_named_as_people_type_it(data):
    start = from_bytes(data)
    check_same(start, compose((*SETTINGS, "years=9")))  # how far to go is no other run
    cases = {
        ("adopt.contagion=9", "operate.sigma=.7"): ["adopt.contagion (12 there, 9 here)", "operate.sigma (0.5 th"],
        ("seed=4",): ["seed (1 there, 4 here)"],
        ("policy=fund_people",): ["policy.shares.investment_grant (0.5 there, nothing here)"],
        ("territory.width=5",): ["territory.width (4 there, 5 here)"],
        ("shocks=[lockdown]", "lockdown.year=2012"): ["shocks.lockdown.months (nothing there, 3 here)"],
    }
    for more, said in cases.items():
        with pytest.raises(InputError) as raised:
            check_same(start, compose((*SETTINGS, *more)))
        assert all(text in raised.value.text("en") for text in said), raised.value.text("en")
        assert "Ces réglages diffèrent" in raised.value.text("fr")
    with pytest.raises(InputError) as raised:
        check_same(start, compose(("territory=chalon_creusot", *SETTINGS[4:])))
    assert "territory.name (grid there, chalon_creusot here)" in str(raised.value)
    assert "territory.width" not in str(raised.value)


@pytest.mark.parametrize("fails", [errno.ENOSPC, errno.EIO])
def test_a_full_disk_leaves_the_checkpoint_before_and_no_half_file(data, tmp_path, monkeypatch, fails):
    path, start = tmp_path / "checkpoint" / "one.npz", from_bytes(data)
    write_checkpoint(path, start)

    def refuse(number):
        raise OSError(fails, os.strerror(fails))

    monkeypatch.setattr(experiments.files.os, "fsync", refuse)
    with pytest.raises(StoreError):
        write_checkpoint(path, checkpoint_at(25)[0])
    assert [file.name for file in path.parent.iterdir()] == ["one.npz"] and path.read_bytes() == data


def test_bytes_hold_what_was_taken_when_it_was_taken(data):
    """In memory too: the model may go on, its checkpoint does not change."""
    checkpoint, model = checkpoint_at(19)
    written = to_bytes(checkpoint)
    advance(model, 25)
    assert written == data and take(model, build(checkpoint.cell).newborn(1)).plan["state"]["step"] == {"value": 25}
