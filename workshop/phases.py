"""What the facilitator decides: phases, each step from a known place; reopening, shocks, undoing (conduite)."""

from typing import Any

from workshop.fields import Decision, Who, choice_in, flag_in, group_in, phased, refuse, text_in
from workshop.fold import Fact
from workshop.messages import PHASE_NAMES, Fault, refused
from workshop.session import NEXT, PHASES, Session

LONGEST = 12 * 3600  # seconds of a timer


def advance(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Go from the turn and phase the facilitator saw to the next; a second click finds them changed (E25)."""
    faults: list[Fault] = []
    to = choice_in(body, "to", PHASES, faults)
    refuse(faults)
    expected(session, body)
    if to not in allowed(session):
        raise refused("E26", phase=PHASE_NAMES[session.phase])
    return Decision([("phase", {"phase": to, "turn": turn_of(session, to)})])


def allowed(session: Session) -> list[str]:
    """Return the phases the facilitator may go to now."""
    after = list(NEXT[session.phase])
    if session.phase == "running" and not session.computed:
        after.remove("reveal")
    if session.phase == "reveal" and session.turn >= session.turns:
        after.remove("open")
    if session.phase == "lobby" and session.began:
        after.remove("preparation")
    return after


def turn_of(session: Session, to: str) -> int:
    """Return the turn that comes with a phase: opening after a reveal, or the first time, is the next one."""
    if to != "open" or session.phase == "locked":
        return session.turn
    if session.phase == "briefing" and not session.began:
        return 0 if session.setting.get("practice") and not session.revealed else 1
    return session.turn + 1


def expected(session: Session, body: dict[str, Any]) -> None:
    """Raise Refused (E25) where the session is no longer where the facilitator saw it."""
    if (body.get("turn"), body.get("phase")) != (session.turn, session.phase):
        raise refused("E25", k=session.turn, phase=PHASE_NAMES[session.phase])


def undo(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Open the last turn that was locked again, with its moves as drafts; the journal keeps what was."""
    expected(session, body)
    last = session.turn if session.phase != "open" else max(session.revealed, default=-1)
    if session.phase not in ("locked", "running", "reveal", "debrief", "open") or last < 0:
        raise refused("E26", phase=PHASE_NAMES[session.phase])
    return Decision([("undone", {"turn": last})])


def reopen(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Give a group its move of the open turn back as a draft."""
    faults: list[Fault] = []
    group = group_in(body, session, faults)
    refuse(faults)
    phased(session, "open", "locked")
    if body.get("turn") != session.turn or session.turn not in session.groups[group].moves:
        raise refused("E26", phase=PHASE_NAMES[session.phase])
    return Decision([("reopened", {"group": group, "turn": session.turn})])


def rename(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Give a group another name."""
    faults: list[Fault] = []
    group = group_in(body, session, faults)
    name = text_in(body, "name", 60, faults)
    refuse(faults)
    return Decision([("renamed", {"group": group, "name": name})])


def message(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Send a text to everybody or to one group."""
    faults: list[Fault] = []
    text = text_in(body, "text", 500, faults)
    to = choice_in(body, "to", ("all", *session.groups), faults)
    refuse(faults)
    return Decision([("message", {"text": text, "to": to})])


def timer(session: Session, who: Who, body: dict[str, Any], now: float) -> Decision:
    """Start a countdown that everybody sees, or take it away; nothing happens by itself at its end."""
    seconds = body.get("seconds")
    if seconds is None:
        return Decision([("timer", {"timer": None})])
    if type(seconds) is not int or not 0 < seconds <= LONGEST:
        raise refused("E35", "seconds", field="seconds")
    return Decision([("timer", {"timer": now + seconds})])


def switch(session: Session, body: dict[str, Any], kind: str) -> Decision:
    """Turn on or off what is named ``anonymised`` or ``preview``."""
    faults: list[Fault] = []
    on = flag_in(body, "on", faults)
    refuse(faults)
    return Decision([(kind, {kind: on})])


def shock(session: Session, who: Who, body: dict[str, Any], known: list[str]) -> Decision:
    """Let a shock strike in the turn that is played; a surprise is known once the turn is revealed."""
    faults: list[Fault] = []
    kind = choice_in(body, "type", known, faults)
    if "surprise" in body:
        flag_in(body, "surprise", faults)
    refuse(faults)
    phased(session, "open", "locked")
    hit = {"turn": session.turn, "type": kind, "surprise": bool(body.get("surprise"))}
    return Decision([("shock", {"shock": hit})])


def setting(session: Session, who: Who, checked: dict[str, Any]) -> Decision:
    """Take another setting before the first turn."""
    phased(session, "preparation", "lobby")
    facts: list[Fact] = [("setting", {"setting": checked})]
    return Decision(facts)
