"""Every page, light and dark, narrow and wide: axe finds nothing, nothing sticks out sideways."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from houses import House, house
from ready import settle_in

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/stretch",
    "/stretch/D38",
    "/movements",
    "/lesson",
    "/lesson/camera",
    "/history",
    "/settings",
    "/keeping",
    "/keeping/erase",
    "/why",
    "/sources",
    "/sources/D01",
    "/checked",
    "/privacy",
    "/help",
    "/clinician",
    "/clearance",
    "/verdict",
    "/break",
    "/break/away",
    "/welcome",
    "/questions/1",
    "/questions/2",
    "/questions/4",
    "/questions/6",
    "/questions/11",
    "/questions/12",
    "/questions/flags",
    "/session/stopped",
    "/session/stopped/ST1",
    "/session/stopped/ST4",
    "/nowhere",
)
SIZES = ((360, 740), (1440, 900))
PICTURES = os.environ.get("UNSLUMP_PICTURES")
"""A folder to leave a picture of every page in, for a person to look at."""


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("pages") / "data") as running:
        settle_in(running)
        yield running


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: str(size[0]))
def view(request: pytest.FixtureRequest, chromium: Any, lived_in: House) -> Iterator[Any]:
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(lived_in.launch_url())
    page.wait_for_selector("main h1")
    page.width = width
    yield page
    context.close()


def clean(view: Any, name: str) -> None:
    """By light and by dark, axe finds nothing in the page as it stands."""
    for scheme in ("light", "dark"):
        view.emulate_media(color_scheme=scheme)
        keep_picture(view, name, scheme)
        found = Axe().run(view).response["violations"]
        assert [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"]][:4]) for v in found] == [], (
            f"{name}, {scheme}"
        )


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_readable_for_everybody(view: Any, lived_in: House, path: str) -> None:
    view.goto(lived_in.base + path)
    view.wait_for_selector("main h1")
    clean(view, path)
    sideways = view.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert sideways <= 0, "it scrolls sideways"
    assert view.locator("h1").count() == 1


def test_the_session_is_readable_for_everybody_at_every_stage(view: Any, lived_in: House) -> None:
    lay_out(view, lived_in)
    for stage, act in (
        ("ready", lambda: None),
        ("leading-in", lambda: view.click("#start")),
        ("guided", lambda: view.wait_for_selector("#guide:visible", timeout=20_000)),
        ("why", lambda: view.click("#why")),
        ("paused", lambda: view.click("#pause")),
        ("stopped", lambda: view.keyboard.press("Escape")),
    ):
        act()
        view.wait_for_timeout(300)
        clean(view, f"session-{stage}")
    lived_in.post("/session/explain", b"reason=enough", cookie=lived_in.cookie())


def lay_out(view: Any, lived_in: House) -> None:
    """Come to the session page, answering the short questions where they are due."""
    view.goto(f"{lived_in.base}/stretch")
    if "/questions" in view.url:
        settle_in(lived_in)
        view.goto(f"{lived_in.base}/stretch")
    if view.locator("input[name=new]").count():
        for none in view.locator("input[value=none]").all():
            none.check(force=True)
        for name, value in (("pain", "0"), ("awake", "300"), ("sitting", "10")):
            view.check(f"input[name={name}][value='{value}']", force=True)
    view.click("main button.main[type=submit]")
    view.wait_for_url("**/session")
    view.wait_for_selector("#start:visible")


def keep_picture(view: Any, path: str, scheme: str) -> None:
    if PICTURES:
        name = path.strip("/").replace("/", "-") or "today"
        view.screenshot(path=str(Path(PICTURES) / f"{name}-{view.width}-{scheme}.png"), full_page=True)
