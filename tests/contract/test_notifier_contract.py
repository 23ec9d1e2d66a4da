"""What every notifier must do: the real ones as far as they run here, and the fake."""

from __future__ import annotations

import os
import select
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktops import private_bus, until
from fake_library import FakeLibrary
from fake_notifications import notification_server, takes_calls
from saying import WORDS
from unslump.adapters.desktop.notify.bell import Bell
from unslump.adapters.desktop.notify.browsers import Browser
from unslump.adapters.desktop.notify.freedesktop import Freedesktop
from unslump.adapters.desktop.notify.macos import MacNotifier
from unslump.adapters.desktop.notify.window import Window
from unslump.adapters.desktop.notify.windows import WindowsNotifier
from unslump.app.page_rung import PageRung
from unslump.ports import Answered, Button, Notice, Notifier
from unslump.testing.notifier import FakeNotifier

OFFER = Notice(
    "offer",
    "offer",
    "A break?",
    "You have sat for 45 min.",
    {"start": "Start", "postpone": "In 5 minutes", "skip": "Skip"},
    "http://127.0.0.1:9/launch?token=once",
)
NUDGE = Notice("nudge", "nudge", "Time to change position", "Half an hour.")
HINT = Notice("nudge", "hint", "A call can be taken standing", "An hour.")
KINDS = pytest.mark.parametrize("notice", [OFFER, NUDGE, HINT], ids=["offer", "nudge", "hint"])


@dataclass
class Seat:
    """A notifier and the person before it.

    Attributes
    ----------
    press : callable or None
        Use a button of the offer; None where this notifier has no buttons of its own, or reaches nobody.
    showing : callable or None
        How many notices are on the screen; None where nobody can tell.
    """

    notifier: Notifier
    press: Callable[[Button], object] | None = None
    showing: Callable[[], int] | None = None

    def came(self) -> list[Answered]:
        """Wait for an answer, as the resident does."""
        handle = getattr(self.notifier, "fileno", lambda: -1)()
        if handle >= 0:
            select.select([handle], [], [], 5)
        return list(self.notifier.answers())


@contextmanager
def fake(_: Path) -> Iterator[Seat]:
    notifier = FakeNotifier()

    def press(button: Button) -> None:
        if "offer" in notifier.showing:
            notifier.press("offer", button)

    yield Seat(notifier, press, lambda: len(notifier.showing))


@contextmanager
def page(_: Path) -> Iterator[Seat]:
    rung = PageRung()
    on_screen: dict[str, Notice] = {}

    def take() -> None:
        for notice_id, notice in listening.take().items():
            if notice:
                on_screen[notice_id] = notice
            else:
                on_screen.pop(notice_id, None)

    listening = rung.listen(lambda: None)
    listening.wake = take
    yield Seat(rung, lambda button: rung.answer("offer", button), lambda: len(on_screen))


@contextmanager
def nobody_looks(_: Path) -> Iterator[Seat]:
    yield Seat(PageRung())


@contextmanager
def freedesktop(_: Path) -> Iterator[Seat]:
    with private_bus() as bus, notification_server(bus.address) as server:

        def press(button: Button) -> None:
            server.press(server.calls[-1].number, button)

        yield Seat(Freedesktop(bus.address, WORDS), press, lambda: len(server.screen))


@contextmanager
def no_bus(_: Path) -> Iterator[Seat]:
    yield Seat(Freedesktop("unix:path=/nowhere/at/all", WORDS))


@contextmanager
def no_server(_: Path) -> Iterator[Seat]:
    with private_bus() as bus:
        until(lambda: takes_calls(bus.address))
        yield Seat(Freedesktop(bus.address, WORDS))


@contextmanager
def hung_server(_: Path) -> Iterator[Seat]:
    with private_bus() as bus, notification_server(bus.address, hangs=True):
        yield Seat(Freedesktop(bus.address, WORDS))


@contextmanager
def windows(_: Path) -> Iterator[Seat]:
    library = FakeLibrary()
    yield Seat(WindowsNotifier(WORDS, load=lambda: library), library.press)


@contextmanager
def mac_app(_: Path) -> Iterator[Seat]:
    library = FakeLibrary()
    yield Seat(MacNotifier(WORDS, signed=lambda: True, load=lambda: library))


@contextmanager
def mac_script(_: Path) -> Iterator[Seat]:
    yield Seat(MacNotifier(WORDS, signed=lambda: False, start=lambda argv: OneProgram()))


class OneProgram:
    """A program that runs until it is ended."""

    alive = 0

    def __init__(self) -> None:
        self.runs = True
        OneProgram.alive += 1

    def running(self) -> bool:
        return self.runs

    def poll(self) -> int | None:
        return None if self.runs else 0

    def end(self) -> None:
        if self.runs:
            OneProgram.alive -= 1
        self.runs = False


@contextmanager
def window(folder: Path) -> Iterator[Seat]:
    OneProgram.alive = 0

    def start(argv: Sequence[str], _: Path) -> OneProgram:
        return OneProgram()

    env = {"DISPLAY": ":0"}
    made = Window(folder, WORDS, find=lambda: Browser(("chromium",)), start=start, env=env)
    yield Seat(made, showing=lambda: OneProgram.alive)


@contextmanager
def no_browser(folder: Path) -> Iterator[Seat]:
    yield Seat(Window(folder, WORDS, find=lambda: None, env={"DISPLAY": ":0"}))


@contextmanager
def bell(_: Path) -> Iterator[Seat]:
    pty = pytest.importorskip("pty", reason="no pseudo terminals on this system")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        yield Seat(Bell(terminal, WORDS))
    os.close(ours)


@contextmanager
def no_terminal(_: Path) -> Iterator[Seat]:
    yield Seat(Bell(None, WORDS))


REACHES: dict[str, Any] = {
    "fake": fake,
    "page": page,
    "freedesktop": freedesktop,
    "windows": windows,
    "mac, signed app": mac_app,
    "mac, script": mac_script,
    "window": window,
    "bell": bell,
}
IN_VAIN: dict[str, Any] = {
    "no page": nobody_looks,
    "no bus": no_bus,
    "no server": no_server,
    "hung server": hung_server,
    "no browser": no_browser,
    "no terminal": no_terminal,
}
PRESSED = ("fake", "page", "freedesktop", "windows")


@contextmanager
def seated(make: Any, folder: Path) -> Iterator[Seat]:
    with make(folder) as seat:
        yield seat
        seat.notifier.end()


@pytest.fixture(params=[*REACHES, *IN_VAIN])
def seat(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Seat]:
    with seated({**REACHES, **IN_VAIN}[request.param], tmp_path) as made:
        yield made


@pytest.fixture(params=REACHES)
def reaching(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Seat]:
    with seated(REACHES[request.param], tmp_path) as made:
        yield made


@pytest.fixture(params=PRESSED)
def pressed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Seat]:
    with seated(REACHES[request.param], tmp_path) as made:
        yield made


@KINDS
def test_it_says_what_became_of_it(seat: Seat, notice: Notice) -> None:
    assert seat.notifier.name
    assert seat.notifier.show(notice) in ("delivered", "unknown", "failed")
    assert seat.notifier.answers() in ([], ())


def test_where_it_works_an_offer_is_not_said_to_have_failed(reaching: Seat) -> None:
    assert reaching.notifier.show(OFFER) in ("delivered", "unknown")


@pytest.mark.parametrize("name", IN_VAIN)
def test_where_it_cannot_work_nothing_is_delivered_and_there_is_a_reason(name: str, tmp_path: Path) -> None:
    with seated(IN_VAIN[name], tmp_path) as seat:
        assert seat.notifier.show(OFFER) in ("unknown", "failed")
        assert seat.notifier.trouble() is not None


def test_trouble_can_be_said(seat: Seat) -> None:
    for _ in range(2):
        why = seat.notifier.trouble()
        assert why is None or WORDS(why.key, **why.values).endswith(".")
        seat.notifier.show(OFFER)


@KINDS
def test_it_can_be_shown_again_and_again_and_taken_back_twice(seat: Seat, notice: Notice) -> None:
    for _ in range(2):
        seat.notifier.show(notice)
        seat.notifier.show(notice)
        seat.notifier.close(notice.id)
        seat.notifier.close(notice.id)
    seat.notifier.close("a notice that never was")
    assert seat.notifier.answers() in ([], ())


def test_a_button_is_told_once(pressed: Seat) -> None:
    assert pressed.press
    pressed.notifier.show(OFFER)
    pressed.press("postpone")
    assert pressed.came() == [Answered("offer", "postpone")]
    assert list(pressed.notifier.answers()) == []


def test_what_was_taken_back_is_answered_no_more(pressed: Seat) -> None:
    assert pressed.press
    pressed.notifier.show(OFFER)
    pressed.notifier.close("offer")
    pressed.press("start")
    pressed.notifier.show(NUDGE)  # whatever was under way has come by now
    assert list(pressed.notifier.answers()) == []


def test_the_end_takes_back_what_shows_and_may_come_twice(seat: Seat) -> None:
    seat.notifier.show(OFFER)
    seat.notifier.show(NUDGE)
    seat.notifier.end()
    seat.notifier.end()
    assert list(seat.notifier.answers()) == []


@pytest.mark.parametrize("name", ["fake", "page", "freedesktop", "window"])
def test_one_id_is_one_notice_and_after_taking_it_back_there_is_none(name: str, tmp_path: Path) -> None:
    with seated(REACHES[name], tmp_path) as seat:
        assert seat.showing
        seat.notifier.show(OFFER)
        seat.notifier.show(OFFER)
        assert seat.showing() == 1
        seat.notifier.close("offer")
        until(lambda: seat.showing is not None and seat.showing() == 0)


@pytest.mark.parametrize("name", ["fake", "freedesktop", "window"])
def test_after_the_end_nothing_shows(name: str, tmp_path: Path) -> None:
    with seated(REACHES[name], tmp_path) as seat:
        seat.notifier.show(OFFER)
        seat.notifier.end()
        until(lambda: seat.showing is not None and seat.showing() == 0)
