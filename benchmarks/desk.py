"""A desk of one's own to measure on: a display with a window manager, two message buses, notifications.

The helpers are those of the desktop's tests, so that what is measured is what is tested.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from desktops import Display, PrivateBus, private_bus, private_display
from fake_notifications import notification_server
from soaking import resident_at, without_desktop

PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool", "openbox": "openbox", "dbus-daemon": "dbus-daemon"}
"""What it is made of -> Debian's package."""

PLACES = ((300, 300), (500, 400), (420, 250))
STEP_S = 0.5
"""Between two moves of the pointer, seconds."""


def missing() -> str:
    """Name the packages a desk would need and this computer does not have; empty where it can be made."""
    return " ".join(package for program, package in PROGRAMS.items() if not shutil.which(program))


@dataclass(frozen=True)
class Desk:
    """What is there."""

    display: Display
    session: PrivateBus
    system: PrivateBus

    @property
    def env(self) -> dict[str, str]:
        """The environment of a program at this desk."""
        return without_desktop(
            DISPLAY=self.display.name,
            DBUS_SESSION_BUS_ADDRESS=self.session.address,
            DBUS_SYSTEM_BUS_ADDRESS=self.system.address,
        )

    def move(self, seconds: float) -> None:
        """Move the pointer twice a second, for so long."""
        self.keep(seconds, self.mover())

    def mover(self) -> Callable[[], object]:
        places = cycle(PLACES)
        return lambda: self.display.do("mousemove", *map(str, next(places)))

    @staticmethod
    def keep(seconds: float, do: Callable[[], object], *, every_s: float = STEP_S) -> None:
        """Do something again and again, for so long."""
        end_s = time.monotonic() + seconds
        while (left_s := end_s - time.monotonic()) > 0:
            do()
            time.sleep(min(left_s, every_s))


@contextmanager
def resident(env: dict[str, str]) -> Iterator[tuple[int, Path]]:
    """Start one in an empty folder, its clock the world's, as at a person's; give its process and folder."""
    with tempfile.TemporaryDirectory(prefix="unslump-living-") as data:
        process = resident_at(Path(data), env=env, speed=None)
        try:
            yield process.pid, Path(data)
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def desk() -> Iterator[Desk]:
    """Set it up, and clear it away."""
    with (
        private_display() as display,
        private_bus() as session,
        private_bus() as system,
        notification_server(session.address),
    ):
        yield Desk(display, session, system)
