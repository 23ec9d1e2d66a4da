"""When the questions come again (docs/evidence.md B.6), told as a person's calendar."""

from __future__ import annotations

from typing import Any

import pytest
from screening_desk import WORDS

from unslump.core.history.records import History, ScreenRecord
from unslump.core.screening.rescreen import Due, screening_due
from unslump.testing.records import a_session, at, together


def asked(day: float, hour: float = 8, *, kind: Any = "full", version: str = "1", **verdict: Any) -> History:
    kept = {"verdict": "go", "urgency": None, "rules": [], **verdict}
    return History(screens=(ScreenRecord(f"s{day}-{hour}", at(day, hour), kind, version, {}, kept),))


def session(day: float, status: Any = "done", stop_reason: str | None = None) -> History:
    record = a_session(f"d{day}", at(day), status=status, ended_at=at(day, 9.1), stop_reason=stop_reason)
    return History(sessions=(record,))


def due(day: float, *parts: History, version: str | None = None) -> str:
    found = screening_due(together(*parts), at(day), version=version)
    assert (found.kind == "full") != (found.words == "screening.due.anything_new")
    return found.words.removeprefix("screening.due.")


def test_all_questions_come_first() -> None:
    assert due(0) == "first"
    assert due(0, asked(0, kind="anything_new")) == "first"


def test_the_next_day_one_line_is_enough() -> None:
    assert screening_due(together(asked(0), session(0)), at(1)) == Due(
        "anything_new", "screening.due.anything_new"
    )


def test_after_thirty_days_all_come_again_however_often_it_was_used() -> None:
    used = [session(day) for day in range(0, 30, 3)]
    assert due(29, asked(0), *used) == "anything_new"
    assert due(30, asked(0), *used) == "month"
    assert due(31, asked(0), asked(30), *used) == "anything_new"


@pytest.mark.parametrize("status", ["done", "interrupted"])
def test_only_a_stop_brings_them_back_at_once(status: str) -> None:
    assert due(0.1, asked(0), session(0, status)) == "anything_new"
    assert due(0.1, asked(0), session(0, "stopped")) == "after_stop"
    assert due(0.5, asked(0), session(0, "stopped"), asked(0, 10)) == "anything_new"


def test_having_had_enough_brings_nothing_back() -> None:
    assert due(0.1, asked(0), session(0, "stopped", "enough")) == "anything_new"
    for reason in ("ST1", "ST2", "ST3", "ST4", "ST5", "ST6", None):
        assert due(0.1, asked(0), session(0, "stopped", reason)) == "after_stop"


def test_after_fourteen_days_unused() -> None:
    assert due(13, asked(0), session(0)) == "anything_new"
    assert due(14.1, asked(0), session(0)) == "unused"
    assert due(14.1, asked(0), session(0), asked(7, kind="anything_new")) == "anything_new"


def test_questions_left_half_way_count_as_none() -> None:
    assert due(0.1, asked(0, rules=["UNASKED"])) == "first"
    assert due(0.5, asked(-1), session(0, "stopped"), asked(0, 10, rules=["UNASKED"])) == "after_stop"


def test_something_new_in_the_short_question_brings_all_of_them() -> None:
    assert due(2, asked(0), asked(1, kind="anything_new", urgency="U2")) == "something_new"
    assert due(2, asked(0), asked(1, kind="anything_new", urgency="U2"), asked(1, 9)) == "anything_new"


def test_what_the_full_questions_knew_already_is_nothing_new() -> None:
    assert due(2, asked(0, urgency="U3"), asked(1, kind="anything_new", urgency="U3")) == "anything_new"


@pytest.mark.parametrize("rule", ["PC02", "PAIN_LEG", "RF19"])
def test_pain_is_new_even_where_something_as_urgent_was_known(rule: str) -> None:
    neck = asked(0, urgency="U3", rules=["PC23"])
    pain = asked(1, kind="anything_new", urgency="U3", rules=["PC23", rule])
    assert due(2, neck, pain) == "something_new"
    assert due(2, neck, pain, asked(1, 9, urgency="U3", rules=["PC23", rule])) == "anything_new"


def test_answers_of_a_clock_that_ran_far_ahead_tell_no_age() -> None:
    assert due(0, asked(0.5)) == "anything_new", "half a day may be a journey"
    assert due(0, asked(300)) == "month"


def test_other_questions_than_those_that_were_answered() -> None:
    assert due(1, asked(0, version="1"), version="2") == "changed"
    assert due(1, asked(0, version="1"), version="1") == "anything_new"


def test_every_reason_has_its_words() -> None:
    said = {key.rpartition(".")[2] for key, _ in WORDS.under("screening.due")}
    assert said == {"first", "after_stop", "month", "unused", "something_new", "changed", "anything_new"}
