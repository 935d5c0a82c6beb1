"""The journal of a workshop: one SQLite file, each entry on the disk before anybody is told (journal).

Beside the entries stand what must not be in them, because they are exported: hashes of secrets, devices; and
results, which can be computed again from the entries.
"""

import json
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from workshop.fold import Entry, Fact
from workshop.messages import refused

FORMAT = 1  # of the file
SCHEMA = """
create table if not exists entry (
    seq integer primary key, at real not null, kind text not null, by text not null, data text not null,
    key text unique) strict;
create table if not exists move (
    turn integer not null, grp text not null, seq integer not null, primary key (turn, grp)) strict;
create table if not exists secret (
    hash text primary key, role text not null, grp text not null, generation integer not null) strict;
create table if not exists device (
    hash text primary key, role text not null, grp text not null, generation integer not null, at real not null) strict;
create table if not exists result (key text primary key, data blob not null) strict;
"""


class Pass(NamedTuple):
    """What a secret or a cookie opens: a role, a group, and the generation of the link it came by."""

    role: str
    group: str
    generation: int


class Known(Exception):
    """A request of this key is in the journal already."""


class Journal:
    """One workshop's file. Its methods block: the server calls them in threads.

    Once closed it takes and gives nothing: all raise Refused (E01), so that nothing comes back after a deletion.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._one, self._closed = threading.RLock(), False
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
        os.chmod(path, 0o600)
        for rule in ("journal_mode=wal", "synchronous=full", "secure_delete=on", "foreign_keys=on"):
            self._base.execute(f"pragma {rule}")
        self._base.executescript(SCHEMA)
        self._base.execute(f"pragma user_version={FORMAT}")

    def append(self, at: float, by: str, facts: list[Fact], key: str | None = None) -> list[Entry]:
        """Write facts together or not at all, and return them numbered once they are on the disk.

        Raises Known where another server wrote ``key`` before; sqlite3.IntegrityError where a group has a move in the
        turn already.
        """
        entries = []
        with self._writing():
            if key and self._base.execute("select 1 from entry where key = ?", (key,)).fetchone():
                raise Known
            for k, (kind, data) in enumerate(facts):
                text = json.dumps(data, ensure_ascii=False, allow_nan=False)
                row = self._base.execute(
                    "insert into entry (at, kind, by, data, key) values (?, ?, ?, ?, ?)",
                    (at, kind, by, text, key if k == 0 else None),
                )
                entries.append(Entry(int(row.lastrowid or 0), at, kind, by, json.loads(text)))
                self._keep_unique(entries[-1])
        return entries

    def _keep_unique(self, entry: Entry) -> None:
        """Keep the table that lets a group have one move a turn, whoever writes."""
        d = entry.data
        if entry.kind == "submitted":
            self._base.execute("insert into move values (?, ?, ?)", (d["turn"], d["group"], entry.seq))
        elif entry.kind == "reopened":
            self._base.execute("delete from move where turn = ? and grp = ?", (d["turn"], d["group"]))
        elif entry.kind == "undone":
            self._base.execute("delete from move where turn >= ?", (d["turn"],))

    def keyed(self, key: str) -> Entry | None:
        """Return the entry that a request of this key has written, if it has."""
        with self.held():
            row = self._base.execute("select seq, at, kind, by, data from entry where key = ?", (key,)).fetchone()
        return Entry(row[0], row[1], row[2], row[3], json.loads(row[4])) if row else None

    def entries(self) -> Iterator[Entry]:
        """Give every entry in order."""
        with self.held():
            rows = self._base.execute("select seq, at, kind, by, data from entry order by seq").fetchall()
        for seq, at, kind, by, data in rows:
            yield Entry(seq, at, kind, by, json.loads(data))

    def allow(self, secrets: Iterable[tuple[str, Pass]]) -> None:
        """Let each hash of a secret open what its pass says."""
        with self._writing():
            self._base.executemany(
                "insert or ignore into secret values (?, ?, ?, ?)", [(value, *what) for value, what in secrets]
            )

    def opened_by(self, *hashes: str) -> Pass | None:
        """Return what a secret opens, None where it is none."""
        marks = ", ".join("?" * len(hashes))
        with self.held():
            row = self._base.execute(
                f"select role, grp, generation from secret where hash in ({marks})",
                hashes,
            ).fetchone()
        return Pass(*row) if row else None

    def enrol(self, value: str, what: Pass, most: int) -> bool:
        """Note a new device by the hash of its cookie; False where there are as many as may be."""
        with self._writing():
            count = self._base.execute("select count(*) from device").fetchone()[0]
            if count >= most:
                return False
            self._base.execute("insert into device values (?, ?, ?, ?, ?)", (value, *what, time.time()))
        return True

    def devices(self) -> dict[str, Pass]:
        """Return every device that has joined: hash of its cookie -> what it may do."""
        with self.held():
            rows = self._base.execute("select hash, role, grp, generation from device").fetchall()
        return {row[0]: Pass(*row[1:]) for row in rows}

    def keep_result(self, key: str, result: dict[str, Any]) -> None:
        """Keep a result under its key."""
        data = zlib.compress(json.dumps(result, ensure_ascii=False, allow_nan=False).encode(), 6)
        with self._writing():
            self._base.execute("insert or replace into result values (?, ?)", (key, data))

    def result(self, key: str) -> bytes | None:
        """Return a result as JSON text, None where it must be computed."""
        with self.held():
            row = self._base.execute("select data from result where key = ?", (key,)).fetchone()
        return zlib.decompress(row[0]) if row else None

    def copy_to(self, path: Path) -> None:
        """Write a whole, closed copy of the file: what a backup is."""
        with self.held():
            path.unlink(missing_ok=True)
            self._base.execute("vacuum into ?", (str(path),))

    def close(self) -> None:
        """Close the file and empty its log into it, once nobody holds it."""
        with self._one:
            if not self._closed:
                self._closed = True
                self._base.execute("pragma wal_checkpoint(truncate)")
                self._base.close()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the file open, and to this thread, while the block runs. Raises Refused (E01) where it is closed."""
        with self._one:
            if self._closed:
                raise refused("E01", code=self.path.stem)
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Make what the block writes one transaction."""
        with self.held():
            self._base.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._base.execute("rollback")
                raise
            self._base.execute("commit")


def check_backup(path: Path) -> list[Entry]:
    """Return the entries of a file that claims to be a backup.

    Raises ValueError, saying why, where it is none: not SQLite, damaged, of another format, without entries.
    """
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        if base.execute("pragma integrity_check").fetchone() != ("ok",):
            raise ValueError("damaged")
        version = base.execute("pragma user_version").fetchone()[0]
        if version != FORMAT:
            raise ValueError(f"format {version}")
        odd = base.execute("select name from sqlite_master where type in ('trigger', 'view')").fetchall()
        rows = base.execute("select seq, at, kind, by, data from entry order by seq").fetchall()
        if odd or not rows:
            raise ValueError("no entries")
        return [Entry(seq, at, kind, by, json.loads(data)) for seq, at, kind, by, data in rows]
    except (sqlite3.Error, KeyError, TypeError) as error:
        raise ValueError(str(error)) from error
    finally:
        base.close()


def erase(path: Path) -> None:
    """Overwrite and remove a file of SQLite and what stands beside it."""
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), Path(f"{path}-journal")):
        if name.exists():
            with open(name, "r+b") as file:
                file.write(bytes(name.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            name.unlink()
