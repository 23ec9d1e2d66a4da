"""Durations and working hours on the settings page: what stands in a field can be sent back as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from saying import WORDS
from unslump.app.settings import BY_NAME, SETTINGS, parse_value
from unslump.faces.web.pages.settings import problem_with, said, typeable

CEILING = BY_NAME["ceiling_s"]


def test_a_duration_stands_there_with_its_units() -> None:
    assert typeable(CEILING, 2700) == said(CEILING, 2700, WORDS) == "45 min"
    assert typeable(CEILING, 2701) == "45 min 1 s", "exact seconds stay exact"


@given(st.integers(10, 3600))
def test_every_duration_can_be_sent_back(seconds: int) -> None:
    assert parse_value(CEILING, typeable(CEILING, seconds)) == seconds


def test_every_default_can_be_sent_back() -> None:
    for setting in SETTINGS:
        assert parse_value(setting, typeable(setting, setting.default)) == setting.default, setting.name


def test_what_does_not_fit_is_answered_with_what_does() -> None:
    assert "from 10 s to 1 h, for instance 45 min" in problem_with(CEILING, WORDS)
    assert "any, off, or hours like 09:00-12:30" in problem_with(BY_NAME["hours_fri"], WORDS)
