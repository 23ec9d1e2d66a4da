"""Idle time as GNOME's compositor tells it, on Wayland and X11.

Reference: Mutter, ``data/dbus-interfaces/org.gnome.Mutter.IdleMonitor.xml``: ``GetIdletime``, a ``t`` of
milliseconds, of the monitor of all devices ("Core"). It counts input alone; inhibitors hold back only its
watches, which are not used here.
"""

from __future__ import annotations

from ....ports import Clock, Sensed, SenseKind
from ..bus import Bus, BusTrouble
from .idle_truth import IdleTruth

NAME = FACE = "org.gnome.Mutter.IdleMonitor"
PATH = "/org/gnome/Mutter/IdleMonitor/Core"


class MutterIdle:
    """``ports.Sense`` of idle time from ``bus``, the session's."""

    kind: SenseKind = "idle"
    name = "mutter"

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._truth = IdleTruth(clock)

    def read(self) -> Sensed[float]:
        reply = self._bus.call(NAME, PATH, FACE, "GetIdletime", answers="t")
        if isinstance(reply, BusTrouble):
            return Sensed(None, reply.why)
        return self._truth.of(reply[0] / 1000)

    def close(self) -> None:
        """The bus is another's."""
