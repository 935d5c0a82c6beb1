"""Turns played: what the moves do to the territory, on common seeds, in processes of their own (tours)."""

import asyncio
import time
import warnings
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any

import numpy as np

from sim.errors import Text
from workshop.call import call
from workshop.game import Setting

WORKERS, WORKER = 2, "workshop.worker"
QUANTILES = {"low90": 5, "low50": 25, "median": 50, "high50": 75, "high90": 95}
SMALL = {"citizens": 4_000, "seeds": 1}  # of a preview
JUDGED = "adopters"  # the indicator that cards speak of
NOISE = 2.0  # standard errors within which an effect is not told from zero
Progress = Callable[[float], None] | None
Seen = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What a group's moves came to."""

    data: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return self.data


@dataclass(frozen=True)
class Card:
    """What one instrument did: the same turns, on the same seeds, without it."""

    instrument: str
    euros: int
    delta: float
    low: float | None  # None: a single seed says nothing of chance
    high: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it, with its sentence in both languages."""
        told = self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)
        fr = f"{self.delta:+.0f} adoptants" if told else "effet non distinguable de zéro"
        en = f"{self.delta:+.0f} adopters" if told else "effect not told from zero"
        return {**vars(self), "indicator": JUDGED, "fr": f"{self.instrument} : {fr}", "en": f"{self.instrument}: {en}"}


class Turns:
    """Computes turns in two worker processes, made when first needed and again if one is killed."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def play(self, setting: Setting, group: str, moves: Sequence[Any], on_progress: Progress = None) -> Result:
        """Return the result of the turns played so far by one group."""
        start, turns = time.perf_counter(), [_euros([turn]) for turn in moves] or [{}]
        seen = await self._seeds(setting, turns, on_progress)
        spent = [sum(turn.values()) for turn in turns]
        return Result(
            {
                **_summary(seen),
                "seeds": setting.seeds,
                "citizens": setting.citizens,
                "spent": spent,
                "milliseconds": round(1000 * (time.perf_counter() - start)),
            }
        )

    async def table(self, setting: Setting, moves: Sequence[Any], on_progress: Progress = None) -> Result:
        """Return the result of one territory that all groups pay into."""
        merged = [_euros(list(turn.values())) for turn in moves]
        found = await self.play(setting, "all", merged, on_progress)
        return Result({**found.data, "paid": [{group: _euros([own]) for group, own in turn.items()} for turn in moves]})

    async def preview(self, setting: Setting, group: str, moves: Sequence[Any], draft: Mapping[str, int]) -> Result:
        """Return a quick look: fewer citizens, one seed."""
        small = replace(setting, citizens=min(setting.citizens, SMALL["citizens"]), seeds=SMALL["seeds"])
        found = await self.play(small, group, [*moves, draft])
        return Result({**found.data, "apercu": True})

    async def what_if(self, setting: Setting, group: str, moves: Sequence[Any], change: Mapping[str, Any]) -> Result:
        """Return the same turns with one of them changed, on the same seeds, or on another territory."""
        turns = list(moves)
        if "moves" in change:
            shared = change.get("group", group) != group or group == "all"
            k = change["turn"] - 1
            turns[k] = {**turns[k], change["group"]: change["moves"]} if shared else change["moves"]
        there = replace(setting, territory=change.get("territory", setting.territory))
        return await (self.table(there, turns) if group == "all" else self.play(there, group, turns))

    async def why(self, setting: Setting, group: str, moves: Sequence[Any], turn: int) -> list[Card]:
        """Return what each instrument of a turn did, by taking it away on the same seeds."""
        turns = [_euros(list(one.values()) if group == "all" else [one]) for one in moves]
        whole, cards, k = await self._seeds(setting, turns), [], max(turn - 1, 0)
        for name, euros in turns[k].items():
            without = [{n: e for n, e in one.items() if i != k or n != name} for i, one in enumerate(turns)]
            other = await self._seeds(setting, without)
            delta = np.array([a[JUDGED][-1] - b[JUDGED][-1] for a, b in zip(whole, other, strict=True)])
            half = NOISE * delta.std(ddof=1) / delta.size**0.5 if delta.size > 1 else np.inf
            mean = float(delta.mean())
            cards.append(Card(name, euros, mean, _finite(mean - half), _finite(mean + half)))
        return cards

    async def solo(self, values: Mapping[str, Any]) -> AsyncIterator[tuple[str, Result]]:
        """Give a preview, then the whole result, of amounts one person chose."""
        amounts = {str(name): int(euros) for name, euros in dict(values.get("moves") or {}).items()}
        setting = Setting.from_dict({k: v for k, v in values.items() if k != "moves"})
        yield "preview", await self.preview(setting, "g1", [], amounts)
        yield "full", await self.play(setting, "g1", [amounts])

    def stop(self) -> None:
        """End the workers at once, in the midst of a run: the moves are in the journal."""
        pool, self._pool = self._pool, None
        if pool:
            workers = list((getattr(pool, "_processes", None) or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.kill()

    async def _seeds(self, setting: Setting, turns: list[dict[str, int]], on_progress: Progress = None) -> list[Seen]:
        """Return the indicators of each seed."""
        done = 0

        async def one(seed: int) -> Seen:
            nonlocal done
            found: Seen = await self._asked("run", setting, turns, seed)
            done += 1
            if on_progress:
                on_progress(done / setting.seeds)
            return found

        return list(await asyncio.gather(*map(one, range(1, setting.seeds + 1))))

    async def faults(self, setting: Setting) -> list[Text]:
        """Return what the model refuses of a setting."""
        found: list[Text] = await self._asked("faults", setting)
        return found

    async def map_of(self, territory: str) -> dict[str, Any]:
        """Return the places of a territory. Raises InputError for one there is not."""
        found: dict[str, Any] = await self._asked("map_of", territory)
        return found

    async def _asked(self, name: str, *arguments: Any) -> Any:
        """Return what a worker finds; where one was killed, others take its place, once."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._workers(), call, WORKER, name, *arguments)
        except BrokenProcessPool:
            self._pool = None
            return await loop.run_in_executor(self._workers(), call, WORKER, name, *arguments)

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"))
        return self._pool


def _summary(seen: list[Seen]) -> dict[str, Any]:
    """Return curves with their bands and, of each indicator, where it ends."""
    curves = {}
    for name in seen[0]:
        values = np.array([one[name] for one in seen])
        with warnings.catch_warnings():  # an indicator that no seed can tell yet has no band
            warnings.simplefilter("ignore", RuntimeWarning)
            known = np.where(np.isfinite(values), values, np.nan)
            bands = np.nanpercentile(known, list(QUANTILES.values()), axis=0)
        curves[name] = {key: [_finite(v) for v in row] for key, row in zip(QUANTILES, bands, strict=True)}
    kpi = {name: {key: row[-1] for key, row in curve.items()} for name, curve in curves.items()}
    return {"curves": curves, "kpi": kpi}


def _euros(moves: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the euros on each instrument, the offers that stand included."""
    found: dict[str, int] = {}
    for own in moves:
        lines = [(name, euros) for name, euros in own.items() if name != "offers"]
        for name, euros in [*lines, *((o["instrument"], o["euros"]) for o in own.get("offers", ()))]:
            found[name] = found.get(name, 0) + int(euros)
    return dict(sorted(found.items()))


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
