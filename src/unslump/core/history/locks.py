"""What the past locks now (docs/evidence.md B.1, B.4, B.5, C.8).

::

    a stop          ST1 ......................................| until all questions are answered again
                    ST2, or no reason given ... 24 h |          and one level down
                    ST3 (dizzy) ............... 24 h |          head no lower than the heart
                    ST4 (chest) ............... 24 h |          as an urgent yes of U0, see below
                    ST5 (pinch, cramp, pull)                    one level down
    two minutes     pain 2 above the start .... 24 h |          one level down
    next morning    pain 2 above the start ............ 48 h |  one level down
                    twice in 14 days .........................| until all questions are answered again
    a month         median of 7 days 2 above the month ......| until all questions are answered again
    an urgent yes   U0 ........................ 24 h |          whatever is answered meanwhile, then as U1
                    U1 .......................................| until the person records having been seen
    the dose        6 cycles a day, 5 days in 7

A report of a professional's yes ends with an ST1, and with a red flag, an injury, an operation or a pregnancy
that came up after it. A level stays down until a later session went well. Times are wall-clock labels: a
clock that was set wrong can shift a lock, never a countdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import chain, combinations
from statistics import median

from ..screening.questions import RED_FLAGS
from ..screening.verdict import Lock, left_open
from .ladder import (
    HURT_STOPS,
    LADDER_EXERCISES,
    MAX_DAYS,
    MAX_REPS_A_DAY,
    REAL_CHANGE,
    ST2_PAIN,
    WINDOW_DAYS,
    was_good,
)
from .records import AfterRecord, History, SessionRecord

__all__ = ["Lock", "find_locks"]

DAY = timedelta(hours=24)
AFTER_REST = timedelta(hours=24)
MORNING_REST = timedelta(hours=48)
TWICE_WITHIN = timedelta(days=14)
TREND_WINDOW = timedelta(days=7)
TREND_BASELINE = timedelta(days=30)
TREND_LEAST = 3
"""Ratings each window needs before a trend is one. Chosen, not yet validated."""
REPORT_LIFE = timedelta(days=366)
"""After this no report counts any more, so nothing needs to end it (B.6: a year at most)."""
ENDS_REPORTS = frozenset({*RED_FLAGS, "PC01", "PC08", "PC10", "PC11", "PC14", "PC15"})
"""A new yes to one of these ends reports from before, unless they name it (B.6: red flag, injury, surgery,
pregnancy)."""
_STOP_RULES = {"ST1": "ST1", "ST2": "ST2", "ST3": "ST3", "ST4": "ST4", None: "ST2"}
"""A stop that nobody explained rests like ST2. ``enough`` and ST6 (held breath) lock nothing."""


def find_locks(history: History, now: datetime) -> tuple[Lock, ...]:
    """Return every lock in force at ``now``.

    Parameters
    ----------
    history : History
    now : datetime
        Aware wall-clock time. Records after it are taken as having happened.

    Notes
    -----
    One more bad event, put at the end of any history, never loosens what is locked.
    """
    found = chain(
        _urgent(history, now),
        _stops(history, now),
        _ratings(history, now),
        _mornings(history, now),
        _trend(history),
        _advice(history, now),
        _dose(history, now),
    )
    return tuple(dict.fromkeys(found))


def _last_full(history: History) -> datetime | None:
    """When all questions were last answered to the end."""
    whole = (s.at for s in history.screens if s.kind == "full" and not left_open(s.verdict))
    return max(whole, default=None)


def _screened_since(history: History, moment: datetime) -> bool:
    full = _last_full(history)
    return full is not None and full > moment


def _ended(session: SessionRecord) -> datetime:
    return session.ended_at or session.began_at


def _urgent(history: History, now: datetime) -> Iterator[Lock]:
    """U0 closes for 24 h whatever is said meanwhile; both U0 and U1 until the person was seen.

    The urgency is that of the answers alone: a lock that is in force when something else is answered does not
    begin anew.
    """
    for screen in history.screens:
        kept = screen.verdict
        urgency = kept.get("urgency_of_answers", kept.get("urgency"))
        if urgency == "U0" and now < screen.at + DAY:
            yield Lock("SEEN_U0", screen.at, screen.at + DAY)
        if urgency in ("U0", "U1") and not _seen_since(history, screen.at):
            yield Lock("SEEN_U1", screen.at)


def _seen_since(history: History, moment: datetime) -> bool:
    return any(s.at > moment and s.answers.get("seen") is True for s in history.screens)


def _stops(history: History, now: datetime) -> Iterator[Lock]:
    for session in history.sessions:
        if session.status != "stopped":
            continue
        at, rule = _ended(session), _STOP_RULES.get(session.stop_reason)
        if rule == "ST1" and not _screened_since(history, at):
            yield Lock("ST1", at)
        elif rule is not None and rule != "ST1" and now < at + DAY:
            yield Lock(rule, at, at + DAY)
        if rule == "ST4" and not _seen_since(history, at):
            yield Lock("SEEN_U1", at)
        if session.stop_reason in HURT_STOPS:
            yield from _one_down(history, session, at)


def _ratings(history: History, now: datetime) -> Iterator[Lock]:
    """Two minutes after: more pain, or "this hurt me", rests a day, one level down; dizzy: head up."""
    for session in history.sessions:
        after = history.after(session.id)
        if after is None:
            continue
        if _hurt(after, session.pain_before or 0):
            if now < after.at + AFTER_REST:
                yield Lock("AFTER_UP", after.at, after.at + AFTER_REST)
            yield from _one_down(history, session, after.at)
        if after.dizzy and now < after.at + DAY:
            yield Lock("ST3", after.at, after.at + DAY)


def _hurt(after: AfterRecord, before: int) -> bool:
    pain = after.pain_0_10 or 0
    return bool(after.hurt) or pain >= before + REAL_CHANGE or (pain >= ST2_PAIN and pain > before)


def _mornings(history: History, now: datetime) -> Iterator[Lock]:
    """Two points more next morning: 48 h and one level down; twice in 14 days, until asked again."""
    by_id = {session.id: session for session in history.sessions}
    bad = []
    for morning in sorted(history.mornings, key=lambda m: m.at):
        session = by_id.get(morning.session_id)
        if session is None or morning.pain_0_10 < (session.pain_before or 0) + REAL_CHANGE:
            continue
        bad.append(morning.at)
        if now < morning.at + MORNING_REST:
            yield Lock("MORNING_UP", morning.at, morning.at + MORNING_REST)
        yield from _one_down(history, session, morning.at)
    for earlier, later in combinations(bad, 2):  # two answers of one morning are one bad morning
        twice = earlier.date() < later.date() and later - earlier <= TWICE_WITHIN
        if twice and not _screened_since(history, later):
            yield Lock("MORNING_TWICE", later)


def _one_down(history: History, session: SessionRecord, at: datetime) -> Iterator[Lock]:
    """Cap at one level below the session's, until a later session went well."""
    if session.exercise not in LADDER_EXERCISES:
        return
    if any(
        s.began_at > at and s.exercise in LADDER_EXERCISES and was_good(history, s) for s in history.sessions
    ):
        return
    yield Lock("STEP_DOWN", at, max_level=max(0, session.level - 1))


def _trend(history: History) -> Iterator[Lock]:
    """Lock when the median of a week rose by two above the month before it, and nobody asked since."""
    ratings = sorted(_pain_ratings(history), key=lambda rating: rating[0])
    full = _last_full(history)
    for at, _ in ratings:
        if (full is None or at > full) and _rose(ratings, at):
            yield Lock("TREND_UP", at)
            return


def _rose(ratings: list[tuple[datetime, int]], at: datetime) -> bool:
    def between(start: datetime, end: datetime) -> list[int]:
        return [pain for moment, pain in ratings if start < moment <= end]

    week = between(at - TREND_WINDOW, at)
    month = between(at - TREND_WINDOW - TREND_BASELINE, at - TREND_WINDOW)
    if min(len(week), len(month)) < TREND_LEAST:
        return False
    return median(week) >= median(month) + REAL_CHANGE


def _pain_ratings(history: History) -> Iterator[tuple[datetime, int]]:
    yield from (
        (s.at, int(s.answers["pain_0_10"])) for s in history.screens if s.answers.get("pain_0_10") is not None
    )
    yield from ((s.began_at, s.pain_before) for s in history.sessions if s.pain_before is not None)
    yield from ((a.at, a.pain_0_10) for a in history.afters if a.pain_0_10 is not None)
    yield from ((m.at, m.pain_0_10) for m in history.mornings)


def _advice(history: History, now: datetime) -> Iterator[Lock]:
    """Reports that ended early, also once the questions were answered again (B.6)."""
    ends = [_ended(s) for s in history.sessions if s.status == "stopped" and s.stop_reason == "ST1"]
    if ends and any(record.created_at <= max(ends) for record in history.clearances):
        yield Lock("ADVICE_ENDED", max(ends), ends_advice=True)
    for at, new in _news(history):
        older = (c for c in history.clearances if c.created_at <= at and now - c.created_at < REPORT_LIFE)
        ended = frozenset(c.id for c in older if new - set(c.declaration.get("condition_codes", ())))
        if ended:
            yield Lock("ADVICE_ENDED", at, ended=ended)


def _news(history: History) -> Iterator[tuple[datetime, frozenset[str]]]:
    """Give each screening that brought up something the one before did not know, of what ends reports."""
    known: frozenset[str] = frozenset()
    for screen in history.screens:
        yes = ENDS_REPORTS.intersection((*screen.answers.get("yes", ()), *screen.answers.get("milder", ())))
        if yes - known:
            yield screen.at, yes - known
        known = known | yes if left_open(screen.verdict) else yes


def _dose(history: History, now: datetime) -> Iterator[Lock]:
    """At most 6 cycles a day and 5 days in 7 (C.8). A session that got going counts in full."""
    folds = [
        s for s in history.sessions if s.exercise in LADDER_EXERCISES and (s.reached or s.status == "done")
    ]
    today = now.date()
    midnight = datetime.combine(today + timedelta(days=1), time(), now.tzinfo)
    cycles = sum(s.reps for s in folds if s.began_at.date() == today)
    if cycles >= MAX_REPS_A_DAY:
        yield Lock("DOSE_DAY", folds[-1].began_at, midnight)
    elif cycles:
        yield Lock("DOSE_LEFT", folds[-1].began_at, midnight, max_reps=MAX_REPS_A_DAY - cycles)
    days = {
        s.began_at.date()
        for s in folds
        if timedelta() <= today - s.began_at.date() < timedelta(days=WINDOW_DAYS)
    }
    if len(days) >= MAX_DAYS and today not in days:
        yield Lock("DOSE_WEEK", folds[-1].began_at, midnight)
