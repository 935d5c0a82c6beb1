"""What deep uncertainty says to people: when, how clearly, how robust, what to measure (texte)."""

from typing import Any

import pandas as pd

from experiments.answer import grid, indicator_label
from experiments.discovery.boxes import HALVES, Box, Found, Limit
from experiments.discovery.information import EVERYTHING
from experiments.figures.style import gap_decimals, gap_written, written
from experiments.robustness import ALL
from experiments.words import (
    DISCLAIMER,
    MISSING,
    NBSP,
    NONE_DISCERNIBLE,
    decimals_for,
    frequency,
    luck_phrase,
    number,
    percent,
    worlds_phrase,
)
from sim.errors import Text
from sim.measures import INDICATORS

SIDES = {
    "below": Text("does less well than", "fait moins bien que"), "above": Text("does better than", "fait mieux que"),
}  # fmt: skip


def findings_text(found: Any, lang: str) -> str:
    """Return every sentence and table of what was found (experiments.discovery.command.Findings), and where."""
    blocks = [_side(found, name, lang) for name in SIDES]
    blocks += [part(found, lang) for part in (_scores, _regret, _thresholds, _information)]
    where = Text(f"Tables and figures: {found.asked.out}", f"Tableaux et figures{NBSP}: {found.asked.out}")
    return "\n\n".join(block for block in [*blocks, f"{DISCLAIMER.in_(lang)}\n{where.in_(lang)}"] if block)


def limit_text(limit: Limit, lang: str) -> str:
    """Return what a limit asks, in signs: "operate.sigma ≥ 1.15", "start = equipped or balanced"."""
    if limit.options:
        return f"{limit.dial} = {Text(' or ', ' ou ').in_(lang).join(limit.options)}"
    low, high = (None if v is None else number(v, lang, decimals_for(v)) for v in (limit.low, limit.high))
    if low is not None and high is not None:
        return Text(f"{limit.dial} from {low} to {high}", f"{limit.dial} de {low} à {high}").in_(lang)
    return f"{limit.dial} ≥ {low}" if low is not None else f"{limit.dial} ≤ {high}"


def box_text(box: Box, lang: str) -> str:
    """Return the limits of a box as one phrase."""
    if not box.limits:
        return Text("in every world", "dans tous les mondes").in_(lang)
    return Text(" and ", " et ").in_(lang).join(limit_text(limit, lang) for limit in box.limits)


def _side(found: Any, name: str, lang: str) -> str:
    """Say how often the first policy does less well (or better), and under which assumptions."""
    side, (a, b) = found.sides[name], found.asked.pair
    count, total = int(side.interest.sum()), len(side.interest)
    if not total:  # one seed: no world has an interval
        return ""
    what = indicator_label(found.asked.indicators[0], lang)
    head = Text(
        f"{a} {SIDES[name].en} {b} ({what}): {frequency(count, total, 'en')} ({worlds_phrase(count, total, 'en')})",
        f"{a} {SIDES[name].fr} {b} ({what}){NBSP}: {frequency(count, total, 'fr')} "
        f"({worlds_phrase(count, total, 'fr')})",
    ).in_(lang)
    if "boxes" not in found.asked.methods:
        return f"{head}."
    if not side.boxes:
        few = Text("too few worlds of one kind to look for what they share",
                   "trop peu de mondes d'une sorte pour chercher ce qu'ils partagent")  # fmt: skip
        return f"{head}.\n  {few.in_(lang)}."
    lines = [_box(one, side.interest, lang) for one in side.boxes if one.discernible]
    last = side.boxes[-1]
    if not lines:
        lines = [_none(last, lang)]
    if side.tree is not None:
        lines.append(_tree(side.tree, lang))
    return "\n".join([f"{head}.", *lines])


def _box(one: Found, interest: Any, lang: str) -> str:
    """Say when it happens, with coverage, density, the worlds and what luck would do."""
    box = one.box
    density, coverage = percent(box.density, lang), percent(box.coverage, lang)
    held, worlds, all_held = (number(n, lang) for n in (box.held, box.worlds, int(interest.sum())))
    luck = luck_phrase(one.as_good, one.shuffles, lang)
    said = Text(
        f"  when {box_text(box, 'en')}: in {held} of the {worlds} worlds inside (density {density}), which are "
        f"{coverage} of the {all_held} (coverage); {luck}.",
        f"  quand {box_text(box, 'fr')}{NBSP}: dans {held} des {worlds} mondes qui y sont (densité {density}), soit "
        f"{coverage} des {all_held} (couverture){NBSP}; {luck}.",
    ).in_(lang)
    head = Text(
        "limit|as dense by luck without it|found again in halves of the worlds",
        "limite|aussi dense par hasard sans elle|retrouvée dans des moitiés des mondes",
    )
    rows = [head.in_(lang).split("|")]
    rows += [[limit_text(x, lang), percent(x.luck, lang, 1), f"{x.again}/{HALVES}"] for x in box.limits]
    return f"{said}\n{grid(rows, (1, 2))}"


def _none(one: Found, lang: str) -> str:
    """Say that no box stands out, and what the best one was."""
    box, luck = one.box, luck_phrase(one.as_good, one.shuffles, lang)
    return Text(
        f"  assumptions under which it does: {NONE_DISCERNIBLE.en}. The best ({box_text(box, 'en')}: {box.held} of "
        f"{box.worlds} worlds) does not stand out: {luck}.",
        f"  hypothèses sous lesquelles c'est le cas{NBSP}: {NONE_DISCERNIBLE.fr}. Le mieux ({box_text(box, 'fr')}"
        f"{NBSP}: {box.held} mondes sur {box.worlds}) ne ressort pas{NBSP}: {luck}.",
    ).in_(lang)


def _tree(one: Found, lang: str) -> str:
    """Say what a tree of questions finds."""
    box, luck = one.box, luck_phrase(one.as_good, one.shuffles, lang)
    if not one.discernible:
        return Text(f"  by a tree of questions: {NONE_DISCERNIBLE.en} ({luck}).",
                    f"  par un arbre de questions{NBSP}: {NONE_DISCERNIBLE.fr} ({luck}).").in_(lang)  # fmt: skip
    density, coverage = percent(box.density, lang), percent(box.coverage, lang)
    return Text(
        f"  by a tree of questions: {box_text(box, 'en')} (density {density}, coverage {coverage}, {box.held} of "
        f"{box.worlds} worlds; {luck}).",
        f"  par un arbre de questions{NBSP}: {box_text(box, 'fr')} (densité {density}, couverture {coverage}, "
        f"{box.held} mondes sur {box.worlds}{NBSP}; {luck}).",
    ).in_(lang)


def _scores(found: Any, lang: str) -> str:
    """Return the dials that tell of each outcome, the most telling first."""
    table = found.scores
    if table.empty:
        return ""
    lines = []
    for outcome, mine in table.groupby("outcome", sort=False):
        seen = mine[mine["discernible"]].sort_values("score", ascending=False)
        said = ", ".join(f"{row.dial} {percent(float(row.score), lang)}" for row in seen.itertuples())
        lines.append([indicator_label(str(outcome), lang), said or NONE_DISCERNIBLE.in_(lang)])
    title = Text(
        "Which dials tell of the difference on each indicator (share of what trees learn, where above shuffled dials)",
        "Quels réglages renseignent sur l'écart de chaque indicateur (part de ce qu'apprennent des arbres, au-delà de "
        "réglages mélangés)",
    )
    return f"{title.in_(lang)}\n{grid(lines)}"


def _regret(found: Any, lang: str) -> str:
    table = found.robustness
    if table.empty:
        return ""
    indicator = found.asked.indicators[0]
    unit = INDICATORS[indicator].unit.en
    decimals = gap_decimals(float(table["regret_max"].max()), unit)
    head = Text("policy|worst world|largest regret|90th centile|mean|best in",
                "politique|pire monde|regret le plus grand|90e centile|moyenne|meilleure dans")  # fmt: skip
    rows = [head.in_(lang).split("|")]
    for row in table.to_dict("records"):
        gaps = [gap_written(row[f"regret_{k}"], lang, unit, decimals, sign=False) for k in ("max", "p90", "mean")]
        rows.append([row["policy"], written(row["worst"], lang, unit, 1 if unit == "share" else None), *gaps,
                     f"{row['best']}/{row['worlds']}"])  # fmt: skip
    what = indicator_label(indicator, lang)
    title = Text(f"Regret, the smallest worst case first ({what}; points where it is a share)",
                 f"Regret, le moindre pire cas d'abord ({what}{NBSP}; points pour une part)")  # fmt: skip
    return f"{title.in_(lang)}\n{grid(rows, (1, 2, 3, 4, 5))}"


def _thresholds(found: Any, lang: str) -> str:
    table = found.satisficing
    if table.empty:
        return ""
    head = Text("policy|threshold|met|missed|unclear|worlds", "politique|seuil|atteint|manqué|incertain|mondes")
    rows = [head.in_(lang).split("|")]
    for row in table.to_dict("records"):
        rows.append([row["policy"], _bar(row, lang), *(number(row[k], lang) for k in ("met", "missed", "unclear")),
                     number(row["worlds"], lang)])  # fmt: skip
    title = Text("In how many worlds each threshold is met (95% interval by seeds wholly at it or above)",
                 f"Dans combien de mondes chaque seuil est atteint (intervalle à 95{NBSP}% par tirages entièrement "
                 "au-dessus)")  # fmt: skip
    return f"{title.in_(lang)}\n{grid(rows, (2, 3, 4, 5))}"


def _bar(row: dict[str, Any], lang: str) -> str:
    """Return a threshold as people write it."""
    if row["indicator"] == ALL:
        return Text("all of them", "tous").in_(lang)
    unit = INDICATORS[row["indicator"]].unit.en
    return f"{row['indicator']} ≥ {written(row['threshold'], lang, unit, 0 if unit == 'share' else None)}"


def _information(found: Any, lang: str) -> str:
    """Return what it would gain to know each dial."""
    table: pd.DataFrame = found.information
    if table.empty:
        return ""
    indicator = found.asked.indicators[0]
    unit = INDICATORS[indicator].unit.en
    decimals = gap_decimals(float(table["value"].abs().max()), unit) + 1
    head = Text("dial|gain|cautious|luck", "réglage|gain|prudent|hasard")
    rows = [head.in_(lang).split("|")]
    for row in table.to_dict("records"):
        name = Text("all of them", "tous").in_(lang) if row["dial"] == EVERYTHING else row["dial"]
        values = [MISSING.in_(lang) if row[k] != row[k] else gap_written(row[k], lang, unit, decimals, sign=False)
                  for k in ("value", "cautious", "luck")]  # fmt: skip
        rows.append([name if row["discernible"] or row["dial"] == EVERYTHING else f"≈ {name}", *values])
    chosen = table["policy"].iloc[0]
    title = Text(
        f"What it would gain to know a dial before choosing ({indicator_label(indicator, 'en')}; without knowing: "
        f"{chosen}). The gain is biased upwards, the cautious one downwards; ≈: not told from a shuffled dial",
        f"Ce que ferait gagner un réglage connu avant de choisir ({indicator_label(indicator, 'fr')}{NBSP}; sans "
        f"savoir{NBSP}: {chosen}). Le gain est biaisé vers le haut, le prudent vers le bas{NBSP}; ≈{NBSP}: ne se "
        "distingue pas d'un réglage mélangé",
    )
    return f"{title.in_(lang)}\n{grid(rows, (1, 2, 3))}"
