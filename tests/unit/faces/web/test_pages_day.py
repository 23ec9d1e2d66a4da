"""The pages of the day without scripts: the short questions, a stop, the next morning."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from unslump.adapters.content import load_catalogue, load_toml, load_words
from unslump.adapters.settings_file import SettingsFile
from unslump.adapters.store.memory import MemoryStore
from unslump.app.plan_service import find_exercise
from unslump.app.screening_service import TODAY_IDS, ScreeningService
from unslump.app.session_service import SessionService
from unslump.app.settings_service import SettingsService
from unslump.core.history.records import LessonRecord, SessionEvent, SessionRecord
from unslump.core.screening.questions import ANYTHING_NEW
from unslump.core.screening.rules import parse_rules
from unslump.faces.web.forms import Form
from unslump.faces.web.pages import after, home, session, stretch
from unslump.testing.clock import FakeClock

with warnings.catch_warnings():  # starlette says which client library it would rather have
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

WORDS = load_words()
CATALOGUE = load_catalogue(WORDS)
RULES = parse_rules(load_toml("screening/rules.toml"))
QUIET = {"complete": True, "pain_0_10": 0, "age": 44, "minutes_awake": 300, "minutes_sitting": 10}
FINE = {"new": "none", "today": "none", "pain": "0", "awake": "300", "sitting": "10"}
"""The short form of someone to whom nothing new happened."""


class House:
    """Someone who answered all questions, found their hips, and folded yesterday."""

    def __init__(self, folder: Path) -> None:
        ids = (f"id-{n}" for n in count())
        self.clock, self.store = FakeClock(), MemoryStore()
        self.screening = ScreeningService(self.store, self.clock, ids.__next__, RULES, CATALOGUE)
        app = Starlette(routes=[*after.routes, *home.routes, *session.routes, *stretch.routes])
        app.state.deps = SimpleNamespace(
            words=WORDS,
            breaks=None,
            clock=self.clock,
            store=self.store,
            catalogue=CATALOGUE,
            settings=SettingsService(SettingsFile(folder)),
            screening=self.screening,
            sessions=SessionService(self.store, self.clock, ids.__next__),
            exercise=lambda exercise_id: find_exercise(CATALOGUE, exercise_id),
        )
        self.client = TestClient(app, base_url="http://127.0.0.1:8757", follow_redirects=False)
        yesterday = self.clock.now().wall - timedelta(days=1)
        self.screening.submit(QUIET, "full")
        self.store.add_lesson(LessonRecord("l1", yesterday, 170, (2.0, 2.0), "pointer"))
        done = SessionRecord("s1", yesterday, "D01", 1, 1, "page", "done", yesterday, "P12", pain_before=0)
        self.store.begin_session(done, SessionEvent("s1", 0, yesterday, "ready", None, 0.0))

    def post(self, path: str, **fields: Any) -> Any:
        return self.client.post(path, data={"sent": "yes", **fields})


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def title_of(page: str) -> str:
    found = re.search(r"<title>([^<]*)</title>", page)
    assert found
    return found[1]


def links_of(page: str) -> list[str]:
    """Where the problems on top of a page lead, each to a place that is there."""
    links = re.findall(r'<a href="#(q-[^"]+)"', page)
    assert all(f'id="{link}"' in page for link in links)
    return links


class TestTheShortForm:
    """``problems_in`` alone: what is open, what is said twice."""

    def said(self, **changed: tuple[str, ...]) -> Form:
        return Form({**{name: (value,) for name, value in FINE.items()}, **changed})

    def places(self, form: Form) -> list[str]:
        return [problem.place for problem in stretch.problems_in(form)]

    def test_nothing_new_is_in_order(self) -> None:
        assert self.places(self.said()) == []
        assert stretch.todays_answers(self.said())["yes"] == []

    @given(st.sets(st.sampled_from(tuple(FINE))))
    def test_exactly_what_was_passed_over_is_named(self, left_out: set[str]) -> None:
        form = self.said(**dict.fromkeys(left_out, ()))
        assert set(self.places(form)) == left_out
        assert len(self.places(form)) == len(left_out)

    @pytest.mark.parametrize(("group", "sign"), [("new", ANYTHING_NEW[0]), ("today", min(TODAY_IDS))])
    def test_none_of_these_cannot_stand_beside_something_else(self, group: str, sign: str) -> None:
        assert self.places(self.said(**{group: (sign, "none")})) == [group]
        assert self.places(self.said(**{group: (sign,)})) == []
        assert stretch.todays_answers(self.said(**{group: (sign,)}))["yes"] == [sign]

    @given(
        st.sampled_from(("pain", "awake", "sitting")), st.text(max_size=4).filter(lambda s: not s.isdigit())
    )
    def test_what_is_no_step_counts_as_not_chosen(self, place: str, sent: str) -> None:
        assert self.places(self.said(**{place: (sent,)})) == [place]

    def test_two_numbers_are_none(self) -> None:
        assert self.places(self.said(pain=("1", "2"))) == ["pain"]


class TestThePage:
    def test_all_that_is_open_stands_on_top_and_beside_its_question(self, house: House) -> None:
        house.clock.advance(24 * 3600)
        reply = house.post("/stretch", variant="stand", level="1", pain="3")
        assert reply.status_code == 422
        assert links_of(reply.text) == ["q-new", "q-today", "q-awake", "q-sitting"]
        assert title_of(reply.text).startswith(WORDS("forms.problem_title"))
        chosen = re.findall(r'<input[^>]* value="([^"]*)"[^>]* checked', reply.text)
        assert chosen == ["stand", "1", "3"], "nothing that was chosen is lost"

    @pytest.mark.parametrize("group", ["new", "today"])
    def test_the_signs_lie_open_only_where_one_is_ticked_or_something_is_amiss(
        self, house: House, group: str
    ) -> None:
        house.clock.advance(24 * 3600)
        assert self.folds(house.client.get("/stretch").text) == {"new": False, "today": False}
        other = {"new": "today", "today": "new"}[group]
        sign = {"new": ANYTHING_NEW[0], "today": min(TODAY_IDS)}[group]
        ticked = house.post("/stretch", **{group: sign, other: "none"}).text
        assert self.folds(ticked) == {group: True, other: False}
        passed_over = house.post("/stretch", **{other: "none"}).text
        assert self.folds(passed_over) == {group: True, other: False}

    def folds(self, page: str) -> dict[str, bool]:
        found = re.findall(r'<details class="meant"( open)?>\s*<summary><span id="h-(\w+)"', page)
        return {name: bool(is_open) for is_open, name in found}

    @pytest.mark.parametrize("path", ["/stretch", "/stretch/D01"])
    def test_the_hips_are_found_before_a_position_or_level_is_chosen(self, house: House, path: str) -> None:
        assert house.client.get(path).status_code == 200
        house.store.history = lambda: replace(MemoryStore.history(house.store), lessons=())  # type: ignore[method-assign]
        reply = house.client.get(path)
        assert (reply.status_code, reply.headers["location"]) == (303, "/lesson")

    def test_a_level_is_called_by_its_number_as_on_the_other_pages(self, house: House) -> None:
        page = house.client.get("/stretch").text
        assert WORDS("pages.choose.level_n", n=1, what=WORDS("pages.level.1")) in page


class TestAfterAStop:
    def test_going_on_without_a_reason_is_said_and_loses_nothing(self, house: House) -> None:
        page = house.client.get("/session/stopped").text
        assert " required" not in page and "aria-invalid" not in page
        reply = house.post("/session/explain")
        assert reply.status_code == 422 and links_of(reply.text) == ["q-reason"]
        assert title_of(reply.text).startswith(WORDS("forms.problem_title"))
        assert reply.text.count(WORDS("session.stopped.missing").replace("'", "&#39;")) == 2

    @pytest.mark.parametrize("reason", ["ST1", "ST4", "enough"])
    def test_what_comes_next_is_in_the_title(self, house: House, reason: str) -> None:
        assert WORDS(f"session.stopped_next.{reason}.title") in title_of(
            house.client.get(f"/session/stopped/{reason}").text
        )


class TestTheMorningAfter:
    def test_keeping_nothing_is_said_on_the_page(self, house: House) -> None:
        assert 'action="/morning/s1"' in house.client.get("/").text
        reply = house.post("/morning/s1")
        assert reply.status_code == 422 and links_of(reply.text) == ["q-pain"]
        assert WORDS("pages.today.morning_missing") in reply.text
        assert house.store.history().morning("s1") is None

    def test_an_answer_is_kept_once_and_not_asked_again(self, house: House) -> None:
        assert house.post("/morning/s1", pain="2").headers["location"] == "/"
        assert house.post("/morning/s1", pain="9").headers["location"] == "/"
        kept = house.store.history().morning("s1")
        assert kept is not None and kept.pain_0_10 == 2
        assert house.post("/morning/s1").headers["location"] == "/", "nothing is asked any more"
        assert "/morning/" not in house.client.get("/").text
