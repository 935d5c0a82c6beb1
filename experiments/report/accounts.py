"""Sections of a report: costs, assumptions that decide, limits, how to redo it (comptes et réserves)."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import brief
from experiments.answer import PER
from experiments.catalogue import label
from experiments.credit import source_line
from experiments.figures.dial_words import dial_name, dial_value
from experiments.groups import defaults, settable
from experiments.report.markup import Safe, items, paragraphs, table, tag, together
from experiments.report.pieces import Pieces
from experiments.words import MISSING, NBSP, euros, number
from sim.errors import Text
from sim.units import unit_in

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
CHECK = Text(
    "The other assumptions, over their plausible ranges at once: essaimage sensitivity. What would show that the model "
    "is wrong: docs/limits.md.",
    f"Les autres hypothèses, dans toutes leurs plages plausibles à la fois{NBSP}: essaimage sensitivity. Ce qui "
    f"montrerait que le modèle a tort{NBSP}: docs/limits.md.",
)


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


def assumptions(p: Pieces) -> Safe:
    """Return what each dial does to the answer, how far it moves it, and what it is known from."""
    turned = [dial for dial in p.sweep.dials if p.sweep.plan[dial].nunique() > 1]
    if not turned:
        none = Text("No assumption was varied in these results.", "Aucune hypothèse n'a été variée dans ces résultats.")
        return paragraphs(none.in_(p.lang), CHECK.in_(p.lang))
    return together([
        items(tipping(p)), *(dial_table(p, dial) for dial in turned if p.sweep.versus), source_table(p, turned),
        *(p.figure(f"slope_{dial.replace('.', '_')}") for dial in strongest(p, turned)[:2]),
        paragraphs(CHECK.in_(p.lang)),
    ])  # fmt: skip


def by_dial(p: Pieces, dial: str) -> pd.DataFrame:
    """Return, for each value of a dial, the mean difference of the question and the worlds it holds in."""
    effects = p.sweep.dial_effects(*(p.sweep.versus or ("", "")), p.main)
    rows = [{"value": value, "estimate": float(part["estimate"].mean()), **brief.tally(part)}
            for value, part in effects.groupby(dial, sort=False)]  # fmt: skip
    return pd.DataFrame(rows)


def strongest(p: Pieces, turned: list[str]) -> list[str]:
    """Return the dials, the one whose values move the answer most first."""
    if not p.sweep.versus:
        return turned
    return sorted(turned, key=lambda dial: -float(np.ptp(by_dial(p, dial)["estimate"])))


def tipping(p: Pieces) -> list[str]:
    """Return what would overturn the answer: for each dial, its values where the mean difference has each sign."""
    if not p.sweep.versus:
        return []
    lines = []
    for dial in strongest(p, [dial for dial in p.sweep.dials if p.sweep.plan[dial].nunique() > 1]):
        found = by_dial(p, dial)
        parts = [f"{dial_value(row.value, p.lang)}{brief.colon(p.lang)}{brief.gap_text(p.main, row.estimate, p.lang)}"
                 for row in brief.rows(found)]  # fmt: skip
        signs = set(np.sign(found["estimate"])) - {0.0}
        turns = Text("the mean difference changes sign", "l'écart moyen change de signe") if len(signs) > 1 else Text(
            "the mean difference keeps its sign", "l'écart moyen garde son signe")  # fmt: skip
        lines.append(f"{dial_name(dial, p.lang)}{brief.colon(p.lang)}{turns.in_(p.lang)} ({', '.join(parts)}).")
    return lines


def dial_table(p: Pieces, dial: str) -> Safe:
    """Return, for each value of a dial, in how many worlds the first policy of the question does better."""
    a, b = p.sweep.versus or ("", "")
    head = Text("Value|Mean difference|Better|Less good|≈|Worlds", "Valeur|Écart moyen|Mieux|Moins bien|≈|Mondes")
    rows = [
        [dial_value(row.value, p.lang), brief.gap_text(p.main, row.estimate, p.lang),
         *(number(n, p.lang) for n in (row.better, row.less, row.even + row.none, row.worlds))]
        for row in brief.rows(by_dial(p, dial))
    ]  # fmt: skip
    pair = Text(f"{brief.quoted(a, 'en')} against {brief.quoted(b, 'en')}",
                f"{brief.quoted(a, 'fr')} face à {brief.quoted(b, 'fr')}").in_(p.lang)  # fmt: skip
    caption = f"{dial_name(dial, p.lang)}{brief.colon(p.lang)}{p.indicator(p.main)}, {pair}"
    return table(caption, head.in_(p.lang).split("|"), rows)


def source_table(p: Pieces, turned: list[str]) -> Safe:
    """Return the values given to each dial, its default, its unit and where its number comes from."""
    head = Text("Assumption|Name|Values tested|Usual value|Unit|Source",
                "Hypothèse|Nom|Valeurs testées|Valeur usuelle|Unité|Source")  # fmt: skip
    rows = []
    for dial in turned:
        about, usual, unit = described(dial)
        if p.lang == "fr" and about.startswith("assumption"):  # what follows is written in English only
            about = "hypothèse (docs/parameters.md)"
        values = " ; ".join(dial_value(value, p.lang) for value in dict.fromkeys(p.sweep.plan[dial]))
        said = dial_value(usual, p.lang) if usual is not None else MISSING.in_(p.lang)
        rows.append([dial_name(dial, p.lang), dial, values, said, unit_in(unit, p.lang), about or MISSING.in_(p.lang)])
    caption = Text("The assumptions that were varied", "Les hypothèses qui ont été variées").in_(p.lang)
    return table(caption, head.in_(p.lang).split("|"), rows, words=True)


def described(dial: str) -> tuple[str, Any, str]:
    """Return the source of a parameter, its default and its unit, as its field says them; "" where it is none."""
    group, _, name = dial.partition(".")
    params = defaults().get(group)
    field = settable(type(params)).get(name) if params else None
    return (str(field.metadata["source"]), field.default, str(field.metadata["unit"])) if field else ("", None, "")


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


def commands(p: Pieces) -> list[str]:
    """Return the commands that compute, check, compare and print these results again."""
    out, seeds = p.sweep.folder, p.sweep.store.manifest.get("seeds", 1)
    asked = p.sweep.experiment
    named = asked.file or (asked.name if asked.texts else "")
    known = [f"essaimage sweep experiment={named} seeds={seeds}"] if named else []
    return [*known, f"essaimage replay {out} {p.sweep.store.run_ids()[0]}", f"essaimage compare {out} lang={p.lang}",
            f"essaimage plot {out} lang={p.lang}", f"essaimage report {out} lang={p.lang}"]  # fmt: skip


def licences(credit: str) -> str:
    """Return the licences of the sources that an attribution names."""
    known = {"GeoNames": "GeoNames: CC BY 4.0", "INSEE": "INSEE: Licence Ouverte 2.0", "OpenStreetMap":
             "OpenStreetMap: ODbL 1.0", "IGN": "IGN: Licence Ouverte 2.0"}  # fmt: skip
    return "; ".join(licence for name, licence in known.items() if name in credit)


def licences_of(p: Pieces) -> str:
    """Return the sources of the places and their licences, in one line."""
    credit = source_line(p.cell(), p.lang)
    return " ".join(part for part in (credit, licences(credit)) if part)


def _made(p: Pieces) -> list[list[str]]:
    """Return versions, commit, dates, counts of runs."""
    manifest, lang = p.sweep.store.manifest, p.lang
    versions: Mapping[str, str] = manifest.get("versions", {})
    seeds = sorted(int(seed) for seed in p.sweep.table("plan")["seed"].unique())
    span = f"{seeds[0]}–{seeds[-1]}" if len(seeds) > 1 else str(seeds[0])
    rows = [
        (Text("Model", "Modèle"), str(versions.get("model", ""))),
        (Text("Git commit", "Commit git"), str(manifest.get("commit") or MISSING.in_(lang))),
        (Text("Computed", "Calculé"), f"{manifest.get('created', '')} – {manifest.get('updated', '')}"),
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
        (Text("Licences", "Licences"), licences(credit) or MISSING.in_(lang)),
        (Text("Software", "Logiciel"), "essaimage, MIT"),
    ]
    return [[what.in_(lang), value] for what, value in rows]


def _budget(cell: Mapping[str, Any], lang: str) -> str:
    if cell.get("budget") is None:
        return Text("the usual one of the territory", "celui, usuel, du territoire").in_(lang)
    return euros(float(cell["budget"]), lang) + Text(" a year", " par an").in_(lang)
