"""Why a turn came out as it did: each instrument taken away in turn, on the same seeds (pourquoi)."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from workshop.lines import Plan, euros_of

SEEDS = 8  # common seeds of a card; the same as those of the result, the first ones
CARDS = 5  # instruments, those with most euros
Runs = Callable[..., Awaitable[list[dict[str, Any]]]]
Ask = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Card:
    """What one instrument did: the same game, on the same seeds, without it."""

    data: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it, with its sentence in both languages."""
        return self.data


async def cards(runs: Runs, ask: Ask, plan: Plan, seeds: int, instruments: Sequence[str] | None = None) -> list[Card]:
    """Return the cards of the instruments with most euros, or of those named, the clearest effect first.

    An instrument without a euro is not run again: its effect is exactly zero.
    """
    spent = spent_on(plan)
    wanted = list(instruments) if instruments else [tool for tool, _ in spent.most_common(CARDS)]
    numbers = range(1, seeds + 1)
    whole = _ends(await runs(plan, numbers, keep=True))
    without = {tool: _ends(await runs(less(plan, tool), numbers)) for tool in wanted if spent[tool]}
    found = await ask("judging.cards", whole, without, {tool: spent[tool] for tool in wanted})
    return [Card(data) for data in found]


def spent_on(plan: Plan) -> Counter[str]:
    """Return the euros of each instrument since the first turn, those of all who paid for it."""
    found: Counter[str] = Counter()
    for lines in plan["turns"]:
        for line in lines:
            found[line["tool"]] += euros_of(line)
    return found


def less(plan: Plan, tool: str) -> Plan:
    """Return the same game without an instrument: its euros are not spent on anything else."""
    return {**plan, "turns": [[line for line in lines if line["tool"] != tool] for lines in plan["turns"]]}


def _ends(seen: Sequence[dict[str, Any]]) -> list[dict[str, float]]:
    return [one["kpi"] for one in seen]
