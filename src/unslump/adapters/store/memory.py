"""Keep the records in memory: for tests, and for a look around that leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any

from ...core.breaks.events import Happened
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
from .rows import R, born, export, happened_again, kept_event, plain
from .trouble import Troubles


class MemoryStore:
    """``ports.Store`` that forgets when it is gone. Everything else is as on disk, the refusals included."""

    def __init__(self) -> None:
        self._troubles = Troubles(Path("memory"))
        self._lock = RLock()
        self._open = True
        self._empty()

    def _empty(self) -> None:
        self._screens: dict[str, ScreenRecord] = {}
        self._clearances: dict[str, ClearanceRecord] = {}
        self._lessons: dict[str, LessonRecord] = {}
        self._sessions: dict[str, SessionRecord] = {}
        self._events: dict[tuple[str, int], SessionEvent] = {}
        self._afters: dict[str, AfterRecord] = {}
        self._mornings: dict[str, MorningRecord] = {}
        self._break_state: Mapping[str, Any] | None = None
        self._break_events: list[BreakEvent] = []

    def add_screen(self, record: ScreenRecord) -> None:
        with self._lock:
            self._add(self._screens, record.id, record)

    def add_clearance(self, record: ClearanceRecord) -> None:
        with self._lock:
            self._add(self._clearances, record.id, record)

    def revoke_clearance(self, clearance_id: str, *, at: str, reason: str) -> None:
        with self._lock:
            self._check_open()
            found = self._clearances.get(clearance_id)
            if found is None:
                raise self._troubles.say("unknown")
            if found.revoked_at is not None:
                raise self._troubles.say("exists")
            try:
                revoked = replace(found, revoked_at=datetime.fromisoformat(at), revoked_reason=reason)
            except (ValueError, TypeError) as error:
                raise self._troubles.say("form", why=error) from error
            self._clearances[clearance_id] = self._kept(revoked)

    def add_lesson(self, record: LessonRecord) -> None:
        with self._lock:
            self._add(self._lessons, record.id, record)

    def begin_session(self, record: SessionRecord, first: SessionEvent) -> None:
        with self._lock:
            kept = self._fit(record.id, (first,))
            self._add(self._sessions, record.id, record)
            self._events |= kept

    def update_session(self, record: SessionRecord, *events: SessionEvent) -> None:
        with self._lock:
            self._check_open()
            if record.id not in self._sessions:
                raise self._troubles.say("unknown")
            kept = self._fit(record.id, events)
            self._sessions[record.id] = self._kept(record)
            self._events |= kept

    def add_after(self, record: AfterRecord) -> None:
        with self._lock:
            self._check_session(record.session_id)
            self._afters[record.session_id] = self._kept(record)

    def add_morning(self, record: MorningRecord) -> None:
        with self._lock:
            self._check_session(record.session_id)
            self._add(self._mornings, record.session_id, record)

    def history(self) -> History:
        with self._lock:
            self._check_open()
            return History(
                screens=tuple(self._screens.values()),
                clearances=tuple(self._clearances.values()),
                lessons=tuple(self._lessons.values()),
                sessions=tuple(self._sessions.values()),
                afters=tuple(self._afters.values()),
                mornings=tuple(self._mornings.values()),
            )

    def session_events(self, session_id: str) -> Sequence[SessionEvent]:
        with self._lock:
            self._check_open()
            mine = (event for event in self._events.values() if event.session_id == session_id)
            return tuple(sorted(mine, key=lambda event: event.seq))

    def save_breaks(self, state: Mapping[str, Any], happened: Sequence[Happened]) -> None:
        with self._lock:
            self._check_open()
            try:
                text = json.dumps(state, allow_nan=False)
            except (ValueError, TypeError, RecursionError) as error:
                raise self._troubles.say("form", why=error) from error
            self._break_events += [self._kept(kept_event(each)) for each in happened]
            self._break_state = dict(json.loads(text))

    def break_state(self) -> Mapping[str, Any] | None:
        with self._lock:
            self._check_open()
            return self._break_state

    def break_events(self, *, since: str | None = None) -> Sequence[Happened]:
        with self._lock:
            self._check_open()
            moment = None if since is None else datetime.fromisoformat(since)
            return tuple(happened_again(e) for e in self._break_events if moment is None or e.at >= moment)

    def export(self) -> Mapping[str, Any]:
        with self._lock:
            return export(self.history(), tuple(self._events.values()), tuple(self._break_events))

    def erase(self) -> int:
        with self._lock:
            self._check_open()
            history = self.history()
            revoked = sum(clearance.revoked_at is not None for clearance in history.clearances)
            tables = (
                history.screens,
                history.clearances,
                history.lessons,
                history.sessions,
                history.afters,
                history.mornings,
                self._events,
                self._break_events,
            )
            gone = revoked + sum(len(table) for table in tables)
            self._empty()
            return gone

    def close(self) -> None:
        self._open = False

    def _check_open(self) -> None:
        if not self._open:
            raise self._troubles.say("closed")

    def _check_session(self, session_id: str) -> None:
        self._check_open()
        if session_id not in self._sessions:
            raise self._troubles.say("unknown")

    def _add(self, table: dict[str, R], key: str, record: R) -> None:
        self._check_open()
        if key in table:
            raise self._troubles.say("exists")
        table[key] = self._kept(record)

    def _fit(self, session_id: str, events: Sequence[SessionEvent]) -> dict[tuple[str, int], SessionEvent]:
        """Return the events as they would be kept; refuse strangers and repeats before anything changes."""
        kept: dict[tuple[str, int], SessionEvent] = {}
        for event in events:
            if event.session_id != session_id:
                raise self._troubles.say("unknown")
            key = (event.session_id, event.seq)
            if key in kept or key in self._events:
                raise self._troubles.say("exists")
            kept[key] = self._kept(event)
        return kept

    def _kept(self, record: R) -> R:
        """Return the record as a file would give it back: detached from what the caller may still change."""
        try:
            return born(type(record), plain(record))
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise self._troubles.say("form", why=error) from error
