"""What a sensitivity analysis says to people: which assumptions weigh, and whether they turn the sign (texte)."""

from collections import Counter
from typing import Any

from experiments.answer import grid
from experiments.figures.style import gap_decimals, gap_written
from experiments.sensitivity.indices import MORRIS
from experiments.sensitivity.output import Result
from experiments.words import DISCLAIMER, MISSING, NBSP, NO_DIFFERENCE, frequency, number, semicolon, worlds_phrase
from sim.errors import Text
from sim.measures import INDICATORS

LISTED = 15  # factors in the printed table, at least; the files hold all
SAID = 3  # parameters whose thirds are told in words


def result_text(found: Result, lang: str) -> str:
    """Return what was found, the caution, and where to look."""
    where = Text(f"Results: {found.asked.out}", f"Résultats{NBSP}: {found.asked.out}")
    return f"{found_text(found, lang)}\n\n{DISCLAIMER.in_(lang)}\n{where.in_(lang)}"


def found_text(found: Result, lang: str) -> str:
    """Return the sentence, the indices, which lie above luck, how to read them, and what was not turned."""
    blocks = (part(found, lang) for part in (Result.title, sentence, _indices, _weighty, _noise, _left_out))
    return "\n\n".join(block for block in blocks if block)


def sentence(found: Result, lang: str) -> str:
    """Say in how many sampled worlds the first policy did better, by part of the largest parameters; what turns it."""
    counts = found.counts
    if not counts["worlds"]:
        return Text("No world has a value.", "Aucun monde n'a de valeur.").in_(lang)
    lines, words = [_counted(found, counts, lang)], _words(found)
    parts = found.parts()
    for name in list(dict.fromkeys(parts["factor"]))[:SAID]:
        rows = parts[(parts["factor"] == name) & (parts["worlds"] > 0)].to_dict("records")
        said = semicolon(lang).join(_part(row, words, lang) for row in rows)
        lines.append(f"  {name}{NBSP if lang == 'fr' else ''}: {said}.")
    return "\n".join([*lines, _turning(found, lang)])


def _words(found: Result) -> tuple[Text, Text]:
    """Return "better" and "less good" for what the answer of the experiment is read on, else "more" and "less"."""
    if found.asked.indicator in found.asked.experiment.indicators:
        return Text("better", "mieux"), Text("less good", "moins bien")
    return Text("more", "plus"), Text("less", "moins")


def _counted(found: Result, counts: dict[str, int], lang: str) -> str:
    total, (more, less) = counts["worlds"], (word.in_(lang) for word in _words(found))
    above, below = (
        f"{frequency(count, total, lang)} ({worlds_phrase(count, total, lang)})"
        for count in (counts["above"], counts["below"])
    )
    first, second = found.asked.pair
    against = Text(f"{first} against {second}:", f"{first} face à {second}{NBSP}:").in_(lang)
    even = f"{NO_DIFFERENCE.in_(lang)} {worlds_phrase(counts['unclear'], total, lang)}"
    return f"{against} {semicolon(lang).join((f'{more} — {above}', f'{less} — {below}', even))}."


def _part(row: dict[str, Any], words: tuple[Text, Text], lang: str) -> str:
    above, below, total = (number(row[key], lang) for key in ("above", "below", "worlds"))
    more, less = (word.in_(lang) for word in words)
    return Text(
        f"{row['part_en']}, {more} in {above} of {total} and {less} in {below}",
        f"{row['part_fr']}, {more} dans {above} sur {total} et {less} dans {below}",
    ).in_(lang)


def _turning(found: Result, lang: str) -> str:
    """Say with which parameters the sign turns."""
    names = found.turning()
    if found.grouped:
        return Text(
            "Groups of parameters were moved: name parameters (params=[…]) to see with which the sign turns.",
            f"Ce sont des groupes de paramètres qui varient{NBSP}: nommez des paramètres (params=[…]) pour voir avec "
            "lesquels le signe change.",
        ).in_(lang)
    if names:
        said = ", ".join(names)
        return Text(f"The sign turns with: {said}.", f"Le signe change avec{NBSP}: {said}.").in_(lang)
    count = number(found.parts()["factor"].nunique(), lang)
    return Text(
        f"The sign turns with none of the {count} largest parameters taken alone.",
        f"Le signe ne change avec aucun des {count} plus grands paramètres pris seuls.",
    ).in_(lang)


def _indices(found: Result, lang: str) -> str:
    """Return the indices of the largest factors as a table, each with its interval."""
    table = found.listed(LISTED)
    if table.empty:
        nothing = Text("Nothing that was turned moves the difference.", "Rien de ce qui varie ne change l'écart.")
        return nothing.in_(lang)
    morris = found.asked.sample.method == MORRIS
    columns = ("mu_star", "mu", "sigma") if morris else ("ST", "S1")
    unit = INDICATORS[found.asked.indicator].unit.en if morris else ""
    largest = float(table[[f"{name}_high" for name in columns]].abs().max(numeric_only=True).max())
    decimals = gap_decimals(largest, unit) if morris else 2

    def written(value: float) -> str:
        return MISSING.in_(lang) if value != value else gap_written(value, lang, unit, decimals, sign=False)

    head = [Text("parameter", "paramètre").in_(lang)]
    for name in columns:
        head += [{"mu_star": "μ*", "mu": "μ", "sigma": "σ"}.get(name, name), "95%" if lang == "en" else f"95{NBSP}%"]
    rows = [head + ([Text("luck", "hasard").in_(lang)] if morris else [])]
    for row in table.to_dict("records"):
        cells = [str(row["factor"])]
        for name in columns:
            low, high = row[f"{name}_low"], row[f"{name}_high"]
            ends = MISSING.in_(lang) if low != low else f"{written(low)} – {written(high)}"
            cells += [written(row[name]), ends]
        rows.append(cells + ([written(row["noise"])] if morris else []))
    return grid(rows, tuple(range(1, len(rows[0]))))


def _weighty(found: Result, lang: str) -> str:
    """Say which factors weigh more than luck would make them, and how many do not."""
    names, total = found.weighty(), len(found.indices)
    if not total:
        return ""
    said, left = ", ".join(names), number(total - len(names), lang)
    if not names:
        return Text(
            f"None of the {left} can be told from luck at this size.",
            f"Aucun des {left} ne se distingue du hasard à cette taille.",
        ).in_(lang)
    others = Text(
        f" The other {left} cannot be told from luck at this size.",
        f" Les {left} autres ne s'en distinguent pas à cette taille.",
    ) if total > len(names) else Text("", "")
    return Text(
        f"Above luck, their whole interval: {said}.{others.en}",
        f"Au-dessus du hasard, avec tout leur intervalle{NBSP}: {said}.{others.fr}",
    ).in_(lang)


def _noise(found: Result, lang: str) -> str:
    """Say how to read the indices."""
    if found.asked.sample.method == MORRIS:
        return Text(
            "μ*: mean size of the change over the whole plausible range; μ: its mean with sign; σ: how much it depends "
            "on the other parameters; luck: what μ* would be by the luck of seeds alone. Worlds of one trajectory "
            "differ from the next by one parameter: they are counted, not a random sample.",
            f"μ*{NBSP}: taille moyenne du changement sur toute la plage plausible\u00a0; μ{NBSP}: sa moyenne avec signe"
            f"\u00a0; σ{NBSP}: combien il dépend des autres paramètres\u00a0; hasard{NBSP}: ce que serait μ* par le "
            "seul hasard des tirages. Les mondes d'une trajectoire ne diffèrent du suivant que par un paramètre : on "
            "les compte, ce n'est pas un échantillon au hasard.",
        ).in_(lang)
    return Text(
        "S1: share of the variance of the difference that a parameter makes alone; ST: with its interactions.",
        f"S1{NBSP}: part de la variance de l'écart qu'un paramètre fait seul\u00a0; ST{NBSP}: avec ses interactions.",
    ).in_(lang)


def _left_out(found: Result, lang: str) -> str:
    """Say what was not turned and why, and the points without a value."""
    lines = []
    reasons = Counter(why.in_(lang) for why in found.asked.space.left_out.values())
    if reasons:
        head = Text("Not turned:", f"Ne varient pas{NBSP}:").in_(lang)
        said = semicolon(lang).join(f"{number(count, lang)} ({why})" for why, count in reasons.items())
        lines.append(f"{head} {said}.")
    if found.left_out:
        count, total = number(found.left_out, lang), number(found.asked.sample.size, lang)
        lines.append(Text(
            f"{count} of {total} trajectories or base points hold a run without a value, and are left out.",
            f"{count} trajectoires ou points de base sur {total} ont une simulation sans valeur, et sont écartés.",
        ).in_(lang))
    return "\n".join(lines)
