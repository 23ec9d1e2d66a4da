"""Make the pictures of the README anew.

``PYTHONPATH=src:tests:tests/e2e .venv/bin/python docs/pictures/make.py``

Starts a resident with a throw-away store, lives in it for a minute as a person would, and looks.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from day_house import day_house
from houses import house
from playwright.sync_api import Browser, sync_playwright
from ready import settle_in

from unslump.testing.chromium import FLAGS, find_chromium

HERE = Path(__file__).parent
SIZE = {"width": 1280, "height": 760}
SPEED = 2.0


def main() -> None:
    today()
    with at_home() as (browser, home):
        lesson(browser, home)
        session(browser, home, "dark", "P9", "session-dark.png")
    with at_home() as (browser, home):
        session(browser, home, "light", "P5", "session-light.png")


def today() -> None:
    """Today in the middle of an afternoon: two breaks, a call that held one, and the next one on offer."""
    with tempfile.TemporaryDirectory() as folder, day_house(Path(folder)) as home, sync_playwright() as play:
        desk = home.desk
        desk.dnd.value = False
        desk.work(48 * 60)
        desk.breaks.say("start")
        desk.away(6 * 60)
        desk.work(40 * 60)
        desk.away(3 * 60)
        desk.work(20 * 60)
        desk.call(35 * 60)
        desk.work(3 * 60)
        desk.away(40 * 60)
        desk.work(34 * 60)
        browser = play.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = browser.new_context(viewport=SIZE, color_scheme="light").new_page()
        page.goto(home.launch_url())
        page.wait_for_selector(".band-picture")
        page.screenshot(path=str(HERE / "today.png"))
        browser.close()


@contextmanager
def at_home() -> Iterator[tuple[Browser, Any]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        house(Path(folder) / "data", speed=SPEED) as home,
        sync_playwright() as play,
    ):
        settle_in(home)
        browser = play.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield browser, home
        browser.close()


def enter(browser: Browser, home: Any, scheme: Any) -> Any:
    page = browser.new_context(viewport=SIZE, color_scheme=scheme).new_page()
    page.goto(home.launch_url())
    page.wait_for_selector("main h1")
    return page


def lesson(browser: Browser, home: Any) -> None:
    page = enter(browser, home, "light")
    page.goto(f"{home.base}/lesson")
    page.wait_for_selector("#front svg")
    box = page.locator("#front svg").bounding_box()
    for across, down in ((0.60, 0.30), (0.36, 0.42)):
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
    page.click("#look")
    page.wait_for_timeout(1500)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=str(HERE / "lesson.png"))


def session(browser: Browser, home: Any, scheme: str, phase: str, name: str) -> None:
    page = enter(browser, home, scheme)
    page.goto(f"{home.base}/stretch")
    page.check("input[name=level][value='1']", force=True)
    page.click("main button.main[type=submit]")
    page.wait_for_selector("#start:visible")
    page.click("#start")
    page.wait_for_selector("#guide:visible")
    while page.locator("#skip:visible").count():
        page.click("#skip")
        page.wait_for_timeout(400)
    page.wait_for_function(
        "(id) => { const s = window.unslump, p = s.phases[s.index];"
        " return p.id === id && p.moves && s.position > p.start_s + 0.62 * (p.end_s - p.start_s); }",
        arg=phase,
        timeout=60_000,
        polling=50,
    )
    page.screenshot(path=str(HERE / name))


if __name__ == "__main__":
    main()
