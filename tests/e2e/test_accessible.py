"""By keyboard, by ear, much magnified, in the system's own colours and on paper: what axe cannot see."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import pytest
from houses import House, house
from ready import settle_in
from test_pages import PAGES

pytestmark = pytest.mark.browser

SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important }
* { word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""
"""The spacing that WCAG 1.4.12 asks a page to bear."""

WIDTH = "() => document.documentElement.scrollWidth"
COUNT_TOLD = """() => {
  window.told = 0;
  const seen = new MutationObserver((all) => { window.told += all.length; });
  seen.observe(document.getElementById("placed"), { childList: true, characterData: true, subtree: true });
}"""
UNDER_THE_BAR = """() => {
  const now = document.activeElement, bar = document.querySelector(".save-bar");
  return bar.contains(now) ? 0 : now.getBoundingClientRect().bottom - bar.getBoundingClientRect().top;
}"""
BACKGROUND = "node => getComputedStyle(node).backgroundColor"


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Someone who has done one session, rated it, and is asked the short questions before the next."""
    with house(tmp_path_factory.mktemp("accessible") / "data") as running:
        cookie = settle_in(running)
        send = {
            "new": "none",
            "today": "none",
            "pain": "0",
            "awake": "300",
            "sitting": "10",
            "variant": "sit",
        }
        running.post("/stretch", urlencode(send).encode(), cookie=cookie)
        running.post("/session/stop", b"", cookie=cookie)
        running.post("/session/explain", b"reason=enough", cookie=cookie)
        rated = [
            ("pain", "0"),
            ("discomfort", "3"),
            ("helpful", "yes"),
            ("clump", "waist"),
            ("clump", "low_back"),
        ]
        running.post(f"/after/{session_of(running)}", urlencode(rated).encode(), cookie=cookie)
        yield running


def session_of(running: House) -> str:
    with closing(sqlite3.connect(f"{running.database.as_uri()}?mode=ro", uri=True)) as line:
        return str(line.execute("SELECT id FROM sessions").fetchone()[0])


@pytest.fixture
def here(page: Any, lived_in: House) -> Any:
    """A page that has come in."""
    page.goto(lived_in.launch_url())
    page.wait_for_selector("main h1")
    page.base = lived_in.base
    return page


class TestTheScale:
    def test_a_chosen_number_is_seen_in_the_systems_own_colours(self, here: Any) -> None:
        here.emulate_media(forced_colors="active")
        here.goto(f"{here.base}/stretch")
        here.check("input[name=pain][value='4']", force=True)
        chosen, other = (f"input[name=pain][value='{n}'] + span" for n in (4, 5))
        assert here.locator(chosen).evaluate(BACKGROUND) != here.locator(other).evaluate(BACKGROUND)

    def test_a_chosen_number_bears_a_mark_besides_its_colour(self, here: Any) -> None:
        here.goto(f"{here.base}/stretch")
        mark = "node => getComputedStyle(node, '::after').content"
        number = here.locator("input[name=pain][value='4'] + span")
        assert "✓" not in number.evaluate(mark)
        here.check("input[name=pain][value='4']", force=True)
        assert "✓" in number.evaluate(mark)

    def test_what_the_ends_mean_is_said_with_them(self, here: Any) -> None:
        here.goto(f"{here.base}/stretch")
        pain = here.get_by_role("group", name="Back pain right now?")
        for name in ("0 ?, none", "5", "10 ?, worst imaginable"):
            assert pain.get_by_role("radio", name=re.compile(f"^{name}$")).count() == 1

    def test_how_far_one_is_shows_in_the_systems_own_colours(self, here: Any) -> None:
        here.emulate_media(forced_colors="active")
        here.goto(f"{here.base}/questions/2")
        seen = {
            here.locator(f".steps li{which}").first.evaluate(BACKGROUND)
            for which in (".done", "[aria-current]", ":last-child")
        }
        assert len(seen) == 3


class TestTheLesson:
    def mark(self, page: Any, which: int, *keys: str) -> None:
        page.locator(f".hip-mark[data-mark='{which}']").focus()
        for key in keys:
            page.keyboard.press(key)

    def arrive(self, page: Any) -> None:
        page.goto(f"{page.base}/lesson")
        page.wait_for_selector("#front svg")

    def test_enter_on_a_mark_shows_the_place_once_both_are_set(self, here: Any) -> None:
        self.arrive(here)
        self.mark(here, 0, "ArrowDown", "Enter")
        assert here.locator("#guess").is_visible(), "one mark is half an answer"
        self.mark(here, 1, "ArrowDown", "Enter")
        here.wait_for_selector("#answer:focus")
        said = here.get_by_role("region", name="Your left hip").all()
        assert len(said) == 1, "what is read first is how far off the marks were"
        assert "bones" in here.locator("#front").get_attribute("aria-label")
        here.click("#retry")
        assert "bones" not in here.locator("#front").get_attribute("aria-label")

    def test_a_mark_is_told_by_its_side_once_it_rests_and_stays_in_the_picture(self, here: Any) -> None:
        self.arrive(here)
        here.evaluate(COUNT_TOLD)
        self.mark(here, 1, *["ArrowRight"] * 20)
        here.wait_for_function("() => document.getElementById('moved').textContent.includes('to the right')")
        assert "level with" not in here.locator("#moved").inner_text()
        self.mark(here, 1, *["Shift+ArrowRight"] * 40)
        here.wait_for_function("() => document.getElementById('moved').textContent.includes('edge')")
        mark, picture = (here.locator(what).bounding_box() for what in ("circle.fig-mark", "#front svg"))
        middle = mark["x"] + mark["width"] / 2
        assert picture["x"] <= middle <= picture["x"] + picture["width"] + 1
        assert here.evaluate("() => window.told") == 1, "how many are placed is not read again at each key"

    def test_a_touch_takes_the_mark_of_its_own_half_first(self, here: Any) -> None:
        here.emulate_media(reduced_motion="reduce")
        for first, second in ((0.35, 0.65), (0.65, 0.35)):
            self.arrive(here)
            picture = here.locator("#front svg").bounding_box()
            for across, placed in ((first, 1), (second, 2)):
                here.mouse.click(
                    picture["x"] + across * picture["width"], picture["y"] + picture["height"] / 2
                )
                mark = here.locator(".hip-mark", has_text="on the left" if across < 0.5 else "on the right")
                assert mark.get_attribute("data-set") == "yes"
                assert here.locator(".hip-mark[data-set=yes]").count() == placed

    def test_a_height_that_does_not_fit_is_said_at_its_field(self, lived_in: House, chromium: Any) -> None:
        context = chromium.new_context()  # a refused request is a console error, so nobody watches here
        page = context.new_page()
        page.goto(lived_in.launch_url())
        page.base = lived_in.base
        self.arrive(page)
        self.mark(page, 0, "ArrowDown")
        self.mark(page, 1, "ArrowDown")
        page.fill("#stature", "17")
        page.click("#look")
        page.wait_for_selector("#stature:focus[aria-invalid=true]")
        described = page.locator("#stature").get_attribute("aria-describedby").split()
        words = " ".join(page.locator(f"#{name}").inner_text() for name in described)
        assert "from 120 to 220" in words and "stature_cm" not in page.locator("main").inner_text()
        page.fill("#stature", "172")
        page.click("#look")
        page.wait_for_selector("#answer:focus")
        context.close()

    @pytest.mark.parametrize(("width", "height"), [(320, 256), (640, 360)])
    def test_much_magnified_the_mark_and_its_button_are_seen_together(
        self, here: Any, width: int, height: int
    ) -> None:
        here.set_viewport_size({"width": width, "height": height})
        self.arrive(here)
        for which in (0, 1):
            self.mark(here, which, "ArrowDown")
            button = here.locator(f".hip-mark[data-mark='{which}']").bounding_box()
            figure, mark = (here.locator(what).bounding_box() for what in ("#front", ".fig-mark-now"))
            assert figure["y"] >= -1 and mark["y"] + mark["height"] <= figure["y"] + figure["height"] + 1
            assert button["y"] >= figure["y"] + figure["height"] - 1
            assert button["y"] + button["height"] <= height + 1


class TestTheShortForm:
    def test_all_that_is_open_is_said_at_once_and_each_leads_to_its_place(
        self, lived_in: House, chromium: Any
    ) -> None:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(lived_in.launch_url())
        page.goto(f"{lived_in.base}/stretch")
        page.check("input[name=variant][value=stand]")
        page.check("input[name=pain][value='2']", force=True)
        page.click("main button[type=submit]")
        page.wait_for_selector("#problems:focus")
        assert page.title().startswith("Needs a look")
        links = page.locator("#problems a").all()
        assert [link.get_attribute("href") for link in links] == [
            "#q-new",
            "#q-today",
            "#q-awake",
            "#q-sitting",
        ]
        for link in links:
            place = page.locator(link.get_attribute("href"))
            assert place.count() == 1
            group = place.locator("xpath=ancestor::fieldset")
            assert group.get_attribute("aria-invalid") == "true"
            error = page.locator(f"#{group.get_attribute('aria-describedby')}")
            assert error.inner_text().strip() == link.inner_text().strip()
        assert page.is_checked("input[name=pain][value='2']") and page.is_checked("input[value=stand]")
        links[2].focus()
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.id || location.hash") in ("q-awake", "#q-awake")
        context.close()

    def test_none_of_these_and_a_sign_take_each_other_back_and_say_so(self, here: Any) -> None:
        here.goto(f"{here.base}/stretch")
        group = here.get_by_role("group", name="Anything new since last time?")
        none = group.get_by_label("Nothing new")
        assert not group.get_by_label("numbness or weakness down both legs").is_visible()
        group.get_by_text("Show all 7").click()
        rows = group.locator("details").get_by_role("checkbox")
        assert rows.count() == 7
        rows.nth(0).check()
        rows.nth(1).check()
        none.check()
        assert not rows.nth(0).is_checked() and not rows.nth(1).is_checked()
        assert group.get_by_role("status").inner_text() == "2 answers taken back."
        rows.nth(0).check()
        assert not none.is_checked()
        assert "Nothing new" in group.get_by_role("status").inner_text()
        assert here.locator("fieldset:has(input[name=today]) .taken").inner_text() == ""

    def test_what_none_speaks_of_is_told_with_it_before_the_list_is_opened(self, here: Any) -> None:
        here.goto(f"{here.base}/stretch")
        for name, sign in (("new", "numbness between the legs"), ("today", "drowsy medicine")):
            none = here.locator(f"#q-{name}")
            told = here.locator(f"#{none.get_attribute('aria-describedby')}")
            assert told.is_visible() and sign in told.inner_text()

    def test_on_a_wide_screen_it_is_no_longer_than_two_looks(self, here: Any) -> None:
        here.set_viewport_size({"width": 1440, "height": 900})
        here.goto(f"{here.base}/stretch")
        assert here.locator("input[name=new]").count()
        assert here.evaluate("() => document.documentElement.scrollHeight") < 1500


def test_after_a_stop_nothing_is_called_wrong_before_it_is_sent(here: Any) -> None:
    here.goto(f"{here.base}/session/stopped")
    assert here.locator("main :invalid").count() == 0
    here.goto(f"{here.base}/session/stopped/ST4")
    assert here.locator("h1").inner_text() in here.title()


def test_the_figure_moves_once_and_can_be_held_and_shown_again(here: Any) -> None:
    here.clock.install()
    here.goto(f"{here.base}/welcome")
    button = here.locator(".once button")
    here.wait_for_function("() => document.querySelector('.once button').textContent === 'Hold it still'")
    here.clock.fast_forward(90_000)
    here.wait_for_function("() => document.querySelector('.once button').textContent === 'Show it again'")
    button.click()
    assert button.inner_text() == "Hold it still"
    button.click()
    assert button.inner_text() == "Show it again"


def test_where_motion_is_unwanted_there_is_nothing_to_show_again(here: Any) -> None:
    here.emulate_media(reduced_motion="reduce")
    here.goto(f"{here.base}/welcome")
    here.wait_for_selector("[data-figure] canvas")
    here.wait_for_function("() => document.querySelector('.once button').textContent !== ''")
    assert here.locator(".once button").is_hidden()


class TestTheSettings:
    def test_what_has_the_focus_is_never_under_the_bar(self, here: Any) -> None:
        here.set_viewport_size({"width": 900, "height": 500})
        here.goto(f"{here.base}/settings")
        here.locator("main a, main input, main button").first.focus()
        for _ in range(here.locator("main fieldset, main input[type=text]").count()):
            told = here.evaluate("() => document.activeElement.outerHTML")
            assert here.evaluate(UNDER_THE_BAR) <= 0, told
            here.keyboard.press("Tab")

    def test_that_they_are_kept_is_in_the_title_and_has_the_focus(self, here: Any) -> None:
        here.goto(f"{here.base}/settings")
        here.click(".save-bar button")
        here.wait_for_url("**/settings/saved")
        here.wait_for_selector(".notice.done:focus")
        assert here.title().startswith("Saved · Settings")

    def test_the_question_mark_can_be_turned_off(self, here: Any) -> None:
        for wanted, shown in (("false", 0), ("true", 1)):
            here.goto(f"{here.base}/settings")
            here.check(f"input[name=shortcuts][value={wanted}]", force=True)
            here.click(".save-bar button")
            here.wait_for_url("**/settings/saved")
            here.goto(f"{here.base}/why")
            here.keyboard.press("?")
            if shown:
                here.wait_for_selector("dialog[open]")
            assert here.locator("dialog").count() == shown


@pytest.mark.parametrize("path", [*PAGES, "/after"])
def test_at_320_pixels_nothing_sticks_out_even_with_wide_spacing(
    here: Any, lived_in: House, path: str
) -> None:
    here.set_viewport_size({"width": 320, "height": 640})
    if path != "/nowhere":  # what is missing is a console error
        here.goto(here.base + (f"/after/{session_of(lived_in)}" if path == "/after" else path))
    assert here.evaluate(WIDTH) <= 320
    here.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }",
        SPACED,
    )
    assert here.evaluate(WIDTH) <= 320


def test_the_history_on_paper_is_whole_and_black_on_white(here: Any) -> None:
    here.emulate_media(color_scheme="dark")
    here.goto(f"{here.base}/history")
    details = here.locator("main details table")
    assert not details.is_visible()
    here.set_viewport_size({"width": 680, "height": 960})  # the printed part of an A4 sheet
    here.emulate_media(media="print", color_scheme="dark")
    assert here.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert here.evaluate(f"() => ({BACKGROUND})(document.body)") == "rgb(255, 255, 255)"
    assert here.locator(".bars .track").first.evaluate("node => getComputedStyle(node).fill") == "none"
    assert details.is_visible()
    table = here.locator("table.data").bounding_box()
    assert table["x"] + table["width"] <= 680
