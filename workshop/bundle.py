"""A folder that installs essaimage on a laptop without network: wheels of everything and start scripts (clé USB)."""

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from experiments.request import Request
from sim.errors import InputError, Text

ROOT = Path(__file__).resolve().parents[1]
EXTRA = "workshop"
SH = """#!/bin/sh
# Installs essaimage beside this file the first time, without network, then opens the workshop.
set -e
cd "$(dirname "$0")"
found=
if [ ! -x venv/bin/essaimage ]; then
  for python in python3.13 python3.12 python3.11 python3 python; do
    command -v "$python" >/dev/null || continue
    "$python" -c 'import sys; sys.exit(sys.version_info[:2] != ({major}, {minor}))' 2>/dev/null || continue
    found=$python
    break
  done
  [ -n "$found" ] || {{ echo "Python {major}.{minor} est nécessaire / is needed." >&2; exit 1; }}
  "$found" -m venv venv
  venv/bin/python -m pip install --quiet --no-index --find-links wheels "essaimage[{extra}]" || {{
    echo "Les paquets de ce dossier sont pour / the packages of this folder are for {platform}." >&2
    exit 1
  }}
fi
# by its module: unlike the script of its name, that works after the folder was moved
exec venv/bin/python -m workshop workshop out=ateliers "$@"
"""
BAT = """@echo off\r
rem Installs essaimage beside this file the first time, without network, then opens the workshop.\r
chcp 65001 >nul\r
cd /d "%~dp0"\r
if not exist start.bat goto failed\r
if exist venv\\Scripts\\essaimage.exe goto open\r
py -{major}.{minor} -c "import sys" 2>nul\r
if "%errorlevel%"=="0" goto launcher\r
python -c "import sys; sys.exit(sys.version_info[:2] != ({major}, {minor}))" 2>nul\r
if "%errorlevel%"=="0" goto plain\r
echo Python {major}.{minor} est nécessaire / is needed.\r
goto failed\r
:launcher\r
py -{major}.{minor} -m venv venv\r
goto made\r
:plain\r
python -m venv venv\r
goto made\r
:made\r
if not "%errorlevel%"=="0" goto failed\r
venv\\Scripts\\python -m pip install --quiet --no-index --find-links wheels "essaimage[{extra}]"\r
if "%errorlevel%"=="0" goto open\r
echo Les paquets de ce dossier sont pour {platform}. / The packages of this folder are for {platform}.\r
:failed\r
pause\r
exit /b 1\r
:open\r
venv\\Scripts\\python -m workshop workshop out=ateliers %*\r
set code=%errorlevel%\r
if not "%code%"=="0" pause\r
exit /b %code%\r
"""
README = """essaimage, atelier sans réseau / workshop without network

Copiez ce dossier sur le disque de l'ordinateur. / Copy this folder to the laptop's own disk.
Linux, macOS: sh start.sh        Windows: start.bat
Un autre port / another port: sh start.sh --port 8080
Les ateliers sont gardés dans « ateliers ». / Workshops are kept in "ateliers".
Il faut Python {major}.{minor} et le même système que celui qui a fait ce dossier ({platform}).
Python {major}.{minor} is needed, and the same system as the one that made this folder ({platform}).
La première fois, l'installation prend quelques minutes. Ensuite, tout s'ouvre en quelques secondes.
The first time, installing takes some minutes. After that it opens within seconds.
"""


def bundled(request: Request) -> int:
    """Do ``essaimage bundle OUT`` and say what came of it. Raises InputError as ``write_bundle`` does."""
    out = write_bundle(Path(request.names[0]).expanduser())
    size = sum(path.stat().st_size for path in (out / "wheels").iterdir()) / 1e6
    sys.stdout.write(Text(
        f"{out}: {size:.0f} MB. Copy the folder to a laptop without network, then start.sh or start.bat.\n",
        f"{out} : {size:.0f} Mo. Copiez le dossier sur un ordinateur sans réseau, puis start.sh ou start.bat.\n",
    ).in_(request.lang))  # fmt: skip
    return 0


def write_bundle(out: Path, source: Path = ROOT) -> Path:
    """Fill the folder ``out`` with wheels of essaimage and all it needs, start scripts and a page; return it.

    The wheels come through pip as it is set up here, held to constraints.txt, for this Python and this system.
    Raises InputError where the folder is not empty, where there are no sources, or where pip fails.
    """
    problems = []
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        problems.append(Text(f"{out} is not an empty folder. Name another one.",
                             f"{out} n'est pas un dossier vide. Donnez-en un autre."))  # fmt: skip
    if not (source / "pyproject.toml").is_file():
        problems.append(Text(
            "A bundle is made from the sources of essaimage: run it from a copy of the repository.",
            "Un dossier d'installation se fait depuis les sources d'essaimage : lancez-le depuis une copie du dépôt.",
        ))  # fmt: skip
    if problems:
        raise InputError(*problems)
    wheels = out / "wheels"
    wheels.mkdir(parents=True)
    held = source / "constraints.txt"
    with tempfile.TemporaryDirectory() as own:
        _pip("wheel", "--no-deps", "--wheel-dir", own, str(source))
        made = next(Path(own).glob("essaimage-*.whl"))
        # "wheel", not "download": what exists as sources only is built here, where the network is
        _pip("wheel", "--wheel-dir", str(wheels), "-c", str(held), f"{made}[{EXTRA}]")
    write_scripts(out)
    return out


def _pip(*arguments: str) -> None:
    """Run pip. Raises InputError with the end of what it said where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        said = "\n".join(done.stderr.strip().splitlines()[-5:])
        raise InputError(Text(f"pip {arguments[0]} failed:\n{said}", f"pip {arguments[0]} a échoué :\n{said}"))


def write_scripts(out: Path) -> None:
    """Write what starts the workshop on each system."""
    system = f"{platform.system()} {platform.machine()}"
    said = {"major": sys.version_info[0], "minor": sys.version_info[1], "extra": EXTRA, "platform": system}
    for name, text in (("start.sh", SH), ("start.bat", BAT), ("README.txt", README)):
        (out / name).write_bytes(text.format(**said).encode())
    os.chmod(out / "start.sh", 0o755)
