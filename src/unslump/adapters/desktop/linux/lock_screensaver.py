"""Whether the screen is locked, as a screen saver service tells it.

Five families speak the same three words, each under a name of its own: ``GetActive``, and ``ActiveChanged``
when that changes. "Active" is the locked screen in GNOME, KDE and Cinnamon; MATE and Xfce may show a blank
screen that needs no password, which nobody looks at either.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from ....ports import Sensed, SenseKind
from ..bus import Bus, BusTrouble, Signal

FAMILIES = {
    "gnome": "org.gnome.ScreenSaver",
    "freedesktop": "org.freedesktop.ScreenSaver",
    "cinnamon": "org.cinnamon.ScreenSaver",
    "mate": "org.mate.ScreenSaver",
    "xfce": "org.xfce.ScreenSaver",
}
"""Name of the back end -> its service, interface and (with slashes) path. KDE's is the freedesktop one."""
POLL_S = 5.0
"""A signal may be missed: asked this often anyway, seconds. Chosen."""
ABSENT_POLL_S = 30.0
"""The same for a service that does not run, seconds. Chosen; its signals are heard as soon as it does."""


class ScreenSaverLock:
    """``ports.Sense`` of the lock from one family, on ``bus``, the session's."""

    kind: SenseKind = "lock"

    def __init__(self, bus: Bus, family: str, *, now: Callable[[], float] = time.monotonic) -> None:
        self.name = family
        self._bus = bus
        self._service = FAMILIES[family]
        self._path = "/" + self._service.replace(".", "/")
        self._now = now
        self._due_s, self._joined = float("-inf"), -1
        self._said: bool | BusTrouble = False
        self._deafen = bus.listen(
            self._changed,
            sender=self._service,
            interface=self._service,
            member="ActiveChanged",
            signature="b",
        )

    def read(self) -> Sensed[bool]:
        if self._now() >= self._due_s or self._joined != self._bus.joined:
            self._ask()
        return _reading(self._said)

    def close(self) -> None:
        """The bus is another's."""
        self._deafen()

    def _ask(self) -> None:
        reply = self._bus.call(self._service, self._path, self._service, "GetActive", answers="b")
        self._joined = self._bus.joined
        self._keep(reply if isinstance(reply, BusTrouble) else bool(reply[0]))

    def _changed(self, signal: Signal) -> None:
        self._joined = self._bus.joined
        self._keep(bool(signal.body[0]))

    def _keep(self, said: bool | BusTrouble) -> None:
        self._said = said
        seldom = isinstance(said, BusTrouble) and said.kind in ("absent", "refused", "odd")
        self._due_s = self._now() + (ABSENT_POLL_S if seldom else POLL_S)


def _reading(said: bool | BusTrouble) -> Sensed[bool]:
    return Sensed(None, said.why) if isinstance(said, BusTrouble) else Sensed(said)
