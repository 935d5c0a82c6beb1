"""What each role may see of a workshop, as JSON; what it may not know is never put in (vues par rôle)."""

import hashlib
from dataclasses import asdict
from typing import Any, NamedTuple

from workshop import qr
from workshop.phases import allowed
from workshop.session import ALL, Draft, Group, Offer, Session

MESSAGES = 20  # the last ones
PRIVATE = ("seeds", "seed", "groups", "shocks")  # of a setting: shown in part, or to the facilitator only
NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Around(NamedTuple):
    """What a view needs beside the journal: who is connected, how far a computation is, addresses."""

    devices: dict[str, int] = {}  # noqa: RUF012, never changed
    last_seen: dict[str, float] = {}  # noqa: RUF012, never changed
    progress: dict[str, int] | None = None
    urls: tuple[str, ...] = ()
    disk_low: bool = False  # E50


def view(s: Session, role: str, group: str = "", device: str = "", around: Around = Around()) -> dict[str, Any]:  # noqa: B008
    """Return the snapshot for a role; of a group only what is its own, of the screen only what is revealed."""
    return {**shared(s, role, group, around), **own(s, role, group, device)}


def shared(s: Session, role: str, group: str, around: Around) -> dict[str, Any]:
    """Return the part of a snapshot that all devices of a group have in common; of other roles, all of it."""
    shown = _common(s, role, around)
    if role == "a":
        return {**shown, **_facilitator(s, around)}
    if role == "g":
        return {**shown, **_group(s, group)}
    return {**shown, **_screen(s, around)}


def own(s: Session, role: str, group: str, device: str) -> dict[str, Any]:
    """Return the part of a snapshot that is one device's."""
    if role != "g":
        return {}
    said, person = s.said_of(group), s.groups[group].people.get(device, {})
    return {
        "me": {
            "group": group, "device": device, "spokesperson": bool(person.get("spokesperson")),
            "first_name": person.get("first_name"), "label": person.get("label", ""), "brief": said.get("brief"),
            "actor": said.get("actor"), "competences": said.get("competences"), "purse": purse(s, group),
        },
        "answered": {which: device in s.groups[group].answers.get(which, {}) for which in ("before", "after")},
    }  # fmt: skip


def _common(s: Session, role: str, around: Around) -> dict[str, Any]:
    setting = s.setting
    known = role == "a"
    return {
        "sid": s.sid, "name": s.name, "game": setting.get("game"), "lang": setting.get("lang", "fr"),
        "phase": s.phase, "turn": s.turn, "turns": s.turns, "practice": s.practising, "demo": s.demo,
        "years_a_turn": setting.get("years_a_turn"),
        "year": (setting.get("first_year") or 0) + max(s.turn - 1, 0) * int(setting.get("years_a_turn") or 1),
        "seq": s.seq, "timer": {"until": s.timer} if s.timer else None, "anonymised": s.anonymised,
        "preview": s.preview and s.phase in ("open", "locked"), "began": s.began,
        "setting": setting if known else {k: v for k, v in setting.items() if k not in PRIVATE},
        "groups": [_named(s, role, g, around) for g in s.groups.values()],
        "shocks": shocks(s, known),
        "failure": s.failure if known else None,
        "progress": around.progress,
    }  # fmt: skip


def _named(s: Session, role: str, group: Group, around: Around) -> dict[str, Any]:
    name, shown = alias(s, group.id) if role in "po" and s.anonymised else (group.id, group.name)
    return {
        "id": name, "name": shown, "devices": around.devices.get(group.id, 0),
        "submitted": s.turn in group.moves,
        "played_by_facilitator": s.turn in group.moves and group.moves[s.turn].by == "facilitator",
    }  # fmt: skip


def alias(s: Session, group: str) -> tuple[str, str]:
    """Return the id and the name that stand for a group where names are hidden, in an order that says nothing."""
    order = sorted(s.groups, key=lambda one: hashlib.sha256(f"{s.uid}:{one}".encode()).digest())
    k = order.index(group)
    return f"x{k + 1}", f"Groupe {NAMES[k]}" if s.setting.get("lang", "fr") == "fr" else f"Group {NAMES[k]}"


def unnamed(s: Session, found: Any) -> Any:
    """Return a result with the ids of groups replaced by those that stand for them, keys and values."""
    if isinstance(found, dict):
        return {alias(s, key)[0] if key in s.groups else key: unnamed(s, value) for key, value in found.items()}
    if isinstance(found, list):
        return [unnamed(s, value) for value in found] if any(not isinstance(v, float) for v in found) else found
    return alias(s, found)[0] if isinstance(found, str) and found in s.groups else found


def real(s: Session, name: str, role: str) -> str | None:
    """Return the group that a role calls ``name``; the screen knows hidden groups by their aliases only."""
    if s.table:
        return ALL if name == ALL else None
    if role in "po" and s.anonymised:
        return next((group for group in s.groups if alias(s, group)[0] == name), None)
    return name if name in s.groups else None


def shocks(s: Session, known: bool) -> list[dict[str, Any]]:
    """Return the shocks planned and added; to all but the facilitator a surprise exists once it is revealed."""
    planned = [_shock(one) for one in s.setting.get("shocks") or []]
    return [one for one in [*planned, *s.shocks] if known or not one["surprise"] or one["turn"] in s.revealed]


def _shock(one: Any) -> dict[str, Any]:
    if isinstance(one, dict):
        return {"surprise": False, **one}
    return dict(zip(("turn", "type", "surprise"), one, strict=True))


def messages(s: Session, group: str | None) -> list[dict[str, Any]]:
    """Return the last messages meant for a group, or for everybody, or (None) all of them."""
    mine = [one for one in s.messages if group is None or one["to"] in ("all", group)]
    return mine[-MESSAGES:]


def draft(d: Draft | None) -> dict[str, Any] | None:
    """Return a draft as its group sees it."""
    if d is None:
        return None
    return {
        "turn": d.turn, "moves": d.moves, "prediction": d.prediction, "rationale": d.rationale, "seq": d.seq,
        "by_device": d.device, "at": d.at,
    }  # fmt: skip


def moves(s: Session, group: Group) -> list[dict[str, Any]]:
    """Return all that a group has played, with the offers of each turn that stand."""
    return [
        {**asdict(move), "offers": [offer(o) for o in _standing(s, move.turn) if o.paid_by(group.id)]}
        for move in sorted(group.moves.values(), key=lambda m: m.turn)
    ]


def offer(o: Offer) -> dict[str, Any]:
    """Return an offer with what each pays."""
    shown = asdict(o)
    shown["from"] = shown.pop("from_")
    return {**shown, "from_pays": o.from_pays, "to_pays": o.to_pays}


def results(s: Session, role: str, group: str = "") -> list[dict[str, Any]]:
    """Return the turns whose results a role may see, with their indicators."""
    rows = []
    for turn, found in sorted(s.results.items()):
        if role != "a" and turn not in s.revealed:
            continue
        for player, result in found.items():
            if role == "g" and player not in (group, ALL):
                continue
            name = alias(s, player)[0] if role in "po" and s.anonymised and player != ALL else player
            row = {"turn": turn, "group": name, "kpi": result["kpi"], "revealed": turn in s.revealed}
            rows.append({**row, "milliseconds": result["milliseconds"]} if role == "a" else row)
    return rows


def purse(s: Session, group: str) -> dict[str, int]:
    """Return a group's purse in this turn: given, carried over, bound by offers, left for moves."""
    whole, bound = s.purse(group, s.turn), s.engaged(group, s.turn)
    return {
        "budget": s.budget(group), "carried": s.carried(group, s.turn), "committed": bound, "available": whole - bound,
    }  # fmt: skip


def _group(s: Session, name: str) -> dict[str, Any]:
    group = s.groups[name]
    seen = [o for o in s.offers.values() if name in (o.from_, o.to)]
    seen += [o for o in _standing(s) if o.turn in s.revealed and o not in seen]
    return {
        "draft": draft(group.draft), "late": draft(group.late), "moves": moves(s, group),
        "reopen_asked": group.reopen_asked, "criteria": group.criteria, "criteria_fixed": s.began,
        "actors_map": group.actors_map, "notes": group.notes, "offers": [offer(o) for o in seen],
        "messages": messages(s, name), "results": results(s, "g", name),
    }  # fmt: skip


def _facilitator(s: Session, around: Around) -> dict[str, Any]:
    rows = []
    for base, group in zip(_common(s, "a", around)["groups"], s.groups.values(), strict=True):
        people = list(group.people.values())
        rows.append({
            **base, "drafted": bool(group.draft and group.draft.turn == s.turn), "moves": moves(s, group),
            "draft": draft(group.draft), "late": draft(group.late), "criteria": group.criteria,
            "actors_map": group.actors_map, "notes": group.notes, "purse": purse(s, group.id),
            "last_seen": around.last_seen.get(group.id), "reopen_asked": group.reopen_asked,
            "first_names": [p["first_name"] for p in people if p["first_name"]],
            "spokesperson": next((p["label"] for p in people if p["spokesperson"]), None),
        })  # fmt: skip
    answers = {
        which: [row for g in s.groups.values() for row in g.answers.get(which, {}).values()]
        for which in ("before", "after")
    }
    return {
        "groups": rows, "offers": [offer(o) for o in s.offers.values()], "answers": answers,
        "screens": around.devices.get("p", 0), "observers": around.devices.get("o", 0), "journal": s.seq,
        "allowed": allowed(s), "disk_low": around.disk_low,
        "messages": messages(s, None), "results": results(s, "a"), "seeds": s.seeds,
        "computed": s.computed,
    }  # fmt: skip


def _screen(s: Session, around: Around) -> dict[str, Any]:
    late = s.phase in ("debrief", "closed")
    names = {g: alias(s, g)[0] if s.anonymised else g for g in s.groups}
    return {
        "join": {"code": s.sid, "urls": list(around.urls), "svg": qr.svg(around.urls[0]) if around.urls else ""},
        "messages": messages(s, "all"),
        "results": results(s, "p"), "moves": allocations(s, names),
        "offers": [_aliased(offer(o), names) for o in _standing(s) if o.turn in s.revealed],
        "criteria": {names[g.id]: g.criteria for g in s.groups.values()} if late else None,
        "actors_maps": {names[g.id]: g.actors_map for g in s.groups.values()} if late else None,
        "notes": {names[g.id]: g.notes for g in s.groups.values()} if late else None,
    }  # fmt: skip


def allocations(s: Session, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return who put how much where, in the turns that are revealed."""
    return [
        {"turn": m.turn, "group": names[g.id], "moves": m.moves, "prediction": m.prediction}
        for g in s.groups.values() for m in g.moves.values() if m.turn in s.revealed
    ]  # fmt: skip


def _aliased(shown: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {**shown, "from": names[shown["from"]], "to": names[shown["to"]]}


def _standing(s: Session, turn: int | None = None) -> list[Offer]:
    return [o for o in s.offers.values() if o.state == "accepted" and turn in (None, o.turn)]
