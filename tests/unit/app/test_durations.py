"""Durations as people type them, and as they read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.app.durations import parse_duration, written_duration


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("45m", 2700), ("1h", 3600), ("90s", 90), ("1h 30m", 5400), ("1h30m", 5400), ("45 min", 2700),
        ("2 hours", 7200), ("1 hr 5 mins", 3900), ("0s", 0), ("1.5h", 5400), ("1,5 h", 5400), (" 10 S ", 10),
        ("1 hour 1 minute 1 second", 3661),
    ],
)  # fmt: skip
def test_what_people_type(typed: str, seconds: int) -> None:
    assert parse_duration(typed) == seconds


@pytest.mark.parametrize(
    "typed",
    ["", "45", "m", "-5m", "1h30", "30m 1h", "5m 5m", "0.3s", "1e3s", "45 mec", "45m!", "١m5", "9" * 99],
)
def test_what_is_more_likely_a_slip(typed: str) -> None:
    with pytest.raises(ValueError):
        parse_duration(typed)


@given(st.integers(0, 10**6))
def test_what_is_shown_can_be_typed_back(seconds: int) -> None:
    assert parse_duration(written_duration(seconds)) == seconds


def test_what_is_shown_is_short() -> None:
    shown = [written_duration(s) for s in (0, 45, 60, 90, 2700, 3600, 5400, 3661)]
    assert shown == ["0 s", "45 s", "1 min", "90 s", "45 min", "1 h", "1 h 30 min", "1 h 1 min 1 s"]
