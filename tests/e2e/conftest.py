"""A real resident with a throw-away store, and a real browser where there is one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from houses import House, house

from unslump.testing.chromium import FLAGS, find_chromium


@pytest.fixture(scope="module")
def resident(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One resident for the tests of a module, its clock as fast as the world's."""
    with house(tmp_path_factory.mktemp("house") / "data") as running:
        yield running


@pytest.fixture
def new_resident(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Start residents of one's own: ``new_resident(speed=60)``."""
    with ExitStack() as open_houses:
        started: list[House] = []

        def start(*, speed: float | None = None) -> House:
            folder = tmp_path / f"data-{len(started)}"
            started.append(open_houses.enter_context(house(folder, speed=speed)))
            return started[-1]

        yield start


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium. Without one the test is skipped, but not where everything must run (CI).

    Started anew for each module: while Playwright is up, no other test could run an event loop.
    """
    path = find_chromium()
    if path is None:
        reason = "no Chromium on this computer (Debian and Ubuntu: apt install chromium)"
        if os.environ.get("CI"):
            pytest.fail(f"Under CI the browser tests must run: {reason}.")
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browsers() -> Iterator[Callable[..., Any]]:
    """Start Chromium with more flags, for a camera: ``browsers(*flags)``."""
    from camera_house import some_browsers  # here: it brings OpenCV along

    with some_browsers() as browser:
        yield browser


@pytest.fixture
def bare_page(chromium: Any) -> Iterator[Any]:
    """A page in a profile of its own, watched by nobody: for tests of what must fail."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page in a profile of its own. No console error, no script error, no request off this computer."""
    context = chromium.new_context()
    wrong: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda said: wrong.append(f"console: {said.text}") if said.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    context.on("request", lambda asked: wrong.extend(_foreign(asked.url)))
    yield opened
    context.close()
    assert wrong == []


def _foreign(url: str) -> list[str]:
    parts = urlsplit(url)
    here = parts.hostname == "127.0.0.1" or parts.scheme in ("data", "about", "blob")
    return [] if here else [f"request to {url}"]
