"""Libraries that only some commands need, and how to get them (bibliothèques facultatives)."""

from importlib.util import find_spec

from sim.errors import InputError, Text


def needed(command: str, extra: str, *libraries: str) -> None:
    """Raise InputError, with the way to get them, where a library that a command needs is not installed."""
    missing = ", ".join(name for name in libraries if find_spec(name) is None)
    if missing:
        raise InputError(Text(
            f"essaimage {command} needs {missing}, which is not installed: pip install '.[{extra}]' in the folder of "
            "the project.",
            f"essaimage {command} a besoin de {missing}, qui n'est pas installé : pip install '.[{extra}]' dans le "
            "dossier du projet.",
        ))
