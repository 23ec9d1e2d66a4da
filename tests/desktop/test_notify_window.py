"""The full-screen window for real: a Chromium on a display of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import unslump
from desktops import Display, needed, until
from saying import WORDS
from unslump.adapters.desktop.linux.fullscreen_x11 import X11Fullscreen
from unslump.adapters.desktop.notify.browsers import Browser
from unslump.adapters.desktop.notify.child import PosixChild
from unslump.adapters.desktop.notify.window import PAGE, Window
from unslump.ports import Notice
from unslump.testing.chromium import FLAGS, find_chromium

TITLE = "the break is here"
BODY = f"<!doctype html><title>{TITLE}</title><body style='background: #4fb8ac'>".encode()


class Pages:
    """A server of one page, that remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(BODY)))
                self.end_headers()
                self.wfile.write(BODY)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/launch?token=once&more=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def pages() -> Iterator[Pages]:
    made = Pages()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def chromium() -> str:
    return find_chromium() or needed("chromium", "chromium")


@pytest.fixture
def screen(xvfb: Display, monkeypatch: pytest.MonkeyPatch) -> Display:
    needed("openbox", "openbox")  # without a window manager nothing goes full screen
    monkeypatch.setenv("DISPLAY", xvfb.name)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return xvfb


@pytest.fixture
def window(screen: Display, chromium: str, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path, WORDS, find=lambda: Browser((chromium, *FLAGS)))
    yield made
    made.end()
    until(lambda: not processes_of(tmp_path))


def offer(url: str, name: str = "offer") -> Notice:
    return Notice(name, "offer", "A break?", "", {"start": "Start"}, url)


def processes_of(folder: Path) -> list[str]:
    """Command lines that name a folder: every program of its browser does, or is a child of one that does."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if f"{folder}/" in line and int(entry.name) != os.getpid():
                found.append(line)
    return found


def windows(screen: Display) -> list[str]:
    return [line for line in screen._xdotool("search", "--name", TITLE).stdout.split() if line]


def test_it_fills_the_screen_and_is_gone_when_the_notice_is_taken_back(
    window: Window, screen: Display, pages: Pages, tmp_path: Path
) -> None:
    assert window.show(offer(pages.url)) == "unknown"
    (number,) = until(lambda: windows(screen))
    sense = X11Fullscreen(screen.env)

    def fills() -> bool:
        place = screen.do("getwindowgeometry", "--shell", number)
        return {"X=0", "Y=0", "WIDTH=1280", "HEIGHT=800"} <= set(place.split())

    until(fills)
    until(lambda: sense.read().value is False)  # it must not hold the very offer it shows
    sense.close()
    assert "/launch?token=once&more=1" in pages.asked
    assert window.is_open()
    window.close("offer")
    until(lambda: not windows(screen))
    assert not window.is_open()
    until(lambda: not processes_of(tmp_path))
    until(lambda: list(tmp_path.iterdir()) == [])


def test_nothing_secret_stands_in_a_command_line(
    window: Window, screen: Display, pages: Pages, tmp_path: Path
) -> None:
    window.show(offer(pages.url))
    until(lambda: windows(screen))
    lines = processes_of(tmp_path)
    assert lines and not [line for line in lines if "token" in line]
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / PAGE).stat().st_mode & 0o777 == 0o600


def test_never_two(window: Window, screen: Display, pages: Pages, tmp_path: Path) -> None:
    assert window.show(offer(pages.url)) == "unknown"
    until(lambda: windows(screen))
    assert window.show(offer(pages.url, "another")) == "unknown"
    window.close("offer")
    assert window.is_open(), "it shows another notice now"
    assert len(list(tmp_path.iterdir())) == 1 and len(windows(screen)) == 1
    window.close("another")
    assert not window.is_open()
    assert window.show(offer(pages.url)) == "failed", "it is closing, and no second one comes beside it"
    until(lambda: not list(tmp_path.iterdir()))
    assert until(lambda: window.show(offer(pages.url)) == "unknown"), "it may come again"


def test_closed_by_the_person_it_is_over_and_may_come_again(
    window: Window, screen: Display, pages: Pages
) -> None:
    window.show(offer(pages.url))
    (number,) = until(lambda: windows(screen))
    screen.do("windowfocus", "--sync", number)
    screen.do("key", "alt+F4")
    until(lambda: not window.is_open())
    window.answers()
    until(lambda: window.show(offer(pages.url)) == "unknown")
    until(lambda: windows(screen))


RESIDENT = """
import sys, time
from pathlib import Path
from unslump.adapters.content import load_words
from unslump.adapters.desktop.notify.browsers import Browser
from unslump.adapters.desktop.notify.window import Window
from unslump.ports import Notice
data, url, *argv = sys.argv[1:]
window = Window(Path(data), load_words(), find=lambda: Browser(tuple(argv)))
print(window.show(Notice("offer", "offer", "", "", {}, url)), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("hung", [False, True], ids=["", "the browser hangs as well"])
def test_killed_ourselves_the_screen_is_given_back(
    screen: Display, chromium: str, pages: Pages, tmp_path: Path, hung: bool
) -> None:
    argv = [sys.executable, "-c", textwrap.dedent(RESIDENT), str(tmp_path), pages.url, chromium, *FLAGS]
    env = {**os.environ, "PYTHONPATH": str(Path(unslump.__file__).parents[1])}
    resident = subprocess.Popen(
        argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert resident.stdout is not None and resident.stdout.readline().strip() == "unknown"
        until(lambda: windows(screen))
        if hung:
            os.kill(browser_of(tmp_path, chromium), signal.SIGSTOP)
        resident.kill()
        resident.wait(20)
        until(lambda: not windows(screen))
        until(lambda: not processes_of(tmp_path))
        until(lambda: list(tmp_path.iterdir()) == [])
    finally:
        resident.kill()
        resident.communicate()


def browser_of(folder: Path, chromium: str) -> int:
    """Process id of the browser itself: the one whose parent is the shell that watches it."""
    for entry in Path("/proc").iterdir():
        line = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else [b""]
        shows = any(part.startswith(b"--app=") and str(folder).encode() in part for part in line)
        if shows and not line[0].endswith(b"sh"):
            return int(entry.name)
    raise AssertionError("no browser runs")


def test_a_program_is_ended_when_its_shell_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    folder.mkdir()
    child = PosixChild(["sleep", "1000"], folder)
    os.kill(child._watch, signal.SIGKILL)
    group = child._watch
    until(lambda: not child.running())

    def nobody() -> bool:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        return not any(_group(entry) == group for entry in Path("/proc").iterdir() if entry.name.isdigit())

    until(nobody)


def _group(entry: Path) -> int:
    """Process group of what still runs (a zombie does not)."""
    try:
        state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return -1
    return -1 if state == "Z" else int(group)


def test_a_program_that_ends_takes_its_folder_along(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    (folder / "deep").mkdir(parents=True)
    child = PosixChild(["true"], folder)
    until(lambda: not child.running())
    assert not folder.exists()
    child.end()
    assert not child.running()


def test_a_program_that_will_not_go_is_made_to(tmp_path: Path) -> None:
    stubborn = ["/bin/sh", "-c", "trap '' TERM HUP INT; while :; do sleep 0.1; done"]
    child = PosixChild(stubborn, tmp_path / "profile")
    assert child.running()
    child.end()
    until(lambda: not child.running())


def test_a_program_that_is_not_there_is_no_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4711")
    window = Window(tmp_path, WORDS, find=lambda: Browser(("/no/such/browser",)))
    assert window.show(offer("http://127.0.0.1:9/")) == "unknown"
    until(lambda: not window.is_open())
    assert list(tmp_path.iterdir()) == []
