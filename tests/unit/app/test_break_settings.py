"""The settings of the breaks: what fits, what is said where it does not, and what the machine gets."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from saying import refused
from unslump.app.break_settings import policy_from, watched_holds
from unslump.app.settings import BY_NAME, parse_value, resolve
from unslump.core.breaks.policy import Policy
from unslump.core.errors import BadInput


def test_without_a_file_the_machine_has_its_own_defaults() -> None:
    assert policy_from(resolve({})) == Policy()


def test_a_duration_may_be_typed_with_its_units_and_is_kept_in_seconds() -> None:
    for typed in ("45m", "2700", 2700, 2700.0, "45 min", "0.75 h"):
        kept = parse_value(BY_NAME["break_after_s"], typed)
        assert kept == 2700 and isinstance(kept, int)


@pytest.mark.parametrize("typed", ["", "9", "9s", "1m 0.5s", "soon", "nan", "inf", True, None, "-45m", "2d"])
def test_what_is_no_duration_is_answered_with_how_one_is_written(typed: object) -> None:
    with refused(BadInput, match="from 10 s to 8 h, as 45m"):
        parse_value(BY_NAME["break_after_s"], typed)


def test_an_hour_is_the_longest_ceiling_there_is() -> None:
    assert resolve({"ceiling_s": "1h"})["ceiling_s"] == 3600
    with refused(BadInput, match="to 1 h"):
        resolve({"ceiling_s": 3601})


def test_a_break_later_than_the_ceiling_is_allowed_and_the_ceiling_holds() -> None:
    policy = policy_from(resolve({"break_after_s": "2h", "ceiling_s": "50m"}))
    assert policy.due_s == 3000


def test_a_whole_day_can_be_tried_out_in_minutes() -> None:
    short = dict.fromkeys(("nudge_after_s", "break_after_s", "ceiling_s", "full_rest_s", "away_after_s"), 10)
    policy = policy_from(resolve({**short, "locked_after_s": 10, "postpone_s": 10, "prelude_max_s": 0}))
    assert policy.prelude_max_s == 0 and policy.away_after_s == 10


def test_working_hours_of_each_day() -> None:
    hours = policy_from(
        resolve({"hours_mon": "9:00-17:00", "hours_fri": "22:00-06:00", "hours_sun": "off"})
    ).hours
    monday = datetime(2026, 3, 2, 8, 59, tzinfo=UTC)
    assert not hours.at(monday) and hours.at(monday.replace(hour=9))
    assert hours.at(datetime(2026, 3, 7, 5, 59, tzinfo=UTC))
    assert not hours.at(datetime(2026, 3, 8, 12, tzinfo=UTC))


@pytest.mark.parametrize("typed", ["", "9-17", "25:00-26:00", "always", 9, None, "09:00-09:00"])
def test_what_are_no_hours_is_answered_with_how_they_are_written(typed: object) -> None:
    with refused(BadInput, match="any, off, or hours as 09:00"):
        resolve({"hours_mon": typed})


def test_each_hold_can_be_turned_off() -> None:
    assert watched_holds(resolve({})) == {"call", "dnd", "fullscreen"}
    assert watched_holds(resolve({"hold_dnd": False, "hold_call": "off"})) == {"fullscreen"}
