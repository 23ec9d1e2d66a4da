"""Which level of the ladder L0-L5 may be chosen next, and how many repetitions (docs/evidence.md B.5, C.8).

Rules in prose:

* Everyone starts with L0 and L1 open. Sitting (D01) and standing (D02) are climbed apart: what was earned in
  one position opens nothing in the other, but what went badly in one closes a level in both.
* The level after the last one done opens when there were three good sessions at that level or above and the
  first of them lies seven days back. Never more than one level up.
* A session is good when it was finished, no stop rule spoke, pain afterwards was at most one above before,
  and pain the next morning was not above before. What was not said cannot count: a session nobody rated, or
  whose morning has not been asked about yet, is not good *yet*. The worst morning answer for a day counts for
  all of that day's sessions, for there is only one back.
* Nothing opens straight after a session that was not good, nor together with a change of position or a
  repetition more: one variable at a time.
* A session went badly when it was stopped because it hurt (ST1, ST2, ST5, or no reason given), was reported
  as "this hurt me", or pain afterwards or the next morning was two or more above before, or reached four.
  One level closes, and the counting starts anew.
* One repetition in the first week, then two; six on a day at most; five days in seven at most.

::

    L1   good good good . . . . | 7 days      -> L2 opens
    L2   good hurt                            -> L1, count from nothing
    L1   good good  (not rated)               -> L1, until a session is good again

What is locked for a day or two after such a session is not decided here but in ``locks``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ..vocab import MAX_LEVEL, MIN_LEVEL
from .records import AfterRecord, History, SessionRecord

LADDER_EXERCISES = ("D01", "D02")
"""The article's stretch, sitting and standing: what has levels."""

LEVELS = MAX_LEVEL + 1
START_HIGHEST = 1  # C.8: start everyone at L0-L1
GOOD_SESSIONS = 3  # C.8: three good sessions or more a step
STEP_DAYS = 7  # C.8: and seven days or more
FIRST_WEEK_DAYS = 7  # C.8: one cycle in the first week
REPS_FIRST_WEEK = 1
REPS_LATER = 2
MAX_REPS_A_DAY = 6  # C.8
MAX_DAYS = 5  # C.8: five days in seven
WINDOW_DAYS = 7
REAL_CHANGE = 2  # B.5: two points are a real change
ST2_PAIN = 4  # B.4 ST2: reaches four
HURT_STOPS = frozenset({"ST1", "ST2", "ST5", None})
"""Stops that close a level: pain and its travelling (ST1, ST2), "shallower next time" (ST5), and a stop that
was never explained, because the button says "it hurts"."""


@dataclass(frozen=True, slots=True)
class LevelAdvice:
    """What is open on the ladder now.

    Attributes
    ----------
    level : int
        What is offered: the last level done, or less after a session that went badly.
    highest : int
        The highest that may be chosen; at most ``level + 1``.
    reps : int
        Repetitions to offer; 0 when today, or this week, has had enough.
    why : str
        Words key of the reason.
    reps_before : int
        Repetitions of the last session; a step up keeps to them (``reps_at``).
    """

    level: int
    highest: int
    reps: int
    why: str
    reps_before: int = 1

    def reps_at(self, level: int) -> int:
        """Repetitions to offer at a chosen level: a step up brings no further repetition with it."""
        return self.reps if level <= self.level else min(self.reps, self.reps_before)


def advise(history: History, exercise: str, now: datetime) -> LevelAdvice:
    """Say which level of ``exercise`` may be chosen now.

    Parameters
    ----------
    history : History
    exercise : str
        D01 or D02; any other exercise has no ladder, and stays at L0.
    now : datetime
        Aware local time. Days are this zone's days.
    """
    if exercise not in LADDER_EXERCISES:
        return LevelAdvice(MIN_LEVEL, MIN_LEVEL, REPS_FIRST_WEEK, "history.ladder.no_levels")
    folds = [s for s in history.sessions if s.exercise in LADDER_EXERCISES and s.status != "running"]
    said, climb = _Said.in_history(history), _Climb(exercise)
    for session in folds:
        climb.take(session, bad=said.went_badly(session), good=said.was_good(session))
    today = now.date()
    reps, enough = _dose(folds, today)
    reps_before = folds[-1].reps if folds else REPS_FIRST_WEEK
    return LevelAdvice(climb.level, climb.highest(today), reps, enough or climb.why(today), reps_before)


def was_good(history: History, session: SessionRecord) -> bool:
    """Whether a session counts towards the next level: known to be good, not merely not known to be bad."""
    return _Said.in_history(history).was_good(session)


def went_badly(history: History, session: SessionRecord) -> bool:
    """Whether a session closes a level."""
    return _Said.in_history(history).went_badly(session)


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said about sessions, found at once however many there are.

    ``worst_morning`` is by the day of the session that the answer followed.
    """

    after: Mapping[str, AfterRecord]
    worst_morning: Mapping[date, int]

    @classmethod
    def in_history(cls, history: History) -> _Said:
        day_of = {session.id: session.began_at.date() for session in history.sessions}
        worst: dict[date, int] = {}
        for morning in history.mornings:
            day = day_of.get(morning.session_id)
            if day is not None:
                worst[day] = max(worst.get(day, 0), morning.pain_0_10)
        return cls({after.session_id: after for after in history.afters}, worst)

    def was_good(self, session: SessionRecord) -> bool:
        after, before = self.after.get(session.id), session.pain_before
        if session.status != "done" or after is None or before is None or after.pain_0_10 is None:
            return False
        morning = self._morning(session)
        if morning is None or after.dizzy or after.hurt:
            return False
        return after.pain_0_10 <= before + 1 and morning <= before and not self.went_badly(session)

    def went_badly(self, session: SessionRecord) -> bool:
        if session.status == "stopped" and session.stop_reason in HURT_STOPS:
            return True
        after, before, morning = self.after.get(session.id), session.pain_before or 0, self._morning(session)
        worse_after = after is not None and _is_worse(after, before)
        return worse_after or (morning is not None and morning >= before + REAL_CHANGE)

    def _morning(self, session: SessionRecord) -> int | None:
        return self.worst_morning.get(session.began_at.date())


def _is_worse(after: AfterRecord, before: int) -> bool:
    pain = after.pain_0_10
    more = pain is not None and (pain >= before + REAL_CHANGE or (pain >= ST2_PAIN and pain > before))
    return bool(after.hurt) or more


def _dose(folds: Sequence[SessionRecord], today: date) -> tuple[int, str | None]:
    """Return how many repetitions to offer, and the words key of "enough", if it is."""
    if not folds:
        return REPS_FIRST_WEEK, None
    moved = [s for s in folds if s.status == "done" or s.reached is not None]
    left = MAX_REPS_A_DAY - sum(s.reps for s in moved if s.began_at.date() == today)
    if left <= 0:
        return 0, "history.ladder.enough_today"
    window = {today - timedelta(days=back) for back in range(WINDOW_DAYS)}
    days = {s.began_at.date() for s in moved} & window
    if today not in days and len(days) >= MAX_DAYS:
        return 0, "history.ladder.rest_day"
    in_first_week = today - folds[0].began_at.date() < timedelta(days=FIRST_WEEK_DAYS)
    return min(left, REPS_FIRST_WEEK if in_first_week else REPS_LATER), None


@dataclass(slots=True)
class _Climb:
    """Walk through the sessions in order, holding where one person stands on one ladder.

    Attributes
    ----------
    last_level : int or None
        The last level done, lowered by whatever went badly since.
    always_open : int
        L1 from the start on; L0 after a bad session at L1 or below, until L1 was earned again.
    good : list of int
        By level, how many good sessions since the last bad one were at that level or above.
    first : list of date or None
        By level, the day of the first finished one of these.
    last_good, last_mine : bool
        About the last session of either position.
    dropped : bool
        A bad session was the last thing to change the level.
    """

    exercise: str
    last_level: int | None = None
    always_open: int = START_HIGHEST
    good: list[int] = field(default_factory=lambda: [0] * LEVELS)
    first: list[date | None] = field(default_factory=lambda: [None] * LEVELS)
    last_good: bool = False
    last_mine: bool = False
    dropped: bool = False

    @property
    def level(self) -> int:
        return MIN_LEVEL if self.last_level is None else self.last_level

    def take(self, session: SessionRecord, *, bad: bool, good: bool) -> None:
        """Go one session on."""
        mine, day = session.exercise == self.exercise, session.began_at.date()
        highest = self.highest(day)
        if bad:
            self._drop(min(highest, session.level) if mine else highest)
        elif mine and session.status == "done":
            self._step(min(session.level, highest), day, good)
        self.last_good, self.last_mine = good, mine

    def _drop(self, from_level: int) -> None:
        left = max(MIN_LEVEL, from_level - 1)
        self.last_level = None if self.last_level is None else min(self.last_level, left)
        self.always_open = min(self.always_open, left)
        self.good, self.first, self.dropped = [0] * LEVELS, [None] * LEVELS, True

    def _step(self, level: int, day: date, good: bool) -> None:
        self.last_level, self.dropped = level, False
        self.always_open = max(self.always_open, min(level, START_HIGHEST))
        for lower in range(level + 1):
            self.good[lower] += good
            self.first[lower] = self.first[lower] or day

    def highest(self, today: date) -> int:
        """The highest level that is open."""
        earned = self.level + (self._closed_by(today) is None)
        return min(MAX_LEVEL, max(earned, self.always_open))

    def _closed_by(self, today: date) -> str | None:
        """Return why the level above the last one is closed, or None where it was earned."""
        first = self.first[self.level]
        if first is None or self.good[self.level] < GOOD_SESSIONS:
            return "more_good_ones"
        if today - first < timedelta(days=STEP_DAYS):
            return "more_days"
        if not self.last_mine:
            return "one_change"
        return None if self.last_good else "after_a_good_one"

    def why(self, today: date) -> str:
        """Words key of why it stands there."""
        if self.dropped:
            reason = "dropped"
        elif self.last_level is None:
            reason = "start"
        elif self.level >= MAX_LEVEL:
            reason = "top"
        elif self.highest(today) > self.level:
            reason = "open"
        else:
            reason = self._closed_by(today) or "open"
        return f"history.ladder.{reason}"
