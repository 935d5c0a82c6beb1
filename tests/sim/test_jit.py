"""Compiled code is kept on disk and never outlives the sources it was made from."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from sim import jit
from sim.clock import drain, drain_parallel
from sim.errors import EssaimageError

SIM = Path(jit.__file__).resolve().parent
PROBE = """
import numpy as np
from sim.population import second_smallest_of_six
print(repr(second_smallest_of_six(np.uint64(42))), sum(second_smallest_of_six.stats.cache_hits.values()))
"""


def started(project, cache, first=""):
    """Return a fresh process that runs a kernel which calls helpers of another file."""
    settings = os.environ | {"ESSAIMAGE_CACHE": str(cache), "PYTHONPATH": str(project)}
    call = [sys.executable, "-B", "-c", first + PROBE]
    return subprocess.Popen(call, cwd=project, env=settings, stdout=subprocess.PIPE, text=True)


def answered(process):
    """Return what such a process found: (draw, hits of the disk cache)."""
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    value, hits = said.split()
    return float(value), int(hits)


def probe(project, cache, first=""):
    """Return (draw, hits of the disk cache) of a kernel in a fresh process."""
    return answered(started(project, cache, first))


@pytest.fixture
def project(tmp_path):
    """Return a folder with a copy of the kernels' sources."""
    shutil.copytree(SIM, tmp_path / "project" / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "project"


def test_processes_that_compile_at_the_same_time_agree_and_leave_a_cache_that_serves(tmp_path, project):
    cache = tmp_path / "cache"

    together = [answered(process) for process in [started(project, cache) for _ in range(3)]]
    value, hits = probe(project, cache)

    assert {value} == {found for found, _ in together}
    assert hits == 1


def test_what_is_compiled_for_others_gives_them_the_same_bits(tmp_path, project):
    usual, _ = probe(project, tmp_path / "own")

    made, _ = probe(project, tmp_path / "cache", "from sim import jit; jit.compile_for_others()\n")
    loaded, hits = probe(project, tmp_path / "cache")

    assert usual == made == loaded
    assert hits == 1


def test_nothing_is_written_beside_the_sources(tmp_path, project):
    before = sorted(project.rglob("*"))

    probe(project, tmp_path / "cache")

    assert sorted(project.rglob("*")) == before
    assert list((tmp_path / "cache").rglob("*.nbc"))


def test_a_written_number_takes_the_build_of_any_number():
    @jit.inline
    def twice(value):
        return 2 * value

    @jit.jit
    def doubled(out):
        out[0], out[1] = twice(3), twice(out.size)

    out = np.zeros(2, np.int64)
    doubled(out)

    assert out.tolist() == [6, 4]
    assert len(twice.signatures) == 1


def test_an_edited_helper_is_never_run_from_the_cache(tmp_path, project):
    cache = tmp_path / "cache"
    helper = project / "sim" / "draws.py"
    source = helper.read_text()

    before, first_hits = probe(project, cache)
    again, second_hits = probe(project, cache)
    helper.write_text(source.replace("0x9E3779B97F4A7C15", "0x9E3779B97F4A7C17"))
    edited, edited_hits = probe(project, cache)
    helper.write_text(source)
    restored, restored_hits = probe(project, cache)

    assert again == before
    assert edited != before
    assert restored == before
    assert (first_hits, second_hits, edited_hits, restored_hits) == (0, 1, 0, 1)


def test_the_digest_sees_every_file_name_and_content(tmp_path):
    (tmp_path / "processes").mkdir()
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "processes" / "b.py").write_text("y = 1\n")
    seen = {jit.digest.__wrapped__(tmp_path)}

    (tmp_path / "processes" / "b.py").write_text("y = 2\n")
    seen.add(jit.digest.__wrapped__(tmp_path))
    (tmp_path / "a.py").rename(tmp_path / "c.py")
    seen.add(jit.digest.__wrapped__(tmp_path))
    (tmp_path / "d.py").touch()
    seen.add(jit.digest.__wrapped__(tmp_path))

    assert len(seen) == 4


def test_notes_beside_the_sources_do_not_recompile(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    before = jit.digest.__wrapped__(tmp_path)

    (tmp_path / "notes.txt").write_text("anything")

    assert jit.digest.__wrapped__(tmp_path) == before


def blocked(tmp_path, name):
    """Return a folder nobody can make, not even the administrator: a file stands in the way."""
    file = tmp_path / name
    file.write_text("in the way")
    return file / "essaimage"


def test_a_cache_folder_that_cannot_be_written_falls_back_to_a_temporary_one(tmp_path, monkeypatch):
    monkeypatch.setenv("ESSAIMAGE_CACHE", str(blocked(tmp_path, "file")))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    folder = jit.kernel_folder.__wrapped__()

    assert folder == tmp_path / "essaimage" / f"kernels-{jit.digest()}"
    assert folder.is_dir()


def test_where_nothing_can_be_written_the_error_says_how_to_mend_it(tmp_path, monkeypatch):
    monkeypatch.setenv("ESSAIMAGE_CACHE", str(blocked(tmp_path, "file")))
    monkeypatch.setattr(tempfile, "tempdir", str(blocked(tmp_path, "other")))

    with pytest.raises(EssaimageError, match="Set ESSAIMAGE_CACHE") as caught:
        jit.kernel_folder.__wrapped__()

    assert "Donnez à ESSAIMAGE_CACHE" in caught.value.text("fr")


@pytest.mark.parametrize(
    ("system", "settings", "expected"),
    [
        ("linux", {"ESSAIMAGE_CACHE": "/chosen"}, Path("/chosen")),
        ("linux", {"XDG_CACHE_HOME": "/xdg"}, Path("/xdg/essaimage")),
        ("linux", {"XDG_CACHE_HOME": ""}, Path.home() / ".cache" / "essaimage"),
        ("darwin", {}, Path.home() / "Library" / "Caches" / "essaimage"),
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local/essaimage")),
    ],
)
def test_the_cache_folder_follows_the_habits_of_each_system(monkeypatch, system, settings, expected):
    for name in ("ESSAIMAGE_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(jit.sys, "platform", system)

    assert jit.cache_folder() == expected


def test_options_leave_arithmetic_exact():
    assert jit.OPTIONS["fastmath"] is False
    assert drain.targetoptions["fastmath"] is False


def test_the_two_builds_of_one_kernel_have_two_names_in_the_cache():
    assert drain.py_func.__name__ != drain_parallel.py_func.__name__
    assert drain_parallel.targetoptions["parallel"] is True
    assert not drain.targetoptions.get("parallel")


def test_no_kernel_elsewhere_than_jit_chooses_options():
    for path in SIM.rglob("*.py"):
        text = path.read_text()
        assert path.name == "jit.py" or ("njit" not in text and "numba.jit" not in text), path


def test_no_kernel_uses_another_source_of_luck():
    for path in SIM.rglob("*.py"):
        text = path.read_text()
        assert "np.random" not in text and "import random" not in text, path


def test_kernels_run_without_python_objects():
    out = np.zeros(3)

    @jit.jit
    def double(values, out):
        for i in range(values.size):
            out[i] = 2.0 * values[i]

    double(np.arange(3.0), out)

    assert out.tolist() == [0.0, 2.0, 4.0]
    assert double.nopython_signatures
