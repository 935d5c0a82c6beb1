"""What a command leaves to print, for people and for programs (résultat d'une commande)."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple


class Outcome(NamedTuple):
    """What a command leaves: text for people, an object for programs, an exit code, what failed."""

    text: str
    data: dict[str, Any] | None = None
    code: int = 0
    failures: str = ""


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: NaN and infinities become null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
