"""Errors raised on purpose, in two languages; each names the value, the rule and the way out (erreurs)."""
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple


class Text(NamedTuple):
    """One sentence in English and in French."""

    en: str
    fr: str

    def in_(self, lang: str) -> str:
        """Return the sentence in ``lang``, "fr" or "en"."""
        return self.fr if lang == "fr" else self.en


class EssaimageError(Exception):
    """Base of every error this project raises; it holds all the problems of an input, not the first."""

    def __init__(self, *problems: Text) -> None:
        self.problems = problems
        super().__init__("\n".join(problem.en for problem in problems))

    def __reduce__(self) -> tuple:
        return (type(self), tuple(self.problems))

    def text(self, lang: str) -> str:
        """Return every problem, one a line, in ``lang``."""
        return "\n".join(problem.in_(lang) for problem in self.problems)


class ParameterError(EssaimageError, ValueError):
    """A parameter lies outside the range its definition allows, or has the wrong type."""


class InputError(EssaimageError, ValueError):
    """A file, a name, an option or a path that cannot be used."""


class StoreError(EssaimageError, RuntimeError):
    """Results cannot be written or read: disk full, folder in use, a part damaged."""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the known name most like ``name``, or None where none is near."""
    found = get_close_matches(name, list(names), n=1, cutoff=0.5)
    return found[0] if found else None


def unknown(kind: Text, name: str, names: Iterable[str], where: Text) -> Text:
    """Say that ``name`` is no known ``kind``, where it was read, the nearest name and the known ones."""
    known = sorted(names)
    near = nearest(name, known)
    hint = Text(f" Did you mean {near}?", f" Vouliez-vous dire {near} ?") if near else Text("", "")
    return Text(
        f"Unknown {kind.en} '{name}' ({where.en}).{hint.en} Known: {', '.join(known) or 'none'}.",
        f"{kind.fr.capitalize()} inconnu(e) « {name} » ({where.fr}).{hint.fr} "
        f"Connus : {', '.join(known) or 'aucun'}.",
    )
