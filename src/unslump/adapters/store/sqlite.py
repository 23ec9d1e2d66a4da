"""Keep the records in one SQLite file. What a call acknowledged by returning survives a power cut.

One connection, guarded by a lock, serves all threads of the process (the web server's workers): writes are
short, and a second writer would only wait for the first. A second process may open the same file; each waits
for the other's short transaction, ``busy_s`` at most.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any

from ...core.breaks.events import Happened
from ...core.errors import BadInput
from ...core.history.records import (
    AfterRecord,
    BreakEvent,
    ClearanceRecord,
    History,
    LessonRecord,
    MorningRecord,
    ScreenRecord,
    SessionEvent,
    SessionRecord,
)
from ...core.words import Said
from .backup import remove_backups
from .migrations import MIGRATIONS, Migration
from .opening import open_database, transaction
from .rows import TABLES, R, Record, cells, export, happened_again, kept_event, uncells
from .trouble import Troubles

BREAKS_BUSY_MS = 200
"""What happens with breaks is kept within a tick or tried again with the next, ms."""

ERASED = (
    "break_events",
    "mornings",
    "afters",
    "session_events",
    "sessions",
    "lessons",
    "clearance_revocations",
)
ERASED_LAST = ("clearances", "screens")  # what others point at goes after them


class SqliteStore:
    """``ports.Store`` on a file.

    Parameters
    ----------
    path : Path
        The database. Its folder is made (0700) where it is missing.
    now : callable
        Reads the wall clock, zone and all; labels migrations and nothing else.
    busy_s : float
        How long to wait for another process's transaction, seconds.
    migrations : sequence of Migration
        For tests of the steps themselves.

    Raises
    ------
    StoreTrouble
        The file cannot be used; it was left exactly as it was.
    """

    def __init__(
        self,
        path: Path,
        now: Callable[[], datetime],
        *,
        busy_s: float = 5.0,
        migrations: Sequence[Migration] = MIGRATIONS,
    ) -> None:
        self._troubles = Troubles(Path(path))
        self._lock = RLock()
        self._now = now
        self._busy_s = busy_s
        self._seen: tuple[int, History] | None = None
        self._db = open_database(self._troubles, migrations, now=now, busy_s=busy_s)
        self._finish_erasing()

    # -- adding -------------------------------------------------------------------------------------------

    def add_screen(self, record: ScreenRecord) -> None:
        self._add(record)

    def add_clearance(self, record: ClearanceRecord) -> None:
        with self._writing():
            self._insert(record)
            if record.revoked_at is not None:
                self._revoke(record.id, record.revoked_at.isoformat(), record.revoked_reason or "")

    def revoke_clearance(self, clearance_id: str, *, at: str, reason: str) -> None:
        with self._writing():
            datetime.fromisoformat(at)
            self._revoke(clearance_id, at, reason)

    def add_lesson(self, record: LessonRecord) -> None:
        self._add(record)

    def begin_session(self, record: SessionRecord, first: SessionEvent) -> None:
        with self._writing():
            self._insert(record)
            self._append(record.id, (first,))

    def update_session(self, record: SessionRecord, *events: SessionEvent) -> None:
        columns = TABLES[SessionRecord].columns
        with self._writing():
            assignments = ", ".join(f"{name} = ?" for name in columns)
            sql = f"UPDATE sessions SET {assignments} WHERE id = ?"
            if self._db.execute(sql, (*cells(record), record.id)).rowcount != 1:
                raise self._troubles.say("unknown")
            self._append(record.id, events)

    def add_after(self, record: AfterRecord) -> None:
        columns = TABLES[AfterRecord].columns
        with self._writing():
            again = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "session_id")
            self._insert(record, f"ON CONFLICT (session_id) DO UPDATE SET {again}")

    def add_morning(self, record: MorningRecord) -> None:
        self._add(record)

    # -- reading ------------------------------------------------------------------------------------------

    def history(self) -> History:
        """Read everything, or give what was read last if nobody has written since: pages ask often."""
        with self._reading():
            ((version,),) = self._db.execute("PRAGMA data_version")
            if self._seen is None or self._seen[0] != version:
                self._seen = (version, self._read_history())
            return self._seen[1]

    def _read_history(self) -> History:
        return History(
            screens=self._all(ScreenRecord),
            clearances=self._all(
                ClearanceRecord,
                "LEFT JOIN clearance_revocations r ON r.clearance_id = t.id",
                "r.at, r.reason",
            ),
            lessons=self._all(LessonRecord),
            sessions=self._all(SessionRecord),
            afters=self._all(AfterRecord),
            mornings=self._all(MorningRecord),
        )

    def session_events(self, session_id: str) -> Sequence[SessionEvent]:
        with self._reading():
            return self._events("WHERE session_id = ?", (session_id,))

    def export(self) -> Mapping[str, Any]:
        with self._reading():
            history, events, breaks = self.history(), self._events(), self._break_events()
        return export(history, events, breaks)

    # -- breaks -------------------------------------------------------------------------------------------

    def save_breaks(self, state: Mapping[str, Any], happened: Sequence[Happened]) -> None:
        with self._impatient(), self._writing(seen=self._seen):
            text = json.dumps(state, allow_nan=False, separators=(",", ":"))
            self._db.execute("INSERT OR REPLACE INTO break_state VALUES (1, ?)", (text,))
            for each in happened:
                self._insert(kept_event(each))

    @contextmanager
    def _impatient(self) -> Iterator[None]:
        """Wait only a moment for another program's transaction: time goes on, and this is tried again."""
        with self._lock:
            self._db.execute(f"PRAGMA busy_timeout = {BREAKS_BUSY_MS}")
            try:
                yield
            finally:
                self._db.execute(f"PRAGMA busy_timeout = {round(self._busy_s * 1000)}")

    def break_state(self) -> Mapping[str, Any] | None:
        with self._reading():
            row = self._db.execute("SELECT state FROM break_state").fetchone()
            return None if row is None else dict(json.loads(row[0]))

    def break_events(self, *, since: str | None = None) -> Sequence[Happened]:
        with self._reading():
            return tuple(happened_again(event) for event in self._break_events(since))

    def _break_events(self, since: str | None = None) -> tuple[BreakEvent, ...]:
        """Text sorts as moments do only within one zone, so the rows are read back a day wider and sifted."""
        columns = ", ".join(TABLES[BreakEvent].columns)
        if since is None:
            rows = self._db.execute(f"SELECT {columns} FROM break_events ORDER BY n")
            return tuple(uncells(BreakEvent, row) for row in rows)
        moment = datetime.fromisoformat(since)
        wider = (moment - timedelta(days=2)).isoformat()
        rows = self._db.execute(f"SELECT {columns} FROM break_events WHERE at >= ? ORDER BY n", (wider,))
        return tuple(event for row in rows if (event := uncells(BreakEvent, row)).at >= moment)

    # -- the end ------------------------------------------------------------------------------------------

    def erase(self) -> int:
        """Remove every record, what is left of it in the file, its log, and every backup.

        A mark that goes in with the deletion stays until the sweeping is done: a start after a power cut
        finds it and sweeps on.
        """
        with self._writing():
            self._db.execute("INSERT INTO erasing VALUES (?)", (self._now().isoformat(),))
            self._db.execute("DELETE FROM break_state")
            gone = sum(self._db.execute(f"DELETE FROM {table}").rowcount for table in ERASED + ERASED_LAST)
        self._finish_erasing()
        return gone

    def close(self) -> None:
        with self._lock:
            self._db.close()

    # -- inside -------------------------------------------------------------------------------------------

    def _add(self, record: Record) -> None:
        with self._writing():
            self._insert(record)

    def _insert(self, record: Record, tail: str = "") -> None:
        table = TABLES[type(record)]
        marks = ", ".join("?" * len(table.columns))
        self._db.execute(
            f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks}) {tail}", cells(record)
        )

    def _append(self, session_id: str, events: Sequence[SessionEvent]) -> None:
        for event in events:
            if event.session_id != session_id:
                raise self._troubles.say("unknown")
            self._insert(event)

    def _revoke(self, clearance_id: str, at: str, reason: str) -> None:
        self._db.execute("INSERT INTO clearance_revocations VALUES (?, ?, ?)", (clearance_id, at, reason))

    def _all(self, kind: type[R], join: str = "", joined: str = "") -> tuple[R, ...]:
        table = TABLES[kind]
        columns = ", ".join([f"t.{name}" for name in table.columns] + ([joined] if joined else []))
        rows = self._db.execute(f"SELECT {columns} FROM {table.name} t {join} ORDER BY t.n")
        return tuple(uncells(kind, row) for row in rows)

    def _events(self, where: str = "", values: Sequence[str] = ()) -> tuple[SessionEvent, ...]:
        columns = ", ".join(TABLES[SessionEvent].columns)
        sql = f"SELECT {columns} FROM session_events {where} ORDER BY rowid"
        return tuple(uncells(SessionEvent, row) for row in self._db.execute(sql, values))

    def _finish_erasing(self) -> None:
        """Sweep, if the mark is there. What goes wrong here never means that nothing was changed."""
        with self._sentences():
            if not self._db.execute("SELECT 1 FROM erasing").fetchone():
                return
        with self._lock:
            try:
                self._sweep()
            except (sqlite3.Error, OSError) as error:
                raise self._troubles.say("erase_unfinished", why=error) from error

    def _sweep(self) -> None:
        remove_backups(self._troubles.path)
        self._db.execute("VACUUM")
        self._empty_the_log()
        with transaction(self._db):
            self._db.execute("DELETE FROM erasing")
        self._empty_the_log()

    def _empty_the_log(self) -> None:
        ((busy, *_),) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise self._troubles.say("erase_unfinished", why=Said("store.why.log_read"))

    @contextmanager
    def _writing(self, seen: tuple[int, History] | None = None) -> Iterator[None]:
        """Do it whole or not at all, and say in one sentence why not.

        ``seen``: what was read last and still holds, where none of it is written here.
        """
        with self._sentences():
            self._seen = seen
            try:
                with transaction(self._db):
                    yield
            except (ValueError, TypeError, OverflowError, RecursionError) as error:
                raise self._troubles.say("form", why=error) from error

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """See one moment of all tables. Inside another reading it is that one's moment."""
        with self._sentences():
            nested = self._db.in_transaction
            if not nested:
                self._db.execute("BEGIN")
            try:
                yield
            except (ValueError, TypeError, RecursionError, BadInput) as error:
                raise self._troubles.corrupt(error) from error
            finally:
                if not nested and self._db.in_transaction:
                    self._db.execute("COMMIT")

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except (sqlite3.Error, OSError) as error:
                raise self._troubles.explain(error) from error
