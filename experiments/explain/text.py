"""Why, in words: what each part adds to a difference, what none can be seen of, what is left (explication, texte)."""

from typing import Any

import pandas as pd

from experiments.answer import grid, indicator_label
from experiments.explain_words import FAMILIES, SHORT_RESIDUAL, label_of
from experiments.figures.style import gap_decimals, gap_kind, gap_written
from experiments.one_run import page
from experiments.words import DISCLAIMER, MISSING, NBSP, NO_EFFECT, euros, number
from sim.errors import Text
from sim.measures import INDICATORS

RESIDUAL = Text("What is left: parts working together, or in place of one another",
                "Reste : ce que les parties font ensemble, ou à la place l'une de l'autre")  # fmt: skip
EXACTLY = Text("exactly 0", "exactement 0")


def explanation_text(found: Any, lang: str) -> str:
    """Return the sentence, a table a family and how to read them. found: experiments.explain.parts.Explanation."""
    blocks = [sentence(found, lang)]
    blocks += [f"{_title(family, lang)}\n{grid(_rows(found, family, lang), (1, 2, 3))}" for family in found.families]
    return "\n\n".join([*blocks, reading(found, lang), DISCLAIMER.in_(lang)])


def explanation_html(found: Any, lang: str) -> str:
    """Return the sentence and the tables for a notebook."""
    rows = [row for family in found.families for row in _rows(found, family, lang)[1:]]
    return page(sentence(found, lang), _head(lang), rows)


def sentence(found: Any, lang: str) -> str:
    """Say in one sentence what the difference is and which parts can be seen in it."""
    run, reference = found.names
    what = indicator_label(found.indicator, lang)
    whole = _amount(found, found.total, lang)
    none = found.total["verdict"] in ("not discernible", "identical")
    head = Text(
        f"{what}: {run} against {reference}, {whole}" + (f": {NO_EFFECT.en}." if none else "."),
        f"{what}{NBSP}: {run} face à {reference}, {whole}" + (f"{NBSP}: {NO_EFFECT.fr}." if none else "."),
    )
    return " ".join([head.in_(lang), *(_family(found, family, lang) for family in found.families)])


def _family(found: Any, family: str, lang: str) -> str:
    """Say which parts of a family have an effect that can be told from zero, which have not, and what is left."""
    rows = found.family(family)
    parts, left = rows[rows["kind"] != "residual"], rows[rows["kind"] == "residual"].iloc[0]
    clear = parts[parts["verdict"].isin(["above", "below"])]
    semi = f"{NBSP}; " if lang == "fr" else "; "
    said = [f"{label_of(row, lang)} {_amount(found, row, lang)}" for _, row in clear.iterrows()]
    none = [label_of(row, lang) for _, row in parts.iterrows() if row["verdict"] in ("not discernible", "identical")]
    colon = f"{NBSP}:" if lang == "fr" else ":"
    if none:
        said.append(f"{NO_EFFECT.in_(lang)}{colon} {', '.join(none)}")
    if parts["verdict"].isin(["one seed", "no value"]).all():
        said = [Text("one seed says nothing of chance", "une seule graine ne dit rien du hasard").in_(lang)]
    said.append(f"{SHORT_RESIDUAL.in_(lang)} {_amount(found, left, lang)}")
    head = Text(f"By {FAMILIES[family].en}:", f"Par {FAMILIES[family].fr}{NBSP}:").in_(lang)
    return f"{head} {semi.join(said)}."


def _title(family: str, lang: str) -> str:
    return Text(
        f"Left out in turn: {FAMILIES[family].en}", f"Ôtés l'un après l'autre{NBSP}: {FAMILIES[family].fr}"
    ).in_(lang)


def _head(lang: str) -> list[str]:
    head = Text(
        "part|adds to the difference|95% interval|euros paid", "partie|ajoute à l'écart|intervalle à 95 %|euros payés"
    )
    return head.in_(lang).split("|")


def _rows(found: Any, family: str, lang: str) -> list[list[str]]:
    mine = pd.concat([found.family(family), found.table[found.table["kind"] == "total"]])
    rows = [_head(lang)]
    for _, row in mine.iterrows():
        name = RESIDUAL.in_(lang) if row["kind"] == "residual" else label_of(row, lang)
        rows.append([name, *_cells(found, row, lang), euros(row["euros"], lang, sign=True)])
    return rows


def _cells(found: Any, row: Any, lang: str) -> tuple[str, str]:
    """Return an estimate and its interval, with what is to be said where the interval holds 0."""
    unit, decimals = _unit(found), _decimals(found)
    if row["verdict"] == "no value":
        return MISSING.in_(lang), MISSING.in_(lang)
    estimate = gap_written(row["estimate"], lang, unit, decimals)
    if row["verdict"] == "identical":
        return EXACTLY.in_(lang), "="
    if row["verdict"] == "one seed":
        return estimate, MISSING.in_(lang)
    low, high = (gap_written(row[end], lang, unit, decimals) for end in ("low", "high"))
    ends = f"{low}{Text(' to ', ' à ').in_(lang)}{high}"
    return estimate, f"{ends}, {NO_EFFECT.in_(lang)}" if row["verdict"] == "not discernible" else ends


def _amount(found: Any, row: Any, lang: str) -> str:
    """Return an estimate with its unit and its interval in brackets."""
    unit, decimals = _unit(found), _decimals(found)
    if row["verdict"] in ("no value", "identical"):
        return MISSING.in_(lang) if row["verdict"] == "no value" else EXACTLY.in_(lang)
    named = "points" if gap_kind(unit) == "points" else "" if gap_kind(unit) == "euros" else _named(found, lang)
    estimate = f"{gap_written(row['estimate'], lang, unit, decimals)}{NBSP if named else ''}{named}"
    if row["verdict"] == "one seed":
        return estimate
    low, high = (gap_written(row[end], lang, unit, decimals) for end in ("low", "high"))
    return f"{estimate} ({low}{Text(' to ', ' à ').in_(lang)}{high})"


def _unit(found: Any) -> str:
    return str(INDICATORS[found.indicator].unit.en)


def _named(found: Any, lang: str) -> str:
    unit = INDICATORS[found.indicator].unit
    return "" if unit.en == "0 to 1" else unit.in_(lang)


def _decimals(found: Any) -> int:
    largest = float(found.table["estimate"].abs().max())
    return gap_decimals(largest if largest == largest else 0.0, _unit(found))


def reading(found: Any, lang: str) -> str:
    """Say how the parts were measured and how many intervals are read together."""
    count, seeds = number(found.comparisons, lang), number(len(found.seeds), lang)
    return Text(
        f"What a part adds: the difference, less the difference once that part is left out of both runs; a setting is "
        "put back to the reference's value. The budget stays: the others may use what an instrument left out would "
        "have "
        f"had. {seeds} common seeds, paired by seed. The {count} intervals of the parts "
        "hold all together in 95% of cases (Bonferroni); that of the whole, alone.",
        f"Ce qu'ajoute une partie{NBSP}: l'écart, moins l'écart une fois cette partie ôtée des deux simulations{NBSP}; "
        "un réglage reprend la valeur de la référence. Le budget reste : les autres peuvent employer ce qu'aurait eu "
        "un "
        f"instrument ôté. {seeds} tirages communs, appariés. Les {count} intervalles des "
        f"parties valent ensemble dans 95{NBSP}% des cas (Bonferroni){NBSP}; celui du total, seul.",
    ).in_(lang)
