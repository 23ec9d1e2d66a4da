"""What the history page shows, for a person with two weeks behind them and for one with nothing."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.core.history.records import History
from unslump.core.history.summary import BeforeAfter, summarise
from unslump.core.vocab import Region
from unslump.testing.records import a_day, a_lesson, at, together

TODAY = at(13).date()
LOW, WAIST, MID, HEAD = Region.LOW_BACK, Region.WAIST, Region.MID_BACK, Region.HEAD


def test_with_nothing_behind_them_every_part_is_empty_and_says_so() -> None:
    summary = summarise(History(), TODAY)
    assert summary.sessions == summary.lessons == ()
    assert (summary.finished, summary.active_days) == (0, 0)
    assert [day.begun for day in summary.days] == [0] * 7
    assert summary.pain == summary.discomfort == BeforeAfter(None, None, 0)
    assert all(pair.asked == pair.together == 0 for pair in summary.pairs)


def test_sessions_come_newest_first_each_with_what_was_said() -> None:
    summary = summarise(together(a_day(1), a_day(2, pain=(0, None, None)), a_day(3, pain=(1, 2, 1))), TODAY)
    assert [line.session.began_at for line in summary.sessions] == [at(3), at(2), at(1)]
    first, second, _ = summary.sessions
    assert first.after is not None and first.after.pain_0_10 == 2
    assert first.morning is not None and first.morning.pain_0_10 == 1
    assert (second.after, second.morning) == (None, None)


def test_the_last_seven_days_end_today_and_have_no_gaps() -> None:
    left = a_day(12, status="interrupted", name="left")
    summary = summarise(together(a_day(6), a_day(7), a_day(12), left, a_day(13)), TODAY)
    assert [day.day for day in summary.days] == [at(7 + n).date() for n in range(7)]
    assert [(day.finished, day.begun) for day in summary.days] == [(1, 1), *[(0, 0)] * 4, (1, 2), (1, 1)]
    assert (summary.finished, summary.active_days) == (3, 3)


def test_a_clump_of_three_counts_for_both_of_its_pairs() -> None:
    summary = summarise(
        together(
            a_day(1, clumps=((LOW, WAIST, MID),)), a_day(2, clumps=((WAIST, MID),)), a_day(3, clumps=())
        ),
        TODAY,
    )
    together_by_pair = {(pair.below, pair.above): pair.together for pair in summary.pairs}
    assert together_by_pair[LOW, WAIST] == 1
    assert together_by_pair[WAIST, MID] == 2
    assert sum(together_by_pair.values()) == 3
    assert {pair.asked for pair in summary.pairs} == {3}


def test_parts_that_are_no_neighbours_make_no_pair() -> None:
    summary = summarise(a_day(1, clumps=((LOW, HEAD),)), TODAY)
    assert all(pair.together == 0 for pair in summary.pairs)
    assert len(summary.pairs) == 5


def test_the_middle_value_is_over_sessions_that_have_both() -> None:
    summary = summarise(
        together(
            a_day(1, pain=(0, 1, 0)),
            a_day(2, pain=(2, 1, 0)),
            a_day(3, pain=(None, 9, None)),
            a_day(4, pain=(4, None, None)),
            a_day(5, pain=(3, 3, 0)),
        ),
        TODAY,
    )
    assert summary.pain == BeforeAfter(2.0, 1.0, 3)


def test_only_the_newest_sessions_speak() -> None:
    old = [a_day(day, pain=(9, 9, 0)) for day in range(3)]
    new = [a_day(day, pain=(1, 0, 0)) for day in range(3, 6)]
    assert summarise(together(*old, *new), TODAY, latest=3).pain == BeforeAfter(1.0, 0.0, 3)


def test_lessons_are_shown_oldest_first_as_they_were() -> None:
    lessons = (a_lesson("a", at(0), miss_cm=(9.0, 8.0)), a_lesson("b", at(5), miss_cm=()))
    assert summarise(History(lessons=lessons), TODAY).lessons == lessons


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["done", "stopped", "interrupted"])), max_size=30),
    st.integers(0, 50),
)
def test_the_week_counts_exactly_the_sessions_of_its_days(plan: list[tuple[int, str]], day: int) -> None:
    history = together(*(a_day(d, status=status, name=f"s{n}") for n, (d, status) in enumerate(sorted(plan))))
    today = at(day).date()
    summary = summarise(history, today)
    inside = [s for s in history.sessions if timedelta(0) <= today - s.began_at.date() < timedelta(days=7)]
    assert sum(shown.begun for shown in summary.days) == len(inside)
    assert summary.finished == sum(s.status == "done" for s in inside)
    assert len(summary.sessions) == len(history.sessions)
