"""What the history page and the report show: what happened, counted. No score, no streak, nothing to keep up.

* Sessions newest first, each beside what was said afterwards and the next morning.
* The last seven days, day by day, today last; a day without a session is a day, not a gap.
* Neighbouring parts of the back that the person drew as moving together, over the last sessions that were
  answered: a clump of three parts counts for both of its pairs.
* Pain and discomfort before and after as medians, from sessions that have both; where none has, there is no
  median, and the page says so.
* How far the guesses of the hip lesson were off, oldest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from ..vocab import REGIONS_UPWARD, Region
from .records import AfterRecord, History, LessonRecord, MorningRecord, SessionRecord

LATEST_SESSIONS = 10  # chosen: some two weeks of use
DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session with what was said about it; ``after`` and ``morning`` are None where nothing was."""

    session: SessionRecord
    after: AfterRecord | None
    morning: MorningRecord | None


@dataclass(frozen=True, slots=True)
class Day:
    """How many sessions of one day were finished, and how many were begun in all."""

    day: date
    finished: int
    begun: int


@dataclass(frozen=True, slots=True)
class PairCount:
    """In how many of ``asked`` sessions two neighbours were drawn as moving together."""

    below: Region
    above: Region
    together: int
    asked: int


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Medians (0-10) over the ``sessions`` that have both readings; None where there is none."""

    before: float | None
    after: float | None
    sessions: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything on the page. An empty tuple, or a count of 0, is an empty state with words of its own."""

    sessions: tuple[SessionLine, ...]
    days: tuple[Day, ...]
    pairs: tuple[PairCount, ...]
    pain: BeforeAfter
    discomfort: BeforeAfter
    lessons: tuple[LessonRecord, ...]

    @property
    def finished(self) -> int:
        """Sessions finished in the days shown."""
        return sum(day.finished for day in self.days)

    @property
    def active_days(self) -> int:
        """Days shown on which a session was finished."""
        return sum(day.finished > 0 for day in self.days)


def summarise(history: History, today: date, *, latest: int = LATEST_SESSIONS) -> Summary:
    """Add up the history as seen on ``today``.

    Parameters
    ----------
    latest : int
        How many of the newest finished sessions the medians and the clumps look at.
    """
    after_by_id = {after.session_id: after for after in history.afters}
    morning_by_id = {morning.session_id: morning for morning in history.mornings}
    lines = tuple(
        SessionLine(session, after_by_id.get(session.id), morning_by_id.get(session.id))
        for session in reversed(history.sessions)
    )
    answered = [line for line in lines if line.after is not None][:latest]
    afters = [line.after for line in answered if line.after is not None]
    return Summary(
        lines,
        _days(history.sessions, today),
        tuple(_pair(below, above, afters) for below, above in _neighbours()),
        _medians(
            (line.session.pain_before, after.pain_0_10) for line, after in zip(answered, afters, strict=True)
        ),
        _medians(
            (line.session.discomfort_before, after.discomfort_0_10)
            for line, after in zip(answered, afters, strict=True)
        ),
        history.lessons,
    )


def _days(sessions: Iterable[SessionRecord], today: date) -> tuple[Day, ...]:
    by_day: dict[date, list[SessionRecord]] = {}
    for session in sessions:
        by_day.setdefault(session.began_at.date(), []).append(session)
    shown = (today - timedelta(days=back) for back in reversed(range(DAYS_SHOWN)))
    return tuple(_day(day, by_day.get(day, [])) for day in shown)


def _day(day: date, sessions: list[SessionRecord]) -> Day:
    return Day(day, sum(session.status == "done" for session in sessions), len(sessions))


def _neighbours() -> Iterable[tuple[Region, Region]]:
    return pairwise(REGIONS_UPWARD)


def _pair(below: Region, above: Region, afters: list[AfterRecord]) -> PairCount:
    together = sum(any(below in clump and above in clump for clump in after.clumps) for after in afters)
    return PairCount(below, above, together, len(afters))


def _medians(readings: Iterable[tuple[int | None, int | None]]) -> BeforeAfter:
    both = [(before, after) for before, after in readings if before is not None and after is not None]
    if not both:
        return BeforeAfter(None, None, 0)
    befores, afters = zip(*both, strict=True)
    return BeforeAfter(float(median(befores)), float(median(afters)), len(both))
