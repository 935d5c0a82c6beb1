"""What a search for mixes says to people: the front as a table, how steady it is, how to use a point (texte)."""

from collections.abc import Mapping
from typing import Any

from experiments.answer import grid, indicator_label
from experiments.figures.style import written
from experiments.search.request import MET, WORST
from experiments.words import DISCLAIMER, MISSING, NBSP, counted, decimals_for, euros, percent
from sim.errors import Text
from sim.measures import INDICATORS

UNEQUAL = 0.05  # of the euros paid: beyond, results are not at equal cost


def objective_label(name: str, lang: str) -> str:
    """Return how an objective is called."""
    if name == MET:
        return Text("worlds where thresholds are met", "mondes où les seuils sont atteints").in_(lang)
    short = indicator_label(name.removeprefix(WORST), lang)
    return f"{short} ({Text('worst world', 'pire monde').in_(lang)})" if name.startswith(WORST) else short


def objective_unit(name: str, lang: str = "en") -> str:
    """Return the unit of an objective, as figures take it."""
    return "share" if name == MET else INDICATORS[name.removeprefix(WORST)].unit.in_(lang)


def result_text(found: Any, lang: str) -> str:
    """Return the front (experiments.search.output.Result), what it is not, and where the files are."""
    asked, table = found.asked, found.table
    front = table[table["front"]]
    mixes = counted(len(table), Text("mix", "dosage"), Text("mixes", "dosages"), lang)
    title = Text(
        f"Of {mixes} of one budget tried, {len(front)} that no other betters on every count ("
        f"{', '.join(objective_label(n, 'en') for n in asked.objectives)}), with 95% intervals by seeds",
        f"Sur {mixes} d'un même budget essayés, {len(front)} qu'aucun autre ne dépasse partout ("
        f"{', '.join(objective_label(n, 'fr') for n in asked.objectives)}), avec intervalles à 95{NBSP}% par tirages",
    ).in_(lang)
    head = [Text("mix", "dosage").in_(lang), Text("shares", "parts").in_(lang)]
    head += list(asked.objectives)
    head += [Text("paid", "payé").in_(lang), Text("on the front again", "de nouveau sur le front").in_(lang)]
    rows = [head, *(_row(row, asked, lang) for row in front.to_dict("records"))]
    use = Text(
        f"To run a mix: essaimage run policy=file policy.path={asked.out}/front/{front['name'].iloc[0]}.yaml",
        f"Pour simuler un dosage{NBSP}: essaimage run policy=file policy.path={asked.out}/front/"
        f"{front['name'].iloc[0]}.yaml",
    ).in_(lang)
    return "\n\n".join([f"{title}\n{grid(rows, tuple(range(2, len(head))))}", _caution(found, lang),
                        f"{DISCLAIMER.in_(lang)}\n{use}"])  # fmt: skip


def _row(row: Mapping[Any, Any], asked: Any, lang: str) -> list[str]:
    shares = ", ".join(f"{t} {percent(row[f'share.{t}'], lang)}" for t in asked.tools if row[f"share.{t}"] > 0)
    goals = [_value(row, name, lang) for name in asked.objectives]
    return [row["name"], shares, *goals, euros(row["paid"], lang, 1, "M"), percent(row["again"], lang)]


def _value(row: Mapping[Any, Any], name: str, lang: str) -> str:
    """Return an objective with its interval."""
    unit, (low, high) = objective_unit(name), (row[f"{name}_low"], row[f"{name}_high"])
    decimals = 1 if unit == "share" else decimals_for(row[name])
    text = written(row[name], lang, unit, decimals)
    if low != low:
        return text if name == MET else f"{text} ({MISSING.in_(lang)})"
    return f"{text} ({written(low, lang, unit, decimals)} – {written(high, lang, unit, decimals)})"


def _caution(found: Any, lang: str) -> str:
    """Say how steady the front is, and whether the money paid is the same."""
    front = found.table[found.table["front"]]
    lines = [Text(
        "A mix tried is better than others tried on these seeds; “on the front again” is the share of 200 redraws of "
        "the seeds in which it stays there. The best of many is a little lucky: run it on other seeds before trusting "
        "it.",
        f"Un dosage l'emporte sur d'autres essayés, sur ces tirages{NBSP}; «{NBSP}de nouveau sur le front{NBSP}» est "
        "la part de 200 rééchantillonnages des tirages où il y reste. Le meilleur de beaucoup a eu un peu de chance : "
        "simulez-le sur d'autres tirages avant de vous y fier.",
    ).in_(lang)]  # fmt: skip
    widest = front.loc[front["paid_gap"].abs().idxmax()]
    if abs(widest["paid_gap"]) > UNEQUAL:
        gap = percent(float(widest["paid_gap"]), lang, sign=True)
        lines.append(Text(
            f"The budget opened is the same, not what is spent of it: {widest['name']} pays {gap} against the mean.",
            f"Le budget ouvert est le même, pas ce qui en est dépensé{NBSP}: {widest['name']} paie {gap} par rapport à "
            "la moyenne.",
        ).in_(lang))
    return "\n".join(lines)
