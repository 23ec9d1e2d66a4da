"""Pauses as people say them, on days with and without a turn of the clocks."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saying import refused
from unslump.app.pausing import pause_length
from unslump.core.errors import BadInput

BERLIN = ZoneInfo("Europe/Berlin")
HOUR_S = 3600


def local(time: datetime) -> datetime:
    return time.replace(tzinfo=BERLIN)


def at(text: str, fold: int = 0) -> datetime:
    """A moment as the system's clock gives it: with a plain offset."""
    moment = datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)
    return datetime.fromisoformat(moment.isoformat())


def pause(said: str, now: datetime) -> float | None:
    return pause_length(said.split(), now, local)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("45m", 2700), ("1h", 3600), ("1h 30m", 5400), ("1 h 30 min", 5400), ("90s", 90), ("45", 2700)],
)
def test_a_length(said: str, seconds: float) -> None:
    assert pause(said, at("2026-03-02T10:00")) == seconds


def test_nothing_said_leaves_it_to_the_usual_pause() -> None:
    assert pause("", at("2026-03-02T10:00")) is None


@pytest.mark.parametrize(
    ("now", "said", "hours"),
    [
        ("2026-03-02T10:00", "until 14:00", 4),
        ("2026-03-02T10:00", "UNTIL 9.30", 23.5),
        ("2026-03-02T10:00", "until 10:00", 24),
        ("2026-03-02T23:00", "until 00:30", 1.5),
        ("2026-03-28T22:00", "until 08:00", 9),  # spring: an hour is left out that night
        ("2026-10-24T22:00", "until 08:00", 11),  # autumn: one comes twice
        ("2026-03-29T01:30", "until 02:30", 1),  # a time that night does not have
        ("2026-10-25T01:30", "until 02:30", 1),  # and one it has twice: the first
    ],
)
def test_until_a_time_of_the_day(now: str, said: str, hours: float) -> None:
    assert pause(said, at(now)) == hours * HOUR_S


def test_the_second_of_two_once_the_first_has_gone() -> None:
    first, second = at("2026-10-25T02:40"), at("2026-10-25T02:10", fold=1)
    assert pause("until 02:30", first) == 50 * 60
    assert pause("until 02:30", second) == 20 * 60


@pytest.mark.parametrize(
    "said",
    ["soon", "until", "until noon", "until 25:00", "until 14", "until 14:60", "0m", "-5m", "45m ago"],
)
def test_what_is_neither(said: str) -> None:
    with refused(BadInput, match="45m, 1h or 1h 30m, or 'until'"):
        pause(said, at("2026-03-02T10:00"))


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 366 * 24 * 60))
def test_it_ends_when_the_clock_shows_that_time_within_a_day(hour: int, minute: int, now_min: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=BERLIN).timestamp() + now_min * 60
    here = datetime.fromisoformat(datetime.fromtimestamp(now, BERLIN).isoformat())
    seconds = pause(f"until {hour}:{minute:02}", here)
    assert seconds is not None and 0 < seconds <= 25 * HOUR_S
    shown = datetime.fromtimestamp(here.timestamp() + seconds, BERLIN)
    skipped = (shown.hour - hour) * 60 + shown.minute - minute
    assert skipped == 0 or (skipped == 60 and shown.utcoffset() != here.utcoffset()), shown
