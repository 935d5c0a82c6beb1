"""All the workshops kept on a laptop: found by code, made, saved, restored, deleted without a trace (salles)."""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from experiments.files import sweep_temporaries
from workshop import codes
from workshop.fold import fold
from workshop.journal import Journal, Pass, check_backup, erase
from workshop.messages import refused
from workshop.room import Room

MOST = 100  # workshops kept
CODE = re.compile(f"[{codes.ALPHABET}]{{{codes.LENGTH}}}")
DAY = 86_400.0


class Rooms:
    """The folder of workshops: CODE.sqlite each, and backups/CODE-….sqlite."""

    def __init__(self, folder: Path, on_shut: Callable[[Room], None] = lambda room: None) -> None:
        self.folder, self.on_shut = folder, on_shut  # what to do with a workshop that goes: end its computations
        self.backups = folder / "backups"
        self._open: dict[str, Room] = {}
        self.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
        sweep_temporaries(folder)

    def codes(self) -> list[str]:
        """Return the codes of all workshops."""
        return sorted(path.stem for path in self.folder.glob("*.sqlite") if CODE.fullmatch(path.stem))

    def find(self, code: str) -> Room:
        """Return a workshop. Raises Refused (E01) where there is none."""
        code = codes.tidy(code)
        if code in self._open:
            return self._open[code]
        if not CODE.fullmatch(code) or not self._path(code).exists():
            raise refused("E01", code=code)
        self._open[code] = Room(Journal(self._path(code)))
        return self._open[code]

    def all(self) -> list[Room]:
        """Return every workshop, the one last used first."""
        return sorted((self.find(code) for code in self.codes()), key=lambda room: -room.state.at)

    def create(self, setting: dict[str, Any], demo: bool = False) -> tuple[Room, str]:
        """Return a new workshop and its facilitator's secret."""
        if len(self.codes()) >= MOST:
            raise refused("E44", n=MOST)
        code = codes.room_code(lambda one: self._path(one).exists())
        data = {"sid": code, "uid": codes.device_secret(), "setting": setting, "demo": demo}
        room = self._open[code] = Room.create(self._path(code), data)
        return room, self.facilitate(room)

    def facilitate(self, room: Room) -> str:
        """Return a new secret of the facilitator; those there are go on working."""
        secret = codes.facilitator_secret()
        room.journal.allow([(codes.hashed(secret), Pass("a", "", 0))])
        return secret

    def back_up(self, room: Room) -> Path:
        """Write a whole copy of a workshop and return where it is; it opens on any machine.

        The copy has its name before the journal may close: a workshop that is deleted meanwhile takes it along.
        """
        stamp = time.strftime("%Y%m%d-%H%M%S")
        path = self.backups / f"{room.state.sid}-{stamp}.sqlite"
        temporary = path.with_name(f".tmp-{os.getpid()}-{path.name}")
        with room.journal.held():
            try:
                room.journal.copy_to(temporary)
                os.chmod(temporary, 0o600)
                os.replace(temporary, path)
            finally:
                temporary.unlink(missing_ok=True)
        return path

    def saved(self, code: str) -> list[Path]:
        """Return the backups of a workshop, the last one first."""
        return sorted(self.backups.glob(f"{code}-*.sqlite"), reverse=True)

    def restore(self, data: bytes, replace: bool) -> tuple[Room, str]:
        """Take a backup in and return the workshop with a new secret of the facilitator.

        Raises Refused: E53 where the file is no backup, E52 where the workshop is here and ``replace`` is not said.
        The state that is replaced is saved first.
        """
        path = self.folder / f".tmp-{os.getpid()}-{time.monotonic_ns()}.sqlite"
        try:
            path.write_bytes(data)
            os.chmod(path, 0o600)
            code = self._checked(path)
            if self._path(code).exists():
                old = self.find(code)
                if not replace:
                    raise refused("E52", code=code)
                self.back_up(old)
                self._shut(old)
                self._remove(code)
            os.replace(path, self._path(code))
        finally:
            path.unlink(missing_ok=True)
        room = self.find(code)
        return room, self.facilitate(room)

    def _checked(self, path: Path) -> str:
        """Return the code of a backup. Raises Refused (E53) where it is none."""
        try:
            session = fold(check_backup(path))
            if not CODE.fullmatch(session.sid):
                raise ValueError("code")
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise refused("E53", why=str(error)[:80]) from None
        return session.sid

    def delete(self, room: Room) -> None:
        """Remove a workshop, its backups and all it left on the disk, overwritten first."""
        self._shut(room, b"event: gone\ndata: {}\n\n")
        for path in self.saved(room.state.sid):
            erase(path)
        self._remove(room.state.sid)

    def forget_old(self, days: float) -> list[str]:
        """Delete the workshops untouched for ``days`` and return their codes: personal data does not stay."""
        old = [room for room in self.all() if time.time() - room.state.at > days * DAY]
        for room in old:
            self.delete(room)
        return [room.state.sid for room in old]

    def let_go(self) -> None:
        """End the streams of all pages: they come back when the server does."""
        for room in self._open.values():
            room.hub.end()

    def close(self) -> None:
        """Close every file."""
        for room in list(self._open.values()):
            self._shut(room)

    def _shut(self, room: Room, last: bytes | None = None) -> None:
        room.gone = True
        self.on_shut(room)
        room.hub.end(last=last)
        self._open.pop(room.state.sid, None)
        room.journal.close()

    def _remove(self, code: str) -> None:
        erase(self._path(code))

    def _path(self, code: str) -> Path:
        return self.folder / f"{code}.sqlite"
