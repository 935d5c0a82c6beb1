"""What happened, event by event, in a sentence of both languages: a site opens, is copied, closes (événements)."""

from collections.abc import Mapping
from typing import Any

from experiments.catalogue import label
from experiments.words import NARROW, NBSP
from sim.errors import Text

Event = Mapping[str, Any]
SAID = {  # what happened to a site; "stood": it was there before the game began
    "stood": Text("A site stands already", "Un site existe déjà"),
    "opened": Text("A site opens", "Un site ouvre"),
    "taken_over": Text("Public action takes a site over", "La puissance publique reprend un site"),
    "closed": Text("A site closes", "Un site ferme"),
    "dormant": Text("A site falls dormant", "Un site se met en sommeil"),
}


def told(event: Event) -> dict[str, Any]:
    """Return an event with its sentences, ``fr`` and ``en``."""
    said = {lang: _sentence(event, lang) for lang in ("fr", "en")}
    return {**event, **said}


def place(event: Event, lang: str, name: str = "name", invented: str = "invented") -> str:
    """Return the name of a place of an event; a village that the project made up is never shown as a real one."""
    if not event[invented]:
        return str(event[name])
    digits = "".join(c for c in str(event[name]) if c.isdigit())
    return Text(f"an invented village (no. {digits})", f"un village inventé (n°{NARROW}{digits})").in_(lang)


def origin(event: Event, lang: str) -> str:
    """Return the name of the place whose site was copied."""
    return place(event, lang, "from", "from_invented")


def _sentence(event: Event, lang: str) -> str:
    colon = f"{NBSP}:" if lang == "fr" else ":"
    if event["kind"] == "shock":
        shock = label("shocks", event["shock"], lang)
        return f"{Text('Shock', 'Choc').in_(lang)}{colon} {shock[:1].lower()}{shock[1:]}."
    what = label("innovations", event["innovation"], lang)
    return f"{_head(event, lang)}{colon} {what[:1].lower()}{what[1:]}, {place(event, lang)}."


def _head(event: Event, lang: str) -> str:
    """Say what happened, before what and where."""
    if event["kind"] == "copied":
        seen = origin(event, lang)
        return Text(f"A site opens, copied from {seen}", f"Un site ouvre, copié depuis {seen}").in_(lang)
    kind = "stood" if event["kind"] == "opened" and event["month"] == 0 else str(event["kind"])
    return SAID["dormant" if event.get("dormant") else kind].in_(lang)
