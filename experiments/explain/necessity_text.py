"""What switching parts off showed: a page with one table, and what is questioned (texte de la nécessité)."""

from collections.abc import Mapping
from typing import Any

from experiments.answer import indicator_label
from experiments.figures.style import gap_decimals, gap_kind, gap_written
from experiments.words import DISCLAIMER, NBSP, NO_DIFFERENCE, number
from sim.errors import Text
from sim.measures import INDICATORS

SUMMARY = "necessity.json"
LEVEL = 0.05  # of intervals that leave out 0 by chance alone
INTRO = Text(
    "Each row switches off one process of the monthly schedule, written `name()`, or one mechanism, under a policy in "
    "which it can act, and shows what changes at the horizon: without it less as it is, paired by seed, with its 95% "
    "interval. ≈: {none}. The last column shows the indicator nearest to the part.",
    "Chaque ligne coupe un processus du calendrier mensuel, écrit `nom()`, ou un mécanisme, sous une politique où il "
    f"peut agir, et montre ce qui change à l'horizon{NBSP}: sans lui moins tel quel, apparié par tirage, avec son "
    f"intervalle à 95{NBSP}%. ≈{NBSP}: {{none}}. La dernière colonne montre l'indicateur le plus proche.",
)
QUESTIONED = Text("Questioned", "Mis en question")
UNCHANGED = Text("not one figure changes", "pas un chiffre ne change")
NO_VALUE = Text("no value", "sans valeur")
FEW = Text("On one indicator only", "Sur un seul indicateur")


def page(data: Mapping[str, Any], lang: str) -> str:
    """Return the page: when and how, the table, what is questioned."""
    meta, rows = data["meta"], data["parts"]
    machine = ", ".join(f"{name} {version}" for name, version in meta["versions"].items())
    when = Text(f"Measured on {meta['when'][:10]} ({data['seeds']} common seeds, {data['runs']} runs; {machine}).",
                f"Mesuré le {meta['when'][:10]} ({data['seeds']} tirages communs, {data['runs']} simulations{NBSP}; "
                f"{machine}).")  # fmt: skip
    title = Text("What each part of the model is for", "À quoi sert chaque partie du modèle")
    parts = [f"# {title.in_(lang)}\n", when.in_(lang), INTRO.in_(lang).format(none=NO_DIFFERENCE.in_(lang)), ""]
    parts += [f"> {DISCLAIMER.in_(lang)}\n", _units(data, lang), "", _table(data, lang), ""]
    parts += [f"## {QUESTIONED.in_(lang)}\n", *_questioned(rows, lang), ""]
    parts += [f"## {FEW.in_(lang)}\n", _chance(data, lang), ""]
    alone = [row for row in rows if len(row["moved"]) == 1]
    parts += [f"- {_named(row, lang)}: {indicator_label(row['moved'][0], lang)}" for row in alone]
    again = Text("To measure again", "Pour mesurer de nouveau").in_(lang)
    colon = f"{NBSP}:" if lang == "fr" else ":"
    return "\n".join([*parts, f"\n{again}{colon} `{data['command']}`."]) + "\n"


def summary_text(data: Mapping[str, Any], lang: str) -> str:
    """Return what people read at the end of the command: how many parts change something, which are questioned."""
    rows = data["parts"]
    moved, count = sum(bool(row["moved"]) for row in rows), len(data["indicators"])
    head = Text(
        f"{moved} of {len(rows)} processes and mechanisms change at least one of {count} indicators.",
        f"{moved} processus et mécanismes sur {len(rows)} changent au moins un des {count} indicateurs.",
    ).in_(lang)
    colon = f"{NBSP}:" if lang == "fr" else ":"
    questioned = [f"{QUESTIONED.in_(lang)}{colon}", *_questioned(rows, lang)]
    return "\n".join([head, _chance(data, lang), *questioned, DISCLAIMER.in_(lang)])


def _chance(data: Mapping[str, Any], lang: str) -> str:
    """Say how many intervals would leave out 0 by chance alone."""
    cells = sum(len(row["changes"]) for row in data["parts"])
    seen = sum(len(row["moved"]) for row in data["parts"])
    expected, said, total = (number(value, lang) for value in (LEVEL * cells, seen, cells))
    return Text(
        f"{said} of {total} intervals leave out 0; by chance alone about {expected} would: one indicator says little.",
        f"{said} intervalles sur {total} excluent 0{NBSP}; par hasard, environ {expected} le feraient{NBSP}: un seul "
        "indicateur dit peu.",
    ).in_(lang)


def _questioned(rows: list[dict[str, Any]], lang: str) -> list[str]:
    """Return a line for each part that changes no indicator, with what it does to its own."""
    found = []
    for row in rows:
        if row["moved"]:
            continue
        known = [change for change in row["changes"].values() if change["verdict"] != "no value"]
        same = all(change["verdict"] == "identical" for change in known)
        text = (NO_DIFFERENCE if not same else UNCHANGED if known else NO_VALUE).in_(lang)
        comma = f"{NBSP}; " if lang == "fr" else "; "
        found.append(f"- {_named(row, lang)}: {text}{comma}{indicator_label(row['own'], lang)} {_own(row, lang)}")
    return found or [Text("None.", "Aucun.").in_(lang)]


def _named(row: Mapping[str, Any], lang: str) -> str:
    return f"{row['label'][lang]} (`{row['part']}`, {row['under']})"


def _units(data: Mapping[str, Any], lang: str) -> str:
    """Return what the columns are in."""
    said = []
    for name in data["indicators"]:
        unit = INDICATORS[name].unit
        text = "points" if gap_kind(unit.en) == "points" else unit.in_(lang)
        said.append(f"{indicator_label(name, lang)} ({text})")
    return Text("Columns: ", f"Colonnes{NBSP}: ").in_(lang) + ", ".join(said) + "."


def _table(data: Mapping[str, Any], lang: str) -> str:
    names = (Text("without", "sans"), Text("under", "sous"), Text("switched off by", "coupé par"))
    head = [*(name.in_(lang) for name in names), *(indicator_label(name, lang) for name in data["indicators"])]
    head.append(Text("nearest indicator", "le plus proche").in_(lang))
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in data["parts"]:
        off = ", ".join(f"{name}={value}" for name, value in row["cut"].items()) or "—"
        cells = [f"{row['label'][lang]} `{row['part']}`", row["under"], off]
        cells += [_change(name, row["changes"].get(name), lang) for name in data["indicators"]]
        cells.append(f"{indicator_label(row['own'], lang)} {_own(row, lang)}")
        lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    return "\n".join(lines)


def _own(row: Mapping[str, Any], lang: str) -> str:
    return _change(row["own"], row["own_change"], lang)


def _change(indicator: str, change: Mapping[str, Any] | None, lang: str) -> str:
    """Return a change with its interval, ≈ where none is discernible, = where runs are identical."""
    if change is None or change["verdict"] in ("no value", "one seed"):
        return Text("n/a", "n.d.").in_(lang)
    if change["verdict"] == "identical":
        return "="
    if change["verdict"] == "not discernible":
        return "≈"
    unit = INDICATORS[indicator].unit.en
    decimals = gap_decimals(max(abs(change["low"]), abs(change["high"])), unit)
    value, low, high = (gap_written(change[key], lang, unit, decimals) for key in ("estimate", "low", "high"))
    return f"{value} ({low}{Text(' to ', ' à ').in_(lang)}{high})"
