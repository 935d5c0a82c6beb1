"""Two territories face to face, in words and tables (face à face, texte)."""

from typing import Any

from experiments.answer import grid
from experiments.cabinet.ground import group_label
from experiments.cabinet.tables import KINDS
from experiments.words import DISCLAIMER, MISSING, NBSP, decimals_for, number, percent
from scenarios.territory.table import INSPIRED
from sim.errors import Text

MEASURES = ("paid", "net", "adopters", "sites", "jobs")
BY_CLASS = ("net", "adopters", "jobs")
LABELS = {"net": Text("euros paid net of repayments, per 1,000 inh.",
                      "euros payés nets des remboursements, pour 1 000 hab.")}  # fmt: skip


def facing_text(found: Any, lang: str) -> str:
    """Return who the two are, what each policy changes in each and how far they differ. found: facing.Facing."""
    blocks = [_who(found, lang)]
    blocks += [_table(found, measure, lang) for measure in MEASURES]
    blocks += [_classes(found, measure, policy, lang) for measure in BY_CLASS for policy in _policies(found)]
    return "\n\n".join([*(block for block in blocks if block), _reading(found, lang)])


def _policies(found: Any) -> list[str]:
    return list(dict.fromkeys(found.table["policy"]))


def _who(found: Any, lang: str) -> str:
    """Return one line for each territory, with the caution its invented villages ask for."""
    lines = []
    for name, fact in zip(found.territories, found.facts, strict=True):
        places, people, share = number(fact["places"], lang), number(fact["inhabitants"], lang), fact["invented"]
        line = Text(
            f"{name}: {fact['title']['en']}, {places} places, {people} inhabitants",
            f"{name}{NBSP}: {fact['title']['fr']}, {places} lieux, {people} habitants",
        ).in_(lang)
        if share > 0.0:
            line += Text(
                f"; {percent(share, 'en')} of them live in villages invented for want of data, of which nothing can be "
                "said by name",
                f"{NBSP}; {percent(share, 'fr')} d'entre eux vivent dans des villages inventés faute de données, dont "
                "rien ne peut être dit par leur nom",
            ).in_(lang)
        if share > INSPIRED:
            line += Text(": inspired by the territory, not the territory", f"{NBSP}: inspiré du territoire, pas le "
                         "territoire").in_(lang)  # fmt: skip
        lines.append(f"{line}.")
    return "\n".join(lines)


def _label(measure: str, lang: str) -> str:
    return LABELS.get(measure, KINDS[measure][0]).in_(lang)


def _head(found: Any, first: str, lang: str) -> list[str]:
    return [first, *found.territories, Text("the first less the second", "le premier moins le second").in_(lang)]


def _table(found: Any, measure: str, lang: str) -> str:
    """Return what each policy changes for 1,000 inhabitants of each territory, and the difference."""
    rows = [_head(found, "", lang)]
    for policy in _policies(found):
        rows.append([policy, *_cells(found, "all", measure, policy, lang)])
    title = Text(f"{_label(measure, 'en')}: difference from {found.reference}",
                 f"{_label(measure, 'fr')}{NBSP}: écart à {found.reference}")  # fmt: skip
    return f"{title.in_(lang)}\n{grid(rows, (1, 2, 3))}"


def _classes(found: Any, measure: str, policy: str, lang: str) -> str:
    """Return the same by density class, for one policy; n/a where one of the two has no such class."""
    mine = found.table[(found.table["measure"] == measure) & (found.table["policy"] == policy)]
    groups = [group for group in dict.fromkeys(mine["group"]) if group not in ("all", "")]
    if not groups:
        return ""
    rows = [_head(found, "", lang)]
    for group in groups:
        over = any(fact["invented_by_class"].get(group, 0.0) > INSPIRED for fact in found.facts)
        rows.append([group_label("density", group, lang) + "*" * over, *_cells(found, group, measure, policy, lang)])
    title = Text(f"{_label(measure, 'en')}: {policy} less {found.reference}, by density class",
                 f"{_label(measure, 'fr')}{NBSP}: {policy} moins {found.reference}, par classe de densité")  # fmt: skip
    return f"{title.in_(lang)}\n{grid(rows, (1, 2, 3))}"


def _cells(found: Any, group: str, measure: str, policy: str, lang: str) -> list[str]:
    table = found.table
    mine = table[(table["group"] == group) & (table["measure"] == measure) & (table["policy"] == policy)]
    rows = mine.set_index("side")
    ends = [v for side in rows.index for v in rows.loc[side, ["estimate", "low", "high"]]]
    decimals = 0 if KINDS[measure][1] == "€" else min(2, decimals_for(*ends))
    return [_cell(rows.loc[side], decimals, lang) for side in (0, 1, 2)]


def _cell(row: Any, decimals: int, lang: str) -> str:
    """Return a difference with its interval; ≈ before one whose interval holds 0."""
    if row["estimate"] != row["estimate"]:
        return MISSING.in_(lang)
    clear = "" if row["verdict"] in ("above", "below", "identical") else "≈ "
    low, high = (number(row[end], lang, decimals) for end in ("low", "high"))
    estimate = number(row["estimate"], lang, decimals, sign=True)
    return f"{clear}{estimate} ({low}{Text(' to ', ' à ').in_(lang)}{high})"


def _reading(found: Any, lang: str) -> str:
    """Say what is paired and what is not, and what the star means."""
    seeds = number(min(fact["seeds"] for fact in found.facts), lang)
    starred = any(v > INSPIRED for fact in found.facts for v in fact["invented_by_class"].values())
    star = Text(
        " *: over a fifth of the inhabitants of this class, in one of the two, live in invented villages.",
        f" *{NBSP}: plus d'un cinquième des habitants de cette classe, dans l'un des deux, vivent dans des villages "
        "inventés.",
    ).in_(lang) if starred else ""  # fmt: skip
    return Text(
        "For 1,000 inhabitants, at the horizon, in constant euros. Within a territory differences are paired on "
        f"{seeds} "
        "seeds; two territories share no luck: the difference between them is not paired (95%, Welch). The budget "
        "opened "
        f"is the same by inhabitant, unless budget= says otherwise. ≈: the interval holds 0.{star} {DISCLAIMER.en}",
        "Pour 1 000 habitants, à l'horizon, en euros constants. Dans un territoire, les écarts sont appariés sur "
        f"{seeds} "
        "graines ; deux territoires n'ont aucun hasard en commun : l'écart entre eux n'est pas apparié (95 %, "
        "Welch). Le "
        f"budget ouvert est le même par habitant, sauf si budget= dit autre chose. ≈{NBSP}: l'intervalle contient 0."
        f"{star} {DISCLAIMER.fr}",
    ).in_(lang)
