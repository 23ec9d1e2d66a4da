"""The ladder as weeks of a person's life, and the rules that hold for any life."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.core.history.ladder import LADDER_EXERCISES, LevelAdvice, advise, was_good, went_badly
from unslump.core.history.records import History
from unslump.core.vocab import MAX_LEVEL
from unslump.testing.records import a_day, a_morning, an_after, at, together

FINE = (0, 0, 0)
WORDS = files("unslump").joinpath("data", "words", "en", "history.toml").read_text(encoding="utf-8")
REASONS = tomllib.loads(WORDS)["ladder"]


def days(*which: float, level: int = 1, exercise: str = "D01") -> History:
    """Good sessions of one level on these days."""
    return together(*(a_day(day, level=level, exercise=exercise) for day in which))


def on(day: float, *parts: History, exercise: str = "D01") -> LevelAdvice:
    return advise(together(*parts), exercise, at(day))


def reason(advice: LevelAdvice) -> str:
    return advice.why.removeprefix("history.ladder.")


# -- the way up ---------------------------------------------------------------------------------------------


def test_everyone_starts_with_the_two_smallest_folds_and_one_repetition() -> None:
    advice = on(0, History())
    assert (advice.level, advice.highest, advice.reps, reason(advice)) == (0, 1, 1, "start")


def test_having_done_level_0_level_1_is_still_open() -> None:
    assert on(1, days(0, level=0)).highest == 1


def test_three_good_sessions_and_a_week_open_the_next_level() -> None:
    advice = on(7, days(0, 2, 4))
    assert (advice.level, advice.highest, reason(advice)) == (1, 2, "open")


def test_three_good_sessions_in_four_days_do_not() -> None:
    advice = on(5, days(0, 2, 4))
    assert (advice.highest, reason(advice)) == (1, "more_days")


def test_two_good_sessions_in_a_month_do_not() -> None:
    advice = on(30, days(0, 20))
    assert (advice.highest, reason(advice)) == (1, "more_good_ones")


def test_nothing_opens_before_the_morning_after_was_asked_about() -> None:
    unasked = a_day(7, pain=(0, 0, None))
    advice = on(7.2, days(0, 2, 4), unasked)
    assert (advice.highest, reason(advice)) == (1, "after_a_good_one")
    asked = replace(together(days(0, 2, 4), unasked), mornings=days(0, 2, 4, 7).mornings)
    assert on(8, asked).highest == 2


@pytest.mark.parametrize(
    ("pain", "said"),
    [
        ((0, None, 0), {}),  # never rated
        ((None, 0, 0), {}),  # nobody knows where it started from
        ((0, 0, 1), {}),  # a little more in the morning
        ((0, 0, 0), {"dizzy": True}),
    ],
    ids=["not rated", "no before", "morning one up", "dizzy"],
)
def test_a_session_not_known_to_be_good_does_not_count(
    pain: tuple[int | None, int | None, int | None], said: dict[str, bool]
) -> None:
    history = together(*(a_day(day, pain=pain, **said) for day in (0, 2, 4, 6)))
    assert not any(was_good(history, s) or went_badly(history, s) for s in history.sessions)
    assert advise(history, "D01", at(20)).highest == 1


def test_one_point_more_pain_straight_after_is_still_good() -> None:
    assert on(7, *(a_day(day, pain=(1, 2, 1)) for day in (0, 2, 4))).highest == 2


def test_one_left_early_keeps_the_level_and_opens_nothing() -> None:
    left = a_day(8, status="interrupted", pain=(0, None, None))
    advice = on(9, days(0, 2, 4), left)
    assert (advice.level, advice.highest, reason(advice)) == (1, 1, "after_a_good_one")


def test_enough_is_no_bad_session() -> None:
    enough = a_day(8, status="stopped", stop_reason="enough", pain=(0, None, None))
    assert on(9, days(0, 2, 4), enough).level == 1


def test_an_easy_day_is_not_held_against_anyone() -> None:
    """Long at level 2, one day at level 1: level 2 is open the next day."""
    assert on(21, days(0, 2, 4), days(8, 10, 14, level=2), days(20, level=1)).highest == 2


def test_the_top_is_the_top() -> None:
    weeks = [days(*(level * 8 + extra for extra in (0, 3, 6)), level=level) for level in range(1, 6)]
    advice = on(60, *weeks)
    assert (advice.level, advice.highest, reason(advice)) == (MAX_LEVEL, MAX_LEVEL, "top")


def test_standing_is_climbed_apart_from_sitting() -> None:
    history = days(0, 2, 4)
    assert on(7, history, exercise="D02").highest == 1
    assert on(30, history, days(8, 9, 16, level=2), exercise="D02").highest == 1


def test_after_a_change_of_position_the_level_stays() -> None:
    advice = on(9, days(0, 2, 4), days(8, level=0, exercise="D02"))
    assert (advice.highest, reason(advice)) == (1, "one_change")


def test_a_movement_without_levels_has_none() -> None:
    advice = on(30, days(0, 2, 4), exercise="D07")
    assert (advice.level, advice.highest, reason(advice)) == (0, 0, "no_levels")


# -- the way down -------------------------------------------------------------------------------------------

CLIMBED = together(days(0, 2, 4), days(8, 10, 14, level=2))  # level 3 is open from day 15


@pytest.mark.parametrize(
    "bad",
    [
        a_day(16, level=2, status="stopped", stop_reason="ST2", pain=(0, None, None)),
        a_day(16, level=2, status="stopped", stop_reason="ST1", pain=(0, None, None)),
        a_day(16, level=2, status="stopped", stop_reason=None, pain=(0, None, None)),
        a_day(16, level=2, pain=(0, 2, 0)),
        a_day(16, level=2, pain=(0, 0, 2)),
        a_day(16, level=2, pain=(3, 4, 3)),
        a_day(16, level=2, hurt=True),
    ],
    ids=["ST2", "ST1", "stop, unexplained", "after +2", "morning +2", "reached 4", "this hurt me"],
)
def test_one_level_closes_and_the_counting_starts_anew(bad: History) -> None:
    assert on(15, CLIMBED).highest == 3
    advice = on(18, CLIMBED, bad)
    assert (advice.level, advice.highest, reason(advice)) == (1, 1, "dropped")
    after_three = together(CLIMBED, bad, days(19, 20, 22))
    assert on(25, after_three).highest == 1, "a week has to pass again"
    assert on(26, after_three).highest == 2


def test_having_tried_one_higher_it_is_the_higher_one_that_closes() -> None:
    advice = on(18, CLIMBED, a_day(16, level=3, pain=(0, 3, 0)))
    assert (advice.level, advice.highest) == (2, 2)


def test_a_bad_first_session_leaves_level_0() -> None:
    advice = on(2, a_day(0, level=1, pain=(0, 3, 3)))
    assert (advice.level, advice.highest) == (0, 0)
    again = together(a_day(0, level=1, pain=(0, 3, 3)), days(2, 4, 6, level=0))
    assert on(9, again).highest == 1
    assert on(11, again, days(10, level=1)).highest == 1, "level 1 is earned again, and stays open"


def test_what_went_badly_standing_closes_a_level_sitting_too() -> None:
    advice = on(18, CLIMBED, a_day(16, level=0, exercise="D02", pain=(0, 3, 0)))
    assert advice.highest == 2


def test_the_worst_morning_counts_for_all_of_that_day() -> None:
    twice = together(a_day(20, level=2, name="noon"), a_day(20.1, level=2, name="four", pain=(0, 0, 3)))
    assert all(went_badly(twice, session) for session in twice.sessions)


def test_a_morning_answer_for_one_session_of_the_day_does_for_both() -> None:
    twice = together(a_day(20, name="noon", pain=(0, 0, None)), a_day(20.1, name="four"))
    assert all(was_good(twice, session) for session in twice.sessions)


# -- how often ----------------------------------------------------------------------------------------------


def test_one_repetition_in_the_first_week_and_two_from_then_on() -> None:
    assert on(6.5, days(0, 2)).reps == 1
    assert on(7, days(0, 2)).reps == 2


def test_a_step_up_brings_no_further_repetition_with_it() -> None:
    advice = on(7, days(0, 2, 4))
    assert (advice.reps_at(advice.level), advice.reps_at(advice.highest)) == (2, 1)


def test_six_a_day_are_enough() -> None:
    first = days(0)
    today = [a_day(20 + hour / 24, reps=2, name=f"at-{hour}") for hour in range(3)]
    assert on(20.2, first, *today[:2]).reps == 2
    advice = on(20.2, first, *today)
    assert (advice.reps, reason(advice)) == (0, "enough_today")
    assert on(21, first, *today).reps == 2


def test_of_five_repetitions_done_one_is_left() -> None:
    assert on(20.3, days(0), a_day(20, reps=3, name="a"), a_day(20.1, reps=2, name="b")).reps == 1


def test_five_days_in_seven_are_enough() -> None:
    week = days(20, 21, 22, 23, 24)
    advice = on(25, days(0), week)
    assert (advice.reps, reason(advice)) == (0, "rest_day")
    assert on(24.2, days(0), week).reps == 2, "a second time on the fifth day is no sixth day"
    assert on(27, days(0), week).reps == 2


# -- whatever life brings -----------------------------------------------------------------------------------

PAIN = st.one_of(st.none(), st.integers(0, 4))
DAY = st.builds(
    lambda gap, exercise, level, pain, status, stop, dizzy: (gap, exercise, level, pain, status, stop, dizzy),
    st.integers(0, 5),
    st.sampled_from(LADDER_EXERCISES),
    st.integers(0, MAX_LEVEL),
    st.tuples(PAIN, PAIN, PAIN) | st.just(FINE) | st.just(FINE),
    st.sampled_from(["done", "done", "done", "stopped", "interrupted"]),
    st.sampled_from(["ST1", "ST2", "ST3", "ST5", "ST6", "enough", None]),
    st.booleans(),
)


def live(plan: list[tuple], obedient: bool) -> tuple[History, float]:  # type: ignore[type-arg]
    """Make a life of the plan; an obedient person never chooses a level that is not open."""
    history, day = History(), 0.0
    for index, (gap, exercise, level, pain, status, stop, dizzy) in enumerate(plan):
        day += gap + 0.01
        open_now = advise(history, exercise, at(day)).highest
        said = {"dizzy": True} if dizzy else {}
        session = a_day(
            day, exercise=exercise, level=min(level, open_now) if obedient else level, pain=pain,
            status=status, stop_reason=stop if status == "stopped" else None, name=f"s{index}", **said,
        )  # fmt: skip
        history = together(history, session)
    return history, day


@settings(deadline=None)
@given(st.lists(DAY, max_size=25), st.booleans(), st.integers(0, 30), st.sampled_from(LADDER_EXERCISES))
def test_never_more_than_one_level_up(
    plan: list[tuple],
    obedient: bool,
    later: int,
    exercise: str,  # type: ignore[type-arg]
) -> None:
    history, day = live(plan, obedient)
    advice = advise(history, exercise, at(day + later))
    assert reason(advice) in REASONS
    assert 0 <= advice.level <= advice.highest <= min(advice.level + 1, MAX_LEVEL)
    assert 0 <= advice.reps_at(advice.highest) <= advice.reps <= 2
    done = [s.level for s in history.sessions if s.exercise == exercise and s.status == "done"]
    assert advice.highest <= max([*done[-1:], 0]) + 1


@settings(deadline=None)
@given(st.lists(DAY, min_size=1, max_size=25), st.integers(0, 30))
def test_never_up_after_a_session_that_was_not_good(plan: list[tuple], later: int) -> None:  # type: ignore[type-arg]
    history, day = live(plan, obedient=True)
    last = history.sessions[-1]
    if not was_good(history, last):
        advice = advise(history, last.exercise, at(day + later))
        assert advice.highest <= max(advice.level, 1)


@settings(deadline=None)
@given(st.lists(DAY, max_size=25), DAY, st.sampled_from(LADDER_EXERCISES))
def test_a_bad_session_never_opens_anything(plan: list[tuple], worse: tuple, exercise: str) -> None:  # type: ignore[type-arg]
    history, day = live(plan, obedient=False)
    _, bad_exercise, level, *_ = worse
    before = advise(history, exercise, at(day + 1))
    bad = a_day(day + 1, exercise=bad_exercise, level=level, pain=(0, 5, 5), name="bad")
    after = advise(together(history, bad), exercise, at(day + 1.1))
    assert after.highest <= max(before.highest - 1, 0)
    assert after.level <= before.level


@settings(deadline=None)
@given(st.lists(DAY, min_size=1, max_size=20), st.data())
def test_saying_that_it_hurt_after_all_never_opens_anything(plan: list[tuple], data: st.DataObject) -> None:  # type: ignore[type-arg]
    history, day = live(plan, obedient=True)
    session = data.draw(st.sampled_from(history.sessions))
    hurt = replace(history, afters=(*history.afters, an_after(session.id, hurt=True)))
    for exercise in LADDER_EXERCISES:
        now = at(day + 1)
        assert advise(hurt, exercise, now).highest <= advise(history, exercise, now).highest


@settings(deadline=None)
@given(st.lists(DAY, min_size=1, max_size=20), st.data())
def test_a_worse_morning_never_opens_anything(plan: list[tuple], data: st.DataObject) -> None:  # type: ignore[type-arg]
    history, day = live(plan, obedient=True)
    morning = data.draw(st.sampled_from(history.mornings or (a_morning(history.sessions[0].id),)))
    worse = replace(morning, pain_0_10=10)
    with_worse = replace(history, mornings=(*(m for m in history.mornings if m != morning), worse))
    for exercise in LADDER_EXERCISES:
        now = at(day + 2)
        assert advise(with_worse, exercise, now).highest <= advise(history, exercise, now).highest
