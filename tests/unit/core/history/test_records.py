"""A record that cannot be true is not born, and says everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from saying import said
from unslump.core.errors import BadInput
from unslump.core.history.records import History
from unslump.testing.records import (
    a_clearance,
    a_day,
    a_lesson,
    a_morning,
    a_screen,
    a_session,
    an_after,
    an_event,
    at,
    together,
)

NO_ZONE = datetime(2026, 3, 2, 9)  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: a_screen(when=NO_ZONE),
        lambda: a_clearance(when=NO_ZONE),
        lambda: a_clearance(revoked_at=NO_ZONE),
        lambda: a_lesson(when=NO_ZONE),
        lambda: a_lesson(stature_cm=0),
        lambda: a_lesson(miss_cm=(1.0, -1.0)),
        lambda: a_lesson(miss_cm=(float("nan"),)),
        lambda: a_session(when=NO_ZONE),
        lambda: a_session(level=6),
        lambda: a_session(reps=-1),
        lambda: a_session(position_s=-0.1),
        lambda: a_session(position_s=float("inf")),
        lambda: a_session(pain_before=11),
        lambda: a_session(discomfort_before=-1),
        lambda: an_event(seq=-1),
        lambda: an_event(position_s=float("nan")),
        lambda: an_after(pain_0_10=11),
        lambda: an_after(discomfort_0_10=-1),
        lambda: a_morning(pain=11),
    ],
)
def test_what_cannot_be_true_is_not_born(wrong: Callable[[], object]) -> None:
    with pytest.raises(BadInput):
        wrong()


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(BadInput) as problems:
        a_session(began_at=NO_ZONE, level=9, pain_before=12, position_s=-3.0)
    for name in ("began_at", "level", "pain_before", "position_s"):
        assert name in said(problems.value)


def test_the_last_word_about_a_session_holds() -> None:
    first, second = an_after(pain_0_10=1), an_after(pain_0_10=4)
    history = History(afters=(first, second), mornings=(a_morning(pain=1), a_morning(pain=2)))
    assert history.after("session-1") == second
    assert history.morning("session-1") == a_morning(pain=2)
    assert (history.after("other"), history.morning("other")) == (None, None)


def test_the_sessions_of_a_day_are_those_of_its_local_date() -> None:
    history = together(a_day(0, name="nine"), a_day(0.62, name="midnight"), a_day(1, name="next"))
    assert [session.id for session in history.on(at(0).date())] == ["nine", "midnight"]
