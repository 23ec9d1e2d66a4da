"""What is kept, as frozen values. Ids are text made by the caller, times are aware wall-clock labels.

Every record is checked at birth: all that is wrong with it is said at once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from ..errors import BadInput
from ..vocab import MAX_LEVEL, MIN_LEVEL, Region
from ..words import Said

SessionStatus = Literal["running", "done", "stopped", "interrupted"]
Face = Literal["page", "terminal"]

RATING = (0, 10)
"""Pain and discomfort: 0 none, 10 the worst one can imagine (docs/evidence.md B.5)."""


def _check(record: object, *problems: Said | None) -> None:
    found = [problem for problem in problems if problem]
    if found:
        raise BadInput("errors.record.unfit", record=type(record).__name__, problems=found)


def _zoned(name: str, moment: datetime | None) -> Said | None:
    naive = moment is not None and moment.tzinfo is None
    return Said("errors.record.zone", name=name, found=moment) if naive else None


def _within(name: str, value: float | None, low: float, high: float = math.inf) -> Said | None:
    """Return what is wrong with a number that may be left out. NaN lies in no range."""
    if value is None or (low <= value <= high and math.isfinite(value)):
        return None
    if math.isfinite(high):
        return Said("errors.record.within", name=name, low=f"{low:g}", high=f"{high:g}", found=value)
    return Said("errors.record.at_least", name=name, low=f"{low:g}", found=value)


@dataclass(frozen=True, slots=True)
class ScreenRecord:
    """One screening: what was answered and what came of it. Append-only (docs/evidence.md B.6)."""

    id: str
    at: datetime
    kind: Literal["full", "anything_new"]
    version: str
    answers: Mapping[str, Any]
    verdict: Mapping[str, Any]

    def __post_init__(self) -> None:
        _check(self, _zoned("at", self.at))


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

    def __post_init__(self) -> None:
        _check(self, _zoned("created_at", self.created_at), _zoned("revoked_at", self.revoked_at))


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

    def __post_init__(self) -> None:
        misses = (_within("miss_cm", miss, 0) for miss in self.miss_cm)
        _check(self, _zoned("at", self.at), _within("stature_cm", self.stature_cm, 1), *misses)


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

    def __post_init__(self) -> None:
        _check(
            self,
            _zoned("began_at", self.began_at),
            _zoned("ended_at", self.ended_at),
            _within("level", self.level, MIN_LEVEL, MAX_LEVEL),
            _within("reps", self.reps, 0),
            _within("position_s", self.position_s, 0),
            _within("pain_before", self.pain_before, *RATING),
            _within("discomfort_before", self.discomfort_before, *RATING),
        )


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

    def __post_init__(self) -> None:
        _check(
            self,
            _zoned("at", self.at),
            _within("seq", self.seq, 0),
            _within("position_s", self.position_s, 0),
        )


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

    def __post_init__(self) -> None:
        _check(
            self,
            _zoned("at", self.at),
            _within("pain_0_10", self.pain_0_10, *RATING),
            _within("discomfort_0_10", self.discomfort_0_10, *RATING),
        )


@dataclass(frozen=True, slots=True)
class MorningRecord:
    """The one question of the next morning (docs/evidence.md B.5)."""

    session_id: str
    at: datetime
    pain_0_10: int

    def __post_init__(self) -> None:
        _check(self, _zoned("at", self.at), _within("pain_0_10", self.pain_0_10, *RATING))


@dataclass(frozen=True, slots=True)
class BreakEvent:
    """One thing the break machine did (docs/breaks.md), as it is kept.

    Attributes
    ----------
    at : datetime
        Local wall time with its offset: a label.
    boot_s, awake_s : float
        The steady clocks then; they begin anew when the computer is started again.
    kind : str
        What happened; ``why`` names the reason, ``detail`` what to fill in.
    """

    at: datetime
    boot_s: float
    awake_s: float
    kind: str
    why: str
    detail: Mapping[str, Any]

    def __post_init__(self) -> None:
        _check(self, _zoned("at", self.at))


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
