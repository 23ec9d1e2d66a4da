"""A day in a real browser: the offer on whatever page is open, the break it leads to, and Today beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from day_house import DayHouse, day_house

from saying import WORDS

pytestmark = pytest.mark.browser

MIN = 60
LOOKS = ((360, 740, "light"), (360, 740, "dark"), (1440, 900, "light"), (1440, 900, "dark"))
OVERLAP = """() => {
  const banner = document.getElementById("offer").getBoundingClientRect();
  const now = document.activeElement.getBoundingClientRect();
  return Math.min(banner.bottom, now.bottom) - Math.max(banner.top, now.top);
}"""
COUNT_TOLD = """() => {
  window.told = [];
  for (const id of ["offer-live", "day-live"]) {
    const place = document.getElementById(id);
    if (place) new MutationObserver(() => { if (place.textContent) window.told.push(place.textContent); })
      .observe(place, { childList: true, characterData: true, subtree: true });
  }
}"""


@pytest.fixture
def day(tmp_path: Path) -> Iterator[DayHouse]:
    with day_house(tmp_path / "data") as running:
        yield running


@pytest.fixture
def tab(page: Any, day: DayHouse) -> Iterator[Any]:
    """A page that is left before the house ends, so that it asks nobody who has gone."""
    yield page
    page.goto("about:blank")


@pytest.fixture
def here(tab: Any, day: DayHouse) -> Any:
    """A page that has come in, listens, and has heard how the day stands."""
    tab.add_init_script('document.addEventListener("unslump:day", () => { window.heard = true; })')
    visit(tab, day, day.launch_url())
    return tab


def visit(page: Any, day: DayHouse, where: str) -> None:
    page.goto(urljoin(day.base, where))
    page.wait_for_selector("main h1")
    page.wait_for_function("() => window.heard")
    assert day.listeners(1) == 1


def clean(page: Any) -> None:
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"]][:4]) for v in found] == []
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0


class TestTheOffer:
    def test_it_comes_to_an_open_page_is_told_once_and_takes_no_focus(self, here: Any, day: DayHouse) -> None:
        visit(here, day, "/stretch")
        here.evaluate(COUNT_TOLD)
        here.focus("input[name=variant]:checked")
        day.desk.until_offered()
        here.wait_for_selector(".offer h2")
        assert here.evaluate("() => document.activeElement.name") == "variant"
        title = here.locator(".offer h2").inner_text()
        here.wait_for_function("said => window.told.some((each) => each.includes(said))", arg=title)
        day.desk.work(70)
        here.wait_for_function(
            "said => document.querySelector('[data-stays]').textContent === said",
            arg=WORDS.count("day.offer.stays", 1),
        )
        told = [each for each in here.evaluate("() => window.told") if title in each]
        assert len(told) == 1, "how long it stays is not read again and again"

    @pytest.mark.parametrize("size", [(1440, 900), (360, 740), (360, 640)])
    def test_what_is_being_filled_in_stays_where_it_is_and_is_never_covered(
        self, here: Any, day: DayHouse, size: tuple[int, int]
    ) -> None:
        here.set_viewport_size({"width": size[0], "height": size[1]})
        visit(here, day, "/settings")
        fields = here.locator("main input[type=text]")
        for which in (0, fields.count() // 2, fields.count() - 1):
            fields.nth(which).focus()
            before = here.evaluate("() => document.activeElement.getBoundingClientRect().top")
            day.desk.until_offered()
            here.wait_for_selector(".offer")
            assert here.evaluate(OVERLAP) <= 0
            moved = here.evaluate("() => document.activeElement.getBoundingClientRect().top") - before
            shown = here.locator(".offer").bounding_box()
            assert abs(moved) <= 2 or before < shown["height"] + 24, "it moved though nothing lay over it"
            day.desk.breaks.say("postpone")
            day.desk.work(5)
            here.wait_for_selector(".offer", state="detached")
            assert here.evaluate("() => document.activeElement.tagName") == "INPUT"

    def test_by_keyboard_nothing_comes_to_lie_under_it(self, here: Any, day: DayHouse) -> None:
        here.set_viewport_size({"width": 900, "height": 600})
        day.desk.until_offered()
        visit(here, day, "/settings")
        here.wait_for_selector(".offer")
        here.locator("main input").last.focus()
        for _ in range(30):
            here.keyboard.press("Shift+Tab")
            inside = here.evaluate("() => document.getElementById('main').contains(document.activeElement)")
            assert not inside or here.evaluate(OVERLAP) <= 0

    def test_it_goes_when_it_was_answered_elsewhere(self, here: Any, day: DayHouse) -> None:
        visit(here, day, "/why")
        day.desk.until_offered()
        here.wait_for_selector(".offer")
        here.focus(".offer button")
        day.desk.breaks.say("skip")
        day.desk.work(5)
        here.wait_for_selector(".offer", state="detached")
        assert here.evaluate("() => document.activeElement.id") == "main"

    def test_putting_it_off_leaves_the_page_as_it_is_and_says_the_cost(
        self, here: Any, day: DayHouse
    ) -> None:
        visit(here, day, "/why")
        day.desk.until_offered()
        here.click(".offer form[action='/break/postpone'] button")
        here.wait_for_selector("#offer .passing")
        assert "5 min" in here.locator("#offer .passing").inner_text()
        assert here.url.endswith("/why") and day.desk.breaks.outlook().phase == "counting"

    def test_start_leads_through_one_tap_into_the_session(self, here: Any, day: DayHouse) -> None:
        day.desk.until_offered()
        here.click(".offer form[action='/break/start'] button")
        here.wait_for_url("**/break")
        assert day.desk.breaks.outlook().phase == "break"
        here.click(".movement button >> nth=0")
        here.wait_for_url("**/session")
        here.wait_for_selector("#start:visible")

    def test_a_running_session_is_left_alone(self, here: Any, day: DayHouse) -> None:
        visit(here, day, "/break")
        here.click(".movement button >> nth=0")
        here.wait_for_url("**/session")
        assert day.listeners(0) == 0, "a session is no place for an offer"
        assert here.locator("#offer").count() == 0 and here.locator("#stop").is_visible()

    def test_it_works_without_scripts(self, chromium: Any, day: DayHouse) -> None:
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(day.launch_url())
        day.desk.until_offered()
        page.goto(f"{day.base}/why")
        page.click(".offer form[action='/break/postpone'] button")
        page.wait_for_url(f"{day.base}/")
        assert "5 min" in page.locator(".last-word").inner_text()
        page.goto(f"{day.base}/break")
        for place, name in enumerate(("Neck", "Eyes")):
            page.get_by_role("button", name=name, exact=True).click()
            page.locator(".area-buttons .place").nth(place).wait_for()
        assert page.locator(".area-buttons .place").all_inner_texts() == ["1", "2"]
        context.close()

    def test_where_motion_is_unwanted_it_is_just_there(self, here: Any, day: DayHouse) -> None:
        here.emulate_media(reduced_motion="reduce")
        day.desk.until_offered()
        here.wait_for_selector(".offer")
        assert here.locator(".offer").evaluate("e => getComputedStyle(e).animationName") == "none"


class TestWhoListens:
    def test_a_closed_tab_is_gone_at_once(self, chromium: Any, day: DayHouse) -> None:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(day.launch_url())
        other = context.new_page()
        other.goto(f"{day.base}/why")
        assert day.listeners(2) == 2
        other.close()
        assert day.listeners(1) == 1
        page.goto("about:blank")
        assert day.listeners(0) == 0
        context.close()

    def test_a_hidden_page_does_not_listen(self, here: Any, day: DayHouse) -> None:
        hide = (
            "h => { Object.defineProperty(document, 'hidden', { value: h, configurable: true }); "
            "document.dispatchEvent(new Event('visibilitychange')); }"
        )
        here.evaluate(hide, True)
        assert day.listeners(0) == 0
        day.desk.until_offered()
        here.evaluate(hide, False)
        here.wait_for_selector(".offer")

    def test_the_resident_ends_though_a_page_is_open(self, chromium: Any, day: DayHouse) -> None:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(day.launch_url())
        assert day.listeners(1) == 1
        day.ending.ask()
        day.serving.join(timeout=10)
        assert not day.serving.is_alive()
        context.close()


class TestTheLaunch:
    def test_a_notification_leads_to_the_break(self, tab: Any, day: DayHouse) -> None:
        tab.goto(day.launch_url("break"))
        tab.wait_for_url("**/break")
        assert tab.locator("h1").inner_text() == WORDS("day.break.title")

    def test_no_address_asks_for_another_place(self, tab: Any, day: DayHouse) -> None:
        tab.goto(day.launch_url() + "&where=break&next=/settings&home=/settings")
        tab.wait_for_selector("main h1")
        assert tab.url == f"{day.base}/"


class TestTheBreak:
    def test_areas_are_chosen_in_order_on_the_spot(self, here: Any, day: DayHouse) -> None:
        visit(here, day, "/break")
        here.evaluate("() => { window.same = true; }")
        for name in ("Neck", "Lower back"):
            here.get_by_role("button", name=name, exact=True).click()
            here.wait_for_selector(f".area-buttons button[aria-pressed=true] >> text={name}")
            assert name in here.evaluate("() => document.activeElement.textContent")
        assert here.evaluate("() => window.same"), "no new page was needed"
        here.wait_for_selector("input[value=D01]", state="attached")
        assert day.deps.settings.values()["areas"] == "neck, lower_back"
        here.reload()
        assert here.locator(".area-buttons .place").all_inner_texts() == ["2", "1"]

    def test_a_movement_that_is_drawn_shows_its_figure(self, here: Any, day: DayHouse) -> None:
        day.deps.settings.change({"areas": "lower_back"})
        visit(here, day, "/break")
        here.wait_for_selector("[data-still=D01] canvas")

    def test_on_a_laptop_everything_is_in_one_screen(self, here: Any, day: DayHouse) -> None:
        here.set_viewport_size({"width": 1440, "height": 900})
        day.deps.settings.change({"areas": "lower_back, neck"})
        day.desk.breaks.say("start")
        visit(here, day, "/break")
        button = here.locator("form[action='/break/done'] button").bounding_box()
        assert button["y"] + button["height"] <= 900

    def test_off_for_a_walk_and_back(self, here: Any, day: DayHouse) -> None:
        day.desk.work(20 * MIN)
        visit(here, day, "/break")
        here.get_by_role("button", name=WORDS("day.break.walk_off")).click()
        here.wait_for_url("**/break/away")
        day.desk.away(6 * MIN)
        day.desk.work(10)
        assert "taken" in [each.kind for each in day.desk.breaks.today()]


class TestToday:
    def test_the_sentence_goes_on_without_a_new_page_and_is_not_read_out(
        self, here: Any, day: DayHouse
    ) -> None:
        here.evaluate(COUNT_TOLD)
        day.desk.work(20 * MIN)
        here.wait_for_function("() => document.querySelector('[data-now]').textContent.includes('20 min')")
        assert here.evaluate("() => window.told") == []
        day.desk.breaks.say("pause", 600.0)
        here.wait_for_function("() => window.told.length === 1")
        here.wait_for_selector("form[action='/break/resume']")

    def test_the_band_follows_and_what_was_open_stays_open(self, here: Any, day: DayHouse) -> None:
        day.desk.work(30 * MIN)
        here.reload()
        here.wait_for_selector(".band")
        here.locator("summary[data-keep=rows]").click()
        here.focus("summary[data-keep=rows]")
        assert here.locator(".band-picture rect.rest").count() == 0
        day.desk.away(6 * MIN)
        here.wait_for_selector(".band-picture rect.rest", state="attached")
        assert here.locator("details[data-keep-open=rows]").get_attribute("open") is not None
        assert here.evaluate("() => document.activeElement.dataset.keep") == "rows"

    def test_each_minute_is_fetched_anew(self, here: Any, day: DayHouse) -> None:
        here.clock.install()
        here.reload()
        assert day.listeners(1) == 1
        with here.expect_response("**/day/now"):
            here.clock.fast_forward(61_000)


def walked_day(day: DayHouse) -> None:
    """A day with everything in it."""
    day.desk.work(34 * MIN)
    day.desk.away(4 * MIN)
    day.desk.work(25 * MIN)
    day.desk.call(25 * MIN)
    day.desk.until_offered()
    day.desk.breaks.say("postpone")
    day.desk.work(6 * MIN)
    day.desk.until_offered()
    day.desk.breaks.say("start")
    day.desk.away(7 * MIN)
    day.desk.work(20 * MIN)
    day.desk.clock.suspend(1800)
    day.desk.work(10 * MIN)


Stage = tuple[Callable[[DayHouse], object], tuple[str, ...], int]
STAGES: tuple[Stage, ...] = (  # what happens, where one looks then, in how many looks
    (lambda day: None, ("/",), 1),
    (lambda day: (walked_day(day), day.desk.until_offered()), ("/", "/break"), len(LOOKS)),
    (
        lambda day: (day.desk.breaks.say("start"), day.desk.work(5)),
        ("/", "/break", "/break/away"),
        len(LOOKS),
    ),
    (lambda day: (day.desk.breaks.say("done"), day.desk.call(50 * MIN)), ("/",), 1),
    (lambda day: day.desk.breaks.say("pause", 600.0), ("/",), 1),
)


def test_every_stage_is_readable_for_everybody(chromium: Any, tmp_path: Path) -> None:
    with day_house(tmp_path / "data") as day:
        pages = []
        for width, height, scheme in LOOKS:
            context = chromium.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
            )
            pages.append(context.new_page())
            pages[-1].goto(day.launch_url())
        for act, paths, looks in STAGES:
            act(day)
            for page in pages[:looks]:
                for path in paths:
                    page.goto(day.base + path)
                    page.wait_for_selector("main h1")
                    for folded in page.locator("main details > summary").all():
                        folded.click()
                    clean(page)
        for page in pages:
            page.context.close()


@pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 640), (3840, 2160)])
def test_small_and_large_nothing_sticks_out(here: Any, day: DayHouse, width: int, height: int) -> None:
    here.set_viewport_size({"width": width, "height": height})
    walked_day(day)
    day.desk.until_offered()
    for path in ("/", "/break", "/why"):
        visit(here, day, path)
        here.wait_for_selector(".offer")
        assert here.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
        assert here.locator(".offer").bounding_box()["height"] <= max(height * 0.5, 260)
