"""Whether notifications can carry buttons here, for ``doctor``. Shows nothing and starts no program."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from ..bus import Bus, BusTrouble, session_address

NOTIFICATIONS, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"

ALWAYS: Mapping[str, bool] = {"win32": True, "darwin": False}
"""Windows has buttons; macOS gives them to a signed app alone (docs/peers.md part 5)."""


def able(env: Mapping[str, str], platform: str = sys.platform) -> tuple[str, bool | None]:
    """Return the name of the program that shows notifications, where it has one, and whether it has buttons.

    None: it cannot be told before one is shown. A server that is only started for the first notification is
    left to sleep.
    """
    if platform != "linux":
        return "", ALWAYS.get(platform)
    bus = Bus("session", session_address(env))
    try:
        can = bus.call(NOTIFICATIONS, PATH, NOTIFICATIONS, "GetCapabilities", answers="as")
        about = bus.call(NOTIFICATIONS, PATH, NOTIFICATIONS, "GetServerInformation", answers="ssss")
    finally:
        bus.close()
    name = "" if isinstance(about, BusTrouble) else str(about[0])
    return name, None if isinstance(can, BusTrouble) else "actions" in can[0]
