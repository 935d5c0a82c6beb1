"""The names of instruments and indicators as people read them (libellés)."""

from functools import cache

from experiments.catalogue import listing
from sim.errors import Text


@cache
def instrument(name: str) -> Text:
    """Return the name of an instrument; one that has none of its own, as a field of a move, is named as it is."""
    return _instruments().get(name, FIELDS.get(name, Text(name, name)))


@cache
def _instruments() -> dict[str, Text]:
    return {row["name"]: Text(row["label_en"], row["label_fr"]) for row in listing("instruments")}


FIELDS = {
    "prediction": Text("the prediction", "la prédiction"),
    "rationale": Text("the reasons", "les raisons"),
}
