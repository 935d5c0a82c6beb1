"""How the parts of an explanation are called, in tables and figures (vocabulaire de l'explication)."""

from typing import Any

from sim.errors import Text

FAMILIES = {
    "instruments": Text("instruments", "instruments"),
    "mechanisms": Text("mechanisms", "mécanismes"),
}
SHORT_RESIDUAL = Text("interaction (what is left)", "interaction (le reste)")
TOTAL = Text("Whole difference", "Écart total")


def label_of(row: Any, lang: str) -> str:
    """Return how a row is called; what is left and the whole have names of their own."""
    if row["kind"] in ("residual", "total"):
        return (SHORT_RESIDUAL if row["kind"] == "residual" else TOTAL).in_(lang)
    return str(row[f"label_{lang}"])
