"""Keeping some EPCI, départements or régions of a larger table of communes (découpe d'un territoire)."""
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scenarios.territory import names
from scenarios.territory.checks import count_text
from scenarios.territory.reading import plain
from sim.errors import Text, nearest

KINDS = {  # how several are called
    "epci": Text("EPCI", "EPCI"), "departement": Text("départements", "départements"),
    "region": Text("régions", "régions"),
}  # fmt: skip


class Cut(NamedTuple):
    """What to keep, by code or by exact name; a place is kept that lies in any of them; nothing: keep all."""

    epci: tuple[str, ...] = ()
    departement: tuple[str, ...] = ()
    region: tuple[str, ...] = ()


def kept(cut: Cut, text: Mapping[str, Sequence[str]], file: str) -> tuple[list[bool], list[Text]]:
    """Return which rows to keep, and what of ``cut`` is not in the table.

    text: by row, under "code", "epci", "departement" and "region" their codes, and under "epci_name" a name.
    """
    found: list[Text] = []
    keep = [not any(cut)] * len(text["epci"])
    for kind in KINDS:
        asked = getattr(cut, kind)
        if asked:
            codes = {code for name in asked for code in _codes(kind, name, text, file, found)}
            keep = [old or code in codes for old, code in zip(keep, text[kind], strict=True)]
    return keep, found


def _codes(
    kind: str, asked: str, text: Mapping[str, Sequence[str]], file: str, problems: list[Text]
) -> list[str]:
    """Return the code that ``asked`` is or names; note that there is none, or that several bear the name."""
    named = _names(kind, text)
    if asked in named:
        return [asked]
    codes = sorted(code for code, name in named.items() if name == asked)
    if len(codes) > 1:
        problems.append(_several(kind, asked, codes))
    elif not codes:
        alone = set(text["code"]) if kind == "epci" else set()  # a place of no EPCI is its own
        problems.append(_absent(kind, asked, {c: n for c, n in named.items() if c not in alone}, file))
    return codes


def _names(kind: str, text: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the name of each code of one kind that the table holds; a code without name is its own."""
    if kind == "epci":
        return dict(zip(text["epci"], text["epci_name"], strict=True))
    official = names.DEPARTEMENTS if kind == "departement" else names.REGIONS
    return {code: official.get(code, code) for code in set(text[kind])}


def _several(kind: str, asked: str, codes: Sequence[str]) -> Text:
    what, listed = KINDS[kind], ", ".join(codes)
    return Text(
        f"territory.{kind}: {len(codes)} {what.en} are called '{asked}'. Give the code: {listed}.",
        f"territory.{kind} : {len(codes)} {what.fr} s'appellent « {asked} ». Donnez le code : {listed}.",
    )


def _absent(kind: str, asked: str, named: Mapping[str, str], file: str) -> Text:
    """Say that a code or name is not in the table, the nearest there is, and how many there are."""
    known = {known: code for code, name in named.items() for known in (code, name)}
    holding = [name for name in known if plain(asked) and plain(asked) in plain(name)]
    near = min(holding, key=len) if holding else nearest(asked, known)
    hint, total, what = Text("", ""), count_text(len(named)), KINDS[kind]
    if near:
        code, name = known[near], named[known[near]]
        full = name if name == code else f"{name} ({code})"
        hint = Text(f" Did you mean {full}?", f" Vouliez-vous dire {full} ?")
    elif named and all(code == name for code, name in named.items()):
        example = min(named)
        hint = Text(f" The table gives codes only, such as {example}.",
                    f" La table ne donne que des codes, par exemple {example}.")
    return Text(
        f"territory.{kind}: '{asked}' is not in {file}, which holds {total.en} {what.en}.{hint.en} Give a code "
        "or the exact name.",
        f"territory.{kind} : « {asked} » n'est pas dans {file}, qui contient {total.fr} {what.fr}.{hint.fr} Donnez "
        "un code ou le nom exact.",
    )
