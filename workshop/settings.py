"""A workshop's setting as it comes from a page: taken whole, or refused with all that is wrong (préparation)."""

from typing import Any

from experiments.catalogue import listing
from sim.errors import EssaimageError, Text
from workshop.game import Setting
from workshop.messages import MESSAGES, Fault, Refused, refused
from workshop.turns import Turns


async def checked(given: Any, turns: Turns) -> Setting:
    """Return the setting. Raises Refused with every fault."""
    if not isinstance(given, dict):
        raise refused("E35", "setting", field="setting")
    try:
        setting = Setting.from_dict(given)
    except EssaimageError as error:
        raise Refused(*map(fault, error.problems)) from None
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise refused("E35", "setting", field=str(error)[:80]) from None
    problems = [*setting.faults(), *await turns.faults(setting)]
    if problems:
        raise Refused(*map(fault, problems))
    return setting


def fault(text: Text) -> Fault:
    """Return a fault of the setting, under its own code where its sentence is one of ours."""
    for code in ("E10", "E11"):
        if text.fr.startswith(MESSAGES[code].fr.partition("{")[0]):
            return Fault(code, {"instrument": text.fr.partition(" pour ")[2].partition(".")[0]})
    return Fault("E12", {"text": text})


def shock_names() -> list[str]:
    """Return the names of the shocks that can strike."""
    return [row["name"] for row in listing("shocks")]
