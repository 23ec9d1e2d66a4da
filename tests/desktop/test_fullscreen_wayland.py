"""Full screen on Wayland: a real Sway, and compositors that tell nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from compositors import compositor
from desktops import Watch, until
from sways import Sway, private_sway
from unslump.adapters.content import load_words
from unslump.adapters.desktop.linux.fullscreen_choice import choose_fullscreen
from unslump.adapters.desktop.linux.fullscreen_wayland import WaylandFullscreen
from unslump.adapters.desktop.linux.fullscreen_x11 import X11Fullscreen
from unslump.ports import Sensed

WORDS = load_words()


Limit = Callable[[float], None]
pytestmark = pytest.mark.usefixtures("limit")


@pytest.fixture
def sway() -> Iterator[Sway]:
    with private_sway() as running:
        yield running


@pytest.fixture
def clock() -> Watch:
    return Watch()


@pytest.fixture
def sense(sway: Sway, clock: Watch) -> Iterator[WaylandFullscreen]:
    with closing(WaylandFullscreen(sway.env, now=clock)) as made:
        yield made


def why(seen: Sensed[bool]) -> str:
    assert seen.value is None and seen.why is not None
    return WORDS(seen.why.key, **seen.why.values)


def test_a_film_that_fills_the_screen_is_seen_from_beginning_to_end(
    sway: Sway, sense: WaylandFullscreen
) -> None:
    assert sense.read() == Sensed(False)
    film = sway.show("player")
    assert sense.read() == Sensed(False), "a window of its own size"
    sway.do("fullscreen enable")
    until(lambda: sense.read().value)
    assert sense.read() == Sensed(True, detail="player")
    sway.do("fullscreen disable")
    until(lambda: sense.read().value is False)
    sway.do("fullscreen enable")
    until(lambda: sense.read().value)
    film.end()
    until(lambda: sense.read().value is False)


def test_a_full_screen_that_was_there_before_is_seen_at_once(sway: Sway, clock: Watch) -> None:
    sway.show("player")
    sway.do("fullscreen enable")
    with closing(WaylandFullscreen(sway.env, now=clock)) as sense:
        until(lambda: sense.read() == Sensed(True, detail="player"))


def test_our_own_break_window_does_not_count(sway: Sway, sense: WaylandFullscreen) -> None:
    sway.show("unslump")
    sway.do("fullscreen enable")
    assert '"fullscreen_mode": 1' in sway.ask("-t", "get_tree").stdout
    for _ in range(20):
        assert sense.read() == Sensed(False)


def test_a_full_screen_elsewhere_is_not_the_front_window(sway: Sway, sense: WaylandFullscreen) -> None:
    sway.show("player")
    sway.do("fullscreen enable")
    until(lambda: sense.read().value)
    sway.do("workspace 2")
    until(lambda: sense.read().value is False)


def test_a_compositor_that_restarts_is_found_again(
    sway: Sway, sense: WaylandFullscreen, clock: Watch
) -> None:
    assert sense.read() == Sensed(False)
    sway.end()
    until(lambda: sense.read().value is None)
    assert "does not answer" in why(sense.read())
    sway.start()
    clock.now_s += 60
    until(lambda: sense.read().value is False)


def test_a_compositor_that_hangs_costs_its_time_limit_once(sway: Sway, clock: Watch, limit: Limit) -> None:
    sway.freeze()
    limit(0.1)
    with closing(WaylandFullscreen(sway.env, now=clock)) as sense:
        for _ in range(5):
            assert "does not answer" in why(sense.read())
        sway.thaw()
        limit(10.0)
        clock.now_s += 60
        until(lambda: sense.read().value is False)


def test_where_no_program_is_told_of_windows_it_says_so() -> None:
    with compositor(notifier=2) as bare, closing(WaylandFullscreen(bare.env)) as sense:
        assert "Wayland" in why(sense.read())


def test_the_session_decides_who_is_asked() -> None:
    assert isinstance(choose_fullscreen({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}), WaylandFullscreen)
    assert isinstance(choose_fullscreen({"DISPLAY": ":0"}), X11Fullscreen)
    assert isinstance(choose_fullscreen({}), X11Fullscreen)
