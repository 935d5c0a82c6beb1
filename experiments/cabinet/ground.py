"""Where results stand: density class, département and inhabitants of each place (maille d'analyse)."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.compose import build
from scenarios.scenario import places_of
from scenarios.territory.hierarchy import NOT_STATED
from scenarios.territory.names import DEPARTEMENTS
from sim.errors import Text

DENSITY, DEPARTEMENT = "density", "departement"
GROUPINGS = {
    DENSITY: Text("density class", "classe de densité"),
    DEPARTEMENT: Text("département", "département"),
}
CLASSES = {  # INSEE, grille communale de densité à sept niveaux (2022)
    "1": Text("large urban centres", "grands centres urbains"),
    "2": Text("intermediate urban centres", "centres urbains intermédiaires"),
    "3": Text("small towns", "petites villes"),
    "4": Text("urban belts", "ceintures urbaines"),
    "5": Text("rural market towns", "bourgs ruraux"),
    "6": Text("scattered rural", "rural à habitat dispersé"),
    "7": Text("very scattered rural", "rural à habitat très dispersé"),
}
NOWHERE = Text("no place of its own", "sans lieu propre")
UNSTATED = Text("département not stated", "département non indiqué")


def ground_of(cell: Mapping[str, Any]) -> pd.DataFrame:
    """Return one row for each place of the territory of a cell: place, density, departement, invented.

    density: "1" to "7"; invented: its inhabitants where it is an invented village, else 0.
    """
    places = places_of(build(cell).territory)
    synthetic = places.source == "synthetic"
    return pd.DataFrame({
        "place": places.code.astype(str), DENSITY: places.density.astype(str), DEPARTEMENT: places.departement,
        "stated": places.population, "invented": places.population * synthetic,
    })  # fmt: skip


def group_label(grouping: str, group: str, lang: str) -> str:
    """Return how a density class or a département is called; "" is what went to no place of its own."""
    if not group:
        return NOWHERE.in_(lang)
    if grouping == DENSITY:
        return f"{group} {CLASSES[group].in_(lang)}"
    return UNSTATED.in_(lang) if group == NOT_STATED else f"{group} {DEPARTEMENTS.get(group, '')}".strip()
