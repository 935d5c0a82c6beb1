"""What a territory is called, and the attribution its maps must show (titre et crédits d'un territoire)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from experiments.catalogue import about, label, names
from experiments.compose import build
from scenarios.territory.table import FileTerritory


def territory_title(cell: Mapping[str, Any], lang: str) -> str:
    """Return the label of a cell's territory; « inspiré de … » where over 20% live in invented villages."""
    name, territory = cell["territory"]["name"], build(cell).territory
    if not isinstance(territory, FileTerritory):
        return label("territory", name, lang)
    if territory.packaged:  # cells hold no texts
        labels = [label("territory", name, tongue) for tongue in ("fr", "en")]
        territory = replace(territory, label_fr=labels[0], label_en=labels[1])
    return territory.title(lang)


def source_line(cell: Mapping[str, Any], lang: str) -> str:
    """Return the attribution of a cell's territory: that of configs/, for cells hold no texts, else its own."""
    name = cell["territory"]["name"]
    stated = about("territory", name).get(f"credit_{lang}") if name in names("territory") else ""
    return str(stated or build(cell).territory.source_line(lang))
