"""The session page as a person meets it: STOP always in reach, pause, why, a lost connection, no scripts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from houses import House, start
from ready import answer_questions, settle_in

pytestmark = pytest.mark.browser


@pytest.fixture
def home(new_resident: Callable[..., House]) -> House:
    """A resident whose person has answered the questions and followed the lesson."""
    house = new_resident(speed=4)
    settle_in(house)
    return house


@pytest.fixture
def laid_out(home: House, page: Any) -> Iterator[Any]:
    """The session page, laid out and not yet begun."""
    lay_out(home, page)
    yield page


def lay_out(house: House, page: Any) -> None:
    page.goto(house.launch_url())
    page.wait_for_selector("main h1")
    page.goto(f"{house.base}/stretch")
    page.click("main button.main[type=submit]")
    page.wait_for_url("**/session")
    page.wait_for_selector("#start:visible")


def begin(page: Any) -> None:
    page.click("#start")
    page.wait_for_selector("#guide:visible")


def state(page: Any) -> str:
    return str(page.evaluate("() => window.unslump.snapshot.state"))


def records(house: House) -> dict[str, Any]:
    """What is kept, as the export gives it."""
    answer = house.get("/export.json", cookie=house.cookie())
    assert answer.status == 200
    return dict(json.loads(answer.text))


def newest_session(house: House) -> dict[str, Any]:
    return dict(records(house)["data"]["sessions"][-1])


def wait_for_status(house: House, status: str) -> dict[str, Any]:
    for _ in range(50):
        session = newest_session(house)
        if session["status"] == status:
            return session
        time.sleep(0.1)
    raise AssertionError(f"Expected the session to be kept as {status}, found {session}.")


def test_escape_stops_at_once_and_what_was_felt_leads_on(home: House, laid_out: Any) -> None:
    begin(laid_out)
    laid_out.keyboard.press("Escape")
    assert laid_out.locator("#stopped").is_visible(), "the screen must not wait for the server"
    assert "easiest way" in laid_out.locator("#stopped").inner_text()
    wait_for_status(home, "stopped")
    laid_out.check("#stopped input[value=ST2]")
    laid_out.click("#stopped button[type=submit]")
    laid_out.wait_for_url("**/session/stopped/ST2")
    assert newest_session(home)["stop_reason"] == "ST2"
    answer_questions(home, home.cookie())
    laid_out.goto(f"{home.base}/stretch")
    assert laid_out.url.endswith("/verdict"), "the fold rests after it hurt, whatever is answered"


@pytest.mark.parametrize("moment", ["before the start", "while leading in", "in a movement", "paused"])
def test_one_press_of_stop_is_enough_at_every_moment(home: House, laid_out: Any, moment: str) -> None:
    if moment == "while leading in":
        laid_out.click("#start")
        laid_out.wait_for_selector("#lead-in:visible")
    if moment in ("in a movement", "paused"):
        begin(laid_out)
        to_the_fold(laid_out)
    if moment == "paused":
        laid_out.keyboard.press("Space")
        laid_out.wait_for_function("() => window.unslump.snapshot.state === 'paused'")
    laid_out.click("#stop")
    assert laid_out.locator("#stopped").is_visible()
    begun = moment in ("in a movement", "paused")
    assert wait_for_status(home, "stopped" if begun else "interrupted")["ended_at"]


def to_the_fold(page: Any) -> None:
    """Skip what may be skipped until the fold moves."""
    page.wait_for_function(
        """() => { const s = window.unslump; if (s.phases[s.index].id === "P5") return true;
                   if (!document.getElementById("skip").hidden && !s.skipped?.has(s.index)) {
                     s.skipped = (s.skipped || new Set()).add(s.index);
                     document.getElementById("skip").click(); }
                   return false; }""",
        polling=100,
    )


def test_a_pause_holds_the_place_and_space_goes_on(laid_out: Any) -> None:
    begin(laid_out)
    laid_out.keyboard.press("Space")
    laid_out.wait_for_function("() => window.unslump.snapshot.state === 'paused'")
    before = laid_out.evaluate("() => window.unslump.position")
    laid_out.wait_for_timeout(700)
    assert laid_out.evaluate("() => window.unslump.position") == pytest.approx(before, abs=0.3)
    laid_out.keyboard.press("Space")
    laid_out.wait_for_function("() => window.unslump.snapshot.running")


def test_why_opens_without_stopping_anything_and_never_covers_stop(laid_out: Any) -> None:
    begin(laid_out)
    laid_out.click("#why")
    assert laid_out.locator("#why-text").inner_text()
    assert laid_out.locator("#why-source").inner_text()
    assert laid_out.evaluate("() => window.unslump.snapshot.running")
    stop, panel = (laid_out.locator(s).bounding_box() for s in ("#stop", "#why-panel"))
    apart = panel["y"] + panel["height"] <= stop["y"] or panel["x"] + panel["width"] <= stop["x"]
    assert apart, (stop, panel)


def test_stop_stays_where_it_is_from_the_first_to_the_last_moment(laid_out: Any) -> None:
    places = [laid_out.locator("#stop").bounding_box()]
    begin(laid_out)
    places.append(laid_out.locator("#stop").bounding_box())
    to_the_fold(laid_out)
    places.append(laid_out.locator("#stop").bounding_box())
    laid_out.keyboard.press("Space")
    places.append(laid_out.locator("#stop").bounding_box())
    assert all(place == places[0] for place in places), places


def test_again_in_the_fold_goes_back_to_the_breath_in(laid_out: Any) -> None:
    begin(laid_out)
    to_the_fold(laid_out)
    laid_out.keyboard.press("ArrowLeft")
    laid_out.wait_for_function("() => window.unslump.phases[window.unslump.index].id === 'P4'")


def test_a_program_that_dies_is_said_once_and_stop_stays_in_reach(home: House, bare_page: Any) -> None:
    lay_out(home, bare_page)
    begin(bare_page)
    home.process.kill()
    bare_page.wait_for_selector("#lost:visible", timeout=20_000)
    assert not bare_page.evaluate("() => window.unslump.snapshot.running")
    assert bare_page.locator("#stop").is_visible()


def test_a_session_that_was_killed_is_taken_up_again_at_the_breath_before(
    new_resident: Callable[..., House], bare_page: Any
) -> None:
    home = new_resident()  # at the world's own speed, so that the second run does not begin in its past
    settle_in(home)
    lay_out(home, bare_page)
    begin(bare_page)
    to_the_fold(bare_page)
    home.process.kill()
    home.process.wait()
    with started_again(home) as again:
        bare_page.goto(again.launch_url())
        bare_page.wait_for_selector("main h1")
        bare_page.click("main form[action='/session/go-on'] button")
        bare_page.wait_for_url("**/session")
        bare_page.wait_for_selector("#guide:visible")
        assert state(bare_page) == "paused"
        assert bare_page.evaluate("() => window.unslump.snapshot.phase") == "P4"
        bare_page.keyboard.press("Space")
        bare_page.wait_for_url("**/after/*", timeout=60_000)
        (session,) = records(again)["data"]["sessions"]
        assert session["status"] == "done"


@contextmanager
def started_again(home: House) -> Iterator[House]:
    """The same person's records in a new resident."""
    again = start(home.data_dir, speed=8)
    try:
        yield again
    finally:
        again.end()


def test_reduced_motion_gives_stills(home: House, chromium: Any) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    lay_out(home, page)
    begin(page)
    drawn = page.evaluate(
        """async () => { const s = window.unslump, seen = []; const draw = s.figure.draw.bind(s.figure);
             s.figure.draw = (at) => { seen.push(at); draw(at); };
             await new Promise((done) => setTimeout(done, 600)); return [...new Set(seen)].length; }"""
    )
    context.close()
    assert drawn == 1, "one still for the whole phase"


def test_no_sound_and_no_full_screen_without_being_asked(home: House, chromium: Any) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script(
        """window.asked = []; const Real = window.AudioContext;
           window.AudioContext =
             class extends Real { constructor() { super(); window.asked.push("audio"); } };
           Element.prototype.requestFullscreen = () => window.asked.push("fullscreen");"""
    )
    lay_out(home, page)
    page.wait_for_timeout(300)
    assert page.evaluate("() => window.asked") == []
    context.close()


def test_without_scripts_the_steps_are_there_to_read_and_stop_works(home: House, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(home.launch_url())
    link = page.locator("a").first
    if "/continue" in page.url or page.locator("main h1").count() == 0:
        link.click()
    page.goto(f"{home.base}/stretch")
    page.click("main button.main[type=submit]")
    page.wait_for_url("**/session")
    assert "Fold from the hips" in page.locator("main").inner_text()
    page.click("#stop")
    page.wait_for_url("**/session/stopped")
    page.check("input[value=enough]")
    page.click("main button.main")
    assert page.url.endswith("/session/stopped/enough")
    context.close()


def heard(page: Any) -> list[str]:
    """Everything the live region said, in order."""
    return list(page.evaluate("() => JSON.parse(sessionStorage.getItem('heard') || '[]')"))


def listen(page: Any) -> None:
    page.evaluate(
        """() => new MutationObserver(() => { const said = document.getElementById("live").textContent;
             if (said) sessionStorage.setItem("heard", JSON.stringify(
               [...JSON.parse(sessionStorage.getItem("heard") || "[]"), said])); })
           .observe(document.getElementById("live"),
                    { childList: true, characterData: true, subtree: true })"""
    )


def test_every_move_is_announced_once_and_no_breath_twice(laid_out: Any) -> None:
    listen(laid_out)
    begin(laid_out)
    laid_out.wait_for_url("**/after/*", timeout=90_000)
    said = heard(laid_out)
    for move in (
        "Tip forward from where you touched.",
        "Let your pelvis roll up first.",
        "The head floats up last.",
    ):
        assert said.count(move) == 1, said
    assert not [line for line in said if line.lower().count("breathe in") > 1], said


def test_pausing_and_going_on_is_announced(laid_out: Any) -> None:
    listen(laid_out)
    begin(laid_out)
    laid_out.keyboard.press("Space")
    laid_out.wait_for_function("() => document.getElementById('live').textContent.startsWith('Paused')")
    laid_out.keyboard.press("Space")
    laid_out.wait_for_function("() => !document.getElementById('live').textContent.startsWith('Paused')")
    assert heard(laid_out)[-1] != heard(laid_out)[-2]


def test_stop_says_how_to_come_up_and_leaves_no_order_behind(laid_out: Any) -> None:
    begin(laid_out)
    laid_out.keyboard.press("Escape")
    named = laid_out.locator("#stopped").get_attribute("aria-labelledby").split()
    assert "easiest way" in " ".join(laid_out.locator(f"#{each}").inner_text() for each in named)
    assert laid_out.evaluate("() => document.activeElement.id") == "stopped"
    assert laid_out.locator("#live").text_content() == ""


def test_escape_while_reading_locks_nothing(home: House, laid_out: Any) -> None:
    laid_out.keyboard.press("Escape")
    assert laid_out.locator("#stopped").is_visible()
    wait_for_status(home, "interrupted")
    laid_out.goto(f"{home.base}/stretch")
    assert laid_out.url.endswith("/stretch"), "nothing had begun that could have hurt"


@pytest.mark.parametrize(("width", "height"), [(320, 256), (640, 360), (911, 433), (360, 740), (1440, 900)])
def test_the_cue_is_never_under_the_buttons(home: House, chromium: Any, width: int, height: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    lay_out(home, page)
    begin(page)
    page.evaluate("() => scrollTo(0, 0)")
    cue, foot, stop = (page.locator(s).bounding_box() for s in ("#cue", "#controls", "#stop"))
    context.close()
    assert cue["y"] >= 0
    assert cue["y"] + cue["height"] <= foot["y"] + 1
    assert stop["y"] + stop["height"] <= height


def test_the_question_goes_when_the_session_goes_on(laid_out: Any) -> None:
    begin(laid_out)
    laid_out.evaluate("() => window.unslump.askIfFine('ask')")
    assert laid_out.locator("#asking").is_visible()
    assert laid_out.evaluate("() => document.activeElement.id") == "fine"
    laid_out.evaluate("() => window.unslump.say('pause').then(() => window.unslump.say('resume'))")
    laid_out.wait_for_selector("#asking", state="hidden")


def test_a_tab_out_of_sight_without_a_voice_waits(laid_out: Any) -> None:
    begin(laid_out)
    laid_out.evaluate(
        """() => { Object.defineProperty(document, "hidden", { value: true, configurable: true });
                   document.dispatchEvent(new Event("visibilitychange")); }"""
    )
    laid_out.wait_for_function("() => window.unslump.snapshot.state === 'paused'")


def test_a_movement_without_a_picture_is_led_by_its_words(home: House, page: Any) -> None:
    page.goto(home.launch_url())
    page.wait_for_selector("main h1")
    page.goto(f"{home.base}/stretch/D12")
    page.click("main button.main[type=submit]")
    page.wait_for_url("**/session")
    assert page.locator("#figure").is_hidden()
    begin(page)
    assert page.evaluate("() => window.unslump.snapshot.running")
    page.wait_for_function("() => document.getElementById('cue').textContent")
