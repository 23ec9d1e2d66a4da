"""The pages that are forms and reading, as a person meets them: plain requests, no scripts."""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from unslump.adapters.content import load_catalogue, load_toml, load_words
from unslump.adapters.faults import FaultsFile
from unslump.adapters.logbook import LogFile
from unslump.adapters.settings_file import SettingsFile
from unslump.adapters.store.memory import MemoryStore
from unslump.app.forgetting import Forgetting
from unslump.app.screening_service import ScreeningService
from unslump.app.session_service import SessionService
from unslump.app.settings import SETTINGS
from unslump.app.settings_service import SettingsService
from unslump.app.watched_session import Found, Seen
from unslump.core.errors import UnslumpError, no_exercise
from unslump.core.history.records import AfterRecord, LessonRecord, SessionEvent, SessionRecord
from unslump.core.screening.questions import RULE_QUESTIONS, parse_questions
from unslump.core.screening.rules import parse_rules
from unslump.core.vocab import Region
from unslump.faces.web.pages import (
    clearance,
    clinician,
    history,
    keeping,
    questions,
    reading,
    session,
    verdict,
    welcome,
)
from unslump.faces.web.pages import settings as settings_page
from unslump.testing.clock import FakeClock

with warnings.catch_warnings():  # starlette says which client library it would rather have
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

WORDS = load_words()
CATALOGUE = load_catalogue(WORDS)
RULES = parse_rules(load_toml("screening/rules.toml"))
QUESTIONS = parse_questions(load_toml("screening/questions.toml"))
PAGES = (
    clearance, clinician, history, keeping, questions, reading, session, settings_page, verdict,
    welcome,
)  # fmt: skip
COUNT = len(QUESTIONS.groups)
NUMBER = {group.id: n for n, group in enumerate(QUESTIONS.groups, 1)}
QUIET = {"complete": True, "pain_0_10": 0, "age": 44, "minutes_awake": 300, "minutes_sitting": 10}
"""Answers of someone whom no question fits."""


class House:
    """One person, one computer, and their pages."""

    def __init__(self, folder: Path, admin: Path | None = None) -> None:
        ids = (f"id-{n}" for n in count())
        self.clock, self.store = FakeClock(), MemoryStore()
        self.screening = ScreeningService(self.store, self.clock, ids.__next__, RULES, CATALOGUE)
        self.sessions = SessionService(self.store, self.clock, ids.__next__)
        self.settings = SettingsService(SettingsFile(folder, admin=admin))
        by_id = {exercise.id: exercise for exercise in CATALOGUE.exercises}

        def exercise(exercise_id: str) -> Any:
            if exercise_id not in by_id:
                raise no_exercise(exercise_id, ("D01", "D02"))
            return by_id[exercise_id]

        self.seen, forgetting = Seen(), Forgetting()
        forgetting.on(self.sessions.forget)
        forgetting.on(self.seen.forget)
        routes: list[BaseRoute] = [route for page in PAGES for route in page.routes]
        app = Starlette(routes=routes, exception_handlers={UnslumpError: _sentence})
        app.state.deps = SimpleNamespace(
            camera=None,
            seen=self.seen,
            forgetting=forgetting,
            words=WORDS,
            breaks=None,
            data_dir=folder,
            clock=self.clock,
            ids=ids.__next__,
            store=self.store,
            catalogue=CATALOGUE,
            questions=QUESTIONS,
            settings=self.settings,
            faults=FaultsFile(folder),
            log=LogFile(folder, lambda: self.clock.now().wall),
            sessions=self.sessions,
            screening=self.screening,
            exercise=exercise,
        )
        self.client = TestClient(app, base_url="http://127.0.0.1:8757", follow_redirects=False)

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.text)

    def post(self, path: str, **fields: Any) -> Any:
        return self.client.post(path, data={"sent": "yes", **fields})

    def answer(self, group: str, **fields: Any) -> str:
        """Send one page of questions and say where it leads."""
        reply = self.post(f"/questions/{NUMBER[group]}", go="next", **fields)
        assert reply.status_code == 303, plain(reply.text)
        return str(reply.headers["location"])

    def answer_all(self, **by_group: dict[str, Any]) -> str:
        """Answer every page as someone whom nothing fits, but for the groups named here."""
        usual: dict[str, dict[str, Any]] = {
            "today": {"pain_0_10": "0", "discomfort_0_10": "3"},
            "you": {"age": "44"},
            "here": {"none": "1", "minutes_awake": "300", "minutes_sitting": "10"},
        }
        led_to = ""
        for group in QUESTIONS.groups:
            led_to = self.answer(group.id, **by_group.get(group.id, usual.get(group.id, {"none": "1"})))
        return led_to

    def fold(self, status: Any = "stopped", reason: str | None = None) -> None:
        """Fold once, a minute from now, all questions having been answered in full before."""
        self.screening.submit(QUIET, "full")
        self.clock.advance(60)
        now, name = self.clock.now().wall, f"s{len(self.store.history().sessions)}"
        kept = SessionRecord(
            name, now, "D01", 1, 1, "page", status, now, "P6", stop_reason=reason, pain_before=0
        )
        self.store.begin_session(kept, SessionEvent(name, 0, now, "ready", None, 0.0))
        self.clock.advance(60)

    @property
    def newest(self) -> Any:
        return self.store.history().screens[-1]


async def _sentence(_: Request, error: Exception) -> Response:
    assert isinstance(error, UnslumpError)
    return PlainTextResponse(error.said(WORDS), status_code=400)


def plain(page: str) -> str:
    """What a person reads: no tags, single spaces."""
    text = re.sub(r"<[^>]+>", " ", page).replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
    return re.sub(r"\s+", " ", text)


def ticked(page: str) -> set[str]:
    """Values of every box and step that is on."""
    boxes = re.findall(r"<input[^>]*>", page)
    return {v[1] for box in boxes if " checked" in box and (v := re.search(r'value="([^"]*)"', box))}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


class TestQuestions:
    def test_someone_whom_nothing_fits_reaches_the_verdict_with_everything_asked(self, house: House) -> None:
        assert house.answer_all() == "/verdict"
        kept = house.newest.answers
        assert kept["complete"] is True and not kept.get("yes")
        assert kept["age"] == 44 and kept["pain_0_10"] == 0 and kept["minutes_sitting"] == 10
        assert house.newest.verdict["verdict"] == "go"

    def test_every_question_of_the_data_stands_on_one_page(self, house: House) -> None:
        pages = [house.get(f"/questions/{n}") for n in range(1, COUNT + 1)]
        for rule_id in RULE_QUESTIONS:
            question = QUESTIONS[rule_id]
            shown = sum(f'value="{rule_id}"' in page for page in pages)
            assert shown == (0 if question.instead else 1), rule_id
        for question in QUESTIONS:
            if question.words_milder:
                asked = plain(pages[NUMBER[question.group] - 1])
                assert WORDS(question.words) in asked and WORDS(question.words_milder) in asked

    def test_passing_a_page_over_says_what_is_missing_beside_it_and_on_top(self, house: House) -> None:
        reply = house.post(f"/questions/{NUMBER['nerves']}", go="next")
        assert reply.status_code == 422
        assert 'role="alert"' in reply.text and "autofocus" in reply.text
        assert reply.text.count(WORDS("forms.questions.error.none")) == 2
        assert 'href="#q-none"' in reply.text and 'aria-invalid="true"' in reply.text

    def test_none_beside_a_yes_is_sent_back_with_both_still_ticked(self, house: House) -> None:
        reply = house.post(f"/questions/{NUMBER['back']}", go="next", none="1", yes="PC01")
        assert reply.status_code == 422
        assert {"PC01", "1"} <= ticked(reply.text)

    def test_back_loses_nothing_not_even_half_a_page(self, house: House) -> None:
        number = NUMBER["body"]
        back = house.post(
            f"/questions/{number}", go="back", yes=["PC11", "PC12"], weeks_since_hip_surgery="x"
        )
        assert back.headers["location"] == f"/questions/{number - 1}"
        page = house.get(f"/questions/{number}")
        assert {"PC11", "PC12"} <= ticked(page) and 'value="x"' in page

    def test_leaving_and_coming_back_the_same_day_goes_on_where_one_was(self, house: House) -> None:
        house.answer("today", pain_0_10="0", discomfort_0_10="2")
        house.answer("nerves", none="1")
        assert house.client.get("/questions").headers["location"] == "/questions/3"
        house.clock.advance(24 * 3600)
        assert house.client.get("/questions").headers["location"] == "/questions/1"

    def test_what_lasts_is_there_again_next_month_and_what_was_new_is_not(self, house: House) -> None:
        house.screening.submit({**QUIET, "yes": ["PC12", "PC20", "RF18"]}, "full")
        house.clock.advance(31 * 24 * 3600)
        assert "PC12" in ticked(house.get(f"/questions/{NUMBER['body']}"))
        assert 'value="44"' in house.get(f"/questions/{NUMBER['you']}")
        assert not ticked(house.get(f"/questions/{NUMBER['pattern']}")), "a red flag is asked anew"
        assert not ticked(house.get(f"/questions/{NUMBER['head']}")), "what holds for a day is asked anew"
        assert house.client.get("/questions").headers["location"] == "/questions/1"

    def test_jumping_to_the_end_leads_back_to_what_is_open(self, house: House) -> None:
        led_to = house.answer("here", none="1", minutes_awake="300", minutes_sitting="10")
        assert led_to == "/questions/1" and not house.store.history().screens

    @pytest.mark.parametrize(
        "rule_id", ["RF01", "RF06", "RF07", "RF08", "RF09", "RF10", "RF15", "RF16", "RF21"]
    )
    def test_an_urgent_answer_ends_the_asking_at_once(self, house: House, rule_id: str) -> None:
        assert house.answer(QUESTIONS[rule_id].group, yes=rule_id) == "/verdict"
        assert house.newest.verdict["urgency"] in ("U0", "U1")
        assert not house.newest.answers.get("complete"), "what was not asked is no 'no'"

    @pytest.mark.parametrize("rule_id", ["RF09", "RF10", "RF13"])
    def test_the_milder_form_goes_on_and_the_major_one_wins_over_it(self, house: House, rule_id: str) -> None:
        group = QUESTIONS[rule_id].group
        assert house.answer(group, yes=f"{rule_id}_milder") == f"/questions/{NUMBER[group] + 1}"
        house.answer_all(**{group: {"yes": [f"{rule_id}_milder"]}})
        assert house.newest.answers["milder"] == [rule_id]
        house.answer(group, yes=[f"{rule_id}_milder", rule_id])
        house.answer("here", none="1", minutes_awake="300", minutes_sitting="10")
        assert rule_id in house.newest.answers["yes"] and not house.newest.answers.get("milder")

    def test_where_it_hurts_is_asked_only_of_those_who_hurt(self, house: House) -> None:
        assert house.post("/questions/1", go="next", pain_0_10="3").status_code == 422
        assert house.answer("today", pain_0_10="3", pain_site="thigh") == "/questions/2"
        assert house.answer("today", pain_0_10="0", pain_site="thigh") == "/questions/2"
        house.answer_all(today={"pain_0_10": "0", "pain_site": "thigh"})
        assert "pain_site" not in house.newest.answers, "a follow-up that is not asked has no answer"

    def test_not_being_sure_counts_as_pain(self, house: House) -> None:
        house.answer_all(today={"pain_0_10": "0", "discomfort_0_10": "4", "unsure_if_pain": "yes"})
        assert house.newest.verdict["verdict"] == "ask"

    def test_bones_are_asked_about_from_65_on_without_any_script(self, house: House) -> None:
        assert house.answer("you", age="64") == f"/questions/{NUMBER['you'] + 1}"
        first = house.post(f"/questions/{NUMBER['you']}", go="next", age="70")
        assert first.status_code == 200 and "bones_checked" in first.text
        fields = {"age": "70", "bones_asked": "yes", "bones_checked": "yes"}
        assert house.answer("you", **fields) == f"/questions/{NUMBER['you'] + 1}"
        house.answer_all(you=fields)
        assert house.newest.answers["bones_checked"] is True

    @pytest.mark.parametrize("age", ["", "old", "-3", "44.5", "999", "٤٤"])
    def test_an_age_that_is_none_is_sent_back(self, house: House, age: str) -> None:
        assert house.post(f"/questions/{NUMBER['you']}", go="next", age=age).status_code == 422

    def test_the_short_form_after_a_stop(self, house: House) -> None:
        house.screening.submit(QUIET, "full")
        page = house.get("/questions/flags")
        assert all(f'value="{q.id}"' in page for q in QUESTIONS.anything_new)
        assert house.post("/questions/flags").status_code == 422
        assert house.post("/questions/flags", yes="RF05").headers["location"] == "/verdict"
        assert house.newest.kind == "anything_new" and house.newest.verdict["urgency"] == "U1"

    @given(data=st.data())
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_whatever_is_sent_is_answered_and_a_yes_is_never_lost(self, house: House, data: Any) -> None:
        names = ["yes", "none", "go", "age", "pain_0_10", "pain_site", "trimester", "minutes_awake", "x"]
        values = st.sampled_from(
            ["", "1", "RF01", "PC02", "RF13_milder", "back", "next", "99", "-1", "ä", "x" * 99]
        )
        number = data.draw(st.integers(0, COUNT + 2))
        fields = data.draw(st.dictionaries(st.sampled_from(names), st.lists(values, max_size=3), max_size=6))
        reply = house.post(f"/questions/{number}", **fields)
        assert reply.status_code in (200, 303, 400, 422)
        if reply.status_code == 303 and reply.headers["location"] == "/verdict":
            asked = {q.id for q in QUESTIONS.groups[number - 1].questions}
            said = {value.removesuffix("_milder") for value in fields.get("yes", ())}
            assert said & asked <= set(house.newest.answers["yes"])


class TestVerdict:
    def test_before_any_answer_it_leads_to_the_questions(self, house: House) -> None:
        assert house.client.get("/verdict").headers["location"] == "/questions"

    @pytest.mark.parametrize(
        ("answers", "kind"),
        [
            ({}, "go"),
            ({"yes": ["PC19"]}, "modify"),
            ({"yes": ["PC02"]}, "ask"),
            ({"minutes_awake": 20}, "early"),
            ({"yes": ["PC34"]}, "chair"),
            ({"age": 15}, "young"),
            ({"yes": ["RF12"]}, "U2"),
            ({"yes": ["RF01"]}, "U1"),
            ({"yes": ["RF07"]}, "U0"),
        ],
    )
    def test_each_screen_says_its_own_and_gives_its_reasons(
        self, house: House, answers: dict[str, Any], kind: str
    ) -> None:
        said = house.screening.submit({**QUIET, **answers}, "full")
        text = plain(house.get("/verdict"))
        assert WORDS(f"screening.verdict.{kind}.title") in text
        own = [r for r in said.reasons if not r.rule.startswith("SEEN_")]
        assert all(WORDS(reason.words) in text for reason in own)

    def test_the_lesson_comes_before_the_first_stretch_and_not_again(self, house: House) -> None:
        house.screening.submit(QUIET, "full")
        assert 'class="button main big" href="/lesson"' in house.get("/verdict")
        house.store.add_lesson(LessonRecord("l", house.clock.now().wall, 170, (2.0, 3.0), "pointer"))
        assert 'class="button main big" href="/stretch"' in house.get("/verdict")

    def test_a_closed_fold_shows_what_is_open_and_the_page_to_print(self, house: House) -> None:
        allowed = house.screening.submit({**QUIET, "yes": ["PC03"]}, "full").allowed
        page = house.get("/verdict")
        offered = re.findall(r'name="exercise" value="(D\d+)"', page)
        assert offered[0] == "D38" and set(offered) <= set(allowed)
        assert 'href="/clinician"' in page and 'href="/clearance"' in page

    def test_with_an_emergency_there_is_nothing_to_go_on_to(self, house: House) -> None:
        house.screening.submit({**QUIET, "yes": ["RF07"]}, "full")
        page = house.get("/verdict")
        assert "<a " not in page.split("<main")[1] and "<form" not in page and "<nav" not in page
        house.clock.advance(25 * 3600)
        assert 'action="/verdict/seen"' in house.get("/verdict")

    def test_having_been_seen_opens_the_questions_and_nothing_else(self, house: House) -> None:
        house.screening.submit({**QUIET, "yes": ["RF05"]}, "full")
        assert house.post("/verdict/seen").status_code == 422
        house.clock.advance(60)
        assert house.post("/verdict/seen", seen="yes").headers["location"] == "/questions"
        assert house.newest.answers == {"seen": True}
        house.clock.advance(60)
        assert house.answer_all() == "/verdict"
        assert house.newest.verdict["verdict"] == "go"

    def test_saying_seen_where_nothing_was_urgent_keeps_nothing(self, house: House) -> None:
        house.screening.submit(QUIET, "full")
        house.post("/verdict/seen", seen="yes")
        assert len(house.store.history().screens) == 1

    def test_the_first_hour_may_be_overridden_only_without_a_history(self, house: House) -> None:
        house.screening.submit({**QUIET, "minutes_awake": 20}, "full")
        assert 'action="/verdict/anyway"' in house.get("/verdict")
        house.post("/verdict/anyway")
        assert "D01" in house.newest.verdict["allowed"] and house.newest.verdict["max_level"] == 1
        house.screening.submit({**QUIET, "minutes_awake": 20, "yes": ["PC25"]}, "full")
        before = len(house.store.history().screens)
        assert 'action="/verdict/anyway"' not in house.get("/verdict")
        house.post("/verdict/anyway")
        assert len(house.store.history().screens) == before


class TestAfterAStop:
    @pytest.mark.parametrize("rule", ["ST2", "ST3", "ST4"])
    def test_the_verdict_names_what_was_felt_and_nothing_else(self, house: House, rule: str) -> None:
        house.fold(reason=rule)
        house.screening.submit(QUIET, "full")
        text = plain(house.get("/verdict"))
        named = {key for key in ("ST1", "ST2", "ST3", "ST4") if WORDS(f"screening.reason.{key}") in text}
        assert named == {rule}

    @pytest.mark.parametrize(("rule", "lead"), [("ST1", "ST1"), ("ST4", "ST4"), ("ST5", "other")])
    def test_the_short_form_says_why_it_is_asked(self, house: House, rule: str, lead: str) -> None:
        house.fold(reason=rule)
        text = plain(house.get("/questions/flags"))
        assert WORDS(f"forms.flags.lead.{lead}") in text
        assert all(WORDS(f"forms.flags.lead.{key}") not in text for key in {"ST1", "ST4"} - {lead})

    @pytest.mark.parametrize("rule", ["ST1", "ST2", "ST3", "ST4", "ST5", "ST6", "enough"])
    def test_only_a_stop_that_hurt_is_called_hurt(self, house: House, rule: str) -> None:
        text = plain(house.get(f"/session/stopped/{rule}"))
        assert (WORDS("session.stopped.hurt_report") in text) == (rule in ("ST1", "ST2"))
        assert (WORDS("session.stopped.why_kept") in text) == (rule in ("ST3", "ST4", "ST5", "ST6"))

    def test_nothing_is_louder_than_the_call_for_help(self, house: House) -> None:
        page = house.get("/session/stopped/ST4").split("<main")[1]
        assert 'href="/questions/flags"' in page
        assert not re.search(r'class="[^"]*\bmain\b', page)
        assert 'class="button main" href="/questions/flags"' in house.get("/session/stopped/ST1")

    def test_a_rest_says_until_when_and_keeps_to_it(self, house: House) -> None:
        house.fold(reason="ST2")
        house.screening.submit(QUIET, "full")
        ended = house.store.history().sessions[-1].ended_at
        assert ended is not None
        told = WORDS("forms.verdict.rest_until.tomorrow", time=f"{ended:%H:%M}")
        assert told in plain(house.get("/verdict"))
        house.clock.advance(24 * 3600)
        house.screening.submit(QUIET, "full")
        text = plain(house.get("/verdict"))
        assert WORDS("screening.verdict.rest.title") not in text and "The rest is over" not in text

    def test_the_end_of_a_rest_is_said_by_its_day(self, house: House) -> None:
        now = house.clock.now().wall.replace(hour=9, minute=0)
        said = [verdict.until(now + timedelta(hours=hours), now, WORDS) for hours in (2, 24, 48)]
        assert "today at 11:00" in said[0] and "tomorrow at 09:00" in said[1]
        assert f"{now + timedelta(days=2):%Y-%m-%d}" in said[2]


class TestWhatIsNoReason:
    @pytest.mark.parametrize("yes", [["RF07"], ["RF01"], ["PC02"], ["PC34"]])
    def test_the_dose_where_something_else_closes_the_fold(self, house: House, yes: list[str]) -> None:
        house.fold("done")
        said = house.screening.submit({**QUIET, "yes": yes}, "full")
        assert "DOSE_LEFT" in {reason.rule for reason in said.reasons}
        assert WORDS("screening.reason.DOSE_LEFT") not in plain(house.get("/verdict"))

    def test_the_dose_during_a_rest(self, house: House) -> None:
        house.fold(reason="ST2")
        house.screening.submit(QUIET, "full")
        assert WORDS("screening.reason.DOSE_LEFT") not in plain(house.get("/verdict"))

    def test_the_dose_is_told_where_the_fold_is_open(self, house: House) -> None:
        house.fold("done")
        house.screening.submit(QUIET, "full")
        assert WORDS("screening.reason.DOSE_LEFT") in plain(house.get("/verdict"))

    def test_a_change_to_the_fold_where_nothing_is_open(self, house: House) -> None:
        said = house.screening.submit({**QUIET, "age": 15, "minutes_sitting": 75}, "full")
        assert not said.allowed and "PC31" in {reason.rule for reason in said.reasons}
        text = plain(house.get("/verdict"))
        assert WORDS("screening.reason.PC28") in text and WORDS("screening.reason.PC31_hour") not in text


class TestAskedOnceMore:
    WHY = WORDS("screening.due.after_stop")
    FILLED = WORDS("forms.questions.filled")

    def test_after_a_stop_the_first_page_says_why_and_what_is_filled_in(self, house: House) -> None:
        house.fold(reason="ST5")
        led_to = house.client.get("/questions").headers["location"]
        text = plain(house.get(led_to))
        assert led_to == "/questions/1" and self.WHY in text and self.FILLED in text
        assert 'value="44"' in house.get(f"/questions/{NUMBER['you']}"), "as it says"
        assert self.WHY not in plain(house.get("/questions/2"))

    def test_coming_back_halfway_says_it_where_one_lands(self, house: House) -> None:
        house.fold(reason="ST5")
        house.answer("today", pain_0_10="0", discomfort_0_10="3")
        led_to = house.client.get("/questions").headers["location"]
        assert led_to.startswith("/questions/2")
        assert self.WHY in plain(house.get(led_to))

    def test_nothing_is_called_filled_in_where_nothing_is(self, house: House) -> None:
        house.fold(reason="ST5")
        house.screening.submit({"seen": True}, "full")
        text = plain(house.get("/questions/1"))
        assert self.WHY in text and self.FILLED not in text

    def test_nobody_says_it_the_first_time_or_to_someone_who_only_looks(self, house: House) -> None:
        assert 'class="notice"' not in house.get("/questions/1")
        house.screening.submit(QUIET, "full")
        assert 'class="notice"' not in house.get("/questions/1")


REPORT = {
    "role": "physical_therapist",
    "date_of_advice": "2026-02-20",
    "codes": ["PC02"],
    "scope": ["D01"],
    "statement": "yes",
}


class TestClearance:
    def test_nothing_waits_for_a_word(self, house: House) -> None:
        house.screening.submit(QUIET, "full")
        assert WORDS("forms.clearance.none_title") in plain(house.get("/clearance"))
        house.post("/clearance", **REPORT)
        assert not house.store.history().clearances

    def test_a_report_opens_what_it_covers_and_the_page_says_nobody_checked_it(self, house: House) -> None:
        house.screening.submit({**QUIET, "yes": ["PC02"]}, "full")
        assert WORDS("screening.line.not_checked") in plain(house.get("/clearance"))
        reply = house.post("/clearance", **REPORT, max_level="1", no_head_down="yes", name="A. Therapist")
        assert reply.headers["location"] == "/verdict"
        [record] = house.store.history().clearances
        assert record.declaration["limits"] == {"max_level": 1, "no_head_down": True}
        assert record.declaration["professional_name"] == "A. Therapist"
        assert WORDS("forms.clearance.statement") in record.text_shown
        assert WORDS("screening.question.PC02") in record.text_shown
        now = house.screening.current()
        assert now is not None and "D01" in now.allowed and now.max_level == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"role": "neighbour"},
            {"date_of_advice": "2026-03-03"},
            {"date_of_advice": "soon"},
            {"codes": []},
            {"codes": ["RF01"]},
            {"scope": []},
            {"statement": ""},
            {"valid_until": "2026-02-19"},
            {"valid_until": "2027-02-21"},
            {"max_hip_flexion_deg": "181"},
            {"other": "o" * 301},
        ],
    )
    def test_an_incomplete_report_is_not_kept_and_nothing_typed_is_lost(
        self, house: House, wrong: dict[str, Any]
    ) -> None:
        house.screening.submit({**QUIET, "yes": ["PC02", "PC11"]}, "full")
        reply = house.post("/clearance", **{**REPORT, "name": "A. Therapist", **wrong})
        assert reply.status_code == 422 and not house.store.history().clearances
        assert 'value="A. Therapist"' in reply.text
        [name] = wrong
        assert f'href="#q-{name}"' in reply.text

    def test_what_no_word_opens_is_not_offered(self, house: House) -> None:
        house.screening.submit({**QUIET, "yes": ["PC02", "PC04", "PC08"]}, "full")
        page = house.get("/clearance")
        offered = set(re.findall(r'name="codes" value="(\w+)"', page))
        assert offered == {"PC02"}
        assert WORDS("screening.reason.PC04") in plain(page) and WORDS("screening.reason.PC08") in plain(page)

    def test_taking_it_back_closes_again_and_it_stays_in_the_list(self, house: House) -> None:
        house.screening.submit({**QUIET, "yes": ["PC02"]}, "full")
        house.post("/clearance", **REPORT)
        [record] = house.store.history().clearances
        assert house.post(f"/clearance/{record.id}/revoke").headers["location"] == "/clearance"
        now = house.screening.current()
        assert now is not None and "D01" not in now.allowed
        text = plain(house.get("/clearance"))
        assert WORDS("forms.clearance.entry_revoked", day="2026-03-02") in text
        assert house.post("/clearance/nobody/revoke").status_code == 400

    def test_an_old_report_is_shown_as_ended(self, house: House) -> None:
        house.screening.submit({**QUIET, "yes": ["PC02"]}, "full")
        house.post("/clearance", **REPORT)
        house.clock.advance(100 * 24 * 3600)
        assert WORDS("forms.clearance.entry_expired", day="2026-05-21") in plain(house.get("/clearance"))


class TestClinician:
    def test_it_describes_the_move_names_both_professions_and_nothing_of_the_person(
        self, house: House
    ) -> None:
        house.screening.submit({**QUIET, "yes": ["PC03"], "pain_0_10": 2}, "full")
        text = plain(house.get("/clinician"))
        assert "doctor" in text and "physical therapist" in text and "hip joints" in text
        assert WORDS("screening.question.PC03") not in text and "2 of 10" not in text

    def test_answers_are_added_for_one_printing_only(self, house: House) -> None:
        house.screening.submit({**QUIET, "yes": ["PC03"], "pain_0_10": 2, "pain_site": "back"}, "full")
        shown = plain(house.post("/clinician", with_answers="yes").text)
        assert WORDS("screening.question.PC03") in shown and "2 of 10" in shown
        assert WORDS("screening.question.PC03") not in plain(house.get("/clinician"))
        assert len(house.store.history().screens) == 1

    def test_without_answers_there_is_nothing_to_add(self, house: House) -> None:
        assert "with_answers" not in house.get("/clinician")


class TestHistory:
    def test_an_empty_history_says_what_will_be_here(self, house: House) -> None:
        text = plain(house.get("/history"))
        for what in ("sessions", "days", "clumps", "pain", "lessons"):
            assert WORDS(f"history.empty.{what}") in text

    def test_what_happened_is_counted_and_every_chart_has_its_table(self, house: House) -> None:
        now = house.clock.now().wall
        for n, clumps in enumerate(
            [((Region.WAIST, Region.MID_BACK),), (), ((Region.WAIST, Region.MID_BACK),)]
        ):
            at = now - timedelta(days=n)
            session = SessionRecord(f"s{n}", at, "D01", 1, 1, "page", "done", at, "P12", pain_before=0)
            house.store.begin_session(session, SessionEvent(session.id, 0, at, "ready", None, 0.0))
            house.store.add_after(AfterRecord(session.id, at, pain_0_10=1, clumps=clumps))
        house.store.add_lesson(LessonRecord("l1", now - timedelta(days=3), 170, (6.5, 4.0), "pointer"))
        house.store.add_lesson(LessonRecord("l2", now, 170, (2.5, 1.0), "keyboard"))
        page = house.get("/history")
        text = plain(page)
        assert WORDS.count("history.days.summary", 3) in text
        assert WORDS("history.clumps.of_asked", together=2, asked=3) in text
        strip = page[page.index('<ol class="days">') : page.index("</ol>")]
        assert re.findall(r'class="n">([^<]*)<', strip) == [""] * 4 + ["1"] * 3, "a missed day says nothing"
        assert "6.5" in text and "2.5" in text and "0 to 1" in text
        assert page.count('role="img"') <= page.count("<details")
        assert "style=" not in page, "the content policy allows no inline style"

    def test_a_long_history_shows_the_newest_and_counts_the_others(self, house: House) -> None:
        start = house.clock.now().wall - timedelta(days=60)
        for n in range(40):
            at = start + timedelta(days=n)
            house.store.begin_session(
                SessionRecord(f"s{n}", at, "D02", 1, 1, "page", "done", at),
                SessionEvent(f"s{n}", 0, at, "ready", None, 0.0),
            )
        page = house.get("/history")
        assert page.count(WORDS("exercises.D02.name")) == history.MOST_SESSIONS
        assert WORDS.count("forms.history.earlier", 10) in plain(page)


class TestSettings:
    def test_every_setting_is_on_the_form_with_its_words(self, house: House) -> None:
        page = house.get("/settings")
        for setting in SETTINGS:
            assert f'name="{setting.name}"' in page
            assert WORDS(f"settings.{setting.name}.label") in plain(page)

    def test_what_was_shown_can_be_sent_back_and_changes_nothing(self, house: House, tmp_path: Path) -> None:
        before = house.settings.values()
        reply = house.post("/settings", **fields_of(house.get("/settings")))
        assert reply.headers["location"] == "/settings/saved"
        assert house.settings.values() == before and not (tmp_path / "settings.toml").exists()

    def test_a_change_is_kept_and_said(self, house: House) -> None:
        house.post("/settings", inhale_s="3.5", chimes="true", theme="dark")
        values = house.settings.values()
        assert (values["inhale_s"], values["chimes"], values["theme"]) == (3.5, True, "dark")
        page = house.get("/settings/saved")
        assert WORDS("forms.settings.saved") in plain(page) and 'data-theme="dark"' in page

    @pytest.mark.parametrize("value", ["9", "fast", ""])
    def test_a_bad_value_is_named_at_its_field_and_nothing_is_kept(self, house: House, value: str) -> None:
        before = house.settings.values()
        reply = house.post("/settings", inhale_s=value, theme="dark")
        assert reply.status_code == 422 and 'id="e-inhale_s"' in reply.text
        assert house.settings.values() == before
        assert "dark" in ticked(reply.text), "what fitted is still chosen"

    def test_what_an_administrator_fixed_is_shown_and_cannot_be_sent(self, tmp_path: Path) -> None:
        admin = tmp_path / "admin.toml"
        admin.write_text("voice = false\n", encoding="utf-8")
        house = House(tmp_path / "own", admin)
        page = house.get("/settings")
        assert 'name="voice"' not in page and WORDS("forms.settings.admin") in plain(page)
        assert house.post("/settings", voice="true").status_code == 400
        assert house.settings.values()["voice"] is False


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of a form nobody touched."""
    found = {}
    for box in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', box), re.search(r'value="([^"]*)"', box)
        if name and value and ('type="radio"' not in box or " checked" in box):
            found[name[1]] = value[1]
    return found


class TestKeeping:
    def test_everything_can_be_taken_along(self, house: House) -> None:
        house.screening.submit({**QUIET, "yes": ["PC02"]}, "full")
        reply = house.client.get("/export.json")
        assert "attachment" in reply.headers["content-disposition"]
        document = json.loads(reply.content)
        assert document["data"]["screens"][0]["answers"]["yes"] == ["PC02"]
        assert document["dictionary"].keys() == document["data"].keys()
        with zipfile.ZipFile(io.BytesIO(house.client.get("/export.csv.zip").content)) as archive:
            assert sorted(archive.namelist()) == sorted(f"{table}.csv" for table in document["data"])
            assert b"PC02" in archive.read("screens.csv")

    def test_erasing_takes_a_tick(self, house: House) -> None:
        house.screening.submit(QUIET, "full")
        assert house.post("/keeping/erase").status_code == 422
        assert house.store.history().screens
        assert house.post("/keeping/erase", sure="yes").headers["location"] == "/keeping/erased"
        assert not house.store.history().screens
        assert WORDS("forms.keeping.nothing") in plain(house.get("/keeping"))

    def test_erasing_takes_the_settings_and_the_noted_faults_along(
        self, house: House, tmp_path: Path
    ) -> None:
        house.post("/settings", stature_cm="182")
        (tmp_path / "faults.log").write_text("line 1\nValueError\n", encoding="utf-8")
        taken = json.loads(house.client.get("/export.json").content)["settings"]
        assert taken["stature_cm"]["value"] == 182
        told = plain(house.get("/keeping/erase"))
        assert WORDS("forms.keeping.count.settings") in told and WORDS("forms.keeping.count.faults") in told
        house.post("/keeping/erase", sure="yes")
        assert not (tmp_path / "settings.toml").exists() and not (tmp_path / "faults.log").exists()
        assert house.settings.values()["stature_cm"] == 170

    def test_erasing_is_told_to_whoever_remembers_something(self, house: House) -> None:
        house.seen.put("a session", Found("told", {"file": "here"}))
        house.post("/keeping/erase")
        assert house.seen.of("a session") is not None
        house.post("/keeping/erase", sure="yes")
        assert house.seen.of("a session") is None

    def test_erasing_also_forgets_half_answered_questions(self, house: House) -> None:
        house.answer("back", yes="PC01")
        house.post("/keeping/erase", sure="yes")
        assert not ticked(house.get(f"/questions/{NUMBER['back']}"))


class TestReading:
    @pytest.mark.parametrize("exercise", CATALOGUE.exercises, ids=lambda e: e.id)
    def test_every_movement_and_every_cue_names_its_source(self, house: House, exercise: Any) -> None:
        text = plain(house.get(f"/sources/{exercise.id}"))
        for phase in exercise.phases:
            for cue in phase.cues:
                assert WORDS(cue.words) in text
                if not cue.added:
                    assert WORDS("why.panel.said", text=WORDS(f"why.said.{cue.source}")) in text

    def test_the_book_is_cited_without_details(self, house: House) -> None:
        for path in ("/sources", "/sources/D01"):
            text = plain(house.get(path))
            assert "Moffat" in text and "1999" in text and "have not seen its text" in text
            assert "for some people" in text

    def test_why_keeps_its_hedge_and_every_claim_its_status(self, house: House) -> None:
        page = house.get("/why")
        assert "perhaps" in plain(page)
        assert page.count('class="claim"') == page.count('class="sure ')

    def test_how_it_was_checked_has_its_version_and_date(self, house: House) -> None:
        text = plain(house.get("/checked"))
        assert re.search(r"Version \d+\.\d+\.\d+", text) and re.search(r"\d{4}-\d{2}-\d{2}", text)

    def test_the_privacy_page_says_where_the_records_are(self, house: House, tmp_path: Path) -> None:
        assert str(tmp_path) in plain(house.get("/privacy"))

    def test_help_tells_every_key(self, house: House) -> None:
        page = house.get("/help")
        assert 'id="keymap"' in page
        for key, text in WORDS.under("help.keys"):
            assert text in plain(page), key

    def test_the_first_page_says_what_it_will_not_do(self, house: House) -> None:
        text = plain(house.get("/welcome"))
        assert WORDS("pages.welcome.will_not") in text
        assert text.count(WORDS("pages.describes")) == 2, "in the text, and at the foot"

    def test_an_unknown_movement_is_answered(self, house: House) -> None:
        assert house.client.get("/sources/D99").status_code == 400


READ_ONLY = (
    "/welcome", "/questions/1", "/questions/flags", "/clinician", "/clearance", "/history", "/settings",
    "/keeping", "/keeping/erase", "/why", "/sources", "/checked", "/privacy", "/help", "/export.json",
    "/export.csv.zip",
)  # fmt: skip


@pytest.mark.parametrize("path", READ_ONLY)
def test_reading_a_page_keeps_nothing(house: House, path: str) -> None:
    house.screening.submit({**QUIET, "yes": ["PC02"]}, "full")
    before = house.store.export()
    house.client.get(path)
    assert house.store.export() == before


@pytest.mark.parametrize("path", [p for p in READ_ONLY if not p.startswith("/export")])
def test_every_page_has_one_title_one_heading_and_names_for_its_fields(house: House, path: str) -> None:
    page = house.get(path)
    assert page.count("<h1") == 1 and page.count("<title>") == 1
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "an id twice"
    for target in re.findall(r'<label for="([^"]+)"', page):
        assert target in ids
    for refs in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page):
        assert set(refs.split()) <= set(ids), refs
