"""What was measured, each in one sentence, in the words of docs/words.md: titles of slides and reports (phrases)."""

from typing import Any

import numpy as np
import pandas as pd

from experiments.answer import indicator_label
from experiments.catalogue import label
from experiments.results import Sweep
from experiments.words import (
    NBSP,
    NO_DIFFERENCE,
    counted,
    decimals_for,
    direction,
    euros,
    frequency,
    interval,
    number,
    percent,
    points,
    worlds_phrase,
)
from sim.errors import Text
from sim.measures import INDICATORS

ONE_SEED = Text("one seed says nothing of chance", "un seul tirage ne dit rien du hasard")
COMMUNE, COMMUNES = Text("commune", "commune"), Text("communes", "communes")
ONE = {
    "adopter": Text("One adopter", "Un adoptant"),
    "site": Text("One surviving site", "Un site survivant"),
    "job": Text("One job (FTE)", "Un emploi (ETP)"),
}


def quoted(policy: str, lang: str) -> str:
    """Return the label of a policy between the quotation marks of the language."""
    return Text("“{}”", f"«{NBSP}{{}}{NBSP}»").in_(lang).format(label("policy", policy, lang))


def colon(lang: str) -> str:
    """Return a colon as the language spaces it."""
    return f"{NBSP}: " if lang == "fr" else ": "


def rows(frame: pd.DataFrame) -> list[Any]:
    """Return the rows of a frame, columns as attributes."""
    return list(frame.itertuples(index=False))


def is_share(indicator: str) -> bool:
    """Say whether an indicator is a share, whose differences are in points."""
    return indicator in INDICATORS and INDICATORS[indicator].unit.en == "share"


def gap_text(indicator: str, value: float, lang: str, decimals: int | None = None) -> str:
    """Return a difference of an indicator with its sign and its unit: points, euros or its own.

    decimals: of what is neither a share nor euros; three figures where it is not said.
    """
    unit = INDICATORS[indicator].unit if indicator in INDICATORS else Text("", "")
    if unit.en == "share":
        return points(value, lang)
    if unit.en == "€":
        return euros(value, lang, sign=True)
    return number(value, lang, decimals, "" if unit.en == "0 to 1" else unit.in_(lang), sign=True)


def span_text(indicator: str, low: float, high: float, lang: str, decimals: int | None = None) -> str:
    """Return an interval of a difference of an indicator, without the name of its unit; decimals as ``gap_text``."""
    if is_share(indicator):
        return interval(100.0 * low, 100.0 * high, lang, 1)
    if indicator in INDICATORS and INDICATORS[indicator].unit.en == "€":
        return interval(low, high, lang, 0)
    return interval(low, high, lang, decimals_for(low, high) if decimals is None else decimals)


def gap_and_span(indicator: str, row: Any, lang: str) -> tuple[str, str]:
    """Return the difference of a row of `compare.summary` and its interval, both to the same decimals."""
    decimals = decimals_for(row.estimate, row.low, row.high)
    return gap_text(indicator, row.estimate, lang, decimals), span_text(indicator, row.low, row.high, lang, decimals)


def often(count: int, total: int, lang: str) -> str:
    """Return the word of the scale with its count of worlds, as a label that needs no verb."""
    return f"{frequency(count, total, lang)} ({worlds_phrase(count, total, lang)})"


def tally(effects: pd.DataFrame) -> dict[str, int]:
    """Return in how many worlds a difference is above 0, below it, or neither: better, less, even, none, worlds."""
    kinds = effects["verdict"]
    better, less = int((kinds == "above").sum()), int((kinds == "below").sum())
    none = int(kinds.isin(["one seed", "no value"]).sum())
    return {"better": better, "less": less, "even": len(effects) - better - less - none, "none": none,
            "worlds": len(effects)}  # fmt: skip


def answer(sweep: Sweep, indicator: str, lang: str) -> str:
    """Return how often the first policy of the question does better, and less well, on an indicator."""
    a, b = sweep.versus or ("", "")
    found = tally(sweep.dial_effects(a, b, indicator))
    head = Text(f"{quoted(a, 'en')} against {quoted(b, 'en')}", f"{quoted(a, 'fr')} face à {quoted(b, 'fr')}").in_(lang)
    head = f"{indicator_label(indicator, lang)}, {head}{colon(lang)}"
    if found["none"] or not found["worlds"]:
        return f"{head}{ONE_SEED.in_(lang)}"
    better, less = (often(found[name], found["worlds"], lang) for name in ("better", "less"))
    return head + Text(f"better — {better}; less good — {less}", f"mieux — {better} ; moins bien — {less}").in_(lang)


def effect(row: Any, indicator: str, reference: str, lang: str) -> str:
    """Return how far one policy is from the reference, with its interval and in how many worlds it is so.

    row: a row of `compare.summary`.
    """
    who = Text(f"{quoted(row.policy, 'en')} against {quoted(reference, 'en')}",
               f"{quoted(row.policy, 'fr')} face à {quoted(reference, 'fr')}").in_(lang)  # fmt: skip
    gap, span = gap_and_span(indicator, row, lang)
    head = f"{indicator_label(indicator, lang)}, {who}{colon(lang)}{gap}"
    if row.no_interval or np.isnan(row.low):
        return f"{head} ({ONE_SEED.in_(lang)})"
    if not direction(row.low, row.high):
        return f"{head} ({span}){colon(lang)}{NO_DIFFERENCE.in_(lang)}"
    up = row.estimate > 0
    word = Text("more", "plus") if up else Text("less", "moins")
    return f"{head} ({span}){colon(lang)}{word.in_(lang)} — {often(row.above if up else row.below, row.worlds, lang)}"


def widest(sweep: Sweep, indicator: str, reference: str, lang: str) -> str:
    """Return the sentence of the policy farthest above the reference; of the least below, where none is above."""
    table = sweep.compare(reference, [indicator]).dropna(subset=["estimate"])
    if table.empty:
        return indicator_label(indicator, lang)
    best = table.iloc[int(table["estimate"].to_numpy().argmax())]
    return effect(best, indicator, reference, lang)


def levels(frame: pd.DataFrame, lang: str, worlds: int = 1) -> str:
    """Return from how many to how many have adopted at the end, and under which policies, in the world that is drawn.

    frame: policy, seed, year, value; medians of the seeds. worlds: how many were tested.
    """
    last = frame[frame["year"] == frame["year"].max()].groupby("policy", sort=False)["value"].median()
    low, high = str(last.idxmin()), str(last.idxmax())
    shares = [percent(float(last[policy]), lang) for policy in (low, high)]
    year = int(frame["year"].max())
    one = _one_of(worlds, lang)
    if low == high or shares[0] == shares[1]:
        return Text(f"In {year}{one}, {shares[1]} of the people concerned have adopted",
                    f"En {year}{one}, {shares[1]} des personnes concernées ont adopté").in_(lang)  # fmt: skip
    return Text(
        f"In {year}{one}, from {shares[0]} ({quoted(low, 'en')}) to {shares[1]} ({quoted(high, 'en')}) of the people "
        "concerned have adopted",
        f"En {year}{one}, de {shares[0]} ({quoted(low, 'fr')}) à {shares[1]} ({quoted(high, 'fr')}) des personnes "
        "concernées ont adopté",
    ).in_(lang)


def price(costs: pd.DataFrame, per: str, lang: str) -> str:
    """Return from how much to how much one result costs, and under which policies; that it has none, where so.

    costs: `compare.costs`, gross.
    """
    known = costs[(costs["per"] == per) & np.isfinite(costs["euros"]) & (costs["euros"] > 0.0)]
    head = f"{ONE[per].in_(lang)}{colon(lang)}"
    if known.empty:
        return head + Text("no cost can be given", "aucun coût ne peut être donné").in_(lang)
    ends = [known.loc[at] for at in (known["euros"].idxmin(), known["euros"].idxmax())]
    low, high = (f"{euros(_three(row['euros']), lang)} ({quoted(row['policy'], lang)})" for row in ends)
    if len(known) == 1:
        return head + Text(f"{low} of public money paid", f"{low} d'argent public payé").in_(lang)
    said = Text(f"from {low} to {high} of public money paid", f"de {low} à {high} d'argent public payé")
    return head + said.in_(lang)


def safest(summary: pd.DataFrame, indicator: str, lang: str) -> str:
    """Return the policy whose worst world is the least bad, and how far it is there from the best one.

    summary: `compare.regret_summary`.
    """
    best = summary.iloc[int(summary["max"].to_numpy().argmin())]
    gap = gap_text(indicator, float(best["max"]), lang).lstrip("+")
    count = int(best["worlds"])
    worlds = counted(count, Text("world tested", "monde testé"), Text("worlds tested", "mondes testés"), lang)
    return Text(
        f"{indicator_label(indicator, 'en')}: the smallest worst case is that of {quoted(best['policy'], 'en')}, at "
        f"most {gap} below the best policy of each world ({worlds})",
        f"{indicator_label(indicator, 'fr')}{NBSP}: le pire cas le moins mauvais est celui de "
        f"{quoted(best['policy'], 'fr')}, au plus {gap} sous la meilleure politique de chaque monde ({worlds})",
    ).in_(lang)


def places(gaps: pd.Series, a: str, b: str, lang: str, worlds: int = 1) -> str:
    """Return in how many communes coverage is higher under one policy than under another, in the world that is drawn.

    gaps: means of the seeds, by place. worlds: how many were tested.
    """
    known = gaps.dropna()
    more, fewer = int((known > 0).sum()), int((known < 0).sum())
    total = counted(len(known), COMMUNE, COMMUNES, lang)
    return Text(
        f"{quoted(a, 'en')} against {quoted(b, 'en')}: more adopters in {number(more, 'en')} of {total}, fewer in "
        f"{number(fewer, 'en')} (mean of the seeds{_one_of(worlds, 'en')})",
        f"{quoted(a, 'fr')} face à {quoted(b, 'fr')}{NBSP}: plus d'adoptants dans {number(more, 'fr')} communes sur "
        f"{number(len(known), 'fr')}, moins dans {number(fewer, 'fr')} (moyenne des tirages"
        f"{_one_of(worlds, 'fr')})",
    ).in_(lang)


def _one_of(worlds: int, lang: str) -> str:
    """Say that a figure shows one world of several."""
    if worlds < 2:
        return ""
    return Text(f", in one of the {worlds} worlds tested", f", dans un des {worlds} mondes testés").in_(lang)


def _three(value: float) -> float:
    """Return a value to three figures: an interval of a fifth does not carry six."""
    return float(f"{value:.3g}")
