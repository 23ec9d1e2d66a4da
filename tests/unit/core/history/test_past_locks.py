"""What the past locks, told as days of a person, and the rule that holds for any life: bad never loosens."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.core.history.locks import Lock, find_locks
from unslump.core.history.records import AfterRecord, ClearanceRecord, History, MorningRecord, ScreenRecord
from unslump.testing.records import a_clearance, a_day, a_morning, a_screen, a_session, at, together

STOP_REASONS = ("ST1", "ST2", "ST3", "ST4", "ST5", "ST6", "enough", None)


def rules(history: History, when: datetime) -> set[str]:
    """What is locked, without the count of what is left for the day."""
    return {lock.rule for lock in find_locks(history, when)} - {"DOSE_LEFT"}


def lock(history: History, when: datetime, rule: str) -> Lock:
    return next(found for found in find_locks(history, when) if found.rule == rule)


def stopped(day: float, reason: str | None, *, level: int = 2, **other: object) -> History:
    """A session of nine o'clock that was stopped six minutes later."""
    told = a_day(day, level=level, pain=(0, None, None), status="stopped", stop_reason=reason)
    return History(sessions=tuple(replace(s, **other) for s in told.sessions))


def screened(
    day: float, hour: float = 8, *, kind: str = "full", urgency: str | None = None, **more: object
) -> History:
    """All questions answered, to the end unless ``rules`` say otherwise."""
    verdict = {"verdict": "go", "urgency": urgency, "rules": more.pop("rules", [])}
    answers = {"complete": True, **more}
    name = f"screen-{day}-{hour}-{kind}"
    return History(screens=(ScreenRecord(name, at(day, hour), kind, "1", answers, verdict),))  # type: ignore[arg-type]


def report(name: str, day: float, codes: list[str]) -> ClearanceRecord:
    return a_clearance(name, at(day), declaration={"condition_codes": codes})


def test_a_good_week_locks_nothing() -> None:
    week = together(screened(0), *(a_day(day) for day in (0, 1, 3, 4)))
    assert rules(week, at(7)) == set()


class TestStops:
    def test_a_new_leg_sign_locks_until_all_questions_are_answered_again(self) -> None:
        monday = together(screened(0), stopped(0, "ST1"))
        assert "ST1" in rules(monday, at(0, 9.2)) and "ST1" in rules(monday, at(20))
        assert "ST1" in rules(together(monday, screened(0, 10, kind="anything_new")), at(0, 11))
        assert "ST1" not in rules(together(monday, screened(0, 10)), at(0, 11))
        assert "ST1" in rules(together(monday, screened(0, 10), stopped(1, "ST1")), at(1, 10))

    def test_questions_left_half_way_do_not_open_it(self) -> None:
        half = together(stopped(0, "ST1"), screened(0, 10, rules=["UNASKED"]))
        assert "ST1" in rules(half, at(0, 11))

    def test_it_also_ends_advice_from_before_for_good(self) -> None:
        told = History(clearances=(a_clearance(when=at(-5)),))
        later = together(told, stopped(0, "ST1"), screened(0, 10))
        assert lock(later, at(30), "ADVICE_ENDED").ends_advice
        assert lock(later, at(30), "ADVICE_ENDED").since == at(0, 9.1)
        assert "ADVICE_ENDED" not in rules(together(stopped(0, "ST1"), screened(0, 10)), at(30))

    def test_sharp_pain_rests_a_day_and_steps_down_until_one_went_well(self) -> None:
        monday = stopped(0, "ST2", level=3)
        assert rules(monday, at(0, 20)) == rules(monday, at(1, 9)) == {"ST2", "STEP_DOWN"}
        assert rules(monday, at(1, 9.1)) == {"STEP_DOWN"}, "24 hours from when it was stopped"
        assert lock(monday, at(1, 20), "STEP_DOWN").max_level == 2
        assert rules(together(monday, a_day(2, level=2)), at(3, 8)) == set()
        assert rules(together(monday, a_day(2, level=2, pain=(0, None, None))), at(3, 8)) == {"STEP_DOWN"}

    def test_what_went_well_before_does_not_count(self) -> None:
        assert rules(together(a_day(-2, level=2), stopped(0, "ST2")), at(3)) == {"STEP_DOWN"}

    def test_a_stop_that_nobody_explained_counts_as_pain(self) -> None:
        assert rules(stopped(0, None), at(0, 12)) == {"ST2", "STEP_DOWN"}

    def test_dizzy_keeps_the_head_up_for_a_day(self) -> None:
        assert rules(stopped(0, "ST3"), at(0, 12)) == {"ST3"}
        assert rules(stopped(0, "ST3"), at(1, 12)) == set()

    def test_the_chest_closes_everything_for_a_day_and_until_the_person_was_seen(self) -> None:
        monday = stopped(0, "ST4")
        assert rules(monday, at(0, 12)) == {"ST4", "SEEN_U1"}
        assert rules(together(monday, screened(1, 12)), at(2)) == {"SEEN_U1"}
        assert rules(together(monday, screened(1, 12, seen=True)), at(2)) == set()
        assert rules(together(monday, screened(0, 10, seen=True)), at(0, 12)) == {"ST4"}

    def test_a_pinch_only_steps_down(self) -> None:
        assert rules(stopped(0, "ST5"), at(0, 12)) == {"STEP_DOWN"}

    @pytest.mark.parametrize("reason", ["enough", "ST6"])
    def test_enough_was_enough(self, reason: str) -> None:
        assert rules(stopped(0, reason), at(0, 9.2)) == set()

    def test_below_level_0_there_is_nothing(self) -> None:
        assert lock(stopped(0, "ST2", level=0), at(0, 10), "STEP_DOWN").max_level == 0


class TestAfterwards:
    @pytest.mark.parametrize(
        ("before", "after", "rests"), [(0, 1, False), (0, 2, True), (2, 3, False), (2, 4, True), (3, 4, True)]
    )
    def test_pain_two_minutes_later(self, before: int, after: int, rests: bool) -> None:
        history = a_day(0, pain=(before, after, None))
        assert rules(history, at(0, 12)) == ({"AFTER_UP", "STEP_DOWN"} if rests else set())
        assert "AFTER_UP" not in rules(history, at(1, 9.3))

    def test_this_hurt_me(self) -> None:
        assert "AFTER_UP" in rules(a_day(0, pain=(0, None, None), hurt=True), at(0, 12))

    def test_pain_that_nobody_asked_about_before_counts_from_none(self) -> None:
        assert "AFTER_UP" in rules(a_day(0, pain=(None, 2, None)), at(0, 12))

    def test_dizzy_afterwards(self) -> None:
        assert rules(a_day(0, pain=(0, 0, None), dizzy=True), at(0, 12)) == {"ST3"}


class TestTheNextMorning:
    def test_two_points_more_rest_two_days_and_step_down(self) -> None:
        history = a_day(0, level=2, pain=(1, 1, 3))
        assert rules(history, at(1, 8)) == rules(history, at(3, 6)) == {"MORNING_UP", "STEP_DOWN"}
        assert rules(history, at(3, 7)) == {"STEP_DOWN"}, "48 hours from the answer"
        assert lock(history, at(3, 8), "STEP_DOWN").max_level == 1

    def test_one_point_more_is_a_morning(self) -> None:
        assert rules(a_day(0, pain=(1, 1, 2)), at(1, 8)) == set()

    def test_twice_in_two_weeks_locks_until_asked_again(self) -> None:
        twice = together(a_day(0, pain=(0, 0, 2)), a_day(10, pain=(0, 0, 2)))
        assert "MORNING_TWICE" in rules(twice, at(30))
        assert "MORNING_TWICE" not in rules(together(twice, screened(20)), at(30))

    def test_twice_in_more_than_two_weeks_does_not(self) -> None:
        twice = together(a_day(0, pain=(0, 0, 2)), a_day(15, pain=(0, 0, 2)))
        assert "MORNING_TWICE" not in rules(twice, at(30))

    def test_one_morning_that_answers_for_two_sessions_is_one(self) -> None:
        monday = together(a_day(0, pain=(0, 0, 3), name="am"), a_day(0.3, pain=(0, 0, 3), name="pm"))
        same = replace(monday, mornings=tuple(replace(m, at=at(1, 7)) for m in monday.mornings))
        assert rules(same, at(1, 8)) == {"MORNING_UP", "STEP_DOWN"}


class TestTheMonth:
    def month(self, week: int, before: int = 1) -> History:
        rated = [*((day, before) for day in range(0, 28, 4)), *((day, week) for day in (30, 32, 34))]
        return History(sessions=tuple(a_session(f"s{day}", at(day), pain_before=pain) for day, pain in rated))

    @pytest.mark.parametrize(("week", "locks"), [(1, False), (2, False), (3, True), (6, True)])
    def test_a_week_clearly_above_the_month_before(self, week: int, locks: bool) -> None:
        assert ("TREND_UP" in rules(self.month(week), at(34, 12))) == locks

    def test_it_opens_once_asked_again_and_locks_again_when_it_goes_on(self) -> None:
        asked = together(self.month(4), screened(35, pain_0_10=4))
        assert "TREND_UP" not in rules(asked, at(35, 9))
        worse = together(asked, a_day(36, pain=(4, None, None)))
        assert "TREND_UP" in rules(worse, at(36, 9.5))

    def test_a_few_ratings_are_no_trend(self) -> None:
        few = History(sessions=(a_session("a", at(0), pain_before=0), a_session("b", at(20), pain_before=9)))
        assert "TREND_UP" not in rules(few, at(21))


class TestUrgentAnswers:
    def test_an_emergency_is_not_dismissed_for_a_day_whatever_is_answered(self) -> None:
        said = together(screened(0, urgency="U0"), screened(0, 9, seen=True), screened(0, 10))
        assert "SEEN_U0" in rules(said, at(0, 12)) and "SEEN_U0" in rules(said, at(1, 7.9))
        assert rules(said, at(1, 8)) == set()

    def test_and_stays_closed_until_the_person_was_seen(self) -> None:
        said = together(screened(0, urgency="U0"), screened(3))
        assert rules(said, at(5)) == {"SEEN_U1"}

    def test_an_urgent_day_stays_closed_until_the_person_was_seen(self) -> None:
        monday = screened(0, urgency="U1")
        assert rules(monday, at(40)) == {"SEEN_U1"}
        assert rules(together(monday, screened(1)), at(2)) == {"SEEN_U1"}
        assert rules(together(monday, screened(1, seen=True)), at(2)) == set()

    def test_having_been_seen_before_does_not_count_for_what_came_after(self) -> None:
        assert rules(together(screened(0, seen=True), screened(1, urgency="U1")), at(2)) == {"SEEN_U1"}

    @pytest.mark.parametrize("urgency", [None, "U2", "U3"])
    def test_less_urgent_answers_lock_through_their_own_rules(self, urgency: str | None) -> None:
        assert rules(screened(0, urgency=urgency), at(0, 9)) == set()

    def test_what_is_answered_while_it_is_closed_begins_no_new_day(self) -> None:
        said = screened(0, urgency="U0")
        again = replace(screened(0, 20).screens[0], verdict={"urgency": "U0", "urgency_of_answers": None})
        life = together(said, History(screens=(again,)), screened(1, 9, seen=True))
        assert rules(life, at(1, 10)) == set()


class TestReports:
    """A professional's yes from before something new came up no longer counts (B.6)."""

    def ended(self, *parts: History, day: float = 10) -> frozenset[str]:
        told = History(clearances=(report("told", 1, ["PC02"]),))
        found = find_locks(together(told, *parts), at(day))
        return frozenset().union(*(one.ended for one in found))

    @pytest.mark.parametrize("rule", ["RF12", "RF17", "PC01", "PC08", "PC10", "PC11", "PC14"])
    def test_something_new_ends_it_also_once_it_is_gone(self, rule: str) -> None:
        assert self.ended(screened(0), screened(2, yes=[rule])) == {"told"}
        assert self.ended(screened(0), screened(2, yes=[rule]), screened(3)) == {"told"}
        assert self.ended(screened(0), screened(2, kind="anything_new", yes=[rule])) == {"told"}

    def test_what_was_known_before_is_nothing_new(self) -> None:
        assert self.ended(screened(0, yes=["RF17"]), screened(2, yes=["RF17"])) == frozenset()

    def test_it_speaks_of_exactly_that(self) -> None:
        about = History(clearances=(report("about", 1, ["PC02", "RF17"]),))
        assert self.ended(about, screened(0), screened(2, yes=["RF17"])) == {"told"}

    def test_what_was_told_afterwards_counts(self) -> None:
        later = History(clearances=(report("later", 4, ["PC02"]),))
        assert self.ended(screened(0), screened(2, yes=["RF12"]), screened(3), later) == {"told"}

    @pytest.mark.parametrize("rule", ["PC02", "PC17", "PC24", "PC33"])
    def test_other_answers_end_nothing(self, rule: str) -> None:
        assert self.ended(screened(0), screened(2, yes=[rule])) == frozenset()


class TestTheDose:
    def test_six_rounds_a_day(self) -> None:
        morning = a_day(0, reps=4)
        assert lock(morning, at(0, 12), "DOSE_LEFT").max_reps == 2
        noon = together(morning, a_day(0.2, reps=2, name="noon"))
        assert rules(noon, at(0, 15)) == {"DOSE_DAY"}
        assert lock(noon, at(0, 15), "DOSE_DAY").until == at(1, 0)
        assert rules(noon, at(1, 0)) == set()

    def test_five_days_in_seven(self) -> None:
        week = together(*(a_day(day) for day in range(5)))
        assert rules(week, at(4, 12)) == set(), "the fifth day is still a day"
        assert rules(week, at(5)) == {"DOSE_WEEK"} == rules(week, at(6))
        assert rules(week, at(7)) == set()

    def test_other_movements_and_what_never_got_going_do_not_count(self) -> None:
        walks = together(*(a_day(0, exercise="D38", name=str(n), reps=3) for n in range(4)))
        ready = History(sessions=(a_session("r", at(0), reps=6, status="interrupted"),))
        assert find_locks(together(walks, ready), at(0, 12)) == ()


# -- any life


@st.composite
def lives(draw: st.DrawFn) -> History:
    """Some weeks of one person: sessions of every kind, and screenings between them."""
    parts = [screened(-1)]
    for day in draw(st.lists(st.integers(0, 40), unique=True, max_size=8).map(sorted)):
        number = st.none() | st.integers(0, 6)
        parts.append(
            a_day(
                day,
                exercise=draw(st.sampled_from(["D01", "D02", "D38"])),
                level=draw(st.integers(0, 5)),
                reps=draw(st.integers(1, 6)),
                pain=(draw(number), draw(number), draw(number)),
                status=draw(st.sampled_from(["done", "done", "stopped", "interrupted"])),
                stop_reason=draw(st.sampled_from(STOP_REASONS)),
            )
        )
        if draw(st.booleans()):
            kind, urgency = draw(st.sampled_from([("full", None), ("full", "U1"), ("anything_new", "U0")]))
            seen = {"seen": draw(st.booleans())}
            parts.append(screened(day, 10 + draw(st.integers(0, 8)), kind=kind, urgency=urgency, **seen))
    return together(*parts)


def bad_day(draw: st.DrawFn, life: History) -> History:
    """One more bad thing, after everything else."""
    day = 42
    kind = draw(st.sampled_from(["stop", "after", "morning", "urgent", "dose"]))
    if kind == "stop":
        return stopped(day, draw(st.sampled_from(STOP_REASONS)), level=draw(st.integers(0, 5)))
    if kind == "after":
        return a_day(day, pain=(0, draw(st.integers(2, 10)), None), hurt=draw(st.booleans()))
    if kind == "dose":
        return a_day(day, pain=(0, None, None), reps=6)
    if kind == "urgent":
        return screened(day, kind="anything_new", urgency=draw(st.sampled_from(["U0", "U1"])))
    last = life.sessions[-1] if life.sessions else None
    # Worse than before the session: a morning no worse than that would be a good one, however it hurts.
    worse = max(5, (last.pain_before or 0) + 2) if last else 5
    pain = draw(st.integers(worse, 10))
    return History(mornings=(a_morning(last.id if last else "nobody", at(day, 7), pain),))


def reach(locks: tuple[Lock, ...]) -> dict[str, tuple[datetime, int, int]]:
    """How far each kind of lock reaches: until when, and under which ceilings."""
    forever = at(10_000)
    found: dict[str, tuple[datetime, int, int]] = {}
    for one in locks:
        until, level, reps = found.get(one.rule, (at(-1000), 9, 9))
        found[one.rule] = (
            max(until, one.until or forever),
            min(level, 9 if one.max_level is None else one.max_level),
            min(reps, 9 if one.max_reps is None else one.max_reps),
        )
    return found


@settings(max_examples=200, deadline=None)
@given(st.data(), lives(), st.floats(0, 60))
def test_one_more_bad_thing_never_loosens(data: st.DataObject, life: History, hours: float) -> None:
    when = at(42, 10) + timedelta(hours=hours)
    before = reach(find_locks(life, when))
    after = reach(find_locks(together(life, data.draw(st.composite(bad_day)(life))), when))
    for rule, (until, level, reps) in before.items():
        if rule == "DOSE_LEFT" and "DOSE_DAY" in after:
            continue  # what was left is now nothing
        assert rule in after, rule
        assert after[rule][0] >= until and after[rule][1] <= level and after[rule][2] <= reps


@settings(max_examples=100, deadline=None)
@given(lives(), st.floats(0, 2000))
def test_a_lock_with_an_end_is_over_at_its_end(life: History, hours: float) -> None:
    when = at(0) + timedelta(hours=hours)
    for found in find_locks(life, when):
        assert found.until is None or found.until > when
        later = find_locks(life, found.until) if found.until else ()
        assert found not in later


def test_no_past_no_locks() -> None:
    assert find_locks(History(), at()) == ()
    assert find_locks(History(screens=(a_screen(),)), at()) == ()


def test_records_of_sessions_that_are_gone_do_no_harm() -> None:
    orphan = History(mornings=(MorningRecord("gone", at(), 9),), afters=(AfterRecord("gone", at(), 9),))
    assert rules(orphan, at(0, 10)) == set()
