"""What a sweep of one or two parameters says: where the difference is above, below, turns (texte du balayage)."""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from experiments.answer import grid, indicator_label
from experiments.figures.style import gap_decimals, gap_kind, gap_written
from experiments.words import DISCLAIMER, MISSING, NBSP, NO_DIFFERENCE, frequency, number, worlds_phrase
from sim.errors import Text
from sim.measures import INDICATORS

SIDES = {"above": Text("more", "plus"), "below": Text("less", "moins")}


def oneway_text(table: pd.DataFrame, pair: tuple[str, str], indicator: str, dials: Sequence[str], lang: str) -> str:
    """Return the sentence, the table of the differences and what they are not."""
    return "\n\n".join([_sentence(table, pair, indicator, dials, lang), _grid(table, indicator, dials, lang),
                        DISCLAIMER.in_(lang)])  # fmt: skip


def turning(table: pd.DataFrame, dial: str) -> list[tuple[float, float]]:
    """Return the neighbouring clear values of one parameter between which the difference changes its side."""
    clear = table[table["verdict"].isin(["above", "below"])].sort_values(dial)
    rows = clear.to_dict("records")
    return [(a[dial], b[dial]) for a, b in pairwise(rows) if a["verdict"] != b["verdict"]]


def _sentence(table: pd.DataFrame, pair: tuple[str, str], indicator: str, dials: Sequence[str], lang: str) -> str:
    total = len(table)
    counts = table["verdict"].value_counts()
    semi = f"{NBSP}; " if lang == "fr" else "; "
    said = []
    for side, word in SIDES.items():
        count = int(counts.get(side, 0))
        where = _where(table[table["verdict"] == side], dials, lang)
        said.append(f"{word.in_(lang)} — {frequency(count, total, lang)} ({worlds_phrase(count, total, lang)}{where})")
    unclear = total - int(counts.get("above", 0)) - int(counts.get("below", 0))
    said.append(f"{NO_DIFFERENCE.in_(lang)} {worlds_phrase(unclear, total, lang)}")
    what = indicator_label(indicator, lang)
    head = Text(f"{what}, {pair[0]} less {pair[1]}: ", f"{what}, {pair[0]} moins {pair[1]}{NBSP}: ").in_(lang)
    return f"{head}{semi.join(said)}. {_turns(table, dials, lang)}".strip()


def _where(rows: pd.DataFrame, dials: Sequence[str], lang: str) -> str:
    """Return at which values of a single parameter rows lie."""
    if len(dials) > 1 or rows.empty:
        return ""
    values = ", ".join(_value(value, lang) for value in sorted(rows[dials[0]]))
    return f"{NBSP}: {values}" if lang == "fr" else f": {values}"


def _turns(table: pd.DataFrame, dials: Sequence[str], lang: str) -> str:
    if len(dials) > 1:
        return ""
    found = turning(table, dials[0])
    if not found:
        return Text("Its sign does not turn in this range.", "Son signe ne change pas dans cette plage.").in_(lang)
    spans = ", ".join(
        Text(f"between {_value(a, 'en')} and {_value(b, 'en')}", f"entre {_value(a, 'fr')} et {_value(b, 'fr')}").in_(
            lang
        )
        for a, b in found
    )
    return Text(f"Its sign turns {spans} of {dials[0]}.", f"Son signe change {spans} de {dials[0]}.").in_(lang)


def _value(value: float, lang: str) -> str:
    """Return a value of a parameter with no more decimals than it has."""
    digits = f"{float(value):.4g}"
    return digits if "e" in digits else number(float(value), lang, len(digits.partition(".")[2]))


def _grid(table: pd.DataFrame, indicator: str, dials: Sequence[str], lang: str) -> str:
    unit = INDICATORS[indicator].unit
    decimals = gap_decimals(float(table[["estimate", "low", "high"]].abs().max().max()), unit.en)
    shown = "points" if gap_kind(unit.en) == "points" else unit.in_(lang)
    head = Text(f"difference, {shown}|95% interval|", f"écart, {shown}|intervalle à 95{NBSP}%|")
    rows = [[*dials, *head.in_(lang).split("|")]]
    for row in table.to_dict("records"):
        low, high = (gap_written(row[end], lang, unit.en, decimals) for end in ("low", "high"))
        known = row["low"] == row["low"]
        ends = f"{low}{Text(' to ', ' à ').in_(lang)}{high}" if known else MISSING.in_(lang)
        mark = SIDES[row["verdict"]].in_(lang) if row["verdict"] in SIDES else "≈" if known else ""
        estimate = gap_written(row["estimate"], lang, unit.en, decimals)
        rows.append([*(_value(row[dial], lang) for dial in dials), estimate, ends, mark])
    return grid(rows, tuple(range(len(dials) + 2)))
