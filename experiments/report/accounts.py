"""Sections of a report: costs, limits, what made the results, how to redo it (comptes et réserves)."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import brief
from experiments.answer import PER
from experiments.catalogue import label
from experiments.credit import source_line
from experiments.report.again import commands
from experiments.report.markup import Safe, items, table, tag, together
from experiments.report.pieces import Pieces
from experiments.words import MISSING, NBSP, euros, number, semicolon, when
from sim.errors import Text

CLASSES = {
    "reference": Text("reference", "référence"),
    "equal": Text("equal (within 1%)", f"égal (à 1{NBSP}% près)"),
    "gap": Text("up to 5% apart", f"au plus 5{NBSP}% d'écart"),
    "absorption": Text("over 5% apart", f"plus de 5{NBSP}% d'écart"),
    "unequal budget": Text("unequal budgets", "budgets inégaux"),
}  # fmt: skip
LIMITS = (
    Text("This is no forecast: on real series the model does no better than simple curves.",
         f"Ce n'est pas une prévision{NBSP}: sur des séries réelles, le modèle ne fait pas mieux que des courbes "
         "simples."),
    Text("Nearly every number in the model is an assumption, marked as such in docs/parameters.md. What is said here "
         "holds in the worlds tested, which are cases and no sample.",
         "Presque tous les nombres du modèle sont des hypothèses, signalées dans docs/parameters.md. Ce qui est dit "
         "ici vaut dans les mondes testés, qui sont des cas et non un échantillon."),
    Text("Some places are invented villages: read territories, not one commune.",
         f"Des communes sont des villages fictifs{NBSP}: lisez les territoires, pas une commune."),
    Text("Left out: sex, age, income; markets and prices; rival services; strategic behaviour; harm done by projects "
         "that fail (docs/limits.md).",
         f"Hors du modèle{NBSP}: sexe, âge, revenu{NBSP}; marchés et prix{NBSP}; services concurrents{NBSP}; conduites "
         f"stratégiques{NBSP}; torts des projets qui échouent (docs/limits.md)."),
)  # fmt: skip


def money(p: Pieces) -> Safe:
    """Return what was budgeted and paid, what each result costs, and where the money went."""
    if not p.several:
        return together(ledgers(p))
    costs = p.sweep.costs()
    gross = costs[costs["kind"] == "gross"]
    lines = [f"{brief.price(gross, per, p.lang)}." for per in PER if (gross["per"] == per).any()]
    return together([
        items(lines), spent_table(p), *(cost_table(p, costs, kind) for kind in ("gross", "additional")),
        p.figure("costs", " ".join(lines)),
        *ledgers(p),
    ])  # fmt: skip


def ledgers(p: Pieces) -> list[Safe]:
    """Return where the money of the policies of the question went, a figure each."""
    return [p.figure(name, which=p.name(name.removeprefix("ledger_"))) for name in p.ledgers()]


def spent_table(p: Pieces) -> Safe:
    """Return the money of each policy and whether it is that of the reference."""
    head = Text("Policy|Budgeted (present value)|Paid|Repaid|Beside the reference",
                "Politique|Budgété (valeur actuelle)|Payé|Remboursé|Face à la référence").in_(p.lang)  # fmt: skip
    rows = [
        [p.name(row.policy), *(euros(v, p.lang, 1, "M") for v in (row.budgeted, row.paid, row.repaid)),
         CLASSES[str(row[-1])].in_(p.lang)]
        for row in brief.rows(p.sweep.equal_cost())
    ]  # fmt: skip
    caption = Text(
        "Is the cost equal? Mean of a run, constant euros; paid, beside the reference",
        f"Le coût est-il égal{NBSP}? Moyenne d'une simulation, euros constants{NBSP}; payé, face à la référence",
    )
    return table(caption.in_(p.lang), head.split("|"), rows)


def cost_table(p: Pieces, costs: pd.DataFrame, kind: str) -> Safe:
    """Return euros per result with their intervals: "gross", or "additional" to the reference."""
    costs = costs[costs["kind"] == kind]
    pers = [per for per in PER if (costs["per"] == per).any()]
    rows = []
    for policy in p.sweep.policies:
        mine = costs[costs["policy"] == policy].set_index("per")
        cells = [_cost(mine.loc[per], p.lang) for per in pers if per in mine.index]
        rows += [[p.name(policy), *cells]] if cells else []
    head = [Text("Policy", "Politique").in_(p.lang), *(PER[per].in_(p.lang) for per in pers)]
    against = brief.quoted(p.sweep.reference, p.lang)
    more = Text(f" beyond {against}", f" au-delà de {against}").in_(p.lang) if kind == "additional" else ""
    caption = Text(
        f"Euros paid for each result{more}, 95% interval (n/a: not discernible from none, or fewer results)",
        f"Euros payés par résultat{more}, intervalle à 95{NBSP}% (n.d.{NBSP}: indiscernable de rien, ou moins de "
        "résultats)",
    ).in_(p.lang)
    return table(caption, head, rows)


def _cost(row: Any, lang: str) -> str:
    if not np.isfinite(row["euros"]):
        return MISSING.in_(lang)
    said = euros(float(f"{row['euros']:.3g}"), lang)
    if not np.isfinite(row["low"] + row["high"]) or row["low"] == row["high"]:
        return said
    low, high = (number(float(f"{row[name]:.3g}"), lang) for name in ("low", "high"))
    return f"{said} ({low} – {high})"


def limits(p: Pieces) -> Safe:
    """Return what not to read in these results."""
    said = p.sweep.experiment.text("limits", p.lang)
    return items([said, *(text.in_(p.lang) for text in LIMITS)])


def provenance(p: Pieces) -> Safe:
    """Return what made these results, from what data, and how to make them again."""
    cell = p.cell()
    facts = [*_made(p), *_configured(cell, p)]
    head = [Text("What", "Quoi").in_(p.lang), Text("Value", "Valeur").in_(p.lang)]
    caption = Text("What made these results", "Ce qui a produit ces résultats").in_(p.lang)
    whole = json.dumps(cell, ensure_ascii=False, indent=1, sort_keys=True)
    said = Text("Every setting of one run of the reference, as it was computed",
                "Tous les réglages d'une simulation de la référence, tels que calculés").in_(p.lang)  # fmt: skip
    return together([
        table(caption, head, facts, words=True), tag("h3", Text("To make them again", "Pour refaire").in_(p.lang)),
        items(tag("code", line) for line in commands(p)),
        tag("details", tag("summary", said), tag("pre", whole)),
    ])  # fmt: skip


def licences(credit: str, lang: str) -> str:
    """Return the licences of the sources that an attribution names."""
    known = {"GeoNames": "CC BY 4.0", "INSEE": "Licence Ouverte 2.0", "OpenStreetMap": "ODbL 1.0",
             "IGN": "Licence Ouverte 2.0"}  # fmt: skip
    said = [f"{name}{brief.colon(lang)}{licence}" for name, licence in known.items() if name in credit]
    return semicolon(lang).join(said)


def licences_of(p: Pieces) -> str:
    """Return the sources of the places and their licences, in one line."""
    credit = source_line(p.cell(), p.lang)
    return " ".join(part for part in (credit, licences(credit, p.lang)) if part)


def _made(p: Pieces) -> list[list[str]]:
    """Return versions, commit, dates, counts of runs."""
    manifest, lang = p.sweep.store.manifest, p.lang
    versions: Mapping[str, str] = manifest.get("versions", {})
    seeds = sorted(int(seed) for seed in p.sweep.table("plan")["seed"].unique())
    span = f"{seeds[0]}–{seeds[-1]}" if len(seeds) > 1 else str(seeds[0])
    rows = [
        (Text("Model", "Modèle"), str(versions.get("model", ""))),
        (Text("Git commit", "Commit git"), str(manifest.get("commit") or MISSING.in_(lang))),
        (Text("Computed", "Calculé"), f"{when(manifest.get('created'), lang)} – {when(manifest.get('updated'), lang)}"),
        (Text("Experiment", "Expérience"), p.sweep.name),
        (Text("Runs", "Simulations"), number(int(manifest.get("runs", 0)), lang)),
        (Text("Common seeds", "Tirages communs"), f"{number(len(seeds), lang)} ({span})"),
        (Text("Libraries", "Bibliothèques"), ", ".join(
            f"{name} {number}" for name, number in versions.items() if name != "model" and number != "not installed"
        )),
    ]
    return [[what.in_(lang), value] for what, value in rows]


def _configured(cell: Mapping[str, Any], p: Pieces) -> list[list[str]]:
    """Return the settings a person chooses, and the sources and licences of the places."""
    lang, credit = p.lang, source_line(cell, p.lang)
    picked = [", ".join(label(group, str(name), lang) for name in cell.get(group, {})) or "–"
              for group in ("innovations", "shocks")]  # fmt: skip
    rows = [
        (Text("Territory", "Territoire"), p.where()),
        (Text("Budget", "Budget"), _budget(cell, lang)),
        (Text("Simulated citizens", "Citoyens simulés"), number(float(cell["citizens"]), lang)),
        (Text("Innovations", "Innovations"), picked[0]),
        (Text("Shocks", "Chocs"), picked[1]),
        (Text("Data of the places", "Données des lieux"), credit or Text("invented", "inventées").in_(lang)),
        (Text("Licences", "Licences"), licences(credit, lang) or MISSING.in_(lang)),
        (Text("Software", "Logiciel"), "essaimage, MIT"),
    ]
    return [[what.in_(lang), value] for what, value in rows]


def _budget(cell: Mapping[str, Any], lang: str) -> str:
    if cell.get("budget") is None:
        return Text("the usual one of the territory", "celui, usuel, du territoire").in_(lang)
    return euros(float(cell["budget"]), lang) + Text(" a year", " par an").in_(lang)
