"""Windows and macOS, against a stand-in for the library."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from desktops import until
from fake_library import FakeLibrary, Urgency
from saying import WORDS
from unslump.adapters.desktop.notify.macos import MacNotifier, run
from unslump.adapters.desktop.notify.windows import WindowsNotifier
from unslump.core.words import Said
from unslump.ports import Answered, Notice

OFFER = Notice("offer", "offer", "A break?", "You have sat.", {"start": "Start", "skip": "Skip"})
NUDGE = Notice("nudge", "nudge", "Time to change position", "Half an hour.")


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary()


@pytest.fixture
def windows(library: FakeLibrary) -> Iterator[WindowsNotifier]:
    made = WindowsNotifier(WORDS, load=lambda: library)
    yield made
    library.slow = False
    made.end()


class Osascript:
    """Remembers what was started."""

    def __init__(self) -> None:
        self.started: list[Sequence[str]] = []
        self.missing = False

    def __call__(self, argv: Sequence[str]) -> Any:
        if self.missing:
            raise FileNotFoundError(argv[0])
        self.started.append(argv)
        return self

    def poll(self) -> int:
        return 0


def on_mac(library: FakeLibrary, script: Osascript, *, signed: Callable[[], bool]) -> MacNotifier:
    return MacNotifier(WORDS, signed=signed, load=lambda: library, start=script)


def test_an_offer_has_buttons_and_a_sound(windows: WindowsNotifier, library: FakeLibrary) -> None:
    assert windows.show(OFFER) == "delivered"
    (sent,) = library.sent
    assert [(button.identifier, button.title) for button in sent.buttons] == [
        ("start", "Start"),
        ("skip", "Skip"),
    ]
    assert (sent.title, sent.message, sent.sound) == ("A break?", "You have sat.", "default")
    assert windows.trouble() is None


def test_a_nudge_is_quiet(windows: WindowsNotifier, library: FakeLibrary) -> None:
    assert windows.show(NUDGE) == "delivered"
    assert library.sent[0].sound is None and library.sent[0].urgency is Urgency.Low
    assert library.sent[0].buttons == ()


def test_a_button_and_a_click_are_answers_once(windows: WindowsNotifier, library: FakeLibrary) -> None:
    windows.show(OFFER)
    library.press("skip")
    library.press("skip")
    library.click()
    assert windows.answers() == [Answered("offer", "skip")]
    windows.show(OFFER)
    library.click()
    assert windows.answers() == [Answered("offer", "start")]


def test_a_button_of_the_notice_before_is_none_of_this_one(
    windows: WindowsNotifier, library: FakeLibrary
) -> None:
    windows.show(OFFER)
    before = library.sent[0].buttons[0].on_pressed
    windows.show(Notice("offer", "offer", "Again?", "", {"start": "Start"}))
    assert before is not None
    before()
    assert windows.answers() == []


def test_turned_off_in_the_settings_nobody_can_tell(windows: WindowsNotifier, library: FakeLibrary) -> None:
    library.allowed = False
    assert windows.show(OFFER) == "unknown"
    assert windows.trouble() == Said("notices.trouble.turned_off")
    library.allowed = True
    assert windows.show(OFFER) == "delivered"
    assert windows.trouble() is None


def test_lost_on_the_way_it_was_not_shown(windows: WindowsNotifier, library: FakeLibrary) -> None:
    library.loses = True
    assert windows.show(OFFER) == "failed"


def test_slow_it_is_unknown_and_its_buttons_work_later(
    windows: WindowsNotifier, library: FakeLibrary
) -> None:
    library.slow = True
    assert windows.show(OFFER) == "unknown"
    library.slow = False
    until(lambda: library.sent)
    library.press("start")
    assert windows.answers() == [Answered("offer", "start")]


def test_everything_runs_in_one_loop(windows: WindowsNotifier, library: FakeLibrary) -> None:
    for _ in range(3):
        windows.show(OFFER)
    assert len(library.loops) == 1


@pytest.mark.parametrize(
    ("error", "why"),
    [(ImportError("desktop_notifier"), "no_library"), (RuntimeError("no manager"), "silent")],
)
def test_a_library_that_is_not_there_or_will_not_start(error: Exception, why: str) -> None:
    broken = FakeLibrary(breaks=error)
    notifier = WindowsNotifier(WORDS, load=lambda: broken)
    assert notifier.show(OFFER) == "failed"
    assert notifier.trouble() == Said(f"notices.trouble.{why}")
    notifier.end()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the library is installed")
def test_where_it_is_not_installed_that_is_said() -> None:
    assert WindowsNotifier(WORDS).trouble() == Said("notices.trouble.no_library")


def test_a_signed_app_on_a_mac_shows_no_button_that_would_do_nothing(library: FakeLibrary) -> None:
    script = Osascript()
    mac = on_mac(library, script, signed=lambda: True)
    assert mac.show(OFFER) == "delivered"
    (sent,) = library.sent
    assert sent.buttons == () and sent.message.endswith(WORDS("notices.elsewhere"))
    assert script.started == [] and mac.trouble() is None
    mac.close("offer")
    assert library.cleared == ["offer"]
    mac.end()


def test_outside_a_signed_app_the_mac_speaks_through_a_script(library: FakeLibrary) -> None:
    script = Osascript()
    mac = on_mac(library, script, signed=lambda: False)
    assert mac.show(OFFER) == "unknown" and mac.show(NUDGE) == "unknown"
    offer, nudge = script.started
    assert offer[0] == "osascript" and offer[-2] == "A break?"
    assert offer[-1] == f"You have sat. {WORDS('notices.elsewhere')}" and nudge[-1] == "Half an hour."
    assert mac.trouble() == Said("notices.trouble.no_bundle")
    assert not library.sent
    mac.end()


def test_what_is_said_can_be_no_script(library: FakeLibrary) -> None:
    script = Osascript()
    text = '" & (do shell script "true") & "'
    on_mac(library, script, signed=lambda: False).show(Notice("nudge", "nudge", text, text))
    (argv,) = script.started
    assert argv[-2:] == [text, text] and not any("do shell" in line for line in argv[:-2])


def test_a_mac_without_anything(library: FakeLibrary) -> None:
    def signed() -> bool:
        raise OSError("no Security framework")

    script = Osascript()
    script.missing = True
    assert on_mac(library, script, signed=signed).show(OFFER) == "failed"


def test_a_program_is_started_and_not_waited_for() -> None:
    child = run([sys.executable, "-c", "pass"])
    until(lambda: child.poll() is not None)
    assert child.poll() == 0
