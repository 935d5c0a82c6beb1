"""What a smaller or a larger budget changes, in words and tables (budget en plus ou en moins, texte)."""

from typing import Any

import pandas as pd

from experiments.answer import grid, indicator_label
from experiments.figures.style import gap_decimals, gap_kind, gap_written
from experiments.words import DISCLAIMER, MISSING, NBSP, NO_DIFFERENCE, counted, percent
from sim.errors import Text
from sim.measures import INDICATORS

USUAL, LESS, MORE = "usual", "less", "more"
POLICY, POLICIES = Text("policy", "politique"), Text("policies", "politiques")


def budget_text(table: pd.DataFrame, change: float, lang: str) -> str:
    """Return, indicator by indicator, what each budget changes to each policy against its own usual budget.

    table: experiments.cabinet.budget.effects_of. change: share of the budget.
    """
    blocks = [
        _block(table[table["indicator"] == name], name, change, lang) for name in dict.fromkeys(table["indicator"])
    ]
    how = Text(
        "Each policy against itself with its usual budget, same seeds; 95% intervals, each read alone; "
        f"≈ {NO_DIFFERENCE.en}.",
        f"Chaque politique face à elle-même avec son budget usuel, mêmes tirages{NBSP}; intervalles à 95{NBSP}%, lus "
        f"chacun seul{NBSP}; ≈ {NO_DIFFERENCE.fr}.",
    )
    return "\n\n".join([*blocks, f"{how.in_(lang)} {DISCLAIMER.in_(lang)}"])


def _block(table: pd.DataFrame, name: str, change: float, lang: str) -> str:
    unit = INDICATORS[name].unit
    shown = "points" if gap_kind(unit.en) == "points" else unit.in_(lang)
    decimals = gap_decimals(float(table[["estimate", "low", "high"]].abs().max().max()), unit.en)
    less, more = percent(-change, lang, sign=True), percent(change, lang, sign=True)
    rows = [[Text("policy", "politique").in_(lang), less, "", more, ""]]
    for policy in dict.fromkeys(table["policy"]):
        mine = table[table["policy"] == policy].set_index("side")
        rows.append([policy, *_cells(mine.loc[LESS], unit.en, decimals, lang),
                     *_cells(mine.loc[MORE], unit.en, decimals, lang)])  # fmt: skip
    title = f"{indicator_label(name, lang)} ({shown})"
    return f"{title}\n{grid(rows, (1, 2, 3, 4))}\n  {_said(table, change, lang)}"


def _cells(row: Any, unit: str, decimals: int, lang: str) -> tuple[str, str]:
    """Return a change, ≈ before one whose interval holds 0, and its interval."""
    if row["estimate"] != row["estimate"]:
        return MISSING.in_(lang), ""
    clear = "" if row["verdict"] in ("above", "below") else "≈ "
    low, high = (gap_written(row[end], lang, unit, decimals, sign=False) for end in ("low", "high"))
    ends = f"({low}{Text(' to ', ' à ').in_(lang)}{high})" if row["low"] == row["low"] else f"({MISSING.in_(lang)})"
    return f"{clear}{gap_written(row['estimate'], lang, unit, decimals)}", ends


def _said(table: pd.DataFrame, change: float, lang: str) -> str:
    """Say for how many policies the change can be told from nothing."""
    parts = []
    for side, sign in ((LESS, -change), (MORE, change)):
        mine = table[table["side"] == side]
        up, down = (int((mine["verdict"] == verdict).sum()) for verdict in ("above", "below"))
        share, rest = percent(sign, lang, sign=True), len(mine) - up - down
        more, less, same = (counted(n, POLICY, POLICIES, lang) for n in (up, down, rest))
        said = [Text(f"more for {more}", f"plus pour {more}").in_(lang)] if up else []
        said += [Text(f"less for {less}", f"moins pour {less}").in_(lang)] if down else []
        said += [Text(f"{NO_DIFFERENCE.en} for {same}", f"{NO_DIFFERENCE.fr} pour {same}").in_(lang)] if rest else []
        parts.append(f"{share}{NBSP if lang == 'fr' else ''}: {', '.join(said)}")
    return (f"{NBSP}; " if lang == "fr" else "; ").join(parts) + "."
