"""Reading what a page sends, field by field; what is wrong is noted, all of it (champs)."""

import json
from typing import Any, NamedTuple

from workshop.fold import Fact
from workshop.messages import PHASE_NAMES, Fault, Refused, refused
from workshop.session import Session


class Who(NamedTuple):
    """Who asks: a role (a, g, p, o), the group of role g, and the device (the start of its cookie's hash)."""

    role: str
    group: str = ""
    device: str = ""

    @property
    def by(self) -> str:
        """Return the name in the journal."""
        return self.group or self.role


class Decision(NamedTuple):
    """What a request comes to: facts for the journal and, where not all could be done, what to answer."""

    facts: list[Fact]
    but: Refused | None = None


def loads(raw: bytes) -> dict[str, Any]:
    """Return the object of a request. Raises Refused (E59) where it is none; NaN is kept, to be refused by field."""
    try:
        body = json.loads(raw or b"{}")
        json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        raise refused("E59") from None
    if not isinstance(body, dict):
        raise refused("E59")
    return body


def text_in(body: dict[str, Any], name: str, most: int, faults: list[Fault], need: bool = True) -> str:
    """Return a text of at most ``most`` characters; note E35 or E34."""
    value = body.get(name)
    if value is None and not need:
        return ""
    if not isinstance(value, str) or (need and not value.strip()):
        faults.append(Fault("E35", {"field": name}, name))
        return ""
    clean = "".join(sign for sign in value.strip() if sign >= " " or sign in "\n\t")
    if len(clean) > most:
        faults.append(Fault("E34", {"n": most}, name))
    return clean


def whole_in(body: dict[str, Any], name: str, least: int, most: int, faults: list[Fault]) -> int:
    """Return a whole number; note E35."""
    value = body.get(name)
    if type(value) is not int or not least <= value <= most:
        faults.append(Fault("E35", {"field": name}, name))
        return least
    return value


def flag_in(body: dict[str, Any], name: str, faults: list[Fault]) -> bool:
    """Return true or false; note E35."""
    value = body.get(name)
    if not isinstance(value, bool):
        faults.append(Fault("E35", {"field": name}, name))
    return bool(value)


def choice_in(body: dict[str, Any], name: str, known: Any, faults: list[Fault]) -> str:
    """Return one of the known words; note E35."""
    value = body.get(name)
    if not isinstance(value, str) or value not in known:
        faults.append(Fault("E35", {"field": name}, name))
        return ""
    return value


def group_in(body: dict[str, Any], session: Session, faults: list[Fault], name: str = "group") -> str:
    """Return the id of a group; note E37."""
    value = body.get(name)
    if not isinstance(value, str) or value not in session.groups:
        faults.append(Fault("E37", {"group": value}, name))
        return ""
    return value


def refuse(faults: list[Fault], **more: Any) -> None:
    """Raise Refused with every fault, if there is one."""
    if faults:
        raise Refused(*faults, **more)


def phased(session: Session, *phases: str) -> None:
    """Raise Refused (E26) outside the phases named."""
    if session.phase not in phases:
        raise refused("E26", phase=PHASE_NAMES[session.phase])
