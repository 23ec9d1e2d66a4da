"""The process of tray and break windows, played by small real processes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import pytest

from unslump.faces.agent.companion import AGAIN_AFTER_S, LOOK_EVERY_S, Companion

STAYS = (sys.executable, "-c", "import sys; sys.stdin.read(); import time; time.sleep(60)")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
)


class Desk:
    """What the person wishes, and a clock."""

    def __init__(self, command: Sequence[str] | None = STAYS) -> None:
        self.wanted = (False, False)
        self.now_s = 0.0
        self.command: Sequence[str] | None = command
        self.asked: list[tuple[bool, bool]] = []
        self.companion = Companion(self.start, lambda: self.wanted, now_s=lambda: self.now_s)

    def start(self, icon: bool, windows: bool) -> Sequence[str] | None:
        self.asked.append((icon, windows))
        return self.command

    def look(self, after_s: float = LOOK_EVERY_S) -> None:
        self.now_s += after_s
        self.companion.look()

    @property
    def process(self) -> object:
        return self.companion._process


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.companion.end()


def test_nothing_runs_until_it_is_wished_for_and_then_one_does(desk: Desk) -> None:
    desk.look()
    assert desk.process is None
    desk.wanted = (True, False)
    for _ in range(5):
        desk.look()
    assert desk.asked == [(True, False)] and desk.process is not None


def test_another_wish_starts_it_anew_and_none_ends_it(desk: Desk) -> None:
    desk.wanted = (True, False)
    desk.look()
    first = desk.process
    desk.wanted = (True, True)
    desk.look()
    assert desk.asked == [(True, False), (True, True)] and desk.process is not first
    desk.wanted = (False, False)
    desk.look()
    assert desk.process is None


@pytest.mark.parametrize(("code", "again"), [(0, False), (2, False), (1, True)])
def test_one_that_the_person_closed_stays_closed_and_one_that_crashed_comes_back(
    code: int, again: bool
) -> None:
    desk = Desk((sys.executable, "-c", f"raise SystemExit({code})"))
    desk.wanted = (True, False)
    desk.look()
    desk.process.wait()  # type: ignore[attr-defined]
    desk.look()
    assert desk.asked == [(True, False)], "not at once"
    desk.look(AGAIN_AFTER_S)
    desk.look(AGAIN_AFTER_S)
    assert (len(desk.asked) > 1) == again
    desk.companion.end()


@pytest.mark.parametrize("command", [None, ("/nowhere/at/all",)])
def test_where_it_is_not_installed_nothing_happens(command: Sequence[str] | None) -> None:
    desk = Desk(command)
    desk.wanted = (True, True)
    for _ in range(3):
        desk.look()
    assert desk.process is None


def test_one_that_will_not_end_is_ended() -> None:
    """The screens belong to the person."""
    import unslump.faces.agent.companion as module

    desk = Desk(STUBBORN)
    desk.wanted = (False, True)
    desk.look()
    process = desk.process
    before, module.END_WITHIN_S = module.END_WITHIN_S, 0.05
    try:
        desk.companion.end()
    finally:
        module.END_WITHIN_S = before
    assert process.poll() is not None  # type: ignore[attr-defined]
