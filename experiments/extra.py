"""Libraries that only some commands need, and how to get them (bibliothèques facultatives)."""

from importlib.util import find_spec

from sim.errors import InputError, Text


def needed(command: str, extra: str, *libraries: str) -> None:
    """Raise InputError, with the way to get them, where a library that a command needs is not installed."""
    missing = [name for name in libraries if find_spec(name) is None]
    if missing:
        names, one = ", ".join(missing), len(missing) == 1
        raise InputError(Text(
            f"essaimage {command} needs {names}, which {'is' if one else 'are'} not installed: "
            f"pip install '.[{extra}]' in the folder of the project.",
            f"essaimage {command} a besoin de {names}, qui {'n’est pas installé' if one else 'ne sont pas installés'} :"
            f" pip install '.[{extra}]' dans le dossier du projet.",
        ))
