"""Thresholds that people set on indicators: threshold.adopted_share=.4 (seuils)."""

from collections.abc import Sequence

from experiments.overrides import Override, said_of
from sim.errors import Text, unknown
from sim.measures import INDICATORS

THRESHOLD = "threshold."
BOUNDED = ("share", "0 to 1")  # units of indicators that lie between 0 and 1


def thresholds_in(typed: Sequence[Override], known: Sequence[str], problems: list[Text]) -> dict[str, float]:
    """Return thresholds by indicator; note an indicator that is not known, and a value that it cannot have."""
    found = {}
    for override in typed:
        name = override.key.removeprefix(THRESHOLD)
        if name not in known:
            problems.append(unknown(Text("indicator", "indicateur"), name, known, override.where))
            continue
        unit, value = INDICATORS[name].unit, override.value
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < float("inf")
        if number and (unit.en not in BOUNDED or 0 <= value <= 1):
            found[name] = float(value)
            continue
        ends = Text(" from 0 to 1", " de 0 à 1") if unit.en in BOUNDED else Text("", "")
        problems.append(said_of(override, Text(
            f"{override.key} is {value!r}, but must be a number{ends.en} ({unit.en}).",
            f"{override.key} vaut {value!r}, mais doit être un nombre{ends.fr} ({unit.fr}).",
        )))  # fmt: skip
    return found
