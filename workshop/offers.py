"""Offers of co-financing between groups, which stand only if the partner accepts before the lock (cofinancement)."""

import math
from typing import Any

from workshop import labels
from workshop.fields import Decision, Who, choice_in, refuse, whole_in
from workshop.messages import Fault, refused
from workshop.moves import bounds, check_purse, may_pay
from workshop.session import Offer, Session

STATES = ("accepted", "refused", "withdrawn")


def offer(session: Session, who: Who, body: dict[str, Any]) -> Decision:
    """Offer a partner to pay part of an instrument; one's own part is set aside until the answer."""
    faults: list[Fault] = []
    turn = whole_in(body, "turn", 0, session.turns, faults)
    instrument = choice_in(body, "instrument", session.setting["instruments"], faults)
    most = bounds(session, instrument)[1] if instrument else 1
    euros = whole_in(body, "euros", 1, most, faults)
    share, to = body.get("share"), body.get("to")
    good = isinstance(share, (int, float)) and not isinstance(share, bool) and math.isfinite(share) and 0 < share <= 1
    if not good or to == who.group or to not in session.groups or not session.table:
        faults.append(Fault("E39", {}, "share" if not good else "to"))
    refuse(faults)
    if (session.turn, session.phase) != (turn, "open"):
        raise refused("E22", k=turn)
    payers = [group for group in (who.group, to) if may_pay(session, str(group), instrument)]
    if not payers:
        raise refused("E38", "instrument", instrument=labels.instrument(instrument))
    name = f"o{len(session.offers) + 1}-{session.seq + 1}"
    made = Offer(name, turn, who.group, str(to), instrument, euros, float(share or 0), 0.0)
    check_purse(session, who.group, turn, _played(session, who.group), made.from_pays)
    fact = {"id": name, "turn": turn, "from": who.group, "to": to, "instrument": instrument, "euros": euros}
    return Decision([("offered", {**fact, "share": float(share or 0), "device": who.device})])


def answer(session: Session, who: Who, body: dict[str, Any], name: str) -> Decision:
    """Accept or refuse an offer one was made, or withdraw one's own, while the turn is open."""
    faults: list[Fault] = []
    state = choice_in(body, "answer", STATES, faults)
    refuse(faults)
    found = session.offers.get(name)
    if found is None or who.group not in (found.from_, found.to):
        raise refused("E58")
    if (who.group == found.from_) != (state == "withdrawn"):
        raise refused("E23")
    if (session.turn, session.phase) != (found.turn, "open"):
        raise refused("E22", k=found.turn)
    if found.state != "pending":
        raise refused("E29", state=found.state)
    if state == "accepted":
        check_purse(session, who.group, found.turn, _played(session, who.group), found.to_pays)
    return Decision([("offer", {"id": name, "state": state, "device": who.device})])


def _played(session: Session, group: str) -> dict[str, int]:
    """Return what a group has put into the open turn already."""
    move = session.groups[group].moves.get(session.turn)
    return move.moves if move else {}
