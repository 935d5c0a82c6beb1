"""The one place where Numba's options are chosen, and where compiled kernels are kept.

Numba's own cache does not notice an edit in a helper that a kernel calls. Here the stamp of every compiled
kernel is a digest of *all* kernel sources, so one edited line anywhere recompiles all of them, and code of
another version is never run. Compiled code lives in the user's cache folder (``ESSAIMAGE_CACHE`` moves it).
"""
import gc
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import FunctionType
from typing import Any

import numba
from numba import types
from numba.core import caching, codegen

from sim.errors import EssaimageError, Text

KERNELS = Path(__file__).resolve().parent


@cache
def digest(folder: Path = KERNELS) -> str:
    """Return the digest of every Python source under ``folder``: the version of the kernels."""
    total = blake2b(numba.__version__.encode(), digest_size=10)
    for path in sorted(folder.rglob("*.py")):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


@cache
def kernel_folder() -> Path:
    """Return the folder of this version's compiled kernels; a temporary one where the first is read-only."""
    for base in (cache_folder(), Path(tempfile.gettempdir()) / "essaimage"):
        folder = base / f"kernels-{digest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError:
            continue
        return folder
    raise EssaimageError(
        Text(
            f"Neither {cache_folder()} nor {tempfile.gettempdir()} can be written: compiled code has no place. "
            "Set ESSAIMAGE_CACHE to a folder that can.",
            f"Ni {cache_folder()} ni {tempfile.gettempdir()} ne sont accessibles en écriture : le code compilé n'a "
            "pas de place. Donnez à ESSAIMAGE_CACHE un dossier qui l'est.",
        )
    )


def cache_folder() -> Path:
    """Return where compiled kernels are meant to be kept, by the habits of each system."""
    if chosen := os.environ.get("ESSAIMAGE_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "essaimage"


class _DigestLocator(caching._CacheLocator):
    """Tell Numba to keep our kernels in ``cache_folder()`` and to stamp them with ``digest()``."""

    def __init__(self, py_func: Callable) -> None:
        self._name = py_func.__qualname__

    def get_cache_path(self) -> str:
        return str(kernel_folder())

    def get_source_stamp(self) -> str:
        return digest()

    def get_disambiguator(self) -> str:
        return digest()

    @classmethod
    def from_function(cls, py_func: Callable, py_file: str) -> "_DigestLocator | None":
        return cls(py_func) if Path(py_file).resolve().is_relative_to(KERNELS) else None


LOCATORS: list[Any] = caching.CacheImpl._locator_classes
if _DigestLocator not in LOCATORS:
    LOCATORS.insert(0, _DigestLocator)

HELPERS: list[Any] = []  # what ``inline`` made
OPTIONS: dict[str, Any] = {"nogil": True, "fastmath": False, "error_model": "numpy", "no_cfunc_wrapper": True}


def jit(function: Callable) -> Any:
    """Compile a kernel for one thread, kept on disk."""
    return _once(numba.njit(cache=True, **OPTIONS)(function))


def inline(function: Callable) -> Any:
    """Compile a helper that kernels call; it becomes part of each of them, and their cache holds it."""
    helper = _once(numba.njit(forceinline=True, **OPTIONS)(function))
    HELPERS.append(helper)
    return helper


def compile_for_others() -> None:
    """Spare what a process need not make that compiles kernels for others to load, and computes nothing itself.

    Helpers get no way in from Python: calling one would crash. Code is optimised once, with all that it calls, and not
    before that as well. Collecting garbage takes a tenth of the time, and compiling leaves little.
    """
    gc.disable()
    for helper in HELPERS:
        helper.targetoptions["no_cpython_wrapper"] = True
    codegen.CPUCodeLibrary._optimize_functions = _leave_for_later  # type: ignore[method-assign]


def _leave_for_later(library: Any, module: Any) -> None:
    module.data_layout = library._codegen._data_layout


def _once(kernel: Any) -> Any:
    """Let kernels that call ``kernel`` with written numbers use its build for any number, not one build for each."""
    usual = kernel.get_call_template

    def plain(args: Any, kws: Any) -> Any:
        return usual([types.unliteral(a) for a in args], {name: types.unliteral(a) for name, a in kws.items()})

    kernel.get_call_template = plain
    return kernel


def parallel(function: Callable) -> Any:
    """Compile a kernel whose ``prange`` loops use every thread; same bytes as with ``jit``.

    The function is renamed, because Numba's disk cache does not tell the two builds of one name apart.
    """
    name = f"{function.__name__}_parallel"
    twin = FunctionType(function.__code__, function.__globals__, name, function.__defaults__, function.__closure__)
    twin.__qualname__ = name
    return numba.njit(cache=True, parallel=True, **OPTIONS)(twin)
