"""The answer of an experiment in words and small tables, in French or English (réponse)."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from experiments.catalogue import background, label
from experiments.credit import territory_title
from experiments.one_run import Run
from experiments.results import Sweep
from experiments.words import (
    DISCLAIMER,
    MISSING,
    decimals_for,
    euros,
    frequency,
    interval,
    number,
    percent,
    worlds_phrase,
)
from sim.errors import Text
from sim.measures import INDICATORS

PER = {
    "adopter": Text("per adopter", "par adoptant"),
    "site": Text("per site", "par site"),
    "job": Text("per job", "par emploi"),
}


def value_text(name: str, value: float, lang: str) -> str:
    """Return an indicator's value with its unit, as people write it."""
    unit = INDICATORS[name].unit if name in INDICATORS else Text("", "")
    if not math.isfinite(value):
        return MISSING.in_(lang)
    if unit.en == "share":
        return percent(value, lang, 1)
    if unit.en == "€":
        return euros(value, lang)
    return number(value, lang, None, "" if unit.en == "0 to 1" else unit.in_(lang))


def indicator_label(name: str, lang: str) -> str:
    """Return the label of an indicator."""
    return INDICATORS[name].label.in_(lang) if name in INDICATORS else name


def named_indicator(name: str, lang: str) -> tuple[str, str]:
    """Return the label and the unit of an indicator, as figures take them."""
    unit = INDICATORS[name].unit
    return indicator_label(name, lang), "share" if unit.en == "share" else "euros" if unit.en == "€" else unit.in_(lang)


def grid(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return rows as aligned columns; those of numbers ``right`` are aligned to the right."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = [
        "  ".join(
            text.rjust(w) if k in right else text.ljust(w) for k, (text, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join(f"  {line}".rstrip() for line in lines)


def run_text(run: Run, policy: str, lang: str) -> str:
    """Return a short table of one run: each indicator at the start and at the end."""
    table = run.indicators
    first = table[table["step"] == 0].set_index("indicator")["value"]
    end = run.final()
    head = Text("indicator start end", "indicateur début fin").in_(lang).split()
    rows = [head] + [
        [
            indicator_label(name, lang),
            value_text(name, float(first[name]), lang),
            value_text(name, float(end[name]), lang),
        ]
        for name in map(str, end.index)
    ]
    cell = run.cell
    where = territory_title(cell, lang)
    span = f"{cell['first_year']}–{cell['first_year'] + cell['years']}"
    title = Text(
        f"{where}: {label('policy', policy, lang)} ({policy}), {span}, seed {run.seed}, run {run.run_id}",
        f"{where} : {label('policy', policy, lang)} ({policy}), {span}, graine {run.seed}, simulation {run.run_id}",
    )
    return f"{title.in_(lang)}\n{grid(rows, (1, 2))}\n{DISCLAIMER.in_(lang)}"


def effects_text(table: pd.DataFrame, reference: str, lang: str) -> str:
    """Return a block for each indicator: each policy's effect, its interval, the worlds in which it holds."""
    blocks = []
    for name in dict.fromkeys(table["indicator"]):
        part = table[table["indicator"] == name]
        share = name in INDICATORS and INDICATORS[name].unit.en == "share"
        unit = Text("points", "points") if share else INDICATORS[name].unit if name in INDICATORS else Text("", "")
        title = Text(
            f"{indicator_label(name, 'en')}: difference from {reference}, {unit.en}",
            f"{indicator_label(name, 'fr')} : écart à {reference}, {unit.fr}",
        )
        head = Text(
            "policy|effect|95% interval|more|less|≈|worlds",
            "politique|effet|intervalle à 95 %|plus|moins|≈|mondes",
        )
        rows = [head.in_(lang).split("|")] + [_row(row, share, lang) for row in part.itertuples()]
        blocks.append(f"{title.in_(lang)}\n{grid(rows, (1, 3, 4, 5, 6))}")
    return "\n\n".join(blocks)


def _row(row: Any, share: bool, lang: str) -> list[str]:
    size = 100.0 if share else 1.0
    decimals = 1 if share else decimals_for(row.estimate, row.low, row.high)
    counts = (row.above, row.below, row.contains + row.no_interval, row.worlds)
    return [
        str(row.policy),
        number(size * row.estimate, lang, decimals, sign=True),
        interval(size * row.low, size * row.high, lang, decimals),
        *(number(count, lang) for count in counts),
    ]


def sentence(sweep: Sweep, lang: str, indicator: str = "adopted_share") -> str:
    """Return the one sentence that says how often the first policy of the question is better, less good, neither."""
    if sweep.versus is None:
        return ""
    a, b = sweep.versus
    effects = sweep.dial_effects(a, b, indicator)
    kinds, total = effects["verdict"], len(effects)
    if (kinds == "one seed").any() or total == 0:
        return Text(
            "One seed says nothing of chance: run at least two to compare policies.",
            "Une seule graine ne dit rien du hasard : il en faut au moins deux pour comparer des politiques.",
        ).in_(lang)
    above, below = int((kinds == "above").sum()), int((kinds == "below").sum())
    mean, even = float(effects["estimate"].mean()), total - above - below
    share = indicator in INDICATORS and INDICATORS[indicator].unit.en == "share"
    gap = number(100.0 * mean, lang, 1, "points", sign=True) if share else number(mean, lang, None, sign=True)
    what = indicator_label(indicator, lang).lower()
    return Text(
        f"For the same money budgeted, {a} against {b} on {what}: better — {_often(above, total, 'en')}; less good — "
        f"{_often(below, total, 'en')}; no difference discernible {worlds_phrase(even, total, 'en')} (mean of the "
        f"worlds {gap}).",
        f"Pour le même budget ouvert, {a} face à {b} sur « {what} » : mieux — {_often(above, total, 'fr')} ; moins "
        f"bien — {_often(below, total, 'fr')} ; pas de différence discernable {worlds_phrase(even, total, 'fr')} "
        f"(moyenne des mondes : {gap}).",
    ).in_(lang)


def _often(count: int, total: int, lang: str) -> str:
    """Return a word of the scale, as a label that needs no verb, with its count of worlds."""
    return f"{frequency(count, total, lang)} ({worlds_phrase(count, total, lang)})"


def costs_text(sweep: Sweep, reference: str, lang: str) -> str:
    """Return euros paid and euros per result, policy by policy; net of repayments too where any were made."""
    table, equal = sweep.costs(reference), sweep.equal_cost(reference).set_index("policy")
    gross = Text(
        "Euros paid (mean of the runs) and euros for each result, ordinary support left out",
        "Euros payés (moyenne des simulations) et euros par résultat, hors soutien ordinaire",
    )
    blocks = [f"{gross.in_(lang)}\n{_costs_grid(table[table['kind'] == 'gross'], equal['paid'], lang)}"]
    if (equal["repaid"] > 0.0).any():
        net = Text(
            "The same net of what projects repaid to who had paid them",
            "Les mêmes, nets de ce que les projets ont remboursé à qui les avait payés",
        )
        left = equal["paid"] - equal["repaid"]
        blocks.append(f"{net.in_(lang)}\n{_costs_grid(table[table['kind'] == 'net'], left, lang)}")
    return "\n\n".join(blocks)


def _costs_grid(table: pd.DataFrame, paid: pd.Series, lang: str) -> str:
    pers = [per for per in PER if (table["per"] == per).any()]
    head = [Text("policy", "politique").in_(lang), Text("paid", "payé").in_(lang), *(PER[p].in_(lang) for p in pers)]
    rows = [head]
    for policy in paid.index:
        mine = table[table["policy"] == policy].set_index("per")["euros"]
        amounts = [euros(float(paid[policy]), lang, 1, "M"), *(euros(mine[per], lang) for per in pers)]
        rows.append([str(policy), *amounts])
    return grid(rows, tuple(range(1, len(head))))


def additionality_text(sweep: Sweep, reference: str, lang: str) -> str:
    """Return, policy by policy, which of the sites it supported would not live without it, and which would anyway."""
    table = sweep.additionality(reference)
    head = Text(
        "policy|supported|alive at the end|of these, not under the reference|95% interval|windfall",
        "politique|soutenus|vivants à la fin|dont absents sous la référence|intervalle à 95 %|effet d'aubaine",
    )
    rows = [head.in_(lang).split("|")]
    for row in table.to_dict("records"):
        counts = (number(float(row[name]), lang, 1) for name in ("supported", "living"))
        low, high = 100.0 * float(row["low"]), 100.0 * float(row["high"])
        share, rest = (percent(float(row[name]), lang) for name in ("additionality", "windfall"))
        rows.append([str(row["policy"]), *counts, share, interval(low, high, lang, 0, "%"), rest])
    title = Text(
        f"Additionality against {reference}, same seeds: sites supported (mean of a run), those that live at the end, "
        "and the share that would not live otherwise; the rest would anyway (windfall)",
        f"Additionnalité face à {reference}, mêmes tirages : sites soutenus (moyenne d'une simulation), ceux qui "
        "vivent à la fin, et la part qui ne vivrait pas sinon ; le reste vivrait de toute façon (effet d'aubaine)",
    )
    return f"{title.in_(lang)}\n{grid(rows, tuple(range(1, len(rows[0]))))}"


def regret_text(sweep: Sweep, indicator: str, lang: str) -> str:
    """Return each policy's regret over the worlds tested."""
    table = sweep.regret_summary(indicator)
    share = INDICATORS[indicator].unit.en == "share"
    size, decimals = (100.0, 1) if share else (1.0, decimals_for(*table["max"]))
    head = Text(
        "policy|mean|90th centile|worst world|best in",
        "politique|moyenne|90e centile|pire monde|meilleure dans",
    )
    rows = [head.in_(lang).split("|")] + [
        [
            str(row["policy"]),
            *(number(size * float(row[name]), lang, decimals) for name in ("mean", "p90", "max")),
            f"{row['best']}/{row['worlds']}",
        ]
        for row in table.to_dict("records")
    ]
    name = indicator_label(indicator, lang).lower()
    title = Text(
        f"Regret on {name}: how far from the best policy of each world{' (points)' if share else ''}",
        f"Regret sur « {name} » : écart à la meilleure politique de chaque monde{' (points)' if share else ''}",
    )
    return f"{title.in_(lang)}\n{grid(rows, (1, 2, 3, 4))}"


def sweep_text(
    sweep: Sweep, lang: str, reference: str | None = None, short: bool = False, asked: str = ""
) -> str:
    """Return the question, the paired effects, costs and regret, the sentence and what it is not.

    asked: what a cabinet asks beside, as experiments.cabinet.text says it.
    """
    base = sweep.base(reference)
    parts = [sweep.experiment.text("question", lang)]
    if len(sweep.policies) > 1:
        parts.append(effects_text(sweep.compare(base), base, lang))
        if not short:
            parts += [costs_text(sweep, base, lang), regret_text(sweep, sweep.experiment.indicators[0], lang)]
            parts += [additionality_text(sweep, base, lang), asked]
    parts += [sentence(sweep, lang), "\n".join(background(sweep.experiment.texts, lang)), DISCLAIMER.in_(lang)]
    return "\n\n".join(part for part in parts if part)
