"""The one fixed scale of wording and number formats, in both languages (échelle de mots et de nombres)."""

import math
import re
from datetime import UTC, datetime
from typing import NamedTuple

from sim.errors import ParameterError, Text

NARROW = "\u202f"  # French thousands
NBSP = "\u00a0"  # before a unit
MINUS = "\u2212"
LANGUAGES = ("en", "fr")

DISCLAIMER = Text(
    "Exploratory comparison under stated assumptions, not a forecast.",
    "Comparaison exploratoire sous hypothèses énoncées, pas une prévision.",
)
NO_DIFFERENCE = Text("no difference discernible", "pas de différence discernable")
NO_EFFECT = Text("no distinguishable effect", "effet non distinguable de zéro")  # of a part left out
NONE_DISCERNIBLE = Text("none is discernible", "aucune n'est discernable")
MISSING = Text("n/a", "n.d.")


class Step(NamedTuple):
    """One step of the scale: from ``lowest`` (a share of the worlds tested) upwards, the word to use."""

    rule: Text
    word: Text


SCALE = (
    Step(Text("all", "tous"), Text("always", "toujours")),
    Step(Text("3/4 or more", "3/4 ou plus"), Text("mostly", "le plus souvent")),
    Step(Text("between 1/4 and 3/4", "entre 1/4 et 3/4"), Text("mixed", "partagé")),
    Step(Text("1/4 or fewer", "1/4 ou moins"), Text("rarely", "rarement")),
    Step(Text("none", "aucun"), Text("never", "jamais")),
)

FORBIDDEN = {
    "en": ("significant", "significantly", "proves", "wins alone"),
    "fr": ("significatif", "significative", "significativement", "prouve", "gagne"),
}


def forbidden(text: str) -> list[str]:
    """Return the words of either language that no surface may use and that ``text`` holds, in their order."""
    words = "|".join(re.escape(word).replace("\\ ", r"\s+") for word in (*FORBIDDEN["en"], *FORBIDDEN["fr"]))
    return [found.lower() for found in re.findall(rf"\b(?:{words})s?\b", text, flags=re.IGNORECASE)]


def number(value: float, lang: str, decimals: int | None = 0, unit: str = "", sign: bool = False) -> str:
    """Return ``value`` as people write it in ``lang``: 1 234,5 or 1,234.5, with a true minus and never "-0".

    decimals: None keeps three figures. unit: "%" touches the number in English only.
    sign: True writes the plus of a positive number; a number that rounds to zero has no sign.
    """
    check_language(lang)
    if value is None or math.isnan(value):
        return MISSING.in_(lang)
    digits = "∞" if math.isinf(value) else _digits(abs(value), lang, decimals)
    zero = not any(figure in digits for figure in "123456789∞")
    mark = "" if zero else MINUS if value < 0 else "+" if sign else ""
    gap = "" if not unit or (unit == "%" and lang == "en") else NBSP
    return f"{mark}{digits}{gap}{unit}"


def counted(count: int, one: Text, many: Text, lang: str) -> str:
    """Return how many, with the noun in its singular or its plural: "1 place", "0 places", « 0 lieu », « 2 lieux »."""
    single = count < 2 if lang == "fr" else count == 1
    return f"{number(count, lang)} {(one if single else many).in_(lang)}"


def percent(share: float, lang: str, decimals: int = 0, sign: bool = False) -> str:
    """Return a share (0 to 1) as a percentage: "34 %" in French, "34%" in English."""
    return number(100.0 * share, lang, decimals, "%", sign)


def points(difference: float, lang: str, decimals: int = 1, sign: bool = True) -> str:
    """Return a difference of two shares (0 to 1) in percentage points, never in per cent."""
    return number(100.0 * difference, lang, decimals, "points" if lang == "fr" else "pts", sign)


def euros(value: float, lang: str, decimals: int = 0, scale: str = "", sign: bool = False) -> str:
    """Return an amount of euros: "1 234 €" in French, "€1,234" in English.

    scale: "" euros, "k" thousands, "M" millions; ``value`` is always in euros.
    """
    divided = value / {"": 1.0, "k": 1e3, "M": 1e6}[scale]
    if lang == "fr" or math.isnan(divided):
        return number(divided, lang, decimals, "" if math.isnan(divided) else f"{scale}€", sign)
    text = number(divided, lang, decimals, sign=sign)
    mark = text[0] if text[0] in f"+{MINUS}" else ""
    return f"{mark}€{text[len(mark) :]}{scale}"


def interval(low: float, high: float, lang: str, decimals: int = 1, unit: str = "") -> str:
    """Return an interval in words: « de −1,2 à 3,4 % », "−1.2 to 3.4%"; one bound when both read the same."""
    if any(bound is None or math.isnan(bound) for bound in (low, high)):
        return MISSING.in_(lang)
    first, last = number(low, lang, decimals), number(high, lang, decimals, unit)
    if first == number(high, lang, decimals):
        return last
    return f"de {first} à {last}" if lang == "fr" else f"{first} to {last}"


def semicolon(lang: str) -> str:
    """Return a semicolon as the language spaces it."""
    return f"{NBSP}; " if lang == "fr" else "; "


def when(moment: str | None, lang: str) -> str:
    """Return a moment (ISO 8601) to the minute, in universal time: "2026-11-22 17:21 UTC", « 22/11/2026 17:21 UTC »."""
    if not moment:
        return MISSING.in_(lang)
    at = datetime.fromisoformat(moment).astimezone(UTC)
    return at.strftime("%d/%m/%Y %H:%M UTC" if lang == "fr" else "%Y-%m-%d %H:%M UTC")


def worlds_phrase(count: int, total: int, lang: str) -> str:
    """Return "in 17 of 24 worlds tested" or « dans 17 des 24 mondes testés »."""
    _check_count(count, total)
    check_language(lang)
    if total == 1:
        one = Text("in the one world tested", "dans le seul monde testé").in_(lang)
        return one if count else ("not " if lang == "en" else "pas ") + one
    if lang == "fr":
        return f"dans {number(count, lang)} des {number(total, lang)} mondes testés"
    return f"in {number(count, lang)} of {number(total, lang)} worlds tested"


def frequency(count: int, total: int, lang: str) -> str:
    """Return the word of the scale for something seen in ``count`` of ``total`` worlds tested."""
    _check_count(count, total)
    check_language(lang)
    if count in (0, total):
        step = SCALE[-1] if count == 0 else SCALE[0]
    else:
        step = SCALE[1] if 4 * count >= 3 * total else SCALE[3] if 4 * count <= total else SCALE[2]
    return step.word.in_(lang)


def luck_phrase(count: int, total: int, lang: str) -> str:
    """Return "0 of 19 shuffled tables do as well" or « 0 table mélangée sur 19 fait aussi bien »."""
    check_language(lang)
    many = count > 1
    return Text(
        f"{number(count, 'en')} of {number(total, 'en')} shuffled table{'s' if total > 1 else ''} "
        f"{'does' if count == 1 else 'do'} as well",
        f"{number(count, 'fr')} table{'s' if many else ''} mélangée{'s' if many else ''} sur {number(total, 'fr')} "
        f"{'font' if many else 'fait'} aussi bien",
    ).in_(lang)


def direction(low: float, high: float) -> int:
    """Return 1 or -1 where the interval lies above or below 0, and 0 where no difference is discernible."""
    return 1 if low > 0 else -1 if high < 0 else 0


def decimals_for(*values: float) -> int:
    """Return the decimals that give three figures to the largest of ``values``: one scale, one precision."""
    finite = [abs(value) for value in values if value is not None and math.isfinite(value)]
    largest = max(finite, default=0.0)
    return 0 if largest >= 100 or largest == 0 else 1 if largest >= 10 else 2 if largest >= 1 else 3


def check_language(lang: str) -> None:
    """Raise ParameterError where ``lang`` is neither "en" nor "fr"."""
    if lang not in LANGUAGES:
        raise ParameterError(
            Text(
                f"lang is '{lang}', but must be 'en' or 'fr'.",
                f"lang vaut « {lang} », mais doit être « en » ou « fr ».",
            )
        )


def _digits(value: float, lang: str, decimals: int | None) -> str:
    text = f"{value:,.{decimals_for(value) if decimals is None else decimals}f}"
    return text.replace(",", NARROW).replace(".", ",") if lang == "fr" else text


def _check_count(count: int, total: int) -> None:
    if total < 1 or not 0 <= count <= total:
        raise ParameterError(
            Text(
                f"{count} of {total} worlds: the total must be 1 or more and the count from 0 to the total.",
                f"{count} mondes sur {total} : le total doit être d'au moins 1, le compte de 0 au total.",
            )
        )
