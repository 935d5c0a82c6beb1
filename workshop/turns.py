"""Turns played: what the moves do to the territory, on common seeds, in processes of their own (tours)."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.errors import Text
from workshop import pace, solo, why
from workshop.game import Setting, seeds_for
from workshop.lines import Plan, before, key_of, plan_of
from workshop.pool import Pool
from workshop.results import Result, called, result_of, spent_by_turn
from workshop.stances import forces

MAPS = 8  # maps kept
ALL = "all"
Progress = Callable[[float], None] | None
Seen = dict[str, Any]


class Flight:
    """One computation that several may wait for, each told how far it is; it ends when nobody waits any more."""

    def __init__(self) -> None:
        self.listeners: list[Progress] = []
        self.waiting = 0
        self.task: asyncio.Task[Any] | None = None

    def tell(self, part: float) -> None:
        """Say to all who wait how far it is."""
        for listener in self.listeners:
            if listener:
                listener(part)


class Turns:
    """Computes turns in worker processes; never blocks the event loop."""

    def __init__(self, kept: Path | None = None) -> None:
        """Make it ready; kept: the folder where states of turns wait for the next server."""
        self.pool = Pool(kept)
        self._maps: dict[tuple[Any, ...], dict[str, Any]] = {}  # every page that joins asks for the same one
        self._flights: dict[tuple[str, int], Flight] = {}

    async def warm(self) -> float:
        """Start the workers, measure how fast this machine is, and return the seconds of a turn of one seed.

        One worker first, and then all of them at a time, as they will compute: none is left to start at a reveal.
        """
        pace.HERE.note(await self.pool.ask("measure"))
        pace.HERE.note(max(await asyncio.gather(*(self.pool.ask("measure") for _ in range(pace.cores())))))
        return pace.HERE.seconds

    async def wake(self) -> None:
        """Let all workers start at a time and take in the engine: a game that was interrupted needs them soon."""
        with suppress(BrokenProcessPool):  # the server stops meanwhile
            await asyncio.gather(*(self.pool.ask("measure") for _ in range(pace.cores())))

    async def ready(self) -> None:
        """Let the worker of quick looks start and take a first one: the first slider moved is answered at once."""
        with suppress(BrokenProcessPool):  # the server stops meanwhile
            await self.look(plan_of(solo.quick(Setting()), [{}]), solo.GROUP)

    async def prepare(self, setting: Setting, group: str, moves: Sequence[Any]) -> None:
        """Make the states after these turns again where a restart lost them, so that the next run goes on from them."""
        plan = plan_of(setting, moves, table=group == ALL)
        seeds = range(1, seeds_for(setting) + 1)
        await asyncio.gather(*(self.pool.ask_in_turn("keep", plan, seed, self.pool.folder) for seed in seeds))

    async def play(self, setting: Setting, group: str, moves: Sequence[Any], on_progress: Progress = None) -> Result:
        """Return the result of the turns played so far by one group in its own copy of the territory."""
        plan = plan_of(setting, moves or [{}])
        result = await self._result(plan, seeds_for(setting), on_progress, group)
        return result.but(spent=spent_by_turn(plan), game="paralleles")

    async def table(self, setting: Setting, moves: Sequence[Any], on_progress: Progress = None) -> Result:
        """Return the result of one territory that all groups pay into, offers accepted included."""
        plan = plan_of(setting, moves or [{}], table=True)
        result = await self._result(plan, seeds_for(setting), on_progress, ALL)
        found = forces(setting, result.data["stands"], result.data["epci"])
        return result.but(spent=spent_by_turn(plan), game="table", actors=found)

    async def preview(self, setting: Setting, group: str, moves: Sequence[Any], draft: Mapping[str, int]) -> Result:
        """Return a quick look at a draft: the same model with fewer citizens and one seed, and it says so."""
        turns = [*moves, {group: draft} if setting.game == "table" else draft]
        plan = plan_of(solo.quick(setting), turns, table=setting.game == "table")
        return await self.look(plan, group, keep=True)

    async def look(self, plan: Plan, group: str, keep: bool = False) -> Result:
        """Return a quick look at the last turn of a small plan: one seed, a point a year, and it says what it is."""
        start = time.perf_counter()
        found = await self.pool.ask_quickly("look", plan, 1, self.pool.folder if keep else "", group)
        took = round(1000.0 * (time.perf_counter() - start))
        return Result(found).but(apercu=True, spent=spent_by_turn(plan), milliseconds=took)

    async def what_if(self, setting: Setting, group: str, moves: Sequence[Any], change: Mapping[str, Any]) -> Result:
        """Return the same turns with one of them changed, on the same seeds; or replayed on another territory."""
        turns = list(moves)
        if "moves" in change:
            k = int(change["turn"]) - 1 if int(change["turn"]) > 0 else 0
            turns[k] = _changed(turns[k], str(change["group"]), change["moves"]) if group == ALL else change["moves"]
        there = _moved(setting, str(change.get("territory") or setting.territory))
        result = await (self.table(there, turns) if group == ALL else self.play(there, group, turns))
        return result.but(what_if=dict(change))

    async def why(
        self, setting: Setting, group: str, moves: Sequence[Any], turn: int, instruments: Sequence[str] | None = None
    ) -> list[why.Card]:
        """Return what each instrument did until the end of a turn: the same game on the same seeds without it."""
        plan = plan_of(setting, list(moves)[: max(turn, 1)] or [{}], table=group == ALL)
        return await why.cards(self.runs, self.pool.ask, plan, min(seeds_for(setting), why.SEEDS), instruments)

    async def solo(self, values: Mapping[str, Any]) -> AsyncGenerator[tuple[str, Result], None]:
        """Give a preview at once, then results on more and more seeds, of amounts that one person chose."""
        async for stage, found in solo.stages(self.look, self.runs, values):
            yield stage, found

    async def faults(self, setting: Setting) -> list[Text]:
        """Return what the model refuses of a setting."""
        found: list[Text] = await self.pool.ask("faults", setting)
        return found

    async def map_of(self, territory: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the places of a territory. Raises InputError for one there is not, or settings it does not take.

        params: those settings of a workshop that shape it, ``territory.width`` for instance.
        """
        key = territory, *sorted((params or {}).items())
        if key not in self._maps:
            found = await self.pool.ask("map_of", territory, dict(params or {}))
            if len(self._maps) >= MAPS:
                self._maps.pop(next(iter(self._maps)))
            self._maps[key] = found
        return self._maps[key]

    async def runs(
        self, plan: Plan, seeds: Sequence[int], on_progress: Progress = None, keep: bool = False
    ) -> list[Seen]:
        """Return what is seen of the last turn of a plan on each seed, in their order."""
        done = 0
        folder = self.pool.folder if keep else ""

        async def one(seed: int) -> Seen:
            """Play one seed in a worker and say how many are done."""
            nonlocal done
            found: Seen = await self.pool.ask_in_turn("turn", plan, seed, folder)
            done += 1
            if on_progress:
                on_progress(done / len(seeds))
            return found

        tasks = [asyncio.create_task(one(seed)) for seed in seeds]
        try:
            return list(await asyncio.gather(*tasks))
        finally:
            for task in tasks:
                task.cancel()

    def stop(self) -> None:
        """End the workers at once, in the midst of a run: the moves are in the journal."""
        for flight in self._flights.values():
            if flight.task:
                flight.task.cancel()
        self._flights.clear()
        self.pool.stop()

    async def _result(self, plan: Plan, seeds: int, on_progress: Progress, group: str) -> Result:
        """Return the result of a plan; those who ask for the same one meanwhile share it."""
        key = (key_of(plan), seeds)
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = Flight()
            flight.task = asyncio.create_task(self._computed(plan, seeds, flight))
        flight.listeners.append(on_progress)
        flight.waiting += 1
        try:
            assert flight.task
            return called(await asyncio.shield(flight.task), group)
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                if flight.task:
                    flight.task.cancel()
                if self._flights.get(key) is flight:
                    del self._flights[key]

    async def _computed(self, plan: Plan, seeds: int, flight: Flight) -> Result:
        start = time.perf_counter()
        seen = await self.runs(plan, range(1, seeds + 1), flight.tell, keep=True)
        if len(plan["turns"]) > 1:  # the state after this turn and the one before: to go on, or to undo
            for old in _earlier(plan):
                self.pool.forget(f"{key_of(old)}-*")
        return await asyncio.to_thread(result_of, plan, seen, 1000.0 * (time.perf_counter() - start))


def _changed(table: Mapping[str, Any], payer: str, moves: Mapping[str, Any]) -> dict[str, Any]:
    """Return a turn of the table in which a group spends otherwise; what it and its partners agreed on stands."""
    agreed = {name: offers for name, offers in table.get(payer, {}).items() if name == "offers"}
    return {**table, payer: {**moves, **agreed}}


def _moved(setting: Setting, territory: str) -> Setting:
    """Return a setting on another territory; what was said of its first one, such as a width, does not go with it."""
    if territory == setting.territory:
        return setting
    params = {name: value for name, value in setting.params.items() if not name.startswith("territory.")}
    return replace(setting, territory=territory, params=params)


def _earlier(plan: Plan) -> list[Plan]:
    """Return the plans of the turns before the last but one."""
    found, plan = [], before(before(plan))
    while plan["turns"]:
        found.append(plan)
        plan = before(plan)
    return found
