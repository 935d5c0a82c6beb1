"""What a group may put into a turn: drafts, moves, within its purse (mises)."""

from datetime import datetime
from typing import Any

from sim.errors import nearest
from workshop import labels
from workshop.fields import Decision, Who, group_in, phased, refuse, text_in, whole_in
from workshop.fold import Fact
from workshop.messages import Fault, Refused, refused
from workshop.session import Amounts, Draft, Group, Session

MOST = 10**12  # euros: no draft is larger
REASONS = 280  # characters
DIRECTIONS = ("up", "down", "same")


def draft(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Take the fields of a draft that changed; those another device changed meanwhile stay as they are (E24)."""
    group, faults = session.groups[who.group], list[Fault]()
    said = _said(session, who.group, body, faults, partly=True)
    turn = whole_in(body, "turn", 0, session.turns, faults)
    base = whole_in(body, "base", 0, 2**53, faults)
    refuse(faults)
    fact = {"group": group.id, "turn": turn, "device": who.device, **said}
    if turn in group.moves:
        raise _played(group, turn)
    if (session.turn, session.phase) != (turn, "open"):
        late = _merged(group, turn, said)
        kept: list[Fact] = [("late", {"group": group.id, "turn": turn, "device": who.device, **late})]
        return Decision(kept if _may_be_late(session, turn) else [], refused("E22", k=turn))
    conflicts = _conflicts(group.draft, turn, base, fact)
    for fault in conflicts:
        fact["moves"].pop(fault.field, None)
        if fault.field in ("prediction", "rationale"):
            del fact[fault.field]
    facts: list[Fact] = [("draft", fact)] if fact["moves"] or {"prediction", "rationale"} & set(fact) else []
    return Decision(facts, Refused(*conflicts) if conflicts else None)


def submit(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Play a turn. Late, it is kept and not played (E22); a second one is refused (E21)."""
    group, faults = session.groups[who.group], list[Fault]()
    said = _said(session, who.group, body, faults)
    turn = whole_in(body, "turn", 0, session.turns, faults)
    refuse(faults)
    if turn in group.moves:
        raise _played(group, turn)
    fact = {"group": group.id, "turn": turn, "device": who.device, **said}
    if (session.turn, session.phase) != (turn, "open"):
        return Decision([("late", fact)] if _may_be_late(session, turn) else [], refused("E22", k=turn))
    check_purse(session, group.id, turn, said["moves"])
    return Decision([("submitted", fact)])


def play(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Play for an absent group, or from a sheet of paper: the journal says that the facilitator typed it."""
    faults: list[Fault] = []
    name = group_in(body, session, faults)
    refuse(faults)
    said = _said(session, name, body, faults)
    refuse(faults)
    phased(session, "open", "locked")
    if body.get("turn") != session.turn:
        raise refused("E22", k=body.get("turn"))
    if session.turn in session.groups[name].moves:
        raise _played(session.groups[name], session.turn)
    check_purse(session, name, session.turn, said["moves"])
    return Decision([("submitted", {"group": name, "turn": session.turn, "device": who.device, **said})])


def previewed(session: Session, group: str, body: dict[str, Any]) -> Amounts:
    """Return the amounts that a group wants to see tried, where the facilitator allows it (E28)."""
    if not session.preview or session.phase not in ("open", "locked"):
        raise refused("E28")
    faults: list[Fault] = []
    moves = amounts(session, group, body.get("moves"), faults)
    refuse(faults)
    check_purse(session, group, session.turn, moves)
    return moves


def amounts(session: Session, group: str, given: Any, faults: list[Fault], partly: bool = False) -> Amounts:
    """Return whole euros by instrument; note what is no number, out of bounds, or no instrument of the group.

    partly: a draft, which may hold any amount up to MOST, and None to take a line away.
    """
    if not isinstance(given, dict):
        faults.append(Fault("E35", {"field": "moves"}, "moves"))
        return {}
    allowed = session.setting["instruments"]
    for name, value in given.items():
        if name not in allowed:
            known = ", ".join([near] if (near := nearest(name, allowed)) else sorted(allowed))
            faults.append(Fault("E33", {"instrument": name, "known": known}, name))
            continue
        least, most = (0, MOST) if partly else bounds(session, name)
        whole = type(value) is int and (value == 0 or least <= value <= most)
        if not whole and not (partly and value is None):
            values = {"instrument": labels.instrument(name), "least": least, "most": most}
            faults.append(Fault("E32", values, name))
        elif value and not may_pay(session, group, name):
            faults.append(Fault("E38", {"instrument": labels.instrument(name)}, name))
    return {name: value for name, value in given.items() if partly or value}


def bounds(session: Session, instrument: str) -> tuple[int, int]:
    """Return the least and the most euros a turn may put on an instrument, if any."""
    least, most = session.setting["instruments"][instrument]
    return int(least or 0), MOST if most is None else int(most)


def may_pay(session: Session, group: str, instrument: str) -> bool:
    """Say whether a group's competences let it pay for an instrument."""
    allowed = session.said_of(group).get("competences")
    return allowed is None or instrument in allowed


def check_purse(session: Session, group: str, turn: int, moves: Amounts, more: int = 0) -> None:
    """Raise Refused (E20) where moves, offers and ``more`` go beyond the purse of a turn."""
    over = sum(moves.values()) + more + session.engaged(group, turn) - session.purse(group, turn)
    if over > 0:
        raise refused("E20", x=over)


def _said(
    session: Session, group: str, body: dict[str, Any], faults: list[Fault], partly: bool = False
) -> dict[str, Any]:
    """Return moves, prediction and reasons; partly: only those that are there."""
    said: dict[str, Any] = {"moves": amounts(session, group, body.get("moves", {} if partly else None), faults, partly)}
    if "prediction" in body or not partly:
        said["prediction"] = _prediction(body.get("prediction") or {}, faults)
    if "rationale" in body or not partly:
        said["rationale"] = text_in(body, "rationale", REASONS, faults, need=False)
    return said


def _prediction(given: Any, faults: list[Fault]) -> dict[str, str]:
    good = isinstance(given, dict) and len(given) <= 12
    if not good or any(len(k) > 60 or v not in DIRECTIONS for k, v in given.items()):
        faults.append(Fault("E35", {"field": "prediction"}, "prediction"))
        return {}
    return dict(given)


def _conflicts(now: Draft | None, turn: int, base: int, fact: dict[str, Any]) -> list[Fault]:
    """Return E24 for each field that another device changed after the draft this device has seen."""
    if now is None or now.turn != turn:
        return []
    wanted = {**fact["moves"], **{name: fact[name] for name in ("prediction", "rationale") if name in fact}}
    held: dict[str, Any] = {name: now.moves.get(name) for name in fact["moves"]}
    held |= {"prediction": now.prediction, "rationale": now.rationale}
    return [
        Fault("E24", {"instrument": labels.instrument(name), "v": held[name] or 0}, name)
        for name, value in wanted.items()
        if now.seqs.get(name, 0) > base and now.writers.get(name) != fact["device"] and held[name] != value
    ]


def _merged(group: Group, turn: int, said: dict[str, Any]) -> dict[str, Any]:
    """Return the draft of a turn with what came too late for it."""
    old = next((d for d in (group.late, group.draft) if d and d.turn == turn), Draft(turn))
    moves = {k: v for k, v in {**old.moves, **said["moves"]}.items() if v}
    return {
        "moves": moves,
        "prediction": said.get("prediction", old.prediction),
        "rationale": said.get("rationale", old.rationale),
    }


def _may_be_late(session: Session, turn: int) -> bool:
    """Say whether a turn has been open, so that what comes for it is late and not wrong."""
    return turn <= session.turn and session.phase not in ("preparation", "lobby", "briefing")


def _played(group: Group, turn: int) -> Refused:
    move = group.moves[turn]
    person = group.people.get(move.device, {})
    time = datetime.fromtimestamp(move.at).strftime("%H:%M")
    return refused("E21", time=time, device=person.get("label") or move.device or "?")
