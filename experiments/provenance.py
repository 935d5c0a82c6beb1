"""By what results were made: command, versions, commit, dates (provenance)."""

import importlib.metadata
import platform
import shlex
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from experiments.request import Request
from sim.jit import digest
from sim.version import MODEL_VERSION

PACKAGES = ("essaimage", "numpy", "numba", "mesa", "pandas", "pyarrow")
ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("sim", "agents", "scenarios", "experiments")  # whose code makes results
NUMBERS = ("numpy", "numba")  # packages that may change the last bit of a result


def typed(request: Request) -> str:
    """Return a call of ``essaimage`` as it would be typed again."""
    options = (option.text for option in request.options.values())
    return shlex.join(["essaimage", request.command, *request.names, *request.settings, *options])


def versions() -> dict[str, str]:
    """Return the versions of the model, of Python and of the packages that make results."""
    found = {"model": MODEL_VERSION, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


@cache
def sources() -> dict[str, str]:
    """Return what must be the same wherever runs of one sweep are computed: version, digest of the code, packages."""
    found = {"model": MODEL_VERSION, "code": "".join(digest(ROOT / name)[:8] for name in FOLDERS)}
    return found | {name: importlib.metadata.version(name) for name in NUMBERS}


def commit() -> str | None:
    """Return the git commit of this code, "+" where files differ from it; None outside its repository."""
    if _git("ls-files", "--error-unmatch", "experiments/provenance.py") is None:
        return None  # an installed copy may stand inside another project's repository
    head = _git("rev-parse", "HEAD")
    return head and head + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")


def now() -> str:
    """Return the time, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _git(*arguments: str) -> str | None:
    """Return what git answers here, None where it cannot."""
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
