"""The list of indicators, apart from the catalogue because it loads the engine (liste des indicateurs)."""

from typing import Any

from sim.measures import INDICATORS
from sim.measures.view import Indicator


def indicators() -> list[dict[str, Any]]:
    """Return one row for each indicator: name, labels, units and definitions in both languages."""
    return [_row(name, found) for name, found in INDICATORS.items()]


def _row(name: str, found: Indicator) -> dict[str, Any]:
    return {
        "name": name,
        "label_fr": found.label.fr,
        "label_en": found.label.en,
        "unit_fr": found.unit.fr,
        "unit_en": found.unit.en,
        "definition_fr": found.definition.fr,
        "definition_en": found.definition.en,
    }
