"""What to do with sessions that are still marked as running when the program starts.

The program was killed, the power went, or a page stayed open overnight. The last acknowledged event says how
far the session had come, and nothing else is known.

* The newest one may go on where it was, if its last event is less than ten minutes old: the person may still
  be standing there. Older ones, and any session but the newest, are closed as interrupted.
* A last event that lies in the future (the wall clock was set back) tells no age: interrupted.
* Closing keeps the last acknowledged phase and position. The session ended when it was last heard of, not
  when that was noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .records import History, SessionEvent, SessionRecord

RESUMABLE_FOR = timedelta(minutes=10)
"""Chosen: a break is over after ten minutes, and a fold is not taken up again from the middle."""


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Sessions found running: the one that may go on, and the others, closed, each with its closing event."""

    resumable: SessionRecord | None = None
    closed: tuple[tuple[SessionRecord, SessionEvent], ...] = ()


def close_interrupted(
    history: History,
    events_of: Callable[[str], Sequence[SessionEvent]],
    now: datetime,
) -> Leftovers:
    """Sort the sessions that were left running.

    Parameters
    ----------
    history : History
    events_of : callable
        Gives a session's events, oldest first (``Store.session_events``).
    now : datetime
        Aware wall-clock time.

    Returns
    -------
    Leftovers
        ``closed`` is for ``Store.update_session``, pair by pair.
    """
    running = [session for session in history.sessions if session.status == "running"]
    heard = {session.id: _last_heard(session, events_of(session.id)) for session in running}
    newest = history.sessions[-1] if history.sessions else None
    resumable = newest if newest in running and _is_young(heard[newest.id].at, now) else None
    closed = tuple(_close(session, heard[session.id], now) for session in running if session != resumable)
    return Leftovers(resumable, closed)


@dataclass(frozen=True, slots=True)
class _Heard:
    """When a session was last heard of, and the place of its next event."""

    at: datetime
    next_seq: int


def _last_heard(session: SessionRecord, events: Sequence[SessionEvent]) -> _Heard:
    if not events:
        return _Heard(session.began_at, 0)
    last = max(events, key=lambda event: event.seq)
    return _Heard(last.at, last.seq + 1)


def _is_young(heard_at: datetime, now: datetime) -> bool:
    return timedelta(0) <= now - heard_at < RESUMABLE_FOR


def _close(session: SessionRecord, heard: _Heard, now: datetime) -> tuple[SessionRecord, SessionEvent]:
    record = replace(session, status="interrupted", ended_at=heard.at)
    return record, SessionEvent(
        session.id, heard.next_seq, now, "interrupted", session.reached, session.position_s
    )
