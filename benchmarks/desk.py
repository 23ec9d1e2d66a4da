"""A desk of one's own to measure on: a display with a window manager, two message buses, notifications.

The helpers are those of the desktop's tests, so that what is measured is what is tested.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktops import Display, PrivateBus

PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool", "openbox": "openbox", "dbus-daemon": "dbus-daemon"}
"""What it is made of -> Debian's package."""

OF_A_DESKTOP = (
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "DBUS_SESSION_BUS_ADDRESS",
    "PULSE_SERVER",
    "XDG_CURRENT_DESKTOP",
    "XDG_RUNTIME_DIR",
    "XDG_SESSION_ID",
    "XDG_SESSION_TYPE",
    "UNSLUMP_DATA_DIR",
    "VIRTUAL_ENV",
    "PYTHONPATH",
    "PYTHONDONTWRITEBYTECODE",
)
PLACES = ((300, 300), (500, 400), (420, 250))
STEP_S = 0.5
"""Between two moves of the pointer, seconds."""


def without_desktop(**more: str) -> dict[str, str]:
    """The environment of a console: no display, no bus, nothing of whoever runs the benchmark."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_A_DESKTOP}
    return {**kept, "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere", **more}


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
def desk() -> Iterator[Desk]:
    """Set it up, and clear it away."""
    from desktops import private_bus, private_display
    from fake_notifications import notification_server

    with (
        private_display() as display,
        private_bus() as session,
        private_bus() as system,
        notification_server(session.address),
    ):
        yield Desk(display, session, system)
