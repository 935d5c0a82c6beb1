"""The story of a run, to be read aloud: first sites, copies, take-overs, closings, shocks, by name (chronique)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.catalogue import label
from experiments.words import DISCLAIMER, number
from sim.errors import Text
from workshop.tidings import Event, origin, place

NAMED = 3  # places named in one sentence
SHOWN = {
    "adopters": Text("people use an innovation", "personnes utilisent une innovation"),
    "sites": Text("sites are open", "sites sont ouverts"),
    "jobs": Text("jobs live from them", "emplois en vivent"),
}


def chronicle(
    result: Mapping[str, Any], lang: str = "fr", who: str = "", moves: Sequence[Mapping[str, Any]] = ()
) -> str:
    """Return the story of a result, year by year, in plain sentences to read aloud.

    result: as Result.to_dict; its events are those of one run, the one nearest the median of all seeds. who: the name
    of the group; moves: what it played, turn by turn. Invented villages are named as such.
    """
    events, first = result["events"], result["first_year"]
    parts = [_opening(result, lang, who)]
    years = sorted({event["year"] for event in events if event["month"] > 0})
    length = max(1, (result["year"] - first) // max(1, result["turn"]))
    seen: set[str] = {event["innovation"] for event in events if event["kind"] == "opened" and event["month"] == 0}
    for year in years:
        mine = [event for event in events if event["year"] == year and event["month"] > 0]
        told = [sentence for sentence in _told(mine, seen, lang) if sentence]
        turn = (year - first) // length + 1
        head = _turn(turn, moves, lang) if (year - first) % length == 0 else ""
        if told or head:
            parts.append(" ".join([f"{year}.", *([head] if head else []), *told]))
    parts.append(_closing(result, lang))
    return "\n\n".join(parts) + "\n"


def _opening(result: Mapping[str, Any], lang: str, who: str) -> str:
    start = sum(1 for event in result["events"] if event["kind"] == "opened" and event["month"] == 0)
    name = label("territory", result["territory"], lang)
    said = Text(
        f"{name}, {result['first_year']}. {number(start, 'en')} sites stand. Here is the story of {who or 'a group'}, "
        f"as one draw of chance tells it: the one nearest the middle of {result['seeds']}.",
        f"{name}, {result['first_year']}. {number(start, 'fr')} sites existent. Voici l'histoire de « "
        f"{who or 'un groupe'} », telle qu'un tirage la raconte : le plus proche du milieu de {result['seeds']}.",
    )
    return said.in_(lang)


def _turn(turn: int, moves: Sequence[Mapping[str, Any]], lang: str) -> str:
    """Say what was put where in a turn, the largest first."""
    if not 1 <= turn <= len(moves):
        return ""
    own = sorted(((e, n) for n, e in moves[turn - 1].items() if n != "offers" and e), reverse=True)[:NAMED]
    if not own:
        return Text("Nothing is spent.", "Rien n'est dépensé.").in_(lang)
    tools = _list([label("instruments", name, lang).lower() for _, name in own], lang)
    return Text(f"The money goes first to {tools}.", f"L'argent va d'abord à : {tools}.").in_(lang)


def _told(events: Sequence[Event], seen: set[str], lang: str) -> list[str]:
    """Return the sentences of a year; ``seen``: innovations that were there before, to which new ones are added."""
    found = [_shock(event, lang) for event in events if event["kind"] == "shock"]
    opened = [e for e in events if e["kind"] == "opened"]
    for event in opened:
        if event["innovation"] not in seen:
            seen.add(event["innovation"])
            kind = label("innovations", event["innovation"], lang)
            where = place(event, lang)
            found.append(Text(f"A first ({where}): {kind}.", f"Une première ({where}) : {kind}.").in_(lang))
    found.append(_several(opened, lang, Text("new site", "nouveau site"), Text("new sites", "nouveaux sites")))
    found.append(_copies([e for e in events if e["kind"] == "copied"], lang))
    for event in [e for e in events if e["kind"] == "taken_over"][:NAMED]:
        where = place(event, lang)
        said = Text(f"Public action takes a site over ({where}).", f"La puissance publique reprend un site ({where}).")
        found.append(said.in_(lang))
    closed = [e for e in events if e["kind"] == "closed"]
    found.append(_several(closed, lang, Text("site closes", "site ferme"), Text("sites close", "sites ferment")))
    return found


def _several(events: Sequence[Event], lang: str, one: Text, many: Text) -> str:
    """Return how many and where, the first few named."""
    if not events:
        return ""
    word = (one if len(events) == 1 else many).in_(lang)
    return f"{number(len(events), lang)} {word} ({_list(_places(events, lang), lang)}{_more(events, lang)})."


def _copies(events: Sequence[Event], lang: str) -> str:
    if not events:
        return ""
    first = events[0]
    said = Text(
        f"{place(first, lang)} copies {origin(first, lang)}", f"{place(first, lang)} copie {origin(first, lang)}"
    ).in_(lang)
    rest = len(events) - 1
    many = "s" if rest > 1 else ""
    tail = Text(f", and {rest} other place{many} copied too", f", et {rest} autre{many} essaimage{many}")
    return f"{_cap(said)}{tail.in_(lang) if rest else ''}."


def _shock(event: Event, lang: str) -> str:
    name = label("shocks", event["shock"], lang)
    return Text(f"Then the blow: {name.lower()}.", f"Puis le choc : {name.lower()}.").in_(lang)


def _places(events: Sequence[Event], lang: str) -> list[str]:
    """Return the names of the first places, those with several events once."""
    names = Counter(place(event, lang) for event in events)
    return list(names)[:NAMED]


def _more(events: Sequence[Event], lang: str) -> str:
    left = len({event["place"] for event in events}) - NAMED
    return Text(f" and {left} more", f" et {left} autre{'s' if left > 1 else ''}").in_(lang) if left > 0 else ""


def _list(names: Sequence[str], lang: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + (" et " if lang == "fr" else " and ") + names[-1]


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _closing(result: Mapping[str, Any], lang: str) -> str:
    """Say where it ends, medians of all seeds, and what it is not."""
    said = [
        f"{number(result['kpi'][name]['median'], lang)} {words.in_(lang)}"
        for name, words in SHOWN.items()
        if result["kpi"].get(name, {}).get("median") is not None
    ]
    head = Text(f"At the end of {result['year'] - 1}", f"À la fin de {result['year'] - 1}").in_(lang)
    return f"{head}, {_list(said, lang)}. {DISCLAIMER.in_(lang)}"
