"""A parameter swept from a value to another: name=low:high:count, read and checked (plage)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sim.errors import Text

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
LIKE = re.compile(rf"\s*{NUMBER}?(?:\s*:\s*{NUMBER}?)+\s*")  # two numbers or more with colons: meant as a range
WHOLE = re.compile(rf"\s*({NUMBER})\s*:\s*({NUMBER})\s*:\s*(\d+)\s*")
MOST = 101  # values of one range
TOGETHER = 2  # ranges crossed


@dataclass(frozen=True)
class Range:
    """``count`` values from ``low`` to ``high`` of the parameter ``name``, as typed in ``text``."""

    name: str
    low: float
    high: float
    count: int
    text: str

    def values(self, whole: bool) -> list[float] | list[int]:
        """Return the values, evenly spaced; whole numbers, each once, for a parameter that takes no other."""
        step = (self.high - self.low) / (self.count - 1)
        found = [self.low + k * step for k in range(self.count)]
        if whole:
            return sorted({round(value) for value in found})
        return [float(f"{value:.4g}") for value in found]


def ranged(settings: Sequence[str]) -> list[str]:
    """Return the settings that are written as a range."""
    return [text for text in settings if "=" in text and LIKE.fullmatch(text.partition("=")[2])]


def ranges_in(settings: Sequence[str], problems: list[Text]) -> list[Range]:
    """Return the ranges asked for; note those that are badly written, and more than can be crossed."""
    found = [one for one in (_range(text, problems) for text in ranged(settings)) if one]
    names = [one.name for one in found]
    if len(set(names)) < len(names) or len(names) > TOGETHER:
        problems.append(
            Text(
                f"{len(names)} ranges are asked for ({', '.join(names)}), but one or two different parameters can be "
                "swept "
                "at a time. To turn more, give lists to essaimage sweep, or leave them to essaimage sensitivity.",
                f"{len(names)} plages sont demandées ({', '.join(names)}), mais on balaie un ou deux paramètres "
                "différents à "
                "la fois. Pour plus, donnez des listes à essaimage sweep, ou laissez faire essaimage sensitivity.",
            )
        )
    return found


def _range(text: str, problems: list[Text]) -> Range | None:
    name, _, raw = text.partition("=")
    match = WHOLE.fullmatch(raw)
    low, high, count = (float(match[1]), float(match[2]), int(match[3])) if match else (0.0, 0.0, 0)
    if match and low < high and 2 <= count <= MOST:
        return Range(name.strip(), low, high, count, text)
    problems.append(
        Text(
            f"{text} is no range: a range is written {name}=LOW:HIGH:COUNT, with LOW below HIGH and COUNT a whole "
            "number "
            f"from 2 to {MOST}, such as operate.sigma=.3:2:7.",
            f"{text} n'est pas une plage : une plage s'écrit {name}=BAS:HAUT:NOMBRE, avec BAS inférieur à HAUT et "
            "NOMBRE un "
            f"entier de 2 à {MOST}, par exemple operate.sigma=.3:2:7.",
        )
    )
    return None
