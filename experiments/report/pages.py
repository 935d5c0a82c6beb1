"""The pages: a report of any length, and a note of two A4 pages (mise en page)."""

from experiments import brief
from experiments.report import accounts, assumed, findings
from experiments.report.again import commands
from experiments.report.markup import Safe, items, paragraphs, section, tag, together
from experiments.report.pieces import Pieces
from experiments.report.style import NOTE, PRINT, SCREEN
from experiments.words import DISCLAIMER, NBSP, when
from sim.errors import Text

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"  # nothing is asked of any other machine
SKIP = Text("Skip to the content", "Aller au contenu")
CONTENTS = Text("Contents", "Sommaire")
SECTIONS = {
    "question": (Text("The question", "La question"), findings.question),
    "answer": (Text("The answer", "La réponse"), findings.answer),
    "diffusion": (Text("How it spreads", "Comment cela se diffuse"), findings.diffusion),
    "benefit": (Text("Who benefits", "À qui cela profite"), findings.benefit),
    "costs": (Text("What it costs", "Ce que cela coûte"), accounts.money),
    "assumptions": (Text("The assumptions that decide", "Les hypothèses qui décident"), assumed.assumptions),
    "limits": (Text("Limits", "Limites"), accounts.limits),
    "redo": (Text("Where it comes from, how to redo it", "D'où cela vient, comment refaire"), accounts.provenance),
}
EMPTY = ("question", "limits", "redo")  # what can be said where no run has ended


def report_page(p: Pieces, missing: list[str]) -> str:
    """Return the whole report as one page that asks nothing of any other file or machine."""
    shown = {anchor: what for anchor, what in SECTIONS.items() if p.album or anchor in EMPTY}
    links = [tag("a", title.in_(p.lang), href=f"#{anchor}") for anchor, (title, _) in shown.items()]
    body = [
        tag("a", SKIP.in_(p.lang), href="#content", class_="skip"),
        tag("header", tag("h1", title(p)), tag("p", p.where(), class_="soft"), absent(missing, p.lang)),
        tag("nav", items(links), aria_label=CONTENTS.in_(p.lang)),
        tag("main", *(section(anchor, name.in_(p.lang), write(p)) for anchor, (name, write) in shown.items()),
            id="content"),
        tag("footer", paragraphs(DISCLAIMER.in_(p.lang), signature(p))),
    ]  # fmt: skip
    return _document(p, SCREEN + PRINT, body)


def note_page(p: Pieces, missing: list[str], size: float = 9.5, figure: float = 120.0) -> str:
    """Return the note: subject, question, answer and its certainty; who benefits, what would overturn it, limits.

    size: of the letters, points; figure: width of the picture, mm. Both pages fit on A4 at some size.
    """
    lang, names = p.lang, p.sweep.experiment.indicators
    several = p.album is not None and p.several
    first = [
        tag("h1", title(p)),
        section("subject", Text("Subject", "Objet").in_(lang), paragraphs(p.sweep.experiment.text("about", lang),
                f"{p.where()}.", signature(p)), absent(missing, lang)),
        section("question", Text("Question", "Question").in_(lang), paragraphs(asked(p), DISCLAIMER.in_(lang))),
    ]  # fmt: skip
    second: list[Safe] = []
    if p.album:
        told = _told(p, names) if several else [findings.alone(p)]
        first.append(section("answer", Text("Answer and confidence", "Réponse et confiance").in_(lang), *told))
        second.append(section("benefit", Text("Who benefits", "À qui cela profite").in_(lang),
                              items(findings.winners(p)), findings.benefit_table(p)))  # fmt: skip
        overturn = items(assumed.tipping(p)[:4]) or paragraphs(assumed.CHECK.in_(lang))
        second.append(section("overturn", Text("What would overturn it", "Ce qui la renverserait").in_(lang), overturn))
    second += [
        section("limits", Text("Limits", "Limites").in_(lang), accounts.limits(p)),
        section("redo", Text("Redo it", "Reproduire").in_(lang), items(tag("code", c) for c in commands(p)),
                paragraphs(accounts.licences_of(p))),
    ]  # fmt: skip
    body = [tag("main", tag("div", *first), tag("div", *second, class_="second"), id="content")]
    return _document(p, SCREEN + PRINT + NOTE % {"size": f"{size:g}", "figure": f"{figure:g}"}, body)


def _told(p: Pieces, names: tuple[str, ...]) -> list[Safe]:
    """Return the answer of the note: sentences, certainty, one table and one picture."""
    shown = [brief.answer(p.sweep, name, p.lang) for name in names] if p.sweep.versus else []
    shown = shown or [brief.widest(p.sweep, name, p.sweep.reference, p.lang) for name in names]
    table = findings.versus_table(p) or findings.effects_table(p, p.main)
    drawn = p.figure(f"dials_{p.main}") or p.figure(f"effects_{p.main}")
    lines = [f"{sentence}." for sentence in shown[:4]]
    return [items(lines), paragraphs(findings.confidence(p)), table, drawn]


def title(p: Pieces) -> str:
    """Return what the report is called: its experiment, else its policies."""
    named = p.sweep.experiment.text("label", p.lang)
    if p.sweep.experiment.texts:
        return named
    return ", ".join(p.name(policy) for policy in p.sweep.policies) or named


def asked(p: Pieces) -> str:
    """Return the question, the label of the results where none was stated."""
    return p.sweep.experiment.text("question", p.lang) or title(p)


def signature(p: Pieces) -> str:
    """Return model, commit, seeds and date in one line."""
    manifest = p.sweep.store.manifest
    model, commit = str(manifest.get("versions", {}).get("model", "")), str(manifest.get("commit") or "")[:12]
    seeds = manifest.get("seeds", 1)
    made = when(manifest.get("updated"), p.lang)
    said = Text(f"essaimage, model {model}, commit {commit or 'n/a'}, {seeds} seeds, {made}",
                f"essaimage, modèle {model}, commit {commit or 'n.d.'}, {seeds} tirages, {made}")
    return said.in_(p.lang)  # fmt: skip


def absent(missing: list[str], lang: str) -> Safe:
    """Return what these results lack, where they lack something."""
    if not missing:
        return Safe("")
    head = Text("What is missing in these results", "Ce qui manque à ces résultats").in_(lang)
    named = paragraphs(f"{head}{NBSP if lang == 'fr' else ''}:")
    return tag("div", named, items(missing), class_="missing", role="note")


def _document(p: Pieces, style: str, body: list[Safe]) -> str:
    head = [
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title(p)),
        tag("style", Safe(style)),
    ]
    return f"<!DOCTYPE html>\n{tag('html', tag('head', *head), tag('body', together(body)), lang=p.lang)}\n"
