"""Sections of a report: the question, the answer, how it spreads, who benefits (ce qui a été trouvé)."""

from typing import Any

from experiments import brief
from experiments.cabinet.ground import GROUPINGS
from experiments.report.markup import Safe, items, paragraphs, table, tag, together
from experiments.report.pieces import Pieces
from experiments.words import DISCLAIMER, NBSP, NO_DIFFERENCE, interval, number, percent
from sim.errors import Text

BENEFIT = ("in_reach_share", "rural_gap", "coverage_gini", "places_left_behind", "money_top_tenth", "jobs_after_24")
BY_GROUP = ("net", "adopters")  # measures drawn by density class and département
ALONE = (
    "adopted_share", "places_reached_share", "sites", "jobs", "users", "survival_3y", "fidelity", "wellbeing",
    "money_paid", "euros_per_adopter", "euros_per_site", "euros_per_job",
)  # fmt: skip
POLICY, GAP = Text("Policy", "Politique"), Text("Difference", "Écart")
SPAN = Text("95% interval", f"Intervalle à 95{NBSP}%")
MORE, LESS, WORLDS = Text("More", "Plus"), Text("Less", "Moins"), Text("Worlds", "Mondes")
MEDIANS = Text("medians of the seeds", "médianes des tirages")
SEEDS_ONLY = Text(
    "Intervals are over the common seeds: they say what luck does, not how wrong the assumptions are. Worlds are "
    "counted, never averaged away.",
    f"Les intervalles portent sur les tirages communs{NBSP}: ils disent la part du hasard, pas celle des hypothèses. "
    "Les mondes sont comptés, jamais noyés dans une moyenne.",
)


def question(p: Pieces) -> Safe:
    """Return what was asked, what was compared and where the question comes from."""
    texts, lang = p.sweep.experiment, p.lang
    asked = texts.text("question", lang)
    if not asked:
        names = ", ".join(p.name(policy) for policy in p.sweep.policies) or p.sweep.reference
        asked = Text(f"What follows from: {names}?", f"Que donnent{NBSP}: {names}{NBSP}?").in_(lang)
    source = texts.texts.get("source_fr", "")
    said = Text("From the source documents (in French): ", f"D'après les textes sources{NBSP}: ").in_(lang)
    return together([
        tag("p", asked, class_="lead"),
        paragraphs(texts.text("about", lang), f"{said}{source}" if source else "", DISCLAIMER.in_(lang)),
    ])  # fmt: skip


def answer(p: Pieces) -> Safe:
    """Return the answer in sentences, then in tables and figures; for one policy, its indicators."""
    if not p.several:
        return alone(p)
    names, base = p.sweep.experiment.indicators, p.sweep.reference
    sentences = [brief.widest(p.sweep, name, base, p.lang) for name in names]
    if p.sweep.versus:
        sentences = [brief.answer(p.sweep, name, p.lang) for name in names] + sentences
    widest = brief.widest(p.sweep, p.main, base, p.lang)
    return together([
        tag("p", f"{sentences[0]}.", class_="lead"),
        items(f"{sentence}." for sentence in sentences[1:]),
        paragraphs(confidence(p), SEEDS_ONLY.in_(p.lang)),
        versus_table(p),
        p.figure(f"dials_{p.main}", f"{sentences[0]}."),
        *(effects_table(p, name) for name in names),
        p.figure(f"effects_{p.main}", f"{widest}."),
        p.figure(f"exceedance_{p.main}"),
        p.figure(f"regret_{p.main}", f"{brief.safest(p.sweep.regret_summary(p.main), p.main, p.lang)}."),
    ])  # fmt: skip


def confidence(p: Pieces) -> str:
    """Return how sure the answer is: worlds that agree, worlds where nothing is discernible, seeds."""
    seeds = number(p.seeds, p.lang)
    if p.seeds < 2:
        return Text("One seed: no interval can be given, so nothing can be told from luck.",
                    f"Un seul tirage{NBSP}: aucun intervalle, rien ne se distingue du hasard.").in_(p.lang)  # fmt: skip
    if not p.sweep.versus:
        return Text(f"{seeds} common seeds; {p.worlds} worlds tested.",
                    f"{seeds} tirages communs{NBSP}; {p.worlds} mondes testés.").in_(p.lang)  # fmt: skip
    found = brief.tally(p.sweep.dial_effects(*p.sweep.versus, p.main))
    even = brief.often(found["even"], found["worlds"], p.lang)
    none = NO_DIFFERENCE
    return Text(
        f"How sure is it? {none.en[:1].upper()}{none.en[1:]} — {even}; {seeds} common seeds in each world.",
        f"Est-ce sûr{NBSP}? {none.fr[:1].upper()}{none.fr[1:]} — {even}{NBSP}; {seeds} tirages communs dans chaque "
        "monde.",
    ).in_(p.lang)


def versus_table(p: Pieces) -> Safe:
    """Return the two policies of the question, indicator by indicator."""
    if not p.sweep.versus:
        return Safe("")
    a, b = p.sweep.versus
    found = p.sweep.compare(b)
    found = found[found["policy"] == a]
    names = f"{brief.quoted(a, p.lang)} − {brief.quoted(b, p.lang)}"
    caption = Text(f"{names}: mean of the worlds, and in how many worlds it is so",
                   f"{names}{NBSP}: moyenne des mondes, et dans combien de mondes").in_(p.lang)  # fmt: skip
    rows = [[p.indicator(row.indicator), *_counted(p, row.indicator, row)] for row in brief.rows(found)]
    return table(caption, [Text("Indicator", "Indicateur").in_(p.lang), *_head(p.lang)], rows)


def effects_table(p: Pieces, indicator: str) -> Safe:
    """Return each policy against the reference, on one indicator."""
    found = p.sweep.compare(indicators=[indicator])
    base = brief.quoted(p.sweep.reference, p.lang)
    caption = Text(f"{p.indicator(indicator)}: difference from {base}, same seeds",
                   f"{p.indicator(indicator)}{NBSP}: écart à {base}, mêmes tirages").in_(p.lang)  # fmt: skip
    rows = [[p.name(row.policy), *_counted(p, indicator, row)] for row in brief.rows(found)]
    return table(caption, [POLICY.in_(p.lang), *_head(p.lang)], rows)


def _head(lang: str) -> list[str]:
    return [*(text.in_(lang) for text in (GAP, SPAN, MORE, LESS)), "≈", WORLDS.in_(lang)]


def _counted(p: Pieces, indicator: str, row: Any) -> list[str]:
    """Return the difference, its interval and the counts of worlds of a row of `compare.summary`."""
    one = row._asdict()
    return [
        *brief.gap_and_span(indicator, row, p.lang),
        *(number(n, p.lang) for n in (one["above"], one["below"], one["contains"] + one["no_interval"])),
        number(one["worlds"], p.lang),
    ]  # fmt: skip


def alone(p: Pieces) -> Safe:
    """Return where each indicator ends under each policy, with its interval over seeds."""
    names = [name for name in ALONE if (p.sweep.indicators["indicator"] == name).any()]
    head = [Text("Indicator", "Indicateur").in_(p.lang), *(p.name(policy) for policy in p.sweep.policies)]
    rows = [[p.indicator(name), *(p.spread(name, policy) for policy in p.sweep.policies)] for name in names]
    caption = Text(
        "At the end; 95% interval over seeds where there are several",
        f"À la fin{NBSP}; intervalle à 95{NBSP}% sur les tirages s'il y en a plusieurs",
    ).in_(p.lang)
    said = Text(
        "These results hold no comparison: one policy was run, or not its reference.",
        f"Ces résultats ne comparent rien{NBSP}: une seule politique a été simulée, ou pas sa référence.",
    )
    return together([paragraphs(said.in_(p.lang)), table(caption, head, rows)])


def diffusion(p: Pieces) -> Safe:
    """Return how adoption and sites spread over time, in the world that figures show."""
    assert p.album is not None
    said = f"{brief.levels(p.album.indicator('adopted_share'), p.lang, p.worlds)} ({MEDIANS.in_(p.lang)})."
    names = ("adoption", "diffusion", "stages", "lineage")
    return together([paragraphs(said), *(p.figure(name, said if name == "adoption" else "") for name in names)])


def benefit(p: Pieces) -> Safe:
    """Return who benefits: places and people reached or left out, money spread or gathered, windfall, maps."""
    groups = [p.figure(f"by_{grouping}_{measure}") for grouping in GROUPINGS for measure in BY_GROUP]
    maps = [p.figure(name) for name in ("maps", "maps_difference")]  # drawn last: numbers follow the page
    return together([items(winners(p)), benefit_table(p), *groups, windfall_table(p), *maps])


def winners(p: Pieces) -> list[str]:
    """Return, for the policies of the question, what sets them apart from the reference on who benefits."""
    if not p.several:
        return []
    shown = [policy for policy in (p.sweep.versus or ()) if policy != p.sweep.reference]
    found = p.sweep.compare(indicators=["rural_gap", "places_left_behind"])
    rows = found[found["policy"].isin(shown)]
    return [f"{brief.effect(row, row.indicator, p.sweep.reference, p.lang)}." for row in brief.rows(rows)]


def benefit_table(p: Pieces) -> Safe:
    """Return the mean of each policy on who benefits, with the side on which its interval lies of the reference."""
    means = {name: p.ends(name) for name in BENEFIT}
    sides = {}
    if p.several:
        found = p.sweep.compare(indicators=BENEFIT)
        sides = {(row.policy, row.indicator): row.verdict for row in brief.rows(found)}
    words = {"above": MORE.in_(p.lang).lower(), "below": LESS.in_(p.lang).lower()}
    rows = []
    for policy in p.sweep.policies:
        cells = []
        for name in BENEFIT:
            said = p.value(name, float(means[name].get(policy, float("nan"))))
            side = words.get(str(sides.get((policy, name))), "")
            cells.append(f"{said} ({side})" if side else said)
        rows.append([p.name(policy), *cells])
    against = brief.quoted(p.sweep.reference, p.lang)
    caption = Text(
        f"Who benefits, at the end (more, less: than under {against}, by the mean of the worlds)",
        f"À qui cela profite, à la fin (plus, moins{NBSP}: que sous {against}, en moyenne des mondes)",
    ) if p.several else Text("Who benefits, at the end", "À qui cela profite, à la fin")  # fmt: skip
    return table(caption.in_(p.lang), [POLICY.in_(p.lang), *(p.indicator(name) for name in BENEFIT)], rows)


def windfall_table(p: Pieces) -> Safe:
    """Return which of the sites supported would live without support."""
    if not p.several:
        return Safe("")
    head = Text(
        "Policy|Sites supported|Alive at the end|Would not live otherwise|95% interval|Windfall",
        f"Politique|Sites soutenus|Vivants à la fin|Ne vivraient pas sinon|Intervalle à 95{NBSP}%|Aubaine",
    )
    rows = [
        [p.name(row.policy), number(row.supported, p.lang, 1), number(row.living, p.lang, 1),
         percent(row.additionality, p.lang, 1), interval(100.0 * row.low, 100.0 * row.high, p.lang, 1, "%"),
         percent(row.windfall, p.lang, 1)]
        for row in brief.rows(p.sweep.additionality())
    ]  # fmt: skip
    against = brief.quoted(p.sweep.reference, p.lang)
    caption = Text(
        f"What support adds to {against} (mean of a run); windfall: sites that would live anyway",
        f"Ce que l'aide ajoute à {against} (moyenne d'une simulation){NBSP}; aubaine{NBSP}: sites qui vivraient de "
        "toute façon",
    )
    return table(caption.in_(p.lang), head.in_(p.lang).split("|"), rows)

