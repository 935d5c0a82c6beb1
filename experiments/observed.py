"""The command that turns a list of grants into a policy: its words and the file it writes (mélange observé)."""

from collections import Counter
from pathlib import Path
from typing import Any

from experiments.catalogue import label
from experiments.files import write_new
from experiments.grants import WORDS, Observed, observed_mix
from experiments.outcome import Outcome
from experiments.request import Request
from experiments.words import NBSP, counted, euros, number, percent
from scenarios.territory.reading import plain
from sim.errors import Text
from sim.version import MODEL_VERSION

SHOWN = 5  # objects of unclassified grants that are shown
GRANT, GRANTS = Text("grant", "subvention"), Text("grants", "subventions")


def observed(request: Request) -> Outcome:
    """Read grants, say what they fund, and write it as a policy that policy=file reads."""
    found = observed_mix(Path(request.names[0]).expanduser(), Path(request.text("words") or WORDS).expanduser())
    path = Path(request.text("out") or "observed_mix.yaml").expanduser()
    write_new(path, policy_yaml(found, plain(path.stem) or "observed_mix").encode())
    total = sum(grant.euros for grant in found.grants)
    data: dict[str, Any] = {
        "file": found.file, "policy": str(path), "grants": len(found.grants), "euros": total, "shares": found.shares,
        "instruments": {name: found.euros(name) for name in found.shares},
        "unclassified": {"grants": sum(not g.matches for g in found.grants), "euros": found.euros()},
        "several": {"grants": sum(len(g.matches) > 1 for g in found.grants),
                    "euros": sum(g.euros for g in found.grants if len(g.matches) > 1)},
        "meta": {"model": MODEL_VERSION},
    }  # fmt: skip
    return Outcome(observed_text(found, path, request.lang), data)


def observed_text(found: Observed, path: Path, lang: str) -> str:
    """Return what experiments.grants.Observed holds, for people, and what to do next."""
    total = sum(grant.euros for grant in found.grants)
    years = sorted({grant.year for grant in found.grants} - {""})
    span = f", {years[0]}" + (f"–{years[-1]}" if len(years) > 1 else "") if years else ""
    many = counted(len(found.grants), GRANT, GRANTS, lang)
    head = f"{found.file}{NBSP if lang == 'fr' else ''}: {many}, {euros(total, lang)}{span}"
    rows = [Text("share of classified euros|grants|euros", "part des euros classés|subventions|euros").in_(lang)]
    for name in sorted(found.shares, key=found.shares.__getitem__, reverse=True):
        count = sum(grant.matches[:1] == (name,) for grant in found.grants)
        amount, share = euros(found.euros(name), lang), percent(found.shares[name], lang, 1)
        rows.append(f"{share}|{number(count, lang)}|{amount}|{label('instruments', name, lang)} ({name})")
    lines = [head, *_aligned(rows), *_unclassified(found, total, lang), *_notes(found, total, lang)]
    lines.append(
        Text(
            f"Written: {path}\nNext: essaimage run policy=file policy.path={path}",
            f"Écrit{NBSP}: {path}\nEnsuite{NBSP}: essaimage run policy=file policy.path={path}",
        ).in_(lang)
    )
    return "\n".join(lines)


def policy_yaml(found: Observed, name: str) -> str:
    """Return the mix as the file of a policy, which says what it was made from."""
    total = sum(grant.euros for grant in found.grants)
    told = 1 - found.euros() / total
    shares = "\n".join(f"  {tool}: {share}" for tool, share in found.shares.items())
    return (
        f"# Observed mix of {len(found.grants)} grants in {found.file}: {told:.1%} of {total:,.0f} euros classified "
        f"by words of their objet\n"
        "_target_: scenarios.policy.Policy\n"
        f"name: {name}\n"
        "label_fr: Le mélange observé\n"
        "label_en: The observed mix\n"
        'line_fr: "Les parts constatées dans des subventions publiées."\n'
        'line_en: "The shares seen in published grants."\n'
        f"shares:  # of the euros classified, by instrument\n{shares}\n"
    )


def _aligned(rows: list[str]) -> list[str]:
    """Return cells separated by | as columns, numbers to the right."""
    cells = [row.split("|") for row in rows]
    widths = [max(len(row[k]) for row in cells) for k in range(3)]
    return ["  " + "  ".join([*(row[k].rjust(widths[k]) for k in range(3)), *row[3:]]) for row in cells]


def _unclassified(found: Observed, total: float, lang: str) -> list[str]:
    """Say what no word tells about, and the objects that weigh most there."""
    left = [grant for grant in found.grants if not grant.matches]
    if not left:
        return [Text("  Every grant was classified.", "  Toutes les subventions ont été classées.").in_(lang)]
    many, amount = counted(len(left), GRANT, GRANTS, lang), found.euros()
    share = percent(amount / total, lang, 1)
    said = Text(
        f"  Not classified, in no share: {many}, {euros(amount, 'en')}, {share} of the euros. The largest objects:",
        f"  Non classé, hors des parts{NBSP}: {many}, {euros(amount, 'fr')}, {share} des euros. Les principaux "
        f"objets{NBSP}:",
    )
    weight: Counter[str] = Counter()
    for grant in left:
        weight[grant.purpose or "–"] += grant.euros  # type: ignore[assignment]
    largest = sorted(weight.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
    return [said.in_(lang), *(f"    {euros(value, lang)}  {purpose[:90]}" for purpose, value in largest)]


def _notes(found: Observed, total: float, lang: str) -> list[str]:
    """Say what a reader of the shares should know."""
    several = [grant for grant in found.grants if len(grant.matches) > 1]
    kind = sum(grant.euros for grant in found.grants if grant.in_kind)
    said = []
    if several:
        many, share = counted(len(several), GRANT, GRANTS, lang), sum(grant.euros for grant in several) / total
        said.append(
            Text(
                f"  With words of several instruments: {many}, {percent(share, 'en', 1)} of the euros; the first in "
                "the file of words has them.",
                f"  Avec des mots de plusieurs instruments{NBSP}: {many}, {percent(share, 'fr', 1)} des euros ; le "
                "premier dans le fichier des mots les reçoit.",
            )
        )
    if kind:
        said.append(
            Text(
                f"  {euros(kind, 'en')} are in kind (premises, staff lent), counted as valued in the file.",
                f"  {euros(kind, 'fr')} sont en nature (locaux, personnel mis à disposition), comptés comme dans le "
                "fichier.",
            )
        )
    if total and found.euros() > total / 2:
        said.append(
            Text(
                "  Over half of the euros are not classified: the shares say little. Add words (--words).",
                "  Plus de la moitié des euros ne sont pas classés : les parts disent peu. Ajoutez des mots (--words).",
            )
        )
    return [text.in_(lang) for text in said]
