"""One workshop at work: its journal, the state folded from it, who listens; one change at a time (salle)."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workshop import codes, views
from workshop.fields import Decision, Who
from workshop.fold import Entry, apply, fold
from workshop.journal import Journal, Known, Pass
from workshop.messages import refused
from workshop.session import Session
from workshop.stream import Client, Hub, event, text_of
from workshop.system import disk

Decide = Callable[[Session], Decision]
TOGETHER = 0.1  # seconds between two snapshots to everybody
PEACE = 0.4  # seconds between two snapshots to the facilitator while groups move their sliders
DEVICES = 400  # of one workshop


class Room:
    """One workshop; ``uid`` in its journal tells it from another that happens to bear the same code."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.state = fold(journal.entries())
        self.devices = journal.devices()
        self.hub = Hub()
        self.progress: dict[str, int] | None = None
        self.urls: tuple[str, ...] = ()
        self.gone = False
        self._one = asyncio.Lock()
        self._quiet: asyncio.TimerHandle | None = None
        self._soon: asyncio.TimerHandle | None = None
        self._seen: asyncio.TimerHandle | None = None
        self._sent = 0.0  # when all had the view last, on the clock of the loop

    @classmethod
    def create(cls, path: Path, data: dict[str, Any]) -> "Room":
        """Start a workshop's file with its first entry."""
        journal = Journal(path)
        journal.append(time.time(), "a", [("created", data)])
        return cls(journal)

    def begin(self, who: Who, decision: Decision) -> None:
        """Write what a workshop starts with, before anybody listens."""
        for entry in self.journal.append(time.time(), who.by, decision.facts):
            apply(self.state, entry)

    async def act(self, who: Who, decide: Decide, key: str | None = None) -> tuple[bool, list[Entry]]:
        """Let ``decide`` look at the state, write what it decides, change the state, tell everybody.

        Returns whether it was done before (same key), and the entries. Once begun it goes to its end, even if the
        page that asked goes away: the state and the journal never differ.
        """
        return await asyncio.shield(asyncio.ensure_future(self._act(who, decide, key)))

    async def _act(self, who: Who, decide: Decide, key: str | None) -> tuple[bool, list[Entry]]:
        own = f"{who.by}:{key}" if key else None
        async with self._one:
            if self.gone:
                raise refused("E01", code=self.state.sid)
            before = await asyncio.to_thread(self.journal.keyed, own) if own else None
            if before and before.kind == "late":
                raise refused("E22", k=before.data["turn"])
            if before:
                return True, []
            decision = decide(self.state)
            entries = []
            if decision.facts:
                entries = await self._written(who, decision, own)
                for entry in entries:
                    apply(self.state, entry)
                self._tell(entries, who)
        if decision.but:
            raise decision.but
        return False, entries

    async def _written(self, who: Who, decision: Decision, key: str | None) -> list[Entry]:
        try:
            return await asyncio.to_thread(self.journal.append, time.time(), who.by, decision.facts, key)
        except Known:
            return []
        except sqlite3.OperationalError as error:
            if "full" in str(error) or "I/O" in str(error):
                raise refused("E50") from error
            raise

    def view(self, who: Who) -> dict[str, Any]:
        """Return the snapshot for somebody."""
        return views.view(self.state, who.role, who.group, who.device, self.around())

    def around(self) -> views.Around:
        """Return what views show beside the journal."""
        low = disk(self.journal.path.parent)["low"]
        return views.Around(self.hub.devices(), dict(self.hub.last_seen), self.progress, self.urls, low)

    def listen(self, who: Who) -> tuple[Client, bytes]:
        """Take in a page that listens, with the snapshot it starts from."""
        client = self.hub.join(who)
        self.present()
        return client, event("hello", self.view(who), self.state.seq)

    def left(self, client: Client) -> None:
        """Let a page go, and tell the facilitator."""
        self.hub.leave(client)
        self.present()

    def present(self) -> None:
        """Tell the facilitator who is connected, and the screens a little later: a room that joins is one change."""
        devices = self.hub.devices()
        groups = {
            name: {"devices": devices.get(name, 0), "last_seen": self.hub.last_seen.get(name)}
            for name in self.state.groups
        }
        rest = {"screens": devices.get("p", 0), "observers": devices.get("o", 0)}
        self._send(event("presence", {"groups": groups, **rest}), lambda who: who.role == "a")
        if self._seen is None and (devices.get("p") or devices.get("o")):
            self._seen = asyncio.get_running_loop().call_later(PEACE, self._show_present)

    def _show_present(self) -> None:
        self._seen = None
        self._states(lambda who: who.role in ("p", "o"))

    def advanced(self, turn: int, done: int, total: int) -> None:
        """Tell everybody how far the computation of a turn is."""
        self.progress = {"turn": turn, "done": done, "total": total}
        self._send(event("progress", self.progress), lambda who: True)

    def refresh(self) -> None:
        """Send everybody the whole view, at once; changes that follow each other closely are sent together."""
        if self._soon is None:
            loop = asyncio.get_running_loop()
            self._soon = loop.call_at(max(loop.time(), self._sent + TOGETHER), self._send_all)

    def _send_all(self) -> None:
        self._soon, self._sent = None, asyncio.get_running_loop().time()
        self._states(lambda who: True)

    def _tell(self, entries: list[Entry], who: Who) -> None:
        """Tell those whom entries touch: a draft its own group, the rest everybody."""
        if all(entry.kind == "draft" for entry in entries):
            group = entries[-1].data["group"]
            shown = views.draft(self.state.groups[group].draft)
            self._send(event("draft", {"draft": shown}, self.state.seq), lambda one: one.group == group)
            loop = asyncio.get_running_loop()
            if self._quiet is None:
                self._quiet = loop.call_later(PEACE, self._calm)
            return
        self.refresh()

    def _calm(self) -> None:
        self._quiet = None
        self._states(lambda who: who.role == "a")

    def _states(self, which: Callable[[Who], bool]) -> None:
        """Send the state to some pages; what the devices of a group share is written once."""
        around, shared, made = self.around(), dict[tuple[str, str], str](), dict[Who, bytes]()
        for client in [client for client in self.hub.clients if which(client.who)]:
            who = client.who if client.who.role == "g" else Who(client.who.role)
            place = (who.role, who.group)
            if place not in shared:
                shared[place] = text_of(views.shared(self.state, *place, around))
            if who not in made:
                own = text_of(views.own(self.state, who.role, who.group, who.device))
                whole = f"{shared[place][:-1]}, {own[1:]}" if own != "{}" else shared[place]
                made[who] = event("state", whole, self.state.seq)
            client.put(made[who])

    def _send(self, text: bytes, which: Callable[[Who], bool]) -> None:
        for client in list(self.hub.clients):
            if which(client.who):
                client.put(text)

    def generation(self, place: str) -> int:
        """Return how many times the link of a group or of the screens has been replaced."""
        group = self.state.groups.get(place)
        return group.generation if group else self.state.generations.get(place, 0)

    def passed(self, what: Pass) -> bool:
        """Say whether a pass is of the present generation of its link, and its group still there."""
        if what.role == "a":
            return True
        if what.role == "g" and what.group not in self.state.groups:
            return False
        return what.generation == self.generation(what.group or what.role)

    def links(self, root: str) -> dict[str, tuple[str, str]]:
        """Return link secret and typed code of each group and screen, and let them open what they should.

        ``root`` is a facilitator's secret; what is computed from it is stored as hashes only.
        """
        found, rows = {}, []
        for place in (*self.state.groups, "p", "o"):
            generation = self.generation(place)
            secret, code = codes.link_secret(root, place, generation), codes.typed_code(root, place, generation)
            what = Pass("g", place, generation) if place in self.state.groups else Pass(place, "", generation)
            rows.append((codes.hashed(secret), what))
            if what.role == "g":
                rows.append((codes.hashed_code(code, self.state.uid), what))
            found[place] = secret, code
        self.journal.allow(rows)
        return found

    def enrol(self, what: Pass) -> str:
        """Return the secret of a new device's cookie. Raises Refused (E07) where there are too many."""
        secret = codes.device_secret()
        value = codes.hashed(secret)
        if not self.journal.enrol(value, what, DEVICES):
            raise refused("E07", n=DEVICES)
        self.devices[value] = what
        return secret
