"""A break window on a real display: it covers every monitor, disturbs nobody's typing, and always goes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from trays import (
    LAUNCH,
    Browser,
    SpokenResident,
    box,
    counting,
    desktop_process,
    document,
    front,
    monitors,
    offered,
    qt_needed,
    shown,
)

from desktops import Display, private_display, until
from unslump.adapters.clock import system_clock
from unslump.adapters.desktop.linux.fullscreen_x11 import X11Fullscreen
from unslump.adapters.desktop.linux.idle_x11 import X11Idle
from unslump.faces.desktop.gate import QUIET_S

LEFT, RIGHT = (0, 0, 640, 800), (640, 0, 640, 600)
SENTENCE = "the words of somebody in full flow go where they went"


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    qt_needed()
    with private_display() as made:
        if made.manager is None:
            pytest.skip("no openbox on this computer (Debian and Ubuntu: apt install openbox)")
        monitors(made, "640x800+0+0", "640x600+640+0")
        yield made


@pytest.fixture
def resident(tmp_path: Path) -> Iterator[SpokenResident]:
    made = SpokenResident(tmp_path)
    yield made
    made.die()


def boxes(display: Display) -> list[tuple[int, int, int, int]]:
    found = []
    with suppress(AssertionError):  # a window may go between being found and being measured
        found = [box(display, window) for window in shown(display)]
    return sorted(found)


def wait_for(display: Display, *expected: tuple[int, int, int, int]) -> None:
    until(lambda: boxes(display) == sorted(expected))


def test_every_monitor_is_covered_exactly_and_given_back(display: Display, resident: SpokenResident) -> None:
    with desktop_process(resident, display.env) as desktop:
        assert boxes(display) == []
        resident.say(offered())
        wait_for(display, LEFT, RIGHT)
        resident.say(counting())
        wait_for(display)
        assert desktop.lives() and resident.asked == []


def test_the_sense_of_full_screen_knows_it_for_our_own(display: Display, resident: SpokenResident) -> None:
    """Else an offer would hold itself as soon as its window has the focus."""
    sense = X11Fullscreen(display.env)
    with desktop_process(resident, display.env):
        resident.say(offered())
        wait_for(display, LEFT, RIGHT)
        display.do("mousemove", "100", "500")
        display.do("mousemove", "200", "600")
        until(lambda: front(display).startswith("Unslump: "))
        assert sense.read().value is False
    sense.close()


def test_a_scale_factor_of_two_changes_no_edge(display: Display, resident: SpokenResident) -> None:
    with desktop_process(resident, display.env, QT_SCREEN_SCALE_FACTORS="1;2"):
        resident.say(offered())
        wait_for(display, LEFT, RIGHT)


def test_somebody_in_the_middle_of_a_word_loses_no_letter_and_answers_nothing(
    display: Display, resident: SpokenResident, tmp_path: Path
) -> None:
    letter = tmp_path / "letter"
    with document(display, letter), desktop_process(resident, display.env):
        half = len(SENTENCE) // 2
        display.do("type", "--delay", "40", SENTENCE[:half])
        resident.say(offered())
        display.do("type", "--delay", "60", SENTENCE[half:])
        wait_for(display, LEFT, RIGHT)
        display.do("type", "--delay", "60", " and on")
        display.do("key", "space", "space")
        until(lambda: letter.read_text(encoding="utf-8") == SENTENCE + " and on  ")
        assert "A letter" in front(display)
        assert resident.asked == [] and len(shown(display)) == 2


def test_after_a_pause_the_keyboard_answers_and_start_opens_the_page(
    display: Display, resident: SpokenResident, tmp_path: Path
) -> None:
    browser = Browser(tmp_path)
    with (
        document(display, tmp_path / "letter"),
        desktop_process(resident, display.env, BROWSER=str(browser.command)),
    ):
        display.do("key", "a")
        resident.say(offered())
        wait_for(display, LEFT, RIGHT)
        until(lambda: front(display).startswith("Unslump: "))
        display.do("type", "--delay", "20", "late words \n")  # typing on: no answer
        display.do("key", "Tab", "Return")
        assert len(shown(display)) == 2 and resident.asked == []
        quiet(display)
        display.do("key", "Tab")
        display.do("key", "Return")
        wait_for(display)
        until(lambda: browser.opened() == [LAUNCH])
        assert resident.asked == [{"do": "say", "what": "start"}, {"do": "open", "where": "break"}]


def quiet(display: Display) -> None:
    """Wait until the display has seen no input for longer than a pause of somebody who writes."""
    idle = X11Idle(system_clock(), display.env)
    until(lambda: (idle.read().value or 0.0) > QUIET_S + 0.2)
    idle.close()


def test_a_hand_on_the_mouse_gets_the_keys_at_once(display: Display, resident: SpokenResident) -> None:
    display.do("mousemove", "100", "700")
    with desktop_process(resident, display.env):
        resident.say(offered())
        wait_for(display, LEFT, RIGHT)
        display.do("mousemove", "100", "702")  # the bump of a desk
        display.do("mousemove", "160", "640")
        until(lambda: front(display).startswith("Unslump: "))
        display.do("key", "Tab")
        display.do("key", "Tab")
        display.do("key", "space")
        wait_for(display)
        until(lambda: resident.asked == [{"do": "say", "what": "postpone"}])


def test_escape_gives_the_screens_back_without_an_answer(display: Display, resident: SpokenResident) -> None:
    display.do("mousemove", "100", "700")
    with desktop_process(resident, display.env):
        resident.say(offered())
        wait_for(display, LEFT, RIGHT)
        display.do("mousemove", "200", "600")
        until(lambda: front(display).startswith("Unslump: "))

        def pressed() -> bool:
            display.do("key", "Escape")
            return boxes(display) == []

        until(pressed)
        resident.say(offered(left_s=60.0))  # the same offer, still open
        resident.say(counting())
        resident.say(offered())  # another one
        wait_for(display, LEFT, RIGHT)
        assert resident.asked == []


def test_monitors_come_and_go(display: Display, resident: SpokenResident) -> None:
    try:
        with desktop_process(resident, display.env):
            resident.say(offered())
            wait_for(display, LEFT, RIGHT)
            monitors(display, "640x800+0+0")
            wait_for(display, LEFT)
            monitors(display, "640x800+0+0", "500x500+700+100")
            wait_for(display, LEFT, (700, 100, 500, 500))
            resident.say(counting())
            wait_for(display)
    finally:
        monitors(display, "640x800+0+0", "640x600+640+0")


def test_a_resident_that_dies_gives_the_screens_back_at_once(
    display: Display, resident: SpokenResident
) -> None:
    with desktop_process(resident, display.env) as desktop:
        resident.say(offered())
        wait_for(display, LEFT, RIGHT)
        resident.die()
        wait_for(display)
        assert desktop.lives()
        resident.come_back()
        until(lambda: resident.followers)
        resident.say(counting())
        resident.say(offered())
        wait_for(display, LEFT, RIGHT)


def test_a_resident_that_is_gone_for_good_takes_the_process_along(
    display: Display, resident: SpokenResident
) -> None:
    with desktop_process(resident, display.env, mischief="hasty") as desktop:
        resident.die()
        until(lambda: not desktop.lives())
        assert desktop.process.returncode == 0


def test_a_parent_that_dies_takes_the_process_along(display: Display, resident: SpokenResident) -> None:
    """The resident answers on, but whoever started the process is gone: nobody is left to end it."""
    with desktop_process(resident, display.env, mischief="hasty", orphan=True) as parent:
        resident.say(offered())
        wait_for(display, LEFT, RIGHT)
        (child,) = Path(f"/proc/{parent.process.pid}/task/{parent.process.pid}/children").read_text().split()
        parent.end()
        until(lambda: not Path(f"/proc/{child}").exists() or "Z" in state_of(child))
        wait_for(display)


def state_of(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_a_line_that_hangs_cannot_hold_the_screens(display: Display, resident: SpokenResident) -> None:
    with desktop_process(resident, display.env, mischief="hasty") as desktop:
        resident.say(offered(left_s=1.0))
        wait_for(display, LEFT, RIGHT)
        wait_for(display)  # nobody said that the offer is over
        assert desktop.lives() and resident.asked == []


@pytest.mark.parametrize("kind", ["frozen", "stuck"])
def test_a_frozen_process_ends_and_takes_its_windows_along(
    kind: str, display: Display, resident: SpokenResident
) -> None:
    with desktop_process(resident, display.env, mischief=kind) as desktop:
        resident.say(offered())
        until(lambda: not desktop.lives())
        assert desktop.process.returncode == 1
        wait_for(display)


def test_a_fault_closes_every_window_and_is_noted(
    display: Display, resident: SpokenResident, tmp_path: Path
) -> None:
    with desktop_process(resident, display.env, mischief="fault") as desktop:
        resident.say(offered())
        until(lambda: (tmp_path / "faults.log").exists())
        wait_for(display)
        assert desktop.lives()
        assert "RuntimeError" in (tmp_path / "faults.log").read_text(encoding="utf-8")
    assert (tmp_path / "said").read_text(encoding="utf-8") == ""


def test_killed_it_leaves_nothing_behind(display: Display, resident: SpokenResident) -> None:
    with desktop_process(resident, display.env) as desktop:
        resident.say(offered())
        wait_for(display, LEFT, RIGHT)
        os.kill(desktop.process.pid, signal.SIGKILL)
        wait_for(display)
