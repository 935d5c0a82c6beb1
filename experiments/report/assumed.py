"""What the answer rests on: each dial that was turned, what it does and what it is known from (hypothèses)."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import brief
from experiments.choices import hydra_config, kinds
from experiments.discovery.worlds import worlds_of
from experiments.figures.dial_words import dial_name, dial_said, dial_value
from experiments.groups import settable
from experiments.intervals import interval, over_worlds
from experiments.report.markup import Safe, items, paragraphs, table, together
from experiments.report.pieces import Pieces
from experiments.words import MISSING, NBSP, direction, number, semicolon
from sim.errors import Text
from sim.units import unit_in

CHECK = Text(
    "The other assumptions, over their plausible ranges at once: essaimage sensitivity. What would show that the model "
    "is wrong: docs/limits.md.",
    f"Les autres hypothèses, dans toutes leurs plages plausibles à la fois{NBSP}: essaimage sensitivity. Ce qui "
    f"montrerait que le modèle a tort{NBSP}: docs/limits.md.",
)
SIGNS = {
    1: Text("the mean difference changes sign", "l'écart moyen change de signe"),
    0: Text("the mean difference keeps its sign", "l'écart moyen garde son signe"),
    -1: Text("no change of sign is discernible", "pas de changement de signe discernable"),
}


def assumptions(p: Pieces) -> Safe:
    """Return what each dial does to the answer, how far it moves it, and what it is known from."""
    turned, found = turned_in(p), by_dials(p)
    if not turned:
        none = Text("No assumption was varied in these results.", "Aucune hypothèse n'a été variée dans ces résultats.")
        return paragraphs(none.in_(p.lang), CHECK.in_(p.lang))
    return together([
        items(_tipped(p, found)), *(dial_table(p, dial, found[dial]) for dial in turned if found),
        source_table(p, turned),
        *(p.figure(f"slope_{dial.replace('.', '_')}") for dial in list(found or turned)[:2]),
        paragraphs(CHECK.in_(p.lang)),
    ])  # fmt: skip


def turned_in(p: Pieces) -> list[str]:
    """Return the dials that were turned."""
    return [dial for dial in p.sweep.dials if p.sweep.plan[dial].nunique() > 1]


def by_dial(p: Pieces, dial: str) -> pd.DataFrame:
    """Return, for each value of a dial, the mean difference of the question and the worlds it holds in.

    Columns: value, estimate, low, high (95%, of the mean over its worlds, by seeds) and those of ``brief.tally``.
    """
    pair = p.sweep.versus or ("", "")
    effects = p.sweep.dial_effects(*pair, p.main)
    worlds = worlds_of(p.sweep.plan, p.sweep.indicators, pair, p.main)
    rows = []
    for value, part in effects.groupby(dial, sort=False):
        mine = worlds.difference[worlds.dials.index.isin(part["world"])]
        low, high = (float(end) for end in interval(over_worlds(mine)[0])[1:3])
        rows.append({"value": value, "estimate": float(part["estimate"].mean()), "low": low, "high": high,
                     **brief.tally(part)})  # fmt: skip
    return pd.DataFrame(rows)


def by_dials(p: Pieces) -> dict[str, pd.DataFrame]:
    """Return ``by_dial`` of each dial turned, what moves the answer most first; {} where no policies are opposed."""
    found = {dial: by_dial(p, dial) for dial in turned_in(p)} if p.sweep.versus else {}
    return dict(sorted(found.items(), key=lambda one: -float(np.ptp(one[1]["estimate"]))))


def tipping(p: Pieces) -> list[str]:
    """Return what would overturn the answer: for each dial, its values, and whether the mean difference has two signs.

    A sign counts where the 95% interval lies wholly on one side of 0.
    """
    return _tipped(p, by_dials(p))


def _tipped(p: Pieces, dials: dict[str, pd.DataFrame]) -> list[str]:
    lines = []
    for dial, found in dials.items():
        parts = []
        for row in brief.rows(found):
            gap, span = brief.gap_and_span(p.main, row, p.lang)
            said = f"{gap}, {span}" if np.isfinite(row.low) else gap
            parts.append(f"{dial_said(dial, row.value, p.lang)}{brief.colon(p.lang)}{said}")
        signs = {direction(row.low, row.high) for row in brief.rows(found)}
        turns = SIGNS[1 if {1, -1} <= signs else 0 if len(signs) == 1 and 0 not in signs else -1]
        listed = semicolon(p.lang).join(parts)
        lines.append(f"{dial_name(dial, p.lang)}{brief.colon(p.lang)}{turns.in_(p.lang)} ({listed}).")
    return lines


def dial_table(p: Pieces, dial: str, found: pd.DataFrame) -> Safe:
    """Return, for each value of a dial, in how many worlds the first policy of the question does better.

    found: ``by_dial`` of it.
    """
    a, b = p.sweep.versus or ("", "")
    head = Text("Value|Mean difference|95% interval|Better|Less good|≈|Worlds",
                f"Valeur|Écart moyen|Intervalle à 95{NBSP}%|Mieux|Moins bien|≈|Mondes")  # fmt: skip
    rows = [
        [dial_said(dial, row.value, p.lang), *brief.gap_and_span(p.main, row, p.lang),
         *(number(n, p.lang) for n in (row.better, row.less, row.even + row.none, row.worlds))]
        for row in brief.rows(found)
    ]  # fmt: skip
    pair = Text(f"{brief.quoted(a, 'en')} against {brief.quoted(b, 'en')}",
                f"{brief.quoted(a, 'fr')} face à {brief.quoted(b, 'fr')}").in_(p.lang)  # fmt: skip
    caption = f"{dial_name(dial, p.lang)}{brief.colon(p.lang)}{p.indicator(p.main)}, {pair}"
    return table(caption, head.in_(p.lang).split("|"), rows)


def source_table(p: Pieces, turned: list[str]) -> Safe:
    """Return the values given to each dial, its default, its unit and where its number comes from."""
    head = Text("Assumption|Name|Values tested|Usual value|Unit|Source",
                "Hypothèse|Nom|Valeurs testées|Valeur usuelle|Unité|Source")  # fmt: skip
    rows = []
    for dial in turned:
        about, usual, unit = described(dial)
        if p.lang == "fr" and about.startswith("assumption"):  # what follows is written in English only
            about = "hypothèse (docs/parameters.md)"
        values = semicolon(p.lang).join(dial_value(value, p.lang) for value in dict.fromkeys(p.sweep.plan[dial]))
        said = dial_value(usual, p.lang) if usual is not None else MISSING.in_(p.lang)
        rows.append([dial_name(dial, p.lang), dial, values, said, unit_in(unit, p.lang), about or MISSING.in_(p.lang)])
    caption = Text("The assumptions that were varied", "Les hypothèses qui ont été variées").in_(p.lang)
    return table(caption, head.in_(p.lang).split("|"), rows, words=True)


def described(dial: str) -> tuple[str, Any, str]:
    """Return the source of a parameter, its default and its unit, as its field says them; "" where it is none."""
    base = hydra_config("config")
    group, _, name = dial.partition(".")
    known = kinds({part: base[part]["name"] for part in ("territory", "start")}).get(group) if name else None
    field = settable(known).get(name) if known else None
    if field:
        return str(field.metadata["source"]), field.default, str(field.metadata["unit"])
    usual = base.get(dial)
    return "", usual.get("name") if isinstance(usual, Mapping) else usual, ""
