"""Full screen on a real display with a real window manager, and when either goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktops import Display, Running, Watch, needed, private_display, until
from unslump.adapters.content import load_words
from unslump.adapters.desktop.linux.fullscreen_x11 import X11Fullscreen
from unslump.ports import Sensed

WINDOW = Path(__file__).with_name("x_window.py")
WORDS = load_words()
Put = Callable[[str, str], Running]


Limit = Callable[[float], None]
pytestmark = pytest.mark.usefixtures("limit")


@pytest.fixture
def managed() -> Iterator[Display]:
    needed("openbox", "openbox")
    with private_display() as display:
        yield display


@pytest.fixture
def put(managed: Display) -> Iterator[Put]:
    """Put a window on the display and in front, as a person does who starts a program."""
    windows: list[Running] = []

    def show(named: str, how: str) -> Running:
        windows.append(Running(sys.executable, str(WINDOW), named, how, env=managed.env))
        managed.do("search", "--sync", "--onlyvisible", "--class", f"^{named}$")
        return windows[-1]

    yield show
    for window in windows:
        window.end()


@pytest.fixture
def sense(managed: Display) -> Iterator[X11Fullscreen]:
    with closing(X11Fullscreen(managed.env)) as opened:
        yield opened


def why(seen: Sensed[bool]) -> str:
    assert seen.value is None and seen.why is not None
    return WORDS(seen.why.key, **seen.why.values)


def test_a_film_that_fills_the_screen_is_seen_with_its_name(sense: X11Fullscreen, put: Put) -> None:
    put("Player", "full")
    until(lambda: sense.read().value)
    assert sense.read() == Sensed(True, detail="Player")


def test_it_is_over_when_the_film_is(sense: X11Fullscreen, put: Put) -> None:
    film = put("Player", "full")
    until(lambda: sense.read().value)
    film.end()
    until(lambda: sense.read().value is False)


def test_a_desk_without_a_window_is_no_full_screen(sense: X11Fullscreen) -> None:
    assert sense.read() == Sensed(False)


def test_a_window_of_a_normal_size_is_none(sense: X11Fullscreen, managed: Display, put: Put) -> None:
    put("Editor", "normal")
    until(lambda: "Editor" in managed.do("getactivewindow", "getwindowname"))
    assert sense.read() == Sensed(False)


def test_who_works_in_front_of_a_film_is_not_watching_it(
    sense: X11Fullscreen, managed: Display, put: Put
) -> None:
    put("Player", "full")
    until(lambda: sense.read().value)
    put("Editor", "normal")
    managed.do("search", "--class", "^Editor$", "windowactivate", "--sync")
    until(lambda: sense.read().value is False)


@pytest.mark.parametrize(("named", "how"), [("Unslump", "full"), ("Pictures", "desktop")])
def test_our_own_break_and_the_desktop_itself_do_not_count(
    sense: X11Fullscreen, managed: Display, put: Put, named: str, how: str
) -> None:
    put(named, how)
    managed.do("search", "--class", f"^{named}$", "windowfocus", "--sync")
    assert sense.read() == Sensed(False)


def test_without_a_window_manager_it_cannot_tell(sense: X11Fullscreen, managed: Display, put: Put) -> None:
    """What the manager left behind says that a film fills the screen, for ever."""
    put("Player", "full")
    until(lambda: sense.read().value)
    assert managed.manager is not None
    managed.manager.end()
    until(lambda: sense.read().value is None)
    assert "window manager" in why(sense.read())


def test_a_display_that_goes_is_found_again(managed: Display, put: Put) -> None:
    clock = Watch()
    with closing(X11Fullscreen(managed.env, now=clock)) as sense:
        assert sense.read().value is False
        managed.stop()
        assert "does not answer" in why(sense.read())
        managed.start()
        clock.now_s += 60
        put("Player", "full")
        assert until(lambda: sense.read().value)


def test_a_display_that_hangs_costs_its_time_limit_once(managed: Display, limit: Limit) -> None:
    clock = Watch()
    with closing(X11Fullscreen(managed.env, now=clock)) as sense:
        assert sense.read().value is False
        managed.freeze()
        limit(0.1)
        assert "does not answer" in why(sense.read())
        assert "does not answer" in why(sense.read())
        managed.thaw()
        limit(10.0)
        clock.now_s += 60
        assert until(lambda: sense.read().value is False)


def test_a_locked_display_opens_to_the_person_s_own_secret(tmp_path: Path) -> None:
    """As every real session is locked; and without the secret, nothing is seen."""
    secrets = tmp_path / "authority"
    parts = (os.uname().nodename.encode(), b"", b"MIT-MAGIC-COOKIE-1", os.urandom(16))
    secrets.write_bytes(b"\x01\x00" + b"".join(len(part).to_bytes(2, "big") + part for part in parts))
    read, write = os.pipe()
    argv = [needed("Xvfb", "xvfb"), "-displayfd", str(write), "-auth", str(secrets), "-nolisten", "tcp"]
    server = Running(*argv, pass_fds=(write,))
    os.close(write)
    try:
        with os.fdopen(read) as said:
            env = {"DISPLAY": f":{said.readline().strip()}"}
        with closing(X11Fullscreen(env)) as stranger:
            assert "does not answer" in why(stranger.read())
        with closing(X11Fullscreen({**env, "XAUTHORITY": str(secrets)})) as ours:
            assert "window manager" in why(ours.read())  # it is in; nobody manages windows here
    finally:
        server.end()
