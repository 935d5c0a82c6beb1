"""Processes that compute: made when first needed, made again when one is killed, ended at once (processus)."""

import asyncio
import os
import shutil
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from workshop.call import call
from workshop.pace import cores

WORKER = "workshop.worker"
TRIES = 3  # of a call whose worker was killed
LONG, QUICK = "long", "quick"  # those that play turns; the one that gives quick looks, and need not wait for them
YIELDING = 5  # niceness of the long ones: pages and quick looks come first
DAY = 86_400.0  # seconds a state is kept untouched: a game that goes on later plays it again
AHEAD = 2  # long calls in the queue for each process: a short one comes soon


class Pool:
    """Calls functions of worker.py in other processes; ``folder`` is where they keep the states of turns.

    kept: a folder whose states outlive this server, killed or stopped: the next one goes on from them.
    """

    def __init__(self, kept: Path | None = None) -> None:
        self._pools: dict[str, ProcessPoolExecutor] = {}
        self._kept, self._folder = kept, ""
        self._slots: asyncio.Semaphore | None = None

    @property
    def folder(self) -> str:
        """Return the folder kept, without what is old in it, or one of our own; made when first asked for."""
        if not self._folder and self._kept:
            self._kept.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._folder = str(self._kept)
            for path in self._kept.iterdir():
                if time.time() - path.stat().st_mtime > DAY:
                    path.unlink()
        return self._folder or self._own()

    def _own(self) -> str:
        self._folder = tempfile.mkdtemp(prefix="essaimage-workshop-")
        return self._folder

    async def ask(self, name: str, *arguments: Any) -> Any:
        """Return what a worker finds; where one was killed, others take its place.

        name: a function of worker.py, or MODULE.FUNCTION of another module of the workshop.
        """
        return await self._asked(LONG, name, *arguments)

    async def ask_quickly(self, name: str, *arguments: Any) -> Any:
        """Return what the worker of quick looks finds: turns that are being played do not hold it up."""
        return await self._asked(QUICK, name, *arguments)

    async def _asked(self, kind: str, name: str, *arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        for left in reversed(range(TRIES)):
            pool = self._workers(kind)
            try:
                return await loop.run_in_executor(pool, call, *_where(name), *arguments)
            except BrokenProcessPool:
                if self._pools.get(kind) is pool:
                    del self._pools[kind]
                if not left:
                    raise
        raise AssertionError("the last try returns or raises")

    async def ask_in_turn(self, name: str, *arguments: Any) -> Any:
        """Return what a worker finds, a few calls at a time: what is asked meanwhile need not wait for all of them."""
        if self._slots is None:
            self._slots = asyncio.Semaphore(AHEAD * cores())
        async with self._slots:
            return await self.ask(name, *arguments)

    def forget(self, pattern: str) -> None:
        """Delete states of turns whose names fit, those of an earlier server too."""
        for path in Path(self.folder).glob(pattern):
            path.unlink(missing_ok=True)

    def stop(self) -> None:
        """End the workers at once, in the midst of a run, and delete a folder of our own: the journal has the moves."""
        pools, self._pools, self._slots = list(self._pools.values()), {}, None
        for pool in pools:
            workers = list((getattr(pool, "_processes", None) or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.kill()
        if self._folder and not self._kept:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = ""

    def pids(self) -> list[int]:
        """Return the processes that compute now."""
        return sorted(pid for pool in self._pools.values() for pid in getattr(pool, "_processes", None) or {})

    def _workers(self, kind: str) -> ProcessPoolExecutor:
        if kind not in self._pools:
            many, nice = (1, 0) if kind == QUICK else (cores(), YIELDING)
            first = (WORKER, "ready", os.getpid(), nice)
            self._pools[kind] = ProcessPoolExecutor(many, get_context("spawn"), initializer=call, initargs=first)
        return self._pools[kind]


def _where(name: str) -> tuple[str, str]:
    module, _, function = name.rpartition(".")
    return (f"workshop.{module}" if module else WORKER), function
