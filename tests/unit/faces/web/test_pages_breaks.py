"""Today, the offer and the page of a break as plain requests, over a real break service."""

from __future__ import annotations

import re
import warnings
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from day_desk import MIN, Desk
from saying import WORDS
from unslump.adapters.content import load_catalogue, load_toml
from unslump.adapters.settings_file import SettingsFile
from unslump.app.break_page import LastWord, follow, lately, rose_after
from unslump.app.plan_service import find_exercise
from unslump.app.screening_service import ScreeningService
from unslump.app.session_service import SessionService
from unslump.app.settings_service import SettingsService
from unslump.app.watched_session import Seen
from unslump.core.errors import UnslumpError
from unslump.core.history.records import LessonRecord
from unslump.core.screening.rules import parse_rules
from unslump.core.session.table import Event
from unslump.faces.web import answers
from unslump.faces.web.pages import break_page, day_events, home, session, stretch
from unslump.testing.records import FITS_NOBODY, a_day, together

with warnings.catch_warnings():  # starlette says which client library it would rather have
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

CATALOGUE = load_catalogue(WORDS)
RULES = parse_rules(load_toml("screening/rules.toml"))
PAGES = (break_page, day_events, home, session, stretch)
PAGE = {"accept": "text/html"}


class House:
    """Someone at their desk, with a break service that a test lets go on."""

    def __init__(self, folder: Path, *, breaks: bool = True, settled: bool = True) -> None:
        ids = (f"id-{n}" for n in count())
        self.desk = Desk()
        self.store, clock = self.desk.store, self.desk.clock
        self.screening = ScreeningService(self.store, clock, ids.__next__, RULES, CATALOGUE)
        on_begin, on_end = follow(self.desk.breaks)
        self.sessions = SessionService(self.store, clock, ids.__next__, on_begin=on_begin, on_end=on_end)
        self.settings = SettingsService(SettingsFile(folder))
        routes: list[BaseRoute] = [route for page in PAGES for route in page.routes]
        app = Starlette(routes=routes, exception_handlers={UnslumpError: _sentence})
        app.state.deps = SimpleNamespace(
            camera=None,
            seen=Seen(),
            words=WORDS,
            clock=clock,
            store=self.store,
            catalogue=CATALOGUE,
            settings=self.settings,
            screening=self.screening,
            sessions=self.sessions,
            breaks=self.desk.breaks if breaks else None,
            pages_open=self.desk.rung if breaks else None,
            last_word=LastWord(clock),
            exercise=lambda exercise_id: find_exercise(CATALOGUE, exercise_id),
            look=lambda: {"build": "slim", "skin": "3", "words": {}},
        )
        self.client = TestClient(app, base_url="http://127.0.0.1:8757", follow_redirects=False)
        if settled:
            self.screening.submit(FITS_NOBODY, "full")
            self.store.add_lesson(LessonRecord("l", clock.now().wall, 170, (2.0, 2.0), "pointer"))

    def get(self, path: str = "/") -> str:
        answer = self.client.get(path, headers=PAGE)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers)
        return str(answer.text)

    def post(self, path: str, **fields: Any) -> Any:
        return self.client.post(path, data={"sent": "yes", **fields}, headers=PAGE)

    def phase(self) -> str:
        return self.desk.breaks.outlook().phase


async def _sentence(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnslumpError)
    return PlainTextResponse(error.said(WORDS), status_code=answers.STATUS.get(type(error), 400))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def movements(page: str) -> list[str]:
    return re.findall(r'name="exercise" value="(D\d\d)">', page)


class TestToday:
    def test_it_says_how_long_the_sitting_was_and_when_a_break_comes(self, house: House) -> None:
        house.desk.work(20 * MIN)
        page = house.get()
        assert "20 min of sitting" in page and "25 min" in page
        assert 'action="/break/start"' in page and 'action="/break/postpone"' not in page

    def test_the_first_moments_say_what_will_be_here(self, house: House) -> None:
        page = house.get()
        assert WORDS("day.ribbon.empty") in page and '<svg class="band' not in page

    def test_the_band_and_its_table_tell_the_same_day(self, house: House) -> None:
        house.desk.work(40 * MIN)
        house.desk.away(6 * MIN)
        house.desk.work(10 * MIN)
        page = house.get()
        assert page.count('class="sitting"/>') == 3, "two stretches and the key"
        rows = re.findall(r'<th scope="row">([\d:]+)</th><td>([^<]+)</td><td>([^<]*)</td>', page)
        assert [row for row in rows if row[2]] == [
            ("09:00", WORDS("day.stretch.sitting"), "40 min"),
            ("09:40", WORDS("day.stretch.rest"), "6 min"),
            ("09:46", WORDS("day.stretch.sitting"), "10 min"),
        ]
        assert ("09:30", WORDS("day.mark.nudge"), "") in rows

    def test_a_held_break_can_be_answered_before_it_shows(self, house: House) -> None:
        house.desk.work(30 * MIN)
        house.desk.on_call.value = True
        house.desk.work(20 * MIN)
        page = house.get()
        assert "held" in page and 'action="/break/postpone"' in page and 'action="/break/skip"' in page

    def test_a_pause_of_a_chosen_length_ends_when_it_is_told_to(self, house: House) -> None:
        assert house.post("/break/pause", minutes="45").headers["location"] == "/"
        page = house.get()
        assert "Paused" in page and "45 min" in page and 'action="/break/resume"' in page
        assert house.post("/break/resume").headers["location"] == "/"
        assert 'action="/break/resume"' not in house.get()

    @pytest.mark.parametrize("minutes", ["0", "-5", "soon", "1441"])
    def test_a_pause_of_no_length_is_answered_with_a_sentence(self, house: House, minutes: str) -> None:
        answer = house.client.post("/break/pause", data={"minutes": minutes}, headers=PAGE)
        assert answer.status_code == 400
        assert house.desk.breaks.outlook().quiet is None

    def test_each_sense_says_what_it_sees_or_why_not(self, house: House) -> None:
        house.desk.on_call.value = True
        house.desk.work(MIN)
        page = house.get()
        assert WORDS("day.sense.blind", names=(WORDS("day.sense.dnd"),)) in page
        assert WORDS("senses.idle.none") in page and WORDS("day.sees.on") in page

    def test_without_an_engine_it_says_so_and_goes_on(self, tmp_path: Path) -> None:
        house = House(tmp_path, breaks=False)
        page = house.get()
        assert WORDS("day.today.not_running") in page and 'href="/stretch"' in page
        assert house.client.get("/day/events").status_code == 204
        assert house.client.get("/day/now").text == ""
        assert house.post("/break/start").headers["location"] == "/break"
        assert house.post("/break/skip").status_code == 404

    def test_three_movements_begin_with_one_tap(self, house: House) -> None:
        found = movements(house.get())
        assert len(found) == 3
        assert house.post("/break/begin", exercise=found[0]).headers["location"] == "/session"


class TestTheOffer:
    def test_it_stands_on_every_page_with_plain_forms_and_says_how_long(self, house: House) -> None:
        for path in ("/", "/stretch", "/break"):
            assert 'class="offer"' not in house.get(path)
        house.desk.until_offered()
        for path in ("/", "/stretch", "/break"):
            page = house.get(path)
            for action in ("start", "postpone", "skip"):
                assert f'action="/break/{action}"' in page
            assert WORDS.count("day.offer.stays", 2) in page
        assert 'class="offer"' in house.get("/day/offer")

    def test_it_never_comes_over_a_running_session(self, house: House) -> None:
        house.post("/break/begin", exercise="D38")
        house.desk.until_offered()
        page = house.get("/session")
        assert 'id="offer"' not in page and 'id="stop"' in page

    def test_start_leads_to_the_page_of_a_break(self, house: House) -> None:
        house.desk.until_offered()
        assert house.post("/break/start").headers["location"] == "/break"
        assert house.phase() == "break"
        page = house.get("/break")
        assert 'class="offer"' not in page and 'action="/break/done"' in page

    @pytest.mark.parametrize("what", ["postpone", "skip"])
    def test_what_it_costs_is_said_on_today_and_only_for_a_while(self, house: House, what: str) -> None:
        house.desk.until_offered()
        assert house.post(f"/break/{what}").headers["location"] == "/"
        assert 'class="last-word"' in house.get()
        house.desk.work(3 * MIN)
        assert 'class="last-word"' not in house.get()

    def test_a_page_that_stays_is_told_what_it_costs(self, house: House) -> None:
        house.desk.until_offered()
        answer = house.client.post("/break/postpone", data={"a": "b"}, headers={"accept": "application/json"})
        assert "5 min" in answer.json()["said"]

    def test_a_word_that_comes_too_late_breaks_nothing(self, house: House) -> None:
        assert house.post("/break/done").headers["location"] == "/"
        assert WORDS("breaks.refused.not_begun").replace("'", "&#39;") in house.get()


class TestTheBreak:
    def test_areas_are_taken_in_the_order_of_the_taps_and_remembered(self, house: House) -> None:
        for area in ("neck", "lower_back", "eyes", "neck"):
            assert house.post("/break/areas", area=area).headers["location"] == "/break#areas"
        assert house.settings.values()["areas"] == "lower_back, eyes"
        page = house.get("/break")
        assert re.findall(r'value="(\w+)" aria-pressed="true"', page) == ["lower_back", "eyes"]
        assert movements(page)[0] == "D01"
        house.post("/break/areas", none="1")
        assert house.settings.values()["areas"] == ""

    def test_an_area_that_is_none_changes_nothing(self, house: House) -> None:
        assert house.post("/break/areas", area="tail").status_code == 400
        assert house.settings.values()["areas"] == ""

    def test_the_fold_begins_at_once_while_the_answers_are_fresh(self, house: House) -> None:
        assert house.post("/break/begin", exercise="D02").headers["location"] == "/session"
        assert house.settings.values()["variant"] == "stand"

    def test_later_the_short_questions_come_first_for_the_back_alone(self, house: House) -> None:
        house.desk.clock.advance(24 * 3600)
        assert house.post("/break/begin", exercise="D01").headers["location"] == "/stretch"
        assert house.post("/break/begin", exercise="D03").headers["location"] == "/stretch/D03"
        assert house.post("/break/begin", exercise="D33").headers["location"] == "/session"

    def test_closed_folds_give_way_and_say_whom_to_ask(self, house: House) -> None:
        house.screening.submit({**FITS_NOBODY, "pain_0_10": 2, "pain_site": "back"}, "full")
        house.post("/break/areas", area="lower_back")
        page = house.get("/break")
        assert movements(page)[:3] == ["D38", "D40", "D35"] and 'href="/clinician"' in page
        assert house.post("/break/begin", exercise="D01").headers["location"] == "/verdict"

    def test_who_never_answered_is_shown_the_questions_and_may_walk(self, tmp_path: Path) -> None:
        house = House(tmp_path, settled=False)
        house.desk.until_offered()
        house.post("/break/start")
        page = house.get("/break")
        assert 'href="/welcome"' in page and WORDS("day.break.walk_off") in page
        assert len(movements(page)) >= 3
        assert all(not CATALOGUE[i].tags for i in movements(page))
        assert house.post("/break/begin", exercise="D38").headers["location"] == "/welcome"
        assert house.phase() == "break", "the break stays begun"
        assert house.post("/break/start", off="yes").headers["location"] == "/break/away"
        assert WORDS("day.break.away_text") in house.get("/break/away")

    def test_a_walk_counts_by_itself(self, house: House) -> None:
        house.desk.until_offered()
        house.post("/break/start", off="yes")
        house.desk.away(6 * MIN)
        house.desk.work(MIN)
        assert [h.kind for h in house.desk.breaks.today()].count("taken") == 1

    def test_done_says_what_it_was_worth(self, house: House) -> None:
        house.desk.until_offered()
        house.post("/break/start")
        house.desk.work(2 * MIN)
        assert house.post("/break/done").headers["location"] == "/"
        assert WORDS("breaks.cost.done") in house.get()

    def test_looking_changes_nothing(self, house: House) -> None:
        house.desk.until_offered()
        before = house.desk.breaks.today()
        for path in ("/", "/break", "/break/away", "/day/now", "/day/offer"):
            house.get(path)
        assert house.desk.breaks.today() == before

    def test_a_small_figure_is_one_picture(self, house: House) -> None:
        film = house.client.get("/figure/D01/still.json").json()["film"]
        assert len(film["samples"]) == len(film["keys"]) == 1


class TestSessionsAreBreaks:
    def lead(self, house: House, *, leave: bool = False) -> None:
        house.post("/break/begin", exercise="D40")
        house.sessions.say(Event.BEGIN)
        assert house.phase() == "break"
        for _ in range(200):
            if house.sessions.current is None or house.sessions.current.over:
                return
            if leave:
                house.sessions.say(Event.STOP)
                return
            house.desk.work(2)
            house.sessions.say(Event.TIME)
        raise AssertionError("the session never ended")

    def test_a_session_that_was_finished_is_a_break_taken(self, house: House) -> None:
        house.desk.work(20 * MIN)
        self.lead(house)
        assert [h.kind for h in house.desk.breaks.today()][-3:] == ["started", "taken", "reset"]

    def test_one_that_was_stopped_ends_the_break_too(self, house: House) -> None:
        house.desk.work(20 * MIN)
        self.lead(house, leave=True)
        assert house.phase() == "counting"

    def test_one_that_was_left_before_it_began_leaves_the_break_as_it_is(self, house: House) -> None:
        house.desk.until_offered()
        house.post("/break/start")
        house.post("/break/begin", exercise="D40")
        house.sessions.say(Event.STOP)
        assert house.phase() == "break"

    def test_an_engine_that_refuses_is_no_matter_of_the_session(self, house: House) -> None:
        house.desk.work(20 * MIN)
        house.desk.breaks.say("start")
        self.lead(house)
        house.desk.breaks.say("start")
        house.desk.breaks.say("skip")
        house.post("/break/begin", exercise="D40")
        house.sessions.say(Event.BEGIN)
        house.desk.breaks.say("skip")
        house.sessions.say(Event.STOP)
        assert house.sessions.current is not None and house.sessions.current.over


class TestWhatThePickerIsTold:
    def test_only_the_last_three_breaks_count(self) -> None:
        days = [a_day(n, exercise=e, name=f"d{n}") for n, e in enumerate(("D12", "D33", "D38", "D40"))]
        assert lately(together(*days)) == ("D33", "D38", "D40")

    def test_what_rose_after_it_is_held_against_a_movement_until_it_did_not(self) -> None:
        worse = a_day(0, exercise="D12", pain=(0, 2, None), name="a")
        better = a_day(1, exercise="D12", pain=(2, 1, None), name="b")
        assert rose_after(together(worse)) == {"D12"}
        assert rose_after(together(worse, better)) == frozenset()
        assert rose_after(together(a_day(0, exercise="D33", pain=(0, None, None), hurt=True))) == {"D33"}
