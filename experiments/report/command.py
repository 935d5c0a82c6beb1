"""The command ``essaimage report``: a page, its PDF, or a note of two pages (commande du rapport)."""

from pathlib import Path
from typing import Any

from experiments.files import write_atomic
from experiments.messages import Teller
from experiments.outcome import Outcome
from experiments.report.browser import NONE, browser, pages, printed
from experiments.report.pages import note_page, report_page
from experiments.report.pieces import Pieces
from experiments.request import Request
from experiments.results import Sweep
from experiments.unfinished import opened
from experiments.vintage import readable
from experiments.words import counted, number
from sim.errors import Text

# of the note: letters (pt), picture (mm), whose own letters are the smallest print of the page
SIZES = ((9.5, 140.0), (9.0, 140.0), (9.0, 125.0), (8.5, 125.0), (8.5, 110.0), (8.0, 95.0), (7.5, 80.0), (7.5, 65.0))
LEAVES = 2  # pages of the note
DONE, RUNS = Text("run", "simulation"), Text("runs", "simulations")


def report(request: Request, tell: Teller) -> Outcome:
    """Write OUT/report.html and OUT/report.pdf, or OUT/note.html and OUT/note.pdf with --note; say where they are.

    Raises InputError and StoreError as `vintage.readable` and `unfinished.opened` do.
    """
    sweep, lang = opened(readable(request.names[0])), request.lang
    missing = [text.in_(lang) for text in lacking(sweep)]
    tell(Text("Writing the report…", "Rédaction du rapport…"))
    pieces, program = Pieces(sweep, lang), browser()
    if "--note" in request.flags:
        page, pdf = fitted_note(pieces, missing, program)
    else:
        page = report_page(pieces, missing)
        pdf = printed(page, program) if program else NONE
    name = "note" if "--note" in request.flags else "report"
    written, said = _write(sweep.folder / name, page, pdf, lang)
    lines = [*missing, *said]
    data: dict[str, Any] = {"files": written, "missing": missing, "said": said, "figures": pieces.drawn}
    return Outcome("\n".join([*map(str, written), *lines]), data)


def lacking(sweep: Sweep) -> list[Text]:
    """Return what is missing in these results: runs not computed yet, runs that failed, intervals."""
    runs, plan = sweep.table("runs"), sweep.plan
    left, failed = int((runs["status"] == "planned").sum()), int((runs["status"] == "failed").sum())
    found = []
    if left:
        found.append(Text(
            f"{counted(left, DONE, RUNS, 'en')} of {number(len(runs), 'en')} not computed yet: the same command, given "
            "again, does the rest.",
            f"{counted(left, DONE, RUNS, 'fr')} sur {number(len(runs), 'fr')} pas encore calculées : la même commande, "
            "relancée, fera le reste.",
        ))  # fmt: skip
    if failed:
        found.append(Text(
            f"{counted(failed, DONE, RUNS, 'en')} of {number(len(runs), 'en')} failed: why is in "
            f"{sweep.folder}/failures.",
            f"{counted(failed, DONE, RUNS, 'fr')} sur {number(len(runs), 'fr')} en échec : les raisons sont dans "
            f"{sweep.folder}/failures.",
        ))  # fmt: skip
    if plan.empty:
        found.append(Text("No run has ended: there is no answer yet.",
                          "Aucune simulation n'est terminée : il n'y a pas encore de réponse."))  # fmt: skip
    elif plan["seed"].nunique() == 1:
        found.append(Text("Intervals: there is one seed only. seeds=N gives N.",
                          "Les intervalles : il n'y a qu'un tirage. seeds=N en donne N."))  # fmt: skip
    return found


def fitted_note(pieces: Pieces, missing: list[str], program: str | None) -> tuple[str, bytes | Text]:
    """Return the note as a page and as a PDF of two pages, at the largest size at which it holds on them.

    Without a browser nothing can be measured: the page of the usual size, and why there is no PDF.
    """
    page = note_page(pieces, missing, *SIZES[0])
    if program is None:
        return page, NONE
    pdf: bytes | Text = NONE
    for rank, size in enumerate(SIZES):
        page = page if rank == 0 else note_page(pieces, missing, *size)
        pdf = printed(page, program)
        if isinstance(pdf, Text) or pages(pdf) <= LEAVES:
            break
    return page, pdf


def _write(path: Path, page: str, pdf: bytes | Text, lang: str) -> tuple[list[str], list[str]]:
    """Write page and PDF whole or not at all; a PDF of another time is not left beside a new page."""
    html, beside = path.with_suffix(".html"), path.with_suffix(".pdf")
    write_atomic(html, page.encode())
    if isinstance(pdf, Text):
        beside.unlink(missing_ok=True)
        return [str(html)], [pdf.in_(lang)]
    write_atomic(beside, pdf)
    long = Text(f"The note takes {pages(pdf)} pages: names or limits are long.",
                f"La note prend {pages(pdf)} pages : des noms ou des limites sont longs.")  # fmt: skip
    over = path.name == "note" and pages(pdf) > LEAVES
    return [str(html), str(beside)], [long.in_(lang)] if over else []
