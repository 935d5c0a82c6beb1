"""From the journal to the session: each kind of entry changes the state in one way (repli du journal)."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from workshop.session import Draft, Group, Move, Offer, Session

Fact = tuple[str, dict[str, Any]]  # what kind of entry, and what it holds


class Entry(NamedTuple):
    """One line of the journal: its number, when, what, by whom (a, g1…, server), and what it holds."""

    seq: int
    at: float
    kind: str
    by: str
    data: dict[str, Any]


def fold(entries: Iterable[Entry]) -> Session:
    """Return the session that the journal tells."""
    session = Session()
    for entry in entries:
        apply(session, entry)
    return session


def apply(session: Session, entry: Entry) -> None:
    """Change the session as one entry says; an entry is a fact and is never refused."""
    KINDS[entry.kind](session, entry)
    session.seq, session.at = entry.seq, entry.at


def _created(s: Session, e: Entry) -> None:
    s.sid, s.uid, s.demo = e.data["sid"], e.data["uid"], bool(e.data.get("demo"))
    _setting(s, e)


def _setting(s: Session, e: Entry) -> None:
    """Take a setting; groups that stay keep what they are, their names may change."""
    s.setting = e.data["setting"]
    s.preview = bool(s.setting.get("preview"))
    names = [str(row["name"] if isinstance(row, dict) else row) for row in s.setting["groups"]]
    kept = s.groups
    s.groups = {}
    for k, name in enumerate(names, start=1):
        group = kept.get(f"g{k}") or Group(f"g{k}", name)
        group.name = name
        s.groups[group.id] = group


def _phase(s: Session, e: Entry) -> None:
    """Go to another phase; opening another turn clears drafts, locking ends the offers still open."""
    before, s.phase = s.turn, e.data["phase"]
    s.turn, s.timer = e.data["turn"], None
    if s.phase == "open":
        s.began = s.began or s.turn >= 1
        _fresh(s, before)
        s.practising = s.turn == 0
    if s.phase in ("locked", "running"):
        for offer in s.offers.values():
            if offer.state == "pending":
                offer.state = "expired"
    if s.phase == "running":
        s.failure, s.results[s.turn] = None, {}
    if s.phase == "reveal":
        s.revealed.add(s.turn)


def _fresh(s: Session, before: int) -> None:
    for group in s.groups.values():
        if group.draft and group.draft.turn != s.turn:
            group.draft = None
        if s.turn != before:
            group.late, group.reopen_asked = None, False


def _renamed(s: Session, e: Entry) -> None:
    s.groups[e.data["group"]].name = e.data["name"]
    rows = list(s.setting["groups"])
    number = int(e.data["group"][1:]) - 1
    row = rows[number]
    rows[number] = {**row, "name": e.data["name"]} if isinstance(row, dict) else e.data["name"]
    s.setting = {**s.setting, "groups": rows}


def _reissued(s: Session, e: Entry) -> None:
    place = e.data["place"]
    if place in s.groups:
        s.groups[place].generation += 1
        s.groups[place].people = {}
    else:
        s.generations[place] = s.generations.get(place, 0) + 1


def _joined(s: Session, e: Entry) -> None:
    s.groups[e.data["group"]].people[e.data["device"]] = {
        "label": e.data["label"], "first_name": None, "spokesperson": False,
    }  # fmt: skip


def _device(s: Session, e: Entry) -> None:
    people = s.groups[e.data["group"]].people
    person = people.setdefault(e.data["device"], {"label": "", "first_name": None, "spokesperson": False})
    person.update(e.data["said"])


def _draft(s: Session, e: Entry) -> None:
    """Note the fields that changed in a draft, each with the number of this entry."""
    group, data = s.groups[e.data["group"]], e.data
    draft = group.draft
    if draft is None or draft.turn != data["turn"]:
        draft = group.draft = Draft(data["turn"])
    for name, euros in data.get("moves", {}).items():
        draft.seqs[name], draft.writers[name] = e.seq, data["device"]
        if euros is None:
            draft.moves.pop(name, None)
        else:
            draft.moves[name] = euros
    for name in ("prediction", "rationale"):
        if name in data:
            draft.seqs[name], draft.writers[name] = e.seq, data["device"]
            setattr(draft, name, data[name])
    draft.seq, draft.at, draft.device = e.seq, e.at, data["device"]


def _late(s: Session, e: Entry) -> None:
    d = e.data
    said = d.get("moves", {}), d.get("prediction", {}), d.get("rationale", "")
    s.groups[d["group"]].late = Draft(d["turn"], *said, e.seq, device=d["device"], at=e.at)


def _submitted(s: Session, e: Entry) -> None:
    d, group = e.data, s.groups[e.data["group"]]
    by = "facilitator" if e.by == "a" else "group"
    group.moves[d["turn"]] = Move(d["turn"], d["moves"], d["prediction"], d["rationale"], e.at, d["device"], by)
    group.draft = Draft(
        d["turn"], dict(d["moves"]), d["prediction"], d["rationale"], e.seq, device=d["device"], at=e.at
    )
    group.reopen_asked = False


def _reopened(s: Session, e: Entry) -> None:
    """Make a move a draft again: the group may change it."""
    group = s.groups[e.data["group"]]
    move = group.moves.pop(e.data["turn"], None)
    group.reopen_asked = False
    if move:
        group.draft = Draft(move.turn, dict(move.moves), move.prediction, move.rationale, e.seq, at=e.at)


def _reopen_asked(s: Session, e: Entry) -> None:
    s.groups[e.data["group"]].reopen_asked = True


def _offered(s: Session, e: Entry) -> None:
    d = e.data
    s.offers[d["id"]] = Offer(d["id"], d["turn"], d["from"], d["to"], d["instrument"], d["euros"], d["share"], e.at)


def _answered_offer(s: Session, e: Entry) -> None:
    s.offers[e.data["id"]].state = e.data["state"]


def _undone(s: Session, e: Entry) -> None:
    """Open a turn again as if it and what came after had not been played; moves become drafts."""
    turn = e.data["turn"]
    for group in s.groups.values():
        move = group.moves.get(turn)
        group.moves = {k: m for k, m in group.moves.items() if k < turn}
        group.draft = Draft(turn, dict(move.moves), move.prediction, move.rationale, e.seq, at=e.at) if move else None
        group.late, group.reopen_asked = None, False
    s.offers = {k: o for k, o in s.offers.items() if o.turn < turn}
    s.shocks = [shock for shock in s.shocks if shock["turn"] < turn]
    s.results = {k: r for k, r in s.results.items() if k < turn}
    s.revealed = {k for k in s.revealed if k < turn}
    s.turn, s.phase, s.practising, s.failure, s.timer = turn, "open", turn == 0, None, None


def _computed(s: Session, e: Entry) -> None:
    s.results.setdefault(e.data["turn"], {})[e.data["group"]] = {
        name: e.data[name] for name in ("key", "kpi", "milliseconds")
    }


def _failed(s: Session, e: Entry) -> None:
    s.phase, s.failure = "locked", {"ref": e.data["ref"]}


def _answers(s: Session, e: Entry) -> None:
    d = e.data
    s.groups[d["group"]].answers.setdefault(d["which"], {})[d["device"]] = d["answers"]


def _message(s: Session, e: Entry) -> None:
    s.messages.append({"at": e.at, "text": e.data["text"], "to": e.data["to"]})


def _note(s: Session, e: Entry) -> None:
    s.groups[e.data["group"]].notes.append({"at": e.at, "text": e.data["text"]})


def _put(name: str) -> Callable[[Session, Entry], None]:
    """Return what sets one field of the session."""

    def put(s: Session, e: Entry) -> None:
        setattr(s, name, e.data[name])

    return put


def _put_group(name: str) -> Callable[[Session, Entry], None]:
    """Return what sets one field of a group."""

    def put(s: Session, e: Entry) -> None:
        setattr(s.groups[e.data["group"]], name, e.data[name])

    return put


def _shock(s: Session, e: Entry) -> None:
    s.shocks = [*s.shocks, e.data["shock"]]


def _tested(s: Session, e: Entry) -> None:
    """Change nothing: a self-test has written a line."""


KINDS: dict[str, Callable[[Session, Entry], None]] = {
    "created": _created, "setting": _setting, "phase": _phase, "renamed": _renamed, "reissued": _reissued,
    "joined": _joined, "device": _device, "draft": _draft, "late": _late, "submitted": _submitted,
    "reopened": _reopened, "reopen_asked": _reopen_asked, "offered": _offered, "offer": _answered_offer,
    "undone": _undone, "computed": _computed, "failed": _failed, "answers": _answers, "message": _message,
    "note": _note, "shock": _shock, "timer": _put("timer"), "anonymised": _put("anonymised"),
    "preview": _put("preview"), "seeds": _put("seeds"), "criteria": _put_group("criteria"),
    "actors_map": _put_group("actors_map"), "tested": _tested,
}  # fmt: skip
