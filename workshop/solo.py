"""One person, some sliders: a quick look at once, then the whole model on more and more seeds (bac à sable)."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from sim.errors import EssaimageError
from workshop.game import Setting
from workshop.lines import Plan, plan_of
from workshop.results import Result, called, result_of, spent_by_turn

QUICK = 2_000  # citizens of a quick look (le « modèle rapide »); one seed
REST = 0.3  # seconds without a move of a slider before the whole model starts: it would hold up the next quick look
STEPS = (2, 6, 12)  # common seeds of the whole model, shown as they come
YEARS = 3
GROUP = "g1"
Look = Callable[..., Awaitable[Result]]
Runs = Callable[..., Awaitable[list[dict[str, Any]]]]


def setting_of(values: Mapping[str, Any]) -> tuple[Setting, dict[str, int]]:
    """Return the setting and the amounts that sliders stand for. Raises InputError with every fault.

    values: ``moves``, euros by instrument over the whole horizon, and any part of a setting: territory, years_a_turn
    (the horizon), shocks, params (assumptions).
    """
    amounts = {str(name): max(0, int(euros)) for name, euros in dict(values.get("moves") or {}).items()}
    given = {key: value for key, value in values.items() if key != "moves"}
    asked = Setting.from_dict({"turns": 1, "years_a_turn": YEARS, "groups": [{"name": "Solo"}], **given})
    problems = asked.faults()
    if problems:
        raise EssaimageError(*problems)
    return asked, amounts


def quick(setting: Setting) -> Setting:
    """Return a setting as a quick look takes it: with fewer citizens."""
    return replace(setting, citizens=min(setting.citizens, QUICK))


async def stages(look: Look, runs: Runs, values: Mapping[str, Any]) -> AsyncIterator[tuple[str, Result]]:
    """Give ("preview", result) of fewer citizens and one seed, then ("full", result) on more and more seeds."""
    setting, amounts = setting_of(values)
    start = time.perf_counter()
    yield "preview", await look(plan_of(quick(setting), [amounts]), GROUP)
    await asyncio.sleep(REST)  # whoever asks anew meanwhile has gone
    plan = plan_of(setting, [amounts])
    seen: list[dict[str, Any]] = []
    most = setting.seeds or STEPS[-1]
    for upto in [*(step for step in STEPS if step < most), most]:
        seen += await runs(plan, range(len(seen) + 1, upto + 1))
        yield "full", _shown(plan, seen, start).but(last=upto == most)


def _shown(plan: Plan, seen: list[dict[str, Any]], start: float) -> Result:
    found = result_of(plan, seen, 1000.0 * (time.perf_counter() - start))
    return called(found, GROUP).but(spent=spent_by_turn(plan))
