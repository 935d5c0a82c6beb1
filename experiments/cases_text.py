"""Two lives in words: dates, means, euros by section, and what differs between policies (cas types, texte)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.answer import grid
from experiments.catalogue import label
from experiments.words import DISCLAIMER, NBSP, decimals_for, euros, number
from sim.errors import Text
from sim.names import ABANDONED, DORMANT, ESTABLISHED, EXPERIMENT, PROOF, STAGES, STRUCTURED, TAKEN_OVER

STAGE_LABELS = {
    "idea": Text("idea", "idée"), "experiment": Text("experiment", "expérimentation"),
    "proof": Text("proof", "preuve"), "structured": Text("structured", "structuré"),
    "established": Text("established", "pérennisé"), "taken_over": Text("taken over", "repris"),
    "dormant": Text("closed, dormant", "fermé, dormant"), "abandoned": Text("closed", "fermé"),
}  # fmt: skip
MEASURES = {  # label, unit of a difference
    "stage": Text("stage", "étape"), "jobs": Text("jobs (FTE)", "emplois (ETP)"),
    "capital": Text("premises and equipment", "locaux et équipement"), "skill": Text("skill of the team (0 to 1)",
                                                                                    "compétence de l'équipe (0 à 1)"),
    "adopters": Text("adopters in its place", "adoptants de sa commune"),
    "operating": Text("operating euros received", "euros de fonctionnement reçus"),
    "investment": Text("investment euros received", "euros d'investissement reçus"),
}  # fmt: skip
MONTHS = (
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"],
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
     "décembre"],
)  # fmt: skip
REACHED = (PROOF, STRUCTURED, ESTABLISHED, TAKEN_OVER)
CLOSED = (DORMANT, ABANDONED)
NEVER = Text("never", "jamais")


def cases_text(found: Sequence[Any], cell: Any, pair: Sequence[str], lang: str) -> str:
    """Return each case: how it was chosen, a table of its two lives, what differs. found: experiments.cases.Case."""
    blocks = [_case(case, cell, pair, lang) for case in found]
    one = Text(
        "Same draws under both policies: what differs comes from them. One seed tells two stories, not how often they "
        "happen.",
        "Mêmes tirages sous les deux politiques : ce qui diffère vient d'elles. Une graine raconte deux histoires, pas "
        "combien souvent elles arrivent.",
    )
    return "\n\n".join([*blocks, f"{one.in_(lang)} {DISCLAIMER.in_(lang)}"])


def title(case: Any, lang: str) -> str:
    """Return what a case is, where."""
    kind = {"village": Text("A village third place", "Un tiers-lieu de village"),
            "town": Text("A cooperative in town (SCIC)", "Une coopérative de ville (SCIC)")}[case.kind]  # fmt: skip
    what = label("innovations", case.innovation, lang)
    return f"{kind.in_(lang)}{NBSP if lang == 'fr' else ''}: {what}, {case.place}"


def _case(case: Any, cell: Any, pair: Sequence[str], lang: str) -> str:
    rows = [["", *pair]]
    lives = [case.lives[case.lives["policy"] == policy].set_index("step") for policy in pair]
    facts = [_facts(life, cell["first_year"], lang) for life in lives]
    rows += [[name, *(fact[name] for fact in facts)] for name in facts[0]]
    count = number(case.candidates, lang)
    rule = Text(f"Chosen by rule among {count} such sites {case.rule.en}.",
                f"Choisi par règle parmi {count} sites de ce genre {case.rule.fr}.").in_(lang)  # fmt: skip
    return f"{title(case, lang)}\n  {rule}\n{grid(rows, (1, 2))}\n{differs(case, cell['first_year'], pair, lang)}"


def _facts(life: pd.DataFrame, first_year: int, lang: str) -> dict[str, str]:
    """Return the dates and the means of one life, by what they are."""
    found = {}
    stages = life["stage"]
    opened = _first(stages.to_numpy() >= EXPERIMENT, life.index)
    found[Text("opening", "ouverture").in_(lang)] = _date(opened, first_year, lang)
    for stage in REACHED:
        at = _first(stages.to_numpy() == stage, life.index)
        found[STAGE_LABELS[STAGES[stage]].in_(lang)] = _date(at, first_year, lang)
    closed = _first(np.isin(stages.to_numpy(), CLOSED), life.index)
    found[Text("closing", "fermeture").in_(lang)] = _date(closed, first_year, lang)
    end, standing = life.iloc[-1], ~np.isin(stages.to_numpy(), CLOSED)
    last = life[standing].iloc[-1] if standing.any() else end
    more = {
        Text("most jobs at once (FTE)", "plus d'emplois à la fois (ETP)"): _number(life["jobs"].max(), lang),
        Text("jobs at the end (FTE)", "emplois à la fin (ETP)"): _number(end["jobs"], lang),
        Text("premises and equipment at the end", "locaux et équipement à la fin"): euros(end["capital"], lang),
        Text("skill of the team, last seen", "compétence de l'équipe, dernière vue"): _number(last["skill"], lang),
        Text("adopters in its place at the end", "adoptants de sa commune à la fin"): number(end["adopters"], lang),
        **{MEASURES[name]: euros(end[name], lang) for name in ("operating", "investment")},
    }
    found |= {name.in_(lang): value for name, value in more.items()}
    return found


def differs(case: Any, first_year: int, pair: Sequence[str], lang: str) -> str:
    """Say when the two lives part, by what first, and how each ends."""
    lives = [case.lives[case.lives["policy"] == policy].set_index("step") for policy in pair]
    apart = {name: _parting(lives[0][name], lives[1][name]) for name in MEASURES}
    known = {name: step for name, step in apart.items() if step is not None}
    if not known:
        return Text(
            "  The two lives are the same, month by month.", "  Les deux vies sont les mêmes, mois par mois."
        ).in_(lang)
    start = min(known.values())
    what = ", ".join(MEASURES[name].in_(lang) for name, step in known.items() if step == start)
    until = Text(
        f"  The two lives are the same until {_date(start, first_year, 'en')}, when they part by: {what}.",
        f"  Les deux vies sont les mêmes jusqu'en {_date(start, first_year, 'fr')}, où elles se séparent par{NBSP}: "
        f"{what}.",
    ).in_(lang)
    ends = [_end(life, policy, first_year, lang) for life, policy in zip(lives, pair, strict=True)]
    return " ".join([until, *ends])


def _parting(one: pd.Series, other: pd.Series) -> int | None:
    """Return the first month in which two columns differ."""
    same = (one.to_numpy() == other.to_numpy()) | (one.isna().to_numpy() & other.isna().to_numpy())
    return _first(~same, one.index)


def _end(life: pd.DataFrame, policy: str, first_year: int, lang: str) -> str:
    """Say in a sentence what became of a site."""
    stages = life["stage"].to_numpy()
    if np.isnan(stages).all():
        return Text(f"Under {policy} it never comes to be.", f"Sous {policy}, il ne voit jamais le jour.").in_(lang)
    closed = _first(np.isin(stages, CLOSED), life.index)
    jobs = _number(life["jobs"].iloc[-1], lang)
    if closed is not None and stages[-1] in CLOSED:
        opened = _first(stages >= EXPERIMENT, life.index) or 0
        years = number((closed - opened) / 12.0, lang, 1)
        return Text(
            f"Under {policy} it closes in {_date(closed, first_year, 'en')}, after {years} years open.",
            f"Sous {policy}, il ferme en {_date(closed, first_year, 'fr')}, après {years} ans d'ouverture.",
        ).in_(lang)
    stage = STAGE_LABELS[STAGES[int(stages[-1])]].in_(lang)
    return Text(
        f"Under {policy} it lives at the end, {stage}, with {jobs} FTE.",
        f"Sous {policy}, il vit à la fin, {stage}, avec {jobs} ETP.",
    ).in_(lang)


def _first(held: np.ndarray, steps: pd.Index) -> int | None:
    return int(steps[int(np.argmax(held))]) if held.any() else None


def _date(step: int | None, first_year: int, lang: str) -> str:
    """Return the month a step ends: step 0 is 1 January of the first year."""
    if step is None:
        return NEVER.in_(lang)
    return f"{MONTHS[lang == 'fr'][step % 12]} {first_year + step // 12}"


def _number(value: float, lang: str) -> str:
    return number(value, lang, min(2, decimals_for(value)) if value == value else 0)
