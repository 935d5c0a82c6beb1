"""What a group says beside its moves: criteria, map of actors, answers, notes, who holds the device (paroles)."""

import json
from typing import Any

from workshop.fields import Decision, Who, choice_in, flag_in, phased, refuse, text_in
from workshop.messages import Fault, refused
from workshop.session import BEFORE, Session

CRITERIA = 3
MAP_BYTES = 16_384


def criteria(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Choose the three indicators a group wants to be judged on, before turn 1 and never after (E27)."""
    _before(session)
    given = body.get("criteria")
    good = isinstance(given, list) and all(isinstance(one, str) and 0 < len(one) <= 60 for one in given)
    if not good or len(set(given or [])) != CRITERIA or len(given or []) != CRITERIA:
        raise refused("E36", "criteria")
    return Decision([("criteria", {"group": who.group, "criteria": given, "device": who.device})])


def actors(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Keep a group's map of the actors, drawn before turn 1 and compared at the debrief."""
    _before(session)
    given = body.get("map")
    if not isinstance(given, (dict, list)):
        raise refused("E35", "map", field="map")
    if len(json.dumps(given)) > MAP_BYTES:
        raise refused("E34", "map", n=MAP_BYTES)
    return Decision([("actors_map", {"group": who.group, "actors_map": given, "device": who.device})])


def answers(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Keep one device's answers to the questions asked before turn 1 or after the last turn."""
    faults: list[Fault] = []
    which = choice_in(body, "which", ("before", "after"), faults)
    given = body.get("answers")
    if not isinstance(given, dict) or len(given) > 60 or not all(_simple(value) for value in given.values()):
        faults.append(Fault("E35", {"field": "answers"}, "answers"))
    refuse(faults)
    if which == "before" and session.began:
        raise refused("E27")
    if which == "after":
        phased(session, "reveal", "debrief")
    fact = {"group": who.group, "which": which, "answers": given, "device": who.device}
    return Decision([("answers", fact)])


def note(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Keep a note of the debrief: what this means at home, and what the group will do."""
    faults: list[Fault] = []
    text = text_in(body, "text", 2000, faults)
    refuse(faults)
    phased(session, "reveal", "debrief")
    return Decision([("note", {"group": who.group, "text": text, "device": who.device})])


def device(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Say who holds a device: a first name (optional), spokesperson or not."""
    faults: list[Fault] = []
    said: dict[str, Any] = {}
    if "first_name" in body:
        said["first_name"] = text_in(body, "first_name", 40, faults, need=False) or None
    if "label" in body:
        said["label"] = text_in(body, "label", 80, faults, need=False)
    if "spokesperson" in body:
        said["spokesperson"] = flag_in(body, "spokesperson", faults)
    refuse(faults)
    return Decision([("device", {"group": who.group, "device": who.device, "said": said})])


def ask_reopening(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Ask the facilitator for one's move back, while the turn is open."""
    phased(session, "open")
    if session.turn not in session.groups[who.group].moves:
        raise refused("E26", phase="–")
    return Decision([("reopen_asked", {"group": who.group, "device": who.device})])


def _before(session: Session) -> None:
    if session.began or (session.phase not in BEFORE and not session.practising):
        raise refused("E27")


def _simple(value: Any) -> bool:
    """Say whether an answer is a number, a short text, or a list of them."""
    if isinstance(value, list):
        return len(value) <= 40 and all(_simple(one) for one in value if not isinstance(one, list))
    return value is None or isinstance(value, (int, float)) or (isinstance(value, str) and len(value) <= 2000)
