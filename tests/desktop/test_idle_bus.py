"""Idle time from the bus: Mutter's and KDE's services, played by fakes that are right, wrong or gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from desktops import PrivateBus, until
from fake_services import SILENCE, Refusal, Service, service
from unslump.adapters.content import load_words
from unslump.adapters.desktop.bus import Bus
from unslump.adapters.desktop.linux.idle_mutter import MutterIdle
from unslump.adapters.desktop.linux.idle_screensaver import ScreenSaverIdle
from unslump.adapters.desktop.patience import FIRST_S
from unslump.core.words import Said
from unslump.ports import Sensed
from unslump.testing.clock import FakeClock

WORDS = load_words()
pytestmark = pytest.mark.usefixtures("limit")
MUTTER, KDE, SAVER = "org.gnome.Mutter.IdleMonitor", "org.kde.screensaver", "org.freedesktop.ScreenSaver"
GET = f"{MUTTER}.GetIdletime"
SESSION_IDLE = f"{SAVER}.GetSessionIdleTime"


class Desk:
    """A bus, what is on it, and two clocks that go when told."""

    def __init__(self, address: str) -> None:
        self.clock = FakeClock()
        self.steps = [0.0]
        self.bus = Bus("session", address, now=lambda: self.steps[0])


@pytest.fixture
def desk(session_bus: PrivateBus) -> Iterator[Desk]:
    made = Desk(session_bus.address)
    yield made
    made.bus.close()


def why(sensed: Sensed[float]) -> str:
    assert isinstance(sensed.why, Said)
    WORDS(sensed.why.key, **sensed.why.values)
    return sensed.why.key


def says(fake: Service, method: str, signature: str, value: object) -> None:
    fake.answers[method] = lambda path, body: (signature, (value,))


def test_mutter_says_milliseconds(desk: Desk, session_bus: PrivateBus) -> None:
    idle = MutterIdle(desk.bus, desk.clock)
    with service(session_bus.address, MUTTER) as mutter:
        says(mutter, GET, "t", 1500)
        assert idle.read() == Sensed(1.5)
        assert mutter.asked[-1][0] == "/org/gnome/Mutter/IdleMonitor/Core"
    assert why(idle.read()) == "senses.bus.absent"


def test_a_night_asleep_is_time_away(desk: Desk, session_bus: PrivateBus) -> None:
    """Mutter's clock stands still meanwhile."""
    idle = MutterIdle(desk.bus, desk.clock)
    with service(session_bus.address, MUTTER) as mutter:
        says(mutter, GET, "t", 600_000)
        assert idle.read() == Sensed(600.0)
        desk.clock.suspend(8 * 3600)
        desk.clock.advance(2)
        says(mutter, GET, "t", 602_000)
        assert idle.read().value == pytest.approx(602 + 8 * 3600)
        desk.clock.advance(1)
        says(mutter, GET, "t", 40)
        assert idle.read() == Sensed(0.04), "a key: the night is over"


@pytest.mark.parametrize("lie", [2**63, 2**64 - 1, 3_600_000_000])
def test_nonsense_is_no_reading(desk: Desk, session_bus: PrivateBus, lie: int) -> None:
    """Longer than the computer is awake nobody can have been away."""
    idle = MutterIdle(desk.bus, desk.clock)
    with service(session_bus.address, MUTTER) as mutter:
        says(mutter, GET, "t", lie)
        assert why(idle.read()) == "senses.idle.nonsense"
        says(mutter, GET, "t", 7000)
        assert idle.read() == Sensed(7.0)


@pytest.mark.parametrize("signature, value", [("s", "7"), ("d", 7.0), ("x", -7), ("b", True)])
def test_another_type_is_odd(desk: Desk, session_bus: PrivateBus, signature: str, value: object) -> None:
    idle = MutterIdle(desk.bus, desk.clock)
    with service(session_bus.address, MUTTER) as mutter:
        says(mutter, GET, signature, value)
        assert why(idle.read()) == "senses.bus.odd"


def test_one_that_hangs_or_refuses_is_asked_again(
    desk: Desk, session_bus: PrivateBus, limit: Callable[[float], None]
) -> None:
    idle = MutterIdle(desk.bus, desk.clock)
    with service(session_bus.address, MUTTER) as mutter:
        mutter.answers[GET] = lambda path, body: SILENCE
        limit(0.1)
        assert why(idle.read()) == "senses.bus.silent"
        mutter.answers[GET] = lambda path, body: Refusal("org.freedesktop.DBus.Error.AccessDenied")
        desk.steps[0] = FIRST_S
        limit(10)
        assert why(idle.read()) == "senses.bus.refused"
        says(mutter, GET, "t", 3000)
        assert idle.read() == Sensed(3.0)


def test_the_bus_goes_and_comes_back(desk: Desk, session_bus: PrivateBus) -> None:
    idle = MutterIdle(desk.bus, desk.clock)
    with service(session_bus.address, MUTTER) as mutter:
        says(mutter, GET, "t", 3000)
        assert idle.read() == Sensed(3.0)
        session_bus.stop()
        until(lambda: idle.read().value is None)
        assert why(idle.read()) == "senses.bus.missing.session"
    session_bus.start()
    desk.steps[0] = 100.0
    with service(session_bus.address, MUTTER) as mutter:
        says(mutter, GET, "t", 4000)
        assert idle.read() == Sensed(4.0)


def test_asking_starts_no_program(desk: Desk, session_bus: PrivateBus) -> None:
    """A message that may start a service would be refused differently: nobody here can be started."""
    assert why(MutterIdle(desk.bus, desk.clock).read()) == "senses.bus.absent"


def counted(desk: Desk, idle: ScreenSaverIdle, saver: Service, counts: list[int]) -> list[float | None]:
    """Read once a second what is counted."""
    readings: list[float | None] = []
    for count in counts:
        says(saver, SESSION_IDLE, "u", count)
        readings.append(idle.read().value)
        desk.clock.advance(1)
    return readings


def test_kde_says_milliseconds(desk: Desk, session_bus: PrivateBus) -> None:
    idle = ScreenSaverIdle(desk.bus, desk.clock)
    with service(session_bus.address, SAVER, KDE) as saver:
        assert counted(desk, idle, saver, [5000, 6000, 200]) == [5.0, 6.0, 0.2]


def test_from_a_stranger_the_unit_is_found_out_first(desk: Desk, session_bus: PrivateBus) -> None:
    seconds = ScreenSaverIdle(desk.bus, desk.clock)
    milliseconds = ScreenSaverIdle(desk.bus, desk.clock)
    with service(session_bus.address, SAVER) as saver:
        found = counted(desk, seconds, saver, [5, 6, 7, 8, 9, 0, 1])
        assert found == [None, None, None, 8.0, 9.0, 0.0, 1.0]
        found = counted(desk, milliseconds, saver, [5, 640, 120, 1120])
        assert found == [None, 0.64, 0.12, 1.12]


def test_unknown_on_wayland_is_unknown_here(desk: Desk, session_bus: PrivateBus) -> None:
    """Where KDE does not know it says -1, which looks like 49 days."""
    idle = ScreenSaverIdle(desk.bus, desk.clock)
    with service(session_bus.address, SAVER, KDE) as saver:
        says(saver, SESSION_IDLE, "u", 2**32 - 1)
        assert why(idle.read()) == "senses.idle.nonsense"
