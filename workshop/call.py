"""Calls in another process what this one does not load: the server stays small and starts quickly (appel)."""

from importlib import import_module
from typing import Any


def call(module: str, name: str, *arguments: Any) -> Any:
    """Return what a function of a module returns; the module is loaded where the call runs."""
    return getattr(import_module(module), name)(*arguments)
