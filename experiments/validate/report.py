"""What a validation found: a table, an object for programs, a page with its figures (rapport de validation)."""

import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from experiments.figures.criterion import criterion_panels
from experiments.figures.save import save
from experiments.validate.criterion import FAIL, VERDICTS, Outcome
from experiments.validate.registry import criteria
from experiments.words import DISCLAIMER, number
from sim.errors import Text

BROKE = Text("It could not be measured: ", "Il n'a pas pu être mesuré : ")
INTRO = Text(
    "Each row is a claim about the model: what theory or data say, what was measured through the code that serves "
    "users, the bounds it must keep, and whether it does. *Reported* figures are shown and not judged.",
    "Chaque ligne est une affirmation sur le modèle : ce que disent la théorie ou les données, ce qui a été mesuré "
    "avec le code qui sert aux utilisateurs, les bornes à tenir, et si elles le sont. Les chiffres *rapportés* sont "
    "montrés sans être jugés.",
)
WORDS = {
    "title": Text("Validation of the model", "Validation du modèle"),
    "when": Text("Measured on", "Mesuré le"),
    "full": Text("full size", "grandeur réelle"),
    "quick": Text("reduced size", "taille réduite"),
    "head": Text("| id | claim | verdict | measured (bounds) |", "| id | affirmation | verdict | mesuré (bornes) |"),
    "theory": Text("Expected", "Attendu"),
    "again": Text("To measure again", "Pour mesurer de nouveau"),
}


class Found(NamedTuple):
    """What one criterion found."""

    id: str
    outcome: Outcome
    seconds: float
    error: str = ""  # the traceback, where measuring broke

    @property
    def verdict(self) -> str:
        """Return the verdict; what cannot be measured because it broke fails."""
        return FAIL if self.error else self.outcome.verdict


def found(task: tuple[str, bool]) -> Found:
    """Measure one criterion by its name, at full size or not; what breaks is kept with its traceback."""
    name, full = task
    start = perf_counter()
    try:
        return Found(name, criteria()[name].run(full), perf_counter() - start)
    except Exception as error:  # noqa: BLE001, a criterion that breaks fails, and the others are measured
        note = Text(*(f"{BROKE.in_(lang)}{type(error).__name__}: {error}" for lang in ("en", "fr")))
        return Found(name, Outcome((), note=note), perf_counter() - start, traceback.format_exc())


def line(one: Found, lang: str) -> str:
    """Return the row of one criterion: id, verdict, title, what was found."""
    title = criteria()[one.id].title.in_(lang)
    return f"{one.id:<4} {VERDICTS[one.verdict].in_(lang):<9} {title}\n{'':<15}{one.outcome.sentence.in_(lang)}"


def as_data(rows: Iterable[Found], meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object for programs: {"criteria": [...], "meta": {...}}."""
    return {"criteria": [_row(one) for one in rows], "meta": dict(meta)}


def _row(one: Found) -> dict[str, Any]:
    criterion, checks = criteria()[one.id], one.outcome.checks
    return {
        "id": one.id,
        "verdict": one.verdict,
        "title": _both(criterion.title),
        "theory": _both(criterion.theory),
        "measured": [
            {"name": _both(c.name), "value": c.measured, "low": c.low, "high": c.high, "kept": c.kept} for c in checks
        ],
        "tolerance": "; ".join(f"{c.name.en} {c.tolerance('en')}" for c in checks if c.bounded),
        "sentence": _both(one.outcome.sentence),
        "seconds": round(one.seconds, 1),
        "figure": f"{one.id}.png" if one.outcome.figure else None,
    }


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "fr": text.fr}


def draw(rows: Iterable[Found], folder: Path, lang: str, tell: Callable[[Path], None] = lambda path: None) -> None:
    """Write one figure for each criterion that has one, PNG and SVG."""
    for one in rows:
        if one.outcome.figure:
            title = f"{one.id} · {criteria()[one.id].title.in_(lang)} · {VERDICTS[one.verdict].in_(lang)}"
            fig, _ = criterion_panels(title, one.outcome.figure, one.outcome.sentence.in_(lang), lang)
            tell(save(fig, folder / one.id, dpi=110)[0])


def page(data: Mapping[str, Any], figures: str, lang: str) -> str:
    """Return the page of a validation from its data: a table, then each criterion with its figure from ``figures``."""
    meta, rows = data["meta"], data["criteria"]
    says = {name: text.in_(lang) for name, text in WORDS.items()}
    machine = ", ".join(f"{name} {version}" for name, version in meta["versions"].items())
    when = f"{says['when']} {meta['at'][:10]} ({says[meta['size']]}; {machine})."
    parts = [f"# {says['title']}\n", when, INTRO.in_(lang) + f" {DISCLAIMER.in_(lang)}\n", _counts(rows, lang), ""]
    parts += [says["head"], "|---|---|---|---|"]
    for row in rows:
        name = f"[{row['id']}](#{row['id'].lower()})"
        verdict = VERDICTS[row["verdict"]].in_(lang)
        said = row["sentence"][lang].replace("|", "/")
        parts.append(f"| {name} | {row['title'][lang]} | {verdict} | {said} |")
    for row in rows:
        colon = " :" if lang == "fr" else ":"
        parts += [f"\n## {row['id']}\n", f"**{row['title'][lang]}.** {says['theory']}{colon} {row['theory'][lang]}\n"]
        parts.append(f"{VERDICTS[row['verdict']].in_(lang)}{colon} {row['sentence'][lang]}")
        if row["figure"]:
            parts.append(f"\n![{row['title'][lang]}]({figures}/{row['figure']})")
    return "\n".join([*parts, f"\n{says['again']}{' :' if lang == 'fr' else ':'} `{meta['command']}`."]) + "\n"


def _counts(rows: list[dict[str, Any]], lang: str) -> str:
    """Return how many criteria have each verdict."""
    given = [row["verdict"] for row in rows]
    seen = [(given.count(verdict), text.in_(lang)) for verdict, text in VERDICTS.items() if verdict in given]
    return ", ".join(f"{number(count, lang)} {word}" for count, word in seen) + "."


def counts(rows: list[Found], lang: str) -> str:
    """Return how many criteria have each verdict, from what was found."""
    return _counts([{"verdict": one.verdict} for one in rows], lang)
