"""A session found running at the start: it goes on if it is young, and is closed where it was if not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.core.history.interrupted import RESUMABLE_FOR, close_interrupted
from unslump.core.history.records import History, SessionEvent
from unslump.testing.records import a_session, an_event, at

LAST = an_event(seq=3, when=at(hour=9.1), phase="P6", position_s=80.0)
EVENTS = {"session-1": (an_event(seq=0), LAST)}
RUNNING = a_session(status="running", reached="P6", position_s=84.5)


def events_of(session_id: str) -> tuple[SessionEvent, ...]:
    return EVENTS.get(session_id, ())


def test_nothing_was_left_running() -> None:
    history = History(sessions=(a_session(status="done"), a_session("session-2", status="stopped")))
    left = close_interrupted(history, events_of, at(day=1))
    assert (left.resumable, left.closed) == (None, ())


def test_the_power_was_away_for_a_minute() -> None:
    left = close_interrupted(History(sessions=(RUNNING,)), events_of, LAST.at + timedelta(minutes=1))
    assert (left.resumable, left.closed) == (RUNNING, ())


def test_a_page_was_left_open_overnight() -> None:
    now = at(day=1)
    left = close_interrupted(History(sessions=(RUNNING,)), events_of, now)
    assert left.resumable is None
    ((record, closing),) = left.closed
    assert (record.status, record.ended_at) == ("interrupted", LAST.at)
    assert (record.reached, record.position_s) == ("P6", 84.5), "where it was acknowledged last is kept"
    assert (closing.kind, closing.seq, closing.at) == ("interrupted", 4, now)
    assert (closing.phase, closing.position_s) == ("P6", 84.5)


@settings(deadline=None)
@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_ten_minutes_decide_and_a_wall_clock_set_back_counts_as_old(age: timedelta) -> None:
    left = close_interrupted(History(sessions=(RUNNING,)), events_of, LAST.at + age)
    assert (left.resumable is not None) == (timedelta(0) <= age < RESUMABLE_FOR)
    assert len(left.closed) == (left.resumable is None)


def test_only_the_newest_session_goes_on() -> None:
    later = a_session("session-2", at(hour=9.15), status="running")
    both = History(sessions=(RUNNING, later))
    left = close_interrupted(both, events_of, at(hour=9.16))
    assert left.resumable == later
    assert [record.id for record, _ in left.closed] == ["session-1"]


@pytest.mark.parametrize("status", ["done", "stopped"])
def test_one_that_ran_before_the_newest_does_not_come_back(status: str) -> None:
    later = a_session("session-2", at(hour=9.12), status=status)
    left = close_interrupted(History(sessions=(RUNNING, later)), events_of, at(hour=9.13))
    assert left.resumable is None
    assert [record.id for record, _ in left.closed] == ["session-1"]


def test_a_session_without_any_event_counts_from_its_beginning() -> None:
    bare = a_session("bare", at(hour=9), status="running")
    left = close_interrupted(History(sessions=(bare,)), events_of, at(hour=12))
    ((record, closing),) = left.closed
    assert (record.ended_at, closing.seq) == (at(hour=9), 0)


def test_closed_once_it_is_closed_for_good() -> None:
    first = close_interrupted(History(sessions=(RUNNING,)), events_of, at(day=1))
    again = History(sessions=tuple(record for record, _ in first.closed))
    assert close_interrupted(again, events_of, at(day=2)).closed == ()
