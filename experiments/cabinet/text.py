"""What a cabinet reads: a table by policy, one by density class and by département, sentences (note au cabinet)."""

from collections.abc import Sequence
from typing import Any

from experiments.answer import grid
from experiments.cabinet.ground import GROUPINGS, group_label
from experiments.cabinet.tables import KINDS, Cabinet
from experiments.words import MISSING, NBSP, decimals_for, euros, frequency, number, percent, worlds_phrase
from scenarios.territory.table import INSPIRED
from sim.errors import Text

SHOWN_BY_GROUP = ("net", "adopters", "jobs")  # measures printed by group; the JSON object holds all
NET = Text("euros paid net of repayments, per 1,000 inh.", "euros payés nets des remboursements, pour 1 000 hab.")
SAID = ("adopters", "sites", "jobs")  # measures told in sentences
CONSTANT = Text(
    "Constant euros, added up since month 0; ordinary support, the same under every policy, left out. ± and "
    "intervals: 95%, by common seeds.",
    f"Euros constants, cumulés depuis le mois 0{NBSP}; soutien ordinaire, le même sous toute politique, non compris. ± "
    f"et intervalles{NBSP}: 95{NBSP}%, sur tirages communs.",
)


def cabinet_text(found: Cabinet, lang: str) -> str:
    """Return the tables and sentences of experiments.cabinet.tables.Cabinet."""
    blocks = [_by_policy(found, lang), sentences(found, lang)]
    if found.lacking:
        blocks.append(found.lacking.in_(lang))
    for grouping in GROUPINGS if len(found.groups) else ():
        if len(found.inhabitants[grouping]) > 1:
            blocks.append(_grouped(found, grouping, lang))
    said = caution(found, lang)
    return "\n\n".join(block for block in (*blocks, said) if block)


def written(kind: str, value: float, lang: str, sign: bool = False, decimals: int | None = None) -> str:
    """Return one value of a measure as it is written; a share is in percent, a difference of two in points."""
    if value != value:
        return MISSING.in_(lang)
    if kind == "€":
        return euros(value, lang, sign=sign)
    if kind == "share":
        return number(100.0 * value, lang, 1, sign=True) if sign else percent(value, lang)
    places = decimals_for(value) if decimals is None else decimals
    return number(value, lang, min(places, 2) if kind == "0 to 1" else places, sign=sign)


def _by_policy(found: Cabinet, lang: str) -> str:
    """Return each measure by policy: its own value with the half width of its interval."""
    table = found.measures
    policies = list(dict.fromkeys(table["policy"]))
    rows = [["", *policies]]
    for name, (label, kind) in KINDS.items():
        mine = table[table["measure"] == name].set_index("policy")
        if mine.empty or mine["own"].isna().all():
            continue
        rows.append([label.in_(lang), *(_own(mine.loc[policy], kind, lang) for policy in policies)])
    title = Text("What a cabinet asks, at the horizon", "Ce que demande un cabinet, à l'horizon")
    return f"{title.in_(lang)}\n{grid(rows, tuple(range(1, len(rows[0]))))}\n{CONSTANT.in_(lang)}"


def _own(row: Any, kind: str, lang: str) -> str:
    if row["own"] != row["own"]:
        return MISSING.in_(lang)
    half = (row["own_high"] - row["own_low"]) / 2.0
    size = 100.0 if kind == "share" else 1.0
    decimals = 0 if kind in ("€", "share") else min(2, decimals_for(row["own"]))
    spread = MISSING.in_(lang) if half != half else number(size * half, lang, decimals)
    return f"{written(kind, row['own'], lang, decimals=decimals)} ± {spread}"


def sentences(found: Cabinet, lang: str) -> str:
    """Say, policy by policy, in how many of the worlds tested each difference holds, with the word of the scale."""
    lines = []
    for policy in dict.fromkeys(found.measures["policy"]):
        if policy == found.reference:
            continue
        rows = found.measures[found.measures["policy"] == policy].set_index("measure")
        said = [_sentence(name, rows.loc[name], lang) for name in SAID if name in rows.index]
        lines.append(f"  {policy}{NBSP if lang == 'fr' else ''}: " + (f"{NBSP}; " if lang == "fr" else "; ").join(said))
    title = Text(f"Against {found.reference}, for 1,000 inhabitants:", f"Face à {found.reference}, pour 1 000 habitants"
                 f"{NBSP}:")  # fmt: skip
    return "\n".join([title.in_(lang), *lines])


def _sentence(name: str, row: Any, lang: str) -> str:
    """Return the side seen in most worlds, with its word and its count; none where no interval leaves out 0."""
    what = KINDS[name][0].in_(lang).partition(",")[0]
    if row["worlds"] != row["worlds"] or row["no_interval"] == row["worlds"]:
        return f"{what} {MISSING.in_(lang)}"
    above, below, total = int(row["above"]), int(row["below"]), int(row["worlds"])
    if not above + below:
        none = Text("no difference discernible", "pas de différence discernable")
        return f"{what}, {none.in_(lang)} {worlds_phrase(total, total, lang)}"
    count, word = (above, Text("more", "plus")) if above >= below else (below, Text("less", "moins"))
    often = f"{frequency(count, total, lang)} ({worlds_phrase(count, total, lang)})"
    other = below if above >= below else above
    opposite = Text(f", the contrary {worlds_phrase(other, total, 'en')}",
                    f", l'inverse {worlds_phrase(other, total, 'fr')}")  # fmt: skip
    return f"{what}, {word.in_(lang)} — {often}" + (opposite.in_(lang) if other else "")


def _grouped(found: Cabinet, grouping: str, lang: str) -> str:
    """Return, group by group, the paired difference of each policy for 1,000 inhabitants of the group."""
    table = found.groups[found.groups["grouping"] == grouping]
    policies = list(dict.fromkeys(table["policy"]))
    blocks = []
    for measure in SHOWN_BY_GROUP:
        label, kind = NET if measure == "net" else KINDS[measure][0], KINDS[measure][1]
        mine = table[table["measure"] == measure].set_index(["group", "policy"])
        rows = [["", Text("inhabitants", "habitants").in_(lang), *policies]]
        for group, people in found.inhabitants[grouping].items():
            cells = [_difference(mine.loc[(group, policy)], kind, lang) for policy in policies]
            mark = "*" if found.invented[grouping].get(group, 0.0) > INSPIRED else ""
            rows.append([group_label(grouping, group, lang) + mark, number(people, lang), *cells])
        title = Text(f"{label.en}: difference from {found.reference}, by {GROUPINGS[grouping].en}",
                     f"{label.fr}{NBSP}: écart à {found.reference}, par {GROUPINGS[grouping].fr}")  # fmt: skip
        blocks.append(f"{title.in_(lang)}\n{grid(rows, tuple(range(1, len(rows[0]))))}")
    return "\n\n".join(blocks)


def _difference(row: Any, kind: str, lang: str) -> str:
    """Return a difference with its interval; ≈ before one whose interval holds 0."""
    if row["estimate"] != row["estimate"]:
        return MISSING.in_(lang)
    decimals = 0 if kind == "€" else min(2, decimals_for(row["estimate"], row["low"], row["high"]))

    def text(value: float, sign: bool) -> str:
        return number(value, lang, decimals, sign=sign)

    clear = "" if row["low"] > 0.0 or row["high"] < 0.0 or row["low"] == row["high"] == 0.0 else "≈ "
    if row["low"] != row["low"]:
        return f"{text(row['estimate'], True)} ({MISSING.in_(lang)})"
    to = Text(" to ", " à ").in_(lang)
    return f"{clear}{text(row['estimate'], True)} ({text(row['low'], False)}{to}{text(row['high'], False)})"


def caution(found: Cabinet, lang: str) -> str:
    """Say which groups rest on invented villages."""
    named: list[str] = []
    for grouping, shares in found.invented.items():
        named += _invented(grouping, shares, lang)
    if not named:
        return ""
    head = Text(
        "* Over a fifth of the inhabitants live in villages invented for want of data; what is said there is about "
        "villages like them, none of which can be named:",
        "* Plus d'un cinquième des habitants vivent dans des villages inventés faute de données ; ce qui en est dit "
        "vaut "
        f"pour des villages semblables, dont aucun ne peut être nommé{NBSP}:",
    )
    return f"{head.in_(lang)} {(NBSP + '; ' if lang == 'fr' else '; ').join(named)}."


def _invented(grouping: str, shares: dict[str, float], lang: str) -> Sequence[str]:
    over = {group: share for group, share in shares.items() if share > INSPIRED}
    return [f"{group_label(grouping, group, lang)} ({percent(share, lang)})" for group, share in over.items()]
