"""A parameter: value, unit, allowed and plausible range, meaning and source, in one place (paramètre)."""
from dataclasses import field, fields
from math import isfinite
from typing import Any

from sim.errors import ParameterError, Text
from sim.units import unit_in


def param(
    default: Any, *, unit: str, allowed: tuple, meaning: str, source: str, plausible: tuple | None = None
) -> Any:
    """Declare one parameter of a frozen dataclass.

    ``allowed`` bounds what may be set (an error outside), or lists the words allowed; ``plausible``
    bounds what sensitivity sweeps sample; ``source`` cites a study or says *assumption*.
    """
    ranges = {"allowed": allowed, "plausible": plausible or allowed, "stated": plausible is not None}
    return field(default=default, metadata={"unit": unit, **ranges, "meaning": meaning, "source": source})


def problem(owner: str, name: str, value: Any, meta: Any) -> Text | None:
    """Say what is wrong with ``value`` as parameter ``owner.name``, or None where nothing is."""
    allowed, unit, default = meta["allowed"], meta["unit"], meta["default"]
    where = f"{owner}.{name}"
    if isinstance(allowed[0], str):
        if value in allowed:
            return None
        rule = Text(f"one of {', '.join(allowed)}", f"l'un de {', '.join(allowed)}")
    else:
        low, high = allowed
        whole = isinstance(default, int)
        good_type = isinstance(value, int) or (isinstance(value, float) and not whole)
        if good_type and not isinstance(value, bool) and isfinite(value) and low <= value <= high:
            return None
        kind = Text("a whole number", "un nombre entier") if whole else Text("a number", "un nombre")
        french = f"{kind.fr} de {low:g} à {high:g} ({unit_in(unit, 'fr')})"
        rule = Text(f"{kind.en} from {low:g} to {high:g} ({unit})", french)
    anchor = f"docs/parameters.md#{owner.lower()}"
    return Text(
        f"{where} is {value!r}, but must be {rule.en}. Change it in configs/ or on the command line; "
        f"{anchor} gives its meaning and source.",
        f"{where} vaut {value!r}, mais doit être {rule.fr}. Changez-le dans configs/ ou sur la ligne de "
        f"commande ; {anchor} en donne le sens et la source.",
    )


class Parameters:
    """Base of parameter dataclasses: refuses values outside the allowed range, all of them at once."""

    def __post_init__(self) -> None:
        found = []
        for f in fields(self):  # type: ignore[arg-type]
            if "allowed" in f.metadata:
                said = problem(self.group(), f.name, getattr(self, f.name), {**f.metadata, "default": f.default})
                found += [said] if said else []
                if not said and isinstance(f.default, float):
                    object.__setattr__(self, f.name, float(getattr(self, f.name)))
        if found:
            raise ParameterError(*found)

    def group(self) -> str:
        """Return the name under which people set these parameters, such as ``operate``."""
        name = type(self).__name__.removesuffix("Params")
        return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")
