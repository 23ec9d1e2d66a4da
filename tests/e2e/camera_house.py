"""A resident with the camera set up, and a browser whose camera shows a film."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from houses import House, start
from ready import settle_in

import camera_ready
from unslump.testing.chromium import FLAGS, find_chromium

TRACKS = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.tracks = [];
navigator.mediaDevices.getUserMedia = async (wish) => {
  const stream = await ask(wish);
  window.tracks.push(...stream.getTracks());
  return stream;
};
"""
"""Keeps every camera track the page was ever given, to see whether its light is still on."""

LIVE = "() => window.tracks.some((track) => track.readyState === 'live')"


@contextmanager
def some_browsers() -> Iterator[Callable[..., Any]]:
    """Start Chromium with more flags; one of each kind."""
    path = find_chromium()
    if path is None:
        camera_ready.without("no Chromium on this computer (Debian and Ubuntu: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        known: dict[tuple[str, ...], Any] = {}

        def browser(*flags: str) -> Any:
            if flags not in known:
                known[flags] = play.chromium.launch(
                    executable_path=path, headless=True, args=[*FLAGS, *flags]
                )
            return known[flags]

        yield browser
        for each in known.values():
            each.close()


@contextmanager
def somewhere(browser: Any, **how: Any) -> Iterator[Any]:
    """A page in a profile of its own; no script error, no request off this computer."""
    context = browser.new_context(**how)
    wrong: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    context.on("request", lambda asked: wrong.append(asked.url) if "//127.0.0.1" not in asked.url else None)
    page.add_init_script(TRACKS)
    yield page
    context.close()
    assert wrong == []


@contextmanager
def resident(folder: Path, *, speed: float = 4, **env: str) -> Iterator[House]:
    """A resident with the camera set up, whose person has answered the questions and found the hips."""
    camera_ready.weights()
    house = start(folder / "data", speed=speed, desktop={"UNSLUMP_MODELS": str(camera_ready.FOLDER), **env})
    try:
        settle_in(house)
        yield house
    finally:
        house.end()


def light(page: Any) -> list[str]:
    """How each camera track stands: live or ended."""
    return list(page.evaluate("() => window.tracks.map((track) => track.readyState)"))


def violations(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found]


def looking(house: House) -> int:
    """Return the process that looks."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[1]
            except OSError:
                continue
            if b"unslump.faces.camera.main" in words and int(parent) == house.process.pid:
                return int(folder.name)
        time.sleep(0.1)
    raise AssertionError("nobody looks")
