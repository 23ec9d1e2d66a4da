"""What is kept, as frozen values. Ids are text made by the caller, times are aware wall-clock labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from ..vocab import Region

SessionStatus = Literal["running", "done", "stopped", "interrupted"]
Face = Literal["page", "terminal"]


@dataclass(frozen=True, slots=True)
class ScreenRecord:
    """One screening: what was answered and what came of it. Append-only (docs/evidence.md B.6)."""

    id: str
    at: datetime
    kind: Literal["full", "anything_new"]
    version: str
    answers: Mapping[str, Any]
    verdict: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ClearanceRecord:
    """The person's own declaration that a professional said yes. Written by the clearance form alone.

    ``text_shown`` is what the person had on screen when declaring; ``declaration`` has the shape of one entry
    of ``clearances`` in an answers file (docs/commands.md).
    """

    id: str
    created_at: datetime
    declaration: Mapping[str, Any]
    text_shown: str
    revoked_at: datetime | None = None
    revoked_reason: str | None = None


@dataclass(frozen=True, slots=True)
class LessonRecord:
    """One hip lesson: how far each guess was from the place, in centimetres at the person's own size.

    ``miss_cm`` is (person's left, person's right); empty when the lesson was followed in words alone.
    """

    id: str
    at: datetime
    stature_cm: float
    miss_cm: tuple[float, ...]
    method: Literal["pointer", "keyboard", "words"]


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One guided session. ``reached`` is the last phase that was acknowledged."""

    id: str
    began_at: datetime
    exercise: str
    level: int
    reps: int
    face: Face
    status: SessionStatus = "running"
    ended_at: datetime | None = None
    reached: str | None = None
    position_s: float = 0.0
    stop_reason: str | None = None
    pain_before: int | None = None
    discomfort_before: int | None = None


@dataclass(frozen=True, slots=True)
class SessionEvent:
    """One thing that happened in a session: begun, phase, pause, resume, again, stop, done, interrupted."""

    session_id: str
    seq: int
    at: datetime
    kind: str
    phase: str | None
    position_s: float
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AfterRecord:
    """What the person said afterwards. Everything may be left out (``None``)."""

    session_id: str
    at: datetime
    pain_0_10: int | None = None
    discomfort_0_10: int | None = None
    dizzy: bool | None = None
    clumps: tuple[tuple[Region, ...], ...] = ()
    helpful: bool | None = None
    hurt: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class MorningRecord:
    """The one question of the next morning (docs/evidence.md B.5)."""

    session_id: str
    at: datetime
    pain_0_10: int


@dataclass(frozen=True, slots=True)
class History:
    """Everything the rules about the past need, oldest first."""

    screens: tuple[ScreenRecord, ...] = ()
    clearances: tuple[ClearanceRecord, ...] = ()
    lessons: tuple[LessonRecord, ...] = ()
    sessions: tuple[SessionRecord, ...] = ()
    afters: tuple[AfterRecord, ...] = ()
    mornings: tuple[MorningRecord, ...] = ()

    def after(self, session_id: str) -> AfterRecord | None:
        return next((a for a in reversed(self.afters) if a.session_id == session_id), None)

    def morning(self, session_id: str) -> MorningRecord | None:
        return next((m for m in reversed(self.mornings) if m.session_id == session_id), None)

    def on(self, day: date) -> tuple[SessionRecord, ...]:
        return tuple(s for s in self.sessions if s.began_at.date() == day)
