"""The folder for a laptop without network: its scripts install once and open; its wheel alone serves the pages."""

import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from importlib.util import find_spec

import pytest

from experiments.request import TAKES
from sim.errors import InputError
from tests.workshop.server import ROOT, Server
from workshop.__main__ import main
from workshop.bundle import write_bundle, write_scripts

VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
STUB = """#!/bin/sh
echo "$(basename "$0") $*" >> "{log}"
case "$*" in
  *"-m venv"*) mkdir -p venv/bin && cp "$0" venv/bin/python;;
  *install*) cp "$0" venv/bin/essaimage;;
esac
"""


@pytest.fixture
def folder(tmp_path):
    """Return a bundle without its wheels, in a place with a space in its name."""
    found = tmp_path / "clé USB"
    found.mkdir()
    write_scripts(found)
    return found


def started(folder, tmp_path, python=f"python{VERSION}"):
    """Run start.sh where ``python`` is all there is, a stub that notes how it was called; return lines and process."""
    bare, log = tmp_path / "bin", tmp_path / "calls"
    bare.mkdir(exist_ok=True)
    for name in ("sh", "dirname", "basename", "mkdir", "cp"):
        (bare / name).exists() or (bare / name).symlink_to(shutil.which(name))
    stub = bare / python
    stub.write_text(STUB.format(log=log))
    stub.chmod(0o755)
    done = subprocess.run(["sh", str(folder / "start.sh"), "--port", "8080"], cwd=tmp_path, capture_output=True,
                          text=True, env={"PATH": str(bare)}, check=False, timeout=30)  # fmt: skip
    return log.read_text().splitlines() if log.exists() else [], done


def test_start_sh_installs_once_from_its_own_wheels_and_opens(folder, tmp_path):
    opened = "python -m workshop workshop out=ateliers --port 8080"
    lines, done = started(folder, tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.partition(" ")[2] for line in lines[1:]] == [
        "-m venv venv", "-m pip install --quiet --no-index --find-links wheels essaimage[workshop]",
        opened.partition(" ")[2],
    ]  # fmt: skip
    moved = folder.rename(tmp_path / "moved")
    again, _ = started(moved, tmp_path)
    assert again[len(lines) :] == [opened]


def test_start_sh_says_which_python_is_needed(folder, tmp_path):
    _, done = started(folder, tmp_path, "perl")
    assert done.returncode == 1 and f"Python {VERSION} est nécessaire / is needed." in done.stderr


def test_start_bat_is_written_as_windows_reads_it(folder):
    data = (folder / "start.bat").read_bytes()
    text = data.decode()
    lines = text.split("\r\n")
    assert data.count(b"\r\n") == data.count(b"\n") and lines[-1] == "" and max(map(len, lines)) < 200
    accents = [k for k, line in enumerate(lines) if not line.isascii()]
    assert lines[0] == "@echo off" and accents and min(accents) > lines.index("chcp 65001 >nul")
    assert not re.search(r"[${}`;]", re.sub(r'"import sys; [^"]*"', "", text)) and "/bin/" not in text
    assert set(re.findall(r'%[^\s"]+', text)) == {"%~dp0", "%*", "%errorlevel%", "%code%"}
    assert lines[-4:-1] == ["set code=%errorlevel%", 'if not "%code%"=="0" pause', "exit /b %code%"]
    gone, labels = re.findall(r"goto (\w+)", text), [line[1:] for line in lines if line.startswith(":")]
    assert set(gone) == set(labels) and len(labels) == len(set(labels))
    assert all(lines[k - 1].startswith(("goto ", "exit ", "echo ")) for k, line in enumerate(lines) if line[:1] == ":")


def test_start_bat_calls_what_the_bundle_holds(folder):
    text = (folder / "start.bat").read_bytes().decode()
    for line in text.splitlines():
        for quoted in re.findall(r'"([^"]*)"', line):
            assert quoted and line.count('"') % 2 == 0
    assert f"py -{VERSION} -m venv venv" in text and f"!= ({VERSION.replace('.', ', ')})" in text
    assert "--find-links wheels " in text and find_spec("workshop.__main__")
    assert f"Python {VERSION}" in (folder / "README.txt").read_text(encoding="utf-8")


def test_what_is_wrong_with_a_bundle_is_said_at_once(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError) as refused:
        write_bundle(tmp_path, source=tmp_path)
    assert len(refused.value.problems) == 2 and str(tmp_path) in str(refused.value)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("command", ["workshop", "bundle"])
def test_each_command_has_a_help_of_its_own_that_names_all_it_takes(capsys, command, lang):
    assert main([command, "--help", "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert re.match(rf"Usage ?: essaimage {command} ", said)
    assert all(re.search(rf"(--{name} |{name}=)", said) for name in TAKES[command])
    assert main(["--help", "--lang", lang]) == 0
    assert "sensitivity" in capsys.readouterr().out and "sensitivity" not in said


@pytest.mark.skipif(not find_spec("hatchling"), reason="hatchling is not here: pip would fetch it")
def test_the_wheel_alone_serves_the_pages(tmp_path):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), str(ROOT)], check=True)
    wheel = next(tmp_path.glob("essaimage-*.whl"))
    venv.create(tmp_path / "venv")
    place = tmp_path / "venv" / "lib" / f"python{VERSION}" / "site-packages"
    (place / "others.pth").write_text(sysconfig.get_path("purelib"))  # what the wheel needs is installed there
    subprocess.run([*pip, "install", "--no-index", "--no-deps", "--target", str(place), str(wheel)], check=True)
    server = Server(tmp_path / "data", python=str(tmp_path / "venv" / "bin" / "python"), cwd=tmp_path, PYTHONPATH="")
    try:
        for path in ("/", "/new", "/solo", "/guide", "/static/js/home.js", "/api/catalogue?lang=fr"):
            assert server.page().get(path).status_code == 200, path
    finally:
        server.stop()
