"""The full-screen window, from its file through the one-time address into the pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from houses import House

from desktops import needed, private_display, until
from saying import WORDS
from unslump.adapters.desktop.notify.browsers import Browser
from unslump.adapters.desktop.notify.window import Window
from unslump.ports import Notice
from unslump.testing.chromium import FLAGS, find_chromium


def test_the_window_a_person_chose_comes_in_and_shows_the_page(
    new_resident: Callable[..., House], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chromium = find_chromium() or needed("chromium", "chromium")
    house = new_resident()
    with private_display() as display:
        monkeypatch.setenv("DISPLAY", display.name)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        window = Window(tmp_path, WORDS, find=lambda: Browser((chromium, *FLAGS)))
        notice = Notice("offer", "offer", "A break?", "", {"start": "Start"}, house.launch_url())
        assert window.show(notice) == "unknown"
        try:
            welcome = WORDS("pages.welcome.title")
            until(lambda: display._xdotool("search", "--name", welcome).stdout.strip())
        finally:
            window.end()
            until(lambda: not list(tmp_path.glob("unslump-window-*")))
