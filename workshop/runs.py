"""From moves to results: each turn is computed once, kept, and begun again after a failure or a restart (calculs).

The journal says what was played; a result is a cache under a key made of the model, the setting and the moves.
"""

import asyncio
import hashlib
import json
import logging
import secrets
from typing import Any

from sim.version import MODEL_VERSION
from workshop.fields import Decision, Who
from workshop.fold import Fact
from workshop.game import Setting
from workshop.room import Room
from workshop.session import ALL, Session
from workshop.turns import Turns

LOG = logging.getLogger("essaimage.workshop")
SERVER = Who("server")
WITHOUT_EFFECT = ("name", "questions", "lang", "prediction", "preview", "carry_over")


class Runs:
    """Computes the turns of all workshops, those of one workshop in one task."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self._quick: asyncio.Task[None] | None = None
        self._woken: asyncio.Task[None] | None = None
        self._ahead: dict[tuple[str, int], asyncio.Task[None]] = {}  # what a restart lost, made again early

    def start(self, room: Room) -> None:
        """Compute what the turn that runs still needs; nothing where it is being done."""
        sid = room.state.sid
        task = self.tasks.get(sid)
        if room.state.phase == "running" and not room.state.computed and (task is None or task.done()):
            self.tasks[sid] = asyncio.create_task(self._compute(room, room.state.turn))

    def be_quick(self) -> None:
        """Start the worker of quick looks, unless it was."""
        if self._quick is None:
            self._quick = asyncio.create_task(self.turns.ready())

    def wake(self) -> None:
        """Start all workers now."""
        self._woken = asyncio.create_task(self.turns.wake())

    def prepare(self, room: Room) -> None:
        """Start what a room is about to need: quick looks, if they are allowed, and what a restart has lost.

        The states that the next run goes on from are made again while people choose.
        """
        state = room.state
        if state.preview:
            self.be_quick()
        key = state.sid, state.turn
        if state.phase in ("open", "locked") and state.turn > 1 and key not in self._ahead:
            self._ahead[key] = asyncio.create_task(self._prepare(room, state.turn - 1))

    async def _prepare(self, room: Room, turn: int) -> None:
        state = room.state
        setting = setting_of(state)
        try:
            for player in state.players:
                await self.turns.prepare(setting, player, history_of(state, player, turn))
        except Exception as error:  # the run makes them itself, and says what is wrong
            LOG.warning("states not made ahead", exc_info=error)

    def stop(self) -> None:
        """End every computation; the next start of the server takes them up again."""
        for task in (*self.tasks.values(), *self._ahead.values(), *filter(None, [self._quick, self._woken])):
            task.cancel()
        self.turns.stop()

    def forget(self, room: Room) -> None:
        """End the computation of a workshop that is undone or deleted."""
        sid = room.state.sid
        own = [self._ahead.pop(key) for key in list(self._ahead) if key[0] == sid]
        for task in (*own, *filter(None, [self.tasks.pop(sid, None)])):
            task.cancel()
        room.progress = None

    async def _compute(self, room: Room, turn: int) -> None:
        """Compute all groups; a failure takes the workshop back to the lock, with a reference (E40)."""
        try:
            state = room.state
            missing = [one for one in state.players if one not in state.results.get(turn, {})]
            done = dict.fromkeys(missing, 0.0)
            await asyncio.gather(*(self._one(room, turn, player, done) for player in missing))
        except Exception as error:
            reference = secrets.token_hex(4)
            LOG.error("simulation ref. %s", reference, exc_info=error)
            room.progress = None
            await room.act(SERVER, lambda s: Decision(_if_running(s, turn, ("failed", {"ref": reference}))))
            return
        room.progress = None
        room.refresh()

    async def _one(self, room: Room, turn: int, player: str, done: dict[str, float]) -> None:
        """Compute one group, or the table, unless it is kept; note it in the journal."""
        key = key_of(room.state, player, turn)
        kept = await asyncio.to_thread(room.journal.result, key)
        if kept is None:
            result = await self.played(room.state, player, turn, lambda part: _advance(room, turn, player, part, done))
            await asyncio.to_thread(room.journal.keep_result, key, result)
        else:
            result = json.loads(kept)
        fact = {
            "turn": turn, "group": player, "key": key, "kpi": _bands(result.get("kpi") or {}),
            "milliseconds": result.get("milliseconds"),
        }  # fmt: skip
        await room.act(
            SERVER,
            lambda s: Decision(_if_running(s, turn, ("computed", fact)) if key == key_of(s, player, turn) else []),
        )
        _advance(room, turn, player, 1.0, done)

    async def played(self, state: Session, player: str, turn: int, on_progress: Any = None) -> dict[str, Any]:
        """Return the result of a group, or of the table, after a turn."""
        setting, history = setting_of(state), history_of(state, player, turn)
        if player == ALL:
            result = await self.turns.table(setting, history, on_progress)
        else:
            result = await self.turns.play(setting, player, history, on_progress)
        return dict(result.to_dict())


def _bands(kpi: dict[str, Any]) -> dict[str, Any]:
    """Return indicators without the values of each seed, which the whole result keeps: every page gets these bands."""
    return {name: {part: value for part, value in own.items() if part != "values"} for name, own in kpi.items()}


def setting_of(state: Session) -> Setting:
    """Return the setting as the simulation takes it: with the shocks added and the seeds fixed."""
    return Setting.from_dict(_effective(state))


def history_of(state: Session, player: str, turn: int) -> list[Any]:
    """Return the moves from turn 1 to ``turn``, one table a turn; of every group where the territory is shared.

    The practice turn stands alone, and no other turn knows of it.
    """
    turns = [0] if turn == 0 else range(1, turn + 1)
    if player == ALL:
        return [{group: _moves(state, group, k) for group in state.groups} for k in turns]
    return [_moves(state, player, k) for k in turns]


def key_of(state: Session, player: str, turn: int) -> str:
    """Return the key of a result: model, territory, seeds, moves."""
    setting = {k: v for k, v in _effective(state).items() if k not in WITHOUT_EFFECT}
    if player != ALL:
        setting.pop("groups", None)
    whole = [MODEL_VERSION, setting, turn == 0, history_of(state, player, turn)]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _effective(state: Session) -> dict[str, Any]:
    added = [[one["turn"], one["type"], one["surprise"]] for one in state.shocks]
    setting = {**state.setting, "shocks": [*(state.setting.get("shocks") or []), *added]}
    return setting if state.seeds is None else {**setting, "seeds": state.seeds}


def _moves(state: Session, group: str, turn: int) -> dict[str, Any]:
    """Return what a group played in a turn, nothing where it played nothing; with the offers that stand."""
    move = state.groups[group].moves.get(turn)
    played: dict[str, Any] = dict(move.moves) if move else {}
    own = [o for o in state.offers.values() if (o.turn, o.from_, o.state) == (turn, group, "accepted")]
    if own:
        played["offers"] = [
            {"to": o.to, "instrument": o.instrument, "euros": o.euros, "share": o.share} for o in own
        ]  # fmt: skip
    return played


def _if_running(state: Session, turn: int, fact: Fact) -> list[Fact]:
    """Return the fact while its turn still runs: undone meanwhile, it is of no use."""
    return [fact] if (state.phase, state.turn) == ("running", turn) else []


def _advance(room: Room, turn: int, player: str, part: float, done: dict[str, float]) -> None:
    done[player] = max(done[player], part)
    room.advanced(turn, round(100 * sum(done.values()) / len(done)), 100)
