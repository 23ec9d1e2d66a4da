"""Days of answers: what is asked before a session, what still holds, and what no longer does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from unslump.adapters.content import load_catalogue, load_toml, load_words
from unslump.adapters.store.memory import MemoryStore
from unslump.app.screening_service import ScreeningService, merge
from unslump.core.errors import NotAllowed
from unslump.core.history.records import SessionEvent, SessionRecord
from unslump.core.screening.rules import parse_rules
from unslump.testing.clock import FakeClock

WORDS = load_words()
CATALOGUE = load_catalogue(WORDS)
RULES = parse_rules(load_toml("screening/rules.toml"))

TODAY = {"pain_0_10": 0, "minutes_awake": 300, "minutes_sitting": 10}
WELL = {"complete": True, "age": 40, **TODAY}
NOTHING_NEW = {"yes": [], **TODAY}
HOUR, DAY = 3600.0, 24 * 3600.0


class Person:
    """Someone at a desk, from nine o'clock on Monday."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = MemoryStore()
        self.made = 0
        self.screening = ScreeningService(self.store, self.clock, self.new_id, RULES, CATALOGUE)

    def new_id(self) -> str:
        self.made += 1
        return f"id-{self.made:04}"

    def waits(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def answers(self, **said: Any) -> str:
        return self.screening.submit({**WELL, **said}, "full").outcome

    def says(self, *yes: str, **said: Any) -> str:
        """The short questions, with today's part."""
        return self.screening.submit({**NOTHING_NEW, "yes": list(yes), **said}, "anything_new").outcome

    def asked(self) -> str:
        return self.screening.gate().kind

    def folds(self, exercise: str = "D01", **other: Any) -> SessionRecord:
        """Begin a session, if today's answers let one begin."""
        self.screening.permit(exercise, 0)
        session = SessionRecord(self.new_id(), self.clock.now().wall, exercise, 0, 1, "page")
        self.store.begin_session(session, SessionEvent(session.id, 0, session.began_at, "ready", None, 0.0))
        return replace(session, **other)

    def may_fold(self, exercise: str = "D01") -> bool:
        try:
            self.screening.permit(exercise, 0)
        except NotAllowed:
            return False
        return True

    def reports(self, *codes: str, **other: Any) -> None:
        told = {
            "role": "doctor",
            "date_of_advice": self.clock.now().wall.date().isoformat(),
            "condition_codes": list(codes),
            "scope": ["D01"],
            **other,
        }
        self.screening.declare(told, text_shown="all of it")


@pytest.fixture
def person() -> Person:
    return Person()


class TestBeforeEachSession:
    def test_without_any_answer_nothing_begins(self, person: Person) -> None:
        assert person.asked() == "full" and not person.may_fold()

    def test_one_screening_is_for_one_session(self, person: Person) -> None:
        person.answers()
        person.waits(60)
        person.folds()
        assert person.asked() == "quick" and not person.may_fold()
        person.waits(HOUR)
        person.says()
        assert person.may_fold()

    def test_answers_go_stale_within_the_hour(self, person: Person) -> None:
        person.answers()
        person.waits(30 * 60)
        assert person.may_fold()
        person.waits(1)
        assert person.asked() == "quick" and not person.may_fold()

    def test_answers_of_ten_to_midnight_open_nothing_after_midnight(self, person: Person) -> None:
        person.waits(14 * HOUR + 50 * 60)
        person.answers()
        assert person.may_fold()
        person.waits(11 * 60)
        assert person.asked() == "quick" and not person.may_fold()

    def test_a_clock_that_was_put_back_makes_no_answer_young(self, person: Person) -> None:
        person.answers()
        person.clock.step_wall(-3 * HOUR)
        assert person.asked() == "quick" and not person.may_fold()

    def test_questions_that_leave_out_today_open_no_session_of_the_back(self, person: Person) -> None:
        person.answers()
        person.waits(HOUR)
        person.screening.submit({"yes": [], "no": ["RF01", "RF12"]}, "anything_new")
        assert person.asked() == "quick" and not person.may_fold()
        assert person.may_fold("D15"), "a neck stretch needs no more than was answered before"

    def test_other_rules_than_those_that_were_answered_ask_again(self, person: Person) -> None:
        person.answers()
        newer = replace(person.screening, rules=replace(RULES, version="next"))
        assert newer.gate().kind == "full"
        with pytest.raises(NotAllowed):
            newer.permit("D01", 0)

    def test_a_month_and_two_idle_weeks_ask_everything(self, person: Person) -> None:
        person.answers()
        person.waits(14 * DAY)
        assert person.asked() == "full" and not person.may_fold()


class TestWhatLasts:
    def test_a_condition_is_not_taken_back_by_nothing_new(self, person: Person) -> None:
        person.answers(yes=["PC03"])
        person.waits(DAY)
        assert person.says() == "ask"

    def test_the_room_that_spun_yesterday_is_asked_again(self, person: Person) -> None:
        assert person.answers(yes=["PC20"]) == "modify"
        person.waits(DAY)
        assert person.says() == "go"

    def test_pain_of_the_short_questions_brings_all_of_them_next_time(self, person: Person) -> None:
        person.answers(yes=["PC23"])
        person.waits(DAY)
        assert person.says(pain_0_10=2) == "ask"
        person.waits(DAY)
        assert person.asked() == "full" and not person.may_fold()

    def test_a_milder_yes_stays_the_milder_one(self, person: Person) -> None:
        person.answers(yes=["RF13"], milder=["RF13"])
        person.waits(DAY)
        assert person.says() == "ask"
        assert person.screening.current().urgency == "U3"  # type: ignore[union-attr]

    def test_the_override_of_one_morning_is_not_that_of_the_next(self, person: Person) -> None:
        person.answers(minutes_awake=20)
        person.waits(60)
        person.says(minutes_awake=21, override=["PC30"])
        assert person.may_fold()
        person.waits(DAY)
        person.says(minutes_awake=20)
        assert not person.may_fold()

    def test_going_on_early_needs_answers_of_just_now(self, person: Person) -> None:
        person.answers(minutes_awake=20)
        person.waits(DAY)
        old = person.store.history().screens[-1].answers
        with pytest.raises(NotAllowed):
            person.screening.submit({**old, "override": ["PC30"]}, "anything_new")
        assert not person.may_fold()


class TestUrgent:
    def test_today_means_until_being_seen_however_many_days_it_takes(self, person: Person) -> None:
        person.answers()
        person.waits(DAY)
        assert person.says("RF05") == "stop"
        for _ in range(3):
            person.waits(DAY)
            assert person.answers() == "stop" and not person.may_fold()
        person.screening.submit({"seen": True}, "full")
        assert not person.may_fold(), "all questions come first"
        person.waits(60)
        assert person.answers() == "go" and person.may_fold()

    def test_having_been_seen_once_is_not_inherited(self, person: Person) -> None:
        person.answers()
        person.says("RF05")
        person.waits(HOUR)
        person.screening.submit({"seen": True}, "full")
        person.waits(60)
        assert person.says("RF06") == "stop"  # the questions were cut short by this answer
        person.waits(60)
        person.says()
        person.waits(DAY)
        assert person.answers() == "stop" and not person.may_fold()

    def test_an_emergency_is_closed_for_a_day_from_when_it_was_said(self, person: Person) -> None:
        person.answers(yes=["RF08"])
        person.waits(20 * HOUR)
        assert person.answers() == "stop"
        person.waits(4 * HOUR)
        person.screening.submit({"seen": True}, "full")
        person.waits(60)
        assert person.answers() == "go"

    def test_the_chest_in_a_session_is_an_emergency_too(self, person: Person) -> None:
        person.answers()
        session = person.folds()
        stopped = replace(
            session,
            status="stopped",
            stop_reason="ST4",
            ended_at=person.clock.now().wall + timedelta(minutes=2),
        )
        person.store.update_session(stopped)
        person.waits(HOUR)
        assert person.answers() == "stop"
        person.waits(DAY)
        assert person.answers() == "stop", "until they were seen"
        person.screening.submit({"seen": True}, "full")
        person.waits(60)
        assert person.answers() == "go"


class TestReports:
    def test_it_opens_until_its_last_day_and_not_a_day_more(self, person: Person) -> None:
        person.reports("PC02", valid_until=(person.clock.now().wall.date() + timedelta(days=2)).isoformat())
        for opens in (True, True, True, False):
            assert person.answers(yes=["PC02"]) == ("modify" if opens else "ask")
            assert person.may_fold() == opens
            person.waits(DAY)

    def test_it_may_run_out_between_the_answers_and_the_session(self, person: Person) -> None:
        person.reports("PC02", valid_until=person.clock.now().wall.date().isoformat())
        person.waits(14 * HOUR + 55 * 60)
        person.answers(yes=["PC02"])
        assert person.may_fold()
        person.waits(10 * 60)
        assert not person.may_fold()
        assert person.says() == "ask"

    def test_a_red_flag_ends_it_even_once_the_flag_is_gone(self, person: Person) -> None:
        person.answers(yes=["PC02"])
        person.waits(60)
        person.reports("PC02")
        person.waits(60)
        assert person.answers(yes=["PC02"]) == "modify"
        person.waits(DAY)
        assert person.says("RF12") == "stop"
        person.waits(2 * DAY)
        assert person.answers(yes=["PC02"]) == "ask"
        person.reports("PC02")
        assert person.answers(yes=["PC02"]) == "modify"


class TestTakenUpAgain:
    def test_a_session_of_today_may_go_on_if_today_still_opens_it(self, person: Person) -> None:
        person.answers()
        session = person.folds()
        person.waits(5 * 60)
        assert person.screening.permit_again(session).level == 0
        person.says("RF06")
        with pytest.raises(NotAllowed):
            person.screening.permit_again(session)

    def test_not_one_of_yesterday_nor_one_that_is_over(self, person: Person) -> None:
        person.answers()
        session = person.folds()
        with pytest.raises(NotAllowed):
            person.screening.permit_again(replace(session, status="stopped"))
        person.waits(DAY)
        with pytest.raises(NotAllowed):
            person.screening.permit_again(session)


class TestLaidOver:
    """Short answers over the whole ones."""

    def test_the_major_form_wins_whichever_day_said_it(self) -> None:
        mild, major = {"yes": ["RF09"], "milder": ["RF09"]}, {"yes": ["RF09"]}
        assert merge(mild, {"yes": []}) == mild
        assert "milder" not in merge(mild, major)
        assert "milder" not in merge(major, mild)

    def test_nothing_of_a_moment_is_inherited(self) -> None:
        moment = {"seen": True, "override": ["PC30"], "pain_0_10": 3, "pain_site": "back", "minutes_awake": 5}
        assert merge({"complete": True, **moment}, {"yes": ["PC21"]}) == {"complete": True, "yes": ["PC21"]}
