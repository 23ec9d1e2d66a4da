"""Which way idle time is told, on each kind of desktop, while parts of it come and go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from compositors import FakeCompositor, compositor
from desktops import Display, PrivateBus, until
from fake_services import service
from unslump.adapters.clock import system_clock
from unslump.adapters.desktop.bus import Bus
from unslump.adapters.desktop.linux.idle_choice import BETTER_S, choose_idle
from unslump.ports import Sensed
from unslump.testing.clock import FakeClock

MUTTER = "org.gnome.Mutter.IdleMonitor"
pytestmark = pytest.mark.usefixtures("limit")


class Desk:
    def __init__(self, address: str) -> None:
        self.now_s = 0.0
        self.bus = Bus("session", address, now=self.now)

    def now(self) -> float:
        return self.now_s


@pytest.fixture
def desk(session_bus: PrivateBus) -> Iterator[Desk]:
    made = Desk(session_bus.address)
    yield made
    made.bus.close()


def test_gnome_on_wayland(desk: Desk, session_bus: PrivateBus) -> None:
    idle = choose_idle({"XDG_SESSION_TYPE": "wayland"}, session=desk.bus, clock=FakeClock(), now=desk.now)
    with service(session_bus.address, MUTTER) as mutter:
        mutter.answers[f"{MUTTER}.GetIdletime"] = lambda path, body: ("t", (2500,))
        assert idle.read() == Sensed(2.5)
        assert idle.name == "mutter"
        assert idle.fileno() == -1
    idle.close()


def test_another_compositor(desk: Desk, wayland: FakeCompositor) -> None:
    clock = FakeClock()
    idle = choose_idle(wayland.env, session=desk.bus, clock=clock, now=desk.now)
    until(lambda: (idle.read(), wayland.asked())[1])
    clock.advance(2)
    until(lambda: idle.read() == Sensed(0.0))
    assert idle.name == "ext-idle-notify"
    assert idle.fileno() >= 0
    wayland.idled()
    until(lambda: idle.take() or idle.read() == Sensed(1.0))
    idle.close()


def test_x11(desk: Desk, xvfb: Display) -> None:
    idle = choose_idle({"DISPLAY": xvfb.name}, session=desk.bus, clock=system_clock(), now=desk.now)
    assert idle.read().value is not None
    assert idle.name == "x11"
    assert [name for name, _ in idle.tried()] == ["x11", "mutter", "screensaver"]
    idle.close()


def test_nothing_at_all_says_what_is_missing(desk: Desk) -> None:
    idle = choose_idle({}, session=desk.bus, clock=FakeClock(), now=desk.now)
    assert [name for name, _ in idle.tried()] == ["mutter", "screensaver"]
    for _ in range(3):
        found = idle.read()
        assert found.value is None and found.why is not None
        assert found.why.key == "senses.bus.absent"
    idle.close()


@pytest.mark.parametrize(
    "desktop, reason", [("ubuntu:GNOME", "senses.bus.absent"), ("sway", "senses.idle.wayland.no_protocol")]
)
def test_where_no_way_works_the_fitting_reason_is_told(desk: Desk, desktop: str, reason: str) -> None:
    with compositor(notifier=0) as old:
        env = {**old.env, "XDG_CURRENT_DESKTOP": desktop}
        idle = choose_idle(env, session=desk.bus, clock=FakeClock(), now=desk.now)
        for _ in range(4):
            found = idle.read()
            assert found.why is not None and found.why.key == reason
        idle.close()


def test_when_one_way_fails_the_next_is_taken_and_the_better_one_taken_back(
    desk: Desk, session_bus: PrivateBus, xvfb: Display
) -> None:
    idle = choose_idle({"DISPLAY": xvfb.name}, session=desk.bus, clock=system_clock(), now=desk.now)
    assert idle.read().value is not None and idle.name == "x11"
    xvfb.stop()
    with service(session_bus.address, MUTTER) as mutter:
        mutter.answers[f"{MUTTER}.GetIdletime"] = lambda path, body: ("t", (2500,))
        until(lambda: idle.read() == Sensed(2.5))
        assert idle.name == "mutter"
        xvfb.start()
        assert idle.read() == Sensed(2.5), "what works is kept for a while"
        desk.now_s += BETTER_S
        until(lambda: idle.read().value is not None and idle.name == "x11")
    idle.close()


def test_a_compositor_that_starts_after_us_is_found(desk: Desk, wayland: FakeCompositor) -> None:
    """As at login."""
    wayland.stop()
    clock = FakeClock()
    idle = choose_idle(wayland.env, session=desk.bus, clock=clock, now=desk.now)
    assert all(idle.read().value is None for _ in range(3))
    wayland.start()
    desk.now_s += 10
    until(lambda: (idle.read(), wayland.asked())[1])
    wayland.idled()
    until(lambda: idle.read().value == 1.0)
    idle.close()


def test_a_compositor_that_starts_after_a_worse_way_was_found_is_taken_up(
    desk: Desk, session_bus: PrivateBus, wayland: FakeCompositor
) -> None:
    """Though it cannot tell at the first look."""
    wayland.stop()
    clock = FakeClock()
    idle = choose_idle(wayland.env, session=desk.bus, clock=clock, now=desk.now)
    with service(session_bus.address, "org.freedesktop.ScreenSaver", "org.kde.screensaver") as saver:
        saver.answers["org.freedesktop.ScreenSaver.GetSessionIdleTime"] = lambda path, body: ("u", (500,))
        until(lambda: idle.read() == Sensed(0.5))
        assert idle.name == "screensaver"
        wayland.start()

        def a_minute_later() -> bool:
            desk.now_s += BETTER_S
            clock.advance(BETTER_S)
            return idle.read().value is not None and idle.name == "ext-idle-notify"

        until(a_minute_later)
    idle.close()
