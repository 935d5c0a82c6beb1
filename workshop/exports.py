"""What people take home: a ZIP of moves, results, setting, journal, figures and a notebook (exports)."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from sim.version import MODEL_VERSION
from workshop.game import Setting
from workshop.notebook import notebook_of
from workshop.results import BANDS

MOVES = ("turn", "group", "name", "instrument", "euros", "by", "partner", "partner_euros", "rationale", "prediction")
RESULTS = ("turn", "group", "name", "indicator", *BANDS, *(f"delta_{band}" for band in BANDS), "seeds")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"
WHEN = (2020, 1, 1, 0, 0, 0)  # of every file in the ZIP: the same workshop gives the same bytes
Row = Mapping[str, Any]


def csv_text(columns: Sequence[str], rows: Sequence[Row], variant: str = "") -> str:
    """Return a CSV text: RFC 4180, or, variant "fr", for French spreadsheets (``;``, decimal comma, BOM).

    A text that a spreadsheet would run as a formula is put behind an apostrophe; numbers stay numbers.
    """
    french = variant == "fr"
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(name), french) for name in columns])
    return (BOM if french else "") + file.getvalue()


def _cell(value: Any, french: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value).replace(".", ",") if french else repr(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def moves_rows(groups: Mapping[str, str], history: Sequence[Mapping[str, Row]]) -> list[dict[str, Any]]:
    """Return one row for each turn, group and instrument, offers included.

    groups: names by id. history: turn by turn, by group, {"turn", "moves", "by", "rationale", "prediction", "offers"}.
    """
    found = []
    for turn in history:
        for group, move in turn.items():
            said = {"turn": move["turn"], "group": group, "name": groups[group], "by": move.get("by", "group"),
                    "rationale": move.get("rationale", ""),
                    "prediction": " ".join(f"{k}:{v}" for k, v in (move.get("prediction") or {}).items())}  # fmt: skip
            plain = {k: v for k, v in move["moves"].items() if k != "offers"}
            found += [{**said, "instrument": tool, "euros": euros} for tool, euros in sorted(plain.items()) if euros]
            for offer in move.get("offers") or move["moves"].get("offers") or ():
                theirs = round(offer["euros"] * offer["share"])
                found.append({**said, "instrument": offer["instrument"], "euros": offer["euros"] - theirs,
                              "partner": offer["to"], "partner_euros": theirs})  # fmt: skip
    return found


def results_rows(groups: Mapping[str, str], results: Mapping[int, Mapping[str, Row]]) -> list[dict[str, Any]]:
    """Return one row for each turn, group and indicator, with quantiles. results: Result.to_dict by turn and group."""
    found = []
    for turn in sorted(results):
        for group, result in results[turn].items():
            for name, own in result["kpi"].items():
                found.append({
                    "turn": turn, "group": group, "name": groups.get(group, group), "indicator": name,
                    **{band: own[band] for band in BANDS}, **{f"delta_{band}": own["delta"][band] for band in BANDS},
                    "seeds": result["seeds"],
                })  # fmt: skip
    return found


def bundle_of(
    setting: Setting, history: Sequence[Mapping[str, Row]], results: Mapping[int, Mapping[str, Row]], journal: str,
    figures: Mapping[str, bytes],
) -> bytes:  # fmt: skip
    """Return the ZIP of a workshop. journal: JSON lines, without first names unless they were asked for.

    history and results as ``moves_rows`` and ``results_rows`` take them; figures: file names to bytes.
    """
    groups = {f"g{k}": str(group["name"]) for k, group in enumerate(setting.groups, start=1)}
    moves, found = moves_rows(groups, history), results_rows(groups, results)
    text = {
        "moves.csv": csv_text(MOVES, moves), "moves_fr.csv": csv_text(MOVES, moves, "fr"),
        "results.csv": csv_text(RESULTS, found), "results_fr.csv": csv_text(RESULTS, found, "fr"),
        "session.yaml": setting.to_yaml(), "journal.jsonl": journal,
        "notebook.ipynb": json.dumps(notebook_of(setting, history, results), ensure_ascii=False, indent=1),
        "README.txt": readme(setting, results),
    }  # fmt: skip
    files = {**{name: content.encode() for name, content in text.items()},
             **{f"figures/{name}": content for name, content in figures.items()}}  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, WHEN), files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def readme(setting: Setting, results: Mapping[int, Mapping[str, Row]]) -> str:
    """Return what is in the ZIP and how to play it again, in both languages."""
    seeds = next((r["seeds"] for turn in results.values() for r in turn.values()), setting.seeds)
    return f"""{setting.name or "essaimage"}

Comparaison exploratoire sous hypothèses énoncées, pas une prévision.
Exploratory comparison under stated assumptions, not a forecast.

moves.csv      mises, une ligne par tour, groupe et instrument / moves, one line per turn, group and instrument
results.csv    indicateurs avec quantiles / indicators with quantiles
*_fr.csv       les mêmes pour un tableur français (; et virgule) / the same for French spreadsheets
session.yaml   préparation de l'atelier / setting of the workshop
journal.jsonl  tout ce qui s'est passé, sans prénoms / all that happened, without first names
figures/       courbes et bourses / curves and purses
notebook.ipynb rejoue l'atelier à l'identique / plays the workshop again, to the same numbers

essaimage, modèle / model {MODEL_VERSION}; {seeds} tirages communs / common seeds;
{setting.citizens} citoyens simulés / simulated citizens; {setting.territory}.
Une cellule qui commence par ' le doit à un signe = + - @ que le tableur prendrait pour une formule.
A cell that begins with ' does so because of a = + - @ sign that a spreadsheet would run as a formula.
"""
