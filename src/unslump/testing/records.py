"""Records with everything filled in, so that a test names only what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from ..core.history.records import (
    AfterRecord,
    ClearanceRecord,
    History,
    LessonRecord,
    MorningRecord,
    ScreenRecord,
    SessionEvent,
    SessionRecord,
)
from ..core.vocab import Region

FITS_NOBODY = {
    "complete": True,
    "yes": [],
    "pain_0_10": 0,
    "age": 44,
    "minutes_awake": 300,
    "minutes_sitting": 20,
}
"""Answers (docs/commands.md) of somebody none of the questions is about."""

FIRST_DAY = datetime(2026, 3, 2, tzinfo=timezone(timedelta(hours=1)))


def at(day: float = 0, hour: float = 9) -> datetime:
    """Return an hour of a day, counted from Monday, 2 March 2026, in a zone an hour east of Greenwich."""
    return FIRST_DAY + timedelta(days=day, hours=hour)


def a_screen(name: str = "screen-1", when: datetime | None = None, **other: Any) -> ScreenRecord:
    answers = {"complete": True, "yes": ["PC03"], "discomfort_0_10": 4, "clearances": [{"role": "doctor"}]}
    verdict = {"verdict": "modify", "max_level": 1, "locked_tags": []}
    record = ScreenRecord(name, when or at(), "full", "1", answers, verdict)
    return replace(record, **other)


def a_clearance(name: str = "clearance-1", when: datetime | None = None, **other: Any) -> ClearanceRecord:
    declaration = {"role": "physical_therapist", "scope": ["D01"], "limits": {"max_level": 2}}
    record = ClearanceRecord(name, when or at(), declaration, "What was on the screen – all of it.")
    return replace(record, **other)


def a_lesson(name: str = "lesson-1", when: datetime | None = None, **other: Any) -> LessonRecord:
    return replace(LessonRecord(name, when or at(), 171.5, (4.5, 6.25), "pointer"), **other)


def a_session(name: str = "session-1", when: datetime | None = None, **other: Any) -> SessionRecord:
    return replace(SessionRecord(name, when or at(), "D01", 1, 1, "page", pain_before=0), **other)


def an_event(
    session_id: str = "session-1", seq: int = 0, when: datetime | None = None, **other: Any
) -> SessionEvent:
    record = SessionEvent(
        session_id, seq, when or at(hour=9 + seq / 60), "phase", "P4", 12.5, {"breath": "inhale"}
    )
    return replace(record, **other)


def an_after(session_id: str = "session-1", when: datetime | None = None, **other: Any) -> AfterRecord:
    clumps = ((Region.LOW_BACK, Region.WAIST, Region.MID_BACK),)
    record = AfterRecord(
        session_id, when or at(hour=9.2), 0, 2, False, clumps, True, False, "Un peu raide, 少し."
    )
    return replace(record, **other)


def a_morning(session_id: str = "session-1", when: datetime | None = None, pain: int = 0) -> MorningRecord:
    return MorningRecord(session_id, when or at(day=1, hour=7), pain)


def a_day(
    day: float,
    *,
    exercise: str = "D01",
    level: int = 1,
    pain: tuple[int | None, int | None, int | None] = (0, 0, 0),
    name: str | None = None,
    reps: int = 1,
    status: str = "done",
    stop_reason: str | None = None,
    **said: Any,
) -> History:
    """Return one session with what was said about it, as a history of its own.

    Parameters
    ----------
    pain : (before, after, next morning)
        None where it was not said.
    said
        Further fields of the record made afterwards.
    """
    name = name or f"day-{day:g}-{exercise}"
    before, after, morning = pain
    session = a_session(
        name, at(day), exercise=exercise, level=level, reps=reps, status=status, reached="P12",
        ended_at=at(day, 9.1), stop_reason=stop_reason, pain_before=before,
    )  # fmt: skip
    afters = (AfterRecord(name, at(day, 9.2), pain_0_10=after, **said),) if after is not None or said else ()
    mornings = (a_morning(name, at(day + 1, 7), morning),) if morning is not None else ()
    return History(sessions=(session,), afters=afters, mornings=mornings)


def together(*parts: History) -> History:
    """Lay histories end to end."""
    return History(
        *(
            tuple(record for part in parts for record in getattr(part, name))
            for name in History.__dataclass_fields__
        )
    )
